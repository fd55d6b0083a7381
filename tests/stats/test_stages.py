"""Designs of several stages: hand-worked variances, what is refused, and what must hold of any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needline.errors import DesignError
from needline.stats import covariance, make_design, mean, total

# two of four clusters drawn, two of three households in each: weight 2 * 1.5 = 3
CLUSTERS, HOUSES, VALUES = [1, 1, 2, 2], [1, 2, 1, 2], [1.0, 3.0, 2.0, 6.0]


def two_stages(**options):
    return make_design(None, None, (CLUSTERS, HOUSES), ([4] * 4, [3] * 4), **options)


def test_weights_follow_from_the_shares_drawn():
    assert two_stages().weight == pytest.approx([3, 3, 3, 3])


def test_the_second_stage_adds_under_the_share_drawn_at_the_first():
    # first: (1 - 1/2) * 2/1 * 2 * (12 - 18)^2 = 72, with cluster totals 12 and 24
    # second, a cluster: 1/2 * (1 - 2/3) * 2/1 * (9 d^2 / 2), d = 2 and 4: 6 and 24
    found = total(two_stages(), VALUES)
    assert found.covariance[0, 0] == pytest.approx(72 + 6 + 24)


def test_a_first_stage_with_replacement_makes_later_stages_silent():
    one = total(make_design([3] * 4, None, CLUSTERS), VALUES)
    two = total(make_design([3] * 4, None, (CLUSTERS, HOUSES)), VALUES)
    assert two.covariance[0, 0] == one.covariance[0, 0] == pytest.approx(144)


def test_labels_of_households_may_repeat_from_cluster_to_cluster():
    apart = make_design(None, None, (CLUSTERS, [1, 2, 3, 4]), ([4] * 4, [3] * 4))
    assert total(apart, VALUES).covariance == pytest.approx(total(two_stages(), VALUES).covariance)


# (rule, options of make_design, message)
REFUSED = [
    ("weights of text", {"weight": ["a", "b"]}, "weight: holds text"),
    ("no weights and no fpc", {"cluster": [1, 2]}, "weight: is not given, nor fpc"),
    ("nothing at all", {}, "design: has no column"),
    ("columns of two lengths", {"weight": [1, 1], "cluster": [1, 2, 3]}, "differ in length: 2, 3 rows"),
    ("a missing stratum", {"weight": [1, 1], "stratum": [None, "a"]}, "stratum, row 0: is missing"),
    ("a missing cluster", {"weight": [1, 1], "cluster": [1.0, np.nan]}, "cluster, row 1: is missing"),
    (
        "an fpc for one of two stages",
        {"weight": [1, 1], "cluster": ([1, 2], [1, 2]), "fpc": [9, 9]},
        "1 columns for 2 stages",
    ),
    ("an fpc of text", {"weight": [1, 1], "fpc": ["many", "few"]}, "fpc: holds text"),
    ("more drawn than there are", {"fpc": ([4] * 4, [1] * 4), "cluster": (CLUSTERS, HOUSES)}, "2 were drawn"),
    (
        "a cluster in two strata",
        {"weight": [1] * 3, "stratum": [1, 2, 2], "cluster": ["a", "a", "b"]},
        'cluster "a": lies in stratum "1" and in another',
    ),
]


@pytest.mark.parametrize(
    ("options", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_design_that_cannot_be_says_why(options, message):
    with pytest.raises(DesignError, match=message):
        make_design(**options)


def test_a_lonely_household_at_the_second_stage_fails_by_its_stage():
    made = make_design(None, None, ([1, 2, 2], [1, 1, 2]), ([4] * 3, [3] * 3))
    with pytest.raises(DesignError, match="stage 2"):
        total(made, [1.0, 2, 3])


def test_a_lonely_stratum_outside_the_domain_does_not_matter():
    made = make_design([1] * 3, ["x", "y", "y"])
    with pytest.raises(DesignError, match='stratum "x"'):
        mean(made, [1.0, 2, 3])
    assert mean(made, [1.0, 2, 4], [False, True, True]).se == pytest.approx([1.0])


# one lonely stratum with z = 3, another of two clusters with z = 0 and 2, whose variance is 4/1 * ... = 4
LONELY = [
    ("remove", 2 * (1 + 1)),
    ("certainty", 2 * (1 + 1)),
    ("average", 2 * 2 * (1 + 1)),
    ("adjust", 2 * (1 + 1) + (3 - 5 / 3) ** 2),
]


@pytest.mark.parametrize(("lonely", "wanted"), LONELY)
def test_what_a_lonely_stratum_adds(lonely, wanted):
    made = make_design([1, 1, 1], ["x", "y", "y"], lonely=lonely)
    assert covariance(made, np.array([[3.0], [0.0], [2.0]]))[0, 0] == pytest.approx(wanted)


@st.composite
def samples(draw):
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    clusters, houses = draw(st.integers(2, 6)), draw(st.integers(2, 4))
    stratum = np.repeat([0, 1], clusters * houses)
    cluster = np.repeat(np.arange(2 * clusters), houses)
    house = np.tile(np.arange(houses), 2 * clusters)
    n = len(house)
    fpc = (np.full(n, clusters + draw(st.integers(0, 9))), np.full(n, houses + draw(st.integers(0, 9))))
    return stratum, cluster, house, fpc, rng.normal(size=n), rng.random(n) < 0.7


@settings(max_examples=40, deadline=None)
@given(samples())
def test_order_of_rows_changes_nothing_and_variances_are_never_negative(sample):
    stratum, cluster, house, fpc, value, inside = sample
    found = mean(make_design(None, stratum, (cluster, house), fpc), value, inside)
    turn = np.argsort(value)
    sizes = tuple(one[turn] for one in fpc)
    made = make_design(None, stratum[turn], (cluster[turn], house[turn]), sizes)
    turned = mean(made, value[turn], inside[turn])
    np.testing.assert_allclose(turned.theta, found.theta, rtol=1e-12)
    np.testing.assert_allclose(turned.covariance, found.covariance, rtol=1e-9, atol=1e-15)
    assert not found.covariance[0, 0] < 0


@settings(max_examples=40, deadline=None)
@given(samples())
def test_a_domain_and_its_complement_vary_as_the_whole(sample):
    stratum, cluster, house, fpc, value, inside = sample
    made = make_design(None, stratum, (cluster, house), fpc)
    parts = total(made, (value * inside, value * ~inside))
    whole = total(made, value)
    np.testing.assert_allclose(parts.theta.sum(), whole.theta[0], rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(parts.covariance.sum(), whole.covariance[0, 0], rtol=1e-8, atol=1e-8)
