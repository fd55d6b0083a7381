"""
Tables in plain text: lines of cells between bars, tabs or wide blanks, and lines that end in a row of numbers.

    | Place | Dead |        Place      Dead   Hurt        Place Dead Hurt
    |-------|------|        Alpha        12      4        Alpha 12 4
    | Alpha | 12   |        Beta Hill     3               Beta Hill 3 1

Numbers alone, a line each, are a table of which nobody can tell the columns.

The first line without a number is the header. A cell belongs to a column by its order where the line has as many
cells as the header, by where it stands where wide blanks leave one out, and to none where neither tells.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

Stretch = tuple[int, int]
"""Where something begins and ends, in characters of the text."""

_FEWEST = 2
_LONGEST = 400
_CAPTION = 160
_NUMBER = r"(?:[<>~\u2248+]?\d[\d,.'?_#<>\u2026\u00a0\u202f]*[%+*]?|[-\u2013\u2014]+|(?i:n/?a|nil)|\?+|\*+|<[ .?]*>)"
_NUMERIC = re.compile(rf"[*_(\s]*{_NUMBER}(?:\s\d{{3}})*\s?[%*_)]*")
_ENDS_IN_NUMBERS = re.compile(rf"(?P<cells>(?:(?:^|[^\S\n]+){_NUMBER}(?=\s|$)){{2,}})[^\S\n]*$")
_DIGIT = re.compile(r"\d")
_WIDE = re.compile(r"[ \u00a0]{2,}")
_WORD = re.compile(r"\S+")
_RULE = re.compile(r"[\s|:+=_\u2500-\u257f-]*")
_KEYED = re.compile(r"\|\s*[^|:\d]{1,40}:\s")
_NO_HEADER = re.compile(r"[.!?;]\s*$")
_MAY_BE_ROW = re.compile(r"[|\t\d]|\S[ \u00a0]{2}")
_WIDE_APART = re.compile(r"\S  +\S")
_ENDS_IN_CELL = re.compile(r"\d[^\S\n]+\S{1,14}[^\S\n]*$", re.MULTILINE)
_NUMBER_ALONE = re.compile(r"\n[^\S\n]*\d[\d,.]*[^\S\n]*$", re.MULTILINE)


class Row(NamedTuple):
    """
    A line of a table.

    Args:
        start, end: the line without its end.
        cells: where each cell stands, without white space; a cell with nothing in it is empty.
        columns: for each cell, its column in the header; None where the columns cannot be matched.
    """

    start: int
    end: int
    cells: tuple[Stretch, ...]
    columns: tuple[int, ...] | None = None


class Table(NamedTuple):
    """
    A table: its lines, and its header where it has one.

    Args:
        header: None where no line heads the columns.
        rows: the lines under it, with a number in at least one cell of the table.
        caption: the line right before the table; empty where none is.
    """

    header: Row | None
    rows: tuple[Row, ...]
    caption: Stretch


@functools.lru_cache(maxsize=4)
def find_tables(text: str) -> tuple[Table, ...]:
    """The tables of a text, in order."""
    return tuple(_tables(text)) if _may_hold_one(text) else ()


def _may_hold_one(text: str) -> bool:
    """Whether a text has a bar, a tab, a wide blank, or a line that ends in a cell or is a number, as tables do."""
    if "|" in text or "\t" in text or ("  " in text and _WIDE_APART.search(text)):
        return True
    return bool(_ENDS_IN_CELL.search(text) or _NUMBER_ALONE.search(f"\n{text}"))


def row_at(text: str, at: int) -> tuple[Table, Row] | None:
    """The table and the line of it that a place in the text lies in; None outside tables."""
    found, starts = _by_start(text)
    before = bisect.bisect_right(starts, at) - 1
    return found[before] if before >= 0 and at <= found[before][1].end else None


@functools.lru_cache(maxsize=4)
def _by_start(text: str) -> tuple[list[tuple[Table, Row]], list[int]]:
    found = [
        (one, row)
        for one in find_tables(text)
        for row in ((one.header, *one.rows) if one.header else one.rows)
    ]
    return found, [row.start for _, row in found]


class _Line(NamedTuple):
    """A line with its cells as its marks cut it: kind `|`, tab, two blanks, one blank, number, rule, or empty."""

    start: int
    end: int
    kind: str
    cells: tuple[Stretch, ...]


def _tables(text: str) -> Iterator[Table]:
    lines = list(_lines(text))
    at = 0
    while at < len(lines):
        after = _run(text, lines, at)
        if after - at >= _FEWEST and (found := _table(text, lines, at, after)):
            yield found
            at = after
        else:
            at = max(at + 1, after - 1)


def _run(text: str, lines: list[_Line], at: int) -> int:
    """Where a run of lines ends that can be one table: all of one kind, the first of blanks a header of words."""
    first = lines[at]
    if first.start == first.end or first.end - first.start > _LONGEST:
        return at + 1
    after = at + 1
    if first.kind in {"|", "\t"}:
        while after < len(lines) and lines[after].kind in {first.kind, "rule"}:
            after += 1
        return after
    if first.kind == "number":
        while after < len(lines) and lines[after].kind == "number":
            after += 1
        return after
    if first.kind == "rule":
        return at + 1
    while (
        after < len(lines) and lines[after].kind in {"  ", " ", "rule"} and _holds_number(text, lines[after])
    ):
        after += 1
    return after


def _holds_number(text: str, line: _Line) -> bool:
    return line.kind == "rule" or any(_NUMERIC.fullmatch(text, *cell) for cell in line.cells[1:])


def _table(text: str, lines: list[_Line], at: int, after: int) -> Table | None:
    listed = [one for one in lines[at:after] if one.kind != "rule"]
    first, rest = listed[0], listed[1:]
    if not any(_DIGIT.search(text, *cell) for one in listed for cell in one.cells):
        return None
    caption = _caption(lines, at)
    if first.kind == "number":
        return Table(None, tuple(Row(one.start, one.end, one.cells) for one in listed), caption)
    if any(_NUMERIC.fullmatch(text, *cell) for cell in first.cells[1:] if cell[0] < cell[1]):
        wide = len({len(one.cells) for one in listed}) == 1 and len(first.cells) > _FEWEST
        rows = tuple(Row(one.start, one.end, one.cells) for one in listed)
        return Table(None, rows, caption) if wide and len(rows) >= _FEWEST else None
    if not rest or (first.kind not in {"|", "\t"} and not _heads(text, first, rest)):
        return None
    header = _header(text, first)
    labelled = all(len(one.cells) == len(header.cells) + 1 for one in rest)
    rows = tuple(
        Row(one.start, one.end, one.cells, _columns(text, one, header, first.kind, labelled=labelled))
        for one in rest
    )
    return Table(header, rows, caption)


def _heads(text: str, first: _Line, rest: list[_Line]) -> bool:
    """Whether a line of blanks can head those under it: words alone, no sentence, and as many as there are cells."""
    most = max(len(one.cells) for one in rest)
    if _NO_HEADER.search(text, first.start, first.end):
        return False
    if first.kind == "  ":
        return len(first.cells) >= most - 1
    return most > _FEWEST and len(_words(text, first)) >= most - 1


def _words(text: str, line: _Line) -> tuple[Stretch, ...]:
    return tuple(one.span() for one in _WORD.finditer(text, line.start, line.end))


def _header(text: str, first: _Line) -> Row:
    """The header's cells: between its own marks, else its words."""
    cells = first.cells if first.kind in {"|", "\t", "  "} else _words(text, first)
    return Row(first.start, first.end, cells)


