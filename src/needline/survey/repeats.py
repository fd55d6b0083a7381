"""
Columns of households made from repeats: the composition of a roster, and counts, any and sums that design.toml states.

A row of a repeat without a household counts nowhere; that was said where it was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from needline.errors import near
from needline.model import FromRepeat, Roster, problem
from needline.standards.columns import number
from needline.stats.arrays import Bools, Floats, Ints
from needline.survey.sheet import SHOWN, Sheet
from needline.survey.written import Detail

if TYPE_CHECKING:
    import pyarrow as pa

FEMALE, MALE = ("female", "f", "woman", "girl"), ("male", "m", "man", "boy")
"""Answers that mean so where design.toml names none."""
OLDEST = 130
"""Nobody is older; an age above is a slip of the pen."""


class Entries(NamedTuple):
    """
    The rows of a repeat.

    Args:
        name: of the repeat.
        table: columns of text, `_row` and `_household`.
        place: shape (n,), place of each row's household in the sheet; -1 where it is not there.
        households: how many there are.
    """

    name: str
    table: pa.Table
    place: Ints
    households: int

    def sums(self, values: Floats | Bools) -> Floats:
        """Shape (households,): the sum over each household's rows."""
        met = self.place >= 0
        weights = np.asarray(values, np.float64)[met]
        summed: Floats = np.bincount(self.place[met], weights=weights, minlength=self.households).astype(
            np.float64
        )
        return summed

    def texts(self, name: str) -> list[str]:
        """A column, an empty text where a cell is."""
        return [one or "" for one in self.table[name].to_pylist()]


def add_from_repeats(sheet: Sheet, repeats: Mapping[str, pa.Table]) -> None:
    """
    Add to the submissions what design.toml asks of their repeats.

    Args:
        sheet: of the survey; takes the columns, and what is wrong.
        repeats: by name, each with `_household`, the row of its household in the file.
    """
    entries = {name: _entries(sheet, name, table) for name, table in repeats.items()}
    if sheet.survey.roster is not None:
        of = _of(sheet, entries, sheet.survey.roster.repeat, "roster")
        if of is not None:
            _roster(sheet, of, sheet.survey.roster)
    for name, stated in sorted(sheet.survey.from_repeat.items()):
        key = f"from_repeat.{name}"
        of = _of(sheet, entries, stated.repeat, key)
        if of is not None and _stands(sheet, of, key, [stated.question, *stated.where]):
            _add(sheet, name, _made(sheet, of, stated))


def _entries(sheet: Sheet, name: str, table: pa.Table) -> Entries:
    places = {row: place for place, row in enumerate(sheet.rows.tolist())}
    rows = table["_household"].to_pylist()
    return Entries(name, table, np.array([places.get(row, -1) for row in rows], np.int64), len(sheet))


def _of(sheet: Sheet, entries: Mapping[str, Entries], name: str, key: str) -> Entries | None:
    """A repeat that design.toml names; None, and a problem, where the export has none of that name."""
    if name not in entries:
        found = f'names the repeat "{name}"; the export has none of that name. Nothing is made of it.'
        sheet.say("no-repeat", sheet.beside("design.toml"), key, found, near(name, entries))
    return entries.get(name)


def _stands(sheet: Sheet, of: Entries, key: str, names: list[str]) -> bool:
    """Whether a repeat has all the questions asked for; a problem for each that it has not."""
    absent = [name for name in names if name and name not in of.table.column_names]
    for name in absent:
        found = f'names "{name}"; the repeat "{of.name}" has no such column. Nothing is made of it.'
        known = [one for one in of.table.column_names if not one.startswith("_")]
        sheet.say("no-column", sheet.beside("design.toml"), key, found, near(name, known))
    return not absent


def _add(sheet: Sheet, name: str, values: list[str | None]) -> None:
    if name in sheet.names:
        found = "is a column of the submissions already; that one stands."
        sheet.say("twice", sheet.beside("design.toml"), name, found, "Give it another name.")
        return
    sheet.add(name, values)


def _roster(sheet: Sheet, of: Entries, stated: Roster) -> None:
    """Members, adults, children, women and men of each household."""
    _stands(sheet, of, "roster", [stated.age, stated.sex])
    members = of.sums(np.ones(len(of.place)))
    none = members == 0
    if none.any():
        found = f'{int(none.sum())} households without a row in "{of.name}"; their members are not known.'
        mend = "Ask again where that is possible."
        sheet.say("no-members", sheet.survey.file, "", found, mend, "note")
    _add(sheet, "roster.members", _numbers(members, none))
    if stated.age in of.table.column_names:
        age = _read(sheet, of, stated.age, OLDEST)
        unknown = none | (of.sums(np.isnan(age)) > 0)
        _say_unknown(sheet, of, stated.age, unknown & ~none)
        _add(sheet, "roster.adults", _numbers(of.sums(age >= stated.adult), unknown))
        _add(sheet, "roster.children", _numbers(of.sums(age < stated.adult), unknown))
    if stated.sex in of.table.column_names:
        sex = np.array([one.casefold() for one in of.texts(stated.sex)], object)
        unknown = none | (of.sums(sex == "") > 0)
        _say_unknown(sheet, of, stated.sex, unknown & ~none)
        for name, words in (("female", stated.female or FEMALE), ("male", stated.male or MALE)):
            meant = np.isin(sex.astype(str), [one.casefold() for one in words])
            _add(sheet, f"roster.{name}", _numbers(of.sums(meant), unknown))


