"""
Estimates of a statistic under any design: value, covariance, degrees of freedom, design effect.

In three lines, as with R's survey package:

    made = make_design(weight, stratum, cluster)
    found = mean(made, income, inside=area == "north")
    found.theta, found.se, interval(found)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import NO_SPREAD, Bools, Floats, Ints
from needline.stats.covariances import covariance
from needline.stats.design import Degrees, Design
from needline.stats.intervals import ShareInterval, share_interval, wald
from needline.stats.linearised import (
    InDomains,
    Mean,
    Ratio,
    Statistic,
    Total,
    Variance,
    columns,
    indicators,
    linearise,
)
from needline.stats.replicates import ReplicateDesign

AnyDesign: TypeAlias = Design | ReplicateDesign
Values: TypeAlias = npt.ArrayLike | tuple[npt.ArrayLike, ...]


@dataclass(frozen=True, eq=False)
class Estimate:
    """
    K estimates that vary together.

    Args:
        theta: shape (K,), the estimates; NaN where nobody answered.
        covariance: shape (K, K).
        df: degrees of freedom, infinite for the normal distribution.
        rows: rows that the design holds for these estimates.
        n: rows with weight that entered.
        n_w: their weights' sum.
        plain: shape (K, K), covariance if n rows had been drawn one by one with replacement.
        log_odds_se: shape (K,), standard errors of the log odds of shares, from replicate weights; NaN where a
            replicate has none. None under linearization, where they follow from `se`.
    """

    theta: Floats
    covariance: Floats
    df: float
    rows: int
    n: int
    n_w: float
    plain: Floats
    log_odds_se: Floats | None = None

    @property
    def se(self) -> Floats:
        """Shape (K,), standard errors."""
        result: Floats = np.sqrt(np.diag(self.covariance))
        return result

    @property
    def cv(self) -> Floats:
        """Shape (K,), standard errors over the estimates."""
        return _quotient(self.se, self.theta)

    def deff(self, *, replace: bool = True) -> Floats:
        """
        Shape (K,), design effects: variance over that of as many rows drawn one by one.

        Args:
            replace: True compares with drawing with replacement; False without, from as many people as the
                weights sum to (NaN where those are fewer than the rows). NaN as well where rows do not differ.
        """
        people = self.n_w - self.n
        finite = 1.0 if replace else people / self.n_w if self.n_w and people >= 0 else np.nan
        plain = np.where(np.diag(self.plain) > NO_SPREAD * self.theta**2, np.diag(self.plain), 0.0)
        return _quotient(np.diag(self.covariance), plain * finite)


@dataclass(frozen=True, eq=False)
class DomainEstimates:
    """
    The same K estimates in D domains.

    Args:
        labels: the D domains, in order.
        each: the estimates of each domain.
    """

    labels: tuple[str, ...]
    each: tuple[Estimate, ...]

    @property
    def theta(self) -> Floats:
        """Shape (D, K)."""
        return np.stack([one.theta for one in self.each])

    @property
    def se(self) -> Floats:
        """Shape (D, K)."""
        return np.stack([one.se for one in self.each])

    @property
    def df(self) -> Floats:
        """Shape (D,)."""
        return np.array([one.df for one in self.each])


def estimate(
    design: AnyDesign, statistic: Statistic, inside: npt.ArrayLike | None = None, *, df: Degrees = "design"
) -> Estimate:
    """
    Estimate a statistic in a domain, with its covariance under the design.

    Args:
        design: n rows, by strata and clusters or by replicate weights.
        statistic: what to estimate.
        inside: shape (n,), True for rows in the domain. None: all.
        df: `design` counts the whole design's degrees of freedom, `domain` those of the domain's rows,
            `normal` is infinite.

    Raises:
        DesignError: values or `inside` have another length than the design; a lonely cluster under `fail`.
    """
    if len(statistic.known) != len(design.weight):
        found_rows, rows = len(statistic.known), len(design.weight)
        raise DesignError(
            "values", f"have {found_rows} rows; the design has {rows}.", "Give one value a row."
        )
    chosen = _inside(design, inside) & statistic.known
    weight = np.where(chosen, design.weight, 0.0)
    found = linearise(statistic, weight)
    log_odds_se = None
    if isinstance(design, Design):
        spread = covariance(design, found.z, chosen)
        rows = len(weight) if design.calibrations else int(chosen.sum())
    else:
        thetas = design.thetas(lambda one: statistic.theta(np.where(chosen, one, 0.0)))
        spread = design.covariance(thetas, found.theta)
        log_odds_se = _log_odds_se(design, thetas, found.theta)
        rows = int(chosen.sum())
    unknown = np.isnan(found.theta)
    spread[unknown] = np.nan
    spread[:, unknown] = np.nan
    return Estimate(
        theta=found.theta,
        covariance=spread,
        df=float(design.degrees(df, np.where(chosen, 0, -1), 1)[0]),
        rows=rows,
        n=int(np.count_nonzero(weight)),
        n_w=float(weight.sum()),
        plain=_plain(weight, found.z),
        log_odds_se=log_odds_se,
    )


def mean(
    design: AnyDesign, values: Values, inside: npt.ArrayLike | None = None, *, df: Degrees = "design"
) -> Estimate:
    """Means of columns, shape (n,), (n, K) or a tuple of (n,); arguments as `estimate`."""
    return estimate(design, Mean(columns(values)), inside, df=df)


def total(
    design: AnyDesign, values: Values, inside: npt.ArrayLike | None = None, *, df: Degrees = "design"
) -> Estimate:
    """Totals of columns over the population, shape (n,), (n, K) or a tuple of (n,); arguments as `estimate`."""
    return estimate(design, Total(columns(values)), inside, df=df)


def ratio(
    design: AnyDesign,
    numerator: Values,
    denominator: Values,
    inside: npt.ArrayLike | None = None,
    *,
    df: Degrees = "design",
) -> Estimate:
    """Ratios of totals, each numerator over each denominator; arguments as `estimate`."""
    return estimate(design, Ratio(columns(numerator), columns(denominator)), inside, df=df)


def share(
    design: AnyDesign,
    category: npt.ArrayLike,
    inside: npt.ArrayLike | None = None,
    *,
    df: Degrees = "design",
) -> tuple[tuple[str, ...], Estimate]:
    """Names of the categories of a column of labels (None or NaN: no answer), and their shares."""
    names, code = labels(category)
    return names, estimate(design, Mean(indicators(code, len(names))), inside, df=df)


def variance_of(
    design: AnyDesign, values: Values, inside: npt.ArrayLike | None = None, *, df: Degrees = "design"
) -> Estimate:
    """
    Variance of a column over the population, or the covariances of P columns, K = P P; arguments as `estimate`.

    Under replicate weights n counts the rows of the domain, as a weight of 0 in a replicate does not make the
    sample smaller.
    """
    wide = columns(values)
    statistic = Variance(wide)
    if isinstance(design, ReplicateDesign):
        statistic = Variance(wide, int((_inside(design, inside) & statistic.known).sum()))
    return estimate(design, statistic, inside, df=df)


def by(
    design: AnyDesign, statistic: Statistic, domain: npt.ArrayLike, *, df: Degrees = "design"
) -> DomainEstimates:
    """
    Estimate a statistic in every domain.

    Args:
        design: n rows.
        statistic: such as `Mean`, `Total`, `Ratio`, `Variance`.
        domain: shape (n,), labels; None or NaN lies in no domain.
        df: as in `estimate`.
    """
    names, code = labels(domain)
    each = tuple(estimate(design, statistic, code == at, df=df) for at in range(len(names)))
    return DomainEstimates(names, each)


def across(
    design: AnyDesign, statistic: Statistic, domain: npt.ArrayLike, *, df: Degrees = "design"
) -> tuple[tuple[str, ...], Estimate]:
    """Names of domains, and a statistic in all of them as one estimate, D K numbers with their covariances."""
    names, code = labels(domain)
    return names, estimate(design, InDomains(statistic, code, len(names)), df=df)


def interval(
    found: Estimate, *, level: float = 0.95, kind: ShareInterval = "wald", df: float | None = None
) -> tuple[Floats, Floats]:
    """
    Intervals of estimates.

    Args:
        found: K estimates.
        level: coverage, in (0, 1).
        kind: `wald` for any estimate; the others are for shares, as in `share_interval`. Under replicate
            weights `logit` and `likelihood` take the spread of the replicates' log odds; `xlogit` does not.
        df: degrees of freedom in place of the estimate's own.

    Returns:
        Lower and upper ends, shape (K,) each.
    """
    degrees = np.full(len(found.theta), found.df if df is None else df)
    if kind in {"wald", "mean"}:
        return wald(found.theta, found.se, degrees, level)
    rows = np.full(len(found.theta), float(found.rows))
    se = found.se
    if kind in {"logit", "likelihood"} and found.log_odds_se is not None:
        again = found.log_odds_se * found.theta * (1 - found.theta)
        se = np.where(np.isfinite(again), again, se)
    return share_interval(found.theta, se, degrees, n=rows, level=level, kind=kind)


def table(
    design: AnyDesign, *categories: npt.ArrayLike, people: float | None = None, whole: bool = False
) -> tuple[tuple[tuple[str, ...], ...], Floats]:
    """
    Estimated counts of the population by one or more columns of labels.

    Args:
        design: n rows.
        categories: each of shape (n,), labels; a row where one is missing is left out.
        people: what the counts are scaled to sum to. None: the weights as they are.
        whole: True rounds to whole people, halves to the even number.

    Returns:
        The labels of each direction, and the counts.
    """
    coded = [labels(one) for one in categories]
    shape = tuple(len(names) for names, _ in coded)
    keep = np.logical_and.reduce([code >= 0 for _, code in coded])
    counts = np.zeros(shape)
    np.add.at(counts, tuple(code[keep] for _, code in coded), design.weight[keep])
    if people is not None:
        counts *= people / counts.sum()
    return tuple(names for names, _ in coded), np.round(counts) if whole else counts


def labels(column: npt.ArrayLike) -> tuple[tuple[str, ...], Ints]:
    """
    Labels of a column in order, and each row's code, -1 where it is missing.

    Args:
        column: shape (n,), text, numbers or True and False; None and NaN are missing.
    """
    given = np.asarray(column)
    if given.dtype.kind == "O":
        missing = np.array([one is None or one != one for one in given], np.bool_)  # noqa: PLR0124 - only NaN differs from itself
        given = np.where(missing, "", given).astype(str)
    else:
        missing = np.asarray(given != given)  # noqa: PLR0124 - only NaN differs from itself
    names, inner = np.unique(given[~missing], return_inverse=True)
    code = np.full(len(given), -1, np.int64)
    code[~missing] = inner
    return tuple(str(one) for one in names), code


def _inside(design: AnyDesign, inside: npt.ArrayLike | None) -> Bools:
    n = len(design.weight)
    chosen = np.ones(n, np.bool_) if inside is None else np.asarray(inside, np.bool_)
    if chosen.shape != (n,):
        raise DesignError("domain", f"has {chosen.size} rows; the design has {n}.", "Give one value a row.")
    return chosen


def _log_odds_se(design: ReplicateDesign, thetas: Floats, theta: Floats) -> Floats:
    """Standard errors of the log odds of shares, from their replicates; NaN where one has no log odds."""
    found = np.full(theta.shape, np.nan)
    every = np.concatenate([thetas, theta[None]])
    for place in np.flatnonzero(((every > 0) & (every < 1)).all(axis=0)):
        odds = np.log(every[:, [place]] / (1 - every[:, [place]]))
        found[place] = np.sqrt(design.covariance(odds[:-1], odds[-1])[0, 0])
    return found


def _plain(weight: Floats, z: Floats) -> Floats:
    """Covariance if the rows had been drawn one by one with replacement, from the linearised values."""
    used = weight != 0
    n, people = int(used.sum()), float(weight.sum())
    if n <= 1 or not people:
        return np.full((z.shape[1], z.shape[1]), np.nan)
    influence = z[used] / weight[used, None]
    off = influence - weight[used] @ influence / people
    result: Floats = (off * weight[used, None]).T @ off * (people / (n - 1))
    return result


def _quotient(upper: Floats, lower: Floats) -> Floats:
    result: Floats = np.divide(upper, lower, out=np.full(upper.shape, np.nan), where=lower != 0)
    return result
