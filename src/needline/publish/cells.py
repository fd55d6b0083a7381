"""A cell of a table as text, the same in the spreadsheet and in CSV."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import msgspec

from needline.model import Span
from needline.store import Column

if TYPE_CHECKING:
    import pyarrow as pa

LIST_MARK = "|"


def cell_text(column: Column, value: Any) -> str:
    """
    Write a cell as text: nothing for a missing value, yes or no, ISO instants in UTC, lists joined by "|".

    Args:
        column: its column, for the type.
        value: as the store holds it.
    """
    if value is None:
        return ""
    if column.type == "json":
        return msgspec.json.encode(value, order="sorted").decode()
    if isinstance(value, list):
        return LIST_MARK.join(_one(item) for item in value)
    return _one(value)


def column_texts(column: Column, cells: pa.ChunkedArray) -> list[str]:
    """A whole column in Arrow form as text, as `cell_text` writes each cell."""
    import pyarrow.compute as pc

    if column.type == "text":
        coded = cells.combine_chunks().dictionary_encode()
        words = [*(one or "" for one in coded.dictionary.to_pylist()), ""]
        return [words[at] for at in coded.indices.fill_null(len(words) - 1).to_pylist()]
    if column.type == "texts":
        return [one or "" for one in pc.binary_join(cells.combine_chunks(), LIST_MARK).to_pylist()]
    values = cells.to_pylist()
    if column.type == "json":
        values = [json.loads(one) for one in values]
    elif column.type == "passage":
        values = [one and one["text"] for one in values]
    elif column.type == "passages":
        values = [[part["text"] for part in one] for one in values]
    return [cell_text(column, one) for one in values]


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Span):
        return value.text
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return number_text(value)
    return str(value)


def number_text(value: float) -> str:
    """A number as text that reads back as the same number; whole numbers without a point."""
    return str(int(value)) if value == int(value) and abs(value) < 2**53 else json.dumps(value)
