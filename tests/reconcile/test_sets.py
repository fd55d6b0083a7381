"""Conflicts of more than two counts, repairs and their ties, and ranges that follow from what bears on them."""

from __future__ import annotations

import itertools
import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reported import counts, mission

from needline.model import Count, Kind, Place, Range, Source, content_id
from needline.model.mission import FigureRules
from needline.reconcile import reconcile
from needline.reconcile.repairs import least_sets

PLACES = [
    Place(id="STATE", name="State", names=["State"]),
    Place(id="HAVEN", name="Haven", names=["Haven"]),
    *(Place(id=one, name=one, names=[one], kind="area", parent="HAVEN") for one in ("EAST", "WEST", "NORTH")),
    Place(id="CITY", name="City", names=["City"], parent="STATE"),
]


def sets(text: str, as_of: str = "2024-06-01", **more):
    given_ = counts(text)
    found = reconcile(mission(as_of, **more), given_, PLACES)
    names = {f"counts/{one.count}": one.name for one in given_}
    conflicts = {
        " ".join(sorted(names[ref] for ref in one.members)): (one.gap, tuple(one.gives))
        for one in found.conflicts
    }
    return found, conflicts, names


CASES = [
    (
        "a day's count is what the sum rose by in that day",
        """
        a arrived_cumulative 2024-05-09T20:00 exact 4000 4000
        b arrived_in_day 2024-05-10 exact 2000 2000
        c arrived_cumulative 2024-05-11T08:00 exact 5500 5500
        """,
        {"a b c": 500},
    ),
    (
        "days that touch carry the sum from one to the other; the day is missed by what is missing in all",
        """
        a arrived_cumulative 2024-05-09 exact 4000 4000
        b arrived_in_day 2024-05-10 exact 1000 1000
        c arrived_in_day 2024-05-11 exact 800 800
        d arrived_cumulative 2024-05-12T00:00 exact 5700 5700
        """,
        {"a b c d": 100},
    ),
    (
        "a day that rose too little is a conflict too",
        """
        a arrived_cumulative 2024-05-10T00:00 exact 4000 4000
        b arrived_in_day 2024-05-10 exact 300 300
        c arrived_cumulative 2024-05-10T22:00 exact 5000 5000
        """,
        {"a b c": 700},
    ),
    (
        "areas of one country do not overlap: three counts of three hours are more than the whole",
        """
        a housed 2024-05-10T08:00 exact 400 400 to=EAST
        b housed 2024-05-10T08:00 exact 500 500 to=WEST
        c housed 2024-05-10T08:00 exact 300 300 to=NORTH
        d housed 2024-05-10T08:00 exact 1000 1000
        """,
        {"a b c d": 200},
    ),
    (
        "two of them are enough, and the third is left out of the minimal set",
        """
        a housed 2024-05-10T08:00 exact 700 700 to=EAST
        b housed 2024-05-10T08:00 exact 500 500 to=WEST
        d housed 2024-05-10T08:00 exact 1000 1000
        """,
        {"a b d": 200},
    ),
    (
        "a part above its whole is a pair",
        """
        a housed 2024-05-10T08:00 exact 1700 1700 to=EAST
        d housed 2024-05-10T08:00 exact 1000 1000
        """,
        {"a d": 700},
    ),
    (
        "who is registered has arrived, at a later hour as well",
        """
        a registered_cumulative 2024-05-10T08:00 exact 4200 4200
        b arrived_cumulative 2024-05-10T12:00 exact 4000 4000
        """,
        {"a b": 200},
    ),
    (
        "but not at an earlier one",
        """
        a registered_cumulative 2024-05-10T12:00 exact 4200 4200
        b arrived_cumulative 2024-05-10T08:00 exact 4000 4000
        """,
        {},
    ),
    (
        "who is housed in an area and who arrived in the country",
        """
        a housed 2024-05-10T08:00 exact 4200 4200 to=EAST
        b arrived_cumulative 2024-05-10T12:00 up_to - 4000
        """,
        {"a b": 200},
    ),
    (
        "men and women are all: less than the whole",
        """
        a registered_cumulative 2024-05-10T08:00 exact 400 400 group=refugees_men
        b registered_cumulative 2024-05-10T08:00 exact 500 500 group=refugees_women
        c registered_cumulative 2024-05-10T08:00 exact 1000 1000
        """,
        {"a b c": 100},
    ),
    (
        "men, women and children may overlap or not: only the part is asked",
        """
        a registered_cumulative 2024-05-10T08:00 exact 400 400 group=refugees_men
        b registered_cumulative 2024-05-10T08:00 exact 600 600 group=refugees_women
        c registered_cumulative 2024-05-10T08:00 exact 500 500 group=refugees_children
        d registered_cumulative 2024-05-10T08:00 exact 1000 1000
        """,
        {},
    ),
    (
        "who left and who remain are at most the baseline",
        """
        a baseline_population 2024-01-01 exact 9000 9000 to=
        b arrived_cumulative 2024-05-10T08:00 exact 8500 8500
        c remaining 2024-05-10T12:00 exact 700 700 to= group=residents
        """,
        {"a b c": 200},
    ),
    (
        "a baseline is judged by itself: another that is large enough is no conflict",
        """
        a baseline_population 2024-01-01 exact 9000 9000 to=
        o baseline_population 2019-01-01 exact 12000 12000 to=
        b arrived_cumulative 2024-05-10T08:00 exact 8500 8500
        c remaining 2024-05-10T12:00 exact 700 700 to= group=residents
        """,
        {"a b c": 200},
    ),
    (
        "who came back may leave again",
        """
        a baseline_population 2024-01-01 exact 9000 9000 to=
        b arrived_cumulative 2024-05-10T08:00 exact 8500 8500
        c remaining 2024-05-10T12:00 exact 700 700 to= group=residents
        d returned_cumulative 2024-05-10T13:00 exact 250 250 from=HAVEN to=STATE
        """,
        {},
    ),
    (
        "who arrived is no baseline's whole alone: those who left are more than there were",
        """
        a baseline_population 2024-01-01 exact 8000 8000 to=
        b arrived_cumulative 2024-05-10T08:00 exact 8500 8500
        """,
        {"a b": 500},
    ),
    (
        "a city's people are people of the state",
        """
        a remaining 2024-05-10T12:00 exact 700 700 from=CITY to= group=residents
        b remaining 2024-05-10T12:00 up_to - 500 to= group=residents
        """,
        {"a b": 200},
    ),
]


