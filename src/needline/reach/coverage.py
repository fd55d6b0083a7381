"""Whom the response reached: without adding up people who may be the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from needline.model import Activity, Coverage, Mission, Recipe, content_id

PEOPLE = frozenset(
    {
        *("people", "person", "persons", "individual", "individuals", "beneficiary", "beneficiaries"),
        *("refugee", "refugees", "idp", "idps", "returnee", "returnees", "migrant", "migrants"),
        *("evacuee", "evacuees", "resident", "residents", "asylum-seeker", "asylum-seekers"),
        *("man", "men", "woman", "women", "girl", "girls", "boy", "boys", "child", "children"),
        *("infant", "infants", "adult", "adults", "elderly", "patient", "patients"),
        *("student", "students", "pupil", "pupils", "learner", "learners"),
    }
)
"""Units that are people, one by one."""

HOUSEHOLDS = frozenset({"household", "households", "family", "families", "hh", "hhs"})
"""Units that are people by way of a household's size."""

_DONE = {"ongoing", "completed"}


class Reached(NamedTuple):
    """
    People reached by some activities.

    Args:
        low: the largest single activity, since the others may have reached the same people; None where none
            could be counted.
        high: their sum, were all of them different people.
        planned: the largest planned one.
        uncounted: activities that cannot be counted in people.
    """

    low: float | None
    high: float | None
    planned: float | None
    uncounted: int


def reached(activities: Iterable[Activity], household_size: float | None, most: float | None) -> Reached:
    """
    Count the people that activities of one place, group and sector reached.

    Args:
        activities: planned ones are kept apart from ongoing and completed ones.
        household_size: people a household; None: activities counted in households are not counted.
        most: the population, which no sum passes; None where it is not known.
    """
    done: list[float] = []
    planned: list[float] = []
    uncounted = 0
    for activity in activities:
        people = _people(activity, household_size)
        if people is None:
            uncounted += 1
        elif activity.status in _DONE:
            done.append(people)
        else:
            planned.append(people)
    low, high = (max(done), sum(done)) if done else (None, None)
    if most is not None and low is not None and high is not None:
        low, high = min(low, most), min(high, most)
    return Reached(low, high, max(planned) if planned else None, uncounted)


def unit_of(activity: Activity) -> str:
    """An activity's unit as `PEOPLE` and `HOUSEHOLDS` write it."""
    return " ".join(activity.unit.casefold().split())


def _people(activity: Activity, household_size: float | None) -> float | None:
    unit = unit_of(activity)
    number = activity.reached if activity.status in _DONE else activity.targeted
    if number is None:
        return None
    if unit in PEOPLE:
        return number
    return number * household_size if unit in HOUSEHOLDS and household_size else None


def begun(activity: Activity, mission: Mission) -> bool:
    """Whether an activity had begun at the mission's instant; one without a date had, one only planned counts."""
    day = activity.start[:10]
    return (
        not day
        or activity.status not in _DONE
        or day <= mission.as_of.astimezone(mission.tz).date().isoformat()
    )


def coverage(
    mission: Mission, activities: Sequence[Activity], population: dict[tuple[str, str], float]
) -> list[Coverage]:
    """
    Coverage of every place, group and sector that an activity names.

    Args:
        mission: its household size, where people are asked of households.
        activities: as read; one that began after the mission's instant has reached nobody yet.
        population: most people of a place and group, where known.
    """
    cells: dict[tuple[str, str, str], list[Activity]] = {}
    for activity in (one for one in activities if begun(one, mission)):
        cells.setdefault((activity.place, activity.group, activity.sector), []).append(activity)
    return [_cell(mission, key, found, population.get(key[:2])) for key, found in sorted(cells.items())]


def _cell(
    mission: Mission, key: tuple[str, str, str], activities: list[Activity], most: float | None
) -> Coverage:
    size = mission.figures.household_size
    found = reached(activities, size, most)
    recipe = Recipe(rule="reached@1", args={"household_size": size, "most": most})
    return Coverage(
        id=content_id("coverage", *key),
        place=key[0],
        group=key[1],
        sector=key[2],
        reached_low=found.low,
        reached_high=found.high,
        planned=found.planned,
        organisations=sorted({activity.organisation for activity in activities}),
        uncounted=found.uncounted,
        trace=[f"activities/{activity.id}" for activity in activities],
        recipe=recipe.text(),
    )
