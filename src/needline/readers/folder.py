"""A mission folder as a whole: everything that it holds into the store's tables."""

from __future__ import annotations

from collections import Counter
from typing import Any

from needline.errors import near
from needline.model import (
    AccessScore,
    Activity,
    Count,
    Decision,
    Leg,
    LegState,
    Mission,
    Observation,
    Place,
    Problem,
    Report,
    Setting,
    Source,
    Survey,
    Text,
)
from needline.model.count import MEASURES
from needline.model.mission import settings
from needline.places import Gazetteer
from needline.readers.base import Door
from needline.readers.counts import read_counts
from needline.readers.decisions import read_decisions
from needline.readers.known import Known
from needline.readers.mission import read_sources
from needline.readers.places import read_places
from needline.readers.reports import read_reports
from needline.readers.response import read_activities
from needline.readers.routes import read_routes, read_scores
from needline.readers.tables import read_observations
from needline.readers.untaken import say_untaken
from needline.readers.witnesses import one_witness
from needline.store import Progress, Store, no_progress
from needline.store.written import keep_written


def read(
    mission: Mission, door: Door, stated: dict[str, Any], store: Store, progress: Progress = no_progress
) -> None:
    """
    Read every file of the mission folder into the store's tables.

    Args:
        mission, door, stated: as `read_mission` gives them.
        store: where the tables go.
        progress: told how far it is.
    """
    from needline.readers.standards import read_standards

    sources, places = read_sources(door), read_places(door, mission)
    gazetteer = Gazetteer(places)
    known = Known(mission, gazetteer, sources)
    _check_mission(door, mission, gazetteer)
    progress(1, 5)
    keep_settings(mission, stated, store)
    store.write("read", Source, sources)
    store.write("read", Place, places)
    store.write("read", Count, _admitted(mission, read_counts(door, mission, gazetteer)))
    progress(2, 5)
    store.write("read", Observation, read_observations(door, known))
    store.write("read", Activity, read_activities(door, known))
    legs, states = read_routes(door, known)
    store.write("read", Leg, legs)
    store.write("read", LegState, states)
    store.write("read", AccessScore, read_scores(door, known))
    store.write("read", Decision, read_decisions(door))
    progress(3, 5)
    reports, texts = read_reports(door, sources)
    reports = [one for one in reports if _known_by(mission, one.published)]
    admitted = {report.id for report in reports}
    reports, texts = one_witness(door, reports, [text for text in texts if text.report in admitted])
    store.write("read", Report, reports)
    store.write("read", Text, texts)
    progress(4, 5)
    store.write("read", Survey, _surveys(door, mission, store))
    store.keep("read", "standards", read_standards(door))
    say_untaken(door)
    _check_evidence(door, mission, store)
    store.write("read", Problem, door.problems)
    keep_written(store, "read", door.details)
    progress(5, 5)


def keep_settings(mission: Mission, stated: dict[str, Any], store: Store) -> None:
    """Write the settings in force, which may change where no evidence does."""
    store.write("read", Setting, settings(mission, stated))


def _surveys(door: Door, mission: Mission, store: Store) -> list[Survey]:
    """The surveys; their submissions, repeats and logs go into private tables, and none of an earlier build stays."""
    from needline.readers.cleaning_log import keep_log
    from needline.readers.surveys import read_surveys

    surveys, kept = [], []
    for survey, submissions, repeats in read_surveys(door, mission):
        surveys.append(survey)
        tables = {f"submissions/{survey.name}": submissions}
        tables |= {f"repeats/{survey.name}/{name}": table for name, table in repeats.items()}
        for name, table in tables.items():
            store.write_private(name, table)
        kept += [*tables, *keep_log(door, survey, store)]
    for prefix in ("submissions/", "repeats/", "cleaning/"):
        store.drop_private(prefix, kept)
    return surveys


def _admitted(mission: Mission, counts: list[Count]) -> list[Count]:
    return [count for count in counts if _known_by(mission, count.published)]


def _known_by(mission: Mission, published: Any) -> bool:
    """Whether evidence had been published by the mission's `known_at`; undated evidence is admitted."""
    limit = mission.known_at.end if mission.known_at else None
    return limit is None or published is None or published <= limit


def _check_evidence(door: Door, mission: Mission, store: Store) -> None:
    """A mission that asks of nobody, or stands on nothing, says nothing; told where nothing else is."""
    path = door.root / "mission.toml"
    if any(one.severity != "note" for one in door.problems):
        return
    if not mission.groups:
        found = "no group; nobody is counted, and no need is judged."
        door.say("no-groups", path, "groups", found, "Write [[groups]] for each group of people.", "warning")
    if not any(store.read(kind) for kind in (Count, Observation, Activity, Report, Survey)):
        mend = "Put reports, counts, observations, activities or a survey into their folders."
        door.say("no-evidence", path, "", "no evidence stands in the folders.", mend, "warning")


def _check_mission(door: Door, mission: Mission, gazetteer: Gazetteer) -> None:
    """Places and measures that the mission file names must be known, and its groups and sectors named once."""
    path = door.root / "mission.toml"
    for table, ids in (("groups", mission.groups), ("sectors", mission.sectors)):
        for id_, times in Counter(one.id for one in ids).items():
            if times > 1:
                door.say("id-twice", path, table, f'"{id_}" stands {times} times.', "Rename the others.")
    measures = (*MEASURES, *mission.kinds)
    for group in mission.groups:
        if group.population and group.population not in measures:
            where, found = f"groups {group.id}, population", f'"{group.population}" is no measure.'
            door.say("unknown-word", path, where, found, near(group.population, measures))
    named = [(f"groups {group.id}, within", group.within) for group in mission.groups]
    named += [(f"groups {group.id}, from_place", group.from_place) for group in mission.groups]
    named += [("entries", code) for code in mission.entries]
    for where, code in named:
        if code and gazetteer.resolve(code) != code:
            found = f'"{code}" is no code of places.csv.'
            door.say("unknown-place", path, where, found, gazetteer.near(code))
