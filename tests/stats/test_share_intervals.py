"""Intervals of a share: each kind against its definition, and at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import beta, t

from needline.stats import share_interval

KINDS = ["logit", "xlogit", "asin", "beta", "likelihood"]


def one(share, se, df, n, kind, level=0.95):
    arrays = [np.array([float(x)]) for x in (share, se, df)]
    low, high = share_interval(*arrays, n=np.array([float(n)]), level=level, kind=kind)
    return low[0], high[0]


SHARES = [(0.0218579235, 0.0226224509, 14), (0.3, 0.05, 30), (0.95, 0.01, 5), (0.5, 1e-6, 100)]


@pytest.mark.parametrize(("share", "se", "df"), SHARES)
def test_likelihood_is_where_the_loss_reaches_half_t_squared(share, se, df):
    size = share * (1 - share) / se**2

    def loss(p):
        gain = share * np.log(share / p) + (1 - share) * np.log((1 - share) / (1 - p))
        return size * gain - t.ppf(0.975, df) ** 2 / 2

    wanted = brentq(loss, 1e-12, share, xtol=1e-15), brentq(loss, share, 1 - 1e-12, xtol=1e-15)
    assert one(share, se, df, 200, "likelihood") == pytest.approx(wanted, rel=1e-8)


def test_beta_under_simple_sampling_is_nearly_clopper_pearson():
    n, x = 200, 30
    share = x / n
    se = np.sqrt(share * (1 - share) / n)
    wanted = beta.ppf(0.025, x, n - x + 1), beta.ppf(0.975, x + 1, n - x)
    assert one(share, se, n - 1, n, "beta") == pytest.approx(wanted)


def test_asin_is_symmetric_in_its_angle_and_folds_back():
    low, high = one(0.01, 0.02, np.inf, 100, "asin")
    angle, width = np.arcsin(0.1), 1.959963984540054 * 0.02 / (2 * np.sqrt(0.01 * 0.99))
    assert angle < width
    assert (low, high) == pytest.approx((np.sin(angle - width) ** 2, np.sin(angle + width) ** 2))


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_and_everybody_have_the_same_interval_under_every_kind(kind):
    assert one(0, 0, 9, 40, kind) == pytest.approx(one(0, 0, 9, 40, "logit"))
    assert one(1, 0, 9, 40, kind) == pytest.approx(one(1, 0, 9, 40, "logit"))


@pytest.mark.parametrize("kind", [*KINDS, "wald", "mean"])
def test_a_share_known_without_error_is_a_point_and_an_unknown_one_has_no_interval(kind):
    assert one(0.4, 0, 9, 40, kind) == pytest.approx((0.4, 0.4))
    assert np.isnan(one(np.nan, np.nan, 9, 40, kind)).all()
    assert np.isnan(one(0.4, 0.1, 0, 40, kind)).all()


@settings(max_examples=150, deadline=None)
@given(
    st.floats(0.001, 0.999),
    st.floats(1e-4, 1.5),
    st.integers(1, 500),
    st.integers(1, 5000),
    st.sampled_from(["logit", "xlogit", "beta", "likelihood"]),
)
def test_an_interval_holds_its_share_and_stays_within_zero_and_one(share, relative, df, more, kind):
    n = df + more  # a design has fewer degrees of freedom than rows
    low, high = one(share, relative * share * (1 - share), df, n, kind)
    assert 0 <= low <= share * (1 + 1e-9)
    assert share <= high * (1 + 1e-9)
    assert high <= 1
    wider = one(share, relative * share * (1 - share), df, n, kind, level=0.99)
    assert wider[0] <= low + 1e-12
    assert high <= wider[1] + 1e-12
