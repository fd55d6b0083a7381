"""
Functions of estimates, and the variance they inherit.

A linear contrast needs its coefficients. Of any other function the gradient is taken by a complex step: the
imaginary part of f(x + ih) / h, exact to rounding for h = 1e-30 as nothing is subtracted.

Source: Squire and Trapp (1998) for the complex step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Bools, Floats
from needline.stats.estimates import Estimate
from needline.stats.linearised import Statistic

Expression: TypeAlias = Callable[[Any], Any]
_STEP = 1e-30
_SMALL = 1e-6
_ROUGH = 0.05
_NOISE = 1e-9
_REMEDY = "Use arithmetic and numpy's analytic functions, or give its gradient."
_SMALL = 1e-6
_ROUGH = 0.01
_REMEDY = "Use arithmetic and numpy's functions, or give its gradient."


def contrast(found: Estimate, of: npt.ArrayLike | Expression, gradient: Expression | None = None) -> Estimate:
    """
    Estimate a function of estimates.

    Args:
        found: K estimates that vary together.
        of: shape (K,) or (M, K), coefficients of one contrast or of M; or a function of the K estimates, such as
            `lambda t: t[0] / t[1]`, that gives one number or M, made of arithmetic and of numpy's analytic
            functions (`np.log`, `np.exp`, `np.sqrt`, …).
        gradient: gives the derivatives, shape (K,) or (M, K), where the function is not analytic (`abs`, `max`).

    Returns:
        Estimate: M estimates; one whose contrast uses an unknown estimate is NaN.

    Raises:
        DesignError: coefficients do not match the estimates; a function loses the complex step.
    """
    if callable(of):
        theta = np.atleast_1d(np.asarray(of(found.theta), np.float64))
        return _moved(found, theta, _gradient(of, found.theta, len(theta), gradient))
    weights = np.atleast_2d(np.asarray(of, np.float64))
    if weights.shape[1] != len(found.theta):
        raise DesignError(
            "contrast", f"has {weights.shape[1]} coefficients for {len(found.theta)} estimates.", "Pair them."
        )
    used = (weights != 0).any(axis=0)
    return _moved(found, weights[:, used] @ found.theta[used], weights)


@dataclass(frozen=True, eq=False)
class Function:
    """
    A function of another statistic, such as the difference of two medians.

    Under replicate weights it is worked out anew in each replicate; `contrast` takes the variance of the
    estimates it starts from.

    Args:
        statistic: the K numbers it starts from.
        of, gradient: as in `contrast`.
    """

    statistic: Statistic
    of: Expression
    gradient: Expression | None = None

    @property
    def known(self) -> Bools:
        """Rows with all the values needed."""
        return self.statistic.known

    def theta(self, weight: Floats) -> Floats:
        """The function of the statistic."""
        return np.atleast_1d(np.asarray(self.of(self.statistic.theta(weight)), np.float64))

    def influence(self, weight: Floats, theta: Floats) -> Floats:
        """The statistic's influence times the gradient."""
        inner = self.statistic.theta(weight)
        slopes = _gradient(self.of, inner, len(theta), self.gradient)
        result: Floats = self.statistic.influence(weight, inner) @ slopes.T
        return result


def _moved(found: Estimate, theta: Floats, slopes: Floats) -> Estimate:
    used = (slopes != 0).any(axis=0)
    jacobian, kept = slopes[:, used], np.ix_(used, used)
    return replace(
        found,
        theta=theta,
        covariance=jacobian @ found.covariance[kept] @ jacobian.T,
        plain=jacobian @ found.plain[kept] @ jacobian.T,
    )


def _gradient(of: Expression, at: Floats, count: int, given: Expression | None) -> Floats:
    """Derivatives of the function, shape (M, K)."""
    if given is not None:
        slopes = np.atleast_2d(np.asarray(given(at), np.float64))
        if slopes.shape != (count, len(at)):
            raise DesignError("contrast", f"its gradient has the shape {slopes.shape}.", "Give (M, K).")
        return slopes
    slopes = np.zeros((count, len(at)))
    for place in range(len(at)):
        moved = at.astype(np.complex128)
        moved[place] += 1j * _STEP
        try:
            slopes[:, place] = np.asarray(of(moved), np.complex128).imag / _STEP
        except TypeError:
            raise DesignError("contrast", "the function takes no complex numbers.", _REMEDY) from None
        _check_slope(of, at, place, slopes[:, place])
    return slopes


def _check_slope(of: Expression, at: Floats, place: int, slope: Floats) -> None:
    """A function such as `abs` drops the imaginary part and would seem flat: compare with a small real step."""
    step = _SMALL * (abs(float(at[place])) or 1.0)
    ahead, behind = at.copy(), at.copy()
    ahead[place] += step
    behind[place] -= step
    with np.errstate(all="ignore"):
        up, down = np.asarray(of(ahead), np.float64), np.asarray(of(behind), np.float64)
    moved, told = up - down, 2 * step * slope
    off = np.abs(moved - told) > _ROUGH * np.maximum(np.abs(moved), np.abs(told))
    if (off & (np.abs(moved) > _NOISE * (np.abs(up) + np.abs(down)))).any():
        raise DesignError("contrast", "the function is not analytic.", _REMEDY)
