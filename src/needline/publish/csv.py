"""The tables as CSV, one file a table: UTF-8, a header row, lists joined by "|"."""

from __future__ import annotations

import csv
import io

from needline.publish.cells import column_texts
from needline.publish.numbers import Numbers
from needline.publish.public import public_columns, public_tables
from needline.store import Store, Table

NUMERIC = {"number", "integer"}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet take a cell for a formula."""


def write(store: Store) -> dict[str, bytes]:
    """
    Make `csv/TABLE.csv` for every public table.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers never do.

    Returns:
        dict: path inside `out/` to content.

    Raises:
        TraceError: a number stands in a row that names no evidence.
    """
    numbers = Numbers(store)
    return {f"csv/{table.name}.csv": _file(table, store, numbers) for table in public_tables()}


def _file(table: Table, store: Store, numbers: Numbers) -> bytes:
    columns = public_columns(store, table)
    numbers.ground_all(table, columns)
    texts = []
    for column in table.columns:
        cells = column_texts(column, columns[column.name])
        texts.append(cells if column.type in NUMERIC else list(map(harmless, cells)))
    sink = io.StringIO()
    lines = csv.writer(sink, lineterminator="\n")
    lines.writerow([column.name for column in table.columns])
    lines.writerows(zip(*texts, strict=True))
    return sink.getvalue().encode()


def harmless(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
