"""The tables as CSV, one file a table: UTF-8, a header row, lists joined by "|"."""

from __future__ import annotations

import csv
import io

from needline.model import Ref
from needline.publish.cells import cell_text
from needline.publish.numbers import Numbers
from needline.publish.public import public_rows, public_tables
from needline.store import Store, Table

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
    sink = io.StringIO()
    lines = csv.writer(sink, lineterminator="\n")
    lines.writerow([column.name for column in table.columns])
    for row in public_rows(store, table):
        key = getattr(row, table.key)
        cells = []
        for column in table.columns:
            value = getattr(row, column.name)
            if column.type in {"number", "integer"} and value is not None:
                numbers.number(value, Ref(table.name, key, column.name))
                cells.append(cell_text(column, value))
            else:
                cells.append(harmless(cell_text(column, value)))
        lines.writerow(cells)
    return sink.getvalue().encode()


def harmless(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
