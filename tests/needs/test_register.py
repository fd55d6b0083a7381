"""The register, the timeline and the law: what was said and what happened, in neutral words, judging nobody."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import msgspec
import pytest

from needline.claims.decided import passage_of, with_decisions
from needline.claims.en import __name__ as english
from needline.model import Claim, Decision, Leg, LegState, Place, Report, Source, Span, content_id
from needline.needs.events import events
from needline.needs.law import COUNTED, provisions
from needline.needs.roads import on_roads
from needline.needs.statements import statements
from needline.places import Gazetteer
from needline.text.lexicon import lexicon

ZONE = ZoneInfo("Asia/Baku")
PLACES = Gazetteer(
    Place(id=code, name=name, names=[name], kind="town", parent="")
    for code, name in (("HIL", "Hillford"), ("MAR", "Marsh Gate"), ("NOR", "Nordland"))
)
SOURCES = [
    Source(id="moi", name="Interior Ministry of Nordland", aliases=["Interior Ministry"], kind="government")
]
REPORT = Report(
    id="r1", file="reports/one.txt", sha256="0" * 64, title="", publisher="The Hillford Post", author="",
    published=dt.datetime(2024, 5, 10, 9, tzinfo=ZONE), published_text="2024-05-10", url="", source="", language="en",
)  # fmt: skip


def said(text: str, kind: str = "states", by: tuple[str, ...] = (), **more: object) -> Claim:
    spans = [Span(0, len(name), name) for name in by]
    given: dict[str, object] = {
        "claim": content_id("claim", text, kind, by), "report": "r1", "start": 0, "end": len(text), "passage": text,
        "kind": kind, "cue": None, "sources": spans, "speaker": "", "content": [Span(0, len(text), text)],
    }  # fmt: skip
    return Claim(**(given | more))  # type: ignore[arg-type] # of plain values


def happened(*claims: Claim) -> list[tuple[object, ...]]:
    found = events(claims, [REPORT], SOURCES, PLACES, ZONE)
    return [(one.what, str(one.first or ""), str(one.last or ""), one.place, one.announced) for one in found]


@pytest.mark.parametrize(
    ("text", "what", "first", "last", "place", "announced"),
    [
        pytest.param("Peacekeepers deployed in Hillford on 8 May.", "deployment", "2024-05-08", "2024-05-08", "HIL",
                     False, id="a day without a year"),
        pytest.param("The road to Marsh Gate reopened yesterday.", "opening of a road or crossing", "2024-05-09",
                     "2024-05-09", "MAR", False, id="a relative day"),
        pytest.param("The dam above Hillford burst.", "breach of a dam or dyke", "", "2024-05-10", "", False,
                     id="no day: told of by publication; above is no place in"),
        pytest.param("Flash floods struck villages near Marsh Gate between 3 and 5 May.", "flood", "2024-05-03",
                     "2024-05-05", "MAR", False, id="a period"),
        pytest.param("Troops will deploy to Hillford on 12 May.", "deployment", "2024-05-12", "2024-05-12", "HIL", True,
                     id="to come"),
        pytest.param("The military operation of 19 April lasted a day.", "military operation", "2024-04-19",
                     "2024-04-19", "", False, id="an adjective keeps it from a rescue operation"),
        pytest.param("Police of Nordland detained three men on Monday.", "arrest or detention", "2024-05-06",
                     "2024-05-06", "", False, id="whose police is no place"),
    ],
)  # fmt: skip
def test_an_event_has_its_day_and_place(text, what, first, last, place, announced):
    assert happened(said(text)) == [(what, first, last, place, announced)]


@pytest.mark.parametrize("kind", ["denies", "accuses", "urges", "asks", "warns"])
def test_what_is_alleged_denied_or_asked_for_is_no_event(kind):
    assert not happened(said("Troops deployed in Hillford on 8 May.", kind))
    assert not happened(said("Troops deployed in Hillford on 8 May.", negated=True))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The rescue operation went on.", id="a rescue operation"),
        pytest.param("Rice is the staple.", id="nothing"),
        pytest.param("The opening statement was long.", id="an opening of no road"),
    ],
)
def test_no_event(text):
    assert not happened(said(text))


def test_one_event_told_by_several_is_one():
    first = said("Troops deployed in Hillford on 8 May.", by=("The Interior Ministry",), kind="announces")
    second = said("On 8 May soldiers were deployed in Hillford.")
    third = said("Soldiers were deployed in Marsh Gate on 8 May.")
    found = events([third, second, first], [REPORT], SOURCES, PLACES, ZONE)
    told = {one.place: (len(one.trace), one.by) for one in found}
    assert told == {
        "HIL": (2, ["The Hillford Post", "The Interior Ministry"]),
        "MAR": (1, ["The Hillford Post"]),
    }
    assert found == events([first, second, third], [REPORT], SOURCES, PLACES, ZONE)


def test_actors_are_named_as_written():
    told = said("Interior Ministry and Nordland peacekeepers patrolled in Hillford.")
    (found,) = events([told], [REPORT], SOURCES, PLACES, ZONE)
    assert found.who == ["Interior Ministry", "Nordland peacekeepers"]


def test_the_day_of_saying_is_not_the_day_of_the_event():
    text = "On Thursday the council announced the dissolution of the assembly."
    at = text.index("the dissolution")
    claim = said(
        text, "announces", ("the council",), content=[Span(at, len(text) - 1, text[at:-1])],
        said_on=dt.date(2024, 5, 9), said_on_text="On Thursday",
    )  # fmt: skip
    assert happened(claim) == [("dissolution", "", "2024-05-09", "", False)]


ACCUSED = {"kind": "accuses", "conduct": "looting", "accused": "the militia"}


def test_an_allegation_has_its_other_origins_place_and_way_of_counting():
    claims = [
        said("looting in Hillford", by=("a reporter", "residents"), **ACCUSED),
        said("the looting of shops", by=("The Red Crescent",), **ACCUSED),
        said("looting again", by=("residents",), **ACCUSED),
        said("looting", by=("The mayor",), **(ACCUSED | {"accused": "the army"})),
    ]
    found, problems = statements(claims, [], PLACES)
    assert [(one.by, one.place, one.counted, one.others) for one in found] == [
        ("a reporter ← residents", "HIL", "per event", ["The Red Crescent"]),
        ("The Red Crescent", "", "per event", ["residents"]),
        ("residents", "", "per event", ["The Red Crescent"]),
        ("The mayor", "", "per event", []),
    ]
    assert not problems


def test_conduct_stated_of_somebody_is_an_allegation_whatever_the_verb():
    (found,) = statements(
        [said("the militia looted", by=("The mayor",), **(ACCUSED | {"kind": "states"}))], [], PLACES
    )[0]
    assert found.kind == "allegation"
    assert not statements(
        [said("no looting", by=("The mayor",), **(ACCUSED | {"kind": "denies"}))], [], PLACES
    )[0]


def leg(id_: str, start: str, end: str, names: tuple[str, ...] = ()) -> Leg:
    return Leg(
        id=id_, file="routes/legs.csv", row=2, from_place=start, to_place=end, names=list(names), km=None, hours=None,
        vehicle="",
    )  # fmt: skip


def state(leg_: str, of: str, since: dt.datetime | None, reason: str = "") -> LegState:
    return LegState(
        id=f"{leg_}{of}", file="routes/states.csv", row=2, leg=leg_, from_time=since, to_time=None, state=of,
        reason=reason, control="", source="moi",
    )  # fmt: skip


def test_a_road_that_closes_is_one_event_however_many_legs_it_has():
    legs = [
        leg("A", "HIL", "MAR", ("Valley road",)),
        leg("B", "MAR", "NOR", ("Valley road",)),
        leg("C", "HIL", "NOR"),
    ]
    closed, opened = dt.datetime(2024, 5, 1, tzinfo=ZONE), dt.datetime(2024, 5, 9, 6, tzinfo=ZONE)
    states = [
        state("A", "closed", closed, "mud"), state("B", "closed", closed, "mud"), state("C", "closed", closed),
        state("A", "open", opened), state("B", "unknown", opened), state("C", "open", None),
        state("gone", "open", opened),
    ]  # fmt: skip
    places = [
        Place(id=code, name=code.title(), names=[], kind="", parent="") for code in ("HIL", "MAR", "NOR")
    ]
    roads = list(on_roads(states, legs, SOURCES, places, ZONE))
    found = events([], [REPORT], SOURCES, PLACES, ZONE, roads)
    assert sorted((one.first, one.content, one.what.split()[0], one.trace) for one in found) == [
        (closed.date(), "Hil – Nor", "closing", ["leg_states/Cclosed"]),
        (closed.date(), "Valley road: mud", "closing", ["leg_states/Aclosed", "leg_states/Bclosed"]),
        (opened.date(), "Valley road", "opening", ["leg_states/Aopen"]),
    ]
    assert {name for one in found for name in one.by} == {"Interior Ministry of Nordland"}


def decision(on: str, value: str, at: str = "2024-06-01T10:00:00+00:00") -> Decision:
    return Decision(
        id=f"d-{value}-{at}", previous="", at=at, author="Ana", device="one", on=on, action="outcome", value=value,
        reason="the second visit saw it", file="decisions/ana.jsonl",
    )  # fmt: skip


def test_what_became_of_a_promise_is_decided_by_people_and_the_last_word_holds():
    promise = said("to open the road", "promises", ("The governor",))
    ((row,), _) = statements([promise], [], PLACES)
    assert (row.outcome, row.why) == ("", "")
    on = f"statements/{row.id}"
    decided = [decision(on, "not yet"), decision(on, "kept", "2024-07-01T10:00:00+00:00")]
    ((row,), problems) = statements([promise], decided[::-1], PLACES)
    assert (row.outcome, row.why) == ("kept", "the second visit saw it")
    assert f"decisions/{decided[1].id}" in row.trace
    assert not problems


def test_an_outcome_stands_on_the_passage_whatever_a_later_reader_makes_of_it():
    before = said("to open the road", "promises", ("The governor",))
    kept = decision(passage_of(before, REPORT.sha256), "kept")
    after = msgspec.structs.replace(
        before, claim="another", content=[Span(3, len(before.passage), before.passage[3:])]
    )
    claims, told = with_decisions([after], [REPORT], [kept])
    ((row,), problems) = statements(claims, [kept], PLACES)
    assert (row.outcome, row.trace) == ("kept", ["claims/another", f"decisions/{kept.id}"])
    assert not told + problems


def test_an_outcome_whose_passage_is_gone_is_told_once():
    claims, told = with_decisions([], [REPORT], [decision(f"report/{REPORT.sha256}/0-10", "kept")])
    _, problems = statements(claims, [decision(f"report/{REPORT.sha256}/0-10", "kept")], PLACES)
    assert len(told + problems) == 1


@pytest.mark.parametrize("value", ["broken", ""])
def test_an_outcome_nobody_knows_is_a_problem(value):
    promise = said("to open the road", "promises", ("The governor",))
    ((row,), _) = statements([promise], [], PLACES)
    ((row,), problems) = statements([promise], [decision(f"statements/{row.id}", value)], PLACES)
    assert row.outcome == ""
    assert [one.code for one in problems] == ["decision"]


def test_an_allegation_has_no_outcome():
    ((row,), _) = statements([said("looting", by=("The mayor",), **ACCUSED)], [], PLACES)
    _, problems = statements(
        [said("looting", by=("The mayor",), **ACCUSED)], [decision(f"statements/{row.id}", "kept")], PLACES
    )
    assert len(problems) == 1


def test_every_conduct_of_the_law_is_one_that_reports_are_read_for():
    read = {one["name"] for one in lexicon(english, "conduct")["conduct"]}
    concerned = {conduct for one in provisions() for conduct in one.conduct}
    assert concerned == read
    assert set(COUNTED) <= read


def test_every_provision_says_where_it_stands():
    names = [one.provision for one in provisions()]
    assert len(set(names)) == len(names)
    for one in provisions():
        assert re.fullmatch(r"https://[\w./-]+", one.address)
        assert re.search(r"\d", one.article)
        assert one.words.endswith(".")
