"""Single cells: each place and group in each sector, from its own sample, else from what was seen or heard of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from needline.model import Thresholds
from needline.needs import words
from needline.needs.evidence import Evidence
from needline.needs.people import Counted, Share, in_need
from needline.needs.severity import LEVELS, UNKNOWN, area_severity
from needline.stats.arrays import Bools, Floats, Ints

NOT_KNOWN, OBSERVED, BOUND, ESTIMATE = range(4)
BASES = ("not_known", "observed", "bound", "estimate")
"""What a cell rests on, the weakest first."""


class Cells(NamedTuple):
    """
    Judging in progress: arrays of U units by K sectors, the last over all of them, written as more becomes known.

    Args:
        share: of people in need, where it was estimated and may be shown; NaN elsewhere.
        counted: people in need, with what each uncertainty contributes to the width.
        severity, low, high: class and those at the ends of its interval; 0 where not known.
        preliminary: the class before people agreed.
        basis: place in `BASES`.
        measured: whether a sample measured it, though it may be too small to be shown.
        synthetic: whether made-up households carry it.
        weight: 0 where a severity below the lowest that the mission counts leaves nobody in need, else 1.
        summed: whether it is a sum over areas, or bounded by them.
        missing: what would be needed to know it; "" where it is known.
        flags: a list a cell.
    """

    share: Share
    counted: Counted
    severity: Ints
    low: Ints
    high: Ints
    preliminary: Ints
    basis: Ints
    measured: Bools
    synthetic: Bools
    weight: Floats
    summed: Bools
    missing: np.ndarray
    flags: np.ndarray

    @property
    def shown(self) -> Bools:
        """Where the share in need was estimated and may be shown."""
        result: Bools = ~np.isnan(self.share.stat)
        return result

    def flag(self, where: Bools, text: str) -> None:
        """Add a flag to the cells where something is so."""
        for u, k in zip(*np.nonzero(where), strict=True):
            self.flags[u, k].append(text)


def single(of: Evidence, rules: Thresholds) -> Cells:
    """
    Judge every cell by its own evidence.

    Args:
        of: the evidence.
        rules: who counts as in need, and how an area's severity is set.

    Returns:
        Cells: people in need = population x share, both ends; where nobody was sampled, what was seen, heard or
        published sets the severity and the population is the bound; where nothing is known, what would be needed.
    """
    at_need = rules.need_severity - LEVELS[0]
    stat = of.stat[:, :, at_need]
    shown = ~np.isnan(stat) & ~of.hidden
    parts = (stat, of.low[:, :, at_need], of.upp[:, :, at_need], of.df)
    share = Share(*(np.where(shown, one, np.nan) for one in parts))
    severity = area_severity(of.stat, of.low, of.upp, rules.area_share)
    found = Cells(
        share=share,
        counted=in_need(of.fewest[:, None], of.most[:, None], share),
        severity=severity.at,
        low=severity.low,
        high=severity.high,
        preliminary=np.zeros(stat.shape, np.int64),
        basis=np.full(stat.shape, NOT_KNOWN),
        measured=~np.isnan(stat) | of.hidden,
        synthetic=of.synthetic.copy(),
        weight=np.ones(stat.shape),
        summed=np.zeros(stat.shape, np.bool_),
        missing=np.full(stat.shape, "", object),
        flags=lists(stat.shape),
    )
    _sampled(found, of)
    _observed(found, of)
    _unknown(found, of)
    return found


def lists(shape: tuple[int, ...]) -> np.ndarray:
    """An array of lists, each its own."""
    found = np.empty(shape, object)
    for at in np.ndindex(*shape):
        found[at] = []
    return found


def _sampled(found: Cells, of: Evidence) -> None:
    # a hidden share says nothing of people, but the class of the area may rest on it
    sampled = ~np.isnan(of.stat[:, :, :]).all(axis=2) & found.measured
    for one in (found.severity, found.low, found.high):
        one[~sampled] = UNKNOWN
    found.basis[sampled] = ESTIMATE
    found.flag(sampled & of.bound[:, None], words.POPULATION_BOUND)
    for at, notes in of.notes.items():
        if sampled[at]:
            found.flags[at] += notes
    found.flag(sampled & (of.published > 0) & (of.published != found.severity), words.PUBLISHED_OTHER)


def _observed(found: Cells, of: Evidence) -> None:
    observed = (found.basis == NOT_KNOWN) & ((of.seen > 0) | (of.published > 0))
    found.basis[observed] = OBSERVED
    worst = np.where(of.seen > 0, of.seen, of.published)[observed]
    found.severity[observed] = found.high[observed] = worst
    found.low[observed] = np.where(of.seen > 0, of.seen_least, of.published)[observed]
    found.counted.high[observed] = np.broadcast_to(of.most[:, None], observed.shape)[observed]
    found.synthetic[observed] = False
    found.flag(observed & (of.seen > 0), words.NOT_SAMPLED)
    found.flag(observed & (of.seen == 0), words.PUBLISHED_ONLY)
    found.flag(observed & of.later, words.LATER)


def _unknown(found: Cells, of: Evidence) -> None:
    """Say what would be needed where the people, or their needs, are not known."""
    uncounted = (np.isnan(of.fewest) & np.isnan(of.most))[:, None]
    known = found.shown | (found.basis == OBSERVED)
    sample = np.where(of.elsewhere, words.ELSEWHERE, words.NO_SAMPLE)[:, None]
    both = np.array([words.and_count(one) for one in sample[:, 0].tolist()], object)[:, None]
    needed = np.where(known, np.where(uncounted, words.NO_COUNT, ""), np.where(uncounted, both, sample))
    small = found.measured & ~found.shown & (found.basis != OBSERVED)
    found.missing[:] = np.where(small, words.SMALL, needed)
    found.synthetic[found.basis == NOT_KNOWN] = False


def settle(found: Cells, of: Evidence, least: int, at: Bools, partial: Bools | None = None) -> None:
    """
    Set the class that people agreed on, and count nobody where the class lies under the lowest that counts.

    Args:
        found: changed in place.
        of: the decisions.
        least: the lowest class that the mission counts; 0 counts all.
        at: the cells. Of sums the areas were settled before, so that nobody is left out twice.
        partial: shape (U,), units that lack a sector; nobody is left out there, since the class may be higher.
    """
    found.preliminary[at] = found.severity[at]
    agreed = at & (of.decided > 0)
    for one in (found.severity, found.low, found.high):
        one[agreed] = of.decided[agreed]
    found.flag(agreed, words.AGREED)
    under = at & (found.severity > UNKNOWN) & (found.severity < least) & ~found.summed
    if partial is not None:
        under &= ~partial[:, None]
    under &= ~(np.isnan(found.counted.low) & np.isnan(found.counted.high))
    found.weight[under] = 0.0
    for counted in found.counted:
        counted[under] = 0.0
    found.flag(under, words.LOW_SEVERITY)
