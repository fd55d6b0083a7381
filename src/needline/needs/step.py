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
    Event,
    Figure,
    Mission,
    Need,
    Observation,
    Place,
    Population,
    Problem,
    Provision,
    Recipe,
    Report,
    Source,
    Statement,
    content_id,
    populations,
    problem,
    read_recipe,
    read_ref,
)
from needline.model.decision import in_order
from needline.model.population import UNKNOWN
from needline.needs.cell import Evidence, Judged, judge, overall, worst_of
from needline.needs.events import events
from needline.needs.law import provisions
from needline.needs.severity import LEAST, WORST
from needline.needs.statements import statements
from needline.places import Gazetteer
from needline.store import Progress, Store, no_progress

ALL = "all"
_LEVELS = range(LEAST + 1, WORST + 1)
_YES = "yes"
_PLACE_AND_GROUP, _APART = "place, group", " %/% "


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
    areas: dict[str, list[str]]
    surveys: dict[tuple[str, str, str], list[str]]
    sampled: dict[tuple[str, str], set[str]]


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Judge every group in its place and the areas under it, by sector and over all of them."""
    known = _known(mission, store)
    units = _units(mission, store.read(Place))
    needs: list[Need] = []
    for done, unit in enumerate(units, start=1):
        needs += _unit(known, unit)
        progress(done, len(units))
    store.write("judge", Need, needs)
    problems = [*_decisions(known, {need.need for need in needs}), *_nowhere(mission), *_said(mission, store)]
    store.write("judge", Problem, problems)


def _said(mission: Mission, store: Store) -> list[Problem]:
    """What was said and what happened: the register, the timeline, and the law beside them."""
    claims, places = store.read(Claim), Gazetteer(store.read(Place))
    registered, problems = statements(claims, store.read(Decision), places)
    store.write("judge", Statement, registered)
    happened = events(claims, store.read(Report), store.read(Source), places, mission.tz)
    store.write("judge", Event, happened)
    alleged = {one.conduct for one in registered}
    store.write("judge", Provision, [one for one in provisions() if alleged.intersection(one.conduct)])
    return problems


def _known(mission: Mission, store: Store) -> Known:
    severities = [one for one in in_order(store.read(Decision)) if one.action == "severity"]
    found, places = estimates(store), store.read(Place)
    return Known(
        mission=mission,
        people=populations(mission, store.read(Figure)),
        estimates=_index(found),
        observations=store.read(Observation),
        coverage=store.read(Coverage),
        decided={one.on: one for one in severities},
        parents={place.id: place.parent for place in places},
        areas={group.within: _areas(mission, places, group.within) for group in mission.groups},
        surveys=_surveys(found),
        sampled=_sampled(found),
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
        areas = _areas(mission, places, group.within)
        found += [Unit(area, group.id, whole=False) for area in areas]
    return found


def _areas(mission: Mission, places: Iterable[Place], within: str) -> list[str]:
    return [place.id for place in places if place.parent == within and place.kind == mission.area_level]


def _surveys(found: Iterable[Estimate]) -> dict[tuple[str, str, str], list[str]]:
    """The surveys that estimate one share of one group, by name."""
    surveys: dict[tuple[str, str, str], set[str]] = {}
    for one in found:
        if one.analysis_var_value == _YES:
            surveys.setdefault((one.analysis_var, one.group_var, one.group_var_value), set()).add(one.survey)
    return {key: sorted(names) for key, names in surveys.items()}


def _sampled(found: Iterable[Estimate]) -> dict[tuple[str, str], set[str]]:
    """The areas in which a survey met households of a group, by survey and group."""
    sampled: dict[tuple[str, str], set[str]] = {}
    for one in found:
        place, apart, group = one.group_var_value.partition(_APART)
        if one.group_var == _PLACE_AND_GROUP and apart:
            sampled.setdefault((one.survey, group), set()).add(place)
    return sampled


def _notes(known: Known, unit: Unit, share: Estimate | None) -> list[str]:
    """What a reader must know of a sample: that there are others, and that it covers a part of the place."""
    if share is None:
        return []
    surveys = known.surveys[share.analysis_var, share.group_var, share.group_var_value]
    notes = ["several surveys estimate it; the first by name is used"] if len(surveys) > 1 else []
    met = known.sampled.get((share.survey, unit.group), set())
    areas = known.areas.get(unit.place, []) if unit.whole else []
    covered = [area for area in areas if area in met]
    if covered and len(covered) < len(areas):
        notes.append("the survey met this group in some areas of the place only")
    return notes


def _nowhere(mission: Mission) -> Iterable[Problem]:
    """Groups of which nobody says where they live, and which are therefore not judged."""
    for group in mission.groups:
        if not group.within:
            found = "has no place it lives in, so that its needs are not judged and it is not in the report."
            mend = f'Add within = "PLACE" to the group {group.id}.'
            yield problem("group", "mission.toml", f'group "{group.id}"', found, mend, "warning")


def _unit(known: Known, unit: Unit) -> list[Need]:
    sectors = [
        (sector.id, sector.name, _evidence(known, unit, sector.id)) for sector in known.mission.sectors
    ]
    judged = [
        (id_, name, evidence, judge(evidence, known.mission.thresholds)) for id_, name, evidence in sectors
    ]
    needs = [_sector(known, unit, cell) for cell in judged]
    whole = _over_all(known, unit, judged, [f"needs/{need.need}" for need in needs])
    return [whole, *needs]


Cell = tuple[str, str, Evidence, Judged]
"""A sector's id and name, what bears on it, and what it came to."""


