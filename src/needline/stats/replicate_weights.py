"""Making replicate weights from a design: jackknives, balanced half-samples, bootstraps of first-stage clusters."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Floats, Ints
from needline.stats.design import Design
from needline.stats.hadamard import check_hadamard, hadamard
from needline.stats.replicates import ReplicateDesign, ReplicateKind

Made: TypeAlias = Literal["auto", "JK1", "JKn", "BRR", "Fay", "bootstrap", "subbootstrap"]
Small: TypeAlias = Literal["fail", "split", "merge"]
Large: TypeAlias = Literal["split", "merge", "fail"]
_PAIR = 2


def make_replicates(
    design: Design,
    kind: Made = "auto",
    *,
    replicates: int = 50,
    seed: int | None = None,
    rho: float = 0.0,
    mse: bool = False,
    small: Small = "fail",
    large: Large = "split",
    hadamard_matrix: npt.ArrayLike | None = None,
) -> ReplicateDesign:
    """
    Make replicate weights from a design.

    Clusters of the first stage are left out, halved or drawn again; what was drawn within them goes along. The
    sampled share of the first stage enters under the jackknives and the bootstrap; `BRR`, `Fay` and
    `subbootstrap` take clusters as drawn with replacement.

    Args:
        design: not calibrated yet: calibrate what this gives, so that each replicate is calibrated too.
        kind: `JK1` leaves out each cluster of a design without strata; `JKn` each cluster of each stratum; `BRR`
            doubles one cluster of each pair, balanced over replicates; `Fay` gives it 2 - rho and the other rho;
            `bootstrap` draws clusters as they were drawn (from the stratum's clusters, repeated to its
            population where that is known); `subbootstrap` draws one cluster fewer, with replacement; `auto` is
            JKn with strata, JK1 without.
        replicates: how many, for the bootstraps.
        seed: of the random draws, for the bootstraps.
        rho: Fay's factor, in [0, 1).
        mse: True where squares are taken about the estimate, False about the mean of the replicates.
        small: strata of one cluster under BRR: `fail`, `split` (always in, adding nothing) or `merge` (paired
            with each other).
        large: strata of more than two clusters under BRR: `split` into pairs, `merge` into two halves, or `fail`.
        hadamard_matrix: signs for BRR, a row a stratum beside the first; None: a small one.

    Raises:
        DesignError: the design does not allow the kind, a stratum has too few clusters, or the seed is missing.
    """
    if design.calibrations:
        raise DesignError("replicates", "the design is calibrated.", "Make replicates first, then calibrate.")
    if kind == "auto":
        kind = "JKn" if len(design.strata) > 1 else "JK1"
    if kind in {"BRR", "Fay"}:
        return _balanced(design, kind, rho, small, large, hadamard_matrix, mse=mse)
    if kind == "JK1":
        return _simple_jackknife(design, mse=mse)
    if kind == "JKn":
        return _jackknife(design, mse=mse)
    if kind in {"bootstrap", "subbootstrap"}:
        return _bootstrap(design, kind, replicates, seed, mse=mse)
    raise DesignError("kind", f'"{kind}" cannot be made.', f"Known: {', '.join(get_args(Made))}.")


def _made(
    design: Design,
    kind: ReplicateKind,
    factor: Floats,
    scale: float,
    rscales: Floats | None = None,
    *,
    mse: bool,
) -> ReplicateDesign:
    ones = np.ones(factor.shape[1]) if rscales is None else rscales
    return ReplicateDesign(
        design.weight, design.weight, design.cluster, factor, float(scale), ones, kind, mse
    )


def _appearance(design: Design) -> Ints:
    """Cluster codes in the order of their strata's, then their own, first rows."""
    first = np.unique(design.cluster, return_index=True)[1]
    stratum_first = np.full(len(design.strata), len(design.weight))
    np.minimum.at(stratum_first, design.cluster_stratum, first)
    return np.lexsort((first, stratum_first[design.cluster_stratum])).astype(np.int64)


