"""The severity of an area from its households: the 20 % rule, at the estimate and at both ends of its interval."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints

LEAST, WORST = 1, 5
LEVELS = range(LEAST + 1, WORST + 1)
"""Classes of which "so severe or worse" is estimated, in the order of the last axis of every array of shares."""
UNKNOWN = 0
"""Stands for a class that is not known in arrays of classes."""
_ROUNDING = 1e-9
"""Two of ten households of weight 1.1 are a share of 0.19999999999999996: the 20 % they are."""


class Severity(NamedTuple):
    """Classes from 1 to 5, and those at the ends of the interval; 0 where not known. Arrays of one shape."""

    at: Ints
    low: Ints
    high: Ints


def area_severity(stat: Floats, low: Floats, upp: Floats, share: float) -> Severity:
    """
    The worst class that a given share of people reach or pass.

    Args:
        stat, low, upp: shape (..., 4), share of people in households of class 2, 3, 4, 5 or worse, and the ends of
            its interval; NaN where not estimated. An upper end that is not known is everybody, a lower one nobody.
        share: the share that sets the class of an area, 0.20 by the rule.

    Returns:
        Severity: shape (...), the class at the estimate and at both ends; 0 where no share was estimated.

    Source: WSC (REACH), the 20 % rule: the worst class p for which the share of people in p or worse is at
    least 20 %.
    """
    known: Bools = ~np.isnan(stat)
    some: Bools = np.asarray(known.any(axis=-1))
    ends = (stat, low, np.where(np.isnan(upp), 1.0, upp))
    return Severity(*(_worst(np.where(known, end, np.nan), share, some) for end in ends))


def _worst(end: Floats, share: float, known: Bools) -> Ints:
    levels = np.array(LEVELS)
    with np.errstate(invalid="ignore"):
        reached = np.where(end >= share - _ROUNDING, levels, LEAST).max(axis=-1)
    result: Ints = np.where(known, reached, UNKNOWN)
    return result
