"""Sums over many quantities, without a solver: parts that come to more than their whole in another count."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from needline.reconcile.clash import Clash
from needline.reconcile.held import Held, Moment
from needline.reconcile.listed import minimal, summed
from needline.reconcile.quantities import Quantity
from needline.reconcile.relations import Sum


class Least(NamedTuple):
    """The least that some counts leave a quantity at a time, and the counts that say so."""

    value: float
    by: tuple[Held, ...]


_NOTHING = Least(0.0, ())


class Lows:
    """
    Least values of quantities at a time, from counts that nobody contests, summed from parts to wholes.

    Args:
        helds: the counts.
        sums: the parts of each whole.
    """

    def __init__(self, helds: Iterable[Held], sums: Iterable[Sum]) -> None:
        self.parts: dict[Quantity, tuple[Quantity, ...]] = {}
        for each in sums:
            if not each.complete:
                self.parts[each.whole] = (*self.parts.get(each.whole, ()), *each.parts)
        self._ends: dict[Quantity, list[float]] = {}
        self._best: dict[Quantity, list[Held]] = {}
        self._moments: dict[tuple[Quantity, Moment], Held] = {}
        for one in sorted(helds, key=lambda one: (one.end, one.id)):
            if one.low is not None and one.count.listing != "partial":
                self._note(one, one.low)

    def _note(self, one: Held, low: float) -> None:
        if one.behaviour == "cumulative":
            best = self._best.setdefault(one.quantity, [])
            if math.isfinite(one.end) and (not best or (best[-1].low or 0.0) < low):
                self._ends.setdefault(one.quantity, []).append(one.end)
                best.append(one)
        else:
            key = (one.quantity, one.moment)
            if key not in self._moments or (self._moments[key].low or 0.0) < low:
                self._moments[key] = one

    def own(self, quantity: Quantity, time: float, moment: Moment) -> Least:
        """What the quantity's own counts say."""
        at = bisect_right(self._ends.get(quantity, []), time)
        one = self._best[quantity][at - 1] if at else self._moments.get((quantity, moment))
        return Least(one.low or 0.0, (one,)) if one is not None else _NOTHING

    def at(
        self,
        quantity: Quantity,
        time: float,
        moment: Moment,
        given: Held | None = None,
        seen: Collection[Quantity] = (),
    ) -> Least:
        """What its own counts say, or its parts where they come to more; `given` stands for its quantity's own."""
        own = self.own(quantity, time, moment)
        if given is not None and given.quantity == quantity:
            own = max(own, Least(given.low or 0.0, (given,)), key=lambda one: one.value)
        if quantity in self.parts and quantity not in seen:
            parts = [self.at(one, time, moment, given, (*seen, quantity)) for one in self.parts[quantity]]
            total = sum(one.value for one in parts)
            if total > own.value:
                return Least(total, tuple(held for one in parts for held in one.by))
        return own


def sum_clashes(helds: Sequence[Held], contested: Collection[str], sums: Sequence[Sum]) -> Iterator[Clash]:
    """
    Counts of parts that come to more than a count of their whole at the same time.

    Sought with the counts that nobody contests, and with each contested one beside these.

    Args:
        helds: the counts.
        contested: ids of those that contradict others already.
        sums: wholes and their parts.
    """
    lows = Lows([one for one in helds if one.id not in contested], sums)
    holders = _holders(lows.parts)
    raising: dict[Quantity, list[Held]] = {}
    for one in helds:
        if one.id in contested:
            for whole in holders.get(one.quantity, ()):
                raising.setdefault(whole, []).append(one)
    for one in sorted(helds, key=lambda one: (one.quantity, one.id)):
        if one.high is not None and math.isfinite(one.start) and one.quantity in lows.parts:
            yield from _above(one, one.high, lows, raising.get(one.quantity, ()), holders)


def _above(
    whole: Held,
    most: float,
    lows: Lows,
    raising: Iterable[Held],
    holders: Mapping[Quantity, Mapping[Quantity, Quantity]],
) -> Iterator[Clash]:
    """The sets of parts that come to more than one count of their whole."""
    parts = lows.parts[whole.quantity]
    each = {part: lows.at(part, whole.start, whole.moment) for part in parts}
    total = sum(least.value for least in each.values())
    if total > most:
        yield _clash(whole, [held for least in each.values() for held in least.by])
        return
    for other in raising:
        top = holders[other.quantity][whole.quantity]
        if not _bears(other, whole):
            continue
        raised = lows.at(top, whole.start, whole.moment, other)
        if total - each[top].value + raised.value > most and other in raised.by:
            others = [held for part in parts if part != top for held in each[part].by]
            if len(others) + len(raised.by) > 1:
                yield _clash(whole, [*others, *raised.by])


def _bears(part: Held, whole: Held) -> bool:
    if part.low is None or part.count.listing == "partial":
        return False
    if part.behaviour == "cumulative":
        return part.end <= whole.start
    return part.moment == whole.moment


def _holders(parts: Mapping[Quantity, Sequence[Quantity]]) -> dict[Quantity, dict[Quantity, Quantity]]:
    """Each quantity to the wholes above it, and the part of each whole that it lies in."""
    above = {part: whole for whole, ones in parts.items() for part in ones}
    found: dict[Quantity, dict[Quantity, Quantity]] = {}
    for one in above:
        at = one
        while at in above and above[at] not in found.setdefault(one, {}):
            found[one][above[at]] = at
            at = above[at]
    return found


def _clash(whole: Held, parts: Sequence[Held]) -> Clash:
    most = whole.high or 0.0
    kept = minimal(parts, most)
    gap = sum(one.low or 0.0 for one in kept) - most
    return summed(whole, kept, gap, "places of a place do not overlap", "above")
