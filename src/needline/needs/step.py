"""The step that judges: figures, estimates, observations and coverage in, needs and statements out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from needline.errors import TraceError
from needline.model import (
    Claim,
    Coverage,
    Decision,
    Estimate,
    Figure,
    Mission,
    Need,
    Observation,
    Place,
    Population,
    Problem,
    Recipe,
    Statement,
    content_id,
    populations,
    problem,
    read_recipe,
    read_ref,
)
from needline.model.population import UNKNOWN
from needline.needs.cell import Evidence, Judged, judge, overall
from needline.needs.severity import LEAST, WORST
from needline.needs.statements import statements
from needline.store import Progress, Store, no_progress

ALL = "all"
_LEVELS = range(LEAST + 1, WORST + 1)
_YES = "yes"


class Unit(NamedTuple):
    """A place and group that is judged."""

    place: str
    group: str
    whole: bool


class Known(NamedTuple):
    """All tables the judging draws on, indexed."""

    mission: Mission
    people: dict[tuple[str, str], Population]
    estimates: dict[tuple[str, str, str], Estimate]
    observations: list[Observation]
    coverage: list[Coverage]
    decided: dict[str, Decision]
    parents: dict[str, str]


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Judge every group in its place and the areas under it, by sector and over all of them."""
    known = _known(mission, store)
    units = _units(mission, store.read(Place))
    needs: list[Need] = []
    for done, unit in enumerate(units, start=1):
        needs += _unit(known, unit)
        progress(done, len(units))
    store.write("judge", Need, needs)
    store.write("judge", Statement, statements(store.read(Claim), store.read(Decision)))
    store.write("judge", Problem, list(_decisions(known, {need.need for need in needs})))


def _known(mission: Mission, store: Store) -> Known:
    severities = sorted(
        (one for one in store.read(Decision) if one.action == "severity"), key=lambda one: (one.at, one.id)
    )
    return Known(
        mission=mission,
        people=populations(mission, store.read(Figure)),
        estimates=_index(estimates(store)),
        observations=store.read(Observation),
        coverage=store.read(Coverage),
        decided={one.on: one for one in severities},
        parents={place.id: place.parent for place in store.read(Place)},
    )


def estimates(store: Store) -> list[Estimate]:
    """
    All estimates, with the values of hidden ones where this machine has them.

    A hidden estimate is never shown, but an area's severity class, which gives nobody away, may rest on it.
    """
    import msgspec

    try:
        private = store.read_private("estimates").to_pylist()
    except TraceError:
        return store.read(Estimate)
    return msgspec.convert(private, list[Estimate])


def _index(found: Iterable[Estimate]) -> dict[tuple[str, str, str], Estimate]:
    """Estimates of "so severe or worse" by variable, grouping and group; of several surveys the first by name."""
    index: dict[tuple[str, str, str], Estimate] = {}
    for one in sorted(found, key=lambda one: (one.survey, one.estimate)):
        if one.analysis_var_value == _YES:
            index.setdefault((one.analysis_var, one.group_var, one.group_var_value), one)
    return index


def _units(mission: Mission, places: Sequence[Place]) -> list[Unit]:
    """Every group in the place it lives in, and in each area under that."""
    found = []
    for group in mission.groups:
        if not group.within:
            continue
        found.append(Unit(group.within, group.id, whole=True))
        areas = (
            place for place in places if place.parent == group.within and place.kind == mission.area_level
        )
        found += [Unit(place.id, group.id, whole=False) for place in areas]
    return found


def _unit(known: Known, unit: Unit) -> list[Need]:
    sectors = [
        (sector.id, sector.name, _evidence(known, unit, sector.id)) for sector in known.mission.sectors
    ]
    judged = [
        (id_, name, evidence, judge(evidence, known.mission.thresholds)) for id_, name, evidence in sectors
    ]
    needs = [
        _need(unit, id_, found, *_cell_trace(known, unit, id_, evidence, found))
        for id_, _, evidence, found in judged
    ]
    missing = [name for _, name, _, found in judged if found.basis == "not_known" or not found.in_need.known]
    people = known.people.get((unit.place, unit.group), UNKNOWN).people
    whole = overall(people, [found for *_, found in judged], missing)
    recipe = Recipe(rule="maximum@1", args={"missing": missing})
    synthetic = any(need.synthetic for need in needs)
    figures = known.people.get((unit.place, unit.group), UNKNOWN).figures
    trace = [*(f"figures/{id_}" for id_ in figures), *(f"needs/{need.need}" for need in needs)]
    return [_need(unit, ALL, whole, trace, recipe, synthetic=synthetic), *needs]


def _evidence(known: Known, unit: Unit, sector: str) -> Evidence:
    at_least = {level: one for level in _LEVELS if (one := _estimate(known, unit, sector, level)) is not None}
    share = at_least.get(known.mission.thresholds.need_severity)
    observations = [
        one
        for one in known.observations
        if one.sector == sector and one.group in {"", unit.group} and _inside(known, one.place, unit.place)
    ]
    coverage = [
        one
        for one in known.coverage
        if one.sector == sector and one.place == unit.place and one.group in {"", unit.group}
    ]
    decision = known.decided.get(f"needs/{need_id(unit.place, unit.group, sector)}")
    return Evidence(
        population=known.people.get((unit.place, unit.group), UNKNOWN),
        at_least=at_least,
        hidden=share is not None and bool(share.hidden),
        observations=observations,
        later=_later(known.mission, observations),
        coverage=coverage,
        decided=_class(decision),
    )


