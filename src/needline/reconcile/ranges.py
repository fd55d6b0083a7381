"""The range of one quantity at one instant, from the figures that bear on it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import groupby
from operator import or_
from typing import NamedTuple

from needline.model import Count, Range
from needline.reconcile.quantities import Witness


class Bounds(NamedTuple):
    """
    A range with what makes it.

    Args:
        range: the range.
        by: the counts that bear on it, whose values alone give it again.
        reasons: of these, the counts whose removal alone would widen it; where none would, one minimal set.
        carried: True where a stock was carried forward from an earlier day.
        several: True where the reasons are one of several minimal sets.
    """

    range: Range
    by: tuple[Count, ...]
    reasons: tuple[Count, ...]
    carried: bool = False
    several: bool = False


UNKNOWN = Bounds(Range(), (), ())


def bounds(witnesses: Sequence[Witness], behaviour: str, instant: dt.datetime, carry_days: int) -> Bounds:
    """
    Bound one quantity at an instant.

    Args:
        witnesses: the figures of the quantity, copies already one.
        behaviour: how its kind of measure behaves in time (see `kinds.toml`).
        instant: when it is asked.
        carry_days: for how many days a stock holds.

    Returns:
        Bounds: cumulative: at least what had been counted before, at most what was counted after. Stock: the
        latest figure not after the instant, and older ones as far as they agree with it. Flow: the figures of
        that day; one of an hour of it counted a part. Slow: what all figures share. Baseline and plan: the latest
        figure not after the instant. Where the latest are several of one day that disagree, either may hold.
        The range may be empty where figures contradict each other: see `conflicts`.
    """
    found = _bounds([witness.figure for witness in witnesses], behaviour, instant, carry_days)

    def without(*left_out: Count) -> Range:
        kept = [one for one in found.by if not any(one is other for other in left_out)]
        return _bounds(kept, behaviour, instant, carry_days).range

    reasons = [one for one in found.reasons if without(one) != found.range]
    if reasons or not found.range.known:
        return found._replace(reasons=tuple(reasons))
    spared: list[Count] = []
    for one in found.by:
        if without(*spared, one) == found.range:
            spared.append(one)
    needed = tuple(one for one in found.by if not any(one is other for other in spared))
    return found._replace(reasons=needed, several=True)


def _bounds(counts: Sequence[Count], behaviour: str, instant: dt.datetime, carry_days: int) -> Bounds:
    if behaviour == "cumulative":
        return _cumulative(counts, instant)
    if behaviour == "stock":
        return _stock(counts, instant, carry_days)
    if behaviour == "flow":
        return _all(_widest(count for count in counts if _during(count, instant)))
    if behaviour == "slow":
        return _all(counts)
    past = [count for count in counts if count.as_of_start is None or count.as_of_start <= instant]
    latest = _of_one_time(past)[:1]
    return _all(latest[0]) if latest and not _meet_of(latest[0]).empty else _either(*latest)


def _cumulative(counts: Iterable[Count], instant: dt.datetime) -> Bounds:
    counts = tuple(counts)
    before = [c for c in counts if c.low is not None and c.as_of_end is not None and c.as_of_end <= instant]
    after = [
        c for c in counts if c.high is not None and c.as_of_start is not None and c.as_of_start >= instant
    ]
    lowest = _binding(before, lambda count: count.low, max)
    highest = _binding(after, lambda count: count.high, min)
    found = Range(lowest[0].low if lowest else None, highest[0].high if highest else None)
    single = [group[0] for group in (lowest, highest) if len(group) == 1]
    return Bounds(found, _unique((*lowest, *highest)), _unique(single))


def _stock(counts: Iterable[Count], instant: dt.datetime, carry_days: int) -> Bounds:
    earliest = instant - dt.timedelta(days=carry_days)
    past = [
        count
        for count in counts
        if count.as_of_end is not None
        and count.as_of_end >= earliest
        and (count.as_of_start or count.as_of_end) <= instant
    ]
    found, used = Range(), list[_Said]()
    for said in (one for group in _of_one_time(past) for one in _said(group)):
        narrower = found & said.range
        if not narrower.empty:
            found = narrower
            used.append(said)
    loose = [said for said in used if _meet(one.range for one in used if one is not said) != found]
    needed = [count for said in _enough(used, found) for count in said.counts]
    carried = any(count.as_of_end is not None and count.as_of_end < instant for count in needed)
    return Bounds(found, tuple(needed), tuple(count for said in loose for count in said.counts), carried)


class _Said(NamedTuple):
    """What one figure says, or several of one time that disagree: either may hold."""

    range: Range
    counts: tuple[Count, ...]


def _of_one_time(counts: Iterable[Count]) -> list[list[Count]]:
    """Figures by their time, the latest first."""
    ordered = sorted(counts, key=_recency, reverse=True)
    return [list(group) for _, group in groupby(ordered, key=moment)]


def _said(group: list[Count]) -> list[_Said]:
    if not _meet_of(group).empty:
        return [_Said(count.asserted, (count,)) for count in group]
    return [_Said(_either(group).range, tuple(group))]


def _either(group: Sequence[Count] = ()) -> Bounds:
    """The least range that holds what each of some figures says."""
    if not group:
        return UNKNOWN
    return Bounds(reduce(or_, (count.asserted for count in group)), tuple(group), tuple(group))


def _widest(counts: Iterable[Count]) -> list[Count]:
    """Of figures of a day, those that speak of the longest time; of two such times, of the later."""
    groups = _of_one_time(counts)
    return max(groups, key=lambda group: _span(group[0]), default=[])


def _span(count: Count) -> float:
    start, end = count.as_of_start, count.as_of_end
    return (end - start).total_seconds() if start and end else math.inf


def _all(counts: Iterable[Count]) -> Bounds:
    used = tuple(counts)
    found = _meet(count.asserted for count in used)
    reasons = [one for one in used if _meet(other.asserted for other in used if other is not one) != found]
    return Bounds(found, used, tuple(reasons))


def _enough(used: Iterable[_Said], wanted: Range) -> Iterator[_Said]:
    """The first that together give the range; the rest only agree with it."""
    found = Range()
    for said in used:
        if (found & said.range) != found:
            found &= said.range
            yield said
        if found == wanted:
            return


def _binding(
    counts: list[Count], end: Callable[[Count], float | None], pick: Callable[[list[float]], float]
) -> list[Count]:
    """The figures whose end binds; several where they give the same."""
    values = [value for count in counts if (value := end(count)) is not None]
    return [count for count in counts if end(count) == pick(values)] if values else []


def _meet_of(counts: Iterable[Count]) -> Range:
    return _meet(count.asserted for count in counts)


def _meet(ranges: Iterable[Range]) -> Range:
    found = Range()
    for one in ranges:
        found &= one
    return found


def _during(count: Count, instant: dt.datetime) -> bool:
    return (count.as_of_start is None or count.as_of_start <= instant) and (
        count.as_of_end is not None and instant <= count.as_of_end
    )


def _recency(count: Count) -> tuple[float, float, str]:
    return (*moment(count), count.count)


def moment(count: Count) -> tuple[float, float]:
    """When a figure is of, for order: what has no start or end comes first."""
    start, end = count.as_of_start, count.as_of_end
    return (
        start.timestamp() if start else float("-inf"),
        end.timestamp() if end else float("-inf"),
    )


def _unique(counts: Iterable[Count]) -> tuple[Count, ...]:
    return tuple({count.count: count for count in counts}.values())
