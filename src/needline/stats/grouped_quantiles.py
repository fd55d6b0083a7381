"""
Quantiles in many domains in one pass, with Woodruff intervals: the fast path for a plan's medians.

A variable is sorted once, and that order serves every grouping. The interval is that of the share of people at or
below the quantile, read back through the same rule.

Source: Woodruff (1952), centred on F(q); rules `math` and `school` as R's survey package 4.5 names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.grouped import Grouping, estimate_pairs
from needline.stats.intervals import t_quantile
from needline.stats.once import once
from needline.stats.ordering import stable_order
from needline.stats.sums import Totals, add_up

FastRule: TypeAlias = Literal["math", "school"]
_SAME = 1e-12
"""Share of a domain's weight within which two cumulative weights are one: sums differ by rounding alone."""
_FEW, _CELLS = 1_000, 1.0
"""Up to so many different values, and cells of a table for each row, a table is quicker than sorting."""


class Few(NamedTuple):
    """
    A number of K different values.

    Args:
        values: shape (K,), rising.
        code: shape (n,), 0 to K - 1; -1 not asked.
    """

    values: Floats
    code: Ints


@dataclass(frozen=True, eq=False)
class Sorted:
    """
    A number sorted once for all groupings.

    Args:
        value: shape (n,); NaN not asked.
        order: shape (m,), rows that were asked, by value.
    """

    value: Floats
    order: Ints

    @once
    def asked(self) -> Bools:
        """Shape (n,), True for rows that were asked."""
        return ~np.isnan(self.value)

    @once
    def few(self) -> Few | None:
        """The values and each row's place among them, where they are few."""
        ordered = self.value.take(self.order)
        starts = np.flatnonzero(np.diff(ordered, prepend=np.nan) != 0)
        if len(starts) > _FEW:
            return None
        code = np.full(len(self.value), -1, np.int64)
        code[self.order] = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(ordered)))
        return Few(ordered[starts], code)


def sort_values(value: Floats) -> Sorted:
    """Sort a number; NaN, not asked, is left out."""
    order = stable_order(value)
    return Sorted(value, order[: len(value) - int(np.isnan(value).sum())])


@dataclass(frozen=True, eq=False)
class Quantiles:
    """
    A quantile of J variables in D domains; every array has shape (D, J).

    Args:
        stat: the quantile; NaN where nobody in the domain answered.
        low, high: ends of its interval; NaN where the interval of the share leaves [0, 1].
        se: length of the interval over twice the t quantile.
        n: rows with an answer.
        n_w: the same, weighted.
    """

    stat: Floats
    low: Floats
    high: Floats
    se: Floats
    n: Ints
    n_w: Floats


def estimate_quantiles(
    grouping: Grouping,
    variables: Sequence[Sorted],
    df: Floats,
    *,
    probability: float = 0.5,
    rule: FastRule = "math",
    level: float = 0.95,
) -> Quantiles:
    """
    Estimate a quantile of every variable in every domain.

    Args:
        grouping: D domains of n rows.
        variables: J of them, of n rows each.
        df: shape (D, J), degrees of freedom of the intervals.
        probability: which quantile, in (0, 1).
        rule: `math` the least value with at least that share at or below it; `school` the middle of two where
            the share is met exactly.
        level: coverage, in (0, 1).
    """
    shape = (grouping.domains, len(variables))
    tables = [_Cumulative(grouping, variable) for variable in variables]
    stat = np.empty(shape)
    for j, table in enumerate(tables):
        stat[:, j] = table.quantile(np.full(grouping.domains, probability), rule)
    below = estimate_pairs(
        grouping, [_at_or_below(grouping, one, stat[:, j]) for j, one in enumerate(variables)]
    )
    share, se = (np.concatenate([getattr(one, name) for one in below], axis=1) for name in ("stat", "se"))
    t = t_quantile(df, level)
    low, high = share - t * se, share + t * se
    ends = np.empty((2, *shape))
    for j, table in enumerate(tables):
        ends[0, :, j] = table.quantile(np.where(low[:, j] >= 0, low[:, j], np.nan), rule)
        ends[1, :, j] = table.quantile(np.where(high[:, j] <= 1, high[:, j], np.nan), rule)
    return Quantiles(
        stat=stat,
        low=ends[0],
        high=ends[1],
        se=(ends[1] - ends[0]) / (2 * t),
        n=np.concatenate([one.n_total for one in below], axis=1).astype(np.int64),
        n_w=np.concatenate([one.n_w_total for one in below], axis=1),
    )


