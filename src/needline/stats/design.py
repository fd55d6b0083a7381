"""A sampling design in arrays: how rows came into the sample, and what that means for their spread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Floats, Ints

Lonely: TypeAlias = Literal["fail", "remove", "certainty", "adjust", "average"]
Degrees: TypeAlias = Literal["design", "domain", "normal"]
Labels: TypeAlias = npt.ArrayLike


@dataclass(frozen=True, eq=False)
class Design:
    """
    A design of n rows in C first-stage clusters in H strata.

    Args:
        weight: shape (n,), how many of the population each row stands for, 0 or greater.
        cluster: shape (n,), code of the cluster, 0 to C - 1; codes of one stratum follow each other.
        cluster_stratum: shape (C,), code of each cluster's stratum, 0 to H - 1, never falling.
        fraction: shape (H,), share of the stratum's clusters that was drawn; 0 where drawn with replacement.
        strata: the H labels, as text.
        lonely: what becomes of a stratum with a single cluster.
    """

    weight: Floats
    cluster: Ints
    cluster_stratum: Ints
    fraction: Floats
    strata: tuple[str, ...]
    lonely: Lonely = "fail"

    @property
    def clusters(self) -> int:
        """Number of first-stage clusters, C."""
        return len(self.cluster_stratum)

    @property
    def stratum_clusters(self) -> Ints:
        """Shape (H,), clusters in each stratum."""
        return np.bincount(self.cluster_stratum, minlength=len(self.strata)).astype(np.int64)

    @property
    def lonely_strata(self) -> tuple[str, ...]:
        """Labels of strata whose only cluster was not certain to be drawn."""
        alone = (self.stratum_clusters == 1) & (self.fraction < 1)
        return tuple(self.strata[code] for code in np.flatnonzero(alone))

    def reweighted(self, weight: Floats) -> Design:
        """The same design with other weights: of people in place of households."""
        return replace(self, weight=_checked_weight(weight))

    def degrees(self, kind: Degrees, domain: Ints, domains: int) -> Floats:
        """
        Degrees of freedom of a variance, for each domain.

        Args:
            kind: `design` all clusters less all strata; `domain` those with a row in the domain; `normal`
                infinite.
            domain: shape (n,), code of each row's domain, -1 for none.
            domains: how many domains there are, D.

        Returns:
            Shape (D,). Rows of weight 0 do not count.
        """
        if kind == "normal":
            return np.full(domains, np.inf)
        used = self.weight > 0
        if kind == "design":
            domain, domains_seen = np.zeros(len(self.weight), np.int64), 1
        else:
            domains_seen = domains
        used &= domain >= 0
        here = np.zeros((self.clusters, domains_seen), np.bool_)
        here[self.cluster[used], domain[used]] = True
        starts = np.searchsorted(self.cluster_stratum, np.arange(len(self.strata)))
        strata_here = np.logical_or.reduceat(here, starts, axis=0)
        degrees = (here.sum(axis=0) - strata_here.sum(axis=0)).astype(np.float64)
        return np.broadcast_to(degrees, (domains,)).copy()


def make_design(
    weight: npt.ArrayLike,
    stratum: Labels | None = None,
    cluster: Labels | None = None,
    fpc: npt.ArrayLike | None = None,
    *,
    nest: bool = False,
    lonely: Lonely = "fail",
) -> Design:
    """
    Make a design from the columns of a survey.

    Args:
        weight: shape (n,), 0 or greater, finite.
        stratum: shape (n,), labels; None: one stratum.
        cluster: shape (n,), labels of first-stage clusters; None: each row is its own.
        fpc: shape (n,), clusters in the row's stratum of the population (above 1), or the share of them drawn
            (up to 1); one value a stratum. None: drawn with replacement.
        nest: True where cluster labels repeat from stratum to stratum.
        lonely: what becomes of a stratum with a single cluster: `fail` refuses to estimate a variance,
            `remove` and `certainty` let it add nothing, `adjust` centres it on the mean of all clusters,
            `average` gives it the mean of the other strata.

    Raises:
        DesignError: a weight is negative or not finite; a cluster lies in two strata and `nest` is off; `fpc`
            varies within a stratum, or is smaller than the clusters drawn.
    """
    weights = _checked_weight(np.asarray(weight, np.float64))
    n = len(weights)
    strata, stratum_code = np.unique(_labels(stratum, n), return_inverse=True)
    labels = np.arange(n) if cluster is None else np.unique(_labels(cluster, n), return_inverse=True)[1]
    pairs, code = np.unique(stratum_code.astype(np.int64) * (n + 1) + labels, return_inverse=True)
    cluster_stratum = pairs // (n + 1)
    names = tuple(str(one) for one in strata)
    if not nest:
        _refuse_shared_clusters(pairs % (n + 1), cluster_stratum, cluster, labels, names)
    sizes = np.bincount(cluster_stratum, minlength=len(names))
    fraction = np.zeros(len(names)) if fpc is None else _fractions(fpc, stratum_code, sizes, names)
    return Design(weights, code.astype(np.int64), cluster_stratum.astype(np.int64), fraction, names, lonely)


def _labels(labels: Labels | None, n: int) -> npt.NDArray[np.str_]:
    if labels is None:
        return np.zeros(n, "U1")
    return np.asarray(labels).astype(str)


def _checked_weight(weight: Floats) -> Floats:
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight >= 0)))
    if len(wrong):
        where, found = f"weight, row {wrong[0]}", f"{weight[wrong[0]]:g} is no weight."
        raise DesignError(where, found, "A weight is a number, 0 or greater.")
    return weight


def _refuse_shared_clusters(
    label_code: Ints, cluster_stratum: Ints, cluster: Labels | None, labels: Ints, names: tuple[str, ...]
) -> None:
    seen, first, count = np.unique(label_code, return_index=True, return_counts=True)
    if not (count > 1).any():
        return
    shared = seen[count > 1][0]
    label = str(np.asarray(cluster)[np.flatnonzero(labels == shared)[0]])
    home = names[cluster_stratum[first[count > 1][0]]]
    raise DesignError(
        f'cluster "{label}"',
        f'lies in stratum "{home}" and in another.',
        "Give its parts different labels, or set nest = true where labels repeat from stratum to stratum.",
    )


def _fractions(fpc: npt.ArrayLike, stratum_code: Ints, sizes: Ints, names: tuple[str, ...]) -> Floats:
    given = np.asarray(fpc, np.float64)
    fractions = np.zeros(len(names))
    for code, name in enumerate(names):
        values = np.unique(given[stratum_code == code])
        if len(values) != 1 or not values[0] > 0:
            raise DesignError(
                f'fpc, stratum "{name}"', "holds no value, or more than one.", "Give one a stratum."
            )
        fractions[code] = values[0] if values[0] <= 1 else sizes[code] / values[0]
        if fractions[code] > 1:
            raise DesignError(
                f'fpc, stratum "{name}"',
                f"says {values[0]:g} clusters; {sizes[code]} were drawn.",
                "It counts the clusters of the population, or is the share drawn.",
            )
    return fractions
