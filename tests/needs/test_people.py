"""People in need as promises: of single cells, of sums over areas, of the largest sector and of its sum."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from needs_cases import needs

from needline.needs.mosaic import largest, mosaic
from needline.needs.people import Share, part_of_people, summed
from needline.stats.intervals import t_quantile

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PEOPLE = st.tuples(st.integers(0, 5000), st.integers(0, 5000)).map(sorted)
ENDS = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)
AREAS = st.lists(st.tuples(PEOPLE, ENDS), min_size=1, max_size=6)


def shares(ends, df=np.inf) -> Share:
    low, at, upp = np.array(ends, float).T
    return Share(at, low, upp, np.full(len(at), df))


@SLOW
@given(PEOPLE, ENDS)
def test_those_in_need_are_people_and_the_range_holds_the_likely_number(people, ends):
    row = needs({"people": {"P": people}, "shares": {"P.food": ends}})["P.food"]
    assert 0 <= row["in_need_low"] <= row["in_need_high"] <= people[1]
    if row["in_need"] is not None:
        assert row["in_need_low"] <= row["in_need"] <= row["in_need_high"]


@SLOW
@given(AREAS)
def test_a_sum_lies_inside_the_sum_of_the_ranges_and_holds_that_of_the_likely_numbers(areas):
    few, many = np.array([one for one, _ in areas], float).T
    share = shares([ends for _, ends in areas])
    found = summed(few, many, share, 0.95)
    slack = 1e-6
    assert (few * share.low).sum() - slack <= found.low <= (few * share.stat).sum() + slack
    assert (many * share.stat).sum() - slack <= found.high <= (many * share.upp).sum() + slack
    part = part_of_people(found)
    assert np.isnan(part) or 0 <= part <= 1


@SLOW
@given(ENDS, st.integers(1, 5000), st.integers(2, 60))
def test_a_sum_of_one_area_is_that_area(ends, people, df):
    found = summed(np.array([float(people)]), np.array([float(people)]), shares([ends], df), 0.95)
    np.testing.assert_allclose([found.low, found.at, found.high], people * np.array(ends), atol=1e-6)


def test_the_degrees_of_a_sum_are_more_than_those_of_its_areas():
    """Ten areas of 4 degrees, alike: the sum has 40, and its deviations shrink by t(40) over t(4)."""
    share = shares([[0.4, 0.5, 0.6]] * 10, 4)
    found = summed(np.full(10, 100.0), np.full(10, 100.0), share, 0.95)
    t = t_quantile(np.array([4.0, 40.0]), 0.95)
    np.testing.assert_allclose(found.high - found.at, np.sqrt(10) * 10 * t[1] / t[0])


@SLOW
@given(st.lists(ENDS, min_size=1, max_size=5))
def test_the_largest_share_is_held_and_no_other_unit_changes_it(sectors):
    one = shares(sectors)
    alone = largest(Share(*(part[None, :] for part in one)), 0.95)
    assert 0 <= alone.low[0] <= alone.share.stat[0] == max(one.stat) <= alone.upp[0] <= 1
    assert alone.chance[0] >= 0
    both = largest(Share(*(np.stack([part[::-1], part]) for part in one)), 0.95)
    np.testing.assert_array_equal([both.low[1], both.upp[1]], [alone.low[0], alone.upp[0]])


def test_where_one_sector_leads_its_own_interval_is_the_range():
    found = largest(Share(*(part[None, :] for part in shares([[0.5, 0.6, 0.7], [0.1, 0.2, 0.3]]))), 0.95)
    assert (found.low[0], found.upp[0], found.chance[0]) == (0.5, 0.7, 0.0)


def test_where_sectors_lie_close_the_range_reaches_lower_than_either():
    found = largest(Share(*(part[None, :] for part in shares([[0.5, 0.6, 0.7], [0.49, 0.59, 0.69]]))), 0.95)
    assert found.low[0] < 0.5
    assert found.chance[0] > 0
    total = mosaic(np.array([1000.0]), np.array([1000.0]), found, 0.95)
    assert total.low < 500 < total.at == 600 < total.high


def test_a_mission_without_sectors_is_judged():
    rows = needs({"people": {"P": [10, 10], "A1": [10, 10]}, "sectors": []})
    assert {key: (row["basis"], row["in_need_high"]) for key, row in rows.items()} == {
        "P.all": ("not_known", None),
        "A1.all": ("not_known", None),
    }
    assert all(row["missing"] for row in rows.values())
