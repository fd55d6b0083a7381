"""Answers as columns: numbers, one choice, several choices. Missing stays missing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints
from needline.text.numerals import has_two_readings, read_number


@dataclass(frozen=True, eq=False)
class Numbers:
    """Shape (n,); NaN not asked, not answered, or not readable."""

    values: Floats


@dataclass(frozen=True, eq=False)
class One:
    """One choice a row: shape (n,), place of the choice in `choices`; -1 missing."""

    codes: Ints
    choices: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Many:
    """Several choices a row: `chosen` of shape (n, len(choices)); a row not `answered` is missing."""

    chosen: Bools
    answered: Bools
    choices: tuple[str, ...]


Column: TypeAlias = Numbers | One | Many


@dataclass(frozen=True, eq=False)
class Cells:
    """
    A column of a file: its distinct texts, and which of them each row holds.

    Args:
        texts: distinct cells as written.
        codes: shape (n,), place in `texts`; -1 for an empty cell.
        decimal: the column's decimal mark, "." or ","; empty where it does not tell, so that a cell with two readings
            is not read.
    """

    texts: tuple[str, ...]
    codes: Ints
    decimal: str = ""

    def rows(self, text: str) -> Ints:
        """Places of the rows that hold this text."""
        return np.flatnonzero(self.codes == self.texts.index(text)).astype(np.int64)


@dataclass(frozen=True)
class Misfit:
    """
    A text that a column cannot take, and why.

    Args:
        text: as written.
        why: `text` is no number, `readings` may be two numbers, `range` outside, `choice` unknown.
    """

    text: str
    why: str


def missing_column(kind: str, n: int, choices: tuple[str, ...] = ()) -> Column:
    """A column of a kind (number, one, many) in which nothing is known."""
    if kind == "number":
        return Numbers(np.full(n, np.nan))
    if kind == "one":
        return One(np.full(n, -1, np.int64), choices)
    return Many(np.zeros((n, len(choices)), np.bool_), np.zeros(n, np.bool_), choices)


def number(text: str, decimal: str = ".") -> float | None:
    """A number as people write it: `12`, `-3.5`, `1,200`; None where it is none, or not finite."""
    try:
        value = read_number(text.strip(), decimal)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def read_numbers(
    cells: Cells, low: float | None = None, high: float | None = None
) -> tuple[Numbers, list[Misfit]]:
    """Read a column of numbers; what is no number, may be two, or lies outside, becomes missing and is listed."""
    values, misfits = np.full(len(cells.texts) + 1, np.nan), []
    for place, text in enumerate(cells.texts):
        value = number(text, cells.decimal or ".")
        if not cells.decimal and has_two_readings(text.strip()):
            misfits.append(Misfit(text, "readings"))
        elif value is None:
            misfits.append(Misfit(text, "text"))
        elif (low is not None and value < low) or (high is not None and value > high):
            misfits.append(Misfit(text, "range"))
        else:
            values[place] = value
    return Numbers(values[cells.codes]), misfits


def read_one(cells: Cells, choices: tuple[str, ...], named: dict[str, str]) -> tuple[One, list[Misfit]]:
    """
    Read a column of single choices.

    Args:
        cells: as written.
        choices: the categories.
        named: a text as written to its category, or to nothing where it stands for no answer; a text that is
            not named must be a category itself.
    """
    codes, misfits = np.full(len(cells.texts) + 1, -1, np.int64), []
    for place, text in enumerate(cells.texts):
        category = named.get(text.strip(), text.strip())
        if category in choices:
            codes[place] = choices.index(category)
        elif category:
            misfits.append(Misfit(text, "choice"))
    return One(codes[cells.codes], choices), misfits


def read_many(cells: Cells, choices: tuple[str, ...], named: dict[str, str]) -> tuple[Many, list[Misfit]]:
    """Read a column of several choices, separated by spaces. One unknown choice spoils the cell."""
    chosen = np.zeros((len(cells.texts) + 1, len(choices)), np.bool_)
    answered, misfits = np.zeros(len(cells.texts) + 1, np.bool_), []
    for place, text in enumerate(cells.texts):
        categories = [named.get(part, part) for part in text.split()]
        if any(one and one not in choices for one in categories):
            misfits.append(Misfit(text, "choice"))
            continue
        answered[place] = True
        chosen[place, [choices.index(one) for one in categories if one]] = True
    return Many(chosen[cells.codes], answered[cells.codes], choices), misfits
