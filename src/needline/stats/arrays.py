"""The array types that statistics take and give."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

NO_SPREAD = 1e-24
"""Variance over the square of the estimate at which rows differ by rounding alone."""


def checked_numbers(values: npt.ArrayLike, name: str = "values") -> Floats:
    """
    Values as numbers; NaN stands for not asked.

    Raises:
        DesignError: a value is text, or infinite: no estimate could follow from it.
    """
    try:
        numbers = np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise DesignError(name, "hold text, or columns of several lengths.", "Give numbers.") from error
    infinite = np.isinf(numbers)
    if infinite.any():
        row = int(np.flatnonzero(infinite)[0]) // max(1, numbers.size // max(1, len(numbers)))
        raise DesignError(f"{name}, row {row}", "is infinite.", "Give a number, or leave it missing.")
    return numbers
