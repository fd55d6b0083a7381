from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needline.publish.bars import axis_around, interval, share, span, ticks
from needline.publish.schematic import Road, Sheet, Town, draw, name, place

WIDE, NARROW = (
    Sheet(width=1000, height=400, font=14, margin=90),
    Sheet(width=320, height=500, font=13, margin=52),
)
degrees = st.floats(min_value=-60, max_value=60)


@st.composite
def countries(draw_, most=14):
    spots = draw_(st.lists(st.tuples(degrees, degrees), min_size=1, max_size=most, unique=True))
    return [
        Town(f"T{index}", f"Town {index} / Linn {index}", lat, lon) for index, (lat, lon) in enumerate(spots)
    ]


@given(countries())
def test_no_town_leaves_the_sheet(towns):
    for sheet in (WIDE, NARROW):
        for x, y in place(towns, sheet).values():
            assert 0 <= x <= sheet.width
            assert 0 <= y <= sheet.height


@given(countries(most=6))
def test_what_lies_well_north_stands_above(towns):
    """Order is kept in both directions; only towns pushed apart for room may differ by a little."""
    spots = place(towns, WIDE)
    for one in towns:
        for two in towns:
            if one.lat > two.lat:
                assert spots[one.code][1] <= spots[two.code][1] + 34
            if one.lon < two.lon:
                assert spots[one.code][0] <= spots[two.code][0] + 34


@settings(max_examples=40)
@given(countries(most=8))
def test_towns_do_not_touch(towns):
    spots = list(place(towns, WIDE).values())
    for index, one in enumerate(spots):
        for two in spots[index + 1 :]:
            assert math.dist(one, two) > 14, "two circles of six pixels stay apart"


def test_names_do_not_cover_each_other():
    towns = [
        Town(f"T{i}", f"Old Name {i} / New Name {i}", 40 + (i * 7 % 5) / 10, 45 + i / 10) for i in range(9)
    ]
    roads = [Road(f"T{i}", f"T{i + 1}", "open") for i in range(8)]
    for sheet in (WIDE, NARROW):
        labels = list(name(towns, roads, place(towns, sheet), sheet).values())
        covered = [one.box.overlap(two.box) for at, one in enumerate(labels) for two in labels[at + 1 :]]
        assert max(covered) == 0
        for label in labels:
            assert label.box.x >= 0
            assert label.box.x + label.box.w <= sheet.width


def test_a_map_draws_each_state_and_no_border():
    towns = [Town("A", "A <b>", 1, 1, "entry"), Town("B", "B", 2, 2, "cut")]
    drawn = str(draw(towns, [Road("A", "B", "closed"), Road("A", "Z", "open")], WIDE, "Roads"))
    assert "A &lt;b&gt;" in drawn
    assert drawn.count("<line") == 1, "a leg to a place without coordinates is left out"
    assert 'class="cross"' in drawn
    assert "polygon" not in drawn


def test_one_town_and_towns_at_one_spot_are_placed():
    assert len(place([Town("A", "A", 1, 1)], WIDE)) == 1
    spots = list(place([Town("A", "A", 1, 1), Town("B", "B", 1, 1)], WIDE).values())
    assert math.dist(*spots) == pytest.approx(34, abs=0.1)
    assert place([], WIDE) == {}


BARS = [
    # low, high, left, width, solid, open above, the rule it shows
    (50.0, 100.0, 0.0, 100.0, 50.0, False, "solid up to the least, lighter up to the greatest"),
    (40.0, 40.0, 0.0, 40.0, 40.0, False, "a number without a range is solid"),
    (60.0, None, 0.0, 100.0, 60.0, True, "an open end runs to the end of the track"),
    (None, 30.0, 0.0, 30.0, 0.0, False, "nothing below is certain"),
]


@pytest.mark.parametrize(
    ("low", "high", "left", "width", "solid", "open_high", "rule"), BARS, ids=[row[-1] for row in BARS]
)
def test_a_bar_shows_a_range(low, high, left, width, solid, open_high, rule):
    bar = span(low, high, (0.0, 100.0))
    assert (bar.left, bar.width, bar.solid, bar.open_high) == (left, width, solid, open_high), rule


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(1, 1e6))
def test_an_interval_stays_on_its_track_and_holds_its_point(a, b, whole):
    low, high = sorted((a, b))
    bar = interval(low, high, (0.0, whole), (low + high) / 2)
    assert 0 <= bar.left <= bar.left + bar.width <= 100.01
    assert bar.point is not None
    assert bar.left - 0.02 <= bar.point <= bar.left + bar.width + 0.02


def test_ticks_of_a_fine_axis_differ():
    assert [one.label for one in ticks((9999498.9, 9999500.1))] == [
        "9,999,499.0",
        "9,999,499.5",
        "9,999,500.0",
    ]


@given(st.lists(st.floats(min_value=0, max_value=1e7), min_size=1, max_size=6))
def test_an_axis_holds_its_values_and_few_round_ticks(values):
    axis = axis_around(values)
    assert all(0 <= share(value, axis) <= 100 for value in values)
    found = ticks(axis)
    assert len(found) <= 6
    assert len({one.label for one in found}) == len(found)
