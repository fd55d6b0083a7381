"""The step that judges: figures, estimates, observations and coverage in, needs and statements out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from needline.model import (
    Claim,
    Coverage,
    Decision,
    Event,
    Figure,
    Leg,
    LegState,
    Mission,
    Need,
    Observation,
    Place,
    Problem,
    Provision,
    Report,
    Source,
    Statement,
    populations,
    problem,
)
from needline.model.decision import in_order
from needline.needs.events import events
from needline.needs.evidence import COLUMNS, WORDS, Evidence, Rows, class_of, gather, need_id, units
from needline.needs.judge import judge
from needline.needs.law import provisions
from needline.needs.roads import on_roads
from needline.needs.statements import statements
from needline.needs.table import table
from needline.places import Gazetteer
from needline.store import Progress, Store, no_progress

if TYPE_CHECKING:
    import pyarrow as pa


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Judge every group in its place and the areas under it, by sector and over all of them."""
    evidence = everything(mission, store)
    store.write_table("judge", Need, table(evidence, judge(evidence, mission)))
    store.write("judge", Problem, [*_decisions(store, evidence), *_nowhere(mission), *_said(mission, store)])
    progress(len(evidence.units), len(evidence.units))


def _said(mission: Mission, store: Store) -> list[Problem]:
    """What was said and what happened: the register, the timeline, and the law beside them."""
    claims, places = store.read(Claim), Gazetteer(store.read(Place))
    registered, problems = statements(claims, store.read(Decision), places)
    store.write("judge", Statement, registered)
    sources = store.read(Source)
    roads = on_roads(store.read(LegState), store.read(Leg), sources, store.read(Place), mission.tz)
    happened = events(claims, store.read(Report), sources, places, mission.tz, roads)
    store.write("judge", Event, happened)
    alleged = {one.conduct for one in registered}
    store.write("judge", Provision, [one for one in provisions() if alleged.intersection(one.conduct)])
    return problems


def everything(mission: Mission, store: Store) -> Evidence:
    """All evidence of a built mission that bears on its needs."""
    rows = all_rows(mission, store)
    return gather(mission, units(mission, rows.places), rows)


def all_rows(mission: Mission, store: Store) -> Rows:
    """The rows of a built mission that bear on its needs."""
    return Rows(
        people=populations(mission, store.read(Figure)),
        estimates=estimates(store),
        observations=store.read(Observation),
        coverage=store.read(Coverage),
        decided=decided(store.read(Decision)),
        places=store.read(Place),
    )


def estimates(store: Store) -> pa.Table:
    """
    All estimates, with the values of hidden ones where this machine has them; the columns of `COLUMNS`.

    A hidden estimate is never shown, but an area's severity class, which gives nobody away, may rest on it.
    """
    import pyarrow.parquet as pq

    path = store.private_path("estimates")
    if not path.exists():
        return store.table("estimates").select(COLUMNS)
    with pq.ParquetFile(path, read_dictionary=list(WORDS)) as file:
        return file.read(columns=list(COLUMNS))


def decided(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The latest class that people agreed on, by what it is about."""
    return {one.on: one for one in in_order(decisions) if one.action == "severity"}


def _decisions(store: Store, evidence: Evidence) -> Iterable[Problem]:
    """Classes that people agreed on and that fit no row, or are none."""
    agreed = decided(store.read(Decision))
    if not agreed:
        return
    needs = {need_id(unit.place, unit.group, one) for unit in evidence.units for one in evidence.sectors}
    for on, decision in sorted(agreed.items()):
        if not class_of(decision) or on.removeprefix("needs/") not in needs:
            found = f'severity "{decision.value}" on {on} cannot be applied.'
            mend = "Name a row of the needs table, and a class from 1 to 5."
            yield problem("decision", decision.file, decision.id, found, mend, "warning")


def _nowhere(mission: Mission) -> Iterable[Problem]:
    """Groups of which nobody says where they live, and which are therefore not judged."""
    for group in mission.groups:
        if not group.within:
            found = "has no place it lives in, so that its needs are not judged and it is not in the report."
            mend = f'Add within = "PLACE" to the group {group.id}.'
            yield problem("group", "mission.toml", f'group "{group.id}"', found, mend, "warning")