def _refuse_lonely(design: Design) -> None:
    if design.lonely_strata:
        raise _lonely(design.lonely_strata[0])


def _lonely(stratum: str) -> DesignError:
    return DesignError(
        f'stratum "{stratum}"',
        "has a single cluster, so its variance cannot be estimated.",
        "Join it with another stratum, or say how it counts with lonely.",
    )


def _left_out(design: Design) -> tuple[Floats, Ints]:
    """
    Leave out each cluster of a stratum with several, the others standing in for it.

    Returns:
        Factors, shape (C, R), and the stratum of each replicate, shape (R,). Strata drawn whole have none.
    """
    sizes, order = design.stratum_clusters, _appearance(design)
    of = design.cluster_stratum
    order = order[(sizes[of[order]] > 1) & (design.fraction[of[order]] < 1)]
    stratum = of[order]
    share = sizes[stratum] / np.maximum(sizes[stratum] - 1, 1)
    factor = np.where(of[:, None] == stratum, share, 1.0)
    factor[order, np.arange(len(order))] = 0.0
    return factor, stratum


def _simple_jackknife(design: Design, *, mse: bool) -> ReplicateDesign:
    if len(design.strata) > 1:
        raise DesignError("JK1", "the design has strata.", "Use JKn.")
    _refuse_lonely(design)
    factor, _ = _left_out(design)
    if not factor.size:
        raise DesignError("JK1", "no cluster can be left out.", "All were drawn.")
    n = design.clusters
    return _made(design, "JK1", factor, (1 - design.fraction[0]) * (n - 1) / n, mse=mse)


def _jackknife(design: Design, *, mse: bool) -> ReplicateDesign:
    if design.lonely == "fail":
        _refuse_lonely(design)
    factor, stratum = _left_out(design)
    sizes = design.stratum_clusters[stratum]
    rscales = (1 - design.fraction[stratum]) * (sizes - 1) / sizes
    lonely = np.flatnonzero((design.stratum_clusters == 1) & (design.fraction < 1))
    scale = 1.0
    if len(lonely) and design.lonely == "adjust":
        strata = len(design.strata)
        alone = np.where(design.cluster_stratum[:, None] == lonely, 0.0, strata / (strata - 1))
        factor = np.hstack([factor, alone])
        rscales = np.append(rscales, np.full(len(lonely), (strata - 1) / strata))
    if not len(rscales):
        raise DesignError("JKn", "no stratum has clusters to leave out.", "Every stratum was drawn whole.")
    if len(lonely) and design.lonely == "average":
        scale = design.clusters / len(rscales)
    return _made(design, "JKn", factor, scale, rscales, mse=mse)


def _balanced(
    design: Design,
    kind: Literal["BRR", "Fay"],
    rho: float,
    small: Small,
    large: Large,
    given: npt.ArrayLike | None,
    *,
    mse: bool,
) -> ReplicateDesign:
    """Factors 2 - rho and rho of the two sides of each pair, by the signs of a Hadamard matrix."""
    if (kind == "Fay") != (rho > 0) or not 0 <= rho < 1:
        raise DesignError("rho", f"{rho:g} does not go with {kind}.", "Fay takes (0, 1); BRR takes none.")
    pair, side, pairs = _pairs(design, small, large)
    signs = hadamard(pairs) if given is None else check_hadamard(np.asarray(given, np.float64), pairs)
    factor = 1 + (1 - rho) * side[:, None] * signs[1 + pair]
    return _made(design, kind, factor, 1 / (len(signs) * (1 - rho) ** 2), mse=mse)


