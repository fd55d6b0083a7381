"""What a test of significance found, and the tails it is read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from needline.stats.arrays import Floats


@dataclass(frozen=True, eq=False)
class SignificanceTest:
    """
    What a test found.

    Args:
        method: which test it was.
        statistic: its statistic; NaN where it cannot be had.
        df: its degrees of freedom, one or two; empty where none tell the tail.
        p: chance of a statistic as far out if there were no difference, in [0, 1]; NaN where it cannot be had.
        estimate: what the test is about, such as the difference of two means; empty for a test of association.
        interval: lower and upper end of a single estimate's interval; NaN where none is given.
    """

    method: str
    statistic: float
    df: tuple[float, ...]
    p: float
    estimate: Floats
    interval: tuple[float, float] = (np.nan, np.nan)


def quotient(upper: Floats, lower: Floats) -> Floats:
    """One over the other; infinite or NaN over 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = np.asarray(upper, np.float64) / lower
    return result


def wald_form(theta: Floats, covariance: Floats) -> float:
    """How far K estimates lie from 0 in the measure of their covariance; NaN where that has no inverse."""
    if not np.isfinite(covariance).all() or np.linalg.matrix_rank(covariance, hermitian=True) < len(theta):
        return float("nan")
    return float(theta @ np.linalg.solve(covariance, theta))


def t_tail(t: Floats, df: float) -> Floats:
    """Chance that Student's t lies as far from 0 on either side; NaN for degrees of freedom not above 0."""
    from scipy.special import ndtr, stdtr

    below = -np.abs(t)
    tail: Floats = 2 * (ndtr(below) if np.isposinf(df) else stdtr(df if df > 0 else np.nan, below))
    return tail


def f_tail(f: float, numerator: float, denominator: float) -> float:
    """Chance that Fisher's F exceeds a value; NaN for degrees of freedom not above 0."""
    from scipy.special import fdtrc

    if not (numerator > 0 and denominator > 0):
        return float("nan")
    if np.isposinf(denominator):
        return chi_square_tail(f * numerator, numerator)
    return float(fdtrc(numerator, denominator, max(f, 0.0))) if not np.isnan(f) else float("nan")


def chi_square_tail(x: float, df: float) -> float:
    """Chance that a chi-square exceeds a value."""
    from scipy.special import chdtrc

    return float(chdtrc(df, max(x, 0.0))) if not np.isnan(x) else float("nan")
