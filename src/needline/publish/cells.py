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
_EXACT, _PLAIN = 2.0**53, 1e-4
"""Below the one every whole number has a float of its own; below the other Python writes an exponent."""


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


def column_texts(column: Column, cells: pa.ChunkedArray) -> pa.Array:
    """A whole column in Arrow form as text, as `cell_text` writes each cell."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    if column.type == "text":
        found = whole
    elif column.type == "texts":
        found = pc.binary_join(whole, LIST_MARK)
    elif column.type == "yes/no":
        found = pc.if_else(whole, "yes", "no")
    elif column.type == "integer":
        found = pc.cast(whole, pa.string())
    elif column.type == "number":
        found = _number_texts(whole)
    else:
        found = pa.array(_each(column, whole.to_pylist()), pa.string())
    return pc.fill_null(found, "")


def _each(column: Column, values: list[Any]) -> list[str]:
    """What has no form of its own as a column, a cell at a time."""
    if column.type == "json":
        values = [json.loads(one) for one in values]
    elif column.type == "passage":
        values = [one and one["text"] for one in values]
    elif column.type == "passages":
        values = [[part["text"] for part in one] for one in values]
    return [cell_text(column, one) for one in values]


def _number_texts(values: pa.Array) -> pa.Array:
    """Numbers as `number_text` writes them; Arrow's shortest digits are Python's, but for the very small and large."""
    import pyarrow as pa
    import pyarrow.compute as pc

    size = pc.abs(values)
    whole = pc.and_(pc.equal(pc.trunc(values), values), pc.less(size, _EXACT))
    plain = pc.and_(pc.greater_equal(size, _PLAIN), pc.less(size, _EXACT))
    texts = pc.if_else(
        whole,
        pc.cast(pc.cast(pc.if_else(whole, values, 0.0), pa.int64()), pa.string()),
        pc.cast(values, pa.string()),
    )
    odd = pc.fill_null(pc.invert(pc.or_(whole, plain)), fill_value=False)
    if not pc.any(odd).as_py():
        return texts
    written = [number_text(one) for one in values.filter(odd).to_pylist()]
    return pc.replace_with_mask(texts, odd, pa.array(written, pa.string()))


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
    return str(int(value)) if value == int(value) and abs(value) < _EXACT else json.dumps(value)
