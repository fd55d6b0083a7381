"""The small parts everything rests on: ranges, ids, times, qualifiers, refs, and whose people are meant."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.model import (
    Figure,
    Mission,
    Population,
    Range,
    Recipe,
    asserted,
    content_id,
    in_units,
    populations,
    problem,
    read_recipe,
    read_ref,
    read_when,
)
from needline.model.decision import read_correction
from needline.model.mission import Group

ENDS = st.none() | st.integers(-1000, 1000).map(float)


@st.composite
def ranges(draw):
    low, high = draw(ENDS), draw(ENDS)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return Range(low, high)


@st.composite
def inside(draw):
    """A range and a value in it."""
    found = draw(ranges())
    low = -2000.0 if found.low is None else found.low
    high = 2000.0 if found.high is None else found.high
    return found, draw(st.integers(int(min(low, high)), int(high)).map(float))


@given(inside(), inside())
def test_a_sum_and_a_difference_hold_those_of_their_values(one, other):
    (a, x), (b, y) = one, other
    assert x + y in a + b
    assert x - y in a - b


@given(inside(), ranges())
def test_the_hull_holds_both_and_the_meet_only_what_is_in_both(one, other):
    found, value = one
    assert value in found | other
    assert (value in found & other) == (value in other)
    assert found & other == other & found
    assert found | other == other | found


@given(ranges(), ranges())
def test_a_gap_is_there_where_no_value_is_shared(one, other):
    assert (one.gap(other) > 0) == (one & other).empty
    assert one.gap(other) == other.gap(one)


@given(
    st.lists(st.floats(0, 100), min_size=2, max_size=2).map(sorted),
    st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted),
)
def test_people_times_a_share_holds_every_product(people, share):
    found = Range(*people) * Range(*share)
    for a in people:
        for b in share:
            assert a * b in found


@pytest.mark.parametrize(
    ("found", "whole"),
    [
        (Range(2.1, 4.9), Range(3, 4)),
        (Range(3, 4), Range(3, 4)),
        (Range(3 - 1e-12, 4 + 1e-12), Range(3, 4)),
        (Range(None, 4.5), Range(None, 4)),
        (Range(2.5, None), Range(3, None)),
    ],
)
def test_whole_numbers_of_a_range(found, whole):
    assert found.whole() == whole


@pytest.mark.parametrize(
    ("found", "unit", "kept"),
    [
        (Range(2.1, 4.9), "people", Range(3, 4)),
        (Range(2.1, 4.9), "percent", Range(2.1, 4.9)),
        (Range(2.1, 4.9), "other", Range(2.1, 4.9)),
        (Range(2.1, 2.9), "people", Range(2.1, 2.9)),
    ],
)
def test_only_what_is_counted_one_by_one_is_whole(found, unit, kept):
    assert in_units(found, unit) == kept


@pytest.mark.parametrize(
    ("qualifier", "number", "low", "high"),
    [
        ("exact", (84956, 84956), 84956, 84956),
        ("more than", (50000, 50000), 50000, None),
        ("at least", (170, 170), 170, None),
        ("up to", (999, 999), None, 999),
        ("up to", (None, 999), None, 999),
        ("fewer than", (100, 100), None, 100),
        ("almost", (48000, 48000), 45600, 48000),
        ("about", (19000, 19000), 18500, 19500),
        ("about", (120000, 120000), 115000, 125000),
        ("about", (47322, 47322), 47321.5, 47322.5),
        ("about", (16, 16), 15.5, 16.5),
        ("about", (2.5, 2.5), 2.45, 2.55),
        ("between", (50, 1000), 50, 1000),
        ("dozens", (None, None), 24, 99),
        ("hundreds", (None, None), 200, 999),
        ("more than", (100000, 100999), 100000, None),
    ],
)
def test_what_a_qualifier_makes_of_a_number(qualifier, number, low, high):
    found = asserted(qualifier, *number)
    assert found.low == (None if low is None else pytest.approx(low))
    assert found.high == (None if high is None else pytest.approx(high))


@given(st.text(), st.lists(st.text() | st.integers() | st.none() | st.floats(allow_nan=False)))
def test_an_id_is_of_what_it_names(kind, values):
    assert content_id(kind, *values) == content_id(kind, *values)
    assert content_id(kind, *values) != content_id(kind, *values, "more")
    assert len(content_id(kind, *values)) == 16


def test_ids_do_not_depend_on_the_zone_of_an_instant_nor_run_words_together():
    at = dt.datetime(2023, 10, 1, 15, tzinfo=ZoneInfo("Asia/Yerevan"))
    assert content_id("x", at) == content_id("x", at.astimezone(dt.UTC))
    assert content_id("x", "ab", "c") != content_id("x", "a", "bc")
    assert content_id("claim", "a") != content_id("count", "a")
    assert content_id("x", None) != content_id("x", "")
    with pytest.raises(TypeError, match="not of object"):
        content_id("x", object())


@pytest.mark.parametrize(
    ("text", "zone", "start", "end"),
    [
        ("2023-10-01", "Asia/Yerevan", "2023-09-30T20:00:00", "2023-10-01T19:59:59.999999"),
        ("2023-10-01T15:00", "Asia/Yerevan", "2023-10-01T11:00:00", "2023-10-01T11:00:00"),
        ("2023-10-01T15:00+04:00", "UTC", "2023-10-01T11:00:00", "2023-10-01T11:00:00"),
        ("2023-10-01 15:00:30Z", "Asia/Yerevan", "2023-10-01T15:00:30", "2023-10-01T15:00:30"),
        (" 2023-10-01 ", "UTC", "2023-10-01T00:00:00", "2023-10-01T23:59:59.999999"),
        # Clocks went forward that night: the day has 23 hours.
        ("2024-03-31", "Europe/Kyiv", "2024-03-30T22:00:00", "2024-03-31T20:59:59.999999"),
        ("2024-02-29", "UTC", "2024-02-29T00:00:00", "2024-02-29T23:59:59.999999"),
    ],
)
def test_a_moment(text, zone, start, end):
    found = read_when(text, ZoneInfo(zone))
    assert found.start == dt.datetime.fromisoformat(start).replace(tzinfo=dt.UTC)
    assert found.end == dt.datetime.fromisoformat(end).replace(tzinfo=dt.UTC)
    assert found.text == text.strip()
    assert found.instant == (start == end)


@pytest.mark.parametrize(
    "text", ["", "2023", "01/10/2023", "2023-02-29", "2023-10-01T24:01", "9999-12-31", "0001-01-01"]
)
def test_what_is_no_moment(text):
    with pytest.raises(ValueError, match="is no date"):
        read_when(text, ZoneInfo("Asia/Tokyo"))


def test_days_follow_one_another_without_gap_or_overlap():
    zone = ZoneInfo("Europe/Kyiv")
    for day in range(29, 31):
        first, second = read_when(f"2024-03-{day}", zone), read_when(f"2024-03-{day + 1}", zone)
        assert first.end is not None
        assert second.start == first.end + dt.timedelta(microseconds=1)


@pytest.mark.parametrize("text", ["figures/abc", "needs/0123/in_need_low"])
def test_a_ref_is_read_back(text):
    assert str(read_ref(text)) == text


@pytest.mark.parametrize("text", ["figures", "figures/", "/abc", "a/b/c/d", ""])
def test_what_is_no_ref(text):
    with pytest.raises(ValueError, match="is no trace"):
        read_ref(text)


@given(st.text(min_size=1), st.dictionaries(st.text(), st.text()), st.none() | st.integers(0, 10**9))
def test_a_recipe_is_read_back_and_its_text_is_one(rule, where, rows):
    recipe = Recipe(rule=rule, where=where, rows=rows)
    assert read_recipe(recipe.text()) == recipe
    again = Recipe(rule=rule, where=dict(reversed(where.items())), rows=rows)
    assert again.text() == recipe.text()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("19000", Range(19000, 19000)),
        ("19,000", Range(19000, 19000)),
        ("18,000..20,000", Range(18000, 20000)),
        ("18000..", Range(18000, None)),
        ("..20000", Range(None, 20000)),
        ("0", Range(0, 0)),
    ],
)
def test_a_correction(value, found):
    assert read_correction(value) == found


def test_a_correction_of_a_share_may_have_decimals():
    assert read_correction(" 16.5 ", "percent") == Range(16.5, 16.5)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "..",
        "many",
        "5..x",
        "9..5",
        "-1",
        "inf",
        "nan..5",
        "13,5",
        "12.000",
        "16.5",
        "1,2345",
        "12,00",
        "1e3",
        "1 000",
        "20000000000",
    ],
)
def test_what_corrects_nothing(value):
    with pytest.raises(ValueError, match=r"no number|below where it begins"):
        read_correction(value)


@pytest.mark.parametrize("value", ["13,5", "12.000"])
def test_a_share_is_corrected_by_what_has_one_reading(value):
    with pytest.raises(ValueError, match="no number"):
        read_correction(value, "percent")


MISSION = Mission(
    title="", question="", as_of=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    groups=[
        Group(id="fled", names=["Those who fled"], stands_for=["Refugees"], population="arrived_cumulative"),
        Group(id="hosts", names=["Hosts"]),
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "group"),
    [("refugees", "fled"), (" REFUGEES ", "fled"), ("fled", "fled"), ("women", ""), ("", "")],
)
def test_whose_people_a_word_means(written, group):
    assert MISSION.group_of(written) == group


def figure(name: str, low: float | None, high: float | None, **more: str) -> Figure:
    values = {
        "measure": "arrived_cumulative",
        "group": "fled",
        "unit": "people",
        "scenario": "consistent",
        **more,
    }
    return Figure(
        figure=name, from_place="", place="H", instant=MISSION.as_of, low=low, high=high, exactness="outer",
        carried=False, sources=[], reasons=[], rules=[], trace=[], recipe="", **values,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "people", "used", "bound", "rule"),
    [
        ([], None, (), False, "nobody counted them"),
        ([figure("a", 5, 9)], Range(5, 9), ("a",), False, "as reconciled"),
        (
            [figure("a", 5, 6, scenario="if k1"), figure("b", 9, None, scenario="if k2")],
            Range(5, None), ("a", "b"), False, "contested: every reading lies in it",
        ),
        ([figure("a", 5, 9), figure("b", 6, 8, scenario="bound")], Range(6, 8), ("b",), True, "wholes and parts"),
        ([figure("a", 5, 9, unit="households")], None, (), False, "households are no people"),
        ([figure("a", 5, 9, measure="housed")], None, (), False, "another measure counts another thing"),
        ([figure("a", 5, 9, group="hosts")], None, (), False, "a group that no measure counts"),
    ],
)  # fmt: skip
def test_the_population_of_a_group(figures, people, used, bound, rule):
    found = populations(MISSION, figures)
    expected = {} if people is None else {("H", "fled"): Population(people, used, bound=bound)}
    assert found == expected, rule


@given(st.text(), st.text(), st.text())
def test_a_problem_is_one_line(where, found, mend):
    one = problem("code", "f.csv", where, found, mend.replace("\n", " "))
    assert not {"\n", "\r"} & set(one.where + one.found)
    assert one.id == problem("code", "f.csv", where, found, "another mend").id
