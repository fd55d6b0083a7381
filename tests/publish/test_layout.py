"""Where places of a map stand: to scale, spread, beside their neighbours, or in rows from the way in."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.publish.layout import arrange, scale_bar
from needline.publish.schematic import Road, Sheet, Town, draw

WIDE = Sheet(width=1000, height=400, font=14, margin=90)
SQUARE = [Town("A", "A", 10, 20), Town("B", "B", 10, 21), Town("C", "C", 11, 20), Town("D", "D", 11, 21)]


def test_towns_stand_to_scale():
    found = arrange(SQUARE, [], WIDE)
    assert found.km is not None
    degree = 111.3 * math.cos(math.radians(10.5))
    assert math.dist(found.spots["A"], found.spots["B"]) * found.km == pytest.approx(degree, rel=0.01)
    assert math.dist(found.spots["A"], found.spots["C"]) * found.km == pytest.approx(110.6, rel=0.01)
    assert found.spots["C"][1] < found.spots["A"][1], "north is up"
    assert found.spots["A"][0] < found.spots["B"][0], "west is left"


def test_towns_that_would_touch_are_spread_and_not_to_scale():
    crowded = [*SQUARE, Town("E", "E", 10.001, 20.001)]
    found = arrange(crowded, [], WIDE)
    assert (found.km, found.guessed) == (None, [])
    assert math.dist(found.spots["A"], found.spots["E"]) >= 30


def test_a_town_without_coordinates_stands_by_its_neighbours_and_is_told():
    towns = [*SQUARE, Town("X", "X", None, None), Town("LOST", "Lost", None, None)]
    found = arrange(towns, [Road("A", "X", "open"), Road("X", "B", "open")], WIDE)
    assert (found.km, found.guessed) == (None, ["X", "LOST"])
    assert found.spots["A"][0] <= found.spots["X"][0] <= found.spots["B"][0] + 34
    assert len(set(found.spots.values())) == len(towns)


def test_without_any_coordinates_towns_stand_in_rows_from_the_way_in():
    towns = [Town(code, code, None, None, "entry" if code == "E" else "") for code in "CABEZ"]
    roads = [Road("E", "A", "open"), Road("E", "B", "open"), Road("B", "C", "closed")]
    spots = arrange(towns, roads, WIDE).spots
    heights = [spots[code][1] for code in "EACZ"]
    assert heights == sorted(heights)
    assert spots["A"][1] == spots["B"][1]


def test_towns_on_both_sides_of_the_date_line_are_neighbours():
    towns = [Town("W", "W", -17, 179.5), Town("E", "E", -17, -179.5), Town("N", "N", -16, 180)]
    found = arrange(towns, [], WIDE)
    assert found.spots["W"][0] < found.spots["E"][0]
    assert found.km is not None
    assert math.dist(found.spots["W"], found.spots["E"]) * found.km < 120


@given(st.floats(0.001, 50))
def test_a_scale_is_round_and_at_most_a_quarter(km):
    length, long = scale_bar(km, WIDE)
    assert 0 < long <= WIDE.width / 4
    assert long >= WIDE.width / 4 / 2.51
    assert float(f"{length:.0e}") == pytest.approx(length)
    assert long * km == pytest.approx(length)


def test_a_map_of_many_towns_names_those_that_matter():
    towns = [
        Town(f"T{n}", f"Town {n}", n % 40 / 10, n // 40 / 10, "entry" if n == 7 else "") for n in range(900)
    ]
    found = arrange(towns, [], WIDE)
    drawn = str(draw(towns, [], WIDE, "", found.spots))
    assert drawn.count("<circle") == 900
    assert drawn.count("<text") == 1
    assert "Town 7" in drawn
