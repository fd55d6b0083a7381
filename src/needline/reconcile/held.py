"""What a count holds its quantity to, and when: the form in which counts are compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from needline.model import Count, Kind, Range, in_units
from needline.reconcile.quantities import Quantity

Moment = tuple[object, ...]


class Held(NamedTuple):
    """
    A count, ready to be compared.

    Args:
        count: as it stands after decisions.
        quantity: what it measures.
        behaviour: how its kind of measure behaves in time.
        low, high: what it asserts, in whole people where people are counted; None is open.
        start, end: seconds since 1970 between which it held at some instant; infinite where not known.
        moment: what says that two counts are of one instant: a known hour, or one statement and its time; of a flow
            its time, of what hardly changes nothing, of a baseline the count itself.
    """

    count: Count  # type: ignore[assignment] # a tuple has a method of that name
    quantity: Quantity
    behaviour: str
    low: float | None
    high: float | None
    start: float
    end: float
    moment: Moment

    @property
    def id(self) -> str:
        """The id of its count."""
        return self.count.count


def held(count: Count, quantity: Quantity, known: Mapping[str, Kind]) -> Held:
    """Make a count ready to be compared."""
    behaviour = known[quantity.measure].behaviour
    asserted = asserts(count)
    start = count.as_of_start.timestamp() if count.as_of_start else -math.inf
    end = count.as_of_end.timestamp() if count.as_of_end else math.inf
    moment = _moment(count, behaviour, start, end)
    return Held(count, quantity, behaviour, asserted.low, asserted.high, start, end, moment)


def asserts(count: Count) -> Range:
    """What a count asserts, in whole people where it counts people."""
    return in_units(count.asserted, count.unit)


def _moment(count: Count, behaviour: str, start: float, end: float) -> Moment:
    if behaviour == "slow":
        return ()
    if behaviour in {"baseline", "plan"}:
        return (count.count,)
    if behaviour == "flow" or start == end:
        return (start, end)
    return (count.statement or count.count, start, end)