@pytest.mark.parametrize(("rule", "text", "wanted"), CASES, ids=[one[0] for one in CASES])
def test_rule(rule, text, wanted):
    _, conflicts, _ = sets(text)
    assert {names: gap for names, (gap, _) in conflicts.items()} == wanted, rule
    for gap, gives in conflicts.values():
        assert set(gives) == {gap}, rule


@pytest.mark.parametrize(("rule", "text", "wanted"), CASES, ids=[one[0] for one in CASES])
def test_a_set_is_minimal_and_closes_when_one_gives(rule, text, wanted):
    """Without any one member nothing is left of the conflict, nor where one member gives what it is said to give."""
    given_ = {one.name: one for one in counts(text)}
    for names, gap in wanted.items():
        members = [given_[name] for name in names.split()]
        for position, one in enumerate(members):
            others = members[:position] + members[position + 1 :]
            assert reconcile(mission("2024-06-01"), others, PLACES).conflicts == [], rule
            eased = msgspec.structs.replace(
                one,
                low=None if one.low is None else max(one.low - gap, 0),
                high=None if one.high is None else one.high + gap,
            )
            assert reconcile(mission("2024-06-01"), [*others, eased], PLACES).conflicts == [], rule


def test_a_mission_adds_a_kind_with_its_relations():
    own = {
        "screened_cumulative": Kind(behaviour="cumulative", part_of="registered_cumulative"),
        "screened_in_day": Kind(behaviour="flow", difference_of="screened_cumulative"),
    }
    text = """
        a screened_cumulative 2024-05-09T20:00 exact 400 400
        b screened_in_day 2024-05-10 exact 200 200
        c screened_cumulative 2024-05-11T08:00 exact 550 550
        d registered_cumulative 2024-05-12T08:00 exact 500 500
    """
    _, conflicts, _ = sets(text, kinds=own)
    assert {names: gap for names, (gap, _) in conflicts.items()} == {"a b c": 50, "c d": 50, "a b d": 100}