def _later(mission: Mission, observations: Iterable[Observation]) -> bool:
    return any(one.as_of_start is not None and one.as_of_start > mission.as_of for one in observations)


def _estimate(known: Known, unit: Unit, sector: str, level: int) -> Estimate | None:
    grouping = ("group", unit.group) if unit.whole else ("place, group", f"{unit.place} %/% {unit.group}")
    for standard in known.mission.standards:
        found = known.estimates.get((f"{standard.name}.{sector}.severity_{level}_or_more", *grouping))
        if found is not None:
            return found
    return None


def _inside(known: Known, place: str, whole: str) -> bool:
    seen: set[str] = set()
    while place and place not in seen:
        if place == whole:
            return True
        seen.add(place)
        place = known.parents.get(place, "")
    return False


def _class(decision: Decision | None) -> int | None:
    if decision is None or decision.value.strip() not in {str(level) for level in range(LEAST, WORST + 1)}:
        return None
    return int(decision.value)


def _decisions(known: Known, needs: set[str]) -> Iterable[Problem]:
    for on, decision in sorted(known.decided.items()):
        if _class(decision) is None or on.removeprefix("needs/") not in needs:
            found = f'severity "{decision.value}" on {on} cannot be applied.'
            mend = "Name a row of the needs table, and a class from 1 to 5."
            yield problem("decision", decision.file, decision.id, found, mend, "warning")


def need_id(place: str, group: str, sector: str) -> str:
    """The id of a cell of the table of needs."""
    return content_id("need", place, group, sector)


def _cell_trace(
    known: Known, unit: Unit, sector: str, evidence: Evidence, found: Judged
) -> tuple[list[str], Recipe, bool]:
    """What a cell rests on, how it was made, and whether made-up households carry it."""
    decision = known.decided.get(f"needs/{need_id(unit.place, unit.group, sector)}")
    trace = [
        *(f"figures/{id_}" for id_ in evidence.population.figures),
        *(f"estimates/{one.estimate}" for one in evidence.at_least.values()),
        *(f"observations/{one.id}" for one in evidence.observations),
        *(f"coverage/{one.id}" for one in evidence.coverage),
        *([f"decisions/{decision.id}"] if decision else []),
    ]
    recipe = Recipe(
        rule="need@1", args={"levels": {str(level): one.estimate for level, one in evidence.at_least.items()}}
    )
    sampled = found.basis == "estimate"
    return trace, recipe, sampled and any(one.synthetic for one in evidence.at_least.values())


def _need(unit: Unit, sector: str, found: Judged, trace: list[str], recipe: Recipe, synthetic: bool) -> Need:
    return Need(
        need=need_id(unit.place, unit.group, sector),
        place=unit.place,
        group=unit.group,
        sector=sector,
        synthetic=synthetic,
        trace=trace,
        recipe=recipe.text(),
        **_columns(found),
    )


def _columns(found: Judged) -> dict[str, Any]:
    return {
        "people_low": found.people.low,
        "people_high": found.people.high,
        "in_need_low": found.in_need.low,
        "in_need": found.middle,
        "in_need_high": found.in_need.high,
        "share_low": found.share.low,
        "share": found.share_middle,
        "share_high": found.share.high,
        "severity": found.severity.at,
        "severity_low": found.severity.low,
        "severity_high": found.severity.high,
        "basis": found.basis,
        "flags": found.flags,
        "missing": found.missing,
        "dominated_by": found.dominated_by,
        "gap_low": found.gap.low,
        "gap_high": found.gap.high,
    }


def _again(mission: Mission, store: Store, row: Need) -> dict[str, Any]:
    recipe = read_recipe(row.recipe)
    rows = [store.cell(read_ref(ref)) for ref in row.trace]
    if recipe.rule == "maximum@1":
        sectors = [_judged(mission, store, need) for need in rows if isinstance(need, Need)]
        figures = [one for one in rows if isinstance(one, Figure)]
        people = populations(mission, figures).get((row.place, row.group), UNKNOWN).people
        return _columns(overall(people, sectors, recipe.args["missing"]))
    return _columns(_judged(mission, store, row))


def _judged(mission: Mission, store: Store, row: Need) -> Judged:
    """Judge a cell once more, from the rows of its trace alone."""
    rows = [store.cell(read_ref(ref)) for ref in row.trace]
    figures = [one for one in rows if isinstance(one, Figure)]
    levels = read_recipe(row.recipe).args["levels"]
    private = {one.estimate: one for one in estimates(store) if one.estimate in levels.values()}
    at_least = {int(level): private[id_] for level, id_ in levels.items()}
    share = at_least.get(mission.thresholds.need_severity)
    decisions = [one for one in rows if isinstance(one, Decision)]
    observations = [one for one in rows if isinstance(one, Observation)]
    evidence = Evidence(
        population=populations(mission, figures).get((row.place, row.group), UNKNOWN),
        at_least=at_least,
        hidden=share is not None and bool(share.hidden),
        observations=observations,
        later=_later(mission, observations),
        coverage=[one for one in rows if isinstance(one, Coverage)],
        decided=_class(decisions[-1] if decisions else None),
    )
    return judge(evidence, mission.thresholds)


RECOMPUTE: dict[str, Callable[[Mission, Store, Any], dict[str, Any]]] = {"needs": _again}
