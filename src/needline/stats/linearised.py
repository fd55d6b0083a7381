"""
Statistics as functions of the weights: their value, and each row's linearised share in it.

Every statistic gives its value `theta(weight)`, shape (K,), for any weights, and `influence(weight, theta)`, shape
(n, K): how the value answers to one more unit of a row's weight. A domain is given by weights of 0 outside it;
rows where a value is missing (NaN) leave by themselves. Taylor linearization and replicate weights both start here.

Source: Binder (1983); Deville (1999) for influence values.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Bools, Floats, Ints, checked_numbers


class Statistic(Protocol):
    """K numbers that follow from n rows and their weights."""

    @property
    def known(self) -> Bools:
        """Shape (n,), True for rows with all the values that the statistic needs."""
        ...

    def theta(self, weight: Floats) -> Floats:
        """Shape (K,), the value under weights of shape (n,); NaN where nothing has weight."""
        ...

    def influence(self, weight: Floats, theta: Floats) -> Floats:
        """Shape (n, K), not weighted; 0 where the row does not enter."""
        ...


@dataclass(frozen=True, eq=False)
class Linearised:
    """
    A statistic at the weights of a sample.

    Args:
        theta: shape (K,), the value.
        z: shape (n, K), weighted linearised values.
    """

    theta: Floats
    z: Floats


def linearise(statistic: Statistic, weight: Floats) -> Linearised:
    """A statistic's value and weighted linearised values at some weights, shape (n,), 0 outside the domain."""
    theta = statistic.theta(weight)
    return Linearised(theta, weight[:, None] * statistic.influence(weight, theta))


def columns(values: npt.ArrayLike | tuple[npt.ArrayLike, ...]) -> Floats:
    """
    Numbers as columns, shape (n, K).

    Args:
        values: shape (n,) or (n, K), or a tuple of K arrays of shape (n,).

    Raises:
        DesignError: a column holds text or an infinite number, or columns differ in length.
    """
    if isinstance(values, tuple):
        parts = [checked_numbers(one) for one in values]
        if len({len(one) for one in parts}) > 1:
            raise DesignError("values", "are columns of several lengths.", "Give one value a row.")
        return np.stack(parts, axis=1)
    array = checked_numbers(values)
    return array[:, None] if array.ndim == 1 else array


@dataclass(frozen=True, eq=False)
class Total:
    """Totals of K columns over the population; a row with a NaN adds nothing."""

    values: Floats

    @cached_property
    def known(self) -> Bools:
        """Rows without a NaN."""
        return _complete(self.values)

    @cached_property
    def _filled(self) -> Floats:
        return np.where(self.known[:, None], self.values, 0.0)

    def theta(self, weight: Floats) -> Floats:
        """Weighted sums."""
        result: Floats = weight @ self._filled
        return result

    def influence(self, weight: Floats, theta: Floats) -> Floats:  # noqa: ARG002 - the shape all statistics share
        """The values themselves."""
        return self._filled


@dataclass(frozen=True, eq=False)
class Mean:
    """Means of K columns over the rows where all are known."""

    values: Floats

    @cached_property
    def known(self) -> Bools:
        """Rows without a NaN."""
        return _complete(self.values)

    @cached_property
    def _filled(self) -> Floats:
        return np.where(self.known[:, None], self.values, 0.0)

    def theta(self, weight: Floats) -> Floats:
        """Weighted sums over the sum of weights."""
        return _over(weight @ self._filled, weight @ self.known)

    def influence(self, weight: Floats, theta: Floats) -> Floats:
        """Distances from the mean over the sum of weights."""
        return _over((self._filled - theta) * self.known[:, None], weight @ self.known)


def indicators(category: Ints, categories: int) -> Floats:
    """
    Columns of 0 and 1 whose means are the shares of categories.

    Args:
        category: shape (n,), code 0 to K - 1; -1 not asked or not answered: NaN in every column.
        categories: K.

    Returns:
        Shape (n, K).
    """
    code = np.asarray(category, np.int64)
    chosen = (code[:, None] == np.arange(categories)).astype(np.float64)
    return np.where((code >= 0)[:, None], chosen, np.nan)


