"""
The nearest row of each by Gower's distance, exactly, without comparing all pairs.

The distance of two rows is the mean over the columns that at least one of them fills: 0 or 1 where a column is
nominal, the difference over the column's range where it is numeric, 1 where one row alone fills it. A column that
neither fills is left out, as Gower leaves out what both lack.

Two rows within the limit differ in at most b nominal columns, and in whether a numeric one is filled; each of these
counts 1. Where they are dealt into b + 1 blocks, the two agree on all of one block: only rows that share a block are
compared, and a large group of them is dealt again. Where a large group differs in too few columns to be dealt, the
nearest are found in a tree. Nothing within the limit is missed.

Source: Gower (1971), A general coefficient of similarity and some of its properties, Biometrics 27.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from needline.stats.arrays import Floats, Ints
from needline.stats.gower_tree import near_pairs

Codes: TypeAlias = npt.NDArray[Any]
Bits: TypeAlias = npt.NDArray[np.uint64]
_SMALL = 512
"""Rows of a group whose pairs are compared one with another rather than dealt again."""
_AT_ONCE = 1 << 18
_CLOSE = 1e-9


class Nearest(NamedTuple):
    """
    The nearest other row of each.

    Args:
        row: shape (n,), its place; -1 where none lies within the limit.
        distance: shape (n,), in [0, 1]; NaN where there is none.
    """

    row: Ints
    distance: Floats


def nearest(nominal: Ints, numeric: Floats, limit: float) -> Nearest:
    """
    Find the nearest other row of each within a limit.

    Args:
        nominal: shape (n, j), codes of categories; negative: not filled.
        numeric: shape (n, k); NaN: not filled.
        limit: greatest distance, in [0, 1).

    Returns:
        Nearest: of several as near, the first in the order of the rows. A row that fills nothing has none.
    """
    rows = _Rows(nominal, numeric)
    found = _Found(len(rows.first))
    budget = rows.most_apart(limit)
    for left, right in _pairs(rows, budget, limit):
        for start in range(0, len(left), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            found.take(left[part], right[part], rows.distance(left[part], right[part], limit))
    return rows.spread(found)


class _Rows:
    """Rows without those that are the same as another, their columns as small codes and shares of a range."""

    def __init__(self, nominal: Ints, numeric: Floats) -> None:
        codes = _codes(nominal)
        low, high = _ends(numeric)
        self.filled_all = ((codes > 0).sum(axis=1) + (~np.isnan(numeric)).sum(axis=1)).astype(np.int64)
        values = (numeric - low) / np.where(high > low, high - low, 1.0)
        together = np.hstack([codes.view(np.uint8), np.ascontiguousarray(values).view(np.uint8)])
        whole = np.ascontiguousarray(together).view(np.dtype((np.void, max(together.shape[1], 1)))).ravel()
        _, first, group = np.unique(whole, return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        self.group: Ints = rank[group.reshape(-1)]
        self.first: Ints = first[order]
        self.codes, self.values = codes[self.first], values[self.first]
        self.filled = self.filled_all[self.first]
        self.low, self.high = _planes(self.codes)
        lacks = np.isnan(self.values)
        self.dealt: Codes = np.hstack([self.codes, lacks[:, lacks.any(axis=0)].astype(self.codes.dtype)])

    def most_apart(self, limit: float) -> int:
        """In how many columns two rows within the limit differ at most."""
        columns = self.codes.shape[1] + self.values.shape[1]
        union = min(columns, self.filled.max(initial=0) / max(1 - limit, _CLOSE))
        return int(limit * union + _CLOSE)

    def distance(self, left: Ints, right: Ints, limit: float) -> Floats:
        """Distances of pairs; infinite where they lie beyond the limit."""
        found = np.full(len(left), np.inf)
        most = limit * np.minimum(self.filled[left], self.filled[right]) / max(1 - limit, _CLOSE) + _CLOSE
        near = np.flatnonzero(self._least_apart(left, right) <= most)
        left, right = left[near], right[near]
        apart = (self.codes[left] != self.codes[right]).sum(axis=1).astype(np.float64)
        union = ((self.codes[left] | self.codes[right]) > 0).sum(axis=1).astype(np.float64)
        if self.values.shape[1]:
            one, other = self.values[left], self.values[right]
            lacks = np.isnan(one), np.isnan(other)
            union += (~(lacks[0] & lacks[1])).sum(axis=1)
            apart += np.where(lacks[0] ^ lacks[1], 1.0, np.nan_to_num(np.abs(one - other))).sum(axis=1)
        distance = apart / np.maximum(union, 1)
        found[near] = np.where((distance <= limit + _CLOSE) & (union > 0), distance, np.inf)
        return found

    def _least_apart(self, left: Ints, right: Ints) -> Ints:
        """In how many nominal columns pairs differ at least: told from two bits a column."""
        apart = np.zeros(len(left), np.int64)
        for low, high in zip(self.low, self.high, strict=True):
            apart += np.bitwise_count((low[left] ^ low[right]) | (high[left] ^ high[right]))
        return apart

    def spread(self, found: _Found) -> Nearest:
        """What was found for distinct rows, for all rows; those that are the same are at 0 from one another."""
        row = np.where(found.row >= 0, self.first[found.row], -1)[self.group]
        distance = np.where(found.row >= 0, found.distance, np.nan)[self.group]
        order = np.argsort(self.group, kind="stable")
        ordered = self.group[order]
        again = np.flatnonzero((ordered[1:] == ordered[:-1]) & (self.filled_all[order[1:]] > 0)) + 1
        seconds = again[self.first[ordered[again]] == order[again - 1]]
        row[order[again]], distance[order[again]] = self.first[ordered[again]], 0.0
        row[order[seconds - 1]], distance[order[seconds - 1]] = order[seconds], 0.0
        return Nearest(row.astype(np.int64), distance)


class _Found:
    """The nearest so far of each distinct row."""

    def __init__(self, rows: int) -> None:
        self.row = np.full(rows, -1, np.int64)
        self.distance = np.full(rows, np.inf)

    def take(self, left: Ints, right: Ints, distance: Floats) -> None:
        near = np.flatnonzero(np.isfinite(distance))
        for one, other in ((left[near], right[near]), (right[near], left[near])):
            self._keep(one, other, distance[near])

    def _keep(self, one: Ints, other: Ints, distance: Floats) -> None:
        """The nearest of each; of several as near, the first row."""
        order = np.lexsort((other, distance, one))
        rows, at = np.unique(one[order], return_index=True)
        other, distance = other[order][at], distance[order][at]
        as_near = (distance == self.distance[rows]) & (other < self.row[rows])
        better = (distance < self.distance[rows]) | as_near
        self.row[rows[better]], self.distance[rows[better]] = other[better], distance[better]


def _codes(nominal: Ints) -> Codes:
    """Each column's categories counted from 1; 0 not filled; in as few bytes as hold them."""
    codes = np.zeros(nominal.shape, np.uint32)
    for column in range(nominal.shape[1]):
        filled = nominal[:, column] >= 0
        codes[filled, column] = np.unique(nominal[filled, column], return_inverse=True)[1].reshape(-1) + 1
    most = int(codes.max(initial=0))
    return codes.astype(next(kind for kind in (np.uint8, np.uint16, np.uint32) if most <= np.iinfo(kind).max))


