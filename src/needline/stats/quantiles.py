"""
Quantiles under any design, by eleven rules, with intervals that start from the distribution function.

Source: Woodruff (1952); Francisco and Fuller (1991) for `score`; Hyndman and Fan (1996) for the rules, which take
cumulated weights in place of counts as R's survey 4.5 does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Bools, Floats, checked_numbers
from needline.stats.design import Degrees
from needline.stats.estimates import AnyDesign, estimate
from needline.stats.intervals import ShareInterval, inner_interval, t_quantile
from needline.stats.linearised import Mean
from needline.stats.replicates import ReplicateDesign

Rule: TypeAlias = Literal["math", "school", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"]
_TIE = 1e-12
"""Shares this close are the same: weights in another unit must not move a median."""

QuantileInterval: TypeAlias = Literal[
    "mean", "woodruff", "xlogit", "logit", "beta", "asin", "score", "replicate"
]


@dataclass(frozen=True, eq=False)
class Quantiles:
    """
    Quantiles of one column at P probabilities; arrays of shape (P,).

    Args:
        probability: in [0, 1].
        stat: the quantile; NaN where nobody answered.
        low, high: ends of the interval; NaN where the distribution function's own interval leaves [0, 1].
        se: length of the interval over twice its t quantile.
        df: degrees of freedom.
        n: rows with weight that answered.
    """

    probability: Floats
    stat: Floats
    low: Floats
    high: Floats
    se: Floats
    df: float
    n: int


def quantile(
    design: AnyDesign,
    values: npt.ArrayLike,
    probability: npt.ArrayLike = 0.5,
    inside: npt.ArrayLike | None = None,
    *,
    rule: Rule = "math",
    kind: QuantileInterval = "mean",
    level: float = 0.95,
    df: Degrees = "design",
) -> Quantiles:
    """
    Estimate quantiles of a number.

    Args:
        design: n rows.
        values: shape (n,); NaN not asked.
        probability: one or several, in [0, 1].
        inside: shape (n,), True for rows in the domain. None: all.
        rule: how a quantile is read off the weighted sample, as in `weighted_quantile`.
        kind: `mean` (or `woodruff`) takes the interval of the share at or below the quantile, symmetric about
            that share, and reads its ends off the sample; `xlogit`, `beta` and `asin` do so with the other
            intervals of a share; `score` inverts a test of each value, reading the ends off by their rank
            among the rows without weights, as R does: with unequal weights prefer the others; `replicate`
            estimates the quantile again with each set of replicate weights.
        level: coverage, in (0, 1).
        df: which degrees of freedom.

    Raises:
        DesignError: values are text, infinite or of another length; a probability lies outside [0, 1];
            `replicate` without replicate weights; a lonely cluster under `fail`.
    """
    x = checked_numbers(values)
    if x.shape != design.weight.shape:
        raise DesignError("values", "have another length than the design.", "Give one value a row.")
    p = np.atleast_1d(np.asarray(probability, np.float64))
    if not ((p >= 0) & (p <= 1)).all():
        raise DesignError("probability", "lies outside 0 to 1.", "A median is 0.5.")
    asked = ~np.isnan(x) & (True if inside is None else np.asarray(inside, np.bool_))
    weight = np.where(asked, design.weight, 0.0)
    stat = weighted_quantile(x[asked], weight[asked], p, rule)
    degrees = float(design.degrees(df, np.where(asked, 0, -1), 1)[0])
    reader = _Reader(design, x, asked, rule, level, degrees)
    low, high = reader.ends(stat, p, kind)
    half = float(t_quantile(np.array([degrees]), level)[0])
    return Quantiles(p, stat, low, high, (high - low) / (2 * half), degrees, int(np.count_nonzero(weight)))


@dataclass(frozen=True, eq=False)
class _Reader:
    """One column of one domain, and how intervals of its quantiles are to be read."""

    design: AnyDesign
    x: Floats
    asked: Bools
    rule: Rule
    level: float
    df: float

    @property
    def weight(self) -> Floats:
        weight: Floats = self.design.weight[self.asked]
        return weight

    def ends(self, stat: Floats, p: Floats, kind: QuantileInterval) -> tuple[Floats, Floats]:
        if not self.asked.any():
            return np.full(p.shape, np.nan), np.full(p.shape, np.nan)
        if kind == "replicate":
            return self._replicate(stat, p)
        if kind == "score":
            found = [_score(self, one) for one in p]
            return np.array([low for low, _ in found]), np.array([high for _, high in found])
        return self._woodruff(stat, "mean" if kind == "woodruff" else cast("ShareInterval", kind))

    def below(self, at: Floats) -> tuple[Floats, Floats, int]:
        """Share at or below each value, its standard error, and the rows behind them."""
        column = np.where(self.asked, self.x, np.nan)[:, None]
        under = np.where(np.isnan(column), np.nan, column <= at)
        found = estimate(self.design, Mean(under), self.asked)
        return found.theta, found.se, found.rows

    def read(self, share: Floats) -> Floats:
        """Quantiles at shares; NaN where one leaves [0, 1]."""
        within = (share >= 0) & (share <= 1)
        safe = np.where(within, share, 0.5)
        return np.where(within, weighted_quantile(self.x[self.asked], self.weight, safe, self.rule), np.nan)

    def _woodruff(self, stat: Floats, kind: ShareInterval) -> tuple[Floats, Floats]:
        share, se, rows = self.below(stat)
        df, n = np.full(share.shape, self.df), np.full(share.shape, float(rows))
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = inner_interval(share, se, df, n=n, level=self.level, kind=kind)
        return self.read(low), self.read(high)

    def _replicate(self, stat: Floats, p: Floats) -> tuple[Floats, Floats]:
        if not isinstance(self.design, ReplicateDesign):
            raise DesignError(
                "interval", '"replicate" needs replicate weights.', 'Use "mean", or make replicate weights.'
            )
        x = self.x[self.asked]
        thetas = self.design.thetas(lambda one: weighted_quantile(x, one[self.asked], p, self.rule))
        se = np.sqrt(np.diag(self.design.covariance(thetas, stat)))
        half = t_quantile(np.full(p.shape, self.df), self.level) * se
        return stat - half, stat + half


def _score(reader: _Reader, p: float) -> tuple[float, float]:
    """Ends where a test that the value is the quantile changes its verdict."""
    x = reader.x[reader.asked]
    steps = np.unique(x)
    quarter, three_quarters = np.quantile(x, [0.25, 0.75])
    margin = (three_quarters - quarter) / 100
    first = int(np.searchsorted(steps, steps[0] + margin, side="right")) - 1
    last = int(np.searchsorted(steps, steps[-1] - margin, side="right")) - 1
    limit = float(t_quantile(np.array([reader.df]), reader.level)[0])

    def test(step: int) -> float:
        share, se, _ = reader.below(steps[[step]])
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(((p - share) / se)[0])

    ends = []
    for bound in (limit, -limit):
        step = _crossing(lambda at, bound=bound: test(at) - bound, first, last)  # type: ignore[misc]
        rank = np.nan if step is None else float((x <= steps[step]).mean())
        ends.append(float(reader.read(np.array([rank]))[0]))
    return ends[0], ends[1]


def _crossing(distance: Callable[[int], float], first: int, last: int) -> int | None:
    """Of the two steps between which a falling function crosses 0, the one closer to it; None: no crossing."""
    low, high = first, last
    above, under = distance(low), distance(high)
    if not above >= 0 >= under:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        value = distance(middle)
        if value >= 0:
            low, above = middle, value
        else:
            high, under = middle, value
    return low if abs(above) < abs(under) else high


def weighted_quantile(x: Floats, weight: Floats, probability: npt.ArrayLike, rule: Rule = "math") -> Floats:
    """
    Quantiles of a weighted sample.

    Args:
        x: shape (n,), without NaN.
        weight: shape (n,), 0 or greater; rows of weight 0 do not count.
        probability: shape (P,), in [0, 1].
        rule: `math` (`hf1`) the least value at or below which the share lies; `school` (`hf2`) the mean of
            the two values around a share that is met exactly; `hf3` the even one of them; `hf4` linear between
            cumulated shares; `hf5` between their midpoints; `hf6` to `hf9` by their plotting positions.

    Returns:
        Shape (P,); NaN where no row has weight. At or below the share of the least value it is that value.
    """
    if rule not in get_args(Rule):
        raise DesignError(
            "rule", f'"{rule}" is no rule for quantiles.', f"Known: {', '.join(get_args(Rule))}."
        )
    p = np.atleast_1d(np.asarray(probability, np.float64))
    used = weight != 0
    x, weight = x[used], weight[used]
    if not len(x):
        return np.full(p.shape, np.nan)
    order = np.argsort(x, kind="stable")
    x, weight = x[order], weight[order]
    if rule in {"math", "hf1", "school", "hf2", "hf3", "hf4"}:
        return _between(x, weight, p, rule)
    return _interpolated(x, weight, p, rule)


def _between(x: Floats, weight: Floats, p: Floats, rule: Rule) -> Floats:
    """Rules that look at the two values around a share of the weights."""
    if rule == "hf3":
        x, group = np.unique(x, return_inverse=True)
        weight = np.bincount(group, weights=weight).astype(np.float64)
    reached = np.cumsum(weight) / weight.sum()
    at = np.searchsorted(reached, p + _TIE, side="right") - 1
    under, at = at < 0, np.maximum(at, 0)
    after = np.minimum(at + 1, len(x) - 1)
    gap = p - reached[at]
    met = np.abs(gap) <= _TIE
    if rule == "hf4":
        width = reached[after] - reached[at]
        part = np.divide(gap, width, out=np.zeros(p.shape), where=width != 0)
        found = x[at] * (1 - part) + x[after] * part
    elif rule == "hf3":
        found = np.where(met & (at % 2 == 1), x[at], x[after])
    else:
        found = np.where(met, (x[at] + x[after]) / 2 if rule in {"school", "hf2"} else x[at], x[after])
    result: Floats = np.where(under, x[0], found)
    return result


def _interpolated(x: Floats, weight: Floats, p: Floats, rule: Rule) -> Floats:
    """Rules that place each value at a share of the weights, and read between the places."""
    if len(x) == 1:
        return np.full(p.shape, x[0])
    summed = np.cumsum(weight)
    before = np.concatenate([[0.0], summed[:-1]])
    whole, last = summed[-1], weight[-1]
    places: dict[str, Floats] = {
        "hf5": (summed - weight / 2) / whole,
        "hf6": summed / (whole + last),
        "hf7": before / summed[-2],
        "hf8": (before / 3 + summed * 2 / 3) / (whole + last / 3),
        "hf9": (before * 3 / 8 + summed * 5 / 8) / (whole + last / 4),
    }
    place = places[rule]
    nearest = np.clip(np.searchsorted(place, p - _TIE), 0, len(place) - 1)
    met = np.abs(place[nearest] - p) <= _TIE  # then it is that value, and not one beside it by rounding
    result: Floats = np.interp(np.where(met, place[nearest], p), place, x)
    return result
