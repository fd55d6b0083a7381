"""Order and numbering off are numpy's own, ties and all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.stats.ordering import distinct, stable_order

FLOATS = st.floats() | st.sampled_from([0.0, -0.0, 1.0, -1.0, np.nan, -np.nan, np.inf, -np.inf])
WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)


@given(st.lists(FLOATS, max_size=60))
def test_floats_stand_as_numpy_sorts_them(values):
    value = np.array(values, np.float64)
    np.testing.assert_array_equal(stable_order(value), np.argsort(value, kind="stable"))


@given(st.lists(WHOLE, max_size=60))
def test_whole_numbers_stand_as_numpy_sorts_them(values):
    value = np.array(values, np.int64)
    np.testing.assert_array_equal(stable_order(value), np.argsort(value, kind="stable"))


@given(st.lists(WHOLE, max_size=60))
def test_keys_are_numbered_off_as_numpy_does(values):
    key = np.array(values, np.int64)
    known = np.unique(key, return_index=True, return_inverse=True)
    for mine, theirs in zip(distinct(key), known, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("digit", range(4))
def test_every_digit_counts(digit):
    value = np.random.default_rng(digit).permutation(1000) << (16 * digit)
    assert (np.diff(value[stable_order(value)] >> (16 * digit)) >= 0).all()