def _planes(codes: Codes) -> tuple[list[Bits], list[Bits]]:
    """Two bits of each code, 64 columns a word: the commonest codes of a column are told apart, the rest alike."""
    low, high = [], []
    for start in range(0, codes.shape[1], 64):
        words = np.zeros((2, len(codes)), np.uint64)
        for bit, column in enumerate(codes[:, start : start + 64].T):
            often = np.argsort(-np.bincount(column), kind="stable")
            rank = np.full(len(often), 3, np.uint64)
            rank[often[:3]] = np.arange(min(3, len(often)), dtype=np.uint64)
            told = rank[column]
            words[0] |= (told & np.uint64(1)) << np.uint64(bit)
            words[1] |= (told >> np.uint64(1)) << np.uint64(bit)
        low.append(words[0])
        high.append(words[1])
    return low, high


def _ends(numeric: Floats) -> tuple[Floats, Floats]:
    """The least and greatest value of each column; 0 where it has none."""
    filled = ~np.isnan(numeric)
    low = np.where(filled, numeric, np.inf).min(axis=0, initial=np.inf)
    high = np.where(filled, numeric, -np.inf).max(axis=0, initial=-np.inf)
    there = filled.any(axis=0)
    return np.where(there, low, 0.0), np.where(there, high, 0.0)


