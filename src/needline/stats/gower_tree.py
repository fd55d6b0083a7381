"""
Pairs of rows among which are the nearest of each by Gower's distance, found in a tree of points.

What two rows differ by, summed over columns, is a distance of points in the L1 norm: a category is a point of its own
at half, a number its share of the range, and one that may be missing two numbers that sum to a half, or else a third.
The nearest in that sum need not be the nearest in the mean, since pairs fill different numbers of columns; but it
tells how far the nearest in the mean can lie at most, and all so near are given.

Source: Maneewongvatana and Mount (1999), Analysis of approximate nearest neighbor searching with clustered point sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from needline.stats.arrays import Floats, Ints

Codes: TypeAlias = npt.NDArray[Any]
_AT_ONCE = 1 << 13
_CLOSE = 1e-9


def near_pairs(codes: Codes, values: Floats, filled: Ints, limit: float) -> Iterator[tuple[Ints, Ints]]:
    """
    Pairs among which are the nearest rows of each within a limit, and all that are as near.

    Args:
        codes: shape (n, j), categories from 1; 0 not filled.
        values: shape (n, k), numbers as shares of their range; NaN not filled.
        filled: shape (n,), columns that each row fills, these and others in which all rows are the same; above 0.
        limit: greatest distance, in [0, 1).

    Yields:
        tuple: places of both rows, shape (m,).
    """
    from scipy.spatial import cKDTree

    points = _points(codes, values)
    tree = cKDTree(points)
    most = limit * filled / max(1 - limit, _CLOSE) + _CLOSE
    for start in range(0, len(points), _AT_ONCE):
        part = np.arange(start, min(start + _AT_ONCE, len(points)))
        apart = tree.query(points[part], k=2, p=1, distance_upper_bound=most[part].max() * 2, workers=-1)[0][
            :, 1
        ]
        reach = np.minimum(_as_near(apart, filled[part]), most[part])
        asked = part[apart <= most[part]]
        if not len(asked):
            continue
        found = tree.query_ball_point(points[asked], reach[apart <= most[part]], p=1, workers=-1)
        sizes = np.array([len(one) for one in found])
        left, right = np.repeat(asked, sizes), np.concatenate(found).astype(np.int64)
        yield left[left != right], right[left != right]


def _as_near(apart: Floats, filled: Ints) -> Floats:
    """
    How far a row can be at most that is as near in the mean as one that is so far apart in the sum.

    Two rows fill together at least what one of them does, and at most by as many columns more as they are apart.
    """
    share = np.minimum(apart / filled, 1 - _CLOSE)
    return np.asarray(apart / (1 - share) * (1 + _CLOSE) + _CLOSE, np.float64)


def _points(codes: Codes, values: Floats) -> Floats:
    """Rows as points whose distance in the L1 norm is what they differ by, without columns in which none differ."""
    axes: list[Floats] = []
    for column in codes.T:
        kinds = np.unique(column)
        if len(kinds) > 1:
            axes += [np.where(column == kind, 0.5, 0.0) for kind in kinds.tolist()]
    for column in values.T:
        lacks = np.isnan(column)
        if lacks.any() and not lacks.all():
            there = np.where(lacks, 0.0, column)
            axes += [there / 2, np.where(lacks, 0.0, (1 - there) / 2), np.where(lacks, 0.5, 0.0)]
        elif not lacks.all():
            axes.append(column)
    return np.stack(axes, axis=1) if axes else np.zeros((len(codes), 1))
