"""The fast path against the general statistics, by rows and by pools; and what must not change its answers."""

import numpy as np
import pytest

from needline.stats import Mean, Ratio, Total, estimate, indicators, make_design
from needline.stats.grouped import Categories, Choices, Number, Sum, estimate_columns, make_grouping
from needline.stats.pools import Codes, make_pools

N, CLUSTERS, DOMAINS = 400, 40, 5


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def _design(rng, lonely="fail"):
    cluster = rng.integers(0, CLUSTERS, N)
    weight = rng.uniform(0.5, 3.0, N)
    weight[rng.random(N) < 0.02] = 0.0
    stratum = np.where(cluster == 0, 99, cluster % 4) if lonely != "fail" else cluster % 4
    return make_design(weight, stratum, cluster, lonely=lonely)


def _questions(rng):
    number = np.where(rng.random(N) < 0.2, np.nan, 2020 + rng.standard_normal(N))
    over = np.where(rng.random(N) < 0.1, np.nan, rng.uniform(1, 4, N))
    return [
        Categories(rng.integers(-1, 4, N), 4),
        Choices(rng.random((N, 3)) < 0.4, rng.random(N) < 0.8),
        Number(number),
        Number(number, over),
        Sum(number),
    ]


def _statistic(question):
    if isinstance(question, Categories):
        return Mean(indicators(question.code, question.size))
    if isinstance(question, Choices):
        return Mean(np.where(question.asked[:, None], question.chosen, np.nan))
    value = question.value[:, None]
    if isinstance(question, Sum):
        return Total(value)
    return Mean(value) if question.over is None else Ratio(value, question.over[:, None])


def _groupings(rng):
    codes = [np.zeros(N, np.int64), rng.integers(-1, DOMAINS, N), rng.integers(0, 2, N)]
    return [Codes(code, size) for code, size in zip(codes, (1, DOMAINS, 2), strict=True)]


@pytest.mark.parametrize("lonely", ["fail", "remove", "certainty", "adjust", "average"])
def test_pools_give_what_rows_give(rng, lonely):
    design, questions, groupings = _design(rng, lonely), _questions(rng), _groupings(rng)
    pools = make_pools(design, groupings)
    stack = pools.stack(questions)
    for rows, pooled in zip(groupings, pools.domains, strict=True):
        by_row = estimate_columns(make_grouping(design, *rows), questions)
        by_pool = estimate_columns(make_grouping(pools.design, *pooled), stack)
        for one, other in zip(by_row, by_pool, strict=True):
            for name in ("stat", "se", "n", "n_total", "n_w", "n_w_total"):
                np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-11, atol=1e-12)
            np.testing.assert_allclose(one.deff, other.deff, rtol=1e-8)


def test_the_fast_path_gives_what_the_general_one_gives(rng):
    design, questions = _design(rng), _questions(rng)
    code, size = _groupings(rng)[1]
    found = estimate_columns(make_grouping(design, code, size), questions)
    for question, columns in zip(questions, found, strict=True):
        for domain in range(size):
            expected = estimate(design, _statistic(question), code == domain)
            np.testing.assert_allclose(columns.stat[domain], expected.theta, rtol=1e-11)
            np.testing.assert_allclose(columns.se[domain], expected.se, rtol=1e-9, atol=1e-14)
            np.testing.assert_allclose(columns.deff[domain], expected.deff(), rtol=1e-7)


def test_pools_are_fewer_than_rows_where_clusters_share_their_domain():
    cluster = np.repeat(np.arange(CLUSTERS), N // CLUSTERS)
    design = make_design(np.ones(N), cluster % 4, cluster)
    pools = make_pools(design, [Codes(cluster % 3, 3), Codes(np.arange(N) % 2, 2)])
    assert pools.size == 2 * CLUSTERS
    assert pools.design.weight.sum() == N


def test_keys_of_many_groupings_do_not_overflow(rng):
    design = _design(rng)
    code = rng.integers(0, 1000, N)
    pools = make_pools(design, [Codes(code, 10**6)] * 5)
    assert pools.size == len(np.unique(design.cluster * 1000 + code))


def test_a_share_of_all_or_of_nobody_has_no_spread(rng):
    design = _design(rng)
    (columns,) = estimate_columns(make_grouping(design), [Categories(np.zeros(N, np.int64), 2)])
    assert columns.stat.tolist() == [[1.0, 0.0]]
    assert columns.se.tolist() == [[0.0, 0.0]]
    assert np.isnan(columns.deff).all()


def test_a_domain_without_a_row_is_unknown_and_counts_nobody(rng):
    design = _design(rng)
    (columns,) = estimate_columns(make_grouping(design, np.zeros(N, np.int64), 2), _questions(rng)[:1])
    assert np.isnan(columns.stat[1]).all()
    assert np.isnan(columns.se[1]).all()
    assert columns.n[1].tolist() == [0, 0, 0, 0]


def test_totals_and_rows_are_not_mixed(rng):
    design, questions = _design(rng), _questions(rng)
    pools = make_pools(design, _groupings(rng))
    with pytest.raises(ValueError, match="side by side"):
        estimate_columns(make_grouping(design), [questions[0], pools.sum_up(questions[1])])
