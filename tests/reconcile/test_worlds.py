"""The rules of reconciling, each shown on a small world of another crisis. The figures are made up."""

from __future__ import annotations

import datetime as dt
import itertools

import msgspec
import pytest
from reported import counts, mission

from needline.model import Count, Kind
from needline.model.mission import FigureRules
from needline.reconcile import reconcile
from needline.reconcile.kinds import kinds
from needline.reconcile.quantities import gather, strangers


def reconciled(text: str, as_of: str, **more):
    """The readings of each figure as `low..high`, and the pairs that cannot both hold with their gap."""
    asked = mission(as_of, **more)
    given = counts(text)
    found = reconcile(asked, given)
    figures = [one for one in found.figures if one.scenario != "bound"]
    assert len({figure.figure for figure in figures}) == len(figures), "an id names one row"
    several = len(found.witnesses) > 1
    ranges = {
        (f"{one.measure} of {one.unit}" if several else one.scenario): f"{_end(one.low)}..{_end(one.high)}"
        for one in figures
    }
    names = {f"counts/{one.count}": one.name for one in given}
    pairs = {"/".join(sorted(names[ref] for ref in one.members)): one.gap for one in found.conflicts}
    return ranges, pairs


def _end(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


WORLDS = [
    (
        "a sum lies between what had been counted before and what was counted after",
        """
        a arrived_cumulative 2024-05-10T08:00 exact 4000 4000
        b arrived_cumulative 2024-05-12T08:00 exact 9000 9000
        """,
        "2024-05-11T12:00", {"consistent": "4000..9000"}, {},
    ),
    (
        "at the very hour of a count it is that count",
        """
        a arrived_cumulative 2024-05-10T08:00 exact 4000 4000
        b arrived_cumulative 2024-05-12T08:00 exact 9000 9000
        """,
        "2024-05-12T08:00", {"consistent": "9000..9000"}, {},
    ),
    (
        "after the last count the sum is open above, before the first below",
        "a arrived_cumulative 2024-05-10T08:00 exact 4000 4000",
        "2024-05-11T12:00", {"consistent": "4000.."}, {},
    ),
    (
        "more than is open above, and closed at the number",
        "a arrived_cumulative 2024-05-10T08:00 more_than 4000 -",
        "2024-05-10T08:00", {"consistent": "4000.."}, {},
    ),
    (
        "a bare date bounds from below only once its day is over",
        "a arrived_cumulative 2024-05-10 exact 4000 4000",
        "2024-05-10T23:00", {}, {},
    ),
    (
        "a bare date bounds from above only before its day begins",
        "a arrived_cumulative 2024-05-10 exact 4000 4000",
        "2024-05-09T12:00", {"consistent": "..4000"}, {},
    ),
    (
        "a date and an hour of that day contradict nothing: the day's hour is not known",
        """
        a arrived_cumulative 2024-05-10 exact 4000 4000
        b arrived_cumulative 2024-05-10T08:00 exact 5000 5000
        """,
        "2024-05-10T08:00", {"consistent": "5000..5000"}, {},
    ),
    (
        "a day is a day in the mission's zone: 23:00 UTC is the next day at +02:00",
        """
        a arrived_cumulative 2024-05-10T23:00+00:00 exact 5000 5000
        b arrived_cumulative 2024-05-10 exact 4000 4000
        """,
        "2024-05-12", {"consistent": "5000.."}, {},
    ),
    (
        "a sum that falls from one day to the next is a conflict, and each side has its reading",
        """
        a arrived_cumulative 2024-05-10 exact 5000 5000
        b arrived_cumulative 2024-05-12 exact 4000 4000
        """,
        "2024-05-13", {"contested": "4000..", "if a": "5000..", "if b": "4000.."}, {"a/b": 1000.0},
    ),
    (
        "two counts of one hour are a conflict both ways, and what nobody contests stands apart",
        """
        a arrived_cumulative 2024-05-10T08:00 exact 3000 3000
        b arrived_cumulative 2024-05-11T08:00 exact 5000 5000
        c arrived_cumulative 2024-05-11T08:00 more_than 6000 -
        """,
        "2024-05-11T08:00",
        {"contested": "3000..", "uncontested": "3000..", "if b": "5000..5000", "if c": "6000.."}, {"b/c": 1000.0},
    ),
    (
        "a conflict that does not touch the instant leaves one range",
        """
        a arrived_cumulative 2024-05-01T08:00 exact 5000 5000
        b arrived_cumulative 2024-05-02T08:00 exact 4000 4000
        c arrived_cumulative 2024-05-11T08:00 exact 9000 9000
        """,
        "2024-05-11T08:00", {"consistent": "9000..9000"}, {"a/b": 1000.0},
    ),
    (
        "a correction downward is a conflict until somebody decides",
        """
        a killed 2024-05-10T08:00 exact 70 70 to=
        b killed 2024-05-11T08:00 exact 61 61 to=
        """,
        "2024-05-11T09:00", {"contested": "61..", "if a": "70..", "if b": "61.."}, {"a/b": 9.0},
    ),
    (
        "about is half the place of the last digit either way: 19,000 and 19,400 share a value",
        """
        a arrived_cumulative 2024-05-10T08:00 about 19000 19000
        b arrived_cumulative 2024-05-10T08:00 exact 19400 19400
        """,
        "2024-05-10T08:00", {"consistent": "19400..19400"}, {},
    ),
    (
        "people are counted one by one: about 7 and about 6 share no whole number",
        """
        a missing 2024-05-10T08:00 about 7 7 to=
        b missing 2024-05-10T08:00 about 6 6 to=
        """,
        "2024-05-10T08:00", {"contested": "6..7", "if a": "7..7", "if b": "6..6"}, {"a/b": 1.0},
    ),
    (
        "almost n is 0.95 n to n",
        "a housed 2024-05-10T08:00 almost 48000 48000",
        "2024-05-10T08:00", {"consistent": "45600..48000"}, {},
    ),
    (
        "dozens are 24 to 99, hundreds 200 to 999",
        """
        a missing 2024-05-10T08:00 dozens - - to=
        b injured 2024-05-10T08:00 hundreds - - to=
        """,
        "2024-05-10T08:00", {"missing of people": "24..99", "injured of people": "200..999"}, {},
    ),
    (
        "a stock is carried forward for the days stated",
        "a remaining 2024-05-10 exact 800 800 to= group=residents",
        "2024-05-17", {"consistent": "800..800"}, {},
    ),
    (
        "and no longer",
        "a remaining 2024-05-10 exact 800 800 to= group=residents",
        "2024-05-18T12:00", {}, {},
    ),
    (
        "a newer stock supersedes an older one that it contradicts",
        """
        a remaining 2024-05-10 exact 800 800 to= group=residents
        b remaining 2024-05-12 exact 300 300 to= group=residents
        """,
        "2024-05-13", {"consistent": "300..300"}, {},
    ),
    (
        "an older stock narrows a newer one that it agrees with",
        """
        a remaining 2024-05-10 up_to - 999 to= group=residents
        b remaining 2024-05-12 at_least 50 - to= group=residents
        """,
        "2024-05-13", {"consistent": "50..999"}, {},
    ),
    (
        "two stocks of one day that disagree may hold one after the other: either",
        """
        a remaining 2024-05-12 exact 300 300 to= group=residents
        b remaining 2024-05-12 exact 800 800 to= group=residents
        """,
        "2024-05-13", {"consistent": "300..800"}, {},
    ),
    (
        "two stocks of one hour cannot both hold",
        """
        a remaining 2024-05-12T10:00 exact 300 300 to= group=residents
        b remaining 2024-05-12T10:00 exact 800 800 to= group=residents
        """,
        "2024-05-13", {"contested": "300..800", "if a": "300..300", "if b": "800..800"}, {"a/b": 500.0},
    ),
    (
        "newer contested stocks supersede an older one that nobody contests",
        """
        a remaining 2024-05-08 exact 5000 5000 to= group=residents
        b remaining 2024-05-12T10:00 exact 18000 18000 to= group=residents
        c remaining 2024-05-12T10:00 exact 19000 19000 to= group=residents
        """,
        "2024-05-13",
        {"contested": "18000..19000", "if b": "18000..18000", "if c": "19000..19000"}, {"b/c": 1000.0},
    ),
    (
        "and older contested ones too",
        """
        a remaining 2024-05-08T10:00 exact 5000 5000 to= group=residents
        b remaining 2024-05-08T10:00 exact 6000 6000 to= group=residents
        c remaining 2024-05-12T10:00 exact 18000 18000 to= group=residents
        d remaining 2024-05-12T10:00 exact 19000 19000 to= group=residents
        """,
        "2024-05-13",
        {"contested": "18000..19000", "if c": "18000..18000", "if d": "19000..19000"},
        {"a/b": 1000.0, "c/d": 1000.0},
    ),
    (
        "a newer stock that nobody contests supersedes contested ones",
        """
        a remaining 2024-05-12T10:00 exact 300 300 to= group=residents
        b remaining 2024-05-12T10:00 exact 800 800 to= group=residents
        c remaining 2024-05-12T15:00 exact 450 450 to= group=residents
        """,
        "2024-05-13", {"consistent": "450..450"}, {"a/b": 500.0},
    ),
    (
        "a stock counted after the instant says nothing of it",
        "a remaining 2024-05-14 exact 300 300 to= group=residents",
        "2024-05-13", {}, {},
    ),
    (
        "a flow is of its day",
        """
        a arrived_in_day 2024-05-10 exact 2600 2600
        b arrived_in_day 2024-05-11 exact 400 400
        """,
        "2024-05-11T09:00", {"consistent": "400..400"}, {},
    ),
    (
        "two flows of one day are a conflict",
        """
        a arrived_in_day 2024-05-10 exact 2600 2600
        b arrived_in_day 2024-05-10 about 4000 4000
        """,
        "2024-05-10T12:00", {"contested": "2600..4500", "if a": "2600..2600", "if b": "3500..4500"}, {"a/b": 900.0},
    ),
    (
        "a flow said at an hour of the day counted a part of it",
        """
        a arrived_in_day 2024-05-10 exact 2600 2600
        b arrived_in_day 2024-05-10T12:00 exact 1100 1100
        """,
        "2024-05-10T12:00", {"consistent": "2600..2600"}, {},
    ),
    (
        "what hardly changes is compared across its dates",
        """
        a share_with_disability 2024-05-01 exact 2 2 unit=percent
        b share_with_disability 2024-08-01 about 16 16 unit=percent
        """,
        "2024-05-10", {"contested": "2..16.5", "if a": "2..2", "if b": "15.5..16.5"}, {"a/b": 13.5},
    ),
    (
        "a share that agrees is narrowed",
        """
        a share_with_disability 2024-05-01 between 10 16 unit=percent
        b share_with_disability 2024-08-01 about 16 16 unit=percent
        """,
        "2024-05-10", {"consistent": "15.5..16"}, {},
    ),
    (
        "baselines of different dates are alternatives, no conflict; the latest before the instant is taken",
        """
        a baseline_population 2015-12-01 exact 145053 145053 to= group=all
        b baseline_population 2023-09-01 about 120000 120000 to= group=all
        c baseline_population 2025-01-01 exact 99000 99000 to= group=all
        """,
        "2024-05-10", {"consistent": "115000..125000"}, {},
    ),
    (
        "of two baselines of one day, either",
        """
        a baseline_population 2015-12-01 exact 145053 145053 to= group=all
        b baseline_population 2015-12-01 exact 138000 138000 to= group=all
        """,
        "2024-05-10", {"consistent": "138000..145053"}, {},
    ),
    (
        "a plan contradicts nothing",
        """
        a planned 2024-05-10 exact 50000 50000
        b planned 2024-05-10 exact 80000 80000
        """,
        "2024-05-11", {"consistent": "50000..80000"}, {},
    ),
    (
        "one count told twice is one witness",
        """
        a arrived_cumulative 2024-05-10T08:00 exact 4000 4000
        b arrived_cumulative 2024-05-10T08:00 exact 4000 4000 by=agency
        c arrived_cumulative 2024-05-10T08:00 exact 4100 4100 by=agency
        """,
        "2024-05-10T09:00", {"contested": "4000..", "if a": "4000..", "if c": "4100.."}, {"a/c": 100.0},
    ),
    (
        "people are never compared with households",
        """
        a displaced 2024-05-10T08:00 exact 5000 5000 unit=households
        b displaced 2024-05-10T08:00 exact 24000 24000
        """,
        "2024-05-10T08:00",
        {"displaced of households": "5000..5000", "displaced of people": "24000..24000"}, {},
    ),
    (
        "damage in tonnes is not rounded to whole tonnes",
        "a destroyed 2024-05-10T08:00 exact 2.5 2.5 to= unit=other",
        "2024-05-10T08:00", {"consistent": "2.5..2.5"}, {},
    ),
    (
        "a figure without a time bounds nothing",
        "a arrived_cumulative ? exact 4000 4000",
        "2024-05-10", {}, {},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "world", "as_of", "ranges", "pairs"), WORLDS, ids=[one[0] for one in WORLDS]
)
def test_rule(rule, world, as_of, ranges, pairs):
    assert reconciled(world, as_of) == (ranges, pairs), rule


@pytest.mark.parametrize("rule", ["the order of evidence changes nothing"])
@pytest.mark.parametrize("world", [one[1:3] for one in WORLDS], ids=[one[0] for one in WORLDS])
def test_order(world, rule):
    lines = [line.strip() for line in world[0].strip().splitlines()]
    first = reconciled("\n".join(lines), world[1])
    for order in itertools.permutations(lines):
        assert reconciled("\n".join(order), world[1]) == first, rule


def test_copies_are_counted_with_the_first_published():
    same = counts("""
        later arrived_cumulative 2024-05-10T08:00 exact 4000 4000 by=agency
        first arrived_cumulative 2024-05-10T08:00 exact 4000 4000
    """)
    dated = [_published(one, day) for one, day in zip(same, (12, 10), strict=True)]
    asked = mission("2024-05-11")
    for order in itertools.permutations(dated):
        ((witness,),) = gather(order, asked, kinds(asked)).values()
        assert witness.figure.name == "first"
        assert [one.name for one in witness.copies] == ["later"]


def _published(count: Count, day: int) -> Count:
    return msgspec.structs.replace(count, published=dt.datetime(2024, 5, day, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("line", "group", "rule"),
    [
        ("a arrived_cumulative 2024-05-10 exact 9 9 group=refugees", "fled", "the words of the mission"),
        (
            "a arrived_cumulative 2024-05-10 exact 9 9 group=all",
            "fled",
            "who arrived belongs to those who fled",
        ),
        (
            "a registered_cumulative 2024-05-10 exact 9 9 group=",
            "fled",
            "the registered are part of the arrived",
        ),
        (
            "a remaining 2024-05-10 exact 9 9 to= group=people",
            "stayed",
            "who remains belongs to those who stayed",
        ),
        (
            "a arrived_cumulative 2024-05-10 exact 9 9 group=refugee_women",
            "refugee women",
            "fewer: as written",
        ),
        ("a injured 2024-05-10 exact 9 9 to= group=all", "all", "an injury may be anybody's"),
        ("a killed 2024-05-10 exact 9 9 to= group=Residents", "stayed", "a named group, however written"),
    ],
)
def test_whom_a_figure_counts(line, group, rule):
    asked = mission("2024-05-11")
    (quantity,) = gather(counts(line), asked, kinds(asked))
    assert quantity.group == group, rule


@pytest.mark.parametrize(
    ("group", "found", "rule"),
    [
        ("refugees", [], "a word of the mission"),
        ("Refugees", [], "however written"),
        ("fled", [], "the group's id"),
        ("all", [], "anybody"),
        ("refugees_aged_60", [], "fewer than the group"),
        ("people_with_disabilities", [], "fewer than anybody"),
        ("refugess", ["Did you mean refugees?"], "a misspelt group is told, with the near name"),
        ("refugess_women", ["Did you mean refugees?"], "and with further words"),
        (
            "miners",
            ["Known: fled, refugees, residents, stayed."],
            "a group of which the mission says nothing",
        ),
    ],
)
def test_a_group_that_is_none_of_the_missions(group, found, rule):
    lines = f"""
        a arrived_cumulative 2024-05-10 exact 9 9 group={group}
        b arrived_cumulative 2024-05-11 exact 12 12 group={group}
    """
    told = strangers(counts(lines), mission("2024-05-11"))
    assert [one.mend.partition(" Or add")[0] for one in told] == found, rule
    assert all((one.where, one.severity) == ("row 2", "warning") for one in told)
    assert all("2 counts are compared" in one.found for one in told)


def test_two_figures_of_one_speaker_without_names_keep_a_reading_each():
    """As figures read from texts come: no name of their own, one ministry, one hour."""
    both = counts("""
        - arrived_cumulative 2024-05-10T08:00 exact 4000 4000
        - arrived_cumulative 2024-05-10T08:00 exact 5000 5000
    """)
    nameless = [msgspec.structs.replace(one, name="") for one in both]
    figures = reconcile(mission("2024-05-10T08:00"), nameless).figures
    assert {one.scenario: one.low for one in figures} == {
        "contested": 4000.0,
        "if ministry (exact 4,000)": 4000.0,
        "if ministry (exact 5,000)": 5000.0,
    }


def test_a_missions_own_kind_behaves_as_it_says():
    own = {"school_days_lost": Kind(behaviour="cumulative")}
    world = """
        a school_days_lost 2024-05-10T08:00 exact 40 40 unit=other to=
        b school_days_lost 2024-05-12T08:00 exact 30 30 unit=other to=
    """
    assert reconciled(world, "2024-05-11", kinds=own)[1] == {"a/b": 10.0}


def test_a_stock_is_carried_as_long_as_the_mission_says():
    world = "a remaining 2024-05-10 exact 800 800 to= group=residents"
    assert reconciled(world, "2024-05-12", figures=FigureRules(carry_days=1))[0] == {}
    assert reconciled(world, "2024-06-01", figures=FigureRules(carry_days=30))[0] == {
        "consistent": "800..800"
    }
