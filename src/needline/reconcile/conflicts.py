"""Figures of one quantity that cannot all hold: pairs, with their gap and what each would have to give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from needline.model import Count, Range, in_units
from needline.reconcile.quantities import Witness


class Clash(NamedTuple):
    """
    Two figures that cannot both hold.

    Args:
        low: the figure whose low end is too high, or the greater of the two.
        high: the figure whose high end is too low.
        gap: how far they are apart; either alone would have to give this much.
        rule: why, in words.
    """

    low: Count
    high: Count
    gap: float
    rule: str


def clashes(witnesses: Sequence[Witness], behaviour: str) -> list[Clash]:
    """
    Find the minimal sets of figures of one quantity that cannot all hold; for one quantity these are pairs.

    Args:
        witnesses: the figures of the quantity, copies already one.
        behaviour: how its kind of measure behaves in time.

    Returns:
        list: cumulative: one had more before than another had after. Flow: two figures of one day. Stock: two of
        one instant. Slow: any two. A baseline or a plan contradicts nothing. Ordered by gap, the widest first.
    """
    counts = [witness.figure for witness in witnesses]
    if behaviour == "cumulative":
        found = list(_series(counts))
    elif behaviour in {"flow", "stock", "slow"}:
        found = list(_same_time(counts, behaviour))
    else:
        found = []
    return sorted(found, key=lambda clash: (-clash.gap, clash.low.count, clash.high.count))


MOST_CONFLICTS = 50
"""So many conflicts of one quantity are written, the widest; a note says how many more there are."""


def holds(count: Count) -> Range:
    """What a figure asserts, in whole people where it counts people."""
    return in_units(count.asserted, count.unit)


def apart(one: Count, other: Count) -> float:
    """How far two figures are apart; 0 where they share a value."""
    return holds(one).gap(holds(other))


def _above(one: Count, other: Count) -> bool:
    """Whether all that a figure asserts lies above all that another does."""
    low, high = holds(one).low, holds(other).high
    return low is not None and high is not None and low > high


def _series(counts: Iterable[Count]) -> Iterator[Clash]:
    """A sum that never falls: what it had reached by an hour it cannot be below afterwards."""
    counts = list(counts)
    for later in counts:
        most = holds(later).high
        if most is None or later.as_of_start is None:
            continue
        for earlier in counts:
            least = holds(earlier).low
            if least is None or earlier.as_of_end is None or earlier.as_of_end > later.as_of_start:
                continue
            if least > most:
                yield Clash(earlier, later, least - most, "a sum that never falls")


def _same_time(counts: Sequence[Count], behaviour: str) -> Iterator[Clash]:
    rules = {
        "flow": "one day has one value",
        "stock": "one instant has one value",
        "slow": "it hardly changes",
    }
    for position, one in enumerate(counts):
        for other in counts[position + 1 :]:
            same = (one.as_of_start, one.as_of_end) == (other.as_of_start, other.as_of_end)
            comparable = behaviour == "slow" or (same and one.as_of_end is not None)
            if behaviour == "stock":
                comparable = comparable and one.as_of.instant
            gap = apart(one, other)
            if comparable and gap > 0:
                higher, lower = (one, other) if _above(one, other) else (other, one)
                yield Clash(higher, lower, gap, rules[behaviour])
