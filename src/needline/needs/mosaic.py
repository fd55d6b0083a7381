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
from needline.stats.arrays import Floats, Ints
from needline.stats.student import normal_quantile

DRAWS = 1_000
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


def largest(share: Share, seeds: list[int], level: float) -> Largest:
    """
    The largest share over sectors in each unit.

    Args:
        share: shape (U, S), of the people in need in each sector.
        seeds: shape (U,), seeds of the draws: a unit's numbers do not depend on which others are judged with it.
        level: coverage of the intervals.
    """
    known = ~np.isnan(share.stat)
    some = known.any(axis=1)
    rows, lead = np.arange(len(known)), np.where(known, share.stat, -1.0).argmax(axis=1)
    top = Share(*(np.where(some, one[rows, lead], np.nan) for one in share))
    low, upp, chance = top.low.copy(), top.upp.copy(), np.where(some, 0.0, np.nan)
    may_lead = known & (share.upp >= low[:, None])
    ends = [(1 - level) / 2, 1 - (1 - level) / 2]
    z = normal_quantile(ends[1])
    for unit in np.flatnonzero(may_lead.sum(axis=1) > 1).tolist():
        among = np.flatnonzero(may_lead[unit])
        stat = share.stat[unit, among]
        scale = np.stack([stat - share.low[unit, among], share.upp[unit, among] - stat]) / z
        drawn = _draws(stat, scale, seeds[unit])
        best = drawn.max(axis=0)
        shown = max(0.0, float(best.mean() - drawn[int(stat.argmax())].mean()))
        chance[unit] = OF_A_TIE * shown
        quantiles = np.quantile(best, ends)
        low[unit] = min(low[unit], max(0.0, float(quantiles[0]) - shown - chance[unit]))
        upp[unit] = max(float(quantiles[1]) - shown, float(top.stat[unit]))
        half = z * float(best.std())
        top.low[unit], top.upp[unit] = top.stat[unit] - half, top.stat[unit] + half
    return Largest(np.where(some, lead, -1), low, upp, chance, top)


def _draws(stat: Floats, scale: Floats, seed: int) -> Floats:
    """Shape (S, DRAWS): shares drawn about their estimates, by a normal of two halves."""
    normal = np.random.Generator(np.random.SFC64(seed)).standard_normal((len(stat), DRAWS), np.float32)
    spread = np.where(normal < 0, scale[0][:, None], scale[1][:, None])
    found: Floats = np.clip(stat[:, None] + normal * spread, 0.0, 1.0)
    return found


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
