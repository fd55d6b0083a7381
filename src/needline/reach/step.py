"""The step that looks at response and roads: activities and legs in, coverage and access out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from needline.model import (
    Access,
    Activity,
    Coverage,
    Figure,
    Leg,
    LegState,
    Mission,
    Place,
    Population,
    Problem,
    Range,
    Recipe,
    content_id,
    populations,
    problem,
    read_recipe,
    read_ref,
)
from needline.reach.coverage import HOUSEHOLDS, PEOPLE, begun, coverage, reached, unit_of
from needline.reach.network import Network, Road
from needline.store import Progress, Store, no_progress


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Write what is reached, and which places can be reached, at the mission's instant."""
    activities = store.read(Activity)
    people = populations(mission, store.read(Figure))
    most = {key: one.people.high for key, one in people.items() if one.people.high is not None}
    store.write("reach", Coverage, coverage(mission, activities, most))
    progress(1, 2)
    store.write(
        "reach", Access, _access(mission, store.read(Leg), store.read(LegState), people, store.read(Place))
    )
    store.write("reach", Problem, list(_uncounted(mission, activities)))
    progress(2, 2)


def _access(
    mission: Mission,
    legs: Sequence[Leg],
    states: Sequence[LegState],
    people: Mapping[tuple[str, str], Population],
    places: Sequence[Place],
) -> list[Access]:
    parents = {place.id: place.parent for place in places}
    network = Network(legs, states, mission.entries)
    roads = network.roads(mission.as_of)
    behind = network.behind(roads)
    return [
        _place(mission, network, place, roads.get(place), _behind(roads.get(place), behind, people, parents))
        for place in network.places
    ]


def _behind(
    road: Road | None,
    behind: Mapping[str, Sequence[str]],
    people: Mapping[tuple[str, str], Population],
    parents: Mapping[str, str],
) -> Range:
    """
    How many people live where a place's only legs are the only way: never more than their area's whole.

    Unknown where nobody's population is known there.
    """
    places = sorted({place for leg in (road.only if road else []) for place in behind[leg]})
    areas: dict[tuple[str, str], Range] = {}
    for place in places:
        for (where, group), one in people.items():
            if where == place:
                area = (parents.get(place, ""), group)
                areas[area] = areas[area] + one.people if area in areas else one.people
    if not areas:
        return Range()
    total = Range(0.0, 0.0)
    for area, found in sorted(areas.items()):
        most = people[area].people.high if area in people else None
        total += found & Range(None, most)
    return total


def _place(mission: Mission, network: Network, place: str, road: Road | None, people: Range) -> Access:
    states = [one for leg in (road.legs if road else network.legs) for one in network.states.get(leg, [])]
    legs = road.legs if road else sorted(network.legs)
    recipe = Recipe(
        rule="access@1", table="legs", rows=len(network.legs), args={"instant": mission.as_of.isoformat()}
    )
    return Access(
        id=content_id("access", place, mission.as_of),
        place=place,
        instant=mission.as_of,
        reachable_from=road.entries if road else [],
        restricted=road.restricted if road else False,
        hours=road.hours if road else None,
        only_legs=road.only if road else [],
        people_behind_low=people.low,
        people_behind_high=people.high,
        cut_off_since=None if road else network.cut_off_since(place, mission.as_of),
        trace=[
            f"places/{place}",
            *(f"legs/{leg}" for leg in legs),
            *(f"leg_states/{one.id}" for one in states),
        ],
        recipe=recipe.text(),
    )


def _uncounted(mission: Mission, activities: Sequence[Activity]) -> list[Problem]:
    """Say what is not counted in people: households without a size, other units, and what began later."""
    found = []
    households = [one for one in activities if unit_of(one) in HOUSEHOLDS]
    if households and mission.figures.household_size is None:
        said = f"not stated; activities counted in households are not counted in people: {_rows(households)}."
        mend = "State household_size under [figures] if a size is known."
        found.append(problem("households", "mission.toml", "figures, household_size", said, mend, "note"))
    others = [one for one in activities if unit_of(one) not in PEOPLE | HOUSEHOLDS]
    if others:
        units = ", ".join(sorted({unit_of(one) for one in others}))
        said = f"units that are not counted in people: {units} ({_rows(others)})."
        mend = "Write people or households where it is people that were reached."
        found.append(problem("unit", others[0].file, "unit", said, mend, "note"))
    later = [one for one in activities if not begun(one, mission)]
    if later:
        said = f"activities that began after the date assessed have reached nobody yet: {_rows(later)}."
        found.append(problem("later", "mission.toml", "as_of", said, "Move as_of to count them.", "note"))
    return found


def _rows(activities: Sequence[Activity]) -> str:
    return ", ".join(f"{one.file} row {one.row}" for one in activities)


def _coverage_again(_mission: Mission, store: Store, row: Coverage) -> dict[str, Any]:
    args = read_recipe(row.recipe).args
    activities: list[Activity] = [store.cell(read_ref(ref)) for ref in row.trace]
    found = reached(activities, args["household_size"], args["most"])
    return {
        "reached_low": found.low,
        "reached_high": found.high,
        "planned": found.planned,
        "uncounted": found.uncounted,
    }


def _access_again(mission: Mission, store: Store, row: Access) -> dict[str, Any]:
    people = populations(mission, store.read(Figure))
    again = {
        one.id: one
        for one in _access(mission, store.read(Leg), store.read(LegState), people, store.read(Place))
    }[row.id]
    return {
        "hours": again.hours,
        "people_behind_low": again.people_behind_low,
        "people_behind_high": again.people_behind_high,
    }


RECOMPUTE: dict[str, Callable[[Mission, Store, Any], dict[str, Any]]] = {
    "coverage": _coverage_again,
    "access": _access_again,
}
