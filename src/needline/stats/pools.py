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
from needline.stats.ordering import distinct
from needline.stats.sums import By, Question, Totals, sum_up


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
        crossing: shape (n,), each row's crossing of all groupings, 0 to G - 1, whatever its cluster.
        example: shape (G,), a pool of each crossing.
    """

    row: Ints
    weight: Floats
    design: Design
    domains: tuple[Codes, ...]
    crossing: Ints
    example: Ints

    @property
    def size(self) -> int:
        """How many pools there are, N."""
        return len(self.design.weight)

    def sum_up(self, question: Question) -> Totals:
        """Add up a question of n rows by pool."""
        counted = By(self.crossing, len(self.example))
        return sum_up(question, self.weight, By(self.row, self.size), counted)

    def stack(self, questions: Sequence[Question]) -> Stack:
        """Add up questions of n rows by pool, for all groupings together."""
        return Stack(questions, self.sum_up, self.size, self.example)


def make_pools(design: Design, domains: Sequence[Codes]) -> Pools:
    """
    Find the pools of a design under some groupings.

    Args:
        design: of n rows.
        domains: of n rows each.
    """
    _, first, place = distinct(_keys(domains, len(design.weight)))
    key = design.cluster * len(first) + place
    _, pool_first, row = distinct(key)
    weight = np.asarray(np.bincount(row, weights=design.weight, minlength=len(pool_first)), np.float64)
    return Pools(
        row=row,
        weight=design.weight,
        design=replace(design, weight=weight, cluster=design.cluster[pool_first], stages=()),
        domains=tuple(Codes(code[pool_first], size) for code, size in domains),
        crossing=place,
        example=row[first],
    )


def _keys(domains: Sequence[Codes], rows: int) -> Ints:
    """One number a row for its domains in all groupings."""
    key, span = np.zeros(rows, np.int64), 1
    for code, size in domains:
        if span > _LARGEST // (size + 1):
            values, _, key = distinct(key)
            span = len(values)
        key, span = key * (size + 1) + code + 1, span * (size + 1)
    return key


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
