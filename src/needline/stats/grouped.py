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
from typing import TypeAlias

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.covariance import lonely_error
from needline.stats.design import Design

_BLOCK = 1_000_000
"""Totals held at a time: bounds memory, whatever the length of a plan."""


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
    key = np.where(inside >= 0, inside * design.clusters + design.cluster, -1)
    seen = np.zeros(domains * design.clusters, np.bool_)
    seen[key[key >= 0]] = True
    keys = np.flatnonzero(seen)
    code = np.full(len(seen), -1, np.int64)
    code[keys] = np.arange(len(keys))
    pair_domain, pair_cluster = keys // design.clusters, keys % design.clusters
    stratum = design.cluster_stratum[pair_cluster]
    segment = pair_domain * len(design.strata) + stratum
    start = np.flatnonzero(np.diff(segment, prepend=-1))
    return Grouping(
        design=design,
        domains=domains,
        domain=inside,
        pair=np.where(key >= 0, code[key], -1),
        pair_domain=pair_domain,
        segment_start=start,
        segment_domain=pair_domain[start],
        segment_stratum=stratum[start],
    )


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


@dataclass(frozen=True, eq=False)
class Categories:
    """
    A question with one answer: J = K columns.

    Args:
        code: shape (n,), 0 to K - 1; -1 not asked or not answered.
        size: K.
    """

    code: Ints
    size: int


@dataclass(frozen=True, eq=False)
class Choices:
    """
    A question with several answers: J = K columns that share who was asked.

    Args:
        chosen: shape (n, K), True where the option was chosen.
        asked: shape (n,), True where the question was answered.
    """

    chosen: Bools
    asked: Bools

    @property
    def size(self) -> int:
        """Number of options, K."""
        return int(self.chosen.shape[1])


@dataclass(frozen=True, eq=False)
class Number:
    """
    The mean of a number, or the ratio of two: J = 1 column.

    Args:
        value: shape (n,); NaN not asked.
        over: shape (n,), the denominator; None for a mean.
    """

    value: Floats
    over: Floats | None = None
    size: int = 1


@dataclass(frozen=True, eq=False)
class Sum:
    """
    The total of a number over the population: J = 1 column.

    Args:
        value: shape (n,); NaN not asked, which adds nothing.
    """

    value: Floats
    size: int = 1


Variable: TypeAlias = Categories | Choices | Number | Sum


