"""Whom the response reached: without adding up people who may be the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from needline.model import Activity, Coverage, Mission, Place, Recipe, content_id
from needline.model.demography import different

PEOPLE = frozenset(
    {
        *("people", "person", "persons", "individual", "individuals", "beneficiary", "beneficiaries"),
        *("refugee", "refugees", "idp", "idps", "returnee", "returnees", "migrant", "migrants"),
        *("evacuee", "evacuees", "resident", "residents", "asylum-seeker", "asylum-seekers"),
        *("infant", "infants", "elderly", "patient", "patients"),
        *("student", "students", "pupil", "pupils", "learner", "learners"),
    }
)
"""Units that are people, one by one."""

PARTS = {
    **dict.fromkeys(("man", "men"), "m 18+"),
    **dict.fromkeys(("woman", "women"), "f 18+"),
    **dict.fromkeys(("girl", "girls"), "f 0-17"),
    **dict.fromkeys(("boy", "boys"), "m 0-17"),
    **dict.fromkeys(("child", "children"), "0-17"),
    **dict.fromkeys(("adult", "adults"), "18+"),
}
"""Units that are people of one sex or age."""

HOUSEHOLDS = frozenset({"household", "households", "family", "families", "hh", "hhs"})
"""Units that are people by way of a household's size."""

CAPPED = "capped at the population"
UNDATED = "an activity without a date is counted by its status"
TOO_MANY = "one activity alone states more people than there are"

_RANGES = ("reached", "ongoing", "completed", "planned", "targeted")
_REACHED, _ONGOING, _COMPLETED, _PLANNED, _TARGETED = range(5)
_DONE_OF = {"ongoing": _ONGOING, "completed": _COMPLETED, "suspended": 0, "cancelled": 0}
"""Statuses of what has reached people, with the range they stand in beside it; 0 where there is none."""

_STOPPED = {"suspended", "cancelled"}


class Ends(NamedTuple):
    """The fewest different people, and their sum; None where none could be counted."""

    low: float | None = None
    high: float | None = None


_NOBODY = Ends()


class Reached(NamedTuple):
    """
    People reached by some activities.

    Args:
        reached: by all that have begun.
        ongoing, completed: of these, by those of that status.
        planned: people at whom planned activities aim.
        targeted: people at whom activities of any status aim, cancelled ones left out.
        stated: the sum before the population caps it.
        uncounted: activities that cannot be counted in people.
        flags: what a reader must know.
    """

    reached: Ends
    ongoing: Ends
    completed: Ends
    planned: Ends
    targeted: Ends
    stated: float | None
    uncounted: int
    flags: list[str]

    def ranges(self) -> tuple[Ends, ...]:
        """Its ranges, in order."""
        return self.reached, self.ongoing, self.completed, self.planned, self.targeted


def reached(
    activities: Iterable[Activity],
    household_size: float | None,
    most: float | None,
    inside: Sequence[Reached] = (),
) -> Reached:
    """
    Count the people that activities of one place, group and sector reached.

    Args:
        activities: of the place itself; planned ones are kept apart from ongoing and completed ones.
        household_size: people a household; None: activities counted in households are not counted.
        most: the population, which no sum passes; None where it is not known.
        inside: the same of places that lie in it, side by side: their people are not the same.
    """
    own: tuple[list[Number], ...] = tuple([] for _ in _RANGES)
    uncounted, flags = 0, set[str]()
    for activity in activities:
        at = _DONE_OF.get(activity.status)
        done, aimed = (
            _number(activity, household_size, done=True),
            _number(activity, household_size, done=False),
        )
        if at is not None and done is not None:
            own[_REACHED].append(done)
            if at:
                own[at].append(done)
        if at is None and aimed is not None:
            own[_PLANNED].append(aimed)
        if activity.status != "cancelled" and aimed is not None:
            own[_TARGETED].append(aimed)
        uncounted += (aimed if at is None else done) is None and not _stopped(activity)
        if "date" in activity.unplaced:
            flags.add(UNDATED)
        if most is not None and at is not None and done is not None and done.people > most:
            flags.add(TOO_MANY)
    below = [one.ranges() for one in inside]
    raw = [_within(_ends(numbers), [one[at] for one in below]) for at, numbers in enumerate(own)]
    capped = raw if most is None else [_capped(ends, most) for ends in raw]
    stated = _sum(
        [sum(one.people for one in own[_REACHED]) if own[_REACHED] else None, *(one.stated for one in inside)]
    )
    for one in inside:
        uncounted += one.uncounted
        flags |= {flag for flag in one.flags if flag != CAPPED}
    if capped[_REACHED] != raw[_REACHED]:
        flags.add(CAPPED)
    ranges = dict(zip(_RANGES, capped, strict=True))
    return Reached(**ranges, stated=stated, uncounted=uncounted, flags=sorted(flags))


