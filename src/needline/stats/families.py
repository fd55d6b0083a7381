"""Families of regression: how a mean hangs on its predictor, and how spread hangs on the mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from needline.errors import DesignError
from needline.stats.arrays import Floats

FamilyName: TypeAlias = Literal["gaussian", "quasibinomial", "quasipoisson"]
_FARTHEST = 30.0
"""Log odds beyond which a chance is not told from 0 or 1."""


@dataclass(frozen=True)
class Family:
    """
    One family with its usual link.

    Args:
        link: from a mean to its predictor.
        mean: back.
        slope: of the mean, at a predictor.
        variance: at a mean, but for its scale.
        start: first means, from values and weights.
        deviance: of each row, from values and means.
        lowest, highest: what a value may be.
    """

    link: Callable[[Floats], Floats]
    mean: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    variance: Callable[[Floats], Floats]
    start: Callable[[Floats, Floats], Floats]
    deviance: Callable[[Floats, Floats], Floats]
    lowest: float = -np.inf
    highest: float = np.inf


def family(name: FamilyName) -> Family:
    """
    The family of a name.

    Raises:
        DesignError: nobody knows the name.
    """
    if name not in _FAMILIES:
        raise DesignError("family", f'"{name}" is not known.', f"Known: {', '.join(sorted(_FAMILIES))}.")
    return _FAMILIES[name]


def _log_ratio(y: Floats, mu: Floats) -> Floats:
    """A value times the logarithm of its ratio to the mean; 0 where the value is 0."""
    result: Floats = y * np.log(np.where(y > 0, y, 1.0) / np.where(y > 0, mu, 1.0))
    return result


def _expit(eta: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-np.clip(eta, -_FARTHEST, _FARTHEST)))
    return result


def _binomial_deviance(y: Floats, mu: Floats) -> Floats:
    return 2 * (_log_ratio(y, mu) + _log_ratio(1 - y, 1 - mu))


_FAMILIES: dict[str, Family] = {
    "gaussian": Family(
        link=lambda mu: mu,
        mean=lambda eta: eta,
        slope=np.ones_like,
        variance=np.ones_like,
        start=lambda y, _weight: y,
        deviance=lambda y, mu: (y - mu) ** 2,
    ),
    "quasibinomial": Family(
        link=lambda mu: np.log(mu / (1 - mu)),
        mean=_expit,
        slope=lambda eta: _expit(eta) * (1 - _expit(eta)),
        variance=lambda mu: mu * (1 - mu),
        start=lambda y, weight: (weight * y + 0.5) / (weight + 1),
        deviance=_binomial_deviance,
        lowest=0.0,
        highest=1.0,
    ),
    "quasipoisson": Family(
        link=np.log,
        mean=np.exp,
        slope=np.exp,
        variance=lambda mu: mu,
        start=lambda y, _weight: y + 0.1,
        deviance=lambda y, mu: 2 * (_log_ratio(y, mu) - (y - mu)),
        lowest=0.0,
    ),
}