def _say_unknown(sheet: Sheet, of: Entries, question: str, unknown: Bools) -> None:
    if unknown.any():
        where = f'"{of.name}", column "{question}"'
        found = f"{int(unknown.sum())} households with a member of whom it is not known; their counts are not known."
        sheet.say("not-known", sheet.survey.file, where, found, "Ask again where that is possible.", "note")


def _made(sheet: Sheet, of: Entries, stated: FromRepeat) -> list[str | None]:
    """One column, as its rule says."""
    holds, may = _where(of, stated)
    rows, empty = of.sums(np.ones(len(of.place))), stated.empty == "none"
    asked = of.sums(_asked(of, stated))
    if stated.rule == "sum":
        value = _read(sheet, of, stated.question) if stated.question else np.full(len(of.place), np.nan)
        bad = holds & np.isnan(value) & np.array([bool(one) for one in of.texts(stated.question)], np.bool_)
        unknown = of.sums(bad | may) > 0
        asked = of.sums(holds & ~np.isnan(value))
        total = of.sums(np.where(holds & ~np.isnan(value), value, 0.0))
        return _numbers(total, unknown | ((asked == 0) & ~((rows == 0) & empty)))
    count, doubtful = of.sums(holds), of.sums(may) > 0
    silent = (asked == 0) & ~((rows == 0) & empty)
    if stated.rule == "count":
        return _numbers(count, silent | doubtful)
    known = (count > 0) | ~(silent | doubtful)
    return [("yes" if n else "no") if sure else None for n, sure in zip(count > 0, known, strict=True)]


def _asked(of: Entries, stated: FromRepeat) -> Bools:
    """Rows in which some question of `where` was answered; all, where none is named."""
    asked = np.zeros(len(of.place), np.bool_)
    for name in stated.where:
        asked |= np.array([bool(one) for one in of.texts(name)], np.bool_)
    return asked if stated.where else np.ones(len(of.place), np.bool_)


def _where(of: Entries, stated: FromRepeat) -> tuple[Bools, Bools]:
    """Rows for which all conditions hold, and those for which they may, an answer being unknown."""
    holds, may = np.ones(len(of.place), np.bool_), np.ones(len(of.place), np.bool_)
    for name, wanted in stated.where.items():
        words = {wanted} if isinstance(wanted, str) else set(wanted)
        answers = [set(one.split()) | {one} for one in of.texts(name)]
        met = np.array([bool(words & one) for one in answers], np.bool_)
        holds &= met
        may &= met | np.array([bool(one & set(stated.unknown)) for one in answers], np.bool_)
    return holds, may & ~holds


def _read(sheet: Sheet, of: Entries, name: str, most: float = np.inf) -> Floats:
    """A column of a repeat as numbers; what is none, or cannot be, is missing and said."""
    mark = sheet.survey.decimals.get(f"{of.name}/{name}", ".")
    texts = of.texts(name)
    read = {text: number(text, mark) for text in set(texts) if text}
    bad = {text for text, value in read.items() if value is None or not 0 <= abs(value) <= most}
    value = np.array([np.nan if not text or text in bad else read[text] for text in texts], np.float64)
    wrong = [place for place, text in enumerate(texts) if text in bad]
    if wrong:
        where = f'"{of.name}", column "{name}"'
        found = f"{len(wrong)} cells with what is no number, or cannot be."
        mend = "Write a number, or leave the cell empty."
        shared = problem("not-a-number", sheet.survey.file, where, found, mend)
        sheet.problems.append(shared)
        numbers = of.table["_row"].to_pylist()
        for text in sorted(bad):
            rows = [str(numbers[place]) for place in wrong if texts[place] == text]
            told = f'row {", ".join(rows[:SHOWN])}: "{text}" is no number, or cannot be.'
            sheet.details.append(
                Detail(shared.id, problem("not-a-number", sheet.survey.file, where, told, mend))
            )
    return value


def _numbers(values: Floats, unknown: Bools) -> list[str | None]:
    """Numbers as an export writes them; None where they are not known."""
    return [
        None if missing else f"{value:.0f}" if float(value).is_integer() else repr(float(value))
        for value, missing in zip(values.tolist(), unknown.tolist(), strict=True)
    ]
