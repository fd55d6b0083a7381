"""What analysts decide about figures, before and after: the line runs again from there, and nothing is erased."""

from __future__ import annotations

import datetime as dt

import pytest

from needline.model import Conflict, Count, Decision, Figure, Problem, Residual
from needline.readers.decisions import append_decision
from needline.reconcile import run
from needline.reconcile.step import RECOMPUTE

MISSION = """
title = "Flight across the river"
as_of = 2024-05-12T08:00:00+02:00
zone = "Africa/Khartoum"
[[groups]]
id = "fled"
names = ["Those who fled"]
stands_for = ["refugees"]
population = "arrived_cumulative"
from_place = "STATE"
within = "HAVEN"
[[groups]]
id = "stayed"
names = ["Those who stayed"]
population = "remaining"
within = "STATE"
"""
PLACES = "code,name,kind,parent\nSTATE,State,region,\nHAVEN,Haven,country,\nH1,East,area,HAVEN\nH2,West,area,HAVEN\n"
COUNTS = """id,statement,as_of,said_by,measure,from_place,to_place,group,qualifier,low,high,unit
a,,2024-05-11T08:00,ministry,arrived_cumulative,STATE,HAVEN,refugees,exact,30000,30000,people
b,,2024-05-12T08:00,ministry,arrived_cumulative,STATE,HAVEN,refugees,exact,41000,41000,people
c,,2024-05-12T08:00,agency,arrived_cumulative,STATE,HAVEN,refugees,more than,45000,,people
d,list,2024-05-11,ministry,housed,STATE,HAVEN,refugees,exact,900,900,people
e,list,2024-05-11,ministry,housed,STATE,H1,refugees,exact,500,500,people
f,list,2024-05-11,ministry,housed,STATE,H2,refugees,exact,300,300,people
g,,2024-05-11,ministry,remaining,STATE,,all,exact,2000,2000,people
h,,2024-01-01,census office,baseline_population,STATE,,all,about,50000,50000,people
"""
HELD = {"contested": (30000, None)}
AT = dt.datetime(2024, 5, 12, 9, tzinfo=dt.UTC)


@pytest.fixture
def root(folder):
    return folder({"mission.toml": MISSION, "places.csv": PLACES, "counts/counts.csv": COUNTS})


@pytest.fixture
def decide(root, reading):
    """Record decisions by the figures' names, then reconcile anew."""
    ids = {one.name: one.count for one in reading(root).store.read(Count)}

    def of(*decisions: tuple[str, str, str]):
        for minute, (name, action, value) in enumerate(decisions):
            append_decision(
                root,
                author="T. Analyst",
                on=f"counts/{ids.get(name, name)}",
                action=action,
                value=ids.get(value, value),
                reason="seen at the crossing",
                at=AT + dt.timedelta(minutes=minute),
                device="laptop",
            )
        found = reading(root)
        run(found.mission, found.store)
        return found

    return of


def arrived(found) -> dict[str, tuple[float | None, float | None]]:
    return {
        one.scenario: (one.low, one.high)
        for one in found.store.read(Figure)
        if one.measure == "arrived_cumulative"
        and one.place == "HAVEN"
        and one.scenario not in {"bound", "least of parts"}
    }


def pairs(found) -> list[str]:
    names = found.names()
    return sorted(
        "/".join(sorted(names[one] for one in conflict.members)) for conflict in found.store.read(Conflict)
    )


def residual(found, kind: str) -> list[tuple[str, float | None, float | None]]:
    rows = [one for one in found.store.read(Residual) if one.kind == kind]
    return sorted((one.reading, one.low, one.high) for one in rows)


def test_before_any_decision(decide):
    found = decide()
    assert arrived(found) == {
        **HELD,
        "uncontested": (30000, None),
        "if b": (41000, 41000),
        "if c": (45000, None),
    }
    assert pairs(found) == ["b/c"]
    assert residual(found, "list") == [("", 100, 100)]


@pytest.mark.parametrize(
    ("decisions", "ranges", "conflicts", "rule"),
    [
        (
            [("c", "set_aside", "")],
            {"consistent": (41000, 41000)},
            [],
            "set aside: the other side stands alone",
        ),
        ([("b", "set_aside", "")], {"consistent": (45000, None)}, [], "whichever side it is"),
        ([("c", "correct", "41000")], {"consistent": (41000, 41000)}, [], "corrected to agree"),
        ([("c", "correct", "40,000..42,000")], {"consistent": (41000, 41000)}, [], "corrected to a range"),
        ([("b", "correct", "41000..")], {"consistent": (45000, None)}, [], "corrected to an open end"),
        (
            [("b", "same_count", "c")],
            {"consistent": (45000, None)},
            [],
            "one count, which the other stands for",
        ),
        (
            [("c", "other_day", "2024-05-13")],
            {"consistent": (41000, 41000)},
            [],
            "of another day, it says nothing before it",
        ),
        (
            [("c", "other_population", "refugees and returnees")],
            {"consistent": (41000, 41000)},
            [],
            "of other people, it is another quantity",
        ),
        (
            [("c", "set_aside", ""), ("c", "accept", "")],
            {**HELD, "uncontested": (30000, None), "if b": (41000, 41000), "if c": (45000, None)},
            ["b/c"],
            "accepted after all: the later decision supersedes",
        ),
        (
            [("c", "set_aside", ""), ("c", "correct", "41500")],
            {**HELD, "uncontested": (30000, None), "if b": (41000, 41000), "if c": (41500, 41500)},
            ["b/c"],
            "of two decisions the later holds",
        ),
        (
            [("c", "correct", "45500"), ("c", "other_day", "2024-05-11T12:00")],
            {**HELD, "uncontested": (30000, None), "if b": (41000, 41000), "if c": (45500, None)},
            ["b/c"],
            "a number and a day both hold",
        ),
        (
            [("c", "correct", "45500"), ("c", "other_day", "2024-05-13"), ("c", "accept", "")],
            {**HELD, "uncontested": (30000, None), "if b": (41000, 41000), "if c": (45000, None)},
            ["b/c"],
            "accepted as written: none of them holds",
        ),
    ],
)
def test_a_decision_changes_what_follows(decide, decisions, ranges, conflicts, rule):
    found = decide(*decisions)
    assert arrived(found) == ranges, rule
    assert pairs(found) == conflicts, rule
    assert found.problems("warning") == [], rule


