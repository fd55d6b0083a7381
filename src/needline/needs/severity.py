"""The severity of an area from its households: the 20 % rule, at the estimate and at both ends of its interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from needline.model import Estimate

LEAST, WORST = 1, 5
_ROUNDING = 1e-9
"""Two of ten households of weight 1.1 are a share of 0.19999999999999996: the 20 % they are."""


class Severity(NamedTuple):
    """A class from 1 to 5, and the classes at the ends of the interval; None where it is not known."""

    at: int | None
    low: int | None
    high: int | None


UNKNOWN = Severity(None, None, None)


def area_severity(at_least: Mapping[int, Estimate], share: float) -> Severity:
    """
    The worst class that a given share of people reach or pass.

    Args:
        at_least: for each class from 2 to 5, the estimated share of people in households of that class or worse.
        share: the share that sets the class of an area, 0.20 by the rule.

    Returns:
        Severity: the class at the estimate, and at the lower and upper ends of its interval; all unknown where
        no share could be estimated.

    Source: WSC (REACH), the 20 % rule: the worst class p for which the share of people in p or worse is at
    least 20 %.
    """
    known = {level: one for level, one in at_least.items() if one.stat is not None}
    if not known:
        return UNKNOWN

    def worst(ends: Mapping[int, float | None]) -> int:
        reached = (level for level, end in ends.items() if end is not None and end >= share - _ROUNDING)
        return max(reached, default=LEAST)

    return Severity(
        worst({level: one.stat for level, one in known.items()}),
        worst({level: one.stat_low for level, one in known.items()}),
        worst({level: _upper(one) for level, one in known.items()}),
    )


def _upper(estimate: Estimate) -> float:
    """The upper end of an interval; everybody where none could be estimated."""
    return 1.0 if estimate.stat_upp is None else estimate.stat_upp
