"""
Weights calibrated on known totals of columns: as near as can be to the weights before, by a stated distance.

Source: Deville and Särndal (1992), "Calibration estimators in survey sampling", cases 1, 2 and 6.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Floats, Ints
from needline.stats.calibration import Regressed, category_means, orthonormal
from needline.stats.margins import AnyDesign
from needline.stats.replicates import ReplicateDesign

Distance: TypeAlias = Literal["linear", "raking", "logit"]
Bounds: TypeAlias = tuple[float, float]
_FREE: Bounds = (-np.inf, np.inf)
_FAR = 20
"""Where every total exceeds the sample's this many times, the weights are scaled first, by the mean ratio."""


@dataclass(frozen=True, eq=False)
class _Problem:
    """What is asked of the weights: columns X (n, J), totals (J,), and how the factors g depend on X eta."""

    columns: Floats
    totals: Floats
    spread: Floats
    factor: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    epsilon: float
    maxit: int
    force: bool


def calibrate(
    design: AnyDesign,
    columns: npt.ArrayLike,
    totals: npt.ArrayLike,
    distance: Distance = "linear",
    *,
    bounds: Bounds = _FREE,
    variance: npt.ArrayLike | None = None,
    aggregate: npt.ArrayLike | None = None,
    epsilon: float = 1e-7,
    maxit: int = 50,
    force: bool = False,
) -> AnyDesign:
    """
    Change the weights as little as may be so that columns add up to their totals in the population.

    Args:
        design: one with strata and clusters, or one with replicate weights, each set of which is calibrated.
        columns: shape (n, J), no value missing; `model_matrix` makes them from named columns.
        totals: shape (J,), of the population.
        distance: `linear` (regression estimator; factors may fall below 0), `raking` (factors above 0), `logit`
            (factors within bounds, which it needs).
        bounds: least and greatest factor.
        variance: shape (n,), how far each row's value may spread about the regression; or shape (J,), multiplies
            the columns to give that. None: 1.
        aggregate: shape (n,), labels within which all rows take one factor, such as those of households.
        epsilon: greatest misfit of a total, as a share of it plus one.
        maxit: most steps of Newton's method.
        force: True to go on with the weights reached where that is not enough.

    Raises:
        DesignError: a column does not fit, a total cannot be met, or the steps do not end.
    """
    matrix, wanted = _checked(design.weight, columns, totals)
    spread = _spread(variance, matrix)
    weight = design.weight
    labels = (
        None if aggregate is None else np.unique(np.asarray(aggregate).astype(str), return_inverse=True)[1]
    )
    if labels is not None:
        matrix, spread = _averaged(labels, matrix), _averaged(labels, spread[:, None])[:, 0]
        weight = _averaged(labels, weight[:, None])[:, 0]
    closed = distance == "linear" and tuple(bounds) == _FREE
    factor, slope = _functions(distance, bounds)
    problem = _Problem(matrix, wanted, spread, factor, slope, epsilon, maxit, force)
    g = _linear(problem, weight) if closed else _newton(problem, weight)
    if isinstance(design, ReplicateDesign):
        return _calibrated_replicates(design, problem, g, labels, closed=closed)
    root = np.sqrt(weight)
    even = np.sqrt(spread) if closed else np.ones(len(weight))
    step = Regressed(orthonormal(matrix * (root / even)[:, None]), g * root * even)
    return replace(design, weight=design.weight * g, calibrations=(*design.calibrations, step))


def _calibrated_replicates(
    design: ReplicateDesign, problem: _Problem, g: Floats, labels: Ints | None, *, closed: bool
) -> ReplicateDesign:
    """Fit each replicate; one that cannot meet the totals within the bounds keeps what it reached."""
    near = replace(problem, force=True)
    factor = np.empty((len(design.weight), design.replicates))
    for replicate in range(design.replicates):
        own = design.replicate_weight(replicate)
        used = own if labels is None else _averaged(labels, own[:, None])[:, 0]
        try:
            fit = _linear(near, used) if closed else _newton(near, used)
        except DesignError:
            fit = np.full(len(used), np.nan)
        factor[:, replicate] = design.factor[design.group, replicate] * fit
    if np.isnan(factor).any(axis=0).all():
        raise DesignError("calibrate", "no replicate can meet the totals.", "Use fewer columns.")
    group = np.arange(len(design.weight), dtype=np.int64)
    return replace(design, weight=design.weight * g, group=group, factor=factor)


def _linear(problem: _Problem, weight: Floats) -> Floats:
    """Factors of the regression estimator, by one solution of its normal equations."""
    x, spread = problem.columns, problem.spread
    normal = (x * (weight / spread)[:, None]).T @ x
    misfit = problem.totals - weight @ x
    try:
        eta = np.linalg.solve(normal, misfit)
    except np.linalg.LinAlgError:
        eta = np.linalg.pinv(normal) @ misfit
    g: Floats = 1 + x @ eta / spread
    return _accepted(problem, weight, g)


