"""Columns of a matrix that stand apart from those before them."""

from __future__ import annotations

import numpy as np

from needline.stats.arrays import Floats, Ints


def independent(matrix: Floats, tolerance: float) -> Ints:
    """
    Places of the columns that those before them do not tell.

    Args:
        matrix: shape (n, K).
        tolerance: a column counts where this share of its length, or more, stands apart.

    Returns:
        Increasing; as many as the rank.
    """
    triangle: Floats = np.linalg.qr(matrix)[1] if len(matrix) > matrix.shape[1] else matrix
    basis = np.zeros((len(triangle), triangle.shape[1]))
    kept: list[int] = []
    for place, column in enumerate(triangle.T):
        length = float(np.linalg.norm(column))
        known = basis[:, : len(kept)]
        rest = column - known @ (known.T @ column)
        rest -= known @ (known.T @ rest)
        apart = float(np.linalg.norm(rest))
        if length > 0 and apart >= tolerance * length:
            basis[:, len(kept)] = rest / apart
            kept.append(place)
    return np.array(kept, np.int64)