def unit_of(activity: Activity) -> str:
    """An activity's unit as `PEOPLE`, `PARTS` and `HOUSEHOLDS` write it."""
    return " ".join(activity.unit.casefold().split())


class Number(NamedTuple):
    """People whom an activity speaks of, and what it states of their sex and age."""

    people: float
    parts: Mapping[str, float]


def _ends(numbers: Sequence[Number]) -> Ends:
    """From the fewest different people to the sum."""
    if not numbers:
        return _NOBODY
    if len(numbers) == 1:
        return Ends(numbers[0].people, numbers[0].people)
    total, largest = sum(one.people for one in numbers), max(one.people for one in numbers)
    parts = [one.parts for one in numbers if one.parts]
    least = max(largest, different(parts)) if len(parts) > 1 else largest
    return Ends(min(total, least), total)


def _number(activity: Activity, size: float | None, *, done: bool) -> Number | None:
    """An activity in people; None where it cannot be counted so, or gives no number."""
    number = activity.reached if done else activity.targeted
    if number is None:
        return None
    unit = unit_of(activity)
    if unit in PEOPLE or unit in PARTS:
        return Number(number, _parts(activity, unit, number, done=done))
    return Number(number * size, {}) if unit in HOUSEHOLDS and size else None


def _parts(activity: Activity, unit: str, number: float, *, done: bool) -> Mapping[str, float]:
    """Parts of its people by sex and age that an activity states."""
    if unit in PARTS:
        return {PARTS[unit]: number}
    return activity.reached_by if done else activity.targeted_by


def _stopped(activity: Activity) -> bool:
    """Whether an activity was stopped without having reached anybody, as far as is told."""
    return activity.status in _STOPPED and activity.reached is None


def _within(own: Ends, inside: Sequence[Ends]) -> Ends:
    """A place's own activities may have reached people of the places in it; those of two such places differ."""
    known = [one for one in inside if one.high is not None]
    if not known:
        return own
    low, high = sum(one.low or 0.0 for one in known), sum(one.high or 0.0 for one in known)
    return Ends(max(low, own.low or 0.0), high + (own.high or 0.0))


def _sum(numbers: Iterable[float | None]) -> float | None:
    known = [one for one in numbers if one is not None]
    return sum(known) if known else None


def _capped(ends: Ends, most: float) -> Ends:
    return ends if ends.low is None or ends.high is None else Ends(min(ends.low, most), min(ends.high, most))


def begun(activity: Activity, mission: Mission) -> bool:
    """Whether an activity had begun at the mission's instant; one without a date had, one only planned counts."""
    day = activity.start[:10]
    return (
        not day
        or activity.status not in _DONE_OF
        or day <= mission.as_of.astimezone(mission.tz).date().isoformat()
    )


class Cell(NamedTuple):
    """
    A place, group and sector with what stands in it.

    Args:
        own: activities of the place itself.
        inside: cells of places that lie in it, by their place.
        found: whom they reached.
        most: the population it was capped at.
    """

    own: list[Activity]
    inside: list[str]
    found: Reached
    most: float | None


Key = tuple[str, str, str]
"""Place, group, sector."""


