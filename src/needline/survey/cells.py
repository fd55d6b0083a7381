"""
Numbers of a plan's lines in the domains of one grouping: the one way in which surveys are estimated.

Where totals by cluster tell all of a design, many variables share one pass (`stats.grouped`). Designs of several stages
without replacement, calibrated ones, and replicate weights go through the general statistics, a domain at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias, cast

import numpy as np

from needline.model.survey import Degrees, QuantileInterval, QuantileRule, ShareInterval
from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.design import Design
from needline.stats.estimates import AnyDesign, Estimate, interval
from needline.stats.estimates import estimate as estimate_statistic
from needline.stats.grouped import (
    Categories,
    Choices,
    Grouping,
    Number,
    Stack,
    Sum,
    answered,
    domain_degrees,
    estimate_columns,
    estimate_stack,
    make_grouping,
)
from needline.stats.grouped import Columns as Estimated
from needline.stats.grouped_quantiles import FastRule, Sorted, estimate_quantiles, sort_values
from needline.stats.intervals import share_interval, wald
from needline.stats.linearised import Mean, Ratio, Total, indicators
from needline.stats.once import once
from needline.stats.quantiles import quantile

FIELDS = ("stat", "stat_low", "stat_upp", "se", "df", "deff", "n", "n_total", "n_w", "n_w_total")
_FAST_RULES = {"math": "math", "hf1": "math", "school": "school", "hf2": "school"}


@dataclass(frozen=True, eq=False)
class Quantile:
    """
    A quantile of a number: J = 1 column.

    Args:
        value: shape (n,); NaN not asked.
    """

    value: Floats
    size: int = 1

    @once
    def sorted(self) -> Sorted:
        """The number sorted, which serves every grouping."""
        return sort_values(self.value)


Variable: TypeAlias = Categories | Choices | Number | Sum | Quantile
Summed: TypeAlias = Categories | Choices | Number | Sum


@dataclass(frozen=True)
class Options:
    """
    How a line is estimated.

    Args:
        level: coverage of its intervals.
        ci: interval of shares.
        df: degrees of freedom of all but quantiles.
        probability: which quantile.
        quantile_rule, quantile_ci, quantile_df: as in the design.
    """

    level: float = 0.95
    ci: ShareInterval = "logit"
    df: Degrees = "design"
    probability: float = 0.5
    quantile_rule: QuantileRule = "math"
    quantile_ci: QuantileInterval = "mean"
    quantile_df: Degrees = "design"


class Domains:
    """
    A design cut into the domains of one grouping.

    Args:
        design: n rows.
        code: shape (n,), domain of each row, 0 to size - 1; -1 in none.
        size: how many domains there are, D.
    """

    def __init__(self, design: AnyDesign, code: Ints, size: int) -> None:
        self.design, self.code, self.size = design, code, size

    @property
    def fast(self) -> bool:
        """Whether totals by cluster tell all."""
        return isinstance(self.design, Design) and self.design.whole

    @once
    def grouping(self) -> Grouping:
        """The domains sorted once, for a design of which totals by cluster tell all."""
        return make_grouping(cast("Design", self.design), self.code, self.size)

    def degrees(self, kind: Degrees, asked: Bools) -> Floats:
        """Shape (D,), degrees of freedom of estimates from the rows that were asked."""
        if kind == "domain" and self.fast:
            return domain_degrees(self.grouping, asked)
        return self.design.degrees(kind, np.where(asked, self.code, -1), self.size)


def estimate_cells(domains: Domains, variables: Sequence[Variable] | Stack, options: Options) -> list[Floats]:
    """
    Estimate variables in domains.

    Args:
        domains: D domains of n rows, or of pools.
        variables: of n rows each, or the totals of the pools.
        options: how.

    Returns:
        list: for each variable an array of shape (10, D, J), its `FIELDS`; NaN where a number is not known.

    Raises:
        DesignError: a lonely cluster under `fail`; an interval that the design cannot give.
    """
    if isinstance(variables, Stack):
        return list(_columns(domains, variables, options))
    if not domains.fast:
        return [estimate_generally(domains, variable, options) for variable in variables]
    found: dict[int, Floats] = {}
    plain = [at for at, one in enumerate(variables) if not isinstance(one, Quantile)]
    summed = [cast("Summed", variables[at]) for at in plain]
    found |= dict(zip(plain, _columns(domains, summed, options), strict=True))
    quantiles = [at for at, one in enumerate(variables) if isinstance(one, Quantile)]
    quick = options.quantile_rule in _FAST_RULES and options.quantile_ci == "mean"
    made = _fast_quantiles if quick else _slow_quantiles
    if quantiles:
        chosen = [cast("Quantile", variables[at]) for at in quantiles]
        found |= dict(zip(quantiles, made(domains, chosen, options), strict=True))
    return [found[at] for at in range(len(variables))]


def _columns(domains: Domains, asked: Sequence[Summed] | Stack, options: Options) -> Iterator[Floats]:
    """Shares, means, ratios and totals, with intervals made for all of them at once."""
    sizes = asked.sizes if isinstance(asked, Stack) else [one.size for one in asked]
    if not sizes:
        return
    ends = np.cumsum([0, *sizes]).tolist()
    out = np.empty((len(FIELDS), domains.size, ends[-1]))
    if isinstance(asked, Stack):
        _fill(out, estimate_stack(domains.grouping, asked))
    else:
        for (start, end), one in zip(pairwise(ends), estimate_columns(domains.grouping, asked), strict=True):
            _fill(out[:, :, start:end], one)
    if options.df == "domain":
        known = asked.answered() if isinstance(asked, Stack) else (answered(one) for one in asked)
        degrees = [domains.degrees("domain", one) for one in known]
        out[4] = np.repeat(np.stack(degrees, axis=1), sizes, axis=1)
    else:
        out[4] = domains.degrees(options.df, np.ones(len(domains.code), np.bool_))[:, None]
    by_question = asked.shares if isinstance(asked, Stack) else [_is_share(one) for one in asked]
    share = np.repeat(by_question, sizes)
    for kind, mine in (("share", share), ("number", ~share)):
        if mine.any():
            stat, se, df, n = (out[at][:, mine] for at in (0, 3, 4, 7))
            if kind == "share":
                low, high = share_interval(stat, se, df, n=n, level=options.level, kind=options.ci)
            else:
                low, high = wald(stat, se, df, options.level)
            out[1][:, mine], out[2][:, mine] = low, high
    yield from (out[:, :, start:end] for start, end in pairwise(ends))


def _fill(out: Floats, of: Estimated) -> None:
    """Put estimates into a table of `FIELDS`."""
    out[0], out[3], out[5] = of.stat, of.se, of.deff
    out[6], out[7], out[8], out[9] = of.n, of.n_total, of.n_w, of.n_w_total


def _is_share(variable: Summed) -> bool:
    return isinstance(variable, Categories | Choices)


def _fast_quantiles(domains: Domains, variables: Sequence[Quantile], options: Options) -> Iterator[Floats]:
    if options.quantile_df == "domain":
        df = np.stack([domains.degrees("domain", one.sorted.asked) for one in variables], axis=1)
    else:
        everyone = np.ones(len(domains.code), np.bool_)
        df = np.repeat(domains.degrees(options.quantile_df, everyone)[:, None], len(variables), axis=1)
    found = estimate_quantiles(
        domains.grouping,
        [one.sorted for one in variables],
        df,
        probability=options.probability,
        rule=cast("FastRule", _FAST_RULES[options.quantile_rule]),
        level=options.level,
    )
    none = np.full(df.shape, np.nan)
    fields = (found.stat, found.low, found.high, found.se, df, none, found.n, found.n, found.n_w, found.n_w)
    table = np.stack([np.asarray(one, np.float64) for one in fields])
    yield from (table[:, :, [at]] for at in range(len(variables)))


def _slow_quantiles(domains: Domains, variables: Sequence[Quantile], options: Options) -> Iterator[Floats]:
    yield from (estimate_generally(domains, one, options) for one in variables)


def estimate_generally(domains: Domains, variable: Variable, options: Options) -> Floats:
    """Estimate one variable a domain at a time, under any design: shape (10, D, J), as `estimate_cells`."""
    table = np.full((len(FIELDS), domains.size, variable.size), np.nan)
    for at in range(domains.size):
        inside = domains.code == at
        if isinstance(variable, Quantile):
            table[:, at] = _quantile(domains.design, variable, inside, options)
        else:
            table[:, at] = _statistic(domains.design, variable, inside, options)
    return table


def _quantile(design: AnyDesign, variable: Quantile, inside: Bools, options: Options) -> Floats:
    asked = inside & ~np.isnan(variable.value)
    n, n_w = float(asked.sum()), float(design.weight[asked].sum())
    found = quantile(
        design,
        variable.value,
        options.probability,
        inside,
        rule=options.quantile_rule,
        kind=options.quantile_ci,
        level=options.level,
        df=options.quantile_df,
    )
    numbers = (found.stat[0], found.low[0], found.high[0], found.se[0], found.df, np.nan, n, n, n_w, n_w)
    return np.array(numbers)[:, None]


def _statistic(
    design: AnyDesign, variable: Categories | Choices | Number | Sum, inside: Bools, options: Options
) -> Floats:
    asked = inside & answered(variable)
    weight = design.weight
    n_total, n_w_total = float(asked.sum()), float(weight[asked].sum())
    wide = variable.size
    table = np.full((len(FIELDS), wide), np.nan)
    table[6:] = np.array([n_total, n_total, n_w_total, n_w_total])[:, None]
    is_share = isinstance(variable, Categories | Choices)
    if is_share:
        chosen = _chosen(cast("Categories | Choices", variable)) & asked[:, None]
        table[6], table[8] = chosen.sum(axis=0), weight @ chosen
    if n_w_total <= 0:
        return table
    found = _estimated(design, variable, inside, options.df)
    kind = options.ci if is_share else "wald"
    low, high = interval(found, level=options.level, kind=kind)
    table[:6] = (found.theta, low, high, found.se, np.full(wide, found.df), found.deff())
    return table


def _chosen(variable: Categories | Choices) -> Bools:
    if isinstance(variable, Choices):
        return variable.chosen
    result: Bools = variable.code[:, None] == np.arange(variable.size)
    return result


def _estimated(
    design: AnyDesign, variable: Categories | Choices | Number | Sum, inside: Bools, df: Degrees
) -> Estimate:
    if isinstance(variable, Categories):
        return estimate_statistic(design, Mean(indicators(variable.code, variable.size)), inside, df=df)
    if isinstance(variable, Choices):
        columns = np.where(variable.asked[:, None], variable.chosen, np.nan)
        return estimate_statistic(design, Mean(columns), inside, df=df)
    value = variable.value[:, None]
    if isinstance(variable, Sum):
        return estimate_statistic(design, Total(value), inside, df=df)
    if variable.over is None:
        return estimate_statistic(design, Mean(value), inside, df=df)
    return estimate_statistic(design, Ratio(value, variable.over[:, None]), inside, df=df)


def ratio(above: Floats, below: Floats, *, zero: bool, leave: bool) -> Number:
    """
    A ratio of two numbers.

    Args:
        above, below: shape (n,); NaN not asked.
        zero: True to take a missing numerator as 0.
        leave: True to leave out rows whose denominator is 0.
    """
    value = np.where(np.isnan(above) & ~np.isnan(below), 0.0, above) if zero else above
    return Number(np.where(below == 0, np.nan, value) if leave else value, below)
