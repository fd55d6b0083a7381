"""One table of an export: where its header stands, what lies above it, and its cells as columns of text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from needline.model.problem import Severity
from needline.readers.base import Door, is_hxl
from needline.readers.headers import fold

if TYPE_CHECKING:
    import pyarrow as pa

ROW = "_row"
"""The column that holds the row of the file, the header of a plain file being row 1."""

_SEARCHED = 20
"""A header stands in one of the first rows."""
_SHOWN = 8
_LISTED = 20


class Part(NamedTuple):
    """
    One table of an export.

    Args:
        name: of the sheet, the file or the list; empty where the export has one table.
        table: columns of text, None for an empty cell, and `_row`.
        typed: columns that held numbers, not texts, so that a point in them is a decimal mark.
        commas: True where commas part the cells, so that a comma in a cell marks thousands.
        inside: name of the part whose rows these rows stand in, where the file itself nests them.
        places: shape (n,), the row in that part, from 0.
    """

    name: str
    table: pa.Table
    typed: frozenset[str] = frozenset()
    commas: bool = False
    inside: str | None = None
    places: tuple[int, ...] = ()

    @property
    def names(self) -> list[str]:
        """Its columns, without `_row`."""
        return [name for name in self.table.column_names if name != ROW]


class Telling(NamedTuple):
    """
    Where the problems of one export go.

    Args:
        door: of the mission.
        path: the export.
        part: the sheet, or the file inside an archive; empty where there is one table.
        known: names and labels of the form's questions, folded; empty without a form.
    """

    door: Door
    path: Path
    part: str = ""
    known: frozenset[str] = frozenset()

    def of(self, part: str) -> Telling:
        """The same for one table of the export."""
        return self._replace(part=part)

    def say(
        self, code: str, found: str, mend: str, severity: Severity = "error", told: Iterable[str] = ()
    ) -> None:
        """
        Write a problem down.

        Args:
            code, mend, severity: of the problem.
            found: what is wrong, without anything that a household said, nor its row.
            told: the same with rows, for this machine alone; none where there is no more to tell.
        """
        where = f'"{self.part}"' if self.part else ""
        self.door.say_rows(code, self.path, where, found, mend, severity, told=told)


def listed(names: Sequence[str]) -> str:
    """Some names in a sentence."""
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def counted(number: int, noun: str) -> str:
    """A number of things: `1 row`, `3 rows`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def rows_of(numbers: Sequence[int]) -> str:
    """Rows in a sentence."""
    more = f" and {len(numbers) - _LISTED} more" if len(numbers) > _LISTED else ""
    return f"row{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers[:_LISTED]))}{more}"


def read_part(
    telling: Telling,
    records: Sequence[Sequence[str]],
    *,
    name: str = "",
    merged: Sequence[tuple[int, int, int, int]] = (),
    typed: frozenset[int] = frozenset(),
    commas: bool = False,
) -> Part | None:
    """
    Find the header of a table, and its rows as columns.

    Rows above the header (a title) and hashtag rows are passed over; a header in two rows, the upper one merged over
    several columns, is read as `upper/lower`.

    Args:
        telling: where problems go.
        records: cells as text, the first row being row 1.
        name, typed, commas: as in `Part`, `typed` by place.
        merged: ranges of merged cells, from 0, each already filled.

    Returns:
        Part: or None where it holds no header.
    """
    import pyarrow as pa

    first = _header_row(records, telling.known, merged)
    if first is None:
        return None
    header, start = _header(records, first, merged)
    _say_above(telling, records, first, merged, start)
    width = len(header)
    rows, again = [], []
    for number, record in enumerate(records[start:], start=start + 1):
        if not any(record) or is_hxl(record):
            continue
        if width > 1 and record[:width] == records[first][:width]:
            again.append(number)
            continue
        rows.append((number, record))
    _say_again(telling, again)
    width = _widest(telling, header, rows)
    names = _names(telling, header, width, rows)
    cells = [*zip_longest(*(record for _, record in rows), fillvalue="")]
    empty = ("",) * len(rows)
    columns = {
        column: pa.array(
            [cell or None for cell in (cells[place] if place < len(cells) else empty)], pa.string()
        )
        for place, column in names.items()
    }
    columns[ROW] = pa.array([number for number, _ in rows], pa.int64())
    held = frozenset(column for place, column in names.items() if place in typed)
    return Part(name, pa.table(columns), held, commas)


