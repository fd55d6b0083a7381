"""The generated worlds of the benchmark: what is said to be true is, lies are lies, and copies say who counted."""

from __future__ import annotations

import pytest
from reconciling.measures import found, ours, theirs, wider_than_one
from reconciling.worlds import START, world

from needline.reconcile import reconcile


@pytest.fixture(scope="module", params=[(3, 0.0), (4, 0.15)])
def made(request):
    seed, lies = request.param
    return world(seed, areas=4, hours=4, a_quantity=2, lies=lies)


def test_only_lies_miss_the_truth(made):
    for one in made.counts:
        hour = round((one.as_of_start - START).total_seconds() / 3600)
        truth = made.truth[one.measure, one.to_place, hour]
        assert (truth in one.asserted) == (one.count not in made.lies), one


def test_the_whole_is_the_sum_of_its_areas_and_never_falls(made):
    places = {place for _, place, _ in made.truth} - {"LAND"}
    for (measure, place, hour), value in made.truth.items():
        assert value >= made.truth.get((measure, place, hour - 1), 0)
        if place == "LAND":
            assert value == sum(made.truth[measure, area, hour] for area in places)


def test_a_copy_names_who_counted(made):
    copies = [one for one in made.counts if one.said_by == "press"]
    assert copies
    assert all(one.counted_by != "press" for one in copies)


def test_what_was_found_is_told_from_what_was_planted(made):
    done = reconcile(made.mission, made.counts, made.places)
    told = found(made, done)
    assert told.detectable <= told.lies
    assert told.hold_a_lie == told.conflicts
    assert (told.conflicts == 0) == (not told.lies)
    assert told.detectable <= told.in_conflict
    assert ours(made, done).holds == 1.0
    assert set(theirs(made)) == {
        "the latest figure",
        "the median of the latest hour",
        "the most conservative of the latest hour",
    }
    if not told.lies:
        assert wider_than_one(made, done) == 0