def test_what_a_mission_relates_in_a_circle_or_to_nothing_is_told():
    own = {
        "a": Kind(behaviour="stock", part_of="b"),
        "b": Kind(behaviour="stock", part_of="a"),
        "c": Kind(behaviour="flow", difference_of="housed"),
        "d": Kind(behaviour="stock", part_of="hosed"),
    }
    found = reconcile(mission("2024-06-01", kinds=own), [], PLACES)
    told = {(one.where, one.code) for one in found.problems}
    assert told == {
        ("kinds.a, part_of", "kind"),
        ("kinds.b, part_of", "kind"),
        ("kinds.c, difference_of", "kind"),
        ("kinds.d, part_of", "kind"),
    }
    assert "housed" in next(one.mend for one in found.problems if one.where == "kinds.d, part_of")


CIRCLE = """
a arrived_cumulative 2024-05-10T08:00 exact 4000 4000
b arrived_cumulative 2024-05-10T08:00 exact 4000 4000
c arrived_cumulative 2024-05-10T08:00 exact 4000 4000
"""


def test_a_circle_of_citations_is_found_and_is_one_witness():
    names = ["wire", "agency", "paper"]
    circle = [
        msgspec.structs.replace(one, said_by=names[number], counted_by=names[(number + 1) % 3])
        for number, one in enumerate(counts(CIRCLE))
    ]
    found = reconcile(mission("2024-05-11"), circle, PLACES)
    (told,) = [one for one in found.problems if one.code == "citation-loop"]
    assert "agency → paper → wire → agency" in told.found
    ((witness,),) = found.witnesses.values()
    assert len(witness.copies) == 2
    assert found.conflicts == []


def test_one_cites_another_without_a_circle():
    line = [
        msgspec.structs.replace(one, said_by=said, counted_by="ministry")
        for one, said in zip(counts(CIRCLE), ("wire", "agency", "ministry"), strict=True)
    ]
    assert [one.code for one in reconcile(mission("2024-05-11"), line, PLACES).problems] == []


def test_a_count_of_the_day_that_cites_the_hours_counter_is_the_same_count():
    hour, day, other = counts("""
        a arrived_cumulative 2024-05-10T16:00 exact 4000 4000
        b arrived_cumulative 2024-05-10 exact 4000 4000 by=ministry
        c arrived_cumulative 2024-05-10 exact 4000 4000 by=agency
    """)
    found = reconcile(mission("2024-05-11"), [other, day, hour], PLACES)
    ((first, second),) = found.witnesses.values()
    assert {first.figure.name, second.figure.name} == {"a", "c"}
    assert [copy.name for one in (first, second) for copy in one.copies] == ["b"]


def test_a_correction_downwards_is_recorded_as_one_and_is_no_conflict():
    toll, corrected = counts("""
        a killed 2024-05-10T08:00 exact 70 70 to=
        b killed 2024-05-11T08:00 exact 61 61 to=
    """)
    falls = reconcile(mission("2024-05-12"), [toll, corrected], PLACES)
    assert [one.rule for one in falls.conflicts] == [
        "a sum that never falls, unless the later count corrects the earlier"
    ]
    recorded = msgspec.structs.replace(corrected, corrects=["a"])
    found = reconcile(mission("2024-05-12"), [toll, recorded], PLACES)
    assert found.conflicts == []
    assert [(one.code, one.severity) for one in found.problems] == [("correction", "note")]
    assert [(one.low, one.high) for one in found.figures if one.measure == "killed"] == [(61.0, None)]
    before = reconcile(mission("2024-05-12"), [toll], PLACES)
    assert [one.low for one in before.figures] == [70.0], "known before the correction, the toll stands"