@pytest.mark.parametrize(
    ("name", "action", "value", "says"),
    [
        ("b", "correct", "many", '"many" is no number'),
        ("b", "correct", "", '"" is no number'),
        ("b", "correct", "..", '".." is no number'),
        ("b", "correct", "nan", '"nan" is no number'),
        ("b", "correct", "-5", '"-5" is no number'),
        ("b", "correct", "200..100", "ends below where it begins"),
        ("b", "other_day", "32.05.2024", '"32.05.2024" is no date'),
        ("b", "same_count", "nothing", "names no other figure"),
        ("b", "same_count", "b", "none would be left"),
        ("0000", "set_aside", "", "there is no figure"),
    ],
)
def test_a_decision_that_cannot_be_applied_is_told_and_changes_nothing(decide, name, action, value, says):
    found = decide((name, action, value))
    (told,) = (one for one in found.store.read(Problem) if one.code == "decision")
    assert says in told.line()
    assert "\n" not in told.line()
    assert told.file == "decisions/T.Analyst-laptop.jsonl"
    assert arrived(found) == {
        **HELD,
        "uncontested": (30000, None),
        "if b": (41000, 41000),
        "if c": (45000, None),
    }


def test_a_figure_of_other_people_is_kept_as_theirs(decide):
    found = decide(("c", "other_population", "refugees and returnees"))
    assert [one.low for one in found.store.read(Figure) if one.group == "refugees and returnees"] == [45000]


def test_two_figures_that_name_each_other_leave_one(decide):
    found = decide(("b", "same_count", "c"), ("c", "same_count", "b"))
    assert len(arrived(found)) == 1
    assert [one.code for one in found.problems("warning")] == ["decision"]


def test_a_chain_of_copies_leaves_the_one_at_its_end(decide):
    found = decide(("b", "same_count", "c"), ("c", "same_count", "a"))
    assert arrived(found) == {"consistent": (30000, None)}
    assert found.problems("warning") == []


def test_a_corrected_baseline_is_balanced_as_corrected(decide):
    assert residual(decide(("c", "set_aside", "")), "balance") == [
        ("as written", 2000, 12000),
        ("taken as exact", 7000, 7000),
    ]
    assert residual(decide(("h", "correct", "52500")), "balance") == [("as written", 9500, 9500)]


def test_a_decision_stands_in_the_trace_and_following_it_gives_the_same(decide):
    found = decide(("b", "correct", "45500"), ("e", "correct", "550"), ("h", "correct", "52500"))
    again = decide(("b", "other_day", "2024-05-12T07:00"))
    both = [one for one in again.store.read(Figure) if len([r for r in one.trace if "decisions" in r]) > 1]
    assert both, "a number and a day both stand in the trace"
    for row in both:
        values = RECOMPUTE["figures"](again.mission, again.store, row)
        assert values == {"low": row.low, "high": row.high}
    decisions = {one.on: f"decisions/{one.id}" for one in found.store.read(Decision)}
    assert residual(found, "list") == [("", 50, 50)]
    for table, kind in (("figures", Figure), ("conflicts", Conflict), ("residuals", Residual)):
        for row in found.store.read(kind):
            again = RECOMPUTE[table](found.mission, found.store, row)
            assert again == {name: getattr(row, name) for name in again}
            for ref in row.trace:
                assert decisions.get(ref, ref) == ref or decisions[ref] in row.trace


def test_the_counts_as_written_stay_as_they_are(decide):
    before = decide().store.read(Count)
    assert decide(("b", "set_aside", ""), ("c", "correct", "1")).store.read(Count) == before


def test_setting_a_count_aside_means_it_however_often_it_is_told(root, decide):
    counts = root / "counts" / "counts.csv"
    copied = "c2,,2024-05-12T08:00,wire,arrived_cumulative,STATE,HAVEN,refugees,more than,45000,,people\n"
    counts.write_text(counts.read_text("utf-8") + copied, "utf-8")
    assert arrived(decide(("c", "set_aside", ""))) == {"consistent": (41000, 41000)}


def test_merging_a_copy_leaves_the_count_standing(root, decide):
    counts = root / "counts" / "counts.csv"
    copied = "b2,,2024-05-12T08:00,wire,arrived_cumulative,STATE,HAVEN,refugees,exact,41000,41000,people\n"
    counts.write_text(counts.read_text("utf-8") + copied, "utf-8")
    merged = decide(("c", "set_aside", ""), ("b2", "same_count", "b"))
    assert arrived(merged) == {"consistent": (41000, 41000)}
