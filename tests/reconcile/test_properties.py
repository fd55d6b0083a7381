"""Promises of reconciling: honest reports never conflict and always hold the truth; order changes nothing."""

from __future__ import annotations

import datetime as dt
from itertools import accumulate

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from needline.model import Count, Mission, Range, content_id, read_recipe
from needline.model.mission import Group
from needline.reconcile import reconcile
from needline.reconcile.figures import CONTESTED, from_counts

START = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
HOURS = 20
HOUR = dt.timedelta(hours=1)
MOST = 20_000
FLED = Group(id="fled", names=["Those who fled"], population="arrived_cumulative", from_place="S", within="H")
BLANK = Count(
    count="", file="counts/x.csv", row=2, name="", statement="", published=None, published_text="", as_of_text="",
    as_of_start=None, as_of_end=None, said_by="", counted_by="", measure="arrived_cumulative", from_place="S",
    to_place="H", place_text="", group="", qualifier="between", damaged=False, number_low=None, number_high=None,
    low=None, high=None, unit="people", note="", url="",
)  # fmt: skip


def mission(hour: int) -> Mission:
    return Mission(title="", question="", as_of=START + hour * HOUR, groups=[FLED])


def report(name: str, start: int, end: int, low: float | None, high: float | None, measure: str) -> Count:
    return msgspec.structs.replace(
        BLANK, count=content_id("count", name, start, end, low, high), name=name, said_by=name, measure=measure,
        as_of_start=START + start * HOUR, as_of_end=START + end * HOUR, low=low, high=high,
        number_low=low if low is not None else high, number_high=high if high is not None else low,
    )  # fmt: skip


@st.composite
def honest_worlds(draw, behaviour: str = "cumulative"):
    """A true number each hour, and reports that hold the truth of some hour within the span they speak of."""
    if behaviour == "cumulative":
        steps = draw(st.lists(st.integers(0, 500), min_size=HOURS + 1, max_size=HOURS + 1))
        truth = list(accumulate(steps))
    else:
        truth = [draw(st.integers(0, 10_000))] * (HOURS + 1)
    reports = []
    for number in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, HOURS))
        end = draw(st.integers(start, HOURS))
        value = truth[draw(st.integers(start, end))]
        low, high = draw(st.none() | st.integers(0, value)), draw(st.none() | st.integers(value, MOST))
        if low is None and high is None:
            low = value
        measure = "arrived_cumulative" if behaviour == "cumulative" else "remaining"
        ends = (None if low is None else float(low), None if high is None else float(high))
        reports.append(report(f"r{number}", start, end, *ends, measure))
    return truth, reports, draw(st.integers(0, HOURS))


def reconciled(counts, hour):
    found = reconcile(mission(hour), counts)
    return found.figures, found.conflicts


@settings(deadline=None)
@given(honest_worlds())
def test_honest_reports_of_a_sum_never_conflict_and_hold_the_truth(world):
    truth, reports, hour = world
    figures, conflicts = reconciled(reports, hour)
    assert conflicts == []
    for figure in figures:
        assert figure.scenario == "consistent"
        assert truth[hour] in Range(figure.low, figure.high)


@settings(deadline=None)
@given(honest_worlds("stock"))
def test_honest_reports_of_a_stock_that_stands_still_hold_the_truth(world):
    truth, reports, hour = world
    figures, conflicts = reconciled(reports, hour)
    assert conflicts == []
    for figure in figures:
        assert truth[hour] in Range(figure.low, figure.high)


@st.composite
def any_worlds(draw):
    """Reports that may say anything of one quantity, some of them twice."""
    reports = []
    measure = draw(
        st.sampled_from(["arrived_cumulative", "remaining", "arrived_in_day", "baseline_population"])
    )
    for number in range(draw(st.integers(1, 7))):
        start = 12 * draw(st.integers(0, 6))
        end = start + draw(st.sampled_from([0, 24]))
        low, high = draw(st.none() | st.integers(0, 40)), draw(st.none() | st.integers(0, 40))
        if low is not None and high is not None:
            low, high = min(low, high), max(low, high)
        elif low is None and high is None:
            low = 20
        ends = (None if low is None else float(low), None if high is None else float(high))
        reports.append(report(f"r{number}", start, end, *ends, measure))
    return reports, 12 * draw(st.integers(0, 8))


@settings(deadline=None)
@given(any_worlds(), st.randoms(use_true_random=False))
def test_the_order_of_evidence_changes_nothing(world, random):
    reports, hour = world
    shuffled = random.sample(reports, len(reports))
    assert reconciled(shuffled, hour) == reconciled(reports, hour)


@settings(deadline=None)
@given(any_worlds())
def test_no_range_is_empty_and_no_id_is_given_twice(world):
    figures, _ = reconciled(*world)
    assert not [figure for figure in figures if Range(figure.low, figure.high).empty]
    assert len({figure.figure for figure in figures}) == len(figures)


@settings(deadline=None)
@given(any_worlds())
def test_every_pair_closes_when_either_gives_its_gap(world):
    reports, hour = world
    by_ref = {f"counts/{one.count}": one for one in reports}
    for conflict in reconciled(reports, hour)[1]:
        higher, lower = (by_ref[ref] for ref in conflict.members)
        assert conflict.gap > 0
        assert conflict.gives == [conflict.gap, conflict.gap]
        assert higher.low - conflict.gap == lower.high


@settings(deadline=None)
@given(any_worlds())
def test_a_range_follows_from_the_counts_of_its_trace_alone(world):
    reports, hour = world
    by_ref = {f"counts/{one.count}": one for one in reports}
    figures, _ = reconciled(reports, hour)
    for figure in figures:
        if figure.scenario == CONTESTED:
            continue
        again = from_counts([by_ref[ref] for ref in figure.trace], read_recipe(figure.recipe))
        assert again == Range(figure.low, figure.high)


@settings(deadline=None)
@given(any_worlds())
def test_taking_away_a_reason_widens_the_range_or_breaks_the_minimal_set(world):
    reports, hour = world
    by_ref = {f"counts/{one.count}": one for one in reports}
    figures, _ = reconciled(reports, hour)
    for figure in figures:
        if figure.scenario == CONTESTED:
            continue
        recipe, whole = read_recipe(figure.recipe), Range(figure.low, figure.high)
        among = figure.reasons if figure.several else figure.trace
        assert from_counts([by_ref[one] for one in among], recipe) == whole, "one minimal set gives it"
        for ref in figure.reasons:
            assert from_counts([by_ref[one] for one in among if one != ref], recipe) != whole


@settings(deadline=None)
@given(any_worlds())
def test_what_stands_for_a_contested_quantity_holds_every_reading_and_no_more(world):
    figures, _ = reconciled(*world)
    readings = [one for one in figures if one.scenario != CONTESTED]
    contested = [one for one in figures if one.scenario == CONTESTED]
    assert bool(contested) == any(one.scenario != "consistent" for one in readings)
    for one in contested:
        lows, highs = {reading.low for reading in readings}, {reading.high for reading in readings}
        assert one.low == (None if None in lows else min(lows))
        assert one.high == (None if None in highs else max(highs))
        assert one.trace == [f"figures/{reading.figure}" for reading in readings]