def _columns(text: str, line: _Line, header: Row, kind: str, *, labelled: bool) -> tuple[int, ...] | None:
    """The columns of a line's cells; `labelled` where every line has a label that no header stands over."""
    here, there = len(line.cells), len(header.cells)
    if here == there:
        return tuple(range(here))
    if labelled and kind not in {"|", "\t"}:
        return (-1, *range(there))
    return _under(text, line, header) if kind == line.kind == "  " else None


def _under(text: str, line: _Line, header: Row) -> tuple[int, ...] | None:
    """The columns of cells by where they stand, each under one header."""
    heads = _across(text, header.cells)
    found = []
    for start, end in _across(text, line.cells):
        over = [at for at, head in enumerate(heads) if start < head[1] and head[0] < end]
        if len(over) != 1:
            return None
        found.append(over[0])
    return tuple(found) if len(set(found)) == len(found) else None


def _across(text: str, cells: tuple[Stretch, ...]) -> list[Stretch]:
    """Where cells stand in their line, from its left margin."""
    margin = max(text.rfind("\n", 0, cells[0][0]), text.rfind("\r", 0, cells[0][0])) + 1
    return [(start - margin, end - margin) for start, end in cells]


def _caption(lines: list[_Line], at: int) -> Stretch:
    """The line right before a table, also over one blank line; empty where none is, or it is long."""
    for line in reversed(lines[max(0, at - 2) : at]):
        if line.start < line.end:
            fits = line.end - line.start <= _CAPTION and line.kind in {"", "  "}
            return (line.start, line.end) if fits else (0, 0)
    return (0, 0)


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
        start, end = _bare(text, at, end)
        yield _line(text, start, end)
        at += len(line)


