"""
Whether hidden counts follow from shown ones, for a reader who knows that no count is below zero.

What is shown of one grouping cuts some of the households into sets of known size, and no two sets of a grouping
overlap. Several tables are made that fit all these sizes, each from another start, by scaling set after set to its
size (iterative proportional fitting: of all tables that fit, the one nearest to the start, with no cell at zero that
another that fits has above it). A hidden count that differs between two of them does not follow; one that is the same
in all of them does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

TABLES, SEED = 3, 20231001
"""How many tables are compared, and the seed of their starts."""
ROUNDS, MORE_ROUNDS = 200, 5_000
"""How often all sets are scaled, before cells that can only be zero are looked for, and after."""
FITS, SAME = 1e-10, 1e-6
"""Relative differences: a table fits what is shown; two counts are the same."""
POSITIVE = 1e-7


class Cuts(NamedTuple):
    """
    What is shown, as cuts of the A smallest groups of households (atoms).

    Args:
        sets: for each grouping shape (A,), the set each atom lies in; -1 in none of known size.
        counts: shape (A,), the true counts.
    """

    sets: Sequence[Ints]
    counts: Floats


def tables_that_fit(cuts: Cuts) -> Floats:
    """
    Make several tables that fit all that is shown.

    Args:
        cuts: what is shown.

    Returns:
        Floats: shape (A, T). Atoms of which no table that fits is found are the same in all of them.
    """
    like, alike = _merge(cuts.sets)
    draw = np.random.default_rng(SEED)
    start = np.exp(draw.normal(0, 1.5, (len(like), TABLES)))
    together = _system([one[alike] for one in cuts.sets])
    counts = np.bincount(like, cuts.counts, len(alike))
    begun = _summed(start, like, len(alike))
    fitted = _fit(together, counts, begun)
    result: Floats = start * (fitted / begun)[like]
    return result


def _merge(sets: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Which atoms lie in the same sets: shape (A,), a number for each; and the first atom of each number."""
    key = np.zeros(len(sets[0]), np.int64)
    for one in sets:
        key = np.unique(key * (int(one.max(initial=-1)) + 2) + one + 1, return_inverse=True)[1]
    first = np.unique(key, return_index=True)[1]
    return key, first


def _summed(values: Floats, number: Ints, size: int) -> Floats:
    return np.stack([np.bincount(number, column, size) for column in values.T], axis=1)


def _system(sets: Sequence[Ints]) -> list[csr_array]:
    """For each grouping, which set (row) takes in which column."""
    from scipy.sparse import csr_array

    found = []
    for one in sets:
        inside = np.flatnonzero(one >= 0)
        names, row = np.unique(one[inside], return_inverse=True)
        if len(names):
            shape = len(names), len(one)
            found.append(csr_array((np.ones(len(inside)), (row, inside)), shape=shape))
    return found


def _fit(together: list[csr_array], counts: Floats, start: Floats) -> Floats:
    """Tables that fit, shape of `start`; where none is found, the true one in all of them."""
    table, loose = _scaled(together, counts, start, ROUNDS)
    if not loose.any():
        return table
    zero = np.zeros(len(counts), np.bool_)
    zero[loose] = only_zero([one[:, loose] for one in together], counts[loose])
    again, left = _scaled([one[:, loose] for one in together], counts[loose],
                          np.where(zero[:, None], 0.0, start)[loose], MORE_ROUNDS)  # fmt: skip
    again[left] = counts[loose][left][:, None]
    table[loose] = again
    return table


def _scaled(
    together: list[csr_array], counts: Floats, start: Floats, rounds: int
) -> tuple[Floats, Bools]:
    """Tables after scaling set after set, and the columns joined to a set that is not yet fitted."""
    table = start.copy()
    wanted = [one @ counts for one in together]
    back = [one.T.tocsr() for one in together]
    # a column in no set of a grouping is left as it is
    outside = [1.0 - one.sum(axis=1) for one in back]
    for _ in range(rounds):
        worst = 0.0
        for one, of, size, out in zip(together, back, wanted, outside, strict=True):
            held = one @ table
            factor = np.divide(size[:, None], held, out=np.zeros_like(held), where=held > 0)
            worst = max(worst, float(np.abs(factor - 1.0).max(initial=0.0, where=size[:, None] > 0)))
            table *= of @ factor + out[:, None]
        if worst < FITS:
            return table, np.zeros(len(counts), np.bool_)
    return table, _joined(together, counts, table)


def _joined(together: list[csr_array], counts: Floats, table: Floats) -> Bools:
    """Columns that are joined, directly or through others, to a set that does not fit."""
    from scipy.sparse import block_array, vstack
    from scipy.sparse.csgraph import connected_components

    rows = vstack(together).tocsr()
    off = np.abs(rows @ table - (rows @ counts)[:, None]).max(axis=1) > FITS * np.maximum(rows @ counts, 1.0)
    _, part = connected_components(block_array([[None, rows], [rows.T, None]]), directed=False)
    result: Bools = np.isin(part[len(off) :], np.unique(part[: len(off)][off]))
    return result


def only_zero(together: list[csr_array], counts: Floats) -> Bools:
    """Which columns are zero in every table that fits: those that no such table makes positive."""
    from scipy.sparse import vstack

    rows = vstack(together).tocsr()
    rows = rows[rows.sum(axis=1) > 0]
    zero = np.equal(counts, 0) & (rows.sum(axis=0) > 0)
    while zero.any():
        found = _as_many_positive(rows, counts, zero)
        if not (found & zero).any():
            break
        zero &= ~found
    return zero


def _as_many_positive(rows: csr_array, counts: Floats, wanted: Bools) -> Bools:
    """Columns that are positive in one table that fits and has as much as it can, up to 1 each, in those wanted."""
    from scipy.optimize import linprog
    from scipy.sparse import block_array, csr_array, eye_array

    n, extra = rows.shape[1], int(wanted.sum())
    gain = np.concatenate([np.zeros(n), -np.ones(extra)])
    fits = block_array([[rows, csr_array((rows.shape[0], extra))]])
    at_most = block_array([[-eye_array(n).tocsr()[wanted], eye_array(extra)]])
    bounds = [(0, None)] * n + [(0, 1)] * extra
    solved = linprog(gain, at_most, np.zeros(extra), fits, rows @ counts, bounds, method="highs")
    if not solved.success:
        raise ArithmeticError(f"the tables to be hidden could not be checked: {solved.message}")
    return np.asarray(solved.x[:n] > POSITIVE, np.bool_)


def same_in_all(values: Floats) -> Bools:
    """Which counts, shape (..., T), are the same in all tables that fit, and so follow."""
    most = values.max(axis=-1)
    result: Bools = most - values.min(axis=-1) <= SAME * most
    return result
