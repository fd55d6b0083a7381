"""
Numbers as people write them in tables: thousands marks, decimal marks, and the cells that have two readings.

A point or a comma before exactly three digits may be either mark, a thousandfold apart: it is read only where the
rest of its column, or the separator of its file, leaves one reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_BLANKS = r"[\u00a0\u202f ']"
_ENDS = {
    ".": re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:(?:,\d{{3}})+|(?:{_BLANKS}\d{{3}})+)(?:\.\d+)?"),
    ",": re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:(?:\.\d{{3}})+|(?:{_BLANKS}\d{{3}})+)(?:,\d+)?"),
}
"""A number with thousands marks, by its decimal mark."""

_TWO_READINGS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_PLAIN = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?")


def has_two_readings(written: str) -> bool:
    """Whether a cell alone may be thousands or a decimal: `12.000`, `12,000`; not `0.950`, which has one."""
    return _TWO_READINGS.fullmatch(written) is not None


def decimal_mark(cells: Iterable[str], *, comma_separated: bool) -> str:
    """
    The decimal mark of a column, as far as its cells decide.

    Args:
        cells: all cells of the column, as written.
        comma_separated: the file's separator is a comma, so that a comma in a cell marks thousands.

    Returns:
        str: "," or "."; empty where no cell decides, or cells decide both ways.
    """
    marks = {mark for cell in cells if (mark := _decides(cell))}
    if comma_separated:
        marks.discard(",")
    return marks.pop() if len(marks) == 1 else ""


def _decides(cell: str) -> str:
    """The decimal mark that one cell shows; empty where it shows none."""
    if has_two_readings(cell) or not any(mark in cell for mark in ".,"):
        return ""
    fits = [mark for mark, form in _ENDS.items() if form.fullmatch(cell)]
    if len(fits) == 1:
        return fits[0]
    return next((mark for mark in ".," if mark in cell and _PLAIN.fullmatch(cell)), "")


def read_number(written: str, decimal: str) -> float:
    """
    Read a number whose decimal mark is known.

    Args:
        written: the cell.
        decimal: "." or ",".

    Raises:
        ValueError: it is no number with this mark.
    """
    other = "," if decimal == "." else "."
    if _ENDS[decimal].fullmatch(written):
        written = re.sub(rf"{_BLANKS}|\{other}", "", written)
    elif other in written or not _PLAIN.fullmatch(written):
        raise ValueError(f'"{written}" is no number.')
    return float(written.replace(decimal, "."))
