"""
Shares, means, totals and ratios in domains, with standard errors by Taylor linearization.

Every estimate is a total A or a ratio A / B of totals. With clusters i in strata h, the linearised value of a
cluster is z_hi = (A_hi - p B_hi) / B, and
V = sum over h of (1 - f_h) n_h / (n_h - 1) times the sum over i of (z_hi - mean of z_h)^2.
Every cluster of the design counts, also one with no row in the domain: its z is 0. Designs of several stages, or
with calibrated weights, need the linearised values of rows; `covariance` sums those up, a domain at a time.

Source: Binder (1983); the values of R's survey package 4.5 are met to 1e-8 in tests/stats.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from needline.stats.arrays import NO_SPREAD, Bools, Floats, Ints, checked_numbers
from needline.stats.covariances import lonely_error, variances
from needline.stats.design import Degrees, Design
from needline.stats.sums import cell_totals


@dataclass(frozen=True, eq=False)
class Estimates:
    """
    Estimates of D domains: arrays of one shape, (D,) or for shares (D, K) with K categories.

    Args:
        stat: the estimate; NaN where nobody in the domain answered.
        se: its standard error; NaN where `stat` is.
        df: degrees of freedom.
        deff: variance over that of a simple random sample drawn with replacement; NaN where that is 0, or for
            one row.
        n: rows in the category, or with an answer.
        n_total: rows with an answer, in the domain.
        n_w, n_w_total: the same, weighted.
    """

    stat: Floats
    se: Floats
    df: Floats
    deff: Floats
    n: Ints
    n_total: Ints
    n_w: Floats
    n_w_total: Floats


def shares(
    design: Design,
    category: Ints,
    categories: int,
    domain: Ints | None = None,
    domains: int = 1,
    *,
    df: Degrees = "design",
) -> Estimates:
    """
    Estimate which share of the population falls in each category, by domain.

    Args:
        design: n rows.
        category: shape (n,), code 0 to K - 1; -1 not asked or not answered: the row leaves the share but
            stays in the design.
        categories: K.
        domain: shape (n,), code 0 to D - 1; -1 in no domain. None: all rows are one domain.
        domains: D.
        df: which degrees of freedom.

    Returns:
        Estimates of shape (D, K), shares in [0, 1] that sum to one over K.

    Raises:
        DesignError: a stratum has a single cluster and the design says `fail`.
    """
    where = _domain(design, domain, category >= 0)
    shape = (design.clusters, domains, categories)
    upper = cell_totals(design.weight, shape, design.cluster, where, category)
    lower = upper.sum(axis=2)
    n = cell_totals(np.ones(len(category)), shape[1:], where, category).astype(np.int64)
    n_w, n_w_total = upper.sum(axis=0), lower.sum(axis=0)[:, None]
    stat = _divide(n_w, n_w_total)
    if design.whole:
        z = _divide(upper - stat * lower[:, :, None], n_w_total)
        v = variance(design, z.reshape(design.clusters, -1), _strata_of(design, where, domains, categories))
        v = v.reshape(stat.shape)
    else:
        chosen = category[:, None] == np.arange(categories)
        v = _by_rows(design, where, domains, _divide(chosen - stat[where], n_w_total[where]))
    n_used = cell_totals((design.weight > 0).astype(np.float64), (domains,), where)[:, None]
    plain = _divide(stat * (1 - stat), n_used - 1)
    return Estimates(
        stat=stat,
        se=_known(np.sqrt(v), stat),
        df=_spread(design.degrees(df, where, domains)[:, None], stat),
        deff=_divide(v, plain),
        n=n,
        n_total=np.repeat(n.sum(axis=1, keepdims=True), categories, axis=1),
        n_w=n_w,
        n_w_total=_spread(n_w_total, n_w),
    )


def means(
    design: Design, value: Floats, domain: Ints | None = None, domains: int = 1, *, df: Degrees = "design"
) -> Estimates:
    """
    Estimate the mean of a number, by domain.

    Args:
        design: n rows.
        value: shape (n,); NaN not asked: the row leaves the mean but stays in the design.
        domain: shape (n,), as in `shares`.
        domains: D.
        df: which degrees of freedom.

    Returns:
        Estimates of shape (D,).

    Raises:
        DesignError: a stratum met has a single cluster and the design says `fail`; a value is infinite.
    """
    value = checked_numbers(value)
    return _ratios(design, value, np.ones(len(value)), domain, domains, df=df)


def ratios(
    design: Design,
    numerator: Floats,
    denominator: Floats,
    domain: Ints | None = None,
    domains: int = 1,
    *,
    df: Degrees = "design",
) -> Estimates:
    """
    Estimate the ratio of two totals, by domain; a row where either is NaN leaves it but stays in the design.

    Args:
        design: n rows.
        numerator: shape (n,).
        denominator: shape (n,).
        domain: shape (n,), as in `shares`.
        domains: D.
        df: which degrees of freedom.

    Returns:
        Estimates of shape (D,); `n_w` and `n_w_total` weigh the rows, not the denominator.

    Raises:
        DesignError: a stratum met has a single cluster and the design says `fail`; a value is infinite.
    """
    over = checked_numbers(denominator)
    return _ratios(design, checked_numbers(numerator), over, domain, domains, df=df)


def _ratios(
    design: Design, numerator: Floats, denominator: Floats, domain: Ints | None, domains: int, *, df: Degrees
) -> Estimates:
    asked = ~(np.isnan(numerator) | np.isnan(denominator))
    where = _domain(design, domain, asked)
    shape = (design.clusters, domains)
    upper = cell_totals(design.weight * np.where(asked, numerator, 0.0), shape, design.cluster, where)
    lower = cell_totals(design.weight * np.where(asked, denominator, 0.0), shape, design.cluster, where)
    total = lower.sum(axis=0)
    stat = _divide(upper.sum(axis=0), total)
    residual = np.where(asked, numerator, 0.0) - stat[where] * np.where(asked, denominator, 0.0)
    if design.whole:
        v = variance(design, _divide(upper - stat * lower, total), _strata_of(design, where, domains))
    else:
        v = _by_rows(design, where, domains, _divide(residual, total[where])[:, None])[:, 0]
    return _numbers(design, where, domains, stat=stat, v=v, squared_residual=residual**2, total=total, df=df)


def totals(
    design: Design, value: Floats, domain: Ints | None = None, domains: int = 1, *, df: Degrees = "design"
) -> Estimates:
    """
    Estimate the total of a number over the population, by domain; NaN adds nothing.

    Args:
        design: n rows.
        value: shape (n,).
        domain: shape (n,), as in `shares`.
        domains: D.
        df: which degrees of freedom.

    Returns:
        Estimates of shape (D,). The total of a domain without a row is 0; `deff` is not given (NaN).

    Raises:
        DesignError: a stratum met has a single cluster and the design says `fail`; a value is infinite.
    """
    value = checked_numbers(value)
    asked = ~np.isnan(value)
    where = _domain(design, domain, asked)
    shape = (design.clusters, domains)
    z = cell_totals(design.weight * np.where(asked, value, 0.0), shape, design.cluster, where)
    if design.whole:
        v = variance(design, z, _strata_of(design, where, domains))
    else:
        v = _by_rows(design, where, domains, np.where(asked, value, 0.0)[:, None])[:, 0]
    none = np.full(domains, np.nan)
    unused = np.zeros(len(value))
    return _numbers(
        design, where, domains, stat=z.sum(axis=0), v=v, squared_residual=unused, total=none, df=df
    )


def variance(design: Design, z: Floats, present: Bools | None = None) -> Floats:
    """
    Variance of sums of linearised values over the clusters of a design of one stage.

    Args:
        design: C clusters in H strata.
        z: shape (C, M), linearised total of each cluster for each of M estimates.
        present: shape (H, M), True where the estimate's domain has a row in the stratum: only there does a
            lonely stratum fail, count among all clusters (`adjust`) or among the strata (`average`). None: all.

    Returns:
        Shape (M,).

    Raises:
        DesignError: a stratum that is present has a single cluster and the design says `fail`.
    """
    sizes = design.stratum_clusters
    starts = np.searchsorted(design.cluster_stratum, np.arange(len(sizes)))
    mean = np.add.reduceat(z, starts, axis=0) / sizes[:, None]
    alone = _lonely(design, present, z.shape[1])
    if alone is not None and design.lonely == "adjust":
        counted = sizes.sum() if present is None else sizes @ present
        mean = np.where(alone, _divide(z.sum(axis=0), np.asarray(counted)), mean)
    squares = np.add.reduceat((z - mean[design.cluster_stratum]) ** 2, starts, axis=0)
    scale = (1 - design.fraction) * np.where(sizes > 1, sizes / np.maximum(sizes - 1, 1), 1.0)
    by_stratum = scale[:, None] * squares
    if alone is not None and design.lonely == "average":
        return _averaged(by_stratum, alone, present)
    result: Floats = by_stratum.sum(axis=0)
    return result


def _lonely(design: Design, present: Bools | None, estimates: int) -> Bools | None:
    """Shape (H, M), True where a stratum is lonely and present; None where none is."""
    sizes = design.stratum_clusters
    alone = (sizes == 1) & (design.fraction < 1)
    if not alone.any():
        return None
    wide = np.repeat(alone[:, None], estimates, axis=1)
    if present is not None:
        wide &= present
    if design.lonely == "fail" and wide.any():
        raise lonely_error(design.strata[int(np.flatnonzero(wide.any(axis=1))[0])])
    return wide


def _averaged(by_stratum: Floats, alone: Bools, present: Bools | None) -> Floats:
    there = np.ones(by_stratum.shape, np.bool_) if present is None else present
    known = there & ~alone
    return _divide(np.where(known, by_stratum, 0.0).sum(axis=0) * there.sum(axis=0), known.sum(axis=0))


def _by_rows(design: Design, where: Ints, domains: int, influence: Floats) -> Floats:
    """
    Variances from the linearised values of rows.

    Args:
        design: n rows, of any kind.
        where: shape (n,), domain of each row; -1 where it does not enter.
        domains: D.
        influence: shape (n, K), on the estimates of the row's own domain, not weighted.

    Returns:
        Shape (D, K).
    """
    found = np.zeros((domains, influence.shape[1]))
    weighted = design.weight[:, None] * np.where((where >= 0)[:, None], influence, 0.0)
    for code in range(domains):
        here = where == code
        if here.any():
            found[code] = variances(design, np.where(here[:, None], weighted, 0.0), here)
    return found


def _numbers(
    design: Design,
    where: Ints,
    domains: int,
    *,
    stat: Floats,
    v: Floats,
    squared_residual: Floats,
    total: Floats,
    df: Degrees,
) -> Estimates:
    """Put estimates of numbers together; the design effect compares with rows drawn one by one."""
    n = cell_totals(np.ones(len(where)), (domains,), where)
    n_w = cell_totals(design.weight, (domains,), where)
    n_used = cell_totals((design.weight > 0).astype(np.float64), (domains,), where)
    spread = cell_totals(design.weight * squared_residual, (domains,), where)
    plain = _divide(spread * n_w, (n_used - 1) * total**2)
    plain[plain <= NO_SPREAD * stat**2] = 0.0
    counts = n.astype(np.int64)
    return Estimates(
        stat=stat,
        se=_known(np.sqrt(v), stat),
        df=design.degrees(df, where, domains),
        deff=_divide(v, plain),
        n=counts,
        n_total=counts,
        n_w=n_w,
        n_w_total=n_w,
    )


def _domain(design: Design, domain: Ints | None, asked: Bools) -> Ints:
    """Each row's domain, -1 where it was not asked."""
    inside = np.zeros(len(design.weight), np.int64) if domain is None else domain
    return np.where(asked, inside, -1)


def _strata_of(design: Design, where: Ints, domains: int, repeats: int = 1) -> Bools | None:
    """Shape (H, D * repeats), True where a domain has a row in a stratum; only lonely strata ask for it."""
    if not design.lonely_strata:
        return None
    shape = (len(design.strata), domains)
    seen = cell_totals(np.ones(len(where)), shape, design.cluster_stratum[design.cluster], where) > 0
    return np.repeat(seen, repeats, axis=1)


def _divide(upper: Floats, lower: Floats) -> Floats:
    """Quotient; NaN where the divisor is 0, below 0 or NaN."""
    top, bottom = np.broadcast_arrays(upper, lower)
    result: Floats = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)
    return result


def _known(value: Floats, stat: Floats) -> Floats:
    return np.where(np.isnan(stat), np.nan, value)


def _spread(value: Floats, like: Floats) -> Floats:
    return np.broadcast_to(value, like.shape).copy()
