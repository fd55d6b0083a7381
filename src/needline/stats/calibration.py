"""
What is left of a linearised value once known totals are taken out of it.

Weights that meet the totals of a population make estimates vary less: by the spread of residuals from the
auxiliaries instead of the spread of the values. Each class takes weighted linearised values z, shape (n, K), and
gives their residuals, weighted again.

Source: Deville and Särndal (1992), "Calibration estimators in survey sampling".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from needline.stats.arrays import Floats, Ints

_PASSES = 10
"""Rounds over the margins of raked weights, as R's survey makes them."""


@dataclass(frozen=True, eq=False)
class Poststratified:
    """
    Weights brought to the totals of categories.

    Args:
        code: shape (n,), category of each row, -1 in none.
        categories: how many there are.
        before, after: shape (n,), the weights.
    """

    code: Ints
    categories: int
    before: Floats
    after: Floats

    def residual(self, z: Floats) -> Floats:
        """Take the weighted mean of each category out."""
        means = category_means(self.code, self.categories, self.before, _over(z, self.after))
        result: Floats = z - self.after[:, None] * means
        return result


@dataclass(frozen=True, eq=False)
class Raked:
    """
    Weights brought to the totals of several margins in turn.

    Args:
        code: shape (n,) for each margin, category of each row.
        categories: how many each margin has.
        after: shape (n,) for each margin, the weights when it was met last.
    """

    code: tuple[Ints, ...]
    categories: tuple[int, ...]
    after: tuple[Floats, ...]

    def residual(self, z: Floats) -> Floats:
        """Take the mean of each category of each margin out, in turn, ten times."""
        left = z
        even = np.ones(len(z))
        for _ in range(_PASSES):
            for code, categories, after in zip(self.code, self.categories, self.after, strict=True):
                left = left - after[:, None] * category_means(code, categories, even, _over(left, after))
        return left


@dataclass(frozen=True, eq=False)
class Regressed:
    """
    Weights calibrated on the totals of columns.

    Args:
        basis: shape (n, J), orthonormal columns that span the auxiliaries, each times the root of the weight
            before.
        scale: shape (n,), what a weighted value is divided by to be compared with them.
    """

    basis: Floats
    scale: Floats

    def residual(self, z: Floats) -> Floats:
        """Take the regression on the auxiliaries out."""
        plain = _over(z, self.scale)
        result: Floats = (plain - self.basis @ (self.basis.T @ plain)) * self.scale[:, None]
        return result


def orthonormal(columns: Floats) -> Floats:
    """Orthonormal columns with the same span; columns that others tell add none."""
    left, size, _ = np.linalg.svd(columns, full_matrices=False)
    keep = size > size.max(initial=0.0) * 1e-10
    basis: Floats = left[:, keep]
    return basis


def category_means(code: Ints, categories: int, weight: Floats, values: Floats) -> Floats:
    """Weighted mean of each row's category, shape (n, K); 0 for rows in none."""
    size = np.bincount(code + 1, weights=weight, minlength=categories + 1)
    columns = []
    for value in values.T:
        total = np.bincount(code + 1, weights=weight * value, minlength=categories + 1)
        columns.append(np.divide(total, size, out=np.zeros(len(size)), where=size > 0)[code + 1])
    means = np.stack(columns, axis=1) if columns else np.zeros(values.shape)
    means[code < 0] = 0.0
    return means


def _over(z: Floats, weight: Floats) -> Floats:
    """Values without their weight; 0 where the weight is 0."""
    divisor = np.broadcast_to(weight[:, None], z.shape)
    plain: Floats = np.divide(z, divisor, out=np.zeros(z.shape), where=divisor != 0)
    return plain
