"""Totals by cluster, domain and category: the one pass over the rows from which everything else follows."""

from __future__ import annotations

import numpy as np

from needline.stats.arrays import Floats, Ints


def cell_totals(value: Floats, shape: tuple[int, ...], *codes: Ints) -> Floats:
    """
    Add values up by their codes.

    Args:
        value: shape (n,), what is added.
        shape: how many codes there are in each direction, such as (clusters, domains, categories).
        codes: one array of shape (n,) a direction; a row with a code below 0 adds to nothing.

    Returns:
        Array of that shape; 0 where no row falls.
    """
    keep = np.logical_and.reduce([code >= 0 for code in codes])
    flat = np.zeros(int(keep.sum()), np.int64)
    for code, size in zip(codes, shape, strict=True):
        flat = flat * size + code[keep]
    summed = np.bincount(flat, weights=value[keep], minlength=int(np.prod(shape)))
    return summed.astype(np.float64).reshape(shape)
