"""What stands after comparing: ranges of quantities, conflicts between figures, and what is left over."""

from __future__ import annotations

import datetime as dt

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """
    The range of one quantity at one instant.

    Args:
        figure: hash of the quantity and scenario.
        measure, from_place, place, group: the quantity; place codes, group as the mission has it.
        instant: at which it is asked.
        low, high: its range; None is open.
        unit: people, vehicles, percent.
        exactness: outer (holds every possible value) or exact (holds no other).
        scenario: consistent, bound; of a contested quantity: uncontested, the figure that a reading follows
            ("if k027"), and contested, the least range that holds all of these and stands for the quantity.
        carried: True where a stock was carried forward from an earlier day.
        sources: who counted what bounds it, one name a counting source.
        reasons: the counts whose removal alone would widen it.
        rules: the rules used, in words ("housed is part of arrived").
        trace: refs of all counts and figures it rests on.
        recipe: how it is computed again.
    """

    figure: str
    measure: str
    from_place: str
    place: str
    group: str
    instant: dt.datetime
    low: float | None
    high: float | None
    unit: str
    exactness: str
    scenario: str
    carried: bool
    sources: list[str]
    reasons: list[str]
    rules: list[str]
    trace: list[str]
    recipe: str


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """
    Figures that cannot all hold.

    Args:
        id: hash of its members.
        measure, from_place, place, group: the quantity they speak of.
        members: refs of the counts, in a fixed order.
        gap: how far they are apart, in `unit`.
        unit: people, vehicles, percent.
        gives: for each member, how far it alone would have to give.
        start, end: the time they meet at.
        rule: why they cannot all hold, in words.
        trace: refs of the members.
        recipe: how it is computed again.
    """

    id: str
    measure: str
    from_place: str
    place: str
    group: str
    members: list[str]
    gap: float
    unit: str
    gives: list[float]
    start: dt.datetime | None
    end: dt.datetime | None
    rule: str
    trace: list[str]
    recipe: str


AS_WRITTEN, EXACT = "as written", "taken as exact"
"""How a baseline enters a balance: as its qualifier has it, or as the number itself."""


class Residual(msgspec.Struct, frozen=True, kw_only=True):
    """
    What a balance or a list leaves over.

    Args:
        id: hash of its terms.
        kind: balance (baseline less left less remaining) or list (a whole less its listed parts).
        place, group, instant: whose.
        reading: how the baseline was taken ("as written", "taken as exact"); empty for a list.
        leads: True for the one balance that the mission puts first.
        terms: each term in order, "+ref" or "-ref" of a count or figure.
        low, high: what is left; None is open.
        causes: refs of counts that may explain it; they are listed beside it, never subtracted.
        rule: in words.
        trace: refs of all terms.
        recipe: how it is computed again.
    """

    id: str
    kind: str
    place: str
    group: str
    instant: dt.datetime | None
    reading: str
    leads: bool
    terms: list[str]
    low: float | None
    high: float | None
    causes: list[str]
    rule: str
    trace: list[str]
    recipe: str
