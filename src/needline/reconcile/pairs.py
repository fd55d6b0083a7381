"""Two counts that cannot both hold: found by comparing, without a solver."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from needline.model import Range
from needline.reconcile.clash import Clash
from needline.reconcile.held import Held, Moment
from needline.reconcile.quantities import Quantity
from needline.reconcile.relations import Relations
from needline.reconcile.repairs import apart, least_sets, minimal_sets

if TYPE_CHECKING:
    import numpy as np

_MANY = 20_000
"""So many comparisons of two series are worth arrays."""
MOST_PAIRS = 2_000
"""Up to so many pairs of two series are all found; of more, enough of them."""
_ROUNDS = 12
"""So often pairs that would be left standing are added; a series that needs more is contradictory all along."""
_SAME = {
    "flow": "one day has one value",
    "stock": "one instant has one value",
    "slow": "it hardly changes",
}
_NEVER_FALLS = "a sum that never falls"
_CORRECTED = "a sum that never falls, unless the later count corrects the earlier"


def pairs(helds: Iterable[Held], relations: Relations) -> list[Clash]:
    """
    Every two counts that cannot both hold.

    Of one quantity: a cumulative one had reached more before than another gives it after; flows of one time, stocks of
    one instant, and slow quantities at any time share no value. Of two quantities of which one is never smaller: the
    smaller had more before, or at the same instant, than the other gives the greater.

    Returns:
        list: the widest gap first.
    """
    by_quantity: dict[Quantity, list[Held]] = {}
    for one in helds:
        by_quantity.setdefault(one.quantity, []).append(one)
    found: list[Clash] = []
    for quantity, ones in by_quantity.items():
        found += _own(quantity, ones)
        for big in relations.above.get(quantity, ()):
            found += _across(quantity, ones, big, by_quantity.get(big, []))
    return sorted(found, key=lambda one: (-one.gap, one.ids))


def _own(quantity: Quantity, ones: Sequence[Held]) -> Iterator[Clash]:
    behaviour = ones[0].behaviour
    if behaviour == "cumulative":
        for low, high in _in_time(ones, ones):
            same = bool(low.count.counted_by) and low.count.counted_by == high.count.counted_by
            falls = same and low.end < high.start
            yield _clash(quantity, low, high, _CORRECTED if falls else _NEVER_FALLS)
    elif behaviour in _SAME:
        for together in _by_moment(ones).values():
            for low, high in _apart(together, together):
                yield _clash(quantity, low, high, _SAME[behaviour])


def _across(small: Quantity, ones: Sequence[Held], big: Quantity, others: Sequence[Held]) -> Iterator[Clash]:
    if not ones or not others:
        return
    rule = _rule(small, big)
    if "cumulative" in {ones[0].behaviour, others[0].behaviour}:
        for low, high in _in_time(ones, others):
            yield _clash(big, low, high, rule)
    elif ones[0].behaviour == others[0].behaviour:
        there = _by_moment(others)
        for moment, together in _by_moment(ones).items():
            for low, high in _apart(together, there.get(moment, ())):
                yield _clash(big, low, high, rule)


def _rule(small: Quantity, big: Quantity) -> str:
    if small.measure != big.measure:
        return f"{small.measure} is part of {big.measure}"
    if small.group != big.group:
        return "a part of a group is no more than the group"
    return "a place holds no more than the place it lies in"


def _by_moment(ones: Iterable[Held]) -> dict[Moment, list[Held]]:
    found: dict[Moment, list[Held]] = {}
    for one in ones:
        if one.behaviour == "slow" or math.isfinite(one.end):
            found.setdefault(one.moment, []).append(one)
    return found


def _in_time(lows: Sequence[Held], highs: Sequence[Held]) -> Iterator[tuple[Held, Held]]:
    """What had been reached before and what is given after, where the first is more than the second."""
    lower = [one for one in lows if one.low is not None and math.isfinite(one.end)]
    upper = [one for one in highs if one.high is not None and math.isfinite(one.start)]
    if len(lower) * len(upper) > _MANY:
        yield from _in_time_many(lower, upper)
        return
    for high in upper:
        for low in lower:
            if low.end <= high.start and low.low > high.high and low is not high:  # type: ignore[operator] # both have ends
                yield low, high


def _in_time_many(lower: Sequence[Held], upper: Sequence[Held]) -> Iterator[tuple[Held, Held]]:
    """
    The same of long series, of which there may be millions: all of them up to `MOST_PAIRS`, else enough of them.

    Enough are the widest of each count, and those without which what is least to set aside would leave a pair standing.
    """
    import numpy as np

    ends, least = np.array([one.end for one in lower]), np.array([one.low for one in lower])
    starts, most = np.array([one.start for one in upper]), np.array([one.high for one in upper])
    apart_ = (ends[:, None] <= starts[None, :]) & (least[:, None] > most[None, :])
    if apart_.sum() <= MOST_PAIRS:
        chosen = {(int(low), int(high)) for low, high in np.argwhere(apart_)}
    else:
        chosen = _enough(apart_, least, most, [one.id for one in lower], [one.id for one in upper])
    for low, high in sorted(chosen):
        if lower[low] is not upper[high]:
            yield lower[low], upper[high]


def _enough(
    apart_: np.ndarray, least: np.ndarray, most: np.ndarray, lows: Sequence[str], highs: Sequence[str]
) -> set[tuple[int, int]]:
    import numpy as np

    gaps = np.where(apart_, least[:, None] - most[None, :], -np.inf)
    chosen = {(int(at), int(gaps[at].argmax())) for at in np.flatnonzero(apart_.any(axis=1))}
    chosen |= {(int(gaps[:, at].argmax()), int(at)) for at in np.flatnonzero(apart_.any(axis=0))}
    ids, others = np.array(lows), np.array(highs)
    for _ in range(_ROUNDS):
        sets = minimal_sets({frozenset((lows[low], highs[high])) for low, high in chosen})
        aside = [
            id_ for some in apart(sets) for id_ in least_sets(some, dict.fromkeys(_members(some), 1.0))[0][0]
        ]
        left = np.where(np.isin(ids, aside)[:, None] | np.isin(others, aside)[None, :], -np.inf, gaps)
        if not np.isfinite(left).any():
            break
        chosen |= {(int(at), int(left[at].argmax())) for at in np.flatnonzero(np.isfinite(left).any(axis=1))}
    return chosen


def _members(sets: Iterable[frozenset[str]]) -> list[str]:
    return sorted(frozenset().union(*sets))


def _apart(lows: Iterable[Held], highs: Sequence[Held]) -> Iterator[tuple[Held, Held]]:
    for low in lows:
        for high in highs:
            if low.low is not None and high.high is not None and low.low > high.high and low is not high:
                yield low, high


def _clash(quantity: Quantity, low: Held, high: Held, rule: str) -> Clash:
    gap = Range(low.low, low.high).gap(Range(high.low, high.high))
    if low.quantity != high.quantity or low.behaviour == "cumulative":
        assert low.low is not None
        assert high.high is not None
        gap = low.low - high.high
    return Clash((low, high), gap, (gap, gap), rule, quantity, low.count.unit, "gap@1")


_SURE_DIGITS = 3


def two_dates(helds: Iterable[Held]) -> list[Clash]:
    """
    One count that two reports put on two dates: one value of a flow, one counter, published on one day, two statements.

    Both days could hold it by arithmetic; that a day's count comes again to the same three digits or more is taken
    for one count with a date in doubt. Each member would have to give the days between.
    """
    alike: dict[tuple[object, ...], list[Held]] = {}
    for one in helds:
        count = one.count
        digits = f"{count.number_low or 0:.0f}".rstrip("0")
        if (
            one.behaviour == "flow"
            and count.qualifier == "exact"
            and len(digits) >= _SURE_DIGITS
            and count.published
            and count.counted_by
        ):
            key = (one.quantity, count.number_low, count.counted_by.casefold(), count.published)
            alike.setdefault(key, []).append(one)
    found = []
    for ones in alike.values():
        ordered = sorted(ones, key=lambda one: (one.start, one.id))
        for position, one in enumerate(ordered):
            for other in ordered[position + 1 :]:
                if one.start != other.start and one.count.statement != other.count.statement:
                    days = days_apart(one, other)
                    rule = "one value of one counter on two dates, published on one day"
                    found.append(
                        Clash((one, other), days, (days, days), rule, one.quantity, "days", "dates@1")
                    )
    return sorted(found, key=lambda one: one.ids)


def days_apart(one: Held, other: Held) -> float:
    """How many days lie between the times of two counts."""
    return round(abs(other.start - one.start) / 86_400, 3)
