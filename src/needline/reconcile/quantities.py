"""Which figures measure the same thing; copies of one count are one witness."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from needline.errors import near
from needline.model import Count, Kind, Mission, Problem, problem
from needline.reconcile.kinds import part_of

ANYBODY = {"", "all", "people", "persons", "individuals", "residents", "population"}


class Quantity(NamedTuple):
    """
    What a figure measures, apart from when.

    Args:
        measure: the kind of measure.
        from_place: where people came from; empty where nobody moved.
        place: where they are, or where it happened.
        group: the mission's group, or the words of the figure where the mission has none.
        unit: what is counted: people are never compared with households.
    """

    measure: str
    from_place: str
    place: str
    group: str
    unit: str = "people"


class Witness(NamedTuple):
    """
    One count, however often it is repeated.

    Args:
        figure: the count that stands for it.
        copies: the other figures that go back to it.
    """

    figure: Count
    copies: tuple[Count, ...]


def quantity_of(count: Count, mission: Mission, known: Mapping[str, Kind]) -> Quantity:
    """
    Say what a figure measures.

    A measure settles whose people are meant where the words do not: whoever is counted as arrived belongs to the
    group whose population is counted by arrivals. Words that name fewer ("displaced women") stay as they are.
    """
    moved = bool(count.to_place)
    return Quantity(
        count.measure,
        count.from_place if moved else "",
        count.to_place if moved else count.from_place,
        _group(count, mission, known),
        count.unit,
    )


def _group(count: Count, mission: Mission, known: Mapping[str, Kind]) -> str:
    written = " ".join(count.group.split()).casefold()
    named = mission.group_of(written)
    if written not in ANYBODY and not named:
        return written
    measures = {count.measure, *part_of(count.measure, known)}
    counted = [group.id for group in mission.groups if group.population in measures]
    return counted[0] if len(counted) == 1 else named or "all"


def strangers(counts: Iterable[Count], mission: Mission) -> list[Problem]:
    """
    Groups in counts files that are none of the mission's, no word for anybody, and no part of one ("refugee women").

    They are kept as written and compared with nothing else of the mission, which a misspelt group would be silently.
    Words that a text uses are not asked about: nobody chose them for this mission.
    """
    names = {word for group in mission.groups for word in (group.id, *group.stands_for)}
    known = {" ".join(name.split()).casefold() for name in names} | ANYBODY - {""}
    rows: dict[tuple[str, str], list[int]] = {}
    for count in counts:
        written = " ".join(count.group.split())
        folded = written.casefold()
        part = any(folded.startswith(f"{name} ") for name in known)
        if folded and folded not in known and not part and not count.claim:
            rows.setdefault((count.file, written), []).append(count.row)
    return [
        problem(
            "group",
            file,
            f"row {min(found)}",
            f'"{written}" is no group of the mission: {len(found)} '
            f"{'count is' if len(found) == 1 else 'counts are'} compared with no other group's.",
            f"{near(written, names)} Or add it to a group's stands_for in mission.toml.",
            "warning",
        )
        for (file, written), found in sorted(rows.items())
    ]


def gather(
    counts: Iterable[Count], mission: Mission, known: Mapping[str, Kind]
) -> dict[Quantity, list[Witness]]:
    """
    Sort figures by what they measure, and copies of one count into one witness.

    Two figures are copies where they give one quantity the same value for the same time; and where they give the same
    value, name the same counter, and one is of an hour of the day that the other is of. The one of the narrower time
    stands for both, of one time a figure from a table before one from a text, then what was published first. Where
    they stand in the folder does not matter.

    Returns:
        dict: quantity to its witnesses in order of time; figures that cannot be placed are left out.
    """
    found: dict[Quantity, dict[tuple[object, ...], list[Count]]] = {}
    alike: dict[tuple[str, ...], Quantity] = {}
    for count in sorted(counts, key=_order):
        words = (count.measure, count.from_place, count.to_place, count.group, count.unit)
        if words not in alike:
            alike[words] = quantity_of(count, mission, known)
        quantity = alike[words]
        if quantity.place and count.measure in known:
            found.setdefault(quantity, {}).setdefault(_said(count), []).append(count)
    return {
        quantity: _one_count(Witness(copies[0], tuple(copies[1:])) for copies in witnesses.values())
        for quantity, witnesses in sorted(found.items())
    }


def _one_count(witnesses: Iterable[Witness]) -> list[Witness]:
    """Witnesses again, those of a day merged into the one that gives the same count its hour."""
    ones = list(witnesses)
    alike: dict[tuple[object, ...], list[Witness]] = {}
    for one in ones:
        alike.setdefault((one.figure.low, one.figure.high, one.figure.counted_by), []).append(one)
    stands: dict[str, str] = {}
    for several in alike.values():
        narrow = sorted(several, key=lambda one: (_span(one.figure), _order(one.figure)))
        for position, one in enumerate(narrow):
            holder = next((other for other in narrow[:position] if _within(other.figure, one.figure)), None)
            if holder is not None and one.figure.counted_by:
                stands[one.figure.count] = holder.figure.count
    if not stands:
        return ones
    copies: dict[str, list[Count]] = {}
    for one in ones:
        at = one.figure.count
        while at in stands:
            at = stands[at]
        copies.setdefault(at, []).extend((one.figure, *one.copies))
    return [
        Witness(one.figure, tuple(copy for copy in copies[one.figure.count] if copy is not one.figure))
        for one in ones
        if one.figure.count not in stands
    ]


def _span(count: Count) -> float:
    start, end = count.as_of_start, count.as_of_end
    return (end - start).total_seconds() if start and end else math.inf


def _within(count: Count, other: Count) -> bool:
    """Whether all that a count may be of lies in the time the other may be of."""
    if not (count.as_of_start and count.as_of_end and other.as_of_start and other.as_of_end):
        return False
    return other.as_of_start <= count.as_of_start and count.as_of_end <= other.as_of_end


def without_copies(
    counts: Iterable[Count], aside: Iterable[Count], mission: Mission, known: Mapping[str, Kind]
) -> list[Count]:
    """The figures that repeat none of those set aside: who sets a count aside means it however often it is told."""
    gone = {(quantity_of(count, mission, known), _said(count)) for count in aside}
    if not gone:
        return list(counts)
    return [count for count in counts if (quantity_of(count, mission, known), _said(count)) not in gone]


def _said(count: Count) -> tuple[object, ...]:
    """What makes two figures of one quantity the same count told twice: one value for one time."""
    return (count.as_of_start, count.as_of_end, count.low, count.high)


def _order(count: Count) -> tuple[object, ...]:
    ends = (count.as_of_end or count.as_of_start, count.as_of_start)
    return (
        *(end.timestamp() if end else -math.inf for end in ends),
        bool(count.claim),
        count.published.timestamp() if count.published else math.inf,
        count.count,
    )
