"""
Regression from a survey: coefficients as of the whole population, standard errors of the design.

Source: Binder (1983); the fit is by iteratively reweighted least squares (McCullagh and Nelder, 1989), with R's
start and stopping rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Floats, Ints
from needline.stats.covariances import covariance
from needline.stats.design import Design
from needline.stats.estimates import AnyDesign
from needline.stats.families import Family, FamilyName, family
from needline.stats.independence import independent
from needline.stats.intervals import wald
from needline.stats.model_matrices import model_matrix
from needline.stats.significance import SignificanceTest, f_tail, quotient, t_tail, wald_form

_ENOUGH = 1e-8
_MOST = 25
_ALIASED = 1e-11


@dataclass(frozen=True, eq=False)
class Regression:
    """
    A fitted regression of K coefficients.

    Args:
        names: of the coefficients.
        theta: shape (K,); NaN for a column that those before it tell.
        covariance: shape (K, K).
        df: degrees of freedom of the design, plus one, less the coefficients; it can fall below 1.
        term: the named column that each coefficient stems from.
        fitted: shape (n,), means; NaN for rows left out.
    """

    names: tuple[str, ...]
    theta: Floats
    covariance: Floats
    df: float
    term: tuple[str, ...]
    fitted: Floats

    @property
    def se(self) -> Floats:
        """Shape (K,), standard errors."""
        result: Floats = np.sqrt(np.diag(self.covariance))
        return result

    @property
    def t(self) -> Floats:
        """Shape (K,), coefficients over their standard errors."""
        return quotient(self.theta, self.se)

    @property
    def p(self) -> Floats:
        """Shape (K,), chance of a t as far from 0; NaN with less than one degree of freedom."""
        return t_tail(self.t, self.df)

    def interval(self, *, level: float = 0.95, df: float | None = None) -> tuple[Floats, Floats]:
        """Lower and upper ends of the coefficients' intervals, shape (K,) each."""
        degrees = np.full(len(self.theta), self.df if df is None else df)
        return wald(self.theta, self.se, degrees, level)

    def test(self, *terms: str) -> SignificanceTest:
        """
        Wald test that all coefficients of some terms are 0; of all terms but the constant where none is named.

        Raises:
            DesignError: a term has no coefficient.
        """
        asked = terms or tuple(dict.fromkeys(one for one in self.term if one))
        for one in asked:
            if one not in self.term:
                raise DesignError("regression", f'has no term "{one}".', f"Terms: {', '.join(self.term)}.")
        which = np.array([one in asked for one in self.term]) & ~np.isnan(self.theta)
        theta, spread, k = self.theta[which], self.covariance[np.ix_(which, which)], int(which.sum())
        f = wald_form(theta, spread) / k
        return SignificanceTest("Wald test of terms", f, (float(k), self.df), f_tail(f, k, self.df), theta)


def regression(
    design: AnyDesign,
    y: npt.ArrayLike,
    terms: Mapping[str, npt.ArrayLike],
    kind: FamilyName = "gaussian",
    *,
    inside: npt.ArrayLike | None = None,
    intercept: bool = True,
) -> Regression:
    """
    Regress a column on others.

    Args:
        design: n rows, by strata and clusters or by replicate weights.
        y: shape (n,), numbers (NaN missing) or True and False; in [0, 1] for `quasibinomial`.
        terms: named columns, as `model_matrix` takes them.
        kind: `gaussian` (least squares), `quasibinomial` (log odds) or `quasipoisson` (log).
        inside: shape (n,), True for rows in the domain. None: all.
        intercept: False leaves the constant out.

    Returns:
        Regression: rows where a value is missing are left out, and stay in the design.

    Raises:
        DesignError: a column does not fit; a value lies outside what the kind allows; the fit does not settle.
    """
    n = len(design.weight)
    target = _target(y, n)
    chosen = np.ones(n, np.bool_) if inside is None else np.asarray(inside, np.bool_)
    model = model_matrix(terms, n, intercept=intercept, inside=chosen)
    used = chosen & model.known & ~np.isnan(target)
    one = family(kind)
    rows = np.flatnonzero(used & (design.weight > 0))
    _check_values(target, rows, kind, one)
    x, value = model.columns[rows], target[rows]
    size = float(design.weight[chosen].mean())
    weight = design.weight[rows] / size
    kept = independent(np.sqrt(weight)[:, None] * x, _ALIASED)
    fit = _fit(x[:, kept], value, weight, one)
    if isinstance(design, Design):
        z = np.zeros((n, len(kept)))
        z[rows] = fit.influence(x[:, kept], value, one)
        spread = covariance(design, z, used)
        degrees = design.degrees("domain", np.where(used, 0, -1), 1)
    else:
        thetas = design.thetas(lambda own: _refit(own, rows, x[:, kept], value, one, fit.theta))
        spread = design.covariance(thetas, fit.theta)
        degrees = design.degrees("domain", np.where(chosen, 0, -1), 1)
    fitted = np.full(n, np.nan)
    fitted[rows] = fit.mu
    return Regression(
        names=model.names,
        theta=_spread(fit.theta, kept, len(model.names)),
        covariance=_spread_matrix(spread, kept, len(model.names)),
        df=float(degrees[0]) + 1 - len(kept),
        term=model.term,
        fitted=fitted,
    )


