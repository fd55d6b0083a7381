"""Conditional random fields against every path written out: the likeliest one, and the share of each label."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.text.crf import Crf, best_paths, bucket, marginals, mixed


def model(seed, labels):
    rng = np.random.default_rng(seed)
    steps, first = rng.normal(size=(labels, labels)), rng.normal(size=labels)
    return Crf.of(
        np.ones((2, labels), np.float32), steps.astype(np.float32), first.astype(np.float32), 1
    ), rng


def scored(crf, scores):
    """Every path of one sequence with its score."""
    paths = list(itertools.product(range(scores.shape[1]), repeat=len(scores)))
    totals = [
        crf.first[path[0]]
        + sum(scores[at, label] for at, label in enumerate(path))
        + sum(crf.steps[one, other] for one, other in itertools.pairwise(path))
        for path in paths
    ]
    return paths, np.array(totals, np.float64)


@given(st.integers(0, 10_000), st.integers(2, 3), st.lists(st.integers(1, 5), min_size=1, max_size=3))
def test_best_paths_and_marginals_are_those_of_all_paths(seed, labels, sizes):
    crf, rng = model(seed, labels)
    longest = max(sizes)
    mask = np.arange(longest) < np.array(sizes)[:, None]
    scores = rng.normal(size=(len(sizes), longest, labels)).astype(np.float32) * 3
    found, likely = best_paths(crf, scores, mask), marginals(crf, scores, mask).tokens
    for row, size in enumerate(sizes):
        paths, totals = scored(crf, scores[row, :size])
        best = totals[paths.index(tuple(found[row, :size].tolist()))]
        assert best == pytest.approx(totals.max(), abs=1e-4)
        shares = np.exp(totals - totals.max())
        shares /= shares.sum()
        for at, label in itertools.product(range(size), range(labels)):
            wanted = sum(share for path, share in zip(paths, shares, strict=True) if path[at] == label)
            assert likely[row, at, label] == pytest.approx(wanted, abs=1e-5)


def test_scores_are_the_sums_of_the_weights_of_the_features():
    weights = np.arange(16, dtype=np.float32).reshape(8, 2)
    features = mixed(np.arange(6, dtype=np.uint64)).reshape(3, 2)
    crf = Crf.of(weights - 7, np.zeros((2, 2), np.float32), np.zeros(2, np.float32), 2)
    wanted = [weights[a] + weights[b] - 14 for a, b in bucket(features, 8)]
    assert crf.scores(features) == pytest.approx(np.array(wanted), abs=2 * crf.unit)


def test_a_hash_depends_on_order_and_number():
    one, two = np.array([3], np.uint64), np.array([5], np.uint64)
    assert (
        len(
            {
                int(mixed(*each)[0])
                for each in ((one, two), (two, one), (one,), (one, two, two), (1, one, two))
            }
        )
        == 5
    )
