"""
Rows that no grouping of a plan tells apart, added up once for all groupings.

A pool holds the rows of one first-stage cluster that lie in the same domain of every grouping. Households of one
cluster mostly share their area and group, so that pools are far fewer than rows; every estimate of every grouping
follows from the totals of pools, wherever those were made: here, or by SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from needline.stats.arrays import Floats, Ints
from needline.stats.design import Design
from needline.stats.grouped import Stack
from needline.stats.sums import Question, Totals, sum_up


class Codes(NamedTuple):
    """
    A grouping of rows.

    Args:
        code: shape (n,), 0 to size - 1; -1 in no domain.
        size: how many domains there are.
    """

    code: Ints
    size: int


@dataclass(frozen=True, eq=False)
class Pools:
    """
    A design of n rows as N pools.

    Args:
        row: shape (n,), each row's pool, 0 to N - 1.
        weight: shape (n,), of the rows.
        design: the same design with pools for rows; a pool weighs as much as its rows.
        domains: the groupings, of pools.
    """

    row: Ints
    weight: Floats
    design: Design
    domains: tuple[Codes, ...]

    @property
    def size(self) -> int:
        """How many pools there are, N."""
        return len(self.design.weight)

    def sum_up(self, question: Question) -> Totals:
        """Add up a question of n rows by pool."""
        return sum_up(question, self.weight, self.row, self.size)

    def stack(self, questions: Sequence[Question]) -> Stack:
        """Add up questions of n rows by pool, for all groupings together."""
        return Stack(questions, self.sum_up, self.size)


def make_pools(design: Design, domains: Sequence[Codes]) -> Pools:
    """
    Find the pools of a design under some groupings.

    Args:
        design: of n rows.
        domains: of n rows each.
    """
    key, span = design.cluster, design.clusters
    for code, size in domains:
        if span > _LARGEST // (size + 1):
            key, span = _number_off(key)
        key, span = key * (size + 1) + code + 1, span * (size + 1)
    _, first, row = np.unique(key, return_index=True, return_inverse=True)
    row = row.reshape(-1)
    weight = np.asarray(np.bincount(row, weights=design.weight, minlength=len(first)), np.float64)
    return Pools(
        row=row,
        weight=design.weight,
        design=replace(design, weight=weight, cluster=design.cluster[first], stages=()),
        domains=tuple(Codes(code[first], size) for code, size in domains),
    )


class Place(NamedTuple):
    """
    Where a grouping's pools are.

    Args:
        pools: shared with other groupings.
        domains: the grouping, of these pools.
    """

    pools: Pools
    domains: Codes


_FEW = 1 / 3
"""Pools above this share of the rows save nothing over the rows themselves."""


def share_pools(design: Design, domains: Sequence[Codes]) -> list[Place | None]:
    """
    Put groupings together that have few pools together.

    Args:
        design: of n rows, of which totals by first-stage cluster tell all.
        domains: groupings of n rows each.

    Returns:
        list: for each grouping its place; None where even alone it has about as many pools as rows.
    """
    most = _FEW * len(design.weight)
    together: list[tuple[Pools, list[int]]] = []
    for at, one in enumerate(domains):
        for place, (_, members) in enumerate(together):
            wider = make_pools(design, [domains[member] for member in (*members, at)])
            if wider.size <= most:
                together[place] = (wider, [*members, at])
                break
        else:
            alone = make_pools(design, [one])
            if alone.size <= most:
                together.append((alone, [at]))
    found: list[Place | None] = [None] * len(domains)
    for pools, members in together:
        for member, of in zip(members, pools.domains, strict=True):
            found[member] = Place(pools, of)
    return found


_LARGEST = 2**62
"""Keys stay below it, so that they never overflow."""


def _number_off(key: Ints) -> tuple[Ints, int]:
    """The same distinctions by the smallest numbers, and how many there are."""
    values, code = np.unique(key, return_inverse=True)
    return code.reshape(-1).astype(np.int64), len(values)
