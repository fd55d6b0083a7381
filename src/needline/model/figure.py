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
        scenario: consistent, bound, least of parts; of a contested quantity: uncontested, the reading of each repair
            ("if k027" where one count of it is left to bear, "without k012, k013" where more are), and contested, the
            least range that holds all of these and stands for the quantity.
        carried: True where a stock was carried forward from an earlier day.
        sources: who counted what bounds it, one name a counting source.
        reasons: the counts whose removal alone would widen it; where none would, one minimal set of counts.
        several: True where the reasons are one of several minimal sets.
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
    several: bool = False
    rules: list[str]
    trace: list[str]
    recipe: str


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """
    Figures that cannot all hold: a minimal set, of which any would hold without one of them.

    Args:
        id: hash of its members.
        measure, from_place, place, group: the quantity they speak of; of several, the one that most of them do.
        members: refs of the counts, in a fixed order.
        gap: by how much they miss holding together, in `unit`.
        unit: people, vehicles, percent; days where one value stands on two dates.
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


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """
    Counts that could be set aside so that conflicts which share counts are gone: a set of least weight.

    Args:
        id: hash of the conflicts and the counts.
        conflicts: refs of the conflicts it resolves.
        set_aside: refs of the counts, in a fixed order.
        weight: what they weigh together, by the grades of their sources; a lighter set does not exist.
        ties: how many sets weigh as little, this one among them; None where not all of the conflicts are listed.
        more: True where there are more than are listed.
        must_give: refs of the counts that are in every set of that weight.
        trace: refs of the conflicts.
        recipe: how it is computed again.
    """

    id: str
    conflicts: list[str]
    set_aside: list[str]
    weight: float
    ties: int | None
    more: bool
    must_give: list[str]
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
