"""The tables as CSV, one file a table: UTF-8, a header row, lists joined by "|"."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from needline.publish.cells import column_texts
from needline.store import Column, Table

if TYPE_CHECKING:
    import pyarrow as pa

NUMERIC = {"number", "integer"}
DANGEROUS = r"\A[=+\-@\t\r]"
"""First characters that make a spreadsheet take a cell for a formula, as a pattern."""
_QUOTED = r'[",\r\n]'
_AT_ONCE = 1 << 17
"""Rows whose text is held in memory: many, since between columns the thread waits for those that compute in Python."""
_SAMPLE = 1 << 10
"""Rows that tell whether the words of a column stand in many rows."""


def write(table: Table, columns: pa.Table, path: Path) -> None:
    """
    Write a public table as CSV.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers never do.

    Args:
        table: its schema.
        columns: its rows as they may leave.
        path: the file.
    """
    with path.open("wb") as file:
        file.write(f"{','.join(column.name for column in table.columns)}\n".encode())
        for part in _parts(table, columns):
            file.write(part)


def _parts(table: Table, columns: pa.Table) -> Iterator[memoryview]:
    """The lines of the file, some rows at a time."""
    import pyarrow.compute as pc

    for start in range(0, len(columns), _AT_ONCE):
        rows = columns.slice(start, _AT_ONCE)
        cells = [_cells(column, rows[column.name]) for column in table.columns]
        yield _words(pc.binary_join_element_wise(pc.binary_join_element_wise(*cells, ","), "", "\n"))


def _words(texts: pa.Array) -> memoryview:
    """All texts of a column one after another, as they stand in memory."""
    import pyarrow as pa

    offsets, words = texts.buffers()[1:]
    ends = pa.Array.from_buffers(pa.int32(), len(texts) + 1, [None, offsets], offset=texts.offset)
    return memoryview(words)[ends[0].as_py() : ends[-1].as_py()]


def _cells(column: Column, cells: pa.ChunkedArray) -> pa.Array:
    """A column as it is written, words that stand in many rows made once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = column_texts(column, cells)
    if column.type in NUMERIC:
        return texts
    sample = texts.slice(0, _SAMPLE)
    if pc.count_distinct(sample).as_py() > len(sample) // 2:
        return _quoted(harmless(texts))
    coded = texts.dictionary_encode()
    return pc.take(_quoted(harmless(pa.array(coded.dictionary))), coded.indices)


def harmless(texts: pa.Array) -> pa.Array:
    """Put an apostrophe before texts that a spreadsheet would run as a formula."""
    import pyarrow.compute as pc

    runs = pc.match_substring_regex(texts, DANGEROUS)
    return (
        pc.binary_join_element_wise(pc.if_else(runs, "'", ""), texts, "") if pc.any(runs).as_py() else texts
    )


def _quoted(texts: pa.Array) -> pa.Array:
    """Texts with what divides cells and lines in quotes, and quotes inside doubled."""
    import pyarrow.compute as pc

    odd = pc.match_substring_regex(texts, _QUOTED)
    if not pc.any(odd).as_py():
        return texts
    mark = pc.if_else(odd, '"', "")
    return pc.binary_join_element_wise(mark, pc.replace_substring(texts, '"', '""'), mark, "")