def test_what_a_text_denies_is_compared_with_nothing():
    told, denied = counts("""
        a killed 2024-05-10T08:00 exact 70 70 to=
        b killed 2024-05-10T08:00 exact 40 40 to=
    """)
    denied = msgspec.structs.replace(denied, denied=True, low=None, high=None, said_by="", counted_by="")
    found = reconcile(mission("2024-05-12"), [told, denied], PLACES)
    assert found.conflicts == []
    assert {ref for one in found.figures for ref in one.trace} == {f"counts/{told.count}"}
    assert found.problems == []


@pytest.mark.parametrize("names", [["nothing"], ["b"]])
def test_a_correction_of_nothing_or_of_itself_is_told(names):
    toll, corrected = counts("""
        a killed 2024-05-10T08:00 exact 70 70 to=
        b killed 2024-05-11T08:00 exact 71 71 to=
    """)
    wrong = msgspec.structs.replace(corrected, corrects=names)
    found = reconcile(mission("2024-05-12"), [toll, wrong], PLACES)
    assert [(one.code, one.severity) for one in found.problems] == [("correction", "warning")]
    assert [one.low for one in found.figures] == [71.0]


def test_two_counts_that_correct_each_other_both_stand():
    toll, corrected = counts("""
        a killed 2024-05-10T08:00 exact 70 70 to=
        b killed 2024-05-11T08:00 exact 71 71 to=
    """)
    both = [msgspec.structs.replace(toll, corrects=["b"]), msgspec.structs.replace(corrected, corrects=["a"])]
    found = reconcile(mission("2024-05-12"), both, PLACES)
    assert [one.low for one in found.figures] == [71.0]
    assert {one.severity for one in found.problems} == {"warning"}


# repairs


def repairs(text: str, grades: dict[str, str] | None = None):
    sources = [
        Source(id=who, name=who, kind="un", reliability=letter) for who, letter in (grades or {}).items()
    ]
    given_ = counts(text)
    found = reconcile(mission("2024-06-01"), given_, PLACES, [], sources)
    names = {f"counts/{one.count}": one.name for one in given_}
    return sorted("".join(sorted(names[ref] for ref in one.set_aside)) for one in found.repairs), found


def test_one_count_against_many_is_least_to_set_aside():
    aside, found = repairs("""
        a arrived_cumulative 2024-05-10T08:00 exact 4000 4000
        x arrived_cumulative 2024-05-11T08:00 exact 9000 9000 by=wire
        b arrived_cumulative 2024-05-12T08:00 exact 5000 5000
        c arrived_cumulative 2024-05-13T08:00 exact 6000 6000
    """)
    assert aside == ["x"]
    assert [one.must_give == one.set_aside for one in found.repairs] == [True]


@pytest.mark.parametrize(
    ("grades", "aside", "rule"),
    [
        ({}, ["a", "b"], "no grade: either side"),
        ({"ministry": "B", "wire": "B"}, ["a", "b"], "one grade: either side"),
        ({"ministry": "A", "wire": "D"}, ["b"], "the less reliable source weighs less"),
        (
            {"ministry": "F", "wire": "C"},
            ["a", "b"],
            "a source that cannot be judged weighs as one in the middle",
        ),
    ],
)
def test_grades_weigh(grades, aside, rule):
    found, _ = repairs(
        """
        a arrived_cumulative 2024-05-10T08:00 exact 4000 4000
        b arrived_cumulative 2024-05-10T08:00 exact 4100 4100 by=wire
        """,
        grades,
    )
    assert found == aside, rule


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.frozensets(st.sampled_from("abcdefg"), min_size=1, max_size=4), min_size=1, max_size=7),
    st.lists(st.integers(1, 3), min_size=7, max_size=7),
)
def test_the_least_sets_are_those_of_trying_every_set(given_, weights_):
    weights = dict(zip("abcdefg", map(float, weights_), strict=True))
    every = [
        one
        for size in range(8)
        for one in itertools.combinations("abcdefg", size)
        if all(set(one) & each for each in given_)
    ]
    least = min(sum(weights[id_] for id_ in one) for one in every)
    wanted = sorted(one for one in every if sum(weights[id_] for id_ in one) == least)
    sets_, weight, more = least_sets(
        list(dict.fromkeys(given_)), {one: weights[one] for one in frozenset().union(*given_)}
    )
    assert weight == least
    assert (sets_, more) == (wanted[:32], len(wanted) > 32)


