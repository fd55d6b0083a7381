"""Routes: legs with their names and vehicles, states, and ACAPS' indicators as graded."""

from __future__ import annotations

import pytest

from needline.model import AccessScore, Leg, LegState
from needline.model.route import INDICATORS

BASE = {
    "mission.toml": 'as_of = 2024-05-10\n[[groups]]\nid = "all"\nnames = ["All"]\n',
    "places.csv": "code,name\nA,Alda\nB,Bero\n",
}


@pytest.fixture
def routes(folder, reading):
    def of(**files: str):
        named = {f"routes/{name}.csv": text for name, text in files.items()}
        found = reading(folder({**BASE, **named}))
        return found.store, [one for one in found.problems() if one.code != "no-evidence"]

    return of


def test_a_leg_has_names_and_vehicles(routes):
    store, problems = routes(legs="id,from,to,name,vehicle\n1,Alda,Bero,North road|N1,4x4|boat\n")
    (leg,) = store.read(Leg)
    assert (leg.from_place, leg.to_place, leg.names, leg.vehicle) == (
        "A",
        "B",
        ["North road", "N1"],
        "4x4|boat",
    )
    assert problems == []


@pytest.mark.parametrize(
    ("file", "text", "code", "kept"),
    [
        ("legs", "id,from,to,vehicle\n1,A,B,hovercraft\n", "unknown-word", 1),
        ("legs", "id,from,to,hours\n1,A,B,-2\n", "range", 0),
        ("legs", "id,from,to\n1,A,Zed\n", "unknown-place", 0),
        ("legs", "id,from,to\n1,A,B\n1,B,A\n", "code-twice", 1),
    ],
)
def test_a_leg_that_cannot_be_read_is_told(routes, file, text, code, kept):
    store, problems = routes(**{file: text})
    assert [one.code for one in problems] == [code]
    assert len(store.read(Leg)) == kept


def test_a_state_may_say_the_vehicle(routes):
    store, problems = routes(
        legs="id,from,to\n1,A,B\n",
        states="leg,from_time,state,vehicle\n1,2024-05-01,restricted,4x4\n1,,open,\n",
    )
    assert sorted((one.state, one.vehicle) for one in store.read(LegState)) == [
        ("open", ""),
        ("restricted", "4x4"),
    ]
    assert problems == []


def test_nine_indicators_are_read_as_graded(routes):
    lines = [f"A,2024-05-01,{name},{number % 4},," for number, name in enumerate(INDICATORS)]
    store, problems = routes(indicators="place,as_of,indicator,score,reason,source\n" + "\n".join(lines))
    assert {one.indicator: one.score for one in store.read(AccessScore)} == {
        name: number % 4 for number, name in enumerate(INDICATORS)
    }
    assert (len(INDICATORS), len({pillar for pillar, _ in INDICATORS.values()}), problems) == (9, 3, [])


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("A,mines,4", "range"),
        ("A,mines,1.5", "range"),
        ("A,mines,-1", "range"),
        ("A,weather,1", "unknown-word"),
        ("Zed,mines,1", "unknown-place"),
        ("A,,1", "missing"),
    ],
)
def test_a_grade_that_cannot_be_is_told(routes, cells, code):
    store, problems = routes(indicators=f"place,indicator,score\n{cells}\nA,mines,\n")
    assert [one.code for one in problems] == [code]
    assert [one.score for one in store.read(AccessScore)] == [None], "and one that is not given is not known"
