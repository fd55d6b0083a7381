"""The tables as CSV, one file a table: UTF-8, a header row, lists joined by "|"."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from needline.publish.cells import column_texts
from needline.store import Column, Table

if TYPE_CHECKING:
    import pyarrow as pa

NUMERIC = {"number", "integer"}
DANGEROUS = r"\A[=+\-@\t\r]"
"""First characters that make a spreadsheet take a cell for a formula, as a pattern."""
_QUOTED = r'[",\r\n]'
_AT_ONCE, _THREADS = 1 << 14, 2
"""Rows made into text at a time, and how many such parts at once; Arrow lets threads run side by side."""
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
    with path.open("wb") as file, ThreadPoolExecutor(_THREADS) as threads:
        file.write(f"{','.join(column.name for column in table.columns)}\n".encode())
        made = [columns.slice(start, _AT_ONCE) for start in range(0, len(columns), _AT_ONCE)]
        for lines in threads.map(lambda part: _lines(table, part), made):
            file.write(lines)


def _lines(table: Table, rows: pa.Table) -> memoryview:
    """Some rows as lines."""
    import pyarrow.compute as pc

    parts: list[Any] = []
    for column in table.columns:
        parts += [*_cells(column, rows[column.name]), ","]
    texts = pc.binary_join_element_wise(*parts[:-1], "\n", "")
    ends, words = texts.buffers()[1:]
    return memoryview(words)[: memoryview(ends).cast("i")[len(texts)]]


def _cells(column: Column, cells: pa.ChunkedArray) -> list[Any]:
    """A column as parts of what is written, words that stand in many rows made once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = column_texts(column, cells)
    if column.type in NUMERIC:
        return [texts]
    sample = texts.slice(0, _SAMPLE)
    if pc.count_distinct(sample).as_py() > len(sample) // 2:
        return _quoted(harmless(texts))
    coded = texts.dictionary_encode()
    words = pc.binary_join_element_wise(*_quoted(harmless(pa.array(coded.dictionary))), "")
    return [words.take(coded.indices)]


def harmless(texts: pa.Array) -> pa.Array:
    """Put an apostrophe before texts that a spreadsheet would run as a formula."""
    import pyarrow.compute as pc

    runs = pc.match_substring_regex(texts, DANGEROUS)
    return (
        pc.binary_join_element_wise(pc.if_else(runs, "'", ""), texts, "") if pc.any(runs).as_py() else texts
    )


def _quoted(texts: pa.Array) -> list[Any]:
    """Texts, those with what divides cells and lines between quotes, and quotes inside doubled."""
    import pyarrow.compute as pc

    odd = pc.match_substring_regex(texts, _QUOTED)
    if not pc.any(odd).as_py():
        return [texts]
    mark = pc.if_else(odd, '"', "")
    return [mark, pc.replace_substring(texts, '"', '""'), mark]