def _over_all(known: Known, unit: Unit, judged: Sequence[Cell], refs: Sequence[str]) -> Need:
    """Judge over all sectors: from the standard's own severity of households where the survey gives it."""
    thresholds = known.mission.thresholds
    evidence = _evidence(known, unit, ALL)._replace(observations=[], later=False, coverage=[])
    if thresholds.need_severity not in evidence.at_least:
        evidence = evidence._replace(at_least={})
    trace = [*_trace(known, unit, ALL, evidence), *refs]
    sectors = [found for *_, found in judged]
    if evidence.at_least:
        missing = [name for _, name, cell, _ in judged if not _measured(cell, thresholds.need_severity)]
        whole = worst_of(evidence, thresholds, sectors, missing)
        args = {"levels": _levels(evidence), "notes": evidence.notes, "missing": missing}
        recipe = Recipe(rule="households@1", args=args)
        synthetic = any(one.synthetic for one in evidence.at_least.values())
        return _need(unit, ALL, whole, trace, recipe, synthetic=synthetic)
    missing = [name for _, name, _, found in judged if found.basis == "not_known" or not found.in_need.known]
    whole = overall(evidence.population.people, sectors, missing, thresholds, evidence.decided)
    synthetic = any(_made_up(cell) for cell in judged)
    recipe = Recipe(rule="maximum@1", args={"missing": missing})
    return _need(unit, ALL, whole, trace, recipe, synthetic=synthetic)


def _measured(cell: Evidence, level: int) -> bool:
    """Whether the survey measured a sector here, though it may rest on too few households to be shown."""
    share = cell.at_least.get(level)
    return share is not None and (share.stat is not None or bool(share.hidden))


def _levels(evidence: Evidence) -> dict[str, str]:
    return {str(level): one.estimate for level, one in evidence.at_least.items()}


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
        notes=_notes(known, unit, share),
    )


def _later(mission: Mission, observations: Iterable[Observation]) -> bool:
    return any(one.as_of_start is not None and one.as_of_start > mission.as_of for one in observations)


def _estimate(known: Known, unit: Unit, sector: str, level: int) -> Estimate | None:
    grouping = (
        ("group", unit.group) if unit.whole else (_PLACE_AND_GROUP, f"{unit.place}{_APART}{unit.group}")
    )
    for standard in known.mission.standards:
        of = standard.name if sector == ALL else f"{standard.name}.{sector}"
        found = known.estimates.get((f"{of}.severity_{level}_or_more", *grouping))
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


def _trace(known: Known, unit: Unit, sector: str, evidence: Evidence) -> list[str]:
    """What a cell rests on."""
    decision = known.decided.get(f"needs/{need_id(unit.place, unit.group, sector)}")
    return [
        *(f"figures/{id_}" for id_ in evidence.population.figures),
        *(f"estimates/{one.estimate}" for one in evidence.at_least.values()),
        *(f"observations/{one.id}" for one in evidence.observations),
        *(f"coverage/{one.id}" for one in evidence.coverage),
        *([f"decisions/{decision.id}"] if decision else []),
    ]


def _sector(known: Known, unit: Unit, cell: Cell) -> Need:
    """The row of one sector."""
    sector, _, evidence, found = cell
    trace = _trace(known, unit, sector, evidence)
    recipe = Recipe(rule="need@1", args={"levels": _levels(evidence), "notes": evidence.notes})
    return _need(unit, sector, found, trace, recipe, synthetic=_made_up(cell))


def _made_up(cell: Cell) -> bool:
    """Whether made-up households carry a cell."""
    _, _, evidence, found = cell
    return found.basis == "estimate" and any(one.synthetic for one in evidence.at_least.values())


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
    if recipe.rule == "need@1":
        return _columns(_judged(mission, store, row))
    rows = [store.cell(read_ref(ref)) for ref in row.trace]
    sectors = [_judged(mission, store, need) for need in rows if isinstance(need, Need)]
    evidence = _traced(mission, store, row)
    missing, rules = recipe.args["missing"], mission.thresholds
    if recipe.rule == "households@1":
        return _columns(worst_of(evidence, rules, sectors, missing))
    return _columns(overall(evidence.population.people, sectors, missing, rules, evidence.decided))


def _judged(mission: Mission, store: Store, row: Need) -> Judged:
    """Judge a cell once more, from the rows of its trace alone."""
    return judge(_traced(mission, store, row), mission.thresholds)


def _traced(mission: Mission, store: Store, row: Need) -> Evidence:
    """What bears on a cell, from the rows of its trace alone."""
    rows = [store.cell(read_ref(ref)) for ref in row.trace]
    figures = [one for one in rows if isinstance(one, Figure)]
    args = read_recipe(row.recipe).args
    levels = args.get("levels", {})
    private = {one.estimate: one for one in estimates(store) if one.estimate in levels.values()}
    at_least = {int(level): private[id_] for level, id_ in levels.items()}
    share = at_least.get(mission.thresholds.need_severity)
    decisions = [one for one in rows if isinstance(one, Decision)]
    observations = [one for one in rows if isinstance(one, Observation)]
    return Evidence(
        population=populations(mission, figures).get((row.place, row.group), UNKNOWN),
        at_least=at_least,
        hidden=share is not None and bool(share.hidden),
        observations=observations,
        later=_later(mission, observations),
        coverage=[one for one in rows if isinstance(one, Coverage)],
        decided=_class(decisions[-1] if decisions else None),
        notes=args.get("notes", []),
    )


RECOMPUTE: dict[str, Callable[[Mission, Store, Any], dict[str, Any]]] = {"needs": _again}
