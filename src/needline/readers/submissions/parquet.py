"""Parquet: one table, its values written as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from needline.readers.submissions.parts import ROW, Part, Telling
from needline.readers.workbooks import written

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIXES = (".parquet",)
BESIDE = True


def read(telling: Telling, path: Path) -> list[Part]:
    """
    Read a Parquet file; its rows are counted from 1.

    Args:
        telling: where problems go.
        path: the file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    telling.door.taken.add(path)
    try:
        table = pq.ParquetFile(path).read()
    except (pa.ArrowInvalid, OSError) as error:
        found = f"is no Parquet file ({str(error).splitlines()[0][:120]})."
        telling.say("unreadable", found, "Write it again.")
        return []
    columns = {name: _text(table[name]) for name in table.column_names if name != ROW}
    typed = frozenset(
        field.name for field in table.schema if pa.types.is_floating(field.type) or _is_decimal(field.type)
    )
    columns[ROW] = pa.array(range(1, len(table) + 1), pa.int64())
    return [Part(path.stem, pa.table(columns), typed)]


def _is_decimal(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_decimal(kind))


def _text(column: pa.ChunkedArray) -> pa.Array:
    """A column as text; each different value is written once."""
    import pyarrow as pa

    if pa.types.is_nested(column.type):
        values = [None if one is None else _plain(one) for one in column.to_pylist()]
        return pa.array(values, pa.string())
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    whole = encoded.combine_chunks()
    whole = pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole
    texts = pa.array([written(one) or None for one in whole.dictionary.to_pylist()], pa.string())
    return texts.take(whole.indices)


def _plain(value: object) -> str | None:
    """Several answers in one cell, parted by blanks."""
    if isinstance(value, list):
        return " ".join(written(one) for one in value) or None
    return str(value)