def _line(text: str, start: int, end: int) -> _Line:
    written = text[start:end] if end - start <= _LONGEST else ""
    if not _MAY_BE_ROW.search(written):
        return _Line(start, end, "rule" if len(written) > _FEWEST and _RULE.fullmatch(written) else "", ())
    if "|" in written.strip("|") and not _KEYED.search(written):
        ruled = bool(_RULE.fullmatch(written))
        return (
            _Line(start, end, "rule", ())
            if ruled
            else _Line(start, end, "|", tuple(_barred(text, start, end)))
        )
    if "\t" in written:
        return _Line(start, end, "\t", tuple(_split(text, start, end, "\t")))
    if (wide := _WIDE.search(written)) and wide.start():
        cut = [start, *(edge + start for one in _WIDE.finditer(written) for edge in one.span()), end]
        return _Line(start, end, "  ", tuple(zip(cut[::2], cut[1::2], strict=True)))
    return _of_blanks(text, start, end, written)


def _of_blanks(text: str, start: int, end: int, written: str) -> _Line:
    """A line of single blanks: a number alone, or one that ends in two numbers or more, after its label."""
    if _NUMERIC.fullmatch(written):
        return _Line(start, end, "number", ((start, end),))
    ends = _ENDS_IN_NUMBERS.search(written)
    if ends is None:
        return _Line(start, end, "", ())
    label = _bare(text, start, start + ends.start("cells"))
    numbers = (
        one.span() for one in _WORD.finditer(text, start + ends.start("cells"), start + ends.end("cells"))
    )
    return _Line(start, end, " ", (label, *numbers) if label[0] < label[1] else tuple(numbers))


def _barred(text: str, start: int, end: int) -> Iterator[Stretch]:
    """The cells between bars, without the bars around the line."""
    begin = start + (text[start] == "|")
    yield from _split(text, begin, max(begin, end - (text[end - 1] == "|")), "|")


def _split(text: str, start: int, end: int, mark: str) -> Iterator[Stretch]:
    for piece in text[start:end].split(mark):
        yield _bare(text, start, start + len(piece))
        start += len(piece) + 1


def _bare(text: str, start: int, end: int) -> Stretch:
    """A stretch without the blanks around it; tabs stand between cells, and stay."""
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip(" \u00a0"))
    return begin, max(begin, start + len(piece.rstrip(" \u00a0")))
