"""The public tables as Parquet: `out/tables`, which DuckDB, R and the rest read as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from needline.publish.public import as_it_stands
from needline.store.store import parquet_bytes

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from needline.store import Store, Table


def write(store: Store, table: Table, columns: pa.Table, path: Path) -> None:
    """
    Write a public table as Parquet.

    Args:
        store: where the table may stand in one file, which is taken as it is.
        table: its schema.
        columns: its rows as they may leave.
        path: the file.
    """
    standing = store.file(table.name) if as_it_stands(table) else None
    path.write_bytes(standing.read_bytes() if standing else parquet_bytes(columns))
