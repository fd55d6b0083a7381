"""Whether hidden counts follow from shown ones, for a reader who knows that no count is below zero."""

from __future__ import annotations

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints

ROUNDING = 1e-7


def follows(shown: Floats, hidden: Floats, counts: Floats) -> Ints:
    """
    Find the hidden sums that have one value only in all tables that fit what is shown.

    Args:
        shown: shape (R, A), 1 where a shown sum takes in one of A atoms.
        hidden: shape (S, A), the same for hidden sums.
        counts: shape (A,), the true counts of the atoms.

    Returns:
        Places of the hidden sums that follow. A sum follows where it is a combination of shown sums and of atoms
        that can only be zero. Atoms that no sum joins, as those of two groups, are looked at apart.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    atoms = np.eye(shown.shape[1])[_only_zero(shown, counts)]
    known = np.vstack([shown, atoms])
    together = known.T @ known
    parts, part = connected_components(csr_array(together != 0), directed=False)
    left = np.zeros(len(hidden))
    for one in range(parts):
        inside = np.flatnonzero(part == one)
        left += _not_known(together[np.ix_(inside, inside)], hidden[:, inside])
    return np.flatnonzero(left < (ROUNDING * np.linalg.norm(hidden, axis=1)) ** 2).astype(np.int64)


def _not_known(together: Floats, hidden: Floats) -> Floats:
    """Shape (S,), squared length of what of each hidden sum is no combination of known ones."""
    size, turned = np.linalg.eigh(together)
    free = turned[:, size < ROUNDING * max(size.max(), 1.0)]
    result: Floats = ((hidden @ free) ** 2).sum(axis=1)
    return result


def _only_zero(shown: Floats, counts: Floats) -> Bools:
    """Which atoms are zero in every table that fits: those that no such table makes positive."""
    open_ = np.equal(counts, 0)
    while open_.any():
        found = _as_many_positive(shown, counts, open_)
        if not (found & open_).any():
            break
        open_ &= ~found
    return open_


def _as_many_positive(shown: Floats, counts: Floats, wanted: Bools) -> Bools:
    """Atoms that are positive in one table that fits and has as much as it can, up to 1 each, in those wanted."""
    from scipy.optimize import linprog

    n, extra = shown.shape[1], int(wanted.sum())
    gain = np.concatenate([np.zeros(n), -np.ones(extra)])
    fits = np.hstack([shown, np.zeros((len(shown), extra))])
    at_most = np.hstack([-np.eye(n)[wanted], np.eye(extra)])
    bounds = [(0, None)] * n + [(0, 1)] * extra
    solved = linprog(gain, at_most, np.zeros(extra), fits, shown @ counts, bounds, method="highs")
    if not solved.success:
        raise ArithmeticError(f"the tables to be hidden could not be checked: {solved.message}")
    return np.asarray(solved.x[:n] > ROUNDING, np.bool_)