@dataclass(frozen=True, eq=False)
class Ratio:
    """Ratios of A totals to B totals, K = A B: every numerator over the first denominator, then the second."""

    numerator: Floats
    denominator: Floats

    @cached_property
    def known(self) -> Bools:
        """Rows without a NaN in either."""
        return _complete(self.numerator) & _complete(self.denominator)

    @cached_property
    def _pairs(self) -> tuple[Floats, Floats]:
        above, below = self.numerator.shape[1], self.denominator.shape[1]
        upper = np.tile(self.numerator, (1, below))
        lower = np.repeat(self.denominator, above, axis=1)
        return np.where(self.known[:, None], upper, 0.0), np.where(self.known[:, None], lower, 0.0)

    def theta(self, weight: Floats) -> Floats:
        """Weighted sum over weighted sum; NaN over 0."""
        upper, lower = self._pairs
        return _over(weight @ upper, weight @ lower)

    def influence(self, weight: Floats, theta: Floats) -> Floats:
        """Numerator less ratio times denominator, over the total of the denominator."""
        upper, lower = self._pairs
        return _over(upper - theta * lower, weight @ lower)


@dataclass(frozen=True, eq=False)
class Variance:
    """
    Variances and covariances of P columns over the population, K = P P in rows of the matrix.

    The weighted mean of squares is multiplied by n / (n - 1), n being the rows that have weight; `divisor_rows`
    fixes n, as replicate weights of 0 do not make a sample smaller.
    """

    values: Floats
    divisor_rows: int | None = None

    @cached_property
    def known(self) -> Bools:
        """Rows without a NaN."""
        return _complete(self.values)

    def theta(self, weight: Floats) -> Floats:
        """Weighted means of products of distances from the mean."""
        return _over(weight @ self._products(weight), weight @ self.known)

    def influence(self, weight: Floats, theta: Floats) -> Floats:
        """Distances of the products from their mean."""
        return _over((self._products(weight) - theta) * self.known[:, None], weight @ self.known)

    def _products(self, weight: Floats) -> Floats:
        filled = np.where(self.known[:, None], self.values, 0.0)
        off = (filled - _over(weight @ filled, weight @ self.known)) * self.known[:, None]
        n = self.divisor_rows or int(np.count_nonzero(self.known & (weight != 0)))
        wide = filled.shape[1]
        products = off[:, :, None] * off[:, None, :]
        return products.reshape(len(off), wide * wide) * (n / (n - 1) if n > 1 else np.nan)


@dataclass(frozen=True, eq=False)
class InDomains:
    """One statistic in D domains side by side, K numbers each: the covariances between domains come along."""

    statistic: Statistic
    domain: Ints
    domains: int

    @cached_property
    def known(self) -> Bools:
        """Rows with their values, in some domain."""
        return np.where(self.domain >= 0, self.statistic.known, False)  # noqa: FBT003 - a value, no flag

    def theta(self, weight: Floats) -> Floats:
        """The domains' values one after the other, shape (D K,)."""
        return np.concatenate([self.statistic.theta(part) for part in self._parts(weight)])

    def influence(self, weight: Floats, theta: Floats) -> Floats:
        """Each row's influence on its own domain's values; 0 on those of the others."""
        thetas = theta.reshape(self.domains, -1)
        found = []
        for code, part in enumerate(self._parts(weight)):
            here = (self.domain == code)[:, None]
            found.append(np.where(here, self.statistic.influence(part, thetas[code]), 0.0))
        return np.concatenate(found, axis=1)

    def _parts(self, weight: Floats) -> list[Floats]:
        return [np.where(self.domain == code, weight, 0.0) for code in range(self.domains)]


def _complete(values: Floats) -> Bools:
    result: Bools = np.logical_and.reduce(~np.isnan(values), axis=1)
    return result


def _over(upper: Floats, lower: Floats | float) -> Floats:
    """Quotient; NaN over 0."""
    top, bottom = np.broadcast_arrays(np.asarray(upper, np.float64), np.asarray(lower, np.float64))
    result: Floats = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    return result