def _pairs(design: Design, small: Small, large: Large) -> tuple[Ints, Floats, int]:
    """The pair of each cluster, its side in it (1, -1, or 0 where it is always in), and how many pairs there are."""
    pair, side = np.zeros(design.clusters, np.int64), np.zeros(design.clusters)
    sets = _sets(design, small, large)
    for code, members in enumerate(sets):
        pair[members] = code
        side[members] = -1.0
        side[members[: len(members) // 2]] = 1.0
    return pair, side, len(sets)


def _sets(design: Design, small: Small, large: Large) -> list[Ints]:
    """Clusters whose first half stands against the second: lonely strata, then large ones, then pairs."""
    order = _appearance(design)
    strata = [order[design.cluster_stratum[order] == code] for code in range(len(design.strata))]
    alone = [members[0] for members in strata if len(members) == 1]
    sets: list[Ints] = []
    if alone and (small == "fail" or (small == "merge" and len(alone) == 1)):
        raise DesignError(
            f'stratum "{design.strata[design.cluster_stratum[alone[0]]]}"',
            "has a single cluster; balanced half-samples need two.",
            'Say small = "split", or "merge" where there are several such strata, or join strata.',
        )
    if alone and small == "merge":
        sets += np.array_split(np.array(alone), len(alone) // 2)
    for members in strata:
        if len(members) > _PAIR:
            sets += [members] if large == "merge" else _cut(design, members, large)
    return sets + [members for members in strata if len(members) == _PAIR]


def _cut(design: Design, members: Ints, large: Large) -> list[Ints]:
    """Cut a stratum of many clusters into pairs."""
    if large == "fail" or len(members) % _PAIR:
        raise DesignError(
            f'stratum "{design.strata[design.cluster_stratum[members[0]]]}"',
            f"has {len(members)} clusters; balanced half-samples need pairs.",
            'Say large = "merge", or use JKn.',
        )
    return np.split(members, len(members) // _PAIR)


def _bootstrap(
    design: Design,
    kind: Literal["bootstrap", "subbootstrap"],
    replicates: int,
    seed: int | None,
    *,
    mse: bool,
) -> ReplicateDesign:
    if seed is None or replicates <= 1:
        raise DesignError(kind, "needs a seed, and two replicates or more.", "State both.")
    rng = np.random.default_rng(seed)
    if kind == "subbootstrap":
        return _made(design, kind, _drawn_fewer(design, replicates, rng), 1 / (replicates - 1), mse=mse)
    if (design.stratum_clusters == 1).all():
        raise DesignError(kind, "every stratum has a single cluster.", "Join strata.")
    harmonic = float(1 / np.mean(1 / design.stratum_clusters))
    scale = harmonic / ((harmonic - 1) * (replicates - 1))
    return _made(design, kind, _drawn_again(design, replicates, rng), scale, mse=mse)


def _drawn_again(design: Design, replicates: int, rng: np.random.Generator) -> Floats:
    """How often each cluster is drawn when a stratum's sample is drawn again from the sample."""
    factor = np.ones((design.clusters, replicates))
    for code, size in enumerate(design.stratum_clusters):
        mine = design.cluster_stratum == code
        if design.fraction[code] == 0:
            factor[mine] = rng.multinomial(size, np.full(size, 1 / size), replicates).T
        else:
            population = round(size / design.fraction[code])
            copies = np.full(size, population // size)
            copies[rng.permutation(size)[: population % size]] += 1
            drawn = rng.multivariate_hypergeometric(copies, size, replicates, method="marginals")
            factor[mine] = drawn.T
    return factor


def _drawn_fewer(design: Design, replicates: int, rng: np.random.Generator) -> Floats:
    """How often each cluster is drawn, times n / (n - 1), when n - 1 are drawn with replacement."""
    factor = np.ones((design.clusters, replicates))
    lonely = np.flatnonzero(design.stratum_clusters == 1)
    if len(lonely):
        raise _lonely(design.strata[lonely[0]])
    for code, size in enumerate(design.stratum_clusters):
        mine = design.cluster_stratum == code
        drawn = rng.multinomial(size - 1, np.full(size, 1 / size), replicates).T
        factor[mine] = drawn * size / (size - 1)
    return factor
