"""DuckDB: the engine of one laptop, inside this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from needline.engines.base import quoted
from needline.errors import NeedlineError

if TYPE_CHECKING:
    import pyarrow as pa


class DuckDB:
    """
    An engine in memory; it reads Parquet files where they stand.

    One thread: a sum of many numbers then comes out the same each time.
    """

    def __init__(self) -> None:
        import duckdb

        self._connection = duckdb.connect(config={"threads": 1})

    def register(self, name: str, path: Path) -> None:
        """Give a Parquet file a name."""
        if not path.exists():
            raise NeedlineError(str(path), "no such file.", "Build the mission first.")
        escaped = str(path).replace("'", "''")
        source = f"read_parquet('{escaped}')"
        self._connection.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS SELECT * FROM {source}")  # noqa: S608 - both parts are escaped

    def sql(self, query: str, values: Mapping[str, Any] | None = None) -> pa.Table:
        """Run a query."""
        return self._connection.sql(query, params=dict(values or {})).to_arrow_table()

    def close(self) -> None:
        """Let go of files and memory."""
        self._connection.close()
