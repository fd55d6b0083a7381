"""Hadamard matrices: the balanced signs from which half-samples are drawn."""

from __future__ import annotations

import numpy as np

from needline.errors import DesignError
from needline.stats.arrays import Floats

_MOST = 4096
_FOUR = 4


def hadamard(strata: int) -> Floats:
    """
    A small Hadamard matrix with a row of its own for each stratum.

    Args:
        strata: how many rows are needed beside the first, which is constant.

    Returns:
        Shape (m, m) of 1 and -1, m a multiple of 4 above `strata` (or 1, 2), whose rows are orthogonal.

    Raises:
        DesignError: no matrix up to order 4,096 is wide enough.

    Source: Sylvester (1867) for doublings, Paley (1933) for a prime p = 3 mod 4 and order p + 1.
    """
    for order in range(strata + 1, _MOST + 1):
        cores = [order >> halvings for halvings in range(order.bit_length()) if order % (1 << halvings) == 0]
        for core in reversed(cores):
            if core == 1:
                return _doubled(np.ones((1, 1)), order)
            if _is_paley(core):
                return _doubled(_paley(core), order)
    raise DesignError("balanced half-samples", f"{strata} strata are too many.", "Use another kind.")


def check_hadamard(matrix: Floats, strata: int) -> Floats:
    """
    The given matrix as 1 and -1.

    Raises:
        DesignError: it holds other values than 1 and -1 (or 1 and 0), is no Hadamard matrix, or is too small.
    """
    signs = np.where(matrix == 0, -1.0, matrix)
    square = signs.shape == (len(signs), len(signs))
    if not square or len(signs) <= strata:
        raise DesignError("hadamard", f"has the shape {signs.shape}.", f"Give at least {strata + 1} rows.")
    if not np.isin(signs, (-1, 1)).all() or not np.allclose(signs @ signs.T, len(signs) * np.eye(len(signs))):
        raise DesignError("hadamard", "its rows are not orthogonal signs.", "Give 1 and -1, or 1 and 0.")
    if abs(signs[0].sum()) != len(signs):
        raise DesignError(
            "hadamard", "its first row is not constant.", "Multiply columns by their first sign."
        )
    return signs


def _doubled(matrix: Floats, order: int) -> Floats:
    while len(matrix) < order:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix


def _is_paley(order: int) -> bool:
    prime = order - 1
    return order % _FOUR == 0 and order > _FOUR and all(prime % d for d in range(2, int(prime**0.5) + 1))


def _paley(order: int) -> Floats:
    """Border the table of quadratic residues of i + j with ones."""
    prime = order - 1
    residue = np.ones(prime)
    residue[np.arange(prime) ** 2 % prime] = -1
    matrix = np.ones((order, order))
    matrix[1:, 1:] = residue[np.add.outer(np.arange(prime), np.arange(prime)) % prime]
    return matrix
