"""A sampling design in arrays: how rows came into the sample, and what that means for their spread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from needline.stats.arrays import Floats, Ints
from needline.stats.stages import Columns, Stage, checked_weight, make_stages

Lonely: TypeAlias = Literal["fail", "remove", "certainty", "adjust", "average"]
Degrees: TypeAlias = Literal["design", "domain", "normal"]


class Calibration(Protocol):
    """An adjustment of weights to known totals; what it explains does not vary from sample to sample."""

    def residual(self, z: Floats) -> Floats:
        """What is left of weighted linearised values, shape (n, K), once the known totals are taken out."""
        ...


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
        stages: the stages after the first, in their order; they add to a variance only under clusters that
            were drawn without replacement.
        calibrations: the adjustments that made `weight`, in their order.
        domain_lonely: True where a stratum that has several clusters, but one in the domain, counts as lonely
            under `adjust` and `average`.
    """

    weight: Floats
    cluster: Ints
    cluster_stratum: Ints
    fraction: Floats
    strata: tuple[str, ...]
    lonely: Lonely = "fail"
    stages: tuple[Stage, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    domain_lonely: bool = False

    @property
    def first(self) -> Stage:
        """The first stage."""
        top = np.zeros(len(self.strata), np.int64)
        return Stage(self.cluster, self.cluster_stratum, self.fraction, top, self.strata)

    @property
    def whole(self) -> bool:
        """True where totals by first-stage cluster tell all: no later stage adds, no calibration takes away."""
        later = bool(self.stages) and bool((self.fraction > 0).any())
        return not (self.calibrations or later or self.domain_lonely)

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
        return replace(self, weight=checked_weight(weight))

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
    weight: npt.ArrayLike | None = None,
    stratum: Columns = None,
    cluster: Columns = None,
    fpc: Columns = None,
    *,
    nest: bool = False,
    lonely: Lonely = "fail",
    domain_lonely: bool = False,
) -> Design:
    """
    Make a design from the columns of a survey.

    Where units were drawn in several stages, `stratum`, `cluster` and `fpc` are each a tuple with one column a
    stage; the last stratum column serves the stages after it.

    Args:
        weight: shape (n,), 0 or greater, finite. None: the product over the stages of units there are for
            each unit drawn, from `fpc`.
        stratum: shape (n,), labels; None: one stratum.
        cluster: shape (n,), labels of first-stage clusters; None: each row is its own.
        fpc: shape (n,), units in the row's stratum of the population, or the share of them drawn (no value
            above 1); one value a stratum. None: drawn with replacement.
        nest: True where cluster labels repeat from stratum to stratum.
        lonely: what becomes of a stratum with a single cluster: `fail` refuses to estimate a variance,
            `remove` and `certainty` let it add nothing, `adjust` centres it on the mean of all clusters,
            `average` gives it the mean of the other strata.
        domain_lonely: True where a stratum with a single cluster in the domain counts as lonely too.

    Raises:
        DesignError: a weight is no number, negative or not finite; columns differ in length; a label is
            missing; a cluster lies in two strata and `nest` is off; `fpc` varies within a stratum, or is
            smaller than the units drawn.
    """
    first, *later = make_stages(weight, stratum, cluster, fpc, nest=nest)
    if weight is None:
        weights = np.prod([one.inverse_fraction for one in (first, *later)], axis=0)
    else:
        weights = checked_weight(weight)
    return Design(
        weights,
        first.unit,
        first.unit_stratum,
        first.fraction,
        first.strata,
        lonely,
        tuple(later),
        domain_lonely=domain_lonely,
    )
