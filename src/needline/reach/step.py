"""The step that looks at response and roads: activities and legs in; coverage, presence and access out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from needline.model import (
    Access,
    AccessChange,
    Activity,
    Claim,
    Coverage,
    Figure,
    Leg,
    LegClaim,
    LegState,
    Mission,
    Place,
    Population,
    Presence,
    Problem,
    SingleLeg,
    populations,
    problem,
    read_recipe,
    read_ref,
)
from needline.model.problem import Severity
from needline.reach.access import Roads
from needline.reach.claims import leg_claims
from needline.reach.coverage import (
    CAPPED,
    HOUSEHOLDS,
    PARTS,
    PEOPLE,
    begun,
    columns,
    coverage,
    of_row,
    reached,
    unit_of,
)
from needline.reach.presence import again, presence
from needline.store import Progress, Store, no_progress

_SHOWN = 8


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Write whom the response reached, by whom, and which places can be reached, at the mission's instant."""
    activities, places = store.read(Activity), store.read(Place)
    people = populations(mission, store.read(Figure))
    most = _most(people)
    covered = coverage(mission, activities, most, places)
    store.write("reach", Coverage, covered)
    store.write("reach", Presence, presence(mission, activities, most, places))
    progress(1, 3)
    roads = _roads(mission, store, people)
    access, single = roads.rows()
    store.write("reach", Access, access)
    store.write("reach", SingleLeg, single)
    store.write("reach", AccessChange, roads.changes())
    progress(2, 3)
    store.write("reach", LegClaim, leg_claims(store.read(Claim), roads.legs, places))
    told = [*_uncounted(mission, activities), *_unplaced(activities), *_capped(covered)]
    store.write("reach", Problem, told)
    progress(3, 3)


def _most(people: Mapping[tuple[str, str], Population]) -> dict[tuple[str, str], float]:
    return {key: one.people.high for key, one in people.items() if one.people.high is not None}


def _roads(mission: Mission, store: Store, people: Mapping[tuple[str, str], Population]) -> Roads:
    return Roads(mission, store.read(Leg), store.read(LegState), people, store.read(Place))


def _uncounted(mission: Mission, activities: Sequence[Activity]) -> list[Problem]:
    """Say what is not counted in people: households without a size, other units, and what began later."""
    found = []
    households = [one for one in activities if unit_of(one) in HOUSEHOLDS]
    if households and mission.figures.household_size is None:
        said = f"not stated; activities counted in households are not counted in people: {_rows(households)}."
        mend = "State household_size under [figures] if a size is known."
        found.append(problem("households", "mission.toml", "figures, household_size", said, mend, "note"))
    others = [one for one in activities if unit_of(one) not in PEOPLE | HOUSEHOLDS | PARTS.keys()]
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


def _unplaced(activities: Sequence[Activity]) -> list[Problem]:
    """Say which activities stand in no place or sector, or at no known time, file by file."""
    told = {
        "place": ("without a known place; they are in no coverage", "Give each a place that places.csv has."),
        "sector": ("without a known sector; they meet no need", "Give each a sector of mission.toml."),
        "date": ("without a date; they are counted by their status", "Give each the day on which it began."),
    }
    found = []
    for lacking, (said, mend) in told.items():
        files: dict[str, list[Activity]] = {}
        for one in activities:
            if lacking in one.unplaced:
                files.setdefault(one.file, []).append(one)
        for file, ones in sorted(files.items()):
            rows = [f"row {one.row}" for one in sorted(ones, key=lambda one: (one.sheet, one.row))]
            severity: Severity = "note" if lacking == "date" else "warning"
            shown = f"activities {said}: {_some(rows)}."
            found.append(problem(f"unplaced-{lacking}", file, lacking, shown, mend, severity))
    return found


def _capped(covered: Iterable[Coverage]) -> list[Problem]:
    """Say where records state more people reached than there are."""
    cells = [f"{one.place} {one.sector or 'no sector'}" for one in covered if CAPPED in one.flags]
    if not cells:
        return []
    said = f"more people reached than there are; capped at the population: {_some(cells)}."
    mend = "Look for the same people in several records, or a population that is out of date."
    return [problem("more-than-population", "activities", "reached", said, mend, "note")]


def _rows(activities: Sequence[Activity]) -> str:
    return _some([f"{one.file} row {one.row}" for one in activities])


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return ", ".join(words[:_SHOWN]) + more


def _coverage_again(_mission: Mission, store: Store, row: Coverage) -> dict[str, Any]:
    args = read_recipe(row.recipe).args
    rows = [store.cell(read_ref(ref)) for ref in row.trace]
    own = [one for one in rows if isinstance(one, Activity)]
    inside = [of_row(one) for one in rows if isinstance(one, Coverage)]
    inner = sum(one.activities for one in rows if isinstance(one, Coverage))
    found = reached(own, args["household_size"], args["most"], inside)
    return columns(found) | {"activities": len(own) + inner}


def _presence_again(mission: Mission, store: Store, row: Presence) -> dict[str, Any]:
    most = _most(populations(mission, store.read(Figure)))
    ones = [store.cell(read_ref(ref)) for ref in row.trace]
    return _numbers(again(mission, row, ones, most, store.read(Place)))


def _roads_again(mission: Mission, store: Store, row: Any) -> dict[str, Any]:
    roads = _roads(mission, store, populations(mission, store.read(Figure)))
    access, single = roads.rows()
    rows: list[Any] = [*access, *single, *roads.changes()]
    return _numbers(next(one for one in rows if one.id == row.id))


def _numbers(row: Any) -> dict[str, Any]:
    """The numbers of a row by column."""
    values = {name: getattr(row, name) for name in row.__struct_fields__}
    return {
        name: value
        for name, value in values.items()
        if name.endswith(("_low", "_high", "hours", "_before", "_after"))
        or (isinstance(value, int) and not isinstance(value, bool))
    }


RECOMPUTE: dict[str, Callable[[Mission, Store, Any], dict[str, Any]]] = {
    "coverage": _coverage_again,
    "presence": _presence_again,
    "access": _roads_again,
    "single_legs": _roads_again,
    "access_changes": _roads_again,
}