# ranges that follow from others


RANGES = [
    (
        "the whole holds its parts",
        """
        a remaining 2024-05-10T12:00 exact 700 700 from=CITY to= group=residents
        b remaining 2024-05-10T12:00 between 100 5000 to= group=residents
        """,
        ("remaining", "STATE", 700.0, 5000.0),
    ),
    (
        "a part is at most its whole",
        """
        a remaining 2024-05-10T12:00 at_least 100 - from=CITY to= group=residents
        b remaining 2024-05-10T12:00 between 100 5000 to= group=residents
        """,
        ("remaining", "CITY", 100.0, 5000.0),
    ),
    (
        "a part is at most its whole less the other parts",
        """
        a housed 2024-05-10T12:00 exact 400 400 to=EAST
        b housed 2024-05-10T12:00 at_least 10 - to=WEST
        d housed 2024-05-10T12:00 exact 1000 1000
        """,
        ("housed", "WEST", 10.0, 600.0),
    ),
    (
        "who arrived are at least those registered",
        """
        a arrived_cumulative 2024-05-10T08:00 more_than 4000 -
        b registered_cumulative 2024-05-10T08:00 exact 4200 4200
        """,
        ("arrived_cumulative", "HAVEN", 4200.0, None),
    ),
]


@pytest.mark.parametrize(("rule", "text", "wanted"), RANGES, ids=[one[0] for one in RANGES])
@pytest.mark.parametrize("exact", [[], ["all"]], ids=["outer", "exact"])
def test_a_range_follows_from_what_bears_on_it(rule, text, wanted, exact):
    asked = mission("2024-05-10T12:00", figures=FigureRules(exact=exact))
    found = reconcile(asked, counts(text), PLACES)
    measure, place, low, high = wanted
    (figure,) = [
        one
        for one in found.figures
        if (one.measure, one.place, one.scenario) == (measure, place, "consistent")
    ]
    assert (figure.low, figure.high) == (low, high), rule
    if exact and not figure.carried:
        assert figure.exactness == "exact"


def test_an_exact_range_uses_what_passing_ranges_on_does_not():
    """Between two counts a day's flow leaves less room than the counts alone: only the program sees it."""
    text = """
        a arrived_cumulative 2024-05-09T20:00 exact 4000 4000
        b arrived_in_day 2024-05-10 exact 900 900
        c arrived_cumulative 2024-05-12T08:00 exact 5500 5500
    """
    ranges = {}
    for exact in ([], ["arrived_cumulative"]):
        asked = mission("2024-05-11T08:00", figures=FigureRules(exact=exact))
        (figure,) = [
            one
            for one in reconcile(asked, counts(text), PLACES).figures
            if one.measure == "arrived_cumulative" and one.scenario == "consistent"
        ]
        ranges[figure.exactness] = (figure.low, figure.high)
    assert ranges == {"outer": (4000.0, 5500.0), "exact": (4900.0, 5500.0)}


# honest worlds


@st.composite
def lands(draw):
    """Areas, hours and measures with a true number each, and true figures of some of them, the whole among these."""
    seed = draw(st.integers(0, 10_000))
    areas, hours = draw(st.integers(2, 4)), draw(st.integers(1, 4))
    return seed, areas, hours


