"""Tables in plain text: lines of cells between bars or tabs, each cell with its header."""

from __future__ import annotations

import bisect
import functools
import re
from typing import NamedTuple

_RULE = re.compile(r"[\s|:+=_-]*")
_DIGIT = re.compile(r"\d")
_FEWEST = 2


class Cell(NamedTuple):
    """
    A cell of a table; places are characters of the text.

    Args:
        start, end: the cell itself.
        header: where its header begins and ends.
        line: where its line begins and ends.
    """

    start: int
    end: int
    header: tuple[int, int]
    line: tuple[int, int]


def cell_at(text: str, at: int) -> Cell | None:
    """The cell that a place in the text lies in; None outside tables, in headers, and in columns without one."""
    if "|" not in text and "\t" not in text:
        return None
    cells, starts = _cells(text)
    before = bisect.bisect_right(starts, at) - 1
    return cells[before] if before >= 0 and at < cells[before].end else None


@functools.lru_cache(maxsize=2)
def _cells(text: str) -> tuple[list[Cell], list[int]]:
    """All cells with a header, in order of the text, and where each begins."""
    found: list[Cell] = []
    header: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        parts = _parts(line, at)
        span = (at, at + len(line.rstrip("\r\n")))
        at += len(line)
        if len(parts) < _FEWEST:
            header = []
        elif not header:
            header = [] if any(_DIGIT.search(text, *part) for part in parts[1:]) else parts
        elif not _RULE.fullmatch(line):
            pairs = zip(parts, header, strict=False) if len(parts) == len(header) else ()
            found += [Cell(*part, head, span) for part, head in pairs if head[0] < head[1]]
    return found, [one.start for one in found]


def _parts(line: str, at: int) -> list[tuple[int, int]]:
    """Where the cells of a line stand, without the bars around the line; none for a line that is no row."""
    mark = "|" if "|" in line else "\t"
    if mark not in line or re.search(r"\|\s*[^|:\d]{1,40}:\s", line):
        return []
    parts, start = [], 0
    for piece in line.rstrip("\r\n").split(mark):
        bare = piece.strip()
        begin = at + start + len(piece) - len(piece.lstrip())
        parts.append((begin, begin + len(bare)))
        start += len(piece) + 1
    if mark == "|" and line.lstrip().startswith("|"):
        parts = parts[1:-1] if line.rstrip().endswith("|") else parts[1:]
    return parts
