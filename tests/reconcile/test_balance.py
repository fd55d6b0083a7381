"""Balances whose terms are contested: the range that leads takes no side, however many terms are contested."""

from __future__ import annotations

import pytest

from needline.model import Conflict, Figure, Problem, Residual
from needline.reconcile import run
from needline.reconcile.balance import MOST_READINGS
from needline.reconcile.conflicts import MOST_CONFLICTS
from needline.reconcile.step import RECOMPUTE

MISSION = """
title = "Flight across the river"
as_of = 2024-05-12T08:00:00+02:00
zone = "Africa/Khartoum"
[[groups]]
id = "fled"
names = ["Those who fled"]
population = "arrived_cumulative"
from_place = "STATE"
within = "HAVEN"
[[groups]]
id = "stayed"
names = ["Those who stayed"]
population = "remaining"
within = "STATE"
"""
HEAD = "id,as_of,said_by,measure,from_place,to_place,group,qualifier,low,high,unit"
BASELINE = "base,2024-01-01,office,baseline_population,STATE,,all,about,50000,50000,people"
REMAIN = "stay,2024-05-12T08:00,office,remaining,STATE,,all,exact,2000,2000,people"


def count(name: str, value: int, place: str = "HAVEN") -> str:
    cells = [
        name,
        "2024-05-12T08:00",
        name,
        "arrived_cumulative",
        "STATE",
        place,
        "all",
        "exact",
        value,
        value,
    ]
    return ",".join(str(one) for one in (*cells, "people"))


@pytest.fixture
def balanced(folder, reading):
    def of(*lines: str, towns: int = 0):
        places = [
            "code,name,kind,parent",
            "STATE,State,region,",
            "HAVEN,Haven,country,",
            "H1,East,area,HAVEN",
        ]
        places += [f"T{number},Town {number},area,LAND" for number in range(towns)]
        places += ["LAND,Land,country,"]
        counts = "\n".join([HEAD, BASELINE, REMAIN, *lines, ""])
        files = {"mission.toml": MISSION, "places.csv": "\n".join([*places, ""]), "counts/c.csv": counts}
        found = reading(folder(files))
        run(found.mission, found.store)
        rows = [one for one in found.store.read(Residual) if one.kind == "balance"]
        return found, sorted(rows, key=lambda one: (not one.leads, -(one.high or 0), one.id))

    return of


def test_the_balance_that_leads_holds_both_sides_and_single_readings_stand_below(balanced):
    found, residuals = balanced(count("a", 30000), count("b", 40000))
    assert [(one.reading, one.leads, one.low, one.high) for one in residuals] == [
        ("taken as exact", True, 8000, 18000),
        ("as written", False, 3000, 23000),
        ("taken as exact, if a", False, 18000, 18000),
        ("taken as exact, if b", False, 8000, 8000),
    ]
    scenarios = {f"figures/{one.figure}": one for one in found.store.read(Figure)}
    term = scenarios[residuals[0].terms[1][1:]]
    assert term.scenario == "contested"
    assert sorted(scenarios[ref].scenario for ref in term.trace) == ["if a", "if b"]


def test_an_area_is_bounded_by_all_readings_of_its_whole(balanced):
    found, _ = balanced(count("a", 30000), count("b", 40000))
    bounds = [(one.place, one.low, one.high) for one in found.store.read(Figure) if one.scenario == "bound"]
    assert bounds == [("H1", 0, 40000)]


def test_the_order_of_the_sides_does_not_choose_one(balanced):
    _, residuals = balanced(count("b", 40000), count("a", 30000))
    assert (residuals[0].leads, residuals[0].low, residuals[0].high) == (True, 8000, 18000)


def test_many_contested_terms_make_no_product_of_readings(balanced):
    towns = 12
    lines = [
        count(f"{side}{town}", value, f"T{town}")
        for town in range(towns)
        for side, value in (("a", 1000), ("b", 1500))
    ]
    found, residuals = balanced(*lines, towns=towns)
    assert len(residuals) == 2 + MOST_READINGS
    lead = residuals[0]
    assert (lead.leads, lead.low, lead.high) == (True, 50000 - 2000 - 12 * 1500, 50000 - 2000 - 12 * 1000)
    assert len(lead.terms) == 2 + towns
    for one in residuals:
        if one.reading == "as written":
            continue
        assert lead.low <= one.low <= one.high <= lead.high
    for one in residuals:
        again = RECOMPUTE["residuals"](found.mission, found.store, one)
        assert again == {"low": one.low, "high": one.high}


def test_of_very_many_conflicts_the_widest_are_written_and_the_rest_are_counted(balanced):
    """Twelve counts of one hour, 1,000 to 12,000: 66 pairs, of which those 1,000 apart are the narrowest."""
    found, (lead, *_) = balanced(*(count(f"c{number}", 1000 * number) for number in range(1, 13)))
    conflicts = found.store.read(Conflict)
    assert len(conflicts) == MOST_CONFLICTS
    assert min(one.gap for one in conflicts) == 2000
    (said,) = (one for one in found.store.read(Problem) if one.code == "conflicts")
    assert (said.severity, said.where) == ("note", "arrived_cumulative STATE HAVEN fled")
    assert said.found.startswith("66 sets of counts contradict each other; the 50 widest are listed, 16 more")
    assert (lead.low, lead.high) == (36000, 47000), "all twelve bear on the range"
