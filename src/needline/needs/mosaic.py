"""
The mosaic: in each smallest unit the sector with most people in need, then summed over units.

The largest of several estimates is, on average, larger than the largest of the truths, the more so the closer they
lie. Where one sector clearly leads, its own interval is exact. Elsewhere a seeded simulation draws every sector
that may lead, and the lower end of the range gives up what the largest may owe to chance.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from needline.needs.people import Counted, Share, summed
from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.student import normal_quantile

DRAWS, SEED, _BLOCK = 1_000, 20231001, 64
OF_A_TIE = float(1 / (np.sqrt(2) - 1))
"""Of sectors that lie equal, draws about their estimates show √2 - 1 of the chance that made one the largest."""


class Largest(NamedTuple):
    """
    The largest share over the sectors of each unit; shape (U,), NaN where no sector is known.

    Args:
        sector: place of the sector that leads; -1 where none is known.
        low, upp: ends of the range of the largest share.
        chance: what the largest may owe to chance, at most; taken off the lower end.
        share: the largest with the spread it has beside that, for sums over units.
    """

    sector: Ints
    low: Floats
    upp: Floats
    chance: Floats
    share: Share


def largest(share: Share, level: float) -> Largest:
    """
    The largest share over sectors in each unit.

    Args:
        share: shape (U, S), of the people in need in each sector.
        level: coverage of the intervals.
    """
    if not share.stat.size:
        nothing = np.full(len(share.stat), np.nan)
        return Largest(np.full(len(nothing), -1), nothing, nothing, nothing, Share(*[nothing] * 4))
    known = ~np.isnan(share.stat)
    some = known.any(axis=1)
    rows, lead = np.arange(len(known)), np.where(known, share.stat, -1.0).argmax(axis=1)
    top = Share(*(np.where(some, one[rows, lead], np.nan) for one in share))
    found = Largest(
        np.where(some, lead, -1), top.low.copy(), top.upp.copy(), np.where(some, 0.0, np.nan), top
    )
    may_lead = known & (share.upp >= top.low[:, None])
    close = np.flatnonzero(may_lead.sum(axis=1) > 1)
    normal = _draws(known.shape[1])
    for start in range(0, len(close), _BLOCK):
        units = close[start : start + _BLOCK]
        among = np.flatnonzero(may_lead[units].any(axis=0))
        _contested(found, share, may_lead, (units, among), normal, level)
    return found


def _draws(sectors: int) -> Floats:
    """Shape (S, DRAWS): draws of the normal distribution, of mean 0 and variance 1, the same for every unit."""
    half = np.random.Generator(np.random.SFC64(SEED)).standard_normal((sectors, DRAWS // 2), np.float32)
    both = np.concatenate([half, -half], axis=1)
    found: Floats = both / both.std(axis=1, keepdims=True)
    return found


def _contested(
    found: Largest, share: Share, may_lead: Bools, at: tuple[Ints, Ints], normal: Floats, level: float
) -> None:
    """Units in which several sectors may lead: drawn about their estimates, each side by its own deviation."""
    units, among = at
    cell = np.ix_(units, among)
    ends = [(1 - level) / 2, 1 - (1 - level) / 2]
    z = normal_quantile(ends[1])
    stat = np.where(may_lead[cell], share.stat[cell], -1.0)
    down, up = ((share.stat[cell] - share.low[cell]) / z, (share.upp[cell] - share.stat[cell]) / z)
    deviation = [np.where(may_lead[cell], one, 0.0).astype(np.float32)[:, :, None] for one in (down, up)]
    drawn = normal[among] * np.where(normal[among] < 0, *deviation)
    drawn += stat.astype(np.float32)[:, :, None]
    np.clip(drawn, None, 1.0, out=drawn)
    best = np.maximum(drawn.max(axis=1), 0.0)
    own = np.maximum(drawn[np.arange(len(units)), stat.argmax(axis=1)], 0.0)
    shown = np.maximum(best.mean(axis=1, dtype=np.float64) - own.mean(axis=1, dtype=np.float64), 0.0)
    chance, top = OF_A_TIE * shown, found.share.stat[units]
    low, upp = _quantiles(best, ends)
    found.chance[units] = chance
    found.low[units] = np.minimum(found.low[units], np.maximum(low - shown - chance, 0.0))
    found.upp[units] = np.maximum(upp - shown, top)
    half = z * best.std(axis=1, dtype=np.float64)
    found.share.low[units], found.share.upp[units] = top - half, top + half


def _quantiles(drawn: Floats, ends: list[float]) -> list[Floats]:
    """Shape (U,) each: the draws that stand at two ends of each unit's."""
    places = [round(end * (drawn.shape[1] - 1)) for end in ends]
    ordered = np.partition(drawn, places, axis=1)
    return [ordered[:, place].astype(np.float64) for place in places]


def mosaic(fewest: Floats, most: Floats, top: Largest, level: float) -> Counted:
    """
    People in need of several units together: the largest sector of each, summed.

    Args:
        fewest, most: shape (U,), ends of the population of each unit.
        top: of the same units.
        level: coverage of the range.

    Returns:
        Counted: of scalars. Where one sector leads in each unit it is the range of their sum; elsewhere it holds the
        sum of the true maxima at least as often as stated.
    """
    found = summed(fewest, most, top.share, level)
    chance = float((fewest * top.chance).sum())
    return found._replace(low=np.maximum(found.low - chance, 0.0))
