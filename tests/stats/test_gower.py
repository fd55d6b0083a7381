"""The nearest row of each, beside all pairs compared one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needline.stats import gower
from needline.stats.gower import nearest


def brute(nominal, numeric, limit):
    """Row and distance of the nearest of each, as the definition has it."""
    n = len(nominal)
    ends = [(np.nanmin(x), np.nanmax(x)) if np.isfinite(x).any() else (0.0, 0.0) for x in numeric.T]
    rows, distances = np.full(n, -1), np.full(n, np.nan)
    for i in range(n):
        best = np.inf
        for j in range(n):
            parts = [] if i == j else list(_parts(nominal[i], nominal[j], numeric[i], numeric[j], ends))
            if parts and sum(parts) / len(parts) < best - 1e-12 and sum(parts) / len(parts) <= limit + 1e-12:
                best = sum(parts) / len(parts)
                rows[i], distances[i] = j, best
    return rows, distances


def _parts(one, other, mine, theirs, ends):
    for a, b in zip(one, other, strict=True):
        if a >= 0 or b >= 0:
            yield float(a != b)
    for a, b, (low, high) in zip(mine, theirs, ends, strict=True):
        if not (np.isnan(a) and np.isnan(b)):
            yield 1.0 if np.isnan(a) or np.isnan(b) else abs(a - b) / ((high - low) or 1.0)


def made(n, nominal, numeric, seed, levels=3):
    random = np.random.default_rng(seed)
    codes = random.integers(-1, levels, (n, nominal))
    values = random.integers(0, 6, (n, numeric)).astype(float)
    values[random.random(values.shape) < 0.2] = np.nan
    for copy in range(1, n, 4):  # near duplicates, and some that are the same
        codes[copy], values[copy] = codes[copy - 1], values[copy - 1]
        changed = random.integers(0, 3)
        codes[copy, random.integers(0, nominal, changed)] = random.integers(-1, levels, changed)
    return codes, values


@settings(deadline=None)
@given(
    st.integers(2, 40), st.integers(1, 25), st.integers(0, 4), st.integers(0, 10_000),
    st.sampled_from([0.0, 0.05, 0.1, 0.3, 0.8]), st.sampled_from([2, 4, 512]),
)  # fmt: skip
def test_nothing_within_the_limit_is_missed(n, nominal, numeric, seed, limit, small):
    codes, values = made(n, nominal, numeric, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gower, "_SMALL", small)  # groups are dealt again from the start
        found = nearest(codes, values, limit)
    _, distances = brute(codes, values, limit)
    np.testing.assert_allclose(found.distance, distances, atol=1e-9)


def test_the_order_of_rows_changes_no_distance():
    codes, values = made(200, 30, 3, 1)
    order = np.random.default_rng(2).permutation(200)
    first, second = nearest(codes, values, 0.2), nearest(codes[order], values[order], 0.2)
    np.testing.assert_allclose(first.distance[order], second.distance)


EDGES = [
    (np.zeros((0, 3), np.int64), np.zeros((0, 0)), [], "no row"),
    (np.zeros((1, 3), np.int64), np.zeros((1, 0)), [-1], "one row"),
    (np.full((3, 2), -1), np.full((3, 1), np.nan), [-1, -1, -1], "rows of nothing are near to none"),
    (np.zeros((3, 2), np.int64), np.zeros((3, 0)), [1, 0, 0], "the same three times"),
    (np.zeros((2, 0), np.int64), np.array([[0.0], [9.0]]), [-1, -1], "numbers alone, far"),
    (np.array([[1], [1]]), np.array([[0.0], [0.0]]), [1, 0], "a column without a range"),
]


@pytest.mark.parametrize("case", EDGES, ids=[row[-1] for row in EDGES])
def test_edges(case):
    nominal, numeric, rows, _ = case
    assert nearest(nominal, numeric, 0.05).row.tolist() == rows