def _at_or_below(grouping: Grouping, variable: Sorted, quantile: Floats) -> Totals:
    """Totals by pair of the share of rows at or below their domain's quantile."""
    weight, pair, pairs = grouping.design.weight, grouping.pair, grouping.pairs
    upper = add_up(pair, pairs, weight * (variable.value <= quantile[grouping.domain]))
    if len(variable.order) == len(pair):
        lower, n = grouping.pair_weight, grouping.pair_rows
    else:
        lower, n = add_up(pair, pairs, weight * variable.asked), add_up(pair, pairs, variable.asked)
    return Totals(upper[:, None], lower, lower, n[:, None], n, n, lower)


class _Cumulative:
    """Cumulative weights of one variable within each domain, by value."""

    def __init__(self, grouping: Grouping, variable: Sorted) -> None:
        few = variable.few
        if few is not None and grouping.domains * len(few.values) <= _CELLS * len(variable.value):
            self._tabulate(grouping, few)
        else:
            self._sort(grouping, variable)

    def _tabulate(self, grouping: Grouping, few: Few) -> None:
        """Weights by (domain, value) are in order as they come."""
        wide = len(few.values) + 1
        flat = (grouping.domain + 1) * wide + few.code + 1
        summed = np.bincount(flat, weights=grouping.design.weight, minlength=(grouping.domains + 1) * wide)
        table = summed.reshape(-1, wide)[1:, 1:]
        there = table > 0
        self.value = np.broadcast_to(few.values, table.shape)[there]
        self.total = np.concatenate([[0.0], np.cumsum(table[there])])
        self.first = np.concatenate([[0], np.cumsum(there.sum(axis=1))])

    def _sort(self, grouping: Grouping, variable: Sorted) -> None:
        """Rows are in order by value already; they are put in order by domain within which they keep it."""
        weight = grouping.design.weight
        rows = variable.order
        domain, weights = grouping.narrow_domain.take(rows), weight.take(rows)
        used = (domain >= 0) & (weights > 0)
        if not used.all():
            rows, domain, weights = rows[used], domain[used], weights[used]
        if grouping.domains > 1:
            order = np.argsort(domain, kind="stable")
            rows, weights = rows.take(order), weights.take(order)
        self.value = variable.value.take(rows)
        self.total = np.concatenate([[0.0], np.cumsum(weights)])
        self.first = np.concatenate([[0], np.cumsum(np.bincount(domain, minlength=grouping.domains))])

    def quantile(self, probability: Floats, rule: FastRule) -> Floats:
        """Shape (D,), the quantile of each domain at its own probability; NaN where that is NaN or nobody is."""
        first, last = self.first[:-1], self.first[1:]
        known = (last > first) & ~np.isnan(probability)
        if not len(self.value):
            return np.full(len(probability), np.nan)
        base, whole = self.total[first], self.total[last] - self.total[first]
        target = base + np.where(known, probability, 0.0) * whole
        near = _SAME * np.maximum(self.total[last], 1e-300)
        at = np.searchsorted(self.total[1:], target - near, side="left")
        at = np.clip(at, first, np.maximum(last - 1, first)).clip(max=len(self.value) - 1)
        found = self.value[at]
        if rule == "school":
            after = np.minimum(at + 1, np.maximum(last - 1, 0))
            met = np.abs(self.total[at + 1] - target) <= near
            found = np.where(met, (found + self.value[after]) / 2, found)
        return np.where(known, found, np.nan)