def estimate_columns(grouping: Grouping, variables: Sequence[Variable]) -> list[Columns]:
    """
    Estimate every variable in every domain of a grouping.

    Args:
        grouping: the domains.
        variables: of n rows each.

    Returns:
        list: the `Columns` of each variable, in order.
    """
    most = max(1, _BLOCK // max(grouping.pairs, 1))
    found: list[Columns] = []
    block: list[Variable] = []
    wide = 0
    for variable in variables:
        if block and wide + variable.size > most:
            found += _block(grouping, block)
            block, wide = [], 0
        block.append(variable)
        wide += variable.size
    return found + _block(grouping, block) if block else found


def _block(grouping: Grouping, variables: Sequence[Variable]) -> list[Columns]:
    """Estimate some variables, the totals of their columns side by side."""
    uppers, lowers = zip(*(_pair_totals(grouping, variable) for variable in variables), strict=True)
    owner = np.repeat(np.arange(len(variables)), [variable.size for variable in variables])
    upper, lower = np.concatenate(uppers, axis=1), np.stack(lowers, axis=1)
    above, below = _by_domain(grouping, upper), _by_domain(grouping, lower)
    summed = np.array([isinstance(variable, Sum) for variable in variables])
    below = np.where(summed & (below > 0), 1.0, below)
    stat = divide(above, below[:, owner])
    slope = np.where(summed[owner], 0.0, np.nan_to_num(stat))
    z = upper - slope[grouping.pair_domain] * lower[:, owner]
    present = lower[:, owner] > 0 if grouping.design.lonely == "average" else None
    se = divide(np.sqrt(_variance(grouping, z, present)), below[:, owner])
    columns = []
    for at, variable in enumerate(variables):
        mine = owner == at
        columns.append(
            _columns(grouping, variable, stat[:, mine], se[:, mine], above[:, mine], below[:, [at]])
        )
    return columns


def _pair_totals(grouping: Grouping, variable: Variable) -> tuple[Floats, Floats]:
    """Weighted totals of a variable's columns, shape (M, J), and of their denominator, shape (M,)."""
    weight, pair, pairs = grouping.design.weight, grouping.pair, grouping.pairs
    if isinstance(variable, Categories):
        upper = _tabulate(pair, pairs, variable, weight)
        return upper, upper.sum(axis=1)
    if isinstance(variable, Choices):
        lower = _add(pair, pairs, weight * variable.asked)
        chosen = [
            _add(pair, pairs, weight * (variable.chosen[:, j] & variable.asked)) for j in range(variable.size)
        ]
        return np.stack(chosen, axis=1), lower
    number, over, _ = _number(variable)
    return _add(pair, pairs, weight * number)[:, None], _add(pair, pairs, weight * over)


def _columns(
    grouping: Grouping, variable: Variable, stat: Floats, se: Floats, above: Floats, below: Floats
) -> Columns:
    """Put the estimates of one variable together with its counts and design effects."""
    domain, domains = grouping.domain, grouping.domains
    weight = grouping.design.weight
    if isinstance(variable, Number | Sum):
        number, over, asked = _number(variable)
        n_total = _add(domain, domains, asked.astype(np.float64))[:, None]
        n_w_total = _add(domain, domains, weight * asked)[:, None]
        centre = divide(stat, n_w_total) if isinstance(variable, Sum) else stat
        residual = number - np.nan_to_num(centre[:, 0])[domain] * over
        spread = divide(_add(domain, domains, weight * residual**2)[:, None] * n_w_total, below**2)
        n, n_w = n_total, n_w_total
    else:
        n, n_total = _counts(grouping, variable)
        n_w, n_w_total = above, below
        spread = stat * (1 - stat)
        asked = variable.code >= 0 if isinstance(variable, Categories) else variable.asked
    used = _add(domain, domains, (asked & (weight > 0)).astype(np.float64))[:, None]
    return Columns(
        stat=stat,
        se=se,
        deff=divide(se**2, divide(spread, used - 1)),
        n=n.astype(np.int64),
        n_total=np.broadcast_to(n_total, stat.shape).astype(np.int64),
        n_w=np.broadcast_to(n_w, stat.shape),
        n_w_total=np.broadcast_to(n_w_total, stat.shape),
    )


def _counts(grouping: Grouping, variable: Categories | Choices) -> tuple[Floats, Floats]:
    """Rows in each category, shape (D, J), and rows with an answer, shape (D, 1)."""
    domain, domains = grouping.domain, grouping.domains
    if isinstance(variable, Categories):
        n = _tabulate(domain, domains, variable, None)
        return n, n.sum(axis=1, keepdims=True)
    chosen = (variable.chosen & variable.asked[:, None]).astype(np.float64)
    n = np.stack([_add(domain, domains, chosen[:, j]) for j in range(variable.size)], axis=1)
    return n, _add(domain, domains, variable.asked.astype(np.float64))[:, None]


def _number(variable: Number | Sum) -> tuple[Floats, Floats, Bools]:
    """Numerator and denominator with 0 where not asked, and who was asked."""
    given = variable.over if isinstance(variable, Number) else None
    over = np.ones(len(variable.value)) if given is None else given
    asked = ~(np.isnan(variable.value) | np.isnan(over))
    return np.where(asked, variable.value, 0.0), np.where(asked, over, 0.0), asked


def _tabulate(code: Ints, size: int, variable: Categories, weight: Floats | None) -> Floats:
    """Totals by (code, category), shape (size, K); what has code -1 in either adds to nothing."""
    wide = variable.size + 1
    flat = code * wide + variable.code + (wide + 1)
    summed = np.bincount(flat, weights=weight, minlength=(size + 1) * wide)
    table: Floats = summed.astype(np.float64).reshape(size + 1, wide)[1:, 1:]
    return table


def _add(code: Ints, size: int, value: Floats) -> Floats:
    """Totals by code, shape (size,); what has code -1 adds to nothing."""
    summed: Floats = np.bincount(code + 1, weights=value, minlength=size + 1)[1:]
    return summed


def answered(variable: Variable) -> Bools:
    """Shape (n,), True for rows that enter a variable's estimates."""
    if isinstance(variable, Categories):
        return variable.code >= 0
    if isinstance(variable, Choices):
        return variable.asked
    return _number(variable)[2]


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
    found = np.zeros((grouping.domains, totals.shape[1]))
    starts = np.flatnonzero(np.diff(grouping.pair_domain, prepend=-1))
    if len(starts):
        found[grouping.pair_domain[starts]] = np.add.reduceat(totals, starts, axis=0)
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
