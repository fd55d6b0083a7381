"""
Many estimates in many domains in one pass: the fast path for a whole analysis plan.

Rows are sorted by (domain, stratum, cluster) once a grouping. Every estimate then needs only the weighted totals
of each (domain, cluster) pair that holds a row, by category: one `bincount` a variable. Clusters without a row in
a domain have a linearised value of 0 and enter through the number of clusters of their stratum:

    sum over all n_h clusters of (z - mean)^2  =  sum over those present of z^2  -  (sum of z)^2 / n_h

Source: as `taylor`, whose values it gives; measured against it in tests/stats/test_grouped.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Protocol, TypeVar

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.covariances import lonely_error
from needline.stats.design import Design
from needline.stats.once import once
from needline.stats.ordering import distinct, stable_order
from needline.stats.sums import (
    By,
    Categories,
    Choices,
    Number,
    Question,
    Sum,
    Totals,
    add_up,
    answered,
    sum_up,
)
from needline.stats.threads import each

__all__ = [
    "Categories",
    "Choices",
    "Columns",
    "Grouping",
    "Number",
    "Question",
    "Stack",
    "Sum",
    "Totals",
    "answered",
    "divide",
    "domain_degrees",
    "estimate_columns",
    "estimate_pairs",
    "estimate_stack",
    "make_grouping",
]

_BLOCK = 250_000
"""Totals held at a time: bounds memory, whatever the length of a plan, and keeps them near the processor."""
_NARROWEST = 48
"""Columns held at a time where that is not too much: narrower tables are slow to add up."""
_MOST = 3_500_000
"""Totals held at a time at most: under 32 MB an array takes memory that is at hand, above it asks for new."""
_ROUNDED = 1e-14
"""Share of the sums a difference is made of, at which it is rounding alone."""
_SHORT = 8
"""Pairs of up to so many rows are added up row by row of all of them, which is quicker than one by one."""


class _Sized(Protocol):
    """Anything with columns: a question, or its totals."""

    @property
    def size(self) -> int:
        """How many."""
        ...


One = TypeVar("One", bound=_Sized)


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

    @once
    def order(self) -> Ints:
        """Rows that lie in a domain, by pair."""
        order = stable_order(self.pair)
        return order[int((self.pair < 0).sum()) :]

    @once
    def ordered_domain(self) -> Ints:
        """Domain of each row of `order`; it never falls."""
        return self.domain[self.order]

    @once
    def narrow_domain(self) -> np.ndarray:
        """`domain` in as few bytes as it needs: small numbers sort much faster."""
        return self.domain.astype(np.int16 if self.domains <= np.iinfo(np.int16).max else np.int64)

    @once
    def pair_starts(self) -> Ints:
        """Place in `order` of the first row of each pair."""
        return np.flatnonzero(np.diff(self.pair[self.order], prepend=-1))

    @once
    def pair_weight(self) -> Floats:
        """Shape (M,), weight of each pair's rows."""
        return add_up(self.pair, self.pairs, self.design.weight)

    @once
    def pair_rows(self) -> Floats:
        """Shape (M,), each pair's rows."""
        return np.bincount(self.pair + 1, minlength=self.pairs + 1)[1:].astype(np.float64)

    def in_order(self, totals: Floats) -> Floats:
        """Rows of totals, shape (n, J), in `order`."""
        order = self.order
        if len(order) == len(totals) and bool((np.diff(order) > 0).all()):
            return totals
        return totals.take(order, axis=0)

    def by_pair(self, totals: Floats) -> Floats:
        """Totals of rows, shape (n, J), added up by pair, shape (M, J)."""
        starts = self.pair_starts
        length = np.diff(starts, append=len(self.order))
        if length.max(initial=0) > _SHORT:
            return _add_runs(self.in_order(totals), self.pair[self.order], self.pairs)
        found = totals.take(self.order[starts], axis=0)
        for place in range(1, int(length.max(initial=0))):
            there = np.flatnonzero(length > place)
            more = totals.take(self.order[starts[there] + place], axis=0)
            if len(there) == len(found):
                found += more
            else:
                found[there] += more
        return found


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
    keys, _, code = distinct(key)
    none = int(len(keys) > 0 and keys[0] < 0)
    return keys[none:], code - none


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
    n: Floats
    n_total: Floats
    n_w: Floats
    n_w_total: Floats