@dataclass(frozen=True, eq=False)
class _Fit:
    """Coefficients, means and predictors, and the weights and inverse normal matrix of the last step."""

    theta: Floats
    mu: Floats
    eta: Floats
    working: Floats
    inverse: Floats

    def influence(self, x: Floats, y: Floats, one: Family) -> Floats:
        """Weighted linearised values of the coefficients, shape (n, K)."""
        residual = (y - self.mu) / one.slope(self.eta)
        result: Floats = (x * (self.working * residual)[:, None]) @ self.inverse
        return result


def _fit(x: Floats, y: Floats, weight: Floats, one: Family, start: Floats | None = None) -> _Fit:
    """Least squares again and again, with weights and targets of the step before, until the deviance settles."""
    mu = one.start(y, weight) if start is None else one.mean(x @ start)
    eta = one.link(mu) if start is None else x @ start
    before = float(weight @ one.deviance(y, mu))
    for _ in range(_MOST):
        slope = one.slope(eta)
        working = weight * slope**2 / one.variance(mu)
        root = np.sqrt(working)
        q, r = np.linalg.qr(root[:, None] * x)
        theta = np.linalg.solve(r, q.T @ (root * (eta + (y - mu) / slope)))
        eta = x @ theta
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            mu = one.mean(eta)
            deviance = float(weight @ one.deviance(y, mu))
        if not np.isfinite(deviance):
            break
        if abs(deviance - before) / (abs(deviance) + 0.1) < _ENOUGH:
            half = np.linalg.inv(r)
            return _Fit(theta, mu, eta, working, half @ half.T)
        before = deviance
    raise DesignError(
        "regression", "the fit does not settle.", "See whether a term tells the outcome without an error."
    )


def _refit(own: Floats, rows: Ints, x: Floats, y: Floats, one: Family, start: Floats) -> Floats:
    """Coefficients under replicate weights; NaN where they cannot be had."""
    weight = own[rows]
    used = weight > 0
    x, y, weight = x[used], y[used], weight[used]
    if not len(weight) or len(independent(np.sqrt(weight)[:, None] * x, _ALIASED)) < x.shape[1]:
        return np.full(x.shape[1], np.nan)
    try:
        return _fit(x, y, weight / weight.sum(), one, start).theta
    except DesignError:
        return np.full(x.shape[1], np.nan)


def _target(y: npt.ArrayLike, n: int) -> Floats:
    try:
        target = np.asarray(y, np.float64)
    except (TypeError, ValueError):
        raise DesignError("regression, y", "holds text.", "Give numbers, or True and False.") from None
    if target.shape != (n,):
        raise DesignError("regression, y", f"has the shape {target.shape}.", f"Give {n} values.")
    return target


def _check_values(target: Floats, rows: Ints, kind: str, one: Family) -> None:
    if not len(rows):
        raise DesignError(
            "regression", "no row has all its values.", "See which column is missing throughout."
        )
    wrong = rows[(target[rows] < one.lowest) | (target[rows] > one.highest) | ~np.isfinite(target[rows])]
    if len(wrong):
        raise DesignError(
            f"regression, y, row {wrong[0]}",
            f"{target[wrong[0]]:g} is no value of {kind}.",
            "Choose another kind.",
        )


def _spread(values: Floats, kept: Ints, count: int) -> Floats:
    full = np.full(count, np.nan)
    full[kept] = values
    return full


def _spread_matrix(values: Floats, kept: Ints, count: int) -> Floats:
    full = np.full((count, count), np.nan)
    full[np.ix_(kept, kept)] = values
    return full