def _world(seed: int, areas: int, hours: int) -> tuple[list[Count], dict[tuple[str, str, int], int]]:
    drawn = random.Random(seed)  # noqa: S311 - a world, not a secret
    names = [*["EAST", "WEST", "NORTH"][: areas - 1], "HAVEN"]
    truth: dict[tuple[str, str, int], int] = {}
    for name in names[:-1]:
        arrived = registered = 0
        for hour in range(hours):
            arrived += drawn.randint(0, 400)
            registered = drawn.randint(registered, arrived)
            truth["arrived_cumulative", name, hour] = arrived
            truth["registered_cumulative", name, hour] = registered
    for hour in range(hours):
        for measure in ("arrived_cumulative", "registered_cumulative"):
            truth[measure, "HAVEN", hour] = sum(truth[measure, name, hour] for name in names[:-1])
        truth["housed", "HAVEN", hour] = drawn.randint(0, truth["arrived_cumulative", "HAVEN", hour])
    for hour in range(1, hours):
        rise = truth["arrived_cumulative", "HAVEN", hour] - truth["arrived_cumulative", "HAVEN", hour - 1]
        truth["arrived_in_day", "HAVEN", hour] = rise
    lines = []
    for number, ((measure, place, hour), value) in enumerate(sorted(truth.items())):
        if drawn.random() < 0.7:
            low, high = max(value - drawn.choice((0, 5, 90)), 0), value + drawn.choice((0, 5, 90))
            when = (
                f"2024-05-{10 + hour:02}" if measure == "arrived_in_day" else f"2024-05-{11 + hour:02}T00:00"
            )
            lines.append(f"r{number} {measure} {when} between {low} {high} to={place}")
    return counts("\n".join(lines)) if lines else [], truth


@settings(deadline=None, max_examples=60)
@given(lands())
def test_honest_figures_of_areas_and_days_never_conflict_and_every_range_holds_the_truth(drawn):
    seed, areas, hours = drawn
    given_, truth = _world(seed, areas, hours)
    for hour in range(hours):
        for exact in ([], ["all"]):
            asked = mission(f"2024-05-{11 + hour:02}T00:00", figures=FigureRules(exact=exact))
            found = reconcile(asked, given_, PLACES)
            assert found.conflicts == []
            assert found.repairs == []
            for figure in found.figures:
                value = truth.get((figure.measure, figure.place, hour))
                if value is None or figure.measure == "arrived_in_day":
                    continue
                if figure.carried:
                    continue  # a stock carried forward may have changed meanwhile
                assert value in Range(figure.low, figure.high), (figure, value)
                for one in given_:
                    same = (one.measure, one.to_place) == (figure.measure, figure.place)
                    if same and one.as_of_start == asked.as_of and figure.scenario == "consistent":
                        assert figure.low is not None
                        assert figure.high is not None
                        assert one.low <= figure.low <= figure.high <= one.high, "no wider than one figure"


@settings(deadline=None, max_examples=40)
@given(lands(), st.integers(0, 1000))
def test_every_conflict_holds_a_lie_and_the_order_changes_nothing(drawn, chosen):
    seed, areas, hours = drawn
    given_, _ = _world(seed, areas, hours)
    if not given_:
        return
    lie = given_[chosen % len(given_)]
    wrong = msgspec.structs.replace(
        lie,
        count=content_id("count", lie.count, "lie"),
        low=lie.high * 2 + 300,
        high=lie.high * 2 + 300,
        number_low=lie.high * 2 + 300,
        number_high=lie.high * 2 + 300,
    )
    told = [one for one in given_ if one is not lie] + [wrong]
    found = reconcile(mission("2024-05-12T00:00"), told, PLACES)
    assert all(f"counts/{wrong.count}" in one.members for one in found.conflicts)
    mixed = random.Random(seed).sample(told, len(told))  # noqa: S311 - an order, not a secret
    again = reconcile(mission("2024-05-12T00:00"), mixed, PLACES)
    assert again.figures == found.figures
    assert again.conflicts == found.conflicts
    assert again.repairs == found.repairs
    assert again.residuals == found.residuals