def estimate_columns(grouping: Grouping, questions: Sequence[Question | Totals] | Stack) -> list[Columns]:
    """
    Estimate every question in every domain of a grouping.

    Args:
        grouping: the domains of n rows.
        questions: of n rows each; or totals of n pools, which a grouping of pools takes for rows, best as a `Stack`
            where there are several groupings.

    Returns:
        list: the `Columns` of each question, in order.
    """
    if isinstance(questions, Stack):
        return _split(estimate_stack(grouping, questions), questions.sizes)
    found: list[Columns] = []
    for block in _blocks(questions, len(grouping.pair)):
        pooled = [one for one in block if isinstance(one, Totals)]
        if len(pooled) == len(block):
            side = _lay(pooled, pooled, len(grouping.pair), len(grouping.pair))
            found += _split(_estimate(_by_pools(grouping, side), grouping, side), side.sizes)
        elif pooled:
            raise ValueError("Totals and rows cannot be estimated side by side.")
        else:
            asked = [one for one in block if not isinstance(one, Totals)]
            weight, pair = grouping.design.weight, grouping.pair
            found += estimate_pairs(
                grouping, [sum_up(one, weight, By(pair, grouping.pairs)) for one in asked]
            )
    return found


def estimate_pairs(grouping: Grouping, totals: Sequence[Totals]) -> list[Columns]:
    """Estimate questions of which the totals by pair are known; as `estimate_columns`."""
    side = _lay(totals, totals, grouping.pairs, grouping.pairs)
    return _split(_estimate(_by_pairs(grouping, side), grouping, side), side.sizes)


def estimate_stack(grouping: Grouping, stack: Stack) -> Columns:
    """Estimate all questions of a stack; as `estimate_columns`, but with their columns side by side."""
    made = [_estimate(_by_pools(grouping, side, stack.example), grouping, side) for side in stack.sides]
    if len(made) == 1:
        return made[0]
    names = [one.name for one in fields(Columns)]
    return Columns(*(np.concatenate([getattr(one, name) for one in made], axis=1) for name in names))


def _split(columns: Columns, sizes: Sequence[int]) -> list[Columns]:
    """Columns side by side as those of each question."""
    whole = [getattr(columns, one.name) for one in fields(Columns)]
    ends = np.cumsum([0, *sizes]).tolist()
    return [Columns(*(one[:, start:end] for one in whole)) for start, end in pairwise(ends)]


