"""People in need: a population times a share, one cell at a time or summed over areas, both uncertainties carried."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from needline.stats.arrays import Bools, Floats
from needline.stats.intervals import t_quantile

_ROUNDING = 1e-9


class Share(NamedTuple):
    """
    Estimated shares of people; arrays of one shape, NaN where not known.

    Args:
        stat: the estimate.
        low, upp: ends of its interval.
        df: degrees of freedom of the interval; infinite for the normal distribution.
    """

    stat: Floats
    low: Floats
    upp: Floats
    df: Floats


class Counted(NamedTuple):
    """
    People in need; arrays of one shape, NaN where an end is open or not known.

    Args:
        low, high: the range.
        at: the likely number; NaN where the people are themselves a range.
        from_people, from_sample: width that the range would have from one of the two uncertainties alone.
    """

    low: Floats
    at: Floats
    high: Floats
    from_people: Floats
    from_sample: Floats


def in_need(fewest: Floats, most: Floats, share: Share) -> Counted:
    """
    People in need of single cells: population times share, at both ends.

    Args:
        fewest, most: ends of the population; NaN is open.
        share: of the people in need.

    Returns:
        Counted: where the population is one number, exactly the interval of the share; where it is a range, the
        least range that holds the product whatever the population, so it covers at least as often.
    """
    known = ~np.isnan(share.stat)
    low, high = fewest * share.low, most * share.upp
    at = np.where(fewest == most, fewest * share.stat, np.nan)
    from_people = np.where(known, (most - fewest) * share.stat, np.nan)
    from_sample = (share.upp - share.low) * (fewest + most) / 2
    return Counted(low, at, high, from_people, from_sample)


def summed(fewest: Floats, most: Floats, share: Share, level: float) -> Counted:
    """
    People in need of several areas together.

    Args:
        fewest, most: shape (n,), ends of the population of each area.
        share: shape (n,), of each.
        level: coverage of the intervals.

    Returns:
        Counted: of scalars as arrays of shape (). The deviations of the areas' intervals are added in squares, each
        side by itself, so that skewed intervals stay skewed; each is first brought from the degrees of freedom
        of its area to those of the sum (Satterthwaite).

    Source: Zou and Donner (2008), recovery of variances from intervals. Exact to first order where areas were sampled
    apart from one another: no cluster lies in two areas.
    """
    ends = [_sum(people, share, level) for people in (fewest, most)]
    middle = _sum((fewest + most) / 2, share, level)
    low, high = (
        pick(end) for pick, end in ((min, [one[0] for one in ends]), (max, [one[2] for one in ends]))
    )
    at = ends[0][1] if bool((fewest == most).all()) else np.nan
    from_people = ((most - fewest) * share.stat).sum()
    return Counted(*(np.asarray(one, float) for one in (low, at, high, from_people, middle[2] - middle[0])))


def _sum(people: Floats, share: Share, level: float) -> tuple[float, float, float]:
    down, up = people * (share.stat - share.low), people * (share.upp - share.stat)
    df = np.where(np.isnan(share.df), np.inf, share.df)
    t = t_quantile(df, level)
    variances = (np.maximum(down, up) / t) ** 2
    total = float((people * share.stat).sum())
    if not (variances**2).sum():  # none, or too little for a number to hold its square
        return total, total, total
    degrees = variances.sum() ** 2 / (variances**2 / df).sum() if np.isfinite(df).any() else np.inf
    # whole degrees, never more than there are: Student's distribution is then had without a heavy library
    of_sum = t_quantile(np.array([np.floor(degrees + _ROUNDING) if np.isfinite(degrees) else np.inf]), level)[
        0
    ]
    low, high = (float(of_sum * np.sqrt(((side / t) ** 2).sum())) for side in (down, up))
    return max(total - low, 0.0), total, min(total + high, float(people.sum()))


def part_of_people(counted: Counted) -> Floats:
    """The part of the width that the population contributes, 0 to 1; NaN where there is no width, or an open end."""
    width = counted.from_people + counted.from_sample
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = np.where(width > 0, counted.from_people / width, np.nan)
    return result


def whole_people(low: Floats, at: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """A range in whole people that holds it, though no whole number may lie in the range itself."""
    # what is rounded up to nobody is 0, not -0
    return np.floor(low + _ROUNDING), np.rint(at), np.ceil(high - _ROUNDING) + 0.0


def known(counted: Counted) -> Bools:
    """Where at least one end is known."""
    result: Bools = ~(np.isnan(counted.low) & np.isnan(counted.high))
    return result
