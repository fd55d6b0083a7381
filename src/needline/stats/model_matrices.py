"""Columns of numbers from named columns: a constant, numbers as they are, labels as 0 and 1 against their first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Bools, Floats
from needline.stats.estimates import labels


@dataclass(frozen=True, eq=False)
class ModelMatrix:
    """
    The columns of a model.

    Args:
        names: of the K columns: `(Intercept)`, a number's name, a label column's name with the label.
        columns: shape (n, K); 0 in rows where a value is missing.
        known: shape (n,), True for rows without a missing value.
        term: the named column that each of the K stems from; empty for the constant.
    """

    names: tuple[str, ...]
    columns: Floats
    known: Bools
    term: tuple[str, ...]


def model_matrix(
    terms: Mapping[str, npt.ArrayLike], rows: int, *, intercept: bool = True, inside: Bools | None = None
) -> ModelMatrix:
    """
    Make the columns of a model.

    Args:
        terms: named columns of shape (n,): numbers (NaN missing) stand as they are, True and False and text (None
            missing) become a column of 0 and 1 for every label but the first.
        rows: n.
        intercept: False leaves the constant out; the first column of labels then keeps its first label.
        inside: shape (n,), rows whose labels count; None: all.

    Raises:
        DesignError: a column has another length.
    """
    chosen = np.ones(rows, np.bool_) if inside is None else inside
    names, columns, term = (["(Intercept)"], [np.ones(rows)], [""]) if intercept else ([], [], [])
    known = np.ones(rows, np.bool_)
    full = not intercept
    for name, given in terms.items():
        values = np.asarray(given)
        if values.shape != (rows,):
            raise DesignError(f'column "{name}"', f"has the shape {values.shape}.", f"Give {rows} values.")
        if values.dtype.kind in "iuf":
            number = values.astype(np.float64)
            known &= ~np.isnan(number)
            names.append(name)
            columns.append(np.nan_to_num(number))
            term.append(name)
            continue
        levels, code = labels(values)
        known &= code >= 0
        seen = [at for at in range(len(levels)) if ((code == at) & chosen).any()]
        for at in seen if full else seen[1:]:
            names.append(f"{name}{levels[at]}")
            columns.append((code == at).astype(np.float64))
            term.append(name)
        full = False
    matrix = np.stack(columns, axis=1) if columns else np.zeros((rows, 0))
    return ModelMatrix(tuple(names), matrix, known, tuple(term))
