"""Tables without lines on a page: rows of numbers that stand under each other, below a row of headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from needline.readers.texts.layout import Box, Line, in_lines

_GAP = 0.9  # heights of a line between two cells
_NEXT = 2.2  # heights of a line from one row to the next
_NUMBER = re.compile(r"[<>~]?\d[\d,.\s?<>]*%?|[-\u2013]")
_FEWEST = 2


class Unruled(NamedTuple):
    """A table: where it stands, and its rows with the header first, each as wide as the header."""

    box: Box
    rows: list[list[str]]


def unruled(words: Sequence[Line]) -> list[Unruled]:
    """
    The tables of a page that no lines are drawn around.

    A table is a row of headers and two rows or more right under it, in which all but the first cell are numbers, two
    at least, each under one header.
    """
    rows = [_cells(line) for line in in_lines(list(words))]
    found, at = [], 0
    while at < len(rows):
        after = at + 1
        while after < len(rows) and _is_row(rows[after]) and _follows(rows[after - 1], rows[after]):
            after += 1
        table = _table(rows[at:after]) if after - at > _FEWEST and not _is_row(rows[at]) else None
        if table:
            found.append(table)
        at = after if table else at + 1
    return found


def _cells(words: Sequence[Line]) -> list[Line]:
    """The words of one height as cells, cut where the white between them is wide."""
    cells: list[Line] = []
    for word in words:
        last = cells[-1] if cells else None
        if last and word.box.left - last.box.right < _GAP * (word.box.bottom - word.box.top):
            box = Box(
                last.box.left,
                min(last.box.top, word.box.top),
                word.box.right,
                max(last.box.bottom, word.box.bottom),
            )
            cells[-1] = Line(box, f"{last.text} {word.text}")
        else:
            cells.append(word)
    return cells


def _is_row(cells: list[Line]) -> bool:
    return len(cells) > _FEWEST and all(_NUMBER.fullmatch(one.text) for one in cells[1:])


def _follows(above: list[Line], below: list[Line]) -> bool:
    height = below[0].box.bottom - below[0].box.top
    return below[0].box.top - above[0].box.bottom < _NEXT * height


def _table(rows: list[list[Line]]) -> Unruled | None:
    header = rows[0]
    listed = [_under(header, row) for row in rows[1:]]
    if any(one is None for one in listed):
        return None
    every = [cell.box for row in rows for cell in row]
    box = Box(
        min(one.left for one in every), min(one.top for one in every),
        max(one.right for one in every), max(one.bottom for one in every),
    )  # fmt: skip
    return Unruled(box, [[one.text for one in header], *(one for one in listed if one)])


def _under(header: list[Line], row: list[Line]) -> list[str] | None:
    """The cells of a row by header; None where one stands under none or two."""
    cells = [""] * len(header)
    for cell in row:
        over = [at for at, head in enumerate(header) if cell.box.overlaps(head.box)]
        if len(over) != 1 or cells[over[0]]:
            return None
        cells[over[0]] = cell.text
    return cells
