"""From the areas upward: a place's people in need in a sector are those of its areas, where all of them are known."""

from __future__ import annotations

import numpy as np

from needline.model import Thresholds
from needline.needs import words
from needline.needs.cells import BOUND, ESTIMATE, NOT_KNOWN, Cells
from needline.needs.evidence import Evidence
from needline.needs.people import Counted, Share, summed
from needline.needs.severity import LEVELS, area_severity
from needline.stats.arrays import Bools, Floats, Ints


def add_areas(found: Cells, of: Evidence, rules: Thresholds, whole: int, areas: Ints) -> None:
    """
    Put the sums of its areas into the cells of a place.

    Args:
        found: changed in place; its areas are settled.
        of: the evidence.
        rules: level of the intervals, and how severity is set.
        whole: place of the unit they lie in.
        areas: places of their units.

    Where every area's people are counted and its need is known, the place's need is their sum, and its own sample
    serves for its severity alone. Otherwise its own sample stands; where there is none, the known areas are a lower
    bound, and with all people of the others an upper one.
    """
    counted = people_known(of, areas)
    for k in range(len(of.sectors)):
        known = found.shown[areas, k]
        if known.any() and (counted & (known | (of.most[areas] == 0))).all():
            _sum(found, of, rules, (whole, k), areas[known])
        elif known.any() and found.basis[whole, k] != ESTIMATE and k < len(of.sectors) - 1:
            _bound(found, of, (whole, k), areas, known)


def people_known(of: Evidence, areas: Ints) -> Bools:
    """Whether somebody counted the people of each area, so that both ends of their number are closed."""
    result: Bools = ~np.isnan(of.fewest[areas]) & ~np.isnan(of.most[areas]) & ~of.bound[areas]
    return result


def _sum(found: Cells, of: Evidence, rules: Thresholds, at: tuple[int, int], areas: Ints) -> None:
    k = at[1]
    few, many = (people[areas] * found.weight[areas, k] for people in (of.fewest, of.most))
    total = summed(few, many, Share(*(one[areas, k] for one in found.share)), rules.level)
    found.flags[at] = [words.SUMMED]
    put(found.counted, at, capped(found, of, at, total))
    if not found.measured[at]:
        shares = [_share(of, rules, areas, k, level) for level in range(len(LEVELS))]
        stat, low, upp = (np.array(one) for one in zip(*shares, strict=True))
        classes = area_severity(stat, low, upp, rules.area_share)
        found.severity[at], found.low[at], found.high[at] = (int(one) for one in classes)
    people = of.most[areas].sum()
    exact = people > 0 and bool((of.fewest[areas] == of.most[areas]).all())
    ends = found.counted.low[at], found.counted.at[at], found.counted.high[at]
    for target, end in zip((found.share.low, found.share.stat, found.share.upp), ends, strict=True):
        target[at] = min(1.0, end / people) if exact else np.nan
    found.basis[at], found.missing[at] = ESTIMATE, ""
    found.summed[at] = True
    found.synthetic[at] = bool(found.synthetic[areas, k].any())


def _share(of: Evidence, rules: Thresholds, areas: Ints, k: int, level: int) -> tuple[float, float, float]:
    """Share of the people of some areas in households of a class or worse, and its ends; NaN where one is not known."""
    people = (of.fewest[areas] + of.most[areas]) / 2
    share = Share(of.stat[areas, k, level], of.low[areas, k, level], of.upp[areas, k, level], of.df[areas, k])
    if np.isnan(share.stat).any() or not people.sum():
        return np.nan, np.nan, np.nan
    total = summed(people, people, share, rules.level)
    return tuple(float(one) / float(people.sum()) for one in (total.at, total.low, total.high))  # type: ignore[return-value]


def _bound(found: Cells, of: Evidence, at: tuple[int, int], areas: Ints, known: Bools) -> None:
    whole, k = at
    found.counted.low[at] = np.nansum(found.counted.low[areas[known], k])
    most = np.where(known, found.counted.high[areas, k], of.most[areas]).sum()
    found.counted.high[at] = np.fmin(most, of.most[whole])
    found.basis[at] = max(BOUND, found.basis[at]) if found.basis[at] == NOT_KNOWN else found.basis[at]
    found.missing[at] = words.OTHER_AREAS
    found.flags[at].append(words.SOME_AREAS)
    found.summed[at] = True
    found.synthetic[at] = bool(found.synthetic[areas[known], k].any())


def capped(found: Cells, of: Evidence, at: tuple[int, int], total: Counted) -> Counted:
    """A sum over areas, never more than the people of the place, where they were counted."""
    most = of.most[at[0]]
    if total.low > most or total.at > most:
        found.flags[at].append(words.CAPPED)
    ends: dict[str, Floats] = {name: np.fmin(getattr(total, name), most) for name in ("low", "high")}
    return total._replace(**ends, at=total.at if np.isnan(total.at) else np.fmin(total.at, most))


def put(target: Counted, at: int | tuple[int, int], value: Counted) -> None:
    """Write people in need into their place in arrays."""
    for array, one in zip(target, value, strict=True):
        array[at] = one
