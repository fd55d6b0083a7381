"""What the evidence comes to: every place and group in every sector and over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from needline.model import Mission
from needline.needs import words
from needline.needs.cells import Cells, lists, settle, single
from needline.needs.evidence import Evidence
from needline.needs.overall import Overall, nothing_yet, over_all
from needline.needs.people import Counted, part_of_people, whole_people
from needline.needs.sums import add_areas, people_known
from needline.stats.arrays import Bools, Floats, Ints

SEVERE = 3
"""The class from which a need is severe; class 2 is stress."""
_FAR, _MAD, _FEWEST_AREAS = 3.5, 1.4826, 5
"""An area stands out by so many robust deviations from the median of its place, and where so many areas are known."""


class Judged(NamedTuple):
    """
    The needs of U units in K sectors, the last over all.

    Args:
        cells: people in need in whole people, severity, basis, flags.
        overall: over all sectors, in whole people.
        from_population: shape (U, K), part of the width that the population contributes; NaN where there is none.
        gap_low, gap_high: shape (U, K), in need less reached; NaN where either is not known.
        beside: shape (U, K), flags of how a row stands to other rows.
    """

    cells: Cells
    overall: Overall
    from_population: Floats
    gap_low: Floats
    gap_high: Floats
    beside: np.ndarray


def judge(of: Evidence, mission: Mission) -> Judged:
    """
    Judge every unit.

    Args:
        of: the evidence; a place comes with the areas that it is to rest on.
        mission: who counts as in need, how an area's severity is set, and the names of its sectors.
    """
    rules = mission.thresholds
    found = single(of, rules)
    overall = nothing_yet(found)
    whole = np.array([one.whole for one in of.units], np.int64)
    sectors = np.arange(len(of.sectors)) < len(of.sectors) - 1
    for round_ in (whole >= 0, whole < 0):
        for u in np.flatnonzero(round_ & (whole < 0)).tolist():
            areas = np.flatnonzero(whole == u)
            if len(areas):
                add_areas(found, of, rules, u, areas)
        settle(found, of, rules.pin_min_severity, round_[:, None] & sectors)
        over_all(found, of, mission, overall, np.flatnonzero(round_))
        settle(found, of, rules.pin_min_severity, round_[:, None] & ~sectors, overall.partial)
    left_out = found.weight[:, -1] == 0
    for one in (*overall.mosaic, *overall.households):
        one[left_out] = 0.0
    part = part_of_people(found.counted)
    for counted in (found.counted, overall.mosaic, overall.households):
        _whole(counted)
    _check(found, of)
    low, high = _gap(found, of)
    return Judged(found, overall, part, low, high, _beside(found, of, whole))


def _whole(counted: Counted) -> None:
    low, at, high = whole_people(counted.low, counted.at, counted.high)
    counted.low[:], counted.at[:], counted.high[:] = low, at, high


def _check(found: Cells, of: Evidence) -> None:
    """Flags of what a reader must know before trusting a row."""
    need, severity = found.counted, found.severity
    found.flag(need.low > of.most[:, None], words.TOO_MANY)
    found.flag((severity >= SEVERE) & (need.high == 0), words.SEVERE_NOBODY)
    found.flag((severity > 0) & (severity < SEVERE) & (need.low > 0), words.LOW_SOMEBODY)


def _gap(found: Cells, of: Evidence) -> tuple[Floats, Floats]:
    """In need less reached, never below nobody; not known over all sectors, whose people reached may be the same."""
    need = found.counted
    answered = ~np.isnan(of.reached_low) & ~np.isnan(of.reached_high)
    answered &= ~(np.isnan(need.low) & np.isnan(need.high))
    answered[:, -1] = False
    low = np.where(answered, np.maximum(need.low - of.reached_high, 0.0), np.nan)
    return low, np.where(answered, np.maximum(need.high - of.reached_low, 0.0), np.nan)


def _beside(found: Cells, of: Evidence, whole: Ints) -> np.ndarray:
    """Flags that a row bears because of other rows, which its own trace does not name."""
    flags = lists(found.severity.shape)
    low, high = found.counted.low, found.counted.high
    for u, k in np.argwhere(above_all(low[:, :-1], high[:, -1])).tolist():
        flags[u, k].append(words.ABOVE_ALL)
    for u in np.flatnonzero(whole < 0).tolist():
        areas = np.flatnonzero(whole == u)
        if len(areas):
            _people_beside(flags, of, u, areas)
            own = found.shown[u] & ~found.summed[u] & found.shown[areas].any(axis=0)
            if own[:-1].any():
                flags[u, -1].append(words.NOT_ADDED)
            for k in range(flags.shape[1]):
                _shares_beside(flags, found, (u, k), areas)
    return flags


def above_all(sectors: Floats, over_all: Floats) -> Bools:
    """
    Where more people are in need in a sector than over all sectors.

    Args:
        sectors: shape (U, S), people in need, at least; NaN where not known.
        over_all: shape (U,), at most.
    """
    result: Bools = sectors > over_all[:, None]
    return result


def _people_beside(flags: np.ndarray, of: Evidence, u: int, areas: Sequence[int] | Ints) -> None:
    counted: Bools = people_known(of, np.asarray(areas))
    if counted.all() and (of.fewest[areas].sum() > of.most[u] or of.most[areas].sum() < of.fewest[u]):
        flags[u, -1].append(words.OTHER_PEOPLE)


def _shares_beside(flags: np.ndarray, found: Cells, at: tuple[int, int], areas: Ints) -> None:
    k = at[1]
    known = areas[found.shown[areas, k]]
    if len(known) < _FEWEST_AREAS:
        return
    share = found.share
    median = np.median(share.stat[known, k])
    spread = _MAD * np.median(np.abs(share.stat[known, k] - median))
    apart = np.abs(share.stat[known, k] - median) > _FAR * spread
    outside = (share.low[known, k] > median) | (share.upp[known, k] < median)
    for one in known[apart & outside & (spread > 0)].tolist():
        flags[one, k].append(words.FAR)