def _header_row(
    records: Sequence[Sequence[str]], known: frozenset[str], merged: Sequence[tuple[int, int, int, int]]
) -> int | None:
    """
    Where the header stands.

    It is the row among the first that names most questions of the form; where none names two, the first with two
    cells; in a table of one column, the first that is filled. Hashtags are the header where numbers follow them.
    """
    rows = [place for place, record in enumerate(records[:_SEARCHED]) if any(record)]
    plain = [place for place in rows if not is_hxl(records[place])] or rows
    if not plain:
        return None
    met = {place: sum(_is_known(cell, known) for cell in records[place]) for place in plain}
    best = max(plain, key=lambda place: (met[place], -place))
    if met[best] > 1:
        return best
    several = [place for place in plain if _cells(records[place], place, merged) > 1]
    header = next(iter([*several, *plain]))
    tags = rows[0] if rows[0] < header and is_hxl(records[rows[0]]) else header
    return tags if any(re.match(r"[+-]?\d", cell) for cell in records[header]) else header


def _cells(record: Sequence[str], row: int, merged: Sequence[tuple[int, int, int, int]]) -> int:
    """How many cells of a row are filled, merged ones counted once."""
    covered = {
        column
        for top, left, bottom, right in merged
        if top <= row <= bottom
        for column in range(left + 1, right + 1)
    }
    return sum(bool(cell) and column not in covered for column, cell in enumerate(record))


def _is_known(header: str, known: frozenset[str]) -> bool:
    """Whether a header is a label of a question, or ends in its name after its groups."""
    return bool(header) and (fold(header) in known or fold(re.split(r"[/.:]", header)[-1]) in known)


def _header(
    records: Sequence[Sequence[str]], first: int, merged: Sequence[tuple[int, int, int, int]]
) -> tuple[list[str], int]:
    """The header, from one row or two, and where its data begin."""
    upper = [*records[first]]
    wide = {
        column: left
        for top, left, bottom, right in merged
        for column in range(left, right + 1)
        if top == bottom == first and right > left
    }
    if not wide or first + 1 >= len(records):
        return _trimmed(upper), first + 1
    lower = records[first + 1]
    if not all(lower[column] for column in wide if column < len(lower)):
        return _trimmed(upper), first + 1
    names = []
    for column, over in enumerate(upper):
        under = lower[column] if column < len(lower) else ""
        names.append(f"{over}/{under}" if column in wide else over or under)
    return _trimmed(names), first + 2


def _trimmed(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names.pop()
    return names


def _say_above(
    telling: Telling,
    records: Sequence[Sequence[str]],
    first: int,
    merged: Sequence[tuple[int, int, int, int]],
    start: int,
) -> None:
    above = [place + 1 for place, record in enumerate(records[:first]) if any(record) and not is_hxl(record)]
    if above:
        found = f"the header stands in row {first + 1}; {counted(len(above), 'row')} above it not read."
        telling.say("above-header", found, "Nothing is to be done where that is a title.", "note")
    below = [one for one in merged if one[0] >= start]
    if below:
        found = (
            f"{counted(len(below), 'range')} of merged cells; each of the cells is read as holding its text."
        )
        telling.say("merged", found, "Where that is wrong, part the cells.", "warning")
    if start - first > 1:
        found = "a header in two rows, the upper one merged; read as upper/lower."
        telling.say("merged", found, "Nothing is to be done.", "note")


def _say_again(telling: Telling, again: list[int]) -> None:
    if again:
        found = f"the header stands among the data {counted(len(again), 'time')} more; passed over."
        told = [f"the header stands again in {rows_of(again)}; passed over."]
        telling.say("header-again", found, "Nothing is to be done, where exports were joined.", "note", told)


def _widest(telling: Telling, header: list[str], rows: list[tuple[int, Sequence[str]]]) -> int:
    """How many columns there are, those beyond the header among them."""
    width = len(header)
    wide = [(number, len(record)) for number, record in rows if any(record[width:])]
    if not wide:
        return width
    found = f"{counted(len(wide), 'row')} with more cells than the header has."
    told = [f"{rows_of([number for number, _ in wide])} with more cells than the header has."]
    telling.say("ragged", found, "Quote cells that hold the separator.", "error", told)
    return max(width, *(length for _, length in wide))


def _names(
    telling: Telling, header: list[str], width: int, rows: list[tuple[int, Sequence[str]]]
) -> dict[int, str]:
    """A name for each column that is to be kept: its own, made single where several share it."""
    named: dict[int, str] = {}
    twice: Counter[str] = Counter()
    nameless = []
    for place in range(width):
        name = header[place] if place < len(header) else ""
        if not name:
            if not any(place < len(record) and record[place] for _, record in rows):
                continue
            name = f"column {place + 1}"
            nameless.append(name)
        twice[name] += 1
        named[place] = name if twice[name] == 1 and name != ROW else f"{name} ({max(twice[name], 2)})"
    again = [name for name, count in twice.items() if count > 1]
    if nameless:
        found = f"{counted(len(nameless), 'column')} without a name, kept as {listed(nameless)}."
        telling.say("no-header", found, "Name them in the header.", "warning")
    if again:
        found = (
            f"{counted(len(again), 'header')} met twice: {listed(again)}; the later kept as {again[0]} (2)."
        )
        telling.say("twice", found, "Rename or delete one of the two.", "warning")
    return named
