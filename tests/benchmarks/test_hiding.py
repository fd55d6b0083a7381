"""Hiding all at once against the exact search, a sum at a time: nothing follows, and no more is hidden."""

import numpy as np
import pytest
from hiding.one_at_a_time import hide_one_at_a_time
from hiding.worlds import GROUPINGS, recoverable, world
from hypothesis import given, settings
from hypothesis import strategies as st

from needline.survey.disclosure import hide


@st.composite
def worlds(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return world(
        rng,
        households=draw(st.integers(20, 500)),
        places=draw(st.integers(1, 12)),
        categories=draw(st.integers(1, 6)),
        ordered=draw(st.booleans()),
        groupings=draw(st.sampled_from(GROUPINGS)),
    )


@settings(max_examples=40, deadline=None)
@given(worlds(), st.sampled_from([3, 10]))
def test_nothing_follows_that_the_exact_test_finds(made, threshold):
    question, domains = made
    assert recoverable(question, domains, hide(question, domains, threshold)) == 0


@settings(max_examples=15, deadline=None)
@given(worlds())
def test_what_the_exact_search_hides_alone_is_not_exceeded_by_much(made):
    question, domains = made
    new = sum(int(one.sums.sum()) for one in hide(question, domains, 10))
    old = sum(int(one.sums.sum()) for one in hide_one_at_a_time(question, domains, 10))
    cells = sum(len(one.levels) for one in domains) * len(question.sums)
    assert new - old <= 0.1 * cells


@pytest.mark.parametrize("ordered", [True, False])
def test_many_areas_at_once_leave_nothing_to_follow(ordered):
    rng = np.random.default_rng(4)
    question, domains = world(
        rng, households=3_000, places=60, categories=5, ordered=ordered, groupings=GROUPINGS[3]
    )
    assert recoverable(question, domains, hide(question, domains, 10)) == 0
