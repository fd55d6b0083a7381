"""
Weighted totals of a question by any code: the one pass over the rows from which many estimates follow.

Source: as `taylor`; squares are taken about the variable's own mean, so that a number far from 0 loses no digits.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        known: shape (N,), weight of rows with an answer.
        n: shape (G, J), rows in each category; for a number, rows with an answer.
        n_total: shape (G,), rows with an answer.
        used: shape (G,), those of them that have weight.
        weighted: shape (G,), weight of rows with an answer.
        squares: shape (3, G), for a number: weighted squares of the value less `centre` times the denominator, its
            products with the denominator, and squares of the denominator. None for shares.
        centre: what values are taken about in `squares`; any value near the mean will do.
        summed: True where the estimate is `upper` itself, and not its quotient by `lower`.
    """

    upper: Floats
    lower: Floats
    known: Floats
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
        return question.known > 0
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


class By(NamedTuple):
    """
    A code of rows.

    Args:
        code: shape (n,), 0 to size - 1; a row of code -1 adds to nothing.
        size: how many values there are.
    """

    code: Ints
    size: int

    def add(self, value: Floats | Bools) -> Floats:
        """Shape (size,), sums of a value of each row."""
        return add_up(self.code, self.size, value)


def sum_up(
    question: Question, weight: Floats, by: By, count_by: By | None = None, alike: Alike | None = None
) -> Totals:
    """
    Add a question up.

    Args:
        question: of n rows.
        weight: shape (n,), 0 or greater.
        by: the code.
        count_by: a coarser one for what is counted in domains alone; None: the same.
        alike: where rows of categories or choices were put together before, how many each stands for.
    """
    counted = by if count_by is None else count_by
    if isinstance(question, Categories):
        return _categories(question, weight, by, counted, alike)
    if isinstance(question, Choices):
        return _choices(question, weight, by, counted, alike)
    return _number(question, weight, by, counted)


def _categories(question: Categories, weight: Floats, by: By, counted: By, alike: Alike | None) -> Totals:
    upper = _tabulate(question, by, weight)
    n = _tabulate(question, counted, None if alike is None else alike.rows)
    weighted = upper if counted is by else _tabulate(question, counted, weight)
    asked = question.code >= 0
    n_total, lower = n.sum(axis=1), upper.sum(axis=1)
    used = _used(asked, weight, counted, n_total, alike)
    return Totals(upper, lower, lower, n, n_total, used, weighted.sum(axis=1))


def _tabulate(question: Categories, by: By, weight: Floats | None) -> Floats:
    """Totals by (code, category), shape (size, K); what has code -1 in either adds to nothing."""
    wide = question.size + 1
    flat = by.code * wide
    flat += question.code
    flat += wide + 1
    summed = np.bincount(flat, weights=weight, minlength=(by.size + 1) * wide)
    table: Floats = summed.astype(np.float64, copy=False).reshape(by.size + 1, wide)[1:, 1:]
    return table


def _choices(question: Choices, weight: Floats, by: By, counted: By, alike: Alike | None) -> Totals:
    chose = [np.flatnonzero(one & question.asked) for one in question.chosen.T]
    upper = _spread(chose, by, weight)
    n = _spread(chose, counted, None if alike is None else alike.rows)
    lower = by.add(weight * question.asked)
    n_total = counted.add(question.asked if alike is None else question.asked * alike.rows)
    weighted = lower if counted is by else counted.add(weight * question.asked)
    used = _used(question.asked, weight, counted, n_total, alike)
    return Totals(upper, lower, lower, n, n_total, used, weighted)


def _spread(chose: Sequence[Ints], by: By, weight: Floats | None) -> Floats:
    """Totals by (code, option), shape (size, K), of the rows that chose each option."""
    table = np.empty((by.size, len(chose)))
    code = by.code + 1
    for option, rows in enumerate(chose):
        of_rows = None if weight is None else weight.take(rows)
        table[:, option] = np.bincount(code.take(rows), weights=of_rows, minlength=by.size + 1)[1:]
    return table


def _number(question: Number | Sum, weight: Floats, by: By, counted: By) -> Totals:
    value, over, asked = _parts(question)
    upper, known = by.add(weight * value), by.add(weight * asked)
    single = isinstance(question, Sum) or question.over is None
    lower = known if single else by.add(weight * over)
    weighted = known if counted is by else counted.add(weight * asked)
    centre = float(upper.sum() / lower.sum()) if lower.sum() > 0 else 0.0
    apart = value - centre * over
    product = weight * apart
    squares = [
        counted.add(product * apart),
        counted.add(product * over),
        weighted if single else counted.add(weight * over * over),
    ]
    n_total = counted.add(asked)
    return Totals(
        upper=upper[:, None],
        lower=lower,
        known=known,
        n=n_total[:, None],
        n_total=n_total,
        used=_used(asked, weight, counted, n_total),
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


def _used(asked: Bools, weight: Floats, by: By, n_total: Floats, alike: Alike | None = None) -> Floats:
    """Rows with an answer that have weight, by code."""
    if alike is not None:
        return by.add(asked * alike.used)
    positive = weight > 0
    return n_total if positive.all() else by.add(asked & positive)


def add_up(code: Ints, size: int, value: Floats | Bools) -> Floats:
    """Totals by code, shape (size,); what has code -1 adds to nothing."""
    summed = np.bincount(code + 1, weights=value, minlength=size + 1)[1:]
    return np.asarray(summed, np.float64)


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
