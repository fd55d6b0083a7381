"""
Weighted totals of a question by any code: the one pass over the rows from which many estimates follow.

Source: as `taylor`; squares are taken about the variable's own mean, so that a number far from 0 loses no digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Categories:
    """
    A question with one answer: J = K columns.

    Args:
        code: shape (n,), 0 to K - 1; -1 not asked or not answered.
        size: K.
    """

    code: Ints
    size: int


@dataclass(frozen=True, eq=False)
class Choices:
    """
    A question with several answers: J = K columns that share who was asked.

    Args:
        chosen: shape (n, K), True where the option was chosen.
        asked: shape (n,), True where the question was answered.
    """

    chosen: Bools
    asked: Bools

    @property
    def size(self) -> int:
        """Number of options, K."""
        return int(self.chosen.shape[1])


@dataclass(frozen=True, eq=False)
class Number:
    """
    The mean of a number, or the ratio of two: J = 1 column.

    Args:
        value: shape (n,); NaN not asked.
        over: shape (n,), the denominator; None for a mean.
    """

    value: Floats
    over: Floats | None = None
    size: int = 1


@dataclass(frozen=True, eq=False)
class Sum:
    """
    The total of a number over the population: J = 1 column.

    Args:
        value: shape (n,); NaN not asked, which adds nothing.
    """

    value: Floats
    size: int = 1


Question: TypeAlias = Categories | Choices | Number | Sum


@dataclass(frozen=True, eq=False)
class Totals:
    """
    A question added up by a code of N values (pools, or clusters in domains), wherever that was done.

    Args:
        upper: shape (N, J), weight of the rows in each category; for a number, weighted values.
        lower: shape (N,), weighted denominators: of a share and a mean the weight of rows with an answer.
        n: shape (N, J), rows in each category; for a number, rows with an answer.
        n_total: shape (N,), rows with an answer.
        used: shape (N,), those of them that have weight.
        weighted: shape (N,), weight of rows with an answer.
        squares: shape (3, N), for a number: weighted squares of the value less `centre` times the denominator, its
            products with the denominator, and squares of the denominator. None for shares.
        centre: what values are taken about in `squares`; any value near the mean will do.
        summed: True where the estimate is `upper` itself, and not its quotient by `lower`.
    """

    upper: Floats
    lower: Floats
    n: Floats
    n_total: Floats
    used: Floats
    weighted: Floats
    squares: Floats | None = None
    centre: float = 0.0
    summed: bool = False

    @property
    def size(self) -> int:
        """Number of columns, J."""
        return int(self.upper.shape[1])


def answered(question: Question | Totals) -> Bools:
    """Shape (n,), True for rows (or pools that hold one) that enter a question's estimates."""
    if isinstance(question, Totals):
        return question.used > 0
    if isinstance(question, Categories):
        return question.code >= 0
    if isinstance(question, Choices):
        return question.asked
    return _parts(question)[2]


class Alike(NamedTuple):
    """
    Rows that stand for several of the same code and the same answer.

    Args:
        rows: shape (n,), how many.
        used: shape (n,), how many of them have weight.
    """

    rows: Floats
    used: Floats


def sum_up(question: Question, weight: Floats, code: Ints, size: int, alike: Alike | None = None) -> Totals:
    """
    Add a question up.

    Args:
        question: of n rows.
        weight: shape (n,), 0 or greater.
        code: shape (n,), 0 to size - 1; a row of code -1 adds to nothing.
        size: N.
        alike: where rows of categories or choices were put together before, how many each stands for.
    """
    if isinstance(question, Categories):
        return _categories(question, weight, code, size, alike)
    if isinstance(question, Choices):
        return _choices(question, weight, code, size, alike)
    return _number(question, weight, code, size)


def _categories(question: Categories, weight: Floats, code: Ints, size: int, alike: Alike | None) -> Totals:
    wide = question.size + 1
    flat = code * wide + question.code + (wide + 1)
    rows = None if alike is None else alike.rows
    n = _table(np.bincount(flat, weights=rows, minlength=(size + 1) * wide), size, wide)
    upper = _table(np.bincount(flat, weights=weight, minlength=(size + 1) * wide), size, wide)
    n_total, lower = n.sum(axis=1), upper.sum(axis=1)
    return Totals(upper, lower, n, n_total, _used(question.code >= 0, weight, code, n_total, alike), lower)


def _table(flat: Ints | Floats, size: int, wide: int) -> Floats:
    """Flat totals as a table, without the row and the column of what is in no code and no category."""
    table: Floats = flat.astype(np.float64).reshape(size + 1, wide)[1:, 1:]
    return table


def _choices(question: Choices, weight: Floats, code: Ints, size: int, alike: Alike | None) -> Totals:
    row, option = np.nonzero(question.chosen & (question.asked & (code >= 0))[:, None])
    flat = code[row] * question.size + option
    shape = (size, question.size)
    many = None if alike is None else alike.rows[row]
    n = np.bincount(flat, weights=many, minlength=size * question.size).astype(np.float64).reshape(shape)
    upper = np.asarray(np.bincount(flat, weights=weight[row], minlength=size * question.size), np.float64)
    asked = question.asked if alike is None else question.asked * alike.rows
    n_total, lower = add_up(code, size, asked), add_up(code, size, weight * question.asked)
    used = _used(question.asked, weight, code, n_total, alike)
    return Totals(upper.reshape(shape), lower, n, n_total, used, lower)


def _number(question: Number | Sum, weight: Floats, code: Ints, size: int) -> Totals:
    value, over, asked = _parts(question)
    upper, n_total = add_up(code, size, weight * value), add_up(code, size, asked)
    weighted = add_up(code, size, weight * asked)
    single = isinstance(question, Sum) or question.over is None
    lower = weighted if single else add_up(code, size, weight * over)
    centre = float(upper.sum() / lower.sum()) if lower.sum() > 0 else 0.0
    apart = weight * (value - centre * over)
    squares = [
        add_up(code, size, apart * (value - centre * over)),
        upper - centre * weighted if single else add_up(code, size, apart * over),
        weighted if single else add_up(code, size, weight * over * over),
    ]
    return Totals(
        upper=upper[:, None],
        lower=lower,
        n=n_total[:, None],
        n_total=n_total,
        used=_used(asked, weight, code, n_total),
        weighted=weighted,
        squares=np.stack(squares),
        centre=centre,
        summed=isinstance(question, Sum),
    )


def _parts(question: Number | Sum) -> tuple[Floats, Floats, Bools]:
    """Numerator and denominator with 0 where not asked, and who was asked."""
    given = question.over if isinstance(question, Number) else None
    over = np.ones(len(question.value)) if given is None else given
    asked = ~(np.isnan(question.value) | np.isnan(over))
    return np.where(asked, question.value, 0.0), np.where(asked, over, 0.0), asked


def _used(asked: Bools, weight: Floats, code: Ints, n_total: Floats, alike: Alike | None = None) -> Floats:
    """Rows with an answer that have weight, by code."""
    if alike is not None:
        return add_up(code, len(n_total), asked * alike.used)
    positive = weight > 0
    return n_total if positive.all() else add_up(code, len(n_total), asked & positive)


def add_up(code: Ints, size: int, value: Floats | Bools) -> Floats:
    """Totals by code, shape (size,); what has code -1 adds to nothing."""
    summed = np.bincount(code + 1, weights=value, minlength=size + 1)[1:]
    return np.asarray(summed, np.float64)