def _pairs(rows: _Rows, budget: int, limit: float) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of distinct rows among which are the nearest of each, and all as near."""
    whole: Ints = np.flatnonzero(rows.filled > 0)
    factors: Bits = np.random.default_rng(0).integers(1, 2**62, size=(rows.dealt.shape[1],), dtype=np.uint64)
    waiting = [whole] if len(whole) > 1 else []
    while waiting:
        group = waiting.pop()
        blocks = _blocks(rows.dealt, group, budget + 1) if len(group) > _SMALL else []
        if not blocks and len(group) > _SMALL:
            pairs = near_pairs(rows.codes[group], rows.values[group], rows.filled[group], limit)
            yield from ((group[left], group[right]) for left, right in pairs)
            continue
        if not blocks:
            yield from _all(rows, group, budget)
            continue
        for block in blocks:
            key = rows.dealt[np.ix_(group, block)].astype(np.uint64) @ factors[block]
            yield from _alike(group, key, waiting)


def _blocks(codes: Codes, group: Ints, number: int) -> list[Ints]:
    """The columns in which a group of rows differs, dealt into blocks that tell about alike; none if too few."""
    sample: Codes = codes[group[:: max(len(group) // 2048, 1)]]
    told = np.array([_entropy(sample[:, column]) for column in range(codes.shape[1])])
    differ = np.flatnonzero((codes[group] != codes[group[0]]).any(axis=0))
    if len(differ) < number:
        return []
    load = np.zeros(number)
    dealt: list[list[int]] = [[] for _ in range(number)]
    for column in differ[np.argsort(-told[differ], kind="stable")].tolist():
        block = min(range(number), key=lambda at: (bool(dealt[at]), load[at]))
        dealt[block].append(column)
        load[block] += told[column]
    return [np.array(columns, np.int64) for columns in dealt]


def _entropy(column: npt.NDArray[Any]) -> float:
    share = np.bincount(column) / len(column)
    share = share[share > 0]
    return float(-(share * np.log2(share)).sum())


def _alike(group: Ints, key: npt.NDArray[np.uint64], waiting: list[Ints]) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of rows with one key; groups too large for that are put among those that wait."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sizes = np.diff(np.append(starts, len(ordered)))
    large = sizes > _SMALL
    for start, size in zip(starts[large].tolist(), sizes[large].tolist(), strict=True):
        if size == len(group):
            # another key for every row would not part them either: compare them
            yield from _offsets(group[order])
        else:
            waiting.append(np.sort(group[order[start : start + size]]))
    run = np.repeat(np.arange(len(starts)), sizes)
    small = np.repeat(~large & (sizes > 1), sizes)
    members, run = group[order][small], run[small]
    for step in range(1, _SMALL):
        same = np.flatnonzero(run[step:] == run[:-step])
        if not len(same):
            break
        yield members[same], members[same + step]


def _offsets(members: Ints) -> Iterator[tuple[Ints, Ints]]:
    """All pairs of some rows."""
    for step in range(1, len(members)):
        yield members[:-step], members[step:]


def _all(rows: _Rows, group: Ints, budget: int) -> Iterator[tuple[Ints, Ints]]:
    """All pairs of some rows but those whose distances from a third row rule it out."""
    apart = (rows.codes[group] != rows.codes[group[0]]).sum(axis=1).astype(np.float64)
    one, other = rows.values[group], rows.values[group[0]]
    lacks = np.isnan(one) ^ np.isnan(other)
    apart += np.where(lacks, 1.0, np.nan_to_num(np.abs(one - other))).sum(axis=1)
    order = np.argsort(apart, kind="stable")
    members, apart = group[order], apart[order]
    for step in range(1, len(members)):
        near = np.flatnonzero(apart[step:] - apart[:-step] <= budget + 1)
        if not len(near):
            break
        yield members[near], members[near + step]
