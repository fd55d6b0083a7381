"""
Whether hidden counts follow from shown ones, for a reader who knows that no count is below zero.

What is shown of one grouping cuts some of the households into sets of known size, and no two sets of a grouping
overlap. A direction moves people between cells and leaves every set as large as it is, and no cell below zero. A
hidden count that a direction drawn at random leaves as it is follows; one that it moves does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

DIRECTIONS, SEED = 2, 20231001
ROUNDS = 50
"""How often all sets are scaled to find a table that fits."""
RIDGE, STILL, PASSES = 1e-8, 1e-11, 50
STAYS = 1e-6
"""How far a direction moves a count that it leaves as it is, by the root of its cells."""
POSITIVE = 1e-6


class Cuts(NamedTuple):
    """
    What is shown, as cuts of the A smallest groups of households (atoms).

    Args:
        sets: for each grouping shape (A,), the set each atom lies in; -1 in none of known size.
        counts: shape (A,), the true counts.
    """

    sets: Sequence[Ints]
    counts: Floats


def directions(cuts: Cuts) -> Floats:
    """
    Draw directions in which the atoms may move while all that is shown stands still.

    Returns:
        Floats: shape (A, 2), about 1 in length an atom; 0 for an atom that can only be zero.

    Raises:
        ArithmeticError: none could be computed.
    """
    atom, first = _alike(cuts.sets)
    size = np.bincount(atom).astype(np.float64)
    shown = _system([one[first] for one in cuts.sets])
    positive = may_be_positive(shown, np.bincount(atom, cuts.counts).astype(np.float64))
    drawn = np.random.default_rng(SEED).normal(size=(len(atom), DIRECTIONS))
    total: Floats = np.stack([np.bincount(atom, column) for column in drawn.T], axis=1).astype(np.float64)
    moved = np.zeros_like(total)
    moved[positive] = _stand_still(shown[:, positive])(total[positive])
    result: Floats = np.where(positive[atom][:, None], drawn + ((moved - total) / size[:, None])[atom], 0.0)
    return result


def stays(moved: Floats, atoms: Floats) -> Bools:
    """
    Which counts no direction moves, so that they follow.

    Args:
        moved: shape (..., 2), how far each direction moves a count.
        atoms: shape (...), how many atoms it takes in.
    """
    result: Bools = np.abs(moved).max(axis=-1) <= STAYS * np.sqrt(atoms)
    return result


def _alike(sets: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Which atoms lie in the same sets: shape (A,), a number for each; and the first atom of each number."""
    key = np.zeros(len(sets[0]), np.int64)
    for one in sets:
        key = np.unique(key * (int(one.max(initial=-1)) + 2) + one + 1, return_inverse=True)[1]
    return key, np.unique(key, return_index=True)[1]


def _system(sets: Sequence[Ints]) -> csr_array:
    """Which set (row) takes in which column, all groupings."""
    from scipy.sparse import csr_array

    rows, columns, start = [], [], 0
    for one in sets:
        inside = np.flatnonzero(one >= 0)
        names, row = np.unique(one[inside], return_inverse=True)
        rows.append(row + start)
        columns.append(inside)
        start += len(names)
    row, column = np.concatenate(rows), np.concatenate(columns)
    return csr_array((np.ones(len(row)), (row, column)), shape=(start, len(sets[0])))


def _stand_still(shown: csr_array) -> Callable[[Floats], Floats]:
    """What takes from a direction whatever it changes of what is shown."""
    from scipy.sparse import csc_array, diags_array, eye_array
    from scipy.sparse.linalg import splu

    held = shown.sum(axis=1)
    rows = diags_array(1.0 / np.sqrt(held[held > 0])) @ shown[held > 0]
    back = rows.T.tocsr()
    if not rows.shape[0]:
        return lambda drawn: drawn
    solver = splu(csc_array(rows @ back + RIDGE * eye_array(rows.shape[0])))

    def project(drawn: Floats) -> Floats:
        """Shape (n, T) to the same; what the ridge leaves of a change is taken away by the next pass."""
        for _ in range(PASSES):
            change = rows @ drawn
            if np.abs(change).max(initial=0.0) <= STILL * max(np.abs(drawn).max(initial=0.0), 1.0):
                return drawn
            drawn = drawn - back @ solver.solve(change)
        raise ArithmeticError("what follows from the tables that are shown could not be computed.")

    return project


def may_be_positive(shown: csr_array, counts: Floats) -> Bools:
    """
    Which columns are positive in some table that fits.

    A table that fits, near to one without zeros, tells of most: from the true table towards it all sets stand still,
    and what grows from zero on the way may be positive. What does not grow is asked of a linear program.
    """
    empty = np.equal(counts, 0)
    if not empty.any():
        return ~empty
    still = np.zeros(len(counts), np.bool_)
    way = _scaled(shown, counts) - counts
    while True:
        way = np.where(still, 0.0, way)
        way[~still] = _stand_still(shown[:, ~still])(way[~still, None])[:, 0]
        more = empty & ~still & (way <= POSITIVE)
        if not more.any():
            break
        still |= more
    return ~(_only_zero(shown, counts, still) if still.any() else still)


def _scaled(shown: csr_array, counts: Floats) -> Floats:
    """A table without zeros that nearly fits: all sets scaled to their size, again and again (proportional fitting)."""
    size, back = shown @ counts, shown.T.tocsr()
    sets = np.maximum(back.sum(axis=1), 1.0)
    table = np.ones(len(counts))
    for _ in range(ROUNDS):
        held = shown @ table
        factor = np.divide(size, held, out=np.zeros_like(held), where=held > 0)
        table = table * np.exp((back @ np.log(np.maximum(factor, 1e-300))) / sets)
    return table


def _only_zero(shown: csr_array, counts: Floats, asked: Bools) -> Bools:
    """Which of the columns asked for are zero in every table that fits; those joined to none of them are left out."""
    from scipy.sparse import block_array
    from scipy.sparse.csgraph import connected_components

    _, part = connected_components(block_array([[None, shown], [shown.T, None]]), directed=False)
    row, column = part[: shown.shape[0]], part[shown.shape[0] :]
    wanted = np.unique(column[asked])
    inside = np.isin(column, wanted)
    rows = shown[np.isin(row, wanted)][:, inside]
    zero = asked.copy()
    while zero.any():
        found = np.zeros_like(zero)
        found[inside] = _as_many_positive(rows, counts[inside], zero[inside])
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
