"""
Many estimates in many domains in one pass: the fast path for a whole analysis plan.

Rows are sorted by (domain, stratum, cluster) once a grouping. Every estimate then needs only the weighted totals
of each (domain, cluster) pair that holds a row, by category: one `bincount` a variable. Clusters without a row in
a domain have a linearised value of 0 and enter through the number of clusters of their stratum:

    sum over all n_h clusters of (z - mean)^2  =  sum over those present of z^2  -  (sum of z)^2 / n_h

Source: as `taylor`, whose values it gives; measured against it in tests/stats/test_grouped.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.covariance import lonely_error
from needline.stats.design import Design
from needline.stats.sums import Categories, Choices, Number, Question, Sum, Totals, answered, sum_up

__all__ = [
    "Categories",
    "Choices",
    "Columns",
    "Grouping",
    "Number",
    "Question",
    "Sum",
    "Totals",
    "answered",
    "divide",
    "domain_degrees",
    "estimate_columns",
    "make_grouping",
]

_BLOCK = 250_000
"""Totals held at a time: bounds memory, whatever the length of a plan, and keeps them near the processor."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """
    A design cut into domains, sorted once.

    Args:
        design: n rows, C clusters, H strata.
        domains: D.
        domain: shape (n,), code of each row's domain; -1 in none.
        pair: shape (n,), code of each row's (domain, cluster) pair, 0 to M - 1; -1 in none.
        pair_domain: shape (M,), domain of each pair, never falling.
        segment_start: shape (S,), first pair of each (domain, stratum) segment.
        segment_domain, segment_stratum: shape (S,).
    """

    design: Design
    domains: int
    domain: Ints
    pair: Ints
    pair_domain: Ints
    segment_start: Ints
    segment_domain: Ints
    segment_stratum: Ints

    @property
    def pairs(self) -> int:
        """Number of (domain, cluster) pairs that hold a row, M."""
        return len(self.pair_domain)

    @cached_property
    def order(self) -> Ints:
        """Rows that lie in a domain, by pair."""
        order = np.argsort(self.pair, kind="stable")
        return order[int((self.pair < 0).sum()) :]

    @cached_property
    def ordered_domain(self) -> Ints:
        """Domain of each row of `order`; it never falls."""
        return self.domain[self.order]

    def in_order(self, totals: Floats) -> Floats:
        """Rows of totals, shape (n, J), in `order`."""
        order = self.order
        if len(order) == len(totals) and bool((np.diff(order) > 0).all()):
            return totals
        result: Floats = totals[order]
        return result

    def by_pair(self, totals: Floats) -> Floats:
        """Totals of rows, shape (n, J), added up by pair, shape (M, J)."""
        rows = self.in_order(totals)
        return rows if len(rows) == self.pairs else _add_runs(rows, self.pair[self.order], self.pairs)


def make_grouping(design: Design, domain: Ints | None = None, domains: int = 1) -> Grouping:
    """
    Cut a design into domains.

    Args:
        design: n rows.
        domain: shape (n,), code 0 to D - 1; -1 in no domain. None: all rows are one domain.
        domains: D.

    Raises:
        DesignError: a stratum has a single cluster and the design says `fail`.
    """
    if design.lonely == "fail" and design.lonely_strata:
        raise lonely_error(design.lonely_strata[0])
    inside = np.zeros(len(design.weight), np.int64) if domain is None else np.asarray(domain, np.int64)
    keys, pair = _number_off(np.where(inside >= 0, inside * design.clusters + design.cluster, -1))
    pair_domain, pair_cluster = keys // design.clusters, keys % design.clusters
    stratum = design.cluster_stratum[pair_cluster]
    segment = pair_domain * len(design.strata) + stratum
    start = np.flatnonzero(np.diff(segment, prepend=-1))
    return Grouping(
        design=design,
        domains=domains,
        domain=inside,
        pair=pair,
        pair_domain=pair_domain,
        segment_start=start,
        segment_domain=pair_domain[start],
        segment_stratum=stratum[start],
    )


def _number_off(key: Ints) -> tuple[Ints, Ints]:
    """Distinct values of a key that are not -1, rising, and each row's place among them; -1 for -1."""
    keys, code = np.unique(key, return_inverse=True)
    none = int(len(keys) > 0 and keys[0] < 0)
    return keys[none:], code.reshape(-1).astype(np.int64) - none


@dataclass(frozen=True, eq=False)
class Columns:
    """
    Estimates of J columns in D domains; every array has shape (D, J).

    Args:
        stat: share, mean or ratio; NaN where nobody in the domain answered.
        se: its standard error; NaN where `stat` is.
        deff: variance over that of rows drawn one by one with replacement; NaN where that is 0, or for one row.
        n: rows in the category, or with an answer for a number.
        n_total: rows with an answer.
        n_w, n_w_total: the same, weighted.
    """

    stat: Floats
    se: Floats
    deff: Floats
    n: Ints
    n_total: Ints
    n_w: Floats
    n_w_total: Floats