def cells(
    activities: Iterable[Activity],
    parents: Mapping[str, str],
    population: Mapping[tuple[str, str], float],
    household_size: float | None,
) -> dict[Key, Cell]:
    """
    Every place, group and sector in which activities stand, and the places above them.

    Args:
        activities: those without a place are left out.
        parents: place code to that of the place it lies in.
        population: most people of a place and group, where known.
        household_size: people a household, or None.
    """
    own: dict[Key, list[Activity]] = {}
    for activity in activities:
        if activity.place:
            own.setdefault((activity.place, activity.group, activity.sector), []).append(activity)
    inside: dict[Key, set[str]] = {}
    for place, group, sector in own:
        for child, parent in line(place, parents):
            inside.setdefault((parent, group, sector), set()).add(child)
    found: dict[Key, Cell] = {}

    def make(key: Key) -> Reached:
        if key not in found:
            below = sorted(inside.get(key, ()))
            parts = [make((child, *key[1:])) for child in below]
            most = population.get(key[:2])
            made = reached(own.get(key, ()), household_size, most, parts)
            found[key] = Cell(own.get(key, []), below, made, most)
        return found[key].found

    for key in sorted({*own, *inside}):
        make(key)
    return found


def line(place: str, parents: Mapping[str, str]) -> list[tuple[str, str]]:
    """A place and what it lies in, pair by pair upward; a circle of parents ends it."""
    pairs: list[tuple[str, str]] = []
    seen = {place}
    while (parent := parents.get(place, "")) and parent in parents and parent not in seen:
        pairs.append((place, parent))
        seen.add(parent)
        place = parent
    return pairs


def coverage(
    mission: Mission,
    activities: Sequence[Activity],
    population: Mapping[tuple[str, str], float],
    places: Iterable[Place] = (),
) -> list[Coverage]:
    """
    Coverage of every place, group and sector that an activity names, and of the places they lie in.

    Args:
        mission: its household size, where people are asked of households.
        activities: as read; one that began after the mission's instant has reached nobody yet.
        population: most people of a place and group, where known.
        places: which place lies in which.
    """
    counted = [one for one in activities if begun(one, mission)]
    parents = {place.id: place.parent for place in places}
    made = cells(counted, parents, population, mission.figures.household_size)
    under: dict[Key, tuple[set[str], int]] = {}

    def all_of(key: Key) -> tuple[set[str], int]:
        """The organisations and the number of activities of a cell and the cells in it."""
        if key not in under:
            cell = made[key]
            names, number = {one.organisation for one in cell.own}, len(cell.own)
            for child in cell.inside:
                more, count = all_of((child, *key[1:]))
                names, number = names | more, number + count
            under[key] = names, number
        return under[key]

    return [_row(mission, key, cell, *all_of(key)) for key, cell in sorted(made.items())]


def _row(mission: Mission, key: Key, cell: Cell, organisations: set[str], activities: int) -> Coverage:
    recipe = Recipe(
        rule="reached@2", args={"household_size": mission.figures.household_size, "most": cell.most}
    )
    return Coverage(
        id=content_id("coverage", *key),
        place=key[0],
        group=key[1],
        sector=key[2],
        organisations=sorted(organisations - {""}),
        activities=activities,
        trace=[
            *(f"activities/{one.id}" for one in cell.own),
            *(f"coverage/{content_id('coverage', child, *key[1:])}" for child in cell.inside),
        ],
        recipe=recipe.text(),
        **columns(cell.found),
    )


def columns(found: Reached) -> dict[str, Any]:
    """The columns of a row of coverage that a count fills."""
    return {
        "reached_low": found.reached.low,
        "reached_high": found.reached.high,
        "ongoing_low": found.ongoing.low,
        "ongoing_high": found.ongoing.high,
        "completed_low": found.completed.low,
        "completed_high": found.completed.high,
        "planned": found.planned.low,
        "planned_high": found.planned.high,
        "targeted_low": found.targeted.low,
        "targeted_high": found.targeted.high,
        "stated": found.stated,
        "uncounted": found.uncounted,
        "flags": found.flags,
    }


def of_row(row: Coverage) -> Reached:
    """What a row of coverage says, as a count of the place above takes it."""
    return Reached(
        reached=Ends(row.reached_low, row.reached_high),
        ongoing=Ends(row.ongoing_low, row.ongoing_high),
        completed=Ends(row.completed_low, row.completed_high),
        planned=Ends(row.planned, row.planned_high),
        targeted=Ends(row.targeted_low, row.targeted_high),
        stated=row.stated,
        uncounted=row.uncounted,
        flags=row.flags,
    )
