"""
Tails of sums of chi-squares with unequal weights, to rounding.

P(Q > q) for Q = sum of a_i times a chi-square with d_i degrees is the integral of M(s) exp(-s q) / (2 pi i s) along
a line past the pole at 0, M being the moment generating function, the product of (1 - 2 a_i s)^(-d_i / 2). Bent
towards the right, away from the cuts on the real axis, the integrand falls off doubly exponentially, and the
trapezoidal rule is exact to rounding with a few hundred nodes.

Source: Imhof (1961) and Davies (1980) for the problem; Trefethen and Weideman (2014) for the rule.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from needline.stats.arrays import Floats

_STEP = 0.02
_REACH = 60.0


def chi_square_sum_tail(q: float, weights: npt.ArrayLike, degrees: npt.ArrayLike = 1.0) -> float:
    """
    Chance that a weighted sum of independent chi-squares exceeds a value.

    Args:
        q: the value.
        weights: shape (m,), of either sign; 0 adds nothing.
        degrees: degrees of freedom, above 0, shape (m,) or one for all; they need not be whole.

    Returns:
        In [0, 1]; NaN where a weight or the value is not a number.
    """
    a = np.atleast_1d(np.asarray(weights, np.float64))
    d = np.broadcast_to(np.asarray(degrees, np.float64), a.shape)
    if np.isnan(a).any() or np.isnan(q):
        return float("nan")
    a, d = a[a != 0], d[a != 0]
    if not (a > 0).any():
        return 0.0 if q >= 0 else _mirrored(q, a, d)
    if q < 0:
        return _mirrored(q, a, d)
    if q == 0 and not (a < 0).any():
        return 1.0
    return float(np.clip(_tail(q / a.max(), a / a.max(), d), 0.0, 1.0))


def f_sum_tail(x: float, weights: npt.ArrayLike, denominator: float) -> float:
    """
    Chance that a weighted sum of chi-squares of one degree exceeds x times another chi-square over its degrees.

    Args:
        x: the value.
        weights: shape (m,), 0 or greater.
        denominator: degrees of freedom of the chi-square that is divided by; infinite for none.
    """
    a = np.atleast_1d(np.asarray(weights, np.float64))
    if np.isinf(denominator):
        return chi_square_sum_tail(x, a)
    return chi_square_sum_tail(
        0.0, np.append(a, -x / denominator), np.append(np.ones(len(a)), float(denominator))
    )


def _mirrored(q: float, a: Floats, d: Floats) -> float:
    """The tail of the sum with its sign turned is what is left."""
    return 1.0 - chi_square_sum_tail(-q, -a, d)


def _tail(q: float, a: Floats, d: Floats) -> float:
    """The integral, for weights whose greatest is 1: the cut to the right starts at 1/2."""
    above = q >= float(a @ d)
    far = float(d[a > 0].sum()) / q if q > 0 else 1.0
    cross = 0.5 - 0.5 * min(0.5, far) if above else -0.25 / max(1.0, float(-a.min()))
    bend = min(abs(cross), 0.5 - cross) / 2
    t = np.arange(-_REACH, _REACH + _STEP / 2, _STEP)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        s = cross + bend * (np.cosh(t) - 1 + 1j * np.sinh(t))
        slope = bend * (np.sinh(t) + 1j * np.cosh(t))
        log = -s * q - np.log(1 - 2 * a[:, None] * s).T @ (d / 2)
        value = np.exp(log) * slope / s
    summed = float(np.imag(np.where(np.isfinite(value), value, 0.0)).sum()) * _STEP / (2 * np.pi)
    return summed if above else 1.0 + summed
