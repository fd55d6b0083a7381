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
from needline.reach.coverage import coverage, reached
from needline.reach.network import Network, Road
from needline.store import Progress, Store, no_progress


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Write what is reached, and which places can be reached, at the mission's instant."""
    activities = store.read(Activity)
    people = populations(mission, store.read(Figure))
    most = {key: one.people.high for key, one in people.items() if one.people.high is not None}
    store.write("reach", Coverage, coverage(mission, activities, most))
    progress(1, 2)
    store.write("reach", Access, _access(mission, store.read(Leg), store.read(LegState), people))
    store.write("reach", Problem, list(_uncounted(mission, activities)))
    progress(2, 2)


def _access(
    mission: Mission, legs: Sequence[Leg], states: Sequence[LegState], people: Mapping[tuple[str, str], Population]
) -> list[Access]:
    network = Network(legs, states, mission.entries)
    roads = network.roads(mission.as_of)
    behind = network.behind(roads)
    return [
        _place(mission, network, place, roads.get(place), _behind(roads.get(place), behind, people))
        for place in network.places
    ]


def _behind(
    road: Road | None, behind: Mapping[str, Sequence[str]], people: Mapping[tuple[str, str], Population]
) -> Range:
    """How many people hang on the legs that are a place's only way; unknown where a place of them is."""
    places = sorted({place for leg in (road.only if road else []) for place in behind[leg]})
    counted = [one.people for place in places for (where, _), one in sorted(people.items()) if where == place]
    if not counted:
        return Range()
    total = counted[0]
    for one in counted[1:]:
        total += one
    return total


def _place(
    mission: Mission, network: Network, place: str, road: Road | None, people: Range
) -> Access:
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
        trace=[*(f"legs/{leg}" for leg in legs), *(f"leg_states/{one.id}" for one in states)],
        recipe=recipe.text(),
    )


def _uncounted(mission: Mission, activities: Sequence[Activity]) -> list[Problem]:
    """Say which activities count households that no stated size turns into people."""
    households = [one for one in activities if one.unit.casefold() in {"households", "families", "hh"}]
    if not households or mission.figures.household_size is not None:
        return []
    rows = ", ".join(f"{one.file} row {one.row}" for one in households)
    return [
        problem(
            "households",
            "mission.toml",
            "figures, household_size",
            f"not stated; activities counted in households are not counted in people: {rows}.",
            "State household_size under [figures] if a size is known.",
            "note",
        )
    ]


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
    again = {one.id: one for one in _access(mission, store.read(Leg), store.read(LegState), people)}[row.id]
    return {
        "hours": again.hours,
        "people_behind_low": again.people_behind_low,
        "people_behind_high": again.people_behind_high,
    }


RECOMPUTE: dict[str, Callable[[Mission, Store, Any], dict[str, Any]]] = {
    "coverage": _coverage_again,
    "access": _access_again,
}
