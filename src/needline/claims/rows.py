"""Figures of a table's line: each cell a number, its header what was counted, the line's label where."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from needline.claims.counted import people_pattern, people_words, unit_of_word
from needline.claims.passage import Passage
from needline.claims.quantities import Quantity, is_crowded, moved, quantities
from needline.model import Problem, Report, problem
from needline.places import Gazetteer, Mention
from needline.text.lexicon import any_of
from needline.text.numbers import Number, find_numbers
from needline.text.tables import Row, Stretch, Table, find_tables, row_at

_BESIDE = 6
_LETTERS = re.compile(r"[^\W\d_]+")
_SHOWN = 60


def of_row(here: Passage) -> list[Quantity] | None:
    """The quantities of a line of a table; None outside tables."""
    found = row_at(here.text, here.start)
    if found is None:
        return None
    table, row = found
    if row is table.header:
        return []
    if _is_part(here.text, row):
        return []
    if table.header is None:
        return [one for one in quantities(here) if one.number.damaged]
    told = _general(here, row)
    listed = [one for at in range(len(row.cells)) for one in _of_cell(here, table, row, at, told)]
    return sorted(listed, key=lambda one: one.number.start)


def _is_part(text: str, row: Row) -> bool:
    """Whether a line sums up some of the others and does not say which: its numbers are those of no place."""
    label = next((cell for cell in row.cells if cell[0] < cell[1]), (0, 0))
    return bool(_parts().fullmatch(text, *label))


def _general(here: Passage, row: Row) -> list[Quantity]:
    """What the line says in words of its own: `12 killed | 40 hurt`."""
    words = any(
        _LETTERS.search(here.text, *cell) and re.search(r"\d", here.text[slice(*cell)]) for cell in row.cells
    )
    return quantities(here) if words else []


def _of_cell(here: Passage, table: Table, row: Row, at: int, told: list[Quantity]) -> Iterator[Quantity]:
    start, end = row.cells[at]
    number = _only_number(here, start, end)
    if number is None:
        inside = (one for one in told if start <= one.number.start and one.end <= end and one.label is None)
        yield from (one._replace(line=(row.start, row.end)) for one in inside)
        return
    for label in (_header(table, row, at), _label(row, at)):
        unit = _unit(here.text, label) if label else ""
        if label and unit:
            told_by = here.text[slice(*label)]
            caption = table.caption if table.caption[0] < table.caption[1] else None
            yield Quantity(
                number,
                unit,
                told_by,
                number.end,
                label=label[0],
                label_end=label[1],
                line=(row.start, row.end),
                caption=caption,
            )
            return
    if number.damaged:
        yield Quantity(number, "other", "", number.end, line=(row.start, row.end))


def _only_number(here: Passage, start: int, end: int) -> Number | None:
    """The number that a cell holds, and hardly anything else; none in a date, a label, or a unit of its own."""
    if any(start < date.end and date.start < end for date in here.dates):
        return None
    found = find_numbers(here.text[start:end])
    if len(found) != 1:
        return None
    number = moved(found[0], start)
    beside = max(end - number.end, number.start - start)
    return number if beside <= _BESIDE and (number.damaged or not number.unit) else None


def _header(table: Table, row: Row, at: int) -> Stretch | None:
    if table.header is None or row.columns is None or row.columns[at] < 0:
        return None
    return table.header.cells[row.columns[at]]


def _label(row: Row, at: int) -> Stretch | None:
    """The line's own label, for a table whose lines tell what was counted and whose columns tell where."""
    return row.cells[0] if at and row.columns is not None else None


def _unit(text: str, label: Stretch) -> str:
    written = text[slice(*label)]
    names = [word for word in _LETTERS.findall(written) if word.lower() not in people_words()["supplies"]]
    found = [unit for word in names if (unit := unit_of_word(word))]
    unit = next((one for one in found if one != "people"), "people" if found else "")
    counts_places = not unit and any(_is_place(word) for word in _LETTERS.findall(written))
    return unit or ("people" if not counts_places and people_pattern("labels").search(written) else "")


def _is_place(word: str) -> bool:
    """Whether a header counts places: the "Upazila" of "Upazila affected", and not of "Total in upazila"."""
    return word.lower().rstrip("s") in people_words()["headers_of_places"] or word.lower() in _DIVISIONS


_DIVISIONS = {"districts", "counties", "municipalities", "localities", "cities", "communes"}


def places_of_row(
    here: Passage, number: Number, mentions: list[Mention], gazetteer: Gazetteer
) -> list[tuple[str, Mention]]:
    """
    The places of a number in a table, each with its side: those its line names, else the one its column is headed by.

    Returns:
        list: "from", "to" or "in", and the mention; a name that the mission does not know, in a column of places, has
        no candidates. A line of totals is of no place.
    """
    found = row_at(here.text, here.start)
    if found is None:
        return []
    table, row = found
    listed: list[tuple[str, Mention]] = []
    for at, cell in enumerate(row.cells):
        header = _header(table, row, at)
        headed = here.text[slice(*header)] if header else ""
        known = [one for one in mentions if cell[0] <= one.start < cell[1] and one.candidates]
        if not known and people_pattern("headers_of_places").search(headed):
            written = here.text[slice(*cell)].strip("*_ ")
            begin = here.text.find(written, *cell)
            known = (
                [Mention(begin, begin + len(written), written, [])]
                if _LETTERS.search(written) and not _totals().match(written)
                else []
            )
        listed += [(_side(headed), one) for one in known]
        if listed or not cell[0] <= number.start < cell[1] or not header:
            continue
        listed += [
            ("in", one._replace(start=one.start + header[0], end=one.end + header[0]))
            for one in gazetteer.find(headed)
        ]
    return listed


def _side(headed: str) -> str:
    return next((side for side in ("from", "to") if people_pattern(f"headers_{side}").search(headed)), "in")


def heaps(report: Report, read: Iterable[Passage]) -> Iterator[Problem]:
    """A problem for the first passage that is a heap of numbers, and how many there are."""
    crowded = [one for one in read if is_crowded(one)]
    if crowded:
        where = f"characters {crowded[0].start} to {crowded[-1].end}"
        found = f"{len(crowded)} passages of numbers with hardly a word; nothing in them is read."
        yield problem("table", report.file, where, found, "Write what they hold into counts/.", "warning")


def unmatched(report: Report, text: str) -> Iterator[Problem]:
    """A problem for each table without a header, each line whose cells match no columns, and each sub-total."""
    for table in find_tables(text):
        loose = table.rows[:1] if table.header is None else [row for row in table.rows if row.columns is None]
        parts = [row for row in table.rows if _is_part(text, row)]
        for row in sorted({*loose, *parts}):
            shown = " ".join(text[row.start : row.end].split())[:_SHOWN]
            why = (
                "no line heads its columns"
                if table.header is None
                else "its cells match no columns of the header"
            )
            why = "it sums up lines and does not say which" if row in parts else why
            yield problem(
                "table",
                report.file,
                f"characters {row.start} to {row.end}",
                f'a table at "{shown}": {why}; its numbers are not read.',
                "Write it into counts/, or give every line as many cells as the header.",
                "warning",
            )


@functools.cache
def _parts() -> re.Pattern[str]:
    return re.compile(rf"\W*{any_of(people_words()['part_totals'])}\W*", re.IGNORECASE)


@functools.cache
def _totals() -> re.Pattern[str]:
    return re.compile(rf"\W*{any_of(people_words()['totals'])}(?!\w)", re.IGNORECASE)
