"""Answers as columns: numbers, one choice, several choices. Missing stays missing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from needline.errors import NeedlineError, UnknownNameError
from needline.standards.definition import Input, StandardDefinition
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
    cells: Cells,
    low: float | None = None,
    high: float | None = None,
    named: Mapping[str, str] | None = None,
) -> tuple[Numbers, list[Misfit]]:
    """
    Read a column of numbers; what is no number, may be two, or lies outside, becomes missing and is listed.

    Args:
        cells: as written.
        low, high: least and greatest number that makes sense; None is open.
        named: a text as written to the number it means ("more than 7" to "7"), or to nothing for no answer.
    """
    named = named or {}
    values, misfits = np.full(len(cells.texts) + 1, np.nan), []
    for place, text in enumerate(cells.texts):
        meant = named.get(text.strip(), text)
        if not meant and text.strip():
            continue
        value = number(meant, cells.decimal or ".")
        if not cells.decimal and has_two_readings(meant.strip()):
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


def plain(column: Column) -> list[Any]:
    """A column as plain values, one a row: a number, a choice or a list of choices; None missing."""
    if isinstance(column, Numbers):
        return [None if math.isnan(value) else value for value in column.values.tolist()]
    if isinstance(column, One):
        return [None if code < 0 else column.choices[code] for code in column.codes.tolist()]
    named = np.array(column.choices, object)
    return [
        named[chosen].tolist() if answered else None
        for chosen, answered in zip(column.chosen, column.answered.tolist(), strict=True)
    ]


def filled(column: Column, other: Column) -> Column:
    """A column, and where nothing is known in it another one of the same kind."""
    if isinstance(column, Numbers) and isinstance(other, Numbers):
        return Numbers(np.where(np.isnan(column.values), other.values, column.values))
    if isinstance(column, One) and isinstance(other, One):
        return One(np.where(column.codes < 0, other.codes, column.codes), column.choices)
    assert isinstance(column, Many), "both are of one kind"
    assert isinstance(other, Many), "both are of one kind"
    chosen = np.where(column.answered[:, None], column.chosen, other.chosen)
    return Many(chosen, column.answered | other.answered, column.choices)


def known_rows(column: Column) -> Bools:
    """Shape (n,), True where a column holds an answer."""
    if isinstance(column, Numbers):
        return ~np.isnan(column.values)
    return column.codes >= 0 if isinstance(column, One) else column.answered


def answers_of(
    definition: StandardDefinition, answers: Mapping[str, Sequence[Any]]
) -> tuple[dict[str, Column], int]:
    """
    Plain lists of answers to columns, and how many households they are of.

    Raises:
        UnknownNameError, NeedlineError: as `compute.score`.
    """
    lengths = {name: len(given) for name, given in answers.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise NeedlineError(definition.key, f"answers of different lengths: {told}.", "Give one a household.")
    found: dict[str, Column] = {}
    for name, given in answers.items():
        if name not in definition.inputs:
            raise UnknownNameError(f"{definition.key}, input", name, definition.inputs)
        found[name], misfits = read_column(definition.inputs[name], _cells(given), {})
        for misfit in misfits[:1]:
            what = f"{len(misfits)} different answers cannot be used, one for its {misfit.why}."
            raise NeedlineError(f"{definition.key}, {name}", what, _may(definition.inputs[name]))
    return found, next(iter(lengths.values()), 0)


def read_column(given: Input, cells: Cells, named: dict[str, str]) -> tuple[Column, list[Misfit]]:
    """
    Read a column as the input it answers; `named` maps texts as written to the input's categories.

    Returns:
        tuple: the column, and the texts it cannot take, which are missing in it.
    """
    if given.kind == "number":
        return read_numbers(cells, given.low, given.high, named)
    if given.kind == "one":
        return read_one(cells, given.choices, named)
    return read_many(cells, given.choices, named)


def _cells(given: Sequence[Any]) -> Cells:
    """Plain answers as cells."""
    texts: dict[str, int] = {}
    codes = [-1 if text is None else texts.setdefault(text, len(texts)) for text in map(_text, given)]
    return Cells(tuple(texts), np.array(codes, np.int64), decimal=".")


def _text(answer: Any) -> str | None:
    if answer is None or (isinstance(answer, float) and math.isnan(answer)):
        return None
    if isinstance(answer, (list, tuple, set, frozenset)):
        return " ".join(sorted(map(str, answer)))
    return str(answer)


def _may(given: Input) -> str:
    if given.kind == "number":
        ends = [
            f"{word} {end:g}" for word, end in (("from", given.low), ("to", given.high)) if end is not None
        ]
        return " ".join(["Give numbers", *ends]) + ", or None."
    return f"Give {', '.join(given.choices)}, or None."
