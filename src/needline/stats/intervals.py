"""Intervals of estimates: where the population's value may lie."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from needline.stats.arrays import Floats

ShareInterval: TypeAlias = Literal["logit", "wald"]


def t_quantile(df: Floats, level: float) -> Floats:
    """
    Half-width of an interval in standard errors.

    Args:
        df: degrees of freedom; infinite means the normal distribution; below 1 gives NaN.
        level: coverage, in (0, 1).
    """
    from scipy.special import ndtri, stdtrit

    upper = 1 - (1 - level) / 2
    finite = np.isfinite(df) & (df >= 1)
    student = stdtrit(np.where(finite, df, 1.0), upper)
    normal = np.where(np.isposinf(df), ndtri(upper), np.nan)
    result: Floats = np.where(finite, student, normal)
    return result


def wald(stat: Floats, se: Floats, df: Floats, level: float) -> tuple[Floats, Floats]:
    """The estimate plus and minus t standard errors; for a share it may leave [0, 1]."""
    half = t_quantile(df, level) * se
    return stat - half, stat + half


def share_interval(
    stat: Floats,
    se: Floats,
    df: Floats,
    *,
    n: Floats,
    level: float,
    kind: ShareInterval = "logit",
) -> tuple[Floats, Floats]:
    """
    Interval of a share.

    Args:
        stat: the share.
        se: its standard error.
        df: degrees of freedom.
        n: rows that answered.
        level: coverage, in (0, 1).
        kind: `logit` is symmetric in log odds and stays in [0, 1]; `wald` is symmetric about the share.

    Returns:
        Lower and upper ends; NaN where the share is not known or `df` is below 1. A share of exactly 0 or 1
        has no standard error and no log odds: under `logit` its interval is the exact binomial one
        (Clopper-Pearson) with the rows that answered, shrunk by the squared ratio of t quantiles at n - 1 and
        at `df`, so that "nobody in the sample" does not read as "certainly nobody". `wald` gives a point.

    Source: Korn and Graubard (1998); R's svyciprop with method "logit" elsewhere.
    """
    if kind == "wald":
        return wald(stat, se, df, level)
    inside = (stat > 0) & (stat < 1)
    p = np.where(inside, stat, 0.5)
    odds, half = np.log(p / (1 - p)), t_quantile(df, level) * se / (p * (1 - p))
    edge = 1 - ((1 - level) / 2) ** (1 / _effective(n, df, level))
    low = np.where(
        inside, _expit(odds - half), np.where(stat == 1, 1 - edge, np.where(stat == 0, 0.0, np.nan))
    )
    high = np.where(inside, _expit(odds + half), np.where(stat == 0, edge, np.where(stat == 1, 1.0, np.nan)))
    unknown = np.isnan(edge) & ~inside
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def _effective(n: Floats, df: Floats, level: float) -> Floats:
    """Rows that a simple random sample would need to know as much."""
    rows = np.asarray(n, np.float64)
    simple = t_quantile(np.maximum(rows - 1, 1), level)
    return np.maximum(rows * np.minimum((simple / t_quantile(df, level)) ** 2, 1.0), 1e-9)


def _expit(x: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-x))
    return result
