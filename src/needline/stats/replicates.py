"""
Replicate weights: the estimate made again with each set of weights shows how far it spreads.

V = scale * sum over r of rscale_r * (theta_r - centre)^2, where the centre is the mean of the theta_r, or the
estimate itself under `mse`.

Source: Wolter (2007), Introduction to Variance Estimation; Rust and Rao (1996).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias, cast, get_args

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.independence import independent
from needline.stats.stages import checked_weight

ReplicateKind: TypeAlias = Literal[
    "JK1", "JKn", "JK2", "BRR", "Fay", "bootstrap", "subbootstrap", "ACS", "successive-difference", "other"
]
_FIXED = {"JK2", "BRR", "Fay", "ACS", "successive-difference"}
_BLOCK = 4_000_000
_RANK = 1e-5
"""Replicates that stand apart by less than this share of their length add no degree of freedom."""
_TABLE = 2


@dataclass(frozen=True, eq=False)
class ReplicateDesign:
    """
    A design of n rows told by R sets of replicate weights.

    The replicate weights are kept as factors of G groups of rows that share them (the clusters, where needline
    made them): the weight of row i in replicate r is `base[i] * factor[group[i], r]`.

    Args:
        weight: shape (n,), how many of the population each row stands for, 0 or greater.
        base: shape (n,), what the factors multiply.
        group: shape (n,), code 0 to G - 1.
        factor: shape (G, R); NaN throughout a replicate that could not be calibrated, which is left out.
        scale: multiplies the sum over replicates.
        rscales: shape (R,), multiplies each replicate's square.
        kind: how the replicates came about.
        mse: True where squares are taken about the estimate, False about the mean of the replicates.
    """

    weight: Floats
    base: Floats
    group: Ints
    factor: Floats
    scale: float
    rscales: Floats
    kind: ReplicateKind
    mse: bool = False

    @property
    def replicates(self) -> int:
        """Number of replicates, R."""
        return int(self.factor.shape[1])

    @property
    def failed(self) -> int:
        """How many replicates could not be calibrated."""
        return int(np.isnan(self.factor).any(axis=0).sum())

    def replicate_weight(self, replicate: int) -> Floats:
        """Shape (n,), the weights of one replicate."""
        one: Floats = self.base * self.factor[self.group, replicate]
        return one

    def replicate_weights(self) -> Floats:
        """Shape (n, R), all replicate weights."""
        every: Floats = self.base[:, None] * self.factor[self.group]
        return every

    def blocks(self) -> Iterator[Floats]:
        """Replicate weights a few replicates at a time, each of shape (n, r), so that memory stays bounded."""
        step = max(1, _BLOCK // max(len(self.weight), 1))
        for start in range(0, self.replicates, step):
            yield self.base[:, None] * self.factor[self.group, start : start + step]

    def replicate_totals(self, columns: Floats) -> Floats:
        """
        Totals of columns under each set of replicate weights, from their totals by group.

        Args:
            columns: shape (n, K), not weighted.

        Returns:
            Shape (R, K).
        """
        weighted = self.base[:, None] * columns
        by_group = np.stack(
            [np.bincount(self.group, weights=one, minlength=len(self.factor)) for one in weighted.T], axis=1
        )
        totals: Floats = self.factor.T @ by_group
        return totals

    def thetas(self, theta: Callable[[Floats], Floats]) -> Floats:
        """
        An estimate under each set of replicate weights.

        Args:
            theta: gives the estimate, shape (K,), for a weight of shape (n,).

        Returns:
            Shape (R, K).
        """
        rows = [np.atleast_1d(theta(one)) for block in self.blocks() for one in block.T]
        return np.array(rows, np.float64)

    def covariance(self, thetas: Floats, theta: Floats) -> Floats:
        """
        Covariance of an estimate from its replicates.

        Args:
            thetas: shape (R, K); a replicate with a NaN is left out.
            theta: shape (K,), the estimate, the centre under `mse`.

        Returns:
            Shape (K, K); NaN where no replicate could be estimated.
        """
        known = ~np.isnan(thetas).any(axis=1)
        if not known.any():
            return np.full((thetas.shape[1], thetas.shape[1]), np.nan)
        rscales = self.rscales[known]
        found = thetas[known]
        centre = theta if self.mse else found[rscales > 0].mean(axis=0)
        off = (found - centre) * np.sqrt(rscales)[:, None]
        covariance: Floats = self.scale * (off.T @ off)
        return covariance

    def domain_degrees(self, inside: Bools) -> int:
        """
        Degrees of freedom in a domain: the rank of its replicate weights, less one.

        Args:
            inside: shape (n,), True for the rows of the domain.
        """
        size = np.bincount(self.group[inside], self.base[inside] ** 2, minlength=len(self.factor))
        known = self.factor[:, ~np.isnan(self.factor).any(axis=0)]
        return len(independent(np.sqrt(size)[size > 0, None] * known[size > 0], _RANK)) - 1

    @cached_property
    def _design_degrees(self) -> int:
        return self.domain_degrees(np.ones(len(self.weight), np.bool_))

    def degrees(self, kind: Literal["design", "domain", "normal"], domain: Ints, domains: int) -> Floats:
        """
        Degrees of freedom of a variance, for each domain.

        Args:
            kind: `design` the rank of all replicate weights, less one; `domain` the rank of the domain's rows;
                `normal` infinite.
            domain: shape (n,), code of each row's domain, -1 for none.
            domains: how many domains there are, D.

        Returns:
            Shape (D,).
        """
        if kind == "normal":
            return np.full(domains, np.inf)
        if kind == "design":
            return np.full(domains, float(self._design_degrees))
        return np.array([self.domain_degrees(domain == code) for code in range(domains)], np.float64)

    def reweighted(self, weight: Floats) -> ReplicateDesign:
        """The same design with other weights; each replicate weight changes by the same ratio."""
        new = checked_weight(weight)
        ratio = np.divide(new, self.weight, out=np.zeros(len(new)), where=self.weight > 0)
        return replace(self, weight=new, base=self.base * ratio)


def replicate_design(
    weight: npt.ArrayLike | None,
    replicates: npt.ArrayLike,
    kind: ReplicateKind = "BRR",
    *,
    combined: bool = True,
    rho: float = 0.0,
    scale: float | None = None,
    rscales: npt.ArrayLike | None = None,
    fraction: npt.ArrayLike | None = None,
    bootstrap_average: float = 1.0,
    mse: bool = False,
) -> ReplicateDesign:
    """
    Make a design from replicate weights that came with the data.

    Args:
        weight: shape (n,), 0 or greater; None: every row weighs 1.
        replicates: shape (n, R), 0 or greater.
        kind: how they were made; it sets `scale` and `rscales` where these are not given.
        combined: True where the replicate weights already hold the sampling weight, False where they multiply
            it.
        rho: the factor of Fay's method, in [0, 1).
        scale: multiplies the sum of squares; None: what the kind asks for.
        rscales: shape (R,) or one number, multiplies each replicate's square; None: what the kind asks for.
        fraction: shape (R,), share of the clusters drawn that stands behind each replicate, in [0, 1]: a finite
            population correction, for jackknives and `other`.
        bootstrap_average: how many bootstrap samples each set of weights averages.
        mse: True where squares are taken about the estimate, False about the mean of the replicates.

    Raises:
        DesignError: weights and replicates differ in their rows; scales do not match the replicates; a weight is
            no number; a kind needs what is not given.
    """
    table = _checked_replicates(replicates)
    n, count = table.shape
    weights = np.ones(n) if weight is None else checked_weight(weight)
    if len(weights) != n:
        raise DesignError(
            "replicate weights", f"have {n} rows, the weights {len(weights)}.", "Give one row each."
        )
    _check_kind(kind, rho)
    found_scale, found_rscales = _scales(
        kind, table, combined=combined, rho=rho, average=bootstrap_average, scale=scale, rscales=rscales
    )
    if fraction is not None:
        found_rscales = found_rscales * (1 - _checked_fraction(fraction, kind, count))
    base = np.ones(n) if combined else weights
    factor, group = np.unique(table, axis=0, return_inverse=True)
    return ReplicateDesign(
        weights, base, group.reshape(-1).astype(np.int64), factor, found_scale, found_rscales, kind, mse
    )


def _scales(
    kind: ReplicateKind,
    table: Floats,
    *,
    combined: bool,
    rho: float,
    average: float,
    scale: float | None,
    rscales: npt.ArrayLike | None,
) -> tuple[float, Floats]:
    """What the kind says of its scales, with what was given in its place where the kind leaves it open."""
    count = table.shape[1]
    fixed = {
        "BRR": 1 / count,
        "Fay": 1 / (count * (1 - rho) ** 2),
        "JK2": 1.0,
        "ACS": 4 / count,
        "successive-difference": 4 / count,
    }
    if kind in fixed:
        plain = kind in {"BRR", "Fay"} and rscales is not None
        return fixed[kind], _checked_rscales(rscales, count) if plain else np.ones(count)
    if rscales is not None:
        factors = _checked_rscales(rscales, count)
    elif kind == "JKn" and combined:
        raise DesignError(
            "rscales", "are missing.", "JKn weights that hold the sampling weight need (n_h - 1) / n_h."
        )
    else:
        factors = 1 / table.max(axis=0) if kind == "JKn" else np.ones(count)
    guessed = {
        "JK1": (count - 1) / count if combined else 1 / table[:, 0].max(),
        "bootstrap": average / (count - 1),
        "subbootstrap": average / (count - 1),
    }
    return float(guessed.get(kind, 1.0) if scale is None else scale), factors


def _check_kind(kind: str, rho: float) -> None:
    known = cast("tuple[str, ...]", get_args(ReplicateKind))
    if kind not in known:
        raise DesignError("kind", f'"{kind}" is not known.', f"Known: {', '.join(known)}.")
    if not 0 <= rho < 1:
        raise DesignError("rho", f"{rho:g} lies outside [0, 1).", "Fay's factor is often 0.3 or 0.5.")
    if kind == "Fay" and rho == 0:
        raise DesignError("rho", "is missing.", "Fay's method needs it; with 0 the kind is BRR.")


def _checked_replicates(replicates: npt.ArrayLike) -> Floats:
    try:
        table = np.asarray(replicates, np.float64)
    except (TypeError, ValueError):
        raise DesignError(
            "replicate weights", "hold what is no number.", "Give numbers, 0 or greater."
        ) from None
    if table.ndim != _TABLE or table.shape[1] <= 1:
        raise DesignError(
            "replicate weights", f"have the shape {table.shape}.", "Give a row each, and two columns or more."
        )
    wrong = np.argwhere(~(np.isfinite(table) & (table >= 0)))
    if len(wrong):
        row, column = wrong[0]
        raise DesignError(
            f"replicate weights, row {row}, replicate {column}",
            f"{table[row, column]:g} is no weight.",
            "A weight is a number, 0 or greater.",
        )
    if not table.any(axis=0).all():
        empty = int(np.flatnonzero(~table.any(axis=0))[0])
        raise DesignError(f"replicate weights, replicate {empty}", "are all 0.", "Leave that replicate out.")
    return table


def _checked_rscales(rscales: npt.ArrayLike | None, count: int) -> Floats:
    given = np.asarray(rscales, np.float64)
    if given.ndim == 0 or given.shape == (1,):
        given = np.full(count, float(given.reshape(-1)[0]))
    if given.shape != (count,) or not (np.isfinite(given) & (given >= 0)).all():
        raise DesignError(
            "rscales", f"{given.size} were given for {count} replicates.", "Give one each, 0 or greater."
        )
    return given


def _checked_fraction(fraction: npt.ArrayLike, kind: str, count: int) -> Floats:
    if kind in _FIXED | {"bootstrap", "subbootstrap"}:
        raise DesignError("fraction", f"has no place with {kind} weights.", "Leave it out.")
    given = np.asarray(fraction, np.float64)
    if given.shape != (count,) or not ((given >= 0) & (given <= 1)).all():
        raise DesignError("fraction", "does not match the replicates.", "Give one in [0, 1] for each.")
    return given
