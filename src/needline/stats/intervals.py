"""Intervals of estimates: where the population's value may lie."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from needline.stats.arrays import Floats
from needline.stats.ordering import distinct
from needline.stats.student import normal_quantile, student_quantiles

ShareInterval: TypeAlias = Literal["logit", "wald", "mean", "xlogit", "asin", "beta", "likelihood"]


def t_quantile(df: Floats, level: float) -> Floats:
    """
    Half-width of an interval in standard errors.

    Args:
        df: degrees of freedom; infinite means the normal distribution; below 1 gives NaN.
        level: coverage, in (0, 1).
    """
    upper = 1 - (1 - level) / 2
    finite = np.isfinite(df) & (df >= 1)
    values, _, place = distinct(np.where(finite, df, 1.0).ravel())
    student = student_quantiles(values, upper)[place].reshape(np.shape(df))
    normal = np.where(np.isposinf(df), normal_quantile(upper), np.nan)
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
        kind: `wald` (or `mean`) is symmetric about the share and may leave [0, 1]; `logit` (or `xlogit`) is
            symmetric in log odds; `asin` in the arcsine of the root, folded back where it passes 0 or 1;
            `beta` is the exact binomial interval of the effective sample; `likelihood` holds the shares whose
            log likelihood, for the effective sample, lies within t^2 / 2 of the greatest.

    Returns:
        Lower and upper ends; NaN where the share is not known or `df` is below 1. A share of exactly 0 or 1
        has no standard error and no log odds: under all kinds but `wald` its interval is the exact binomial
        one (Clopper-Pearson) with the rows that answered, shrunk by the squared ratio of t quantiles at n - 1
        and at `df`, so that "nobody in the sample" does not read as "certainly nobody". `wald` gives a point.

    Source: Korn and Graubard (1998); R's svyciprop elsewhere, whose profile likelihood is a coarse table.
    """
    if kind in {"wald", "mean"}:
        return wald(stat, se, df, level)
    inside = (stat > 0) & (stat < 1)
    inner_low, inner_high = inner_interval(np.where(inside, stat, 0.5), se, df, n=n, level=level, kind=kind)
    low, high = (np.where(inside, one, np.nan) for one in (inner_low, inner_high))
    at = np.nonzero((stat == 0) | (stat == 1))
    rows, degrees = (np.broadcast_to(one, stat.shape)[at] for one in (n, df))
    edge = 1 - ((1 - level) / 2) ** (1 / _effective(rows, degrees, level))
    end = stat[at]
    low[at] = np.where(np.isnan(edge), np.nan, np.where(end == 1, 1 - edge, 0.0))
    high[at] = np.where(np.isnan(edge), np.nan, np.where(end == 0, edge, 1.0))
    return low, high


def inner_interval(
    share: Floats, se: Floats, df: Floats, *, n: Floats, level: float, kind: ShareInterval
) -> tuple[Floats, Floats]:
    """The interval of a share between 0 and 1, without a rule for the ends; arguments as `share_interval`."""
    if kind in {"wald", "mean"}:
        return wald(share, se, df, level)
    half = t_quantile(df, level) * se
    spread = share * (1 - share)
    if kind == "asin":
        angle = np.arcsin(np.sqrt(share))
        width = half / (2 * np.sqrt(spread))
        return np.sin(angle - width) ** 2, np.sin(angle + width) ** 2
    if kind == "beta":
        return _beta(share, se, df, n, level)
    if kind == "likelihood":
        gap = half**2 / (2 * spread)
        return _expit(_log_odds_within(share, gap)), _expit(-_log_odds_within(1 - share, gap))
    odds, width = np.log(share / (1 - share)), half / spread
    return _expit(odds - width), _expit(odds + width)


def _beta(share: Floats, se: Floats, df: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    """Exact binomial interval of the effective sample, which the ratio of squared t quantiles shrinks."""
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    shrink = (t_quantile(np.asarray(n, np.float64) - 1, level) / t_quantile(df, level)) ** 2
    with np.errstate(divide="ignore"):
        size = share * (1 - share) / np.square(se) * shrink
    known = np.isfinite(size)
    safe = np.where(known, size, 1.0)
    low = betaincinv(safe * share, safe * (1 - share) + 1, tail)
    high = betaincinv(safe * share + 1, safe * (1 - share), 1 - tail)
    certain = np.where(np.isposinf(size), share, np.nan)
    return np.where(known, low, certain), np.where(known, high, certain)


_STEPS = 80
"""Newton steps; each gains digits twofold, or one binary digit where the gap is 0."""


def _log_odds_within(share: Floats, gap: Floats) -> Floats:
    """
    Smallest log odds whose log likelihood for one row lies no more than `gap` below that of the share itself.

    The loss, share log(share / p) + (1 - share) log((1 - share) / (1 - p)), is convex in the log odds of p, so
    Newton's steps from a point below the answer stay below it and rise towards it.
    """
    best = share * np.log(share) + (1 - share) * np.log1p(-share)
    known = np.isfinite(gap)
    at = (best - np.where(known, gap, 0.0)) / share
    top = np.log(share / (1 - share))
    for _ in range(_STEPS):
        slope = _expit(at) - share
        loss = best - share * at + np.logaddexp(0.0, at) - np.where(known, gap, 0.0)
        step = np.divide(loss, slope, out=np.zeros(np.shape(loss)), where=slope != 0)
        at = np.minimum(at - np.minimum(step, 0.0), top)
    return np.where(known, np.where(gap > 0, at, top), np.where(np.isposinf(gap), -np.inf, np.nan))


def _effective(n: Floats, df: Floats, level: float) -> Floats:
    """Rows that a simple random sample would need to know as much."""
    rows = np.asarray(n, np.float64)
    simple = t_quantile(np.maximum(rows - 1, 1), level)
    return np.maximum(rows * np.minimum((simple / t_quantile(df, level)) ** 2, 1.0), 1e-9)


def _expit(x: Floats) -> Floats:
    with np.errstate(over="ignore"):
        result: Floats = 1 / (1 + np.exp(-x))
    return result
