"""
Quantiles of Student's distribution for whole or many degrees of freedom, without a library that takes long to load.

Source: Abramowitz and Stegun (1964), 26.7.3 and 26.7.4, finite sums for whole degrees of freedom; 26.7.5, a series in
1 / df, to start, and for many degrees by itself.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from needline.stats.arrays import Floats

_STEPS = 20
_CLOSE = 1e-15
_MANY = 1000.0
"""Degrees above which the series keeps 13 digits."""
_MOST_DISTINCT, _HIGHEST = 500, 0.9996
"""Where sums are few and keep 12 digits; beyond, scipy is worth its loading."""


def student_quantiles(df: Floats, upper: float) -> Floats:
    """
    The values that variables of Student's distribution stay below.

    Args:
        df: shape (n,), degrees of freedom, all different, 1 or more.
        upper: probability, in [0.5, 1).
    """
    if 0.5 <= upper <= _HIGHEST:  # noqa: PLR2004 - the upper half
        few = df[df <= _MANY]
        if len(few) <= _MOST_DISTINCT and bool((few == np.floor(few)).all()):
            return np.array(
                [
                    _series(one, upper) if one > _MANY else student_quantile(int(one), upper)
                    for one in df.tolist()
                ]
            )
    from scipy.special import stdtrit

    found: Floats = stdtrit(df, upper)
    return found


def normal_quantile(upper: float) -> float:
    """The value that a normal variable stays below with a probability in (0, 1)."""
    return NormalDist().inv_cdf(upper)


@lru_cache(maxsize=4096)
def student_quantile(df: int, upper: float) -> float:
    """
    The value that a variable of Student's distribution stays below.

    Args:
        df: degrees of freedom, 1 or more; work grows with them.
        upper: probability, in [0.5, 1).

    Returns:
        By Newton's steps on the distribution function, to about 14 digits.
    """
    between = 2 * upper - 1
    factor = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)
    at = _start(df, upper)
    for _ in range(_STEPS):
        density = 2 * factor * (1 + at * at / df) ** (-(df + 1) / 2)
        step = (_within(df, at) - between) / density
        at = at / 2 if step >= at > 0 else at - step
        if abs(step) <= _CLOSE * abs(at):
            break
    return at


def _start(df: int, upper: float) -> float:
    """A value near the quantile: exact for 1 and 2, else by the series."""
    if df == 1:
        return math.tan(math.pi * (upper - 0.5))
    if df == 2:  # noqa: PLR2004 - a closed form
        return (2 * upper - 1) * math.sqrt(2 / (4 * upper * (1 - upper)))
    return _series(df, upper)


def _series(df: float, upper: float) -> float:
    """The quantile by its first terms in 1 / df; what is left out falls with the fifth power."""
    x = normal_quantile(upper)
    first = (x**3 + x) / 4
    second = (5 * x**5 + 16 * x**3 + 3 * x) / 96
    third = (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384
    fourth = (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160
    return x + (first + (second + (third + fourth / df) / df) / df) / df


def _within(df: int, t: float) -> float:
    """Probability that the absolute value stays below t."""
    angle = math.atan2(t, math.sqrt(df))
    square = 1 / (1 + t * t / df)
    sine = t / math.sqrt(df) * math.sqrt(square)
    odd = df % 2
    places = np.arange(1, df // 2)
    series = 1 + float(np.cumprod((2 * places - 1 + odd) / (2 * places + odd) * square).sum())
    if not odd:
        return sine * series
    tail = sine * math.sqrt(square) * series if df > 1 else 0.0
    return 2 / math.pi * (angle + tail)
