"""The public tables as Parquet: `out/tables`, which DuckDB, R and the rest read as they stand."""

from __future__ import annotations

from needline.publish.public import public_columns, public_tables
from needline.store import Store
from needline.store.store import parquet_bytes


def write(store: Store) -> dict[str, bytes]:
    """Make `tables/TABLE.parquet` for every public table: path inside `out/` to content."""
    return {
        f"tables/{table.name}.parquet": parquet_bytes(public_columns(store, table))
        for table in public_tables()
    }