def _blocks(questions: Sequence[One], rows: int) -> Iterator[list[One]]:
    """Questions, as many at a time as memory allows of their columns."""
    rows = max(rows, 1)
    most = max(_BLOCK // rows, min(_NARROWEST, _MOST // rows), 1)
    block: list[One] = []
    wide = 0
    for question in questions:
        if block and wide + question.size > most:
            yield block
            block, wide = [], 0
        block.append(question)
        wide += question.size
    if block:
        yield block


class Stack:
    """
    Totals of several questions side by side, laid out once for all groupings of the same pools.

    Args:
        questions: in their order; anything with a size.
        sum_up: makes the totals of one, by pool; they are copied, and let go.
        pools: how many pools there are, N.
        example: shape (G,), where counts are made by a coarser code, a pool of each of its values; None: counts are
            made by pool.
    """

    def __init__(
        self,
        questions: Sequence[One],
        sum_up: Callable[[One], Totals],
        pools: int,
        example: Ints | None = None,
    ) -> None:
        self.example = example
        counted = pools if example is None else len(example)

        def lay(block: list[One]) -> _Side:
            return _lay((sum_up(one) for one in block), block, pools, counted)

        self.sides = each(lay, list(_blocks(questions, pools)))

    @property
    def sizes(self) -> list[int]:
        """Columns of each question."""
        return [size for side in self.sides for size in side.sizes]

    @property
    def shares(self) -> list[bool]:
        """True for each question that is estimated by shares."""
        return [bool(share) for side in self.sides for share in side.share]

    def answered(self) -> Iterator[Bools]:
        """For each question, shape (N,), True for pools in which somebody with weight answered."""
        return (known > 0 for side in self.sides for known in side.known)


@dataclass(frozen=True, eq=False)
class _Side:
    """
    V questions with J columns in all, side by side, over N rows.

    Args:
        sizes: columns of each question.
        owner: shape (J,), the question of each column.
        sums: shape (N, J + V), upper and lower totals.
        counts: shape (G, J + 3 V), or 6 V where a question is a number: n, n_total, used, weighted, squares.
        known: for each question, shape (N,), weight of those that answered.
        centre, summed, share: shape (V,).
    """

    sizes: list[int]
    owner: Ints
    sums: Floats
    counts: Floats
    known: list[Floats]
    centre: Floats
    summed: Bools
    share: Bools


_COUNTED, _SQUARES = ("n_total", "used", "weighted"), 3


def _lay(made: Iterable[Totals], questions: Sequence[_Sized], rows: int, counted: int) -> _Side:
    """Lay totals side by side, each as soon as it is made."""
    sizes = [one.size for one in questions]
    wide, many = sum(sizes), len(sizes)
    sums = np.empty((rows, wide + many))
    counts = np.zeros((counted, wide + (len(_COUNTED) + _SQUARES) * many))
    centre, summed, share = np.zeros(many), np.zeros(many, np.bool_), np.ones(many, np.bool_)
    start, known = 0, []
    for place, one in enumerate(made):
        known.append(sums[:, wide + place] if one.known is one.lower else one.known)
        mine = slice(start, start + one.size)
        sums[:, mine], sums[:, wide + place], counts[:, mine] = one.upper, one.lower, one.n
        for at, name in enumerate(_COUNTED):
            counts[:, wide + at * many + place] = getattr(one, name)
        if one.squares is not None:
            share[place] = False
            counts[:, wide + len(_COUNTED) * many + place :: many] = one.squares.T
        centre[place], summed[place] = one.centre, one.summed
        start += one.size
    owner = np.repeat(np.arange(many), sizes)
    used = counts.shape[1] if not share.all() else wide + len(_COUNTED) * many
    return _Side(sizes, owner, sums, counts[:, :used], known, centre, summed, share)


@dataclass(frozen=True, eq=False)
class _Pooled:
    """
    The questions of a side by pair and by domain.

    Args:
        upper, lower: shapes (M, J) and (M, V), totals by pair.
        segments: shape (S, J + V), the same by segment.
        above, below: shapes (D, J) and (D, V), the same by domain.
        n: shape (D, J).
        n_total, used, weighted: shape (D, V).
        squares: shape (3, D, V); (0, D, V) where no question is a number.
    """

    upper: Floats
    lower: Floats
    segments: Floats
    above: Floats
    below: Floats
    n: Floats
    n_total: Floats
    used: Floats
    weighted: Floats
    squares: Floats


def _by_pools(grouping: Grouping, side: _Side, example: Ints | None = None) -> _Pooled:
    """Pool a side whose rows are the grouping's rows; its counts by them, or by what `example` gives a row of."""
    if example is None:
        counts = _add_runs(grouping.in_order(side.counts), grouping.ordered_domain, grouping.domains)
    else:
        domain = grouping.domain[example]
        order = np.argsort(domain, kind="stable")[int((domain < 0).sum()) :]
        counts = _add_runs(side.counts.take(order, axis=0), domain[order], grouping.domains)
    return _pooled(grouping, side, grouping.by_pair(side.sums), counts)


def _by_pairs(grouping: Grouping, side: _Side) -> _Pooled:
    """Pool a side whose rows are the grouping's pairs."""
    return _pooled(grouping, side, side.sums, _by_domain(grouping, side.counts))


def _pooled(grouping: Grouping, side: _Side, pairs: Floats, counts: Floats) -> _Pooled:
    wide, segments = len(side.owner), _by_segment(grouping, pairs)
    domains = _add_runs(segments, grouping.segment_domain, grouping.domains)
    rest = counts[:, wide:].reshape(grouping.domains, -1, len(side.sizes)).transpose(1, 0, 2)
    return _Pooled(
        upper=pairs[:, :wide],
        lower=pairs[:, wide:],
        segments=segments,
        above=domains[:, :wide],
        below=domains[:, wide:],
        n=counts[:, :wide],
        n_total=rest[0],
        used=rest[1],
        weighted=rest[2],
        squares=rest[3:],
    )


def _estimate(of: _Pooled, grouping: Grouping, side: _Side) -> Columns:
    """Estimate the questions of a side, their columns side by side."""
    owner = side.owner
    below = np.where(side.summed & (of.below > 0), 1.0, of.below)[:, owner]
    stat = divide(of.above, below)
    slope = np.where(side.summed[owner] | np.isnan(stat), 0.0, stat)
    z = _linearised(of.upper, of.lower, slope, side.sizes, grouping.pair_domain)
    upper, lower = of.segments[:, : len(owner)], of.segments[:, len(owner) :]
    sums = _linearised(upper, lower, slope, side.sizes, grouping.segment_domain)
    present = of.lower[:, owner] > 0 if grouping.design.lonely == "average" else None
    se = divide(np.sqrt(_variance(grouping, z, sums, present)), below)
    deff = divide(se**2, divide(_spread(of, side, stat), of.used[:, owner] - 1))
    n_w = np.where(side.share[owner], of.above, of.weighted[:, owner])
    return Columns(stat, se, deff, of.n, of.n_total[:, owner], n_w, of.weighted[:, owner])


def _linearised(upper: Floats, lower: Floats, slope: Floats, sizes: Sequence[int], domain: Ints) -> Floats:
    """Upper totals less the domain's slope times the lower ones, shape (M, J); `domain` has a row's domain."""
    z = np.repeat(lower, sizes, axis=1)
    z *= slope.take(domain, axis=0)
    return np.subtract(upper, z, out=z)


def _spread(of: _Pooled, side: _Side, stat: Floats) -> Floats:
    """Variance of one row about the estimate, by which a simple random sample would vary; shape (D, J)."""
    spread = stat * (1 - stat)
    number = ~side.share
    if number.any():
        column = number[side.owner]
        weighted, below = of.weighted[:, number], of.below[:, number]
        slope = np.where(side.summed[number], divide(stat[:, column], weighted), stat[:, column])
        apart = np.nan_to_num(slope) - side.centre[number]
        square, product, over = of.squares[:, :, number]
        held = square + apart**2 * over
        residual = held - 2 * apart * product
        residual[residual <= _ROUNDED * held] = 0.0
        spread[:, column] = divide(residual * weighted, np.where(side.summed[number], 1.0, below) ** 2)
    return spread


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


def _by_segment(grouping: Grouping, totals: Floats) -> Floats:
    """Totals of pairs added up by segment, shape (S, J)."""
    return np.asarray(np.add.reduceat(totals, grouping.segment_start, axis=0) if len(totals) else totals[:0])


def _by_domain(grouping: Grouping, totals: Floats) -> Floats:
    """Totals of pairs added up by domain, shape (D, J); 0 for a domain without a row."""
    return _add_runs(totals, grouping.pair_domain, grouping.domains)


def _add_runs(totals: Floats, code: Ints, size: int) -> Floats:
    """Rows added up by a code that never falls, shape (size, J); 0 for a code without a row."""
    starts = np.flatnonzero(np.diff(code, prepend=-1))
    added: Floats = np.add.reduceat(totals, starts, axis=0) if len(starts) else totals[:0]
    if len(starts) == size:
        return added
    found = np.zeros((size, totals.shape[1]))
    found[code[starts]] = added
    return found


def _variance(grouping: Grouping, z: Floats, sums: Floats, present: Bools | None) -> Floats:
    """
    Variance of the domains' sums of z over the clusters of the design.

    Args:
        grouping: M pairs in S segments.
        z: shape (M, J), linearised total of each pair, overwritten; clusters without a row have 0.
        sums: shape (S, J), the same by segment.
        present: shape (M, J), True where a pair holds an answer; only `average` asks for it.

    Returns:
        Shape (D, J).
    """
    design = grouping.design
    if not grouping.pairs:
        return np.zeros((grouping.domains, z.shape[1]))
    sizes = design.stratum_clusters[grouping.segment_stratum][:, None]
    squares = _by_segment(grouping, np.multiply(z, z, out=z))
    scatter = np.maximum(squares - sums**2 / sizes, 0.0)
    alone = (sizes == 1) & (design.fraction[grouping.segment_stratum][:, None] < 1)
    free = (1 - design.fraction[grouping.segment_stratum])[:, None]
    scatter *= free * np.where(sizes > 1, sizes / np.maximum(sizes - 1, 1), 1.0)
    starts = np.flatnonzero(np.diff(grouping.segment_domain, prepend=-1))
    where = grouping.segment_domain[starts]
    found = np.zeros((grouping.domains, z.shape[1]))
    if design.lonely == "adjust":
        centre = _add_runs(sums, grouping.segment_domain, grouping.domains) / design.clusters
        scatter = np.where(alone, free * (sums - centre[grouping.segment_domain]) ** 2, scatter)
        found += _absent_lonely(grouping, centre)
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
