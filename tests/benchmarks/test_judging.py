"""The parts of the benchmarks of needs: what they make is the same each time, and what they compare agrees."""

import numpy as np
import pytest
from judging.assessments import AREAS, country, mission, survey
from judging.by_row import judge_rows
from judging.country import Size, estimates, households, write_people
from judging.country import mission as large
from published_needs import Unit, _flagged, _why
from ranges import EXACT, Tally, _honest, _print

from needline.model import Figure, Need
from needline.needs import run
from needline.store import Store

SMALL = Size(areas=3, groups=2, sectors=3, households=900)


def test_the_script_has_the_numbers_of_the_step(tmp_path):
    store = Store(tmp_path)
    write_people(store, SMALL)
    table = estimates(SMALL, households(SMALL))
    store.write_private("estimates", table)
    run(large(SMALL), store)
    people = {(one.place, one.group): one.low for one in store.read(Figure)}
    rows = judge_rows(people, table.to_pylist(), 0.20, 3)
    cells = [one for one in store.read(Need) if one.place != "LAND" and one.sector != "all"]
    assert len(cells) == 3 * 2 * 3
    for one in cells:
        own = one.in_need_low, one.in_need, one.in_need_high, one.severity
        assert own == rows[one.place, one.group, one.sector]


def test_an_assessment_is_the_same_each_time():
    made = [survey(country(np.random.default_rng(1), 0.5), np.random.default_rng(2)) for _ in range(2)]
    assert made[0].equals(made[1])
    assert len(made[0]) == AREAS * (len(mission().sectors) + 1) * 4


def test_honest_sources_hold_the_people():
    people = np.array([100, 5_000])
    low, high = _honest(people, np.random.default_rng(1)).T
    assert (low <= people).all()
    assert (people <= high).all()


def test_a_range_that_holds_too_seldom_is_a_fault(capsys):
    tally = Tally({}, {})
    tally.add("x", np.zeros(10), np.r_[np.ones(8), np.zeros(2)], np.full(10, 0.5))
    assert _print("", tally, EXACT) == 1
    assert "OUTSIDE" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("unit", "finer", "reason"),
    [
        (Unit(100, {"a": [100], "b": [40]}), [], "agree: over all is the largest sector"),
        (Unit(100, {"a": [120]}), [], "differ: a sector is larger than the total (flagged)"),
        (
            Unit(100, {"a": [70], "b": [50]}),
            [Unit(60, {"a": [60]}), Unit(40, {"b": [40], "a": [10]})],
            "agree: over all is the largest sector of each published part, summed",
        ),
        (
            Unit(100, {"a": [70, 60]}),
            [],
            "differ: more than the largest; finer units, and several series in one sector",
        ),
    ],
)
def test_why_published_needs_agree_or_not(unit, finer, reason):
    assert _why(unit, finer) == reason


def test_no_sector_above_its_total_goes_unflagged():
    assert _flagged({("A",): Unit(100, {"a": [120], "b": [100]}), ("B",): Unit(10, {"b": [11]})}) == 0
