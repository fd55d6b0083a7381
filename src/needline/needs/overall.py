"""Over all sectors: the mosaic, and households in need in any sector. Never the sum: it is the same people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from needline.model import Mission
from needline.needs import words
from needline.needs.cells import ESTIMATE, NOT_KNOWN, Cells
from needline.needs.evidence import Evidence
from needline.needs.mosaic import Largest, largest, mosaic
from needline.needs.people import Counted, Share, in_need, summed
from needline.needs.severity import UNKNOWN
from needline.needs.sums import capped, people_known, put
from needline.stats.arrays import Bools, Floats, Ints


class Overall(NamedTuple):
    """
    Two counts over all sectors; people in need of U units each, NaN where not known.

    Args:
        mosaic: the largest sector of each smallest unit, summed.
        households: people of households that are in need in one sector or another.
        share: of these people, where a survey has it and it may be shown.
        top: the largest sector of each unit.
        partial: whether a sector is missing, so that the count that leads is a lower bound.
    """

    mosaic: Counted
    households: Counted
    share: Share
    top: Largest
    partial: Bools


def nothing_yet(found: Cells) -> Overall:
    """Of the units of some cells nothing is known yet but the share of their households."""
    units = len(found.severity)

    def blank() -> Floats:
        return np.full(units, np.nan)

    def count() -> Counted:
        return Counted(*(blank() for _ in range(5)))

    top = Largest(np.full(units, -1), blank(), blank(), blank(), Share(*(blank() for _ in range(4))))
    share = Share(*(one[:, -1].copy() for one in found.share))
    return Overall(count(), count(), share, top, np.zeros(units, np.bool_))


def over_all(found: Cells, of: Evidence, mission: Mission, overall: Overall, units: Ints) -> None:
    """
    Judge some units over all sectors.

    Args:
        found, overall: changed in place; areas come before the places they lie in.
        of: the evidence.
        mission: names of the sectors, and which of the two counts leads.
        units: places of the units.

    Source: OCHA, rule 3: the maximum over sectors in the smallest unit, then summed upward. REACH MSNI: a household's
    severity is the maximum over sectors, a lower bound where one is missing.
    """
    _lead(found, of, mission, overall.top, units)
    whole = np.array([one.whole for one in of.units])
    complete = _complete(found, of, mission, units)
    _largest(found, of, overall, units[complete])
    for u in units[~complete].tolist():
        areas = np.flatnonzero(whole == u) if whole[u] < 0 else np.array([], np.int64)
        all_ = u, len(of.sectors) - 1
        by_households = mission.thresholds.intersectoral == "households" and found.basis[all_] == ESTIMATE
        if not by_households:
            found.flags[all_], found.summed[all_] = [], False
        added = areas[of.most[areas] != 0] if found.summed[all_] else units[units == u]
        put(overall.households, u, _households(found, of, mission, overall, u, areas))
        lacking, added_up = _mosaic(found, of, mission, overall, u, areas)
        if by_households:
            lacking = [
                one.name for k, one in enumerate(mission.sectors) if not found.measured[added, k].all()
            ]
            _by_households(found, of, all_, lacking)
        else:
            _by_sectors(found, of, mission, overall, (u, added_up), lacking)
        overall.partial[u] = bool(lacking)


def _complete(found: Cells, of: Evidence, mission: Mission, units: Ints) -> Bools:
    """Smallest units of which every sector was sampled and is shown, where the mosaic leads and sectors are several."""
    sectors = len(mission.sectors)
    if sectors < 2 or mission.thresholds.intersectoral != "mosaic":  # noqa: PLR2004 - over one it is that one
        return np.zeros(len(units), np.bool_)
    result: Bools = found.shown[units, :sectors].all(axis=1) & ~of.parted[units]
    return result


def _largest(found: Cells, of: Evidence, overall: Overall, units: Ints) -> None:
    """All such units at once: over all sectors it is the largest of them."""
    all_ = len(of.sectors) - 1
    few, many, top = of.fewest[units], of.most[units], overall.top
    share = Share(top.share.stat[units], top.low[units], top.upp[units], top.share.df[units])
    mosaic_, own = in_need(few, many, share), Share(*(one[units] for one in overall.share))
    for place, one in enumerate(mosaic_):
        overall.mosaic[place][units] = found.counted[place][units, all_] = one
    for target, one in zip(overall.households, in_need(few, many, own), strict=True):
        target[units] = one
    for target, one in zip(found.share, share, strict=True):
        target[units, all_] = one
    for classes in (found.severity, found.low, found.high):
        classes[units, all_] = classes[units, :all_].max(axis=1, initial=UNKNOWN)
    found.basis[units, all_] = ESTIMATE
    found.missing[units, all_] = np.where(np.isnan(few) & np.isnan(many), words.NO_COUNT, "")
    found.synthetic[units, all_] = found.synthetic[units, :all_].any(axis=1)
    for u in units.tolist():
        found.flags[u, all_] = [*_of_sectors(found, u, range(all_)), words.LARGEST]


def _of_sectors(found: Cells, u: int, sectors: Iterable[int]) -> list[str]:
    """Flags of the sectors that concern the row over all, each once."""
    told = dict.fromkeys(flag for k in sectors for flag in found.flags[u, k])
    return [one for one in told if one not in _ALONE]


_ALONE = {
    words.LOW_SEVERITY,
    words.SUMMED,
    words.AGREED,
    words.CAPPED,
    words.SOME_AREAS,
    words.PUBLISHED_OTHER,
}
"""Flags that concern a sector alone."""


def _lead(found: Cells, of: Evidence, mission: Mission, top: Largest, units: Ints) -> None:
    """The largest sector of some units, from their own samples."""
    sectors = np.arange(len(of.sectors) - 1)
    at = np.ix_(units, sectors)
    own = ~found.summed[at]
    share = Share(*(np.where(own, one[at], np.nan) for one in found.share))
    leading = largest(share, mission.thresholds.level)
    for target, value in zip((*top[:4], *top.share), (*leading[:4], *leading.share), strict=True):
        target[units] = value


def _households(
    found: Cells, of: Evidence, mission: Mission, overall: Overall, u: int, areas: Ints
) -> Counted:
    """People of households in need in one sector or another: of the areas, where all are known, else of the unit."""
    filled = areas[of.most[areas] != 0]
    share = Share(*(one[filled] for one in overall.share))
    if len(filled) and (people_known(of, filled) & ~np.isnan(share.stat)).all():
        few, many = (people[filled] * found.weight[filled, -1] for people in (of.fewest, of.most))
        total = summed(few, many, share, mission.thresholds.level)
        found.summed[u, -1] = True
        return total._replace(low=np.fmin(total.low, of.most[u]), high=np.fmin(total.high, of.most[u]))
    own = Share(*(one[u : u + 1] for one in overall.share))
    return Counted(*(one[0] for one in in_need(of.fewest[u : u + 1], of.most[u : u + 1], own)))


def _mosaic(
    found: Cells, of: Evidence, mission: Mission, overall: Overall, u: int, areas: Ints
) -> tuple[list[str], bool]:
    """Put the mosaic of a unit; the names of the sectors that it lacks, and whether areas were summed."""
    names, all_ = [one.name for one in mission.sectors], len(of.sectors) - 1
    top, filled = overall.top, areas[of.most[areas] != 0]
    if len(filled) and (people_known(of, filled) & (top.sector[filled] >= 0)).all():
        few, many = (people[filled] * found.weight[filled, all_] for people in (of.fewest, of.most))
        part = _of(top, filled)
        total = mosaic(few, many, part, mission.thresholds.level)
        found.summed[u, all_] = True
        put(overall.mosaic, u, capped(found, of, (u, all_), total))
        return [name for k, name in enumerate(names) if not found.shown[filled, k].all()], True
    if top.sector[u] >= 0:
        share = Share(top.share.stat[u : u + 1], top.low[u : u + 1], top.upp[u : u + 1], np.array([np.nan]))
        own = in_need(of.fewest[u : u + 1], of.most[u : u + 1], share)
        put(overall.mosaic, u, Counted(*(one[0] for one in own)))
    counted = found.counted
    unknown = np.isnan(counted.low[u]) & np.isnan(counted.high[u])
    return [name for k, name in enumerate(names) if unknown[k] or found.basis[u, k] == NOT_KNOWN], False


def _of(top: Largest, units: Ints) -> Largest:
    share = Share(*(one[units] for one in top.share))
    return Largest(top.sector[units], top.low[units], top.upp[units], top.chance[units], share)


def _by_households(found: Cells, of: Evidence, at: tuple[int, int], lacking: Sequence[str]) -> None:
    """From households of which each has the severity of its worst sector."""
    _worst(found, at, own=True)
    found.flags[at].append(words.WORST_SECTOR)
    if lacking and not np.isnan(found.counted.low[at]):
        _at_least(found, at, found.counted.low[at], of.most[at[0]])
        found.flags[at].append(words.lower_bound(lacking))


def _by_sectors(
    found: Cells,
    of: Evidence,
    mission: Mission,
    overall: Overall,
    unit: tuple[int, bool],
    lacking: Sequence[str],
) -> None:
    """From the sectors alone: the mosaic, a lower bound where one of them is missing or was only seen."""
    u, added_up = unit
    at = u, len(of.sectors) - 1
    counted, sectors = found.counted, np.arange(at[1])
    ends = ~(np.isnan(counted.low[u, sectors]) & np.isnan(counted.high[u, sectors]))
    known = np.flatnonzero(ends | (found.severity[u, sectors] > UNKNOWN))
    notes = list(found.flags[at])
    _clear(found, at)
    _worst(found, at, own=False)
    if not len(known):
        _nothing(found, at)
        return
    _rests_on(found, of, at, known)
    found.flags[at] += notes
    if len(sectors) == 1:
        put(counted, at, Counted(*(one[u, 0] for one in counted)))
        for one in found.share:
            one[at] = one[u, 0]
        return
    put(counted, at, Counted(*(one[u] for one in overall.mosaic)))
    leads = mission.thresholds.intersectoral == "mosaic" and added_up
    if leads and not lacking and (found.basis[u, sectors] == ESTIMATE).all():
        found.flags[at].append(words.MOSAIC)
        return
    least = np.fmax.reduce([overall.mosaic.low[u], *counted.low[u, known]])
    most = of.most[u] if lacking else np.fmin(of.most[u], counted.high[u, sectors].sum())
    _at_least(found, at, least, most)
    if np.isnan(least) and np.isnan(most):
        return  # nobody counted the people: there is no number of which this could be said
    found.flags[at].append(words.AT_LEAST)
    if lacking:
        found.flags[at].append(words.lower_bound(lacking))


def _clear(found: Cells, at: tuple[int, int]) -> None:
    for one in (*found.share, *found.counted):
        one[at] = np.nan
    found.flags[at] = []


def _nothing(found: Cells, at: tuple[int, int]) -> None:
    """Nothing is known in any sector: what would be needed in all of them."""
    reasons = dict.fromkeys(one for one in found.missing[at[0], : at[1]].tolist() if one)
    found.basis[at], found.synthetic[at] = NOT_KNOWN, False
    found.missing[at] = " ".join(reasons) or words.NO_SAMPLE


def _rests_on(found: Cells, of: Evidence, at: tuple[int, int], known: Ints) -> None:
    """What the row rests on is what its sectors rest on."""
    u = at[0]
    found.basis[at] = found.basis[u, known].max()
    found.missing[at] = words.NO_COUNT if np.isnan(of.fewest[u]) and np.isnan(of.most[u]) else ""
    found.synthetic[at] = bool(found.synthetic[u, known].any())
    found.flags[at] = _of_sectors(found, u, known.tolist())


def _at_least(found: Cells, at: tuple[int, int], least: float, most: float) -> None:
    """A lower bound: others may be in need in another sector, up to the most that there can be."""
    found.counted.low[at], found.counted.at[at], found.counted.high[at] = least, np.nan, most


def _worst(found: Cells, at: tuple[int, int], *, own: bool) -> None:
    """The worst class over sectors, at each end, and of the households' own where it counts."""
    u, all_ = at
    for one in (found.severity, found.low, found.high):
        one[at] = one[u, : all_ + 1 if own else all_].max(initial=UNKNOWN)