def estimate_columns(grouping: Grouping, questions: Sequence[Question | Totals]) -> list[Columns]:
    """
    Estimate every question in every domain of a grouping.

    Args:
        grouping: the domains of n rows.
        questions: of n rows each, or totals of n pools, which a grouping of pools takes for rows.

    Returns:
        list: the `Columns` of each question, in order.
    """
    most = max(1, _BLOCK // max(len(grouping.pair), 1))
    found: list[Columns] = []
    block: list[Question | Totals] = []
    wide = 0
    for question in questions:
        if block and wide + question.size > most:
            found += _block(grouping, block)
            block, wide = [], 0
        block.append(question)
        wide += question.size
    return found + _block(grouping, block) if block else found


@dataclass(frozen=True, eq=False)
class _Pooled:
    """
    V questions with J columns in all, by pair and by domain, side by side.

    Args:
        owner: shape (J,), the question of each column.
        upper, lower: shapes (M, J) and (M, V), totals by pair.
        above, below: shapes (D, J) and (D, V), the same by domain.
        n: shape (D, J).
        n_total, used, weighted: shape (D, V).
        squares: shape (3, D, V).
        centre, summed, share: shape (V,).
    """

    owner: Ints
    upper: Floats
    lower: Floats
    above: Floats
    below: Floats
    n: Floats
    n_total: Floats
    used: Floats
    weighted: Floats
    squares: Floats
    centre: Floats
    summed: Bools
    share: Bools


def _block(grouping: Grouping, questions: Sequence[Question | Totals]) -> list[Columns]:
    """Estimate some questions, the totals of their columns side by side."""
    of = _pooled(grouping, questions)
    below = np.where(of.summed & (of.below > 0), 1.0, of.below)[:, of.owner]
    stat = divide(of.above, below)
    z = np.where(of.summed[of.owner], 0.0, np.nan_to_num(stat))[grouping.pair_domain]
    z *= of.lower[:, of.owner]
    np.subtract(of.upper, z, out=z)
    present = of.lower[:, of.owner] > 0 if grouping.design.lonely == "average" else None
    se = divide(np.sqrt(_variance(grouping, z, present)), below)
    deff = divide(se**2, divide(_spread(of, stat), of.used[:, of.owner] - 1))
    n_w = np.where(of.share[of.owner], of.above, of.weighted[:, of.owner])
    whole = np.stack([stat, se, deff, of.n, of.n_total[:, of.owner], n_w, of.weighted[:, of.owner]])
    ends = np.cumsum([0, *(question.size for question in questions)])
    return [_columns(whole[:, :, start:end]) for start, end in pairwise(ends)]


def _columns(part: Floats) -> Columns:
    stat, se, deff, n, n_total, n_w, n_w_total = part
    return Columns(stat, se, deff, n.astype(np.int64), n_total.astype(np.int64), n_w, n_w_total)


def _spread(of: _Pooled, stat: Floats) -> Floats:
    """Variance of one row about the estimate, by which a simple random sample would vary; shape (D, J)."""
    spread = stat * (1 - stat)
    number = ~of.share
    if number.any():
        column = number[of.owner]
        weighted, below = of.weighted[:, number], of.below[:, number]
        slope = np.where(of.summed[number], divide(stat[:, column], weighted), stat[:, column])
        apart = np.nan_to_num(slope) - of.centre[number]
        square, product, over = of.squares[:, :, number]
        residual = np.maximum(square - 2 * apart * product + apart**2 * over, 0.0)
        spread[:, column] = divide(residual * weighted, np.where(of.summed[number], 1.0, below) ** 2)
    return spread


def _pooled(grouping: Grouping, questions: Sequence[Question | Totals]) -> _Pooled:
    """Totals of some questions by pair and by domain."""
    of = [
        one if isinstance(one, Totals) else sum_up(one, grouping.design.weight, grouping.pair, grouping.pairs)
        for one in questions
    ]
    pools = [isinstance(one, Totals) for one in questions]
    if any(pools) and not all(pools):
        raise ValueError("Totals and rows cannot be estimated side by side.")
    wide, many = sum(one.size for one in of), len(of)
    fields = [
        np.stack([getattr(one, name) for one in of], axis=1)
        for name in ("lower", "n_total", "used", "weighted")
    ]
    upper = np.concatenate([*(one.upper for one in of), fields[0]], axis=1)
    counts = np.concatenate([*(one.n for one in of), *fields[1:], *_squares(of)], axis=1)
    if all(pools):
        upper, counts = grouping.by_pair(upper), grouping.in_order(counts)
        above, summed = (
            _by_domain(grouping, upper),
            _add_runs(counts, grouping.ordered_domain, grouping.domains),
        )
    else:
        above, summed = _by_domain(grouping, upper), _by_domain(grouping, counts)
    rest = summed[:, wide:].reshape(grouping.domains, -1, many).transpose(1, 0, 2)
    return _Pooled(
        owner=np.repeat(np.arange(many), [one.size for one in of]),
        upper=upper[:, :wide],
        lower=upper[:, wide:],
        above=above[:, :wide],
        below=above[:, wide:],
        n=summed[:, :wide],
        n_total=rest[0],
        used=rest[1],
        weighted=rest[2],
        squares=rest[3:],
        centre=np.array([one.centre for one in of]),
        summed=np.array([one.summed for one in of]),
        share=np.array([one.squares is None for one in of]),
    )


def _squares(of: Sequence[Totals]) -> list[Floats]:
    """The three sums of squares of each question, shape (N, V) each; none where no question is a number."""
    if all(one.squares is None for one in of):
        return []
    none = np.zeros((3, len(of[0].lower)))
    return list(np.stack([none if one.squares is None else one.squares for one in of], axis=2))


def domain_degrees(grouping: Grouping, asked: Bools) -> Floats:
    """
    Degrees of freedom of each domain: its clusters with an answer that has weight, less its strata with one.

    Args:
        grouping: D domains of n rows.
        asked: shape (n,), True for rows with an answer.

    Returns:
        Shape (D,).
    """
    inside = asked & (grouping.design.weight > 0) & (grouping.pair >= 0)
    seen = np.zeros(grouping.pairs, np.bool_)
    seen[grouping.pair[inside]] = True
    strata = np.zeros(len(grouping.segment_domain), np.bool_)
    segment = np.searchsorted(grouping.segment_start, np.flatnonzero(seen), side="right") - 1
    strata[segment] = True
    clusters = np.bincount(grouping.pair_domain[seen], minlength=grouping.domains)
    held = np.bincount(grouping.segment_domain[strata], minlength=grouping.domains)
    return (clusters - held).astype(np.float64)


def _by_domain(grouping: Grouping, totals: Floats) -> Floats:
    """Totals of pairs added up by domain, shape (D, J); 0 for a domain without a row."""
    return _add_runs(totals, grouping.pair_domain, grouping.domains)


def _add_runs(totals: Floats, code: Ints, size: int) -> Floats:
    """Rows added up by a code that never falls, shape (size, J); 0 for a code without a row."""
    found = np.zeros((size, totals.shape[1]))
    starts = np.flatnonzero(np.diff(code, prepend=-1))
    if len(starts):
        found[code[starts]] = np.add.reduceat(totals, starts, axis=0)
    return found


def _variance(grouping: Grouping, z: Floats, present: Bools | None) -> Floats:
    """
    Variance of the domains' sums of z over the clusters of the design.

    Args:
        grouping: M pairs in S segments.
        z: shape (M, J), linearised total of each pair; clusters without a row have 0.
        present: shape (M, J), True where a pair holds an answer; only `average` asks for it.

    Returns:
        Shape (D, J).
    """
    design = grouping.design
    if not grouping.pairs:
        return np.zeros((grouping.domains, z.shape[1]))
    sizes = design.stratum_clusters[grouping.segment_stratum][:, None]
    sums = np.add.reduceat(z, grouping.segment_start, axis=0)
    squares = np.add.reduceat(z * z, grouping.segment_start, axis=0)
    scatter = np.maximum(squares - sums**2 / sizes, 0.0)
    alone = (sizes == 1) & (design.fraction[grouping.segment_stratum][:, None] < 1)
    free = (1 - design.fraction[grouping.segment_stratum])[:, None]
    scatter *= free * np.where(sizes > 1, sizes / np.maximum(sizes - 1, 1), 1.0)
    starts = np.flatnonzero(np.diff(grouping.segment_domain, prepend=-1))
    where = grouping.segment_domain[starts]
    found = np.zeros((grouping.domains, z.shape[1]))
    if design.lonely == "adjust":
        centre = _by_domain(grouping, z)[grouping.segment_domain] / design.clusters
        scatter = np.where(alone, free * (sums - centre) ** 2, scatter)
        found += _absent_lonely(grouping, _by_domain(grouping, z) / design.clusters)
    found[where] += np.add.reduceat(scatter, starts, axis=0)
    if present is not None:
        there = np.add.reduceat(present, grouping.segment_start, axis=0).astype(np.float64).clip(max=1)
        known = np.add.reduceat(there * ~alone, starts, axis=0)
        found[where] = divide(found[where] * np.add.reduceat(there, starts, axis=0), known)
    return found


def _absent_lonely(grouping: Grouping, centre: Floats) -> Floats:
    """What lonely strata without a row in a domain add under `adjust`: their 0 lies off the mean of all clusters."""
    design = grouping.design
    alone = (design.stratum_clusters == 1) & (design.fraction < 1)
    seen = np.zeros((grouping.domains, len(design.strata)), np.bool_)
    seen[grouping.segment_domain, grouping.segment_stratum] = True
    absent = (~seen & alone) @ (1 - design.fraction)
    result: Floats = absent[:, None] * centre**2
    return result


def divide(upper: Floats, lower: Floats) -> Floats:
    """Quotient; NaN where the divisor is 0, below 0 or NaN."""
    top, bottom = np.broadcast_arrays(upper, lower)
    result: Floats = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)
    return result