def _newton(problem: _Problem, weight: Floats) -> Floats:
    """Factors g = F(X eta / spread) by Newton's method, halving steps that leave the numbers."""
    x, spread, wanted = problem.columns, problem.spread, problem.totals
    ratio = np.divide(wanted, weight @ x, out=np.full(len(wanted), np.inf), where=(weight @ x) != 0)
    scale = float(np.mean(ratio)) if ratio.min() > _FAR and np.isfinite(ratio).all() else 1.0
    scaled = weight * scale
    eta = np.zeros(x.shape[1])
    g, slope = problem.factor(np.zeros(len(x))), problem.slope(np.zeros(len(x)))
    left = problem.maxit
    while left > 0:
        normal = (x * (scaled / spread * slope)[:, None]).T @ x
        step = np.linalg.pinv(normal, rcond=_ROUNDING, hermitian=True) @ (wanted - (scaled * g) @ x)
        while True:
            left -= 1
            with np.errstate(over="ignore", invalid="ignore"):
                u = x @ (eta + step) / spread
                g, slope = problem.factor(u), problem.slope(u)
            if left <= 0 or bool((np.isfinite(g) & np.isfinite(slope)).all()):
                break
            step = step / 2
        eta = eta + step
        if _misfit(problem, scaled, g) < problem.epsilon:
            break
    return _accepted(problem, weight, g * scale)


_ROUNDING = 256 * float(np.finfo(np.float64).eps)


def _misfit(problem: _Problem, weight: Floats, g: Floats) -> float:
    """Greatest misfit of a total, as a share of it plus one; infinite where a factor is no number."""
    if not np.isfinite(g).all():
        return float("inf")
    off = np.abs(problem.totals - (weight * g) @ problem.columns) / (1 + np.abs(problem.totals))
    return float(off.max(initial=0.0))


def _accepted(problem: _Problem, weight: Floats, g: Floats) -> Floats:
    off = _misfit(problem, weight, g)
    if off < max(problem.epsilon, _ROUNDING) or (problem.force and np.isfinite(off)):
        return g
    raise DesignError(
        "calibrate",
        f"a total is still missed by {off:.3g} of itself.",
        "See that the totals belong to one population, widen the bounds, or say force.",
    )


def _functions(
    distance: Distance, bounds: Bounds
) -> tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]:
    """The factor as a function of u, and its slope."""
    low, high = bounds
    if not low < 1 < high:
        raise DesignError("calibrate", f"the bounds {low:g} and {high:g} do not enclose 1.", "Widen them.")
    if distance == "linear":
        return (
            lambda u: np.clip(1 + u, low, high),
            lambda u: ((u < high - 1) & (u > low - 1)).astype(np.float64),
        )
    if distance == "raking":
        return (
            lambda u: np.clip(np.exp(u), low, high),
            lambda u: np.where(
                (u < high - 1) & (u > low - 1), np.exp(u), 0.0
            ),  # steps as R's survey takes them
        )
    if distance == "logit":
        return _logit(low, high)
    raise DesignError("distance", f'"{distance}" is not known.', "Known: linear, raking, logit.")


def _logit(low: float, high: float) -> tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]:
    if not np.isfinite((low, high)).all():
        raise DesignError("calibrate", "logit needs finite bounds.", "Give them, such as (0.3, 3).")
    a = (high - low) / ((high - 1) * (1 - low))

    def factor(u: Floats) -> Floats:
        odds = (1 - low) / (high - 1) * np.exp(a * u)
        result: Floats = (low + high * odds) / (1 + odds)
        return result

    def slope(u: Floats) -> Floats:
        odds = (1 - low) / (high - 1) * np.exp(a * u)
        result: Floats = a * odds * (high - low) / (1 + odds) ** 2
        return result

    return factor, slope


def _checked(weight: Floats, columns: npt.ArrayLike, totals: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Columns and totals as numbers, without columns that are 0 throughout and should add up to 0."""
    try:
        matrix, wanted = np.asarray(columns, np.float64), np.asarray(totals, np.float64)
    except (TypeError, ValueError):
        raise DesignError("calibrate", "a column holds text.", "Make columns with model_matrix.") from None
    if matrix.ndim == 1:
        matrix = matrix[:, None]
    wanted = np.atleast_1d(wanted)
    if matrix.shape != (len(weight), len(wanted)):
        found = f"{matrix.shape[0]} rows, {matrix.shape[1]} columns and {len(wanted)} totals"
        raise DesignError(
            "calibrate", f"has {found}.", f"Give {len(weight)} rows and a total for each column."
        )
    missing = np.argwhere(~np.isfinite(matrix))
    if len(missing) or not np.isfinite(wanted).all():
        where = f"row {missing[0][0]}" if len(missing) else "totals"
        raise DesignError(f"calibrate, {where}", "a value is missing.", "Every row and total needs one.")
    none = ~matrix[weight > 0].any(axis=0)
    if (none & (wanted != 0)).any():
        place = int(np.flatnonzero(none & (wanted != 0))[0])
        raise DesignError(
            f"calibrate, column {place}",
            f"is 0 in the sample; its total is {wanted[place]:g}.",
            "Leave it out.",
        )
    return matrix[:, ~none], wanted[~none]


def _spread(variance: npt.ArrayLike | None, matrix: Floats) -> Floats:
    if variance is None:
        return np.ones(len(matrix))
    given = np.asarray(variance, np.float64)
    spread: Floats = given if given.shape == (len(matrix),) else matrix @ given
    if not (spread > 0).all():
        raise DesignError("calibrate", "a variance is not above 0.", "Give numbers above 0.")
    return spread


def _averaged(labels: Ints, values: Floats) -> Floats:
    """Plain mean of each label's rows."""
    return category_means(labels, int(labels.max(initial=0)) + 1, np.ones(len(labels)), values)
