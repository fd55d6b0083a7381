"""A design of which some cannot be used: what is left out and told; the rest is as if that had never been there."""

import pytest

from needline import estimate
from needline.errors import DesignError

N, WATER = 24, ["yes", "no", "yes"]
DATA = {
    "w": [float(1 + row % 4) for row in range(N)],
    "h": ["n" if row < N // 2 else "s" for row in range(N)],
    "c": [str(row // 3) for row in range(N)],
    "water": [WATER[row % 3] for row in range(N)],
    "age": [20.0 + row for row in range(N)],
}
PLAN = [
    {"analysis_type": "prop_select_one", "analysis_var": "water"},
    {"analysis_type": "mean", "analysis_var": "age"},
]
WEIGHED = {"weight": "w", "strata": "h", "clusters": ["c"]}
FRAMED = {"strata": "h", "clusters": ["c"]}


def texts(values, **wrong):
    """Values as text, some of them put wrong: `r5="x"`."""
    found = [f"{one:g}" for one in values]
    for row, text in wrong.items():
        found[int(row[1:])] = text
    return found


def without(*rows):
    return {name: [one for at, one in enumerate(column) if at not in rows] for name, column in DATA.items()}


LEFT_OUT = [
    ("text", {"w": texts(DATA["w"], r5="many")}, [5], 'no weight in 1 row: "many"'),
    ("empty", {"w": texts(DATA["w"], r5="", r6="")}, [5, 6], "no weight in 2 rows;"),
    ("below 0", {"w": texts(DATA["w"], r0="-2")}, [0], 'no weight in 1 row: "-2"'),
    ("endless", {"w": [*DATA["w"][:-1], float("inf")]}, [N - 1], "no weight in 1 row"),
]


@pytest.mark.parametrize(
    ("data", "rows", "said"), [row[1:] for row in LEFT_OUT], ids=[row[0] for row in LEFT_OUT]
)
def test_households_without_a_weight_are_left_out(data, rows, said):
    found, plain = estimate({**DATA, **data}, WEIGHED, PLAN), estimate(without(*rows), WEIGHED, PLAN)
    assert found.table.equals(plain.table)
    (told,) = found.problems
    assert (told.severity, told.where) == ("error", "weight")
    assert said in told.found


def test_strata_that_the_frame_lacks_are_left_out_and_those_without_a_household_too():
    frame = {"file": "frame.csv", "counts": {"n": 100, "w": 50}}
    found = estimate(DATA, {**FRAMED, "frame": frame}, PLAN)
    rows = range(N // 2, N)
    plain = estimate(without(*rows), {**FRAMED, "frame": {"file": "frame.csv", "counts": {"n": 100}}}, PLAN)
    assert found.table.equals(plain.table)
    absent, unseen = found.problems
    assert (
        'strata of the data are not in frame.csv: "s"; their households, 12 rows, are left out'
        in absent.found
    )
    assert 'strata of frame.csv are not in the data: "w"' in unseen.found


def test_a_cluster_in_two_strata_is_one_in_each():
    labels = [str(row % 12 // 3) for row in range(N)]
    found = estimate({**DATA, "c": labels}, WEIGHED, PLAN)
    assert found.table.equals(estimate({**DATA, "c": labels}, {**WEIGHED, "nest": True}, PLAN).table)
    (told,) = found.problems
    assert 'lie in several strata: "0", "1", "2", …; each is taken as one in each' in told.found


@pytest.mark.parametrize(
    ("data", "design", "said"),
    [
        ({"w": ["many"] * N}, WEIGHED, "no number"),
        ({}, {**FRAMED, "frame": {"counts": {"e": 10}}}, "is not in the frame"),
    ],
)
def test_where_nobody_would_be_left_the_design_is_refused(data, design, said):
    with pytest.raises(DesignError, match=said):
        estimate({**DATA, **data}, design, PLAN)
