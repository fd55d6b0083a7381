"""The store: working tables in `.needline/`, one part a step, assembled into `out/tables` at the end."""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from needline.errors import TraceError
from needline.model import Ref
from needline.store.tables import OF_ROW, TABLES, Table

if TYPE_CHECKING:
    import pyarrow as pa

LARGE = 20_000
"""Of a table with more rows single rows are read alone."""
Row = TypeVar("Row")
Progress = Callable[[int, int], None]
"""Told by a step how far it is: done, of how many."""


def no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""


class Store:
    """
    The tables of one mission.

    Args:
        root: the private working folder, `.needline/` of a mission; made with mode 0700 where it is missing.

    Tables hold the values of `needline.model`: `write(step, rows)` puts a step's rows of one kind,
    `read(Kind)` gives all rows of a kind, by whichever step. Rows are sorted by their key, and a row that two
    parts hold is one row.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        root.chmod(0o700)
        self._rows: dict[type[Any], dict[str, Any]] = {}
        self._tables: dict[str, pa.Table] = {}
        self._single: dict[tuple[type[Any], str], Any] = {}

    def clear(self) -> None:
        """Delete all tables, which another version of needline may have written with other columns."""
        for path in self.root.rglob("*.parquet"):
            path.unlink()
        self._rows.clear()
        self._tables.clear()
        self._single.clear()

    # tables of values

    def write(self, step: str, kind: type[Row], rows: Iterable[Row]) -> None:
        """Write one step's rows of a table, in place of those it wrote before."""
        table = OF_ROW[kind]
        if step not in table.by:
            raise ValueError(f"{step} does not write {table.name}; its writers are {', '.join(table.by)}")
        unique = {getattr(row, table.key): row for row in rows}
        ordered = [unique[key] for key in sorted(unique)]
        self._forget(kind)
        write_parquet(arrow_table(table, ordered), self._part(table, step))

    def write_table(self, step: str, kind: type[Any], table: pa.Table) -> None:
        """Write one step's rows of a table that are in Arrow form already, each key once and in order."""
        own = OF_ROW[kind]
        if step not in own.by:
            raise ValueError(f"{step} does not write {own.name}; its writers are {', '.join(own.by)}")
        self._forget(kind)
        write_parquet(table, self._part(own, step))
        if own.by == (step,):
            self._tables[own.name] = table

    def read(self, kind: type[Row]) -> list[Row]:
        """All rows of a table, sorted by key; none where no step has written it yet."""
        return list(self._index(kind).values())

    def get(self, kind: type[Row], key: str) -> Row | None:
        """The row of that key, or None; of a large table that row alone is read."""
        if kind in self._rows:
            return self._rows[kind].get(key)
        table = OF_ROW[kind]
        whole = self._columns(table)
        if len(whole) <= LARGE:
            return self._index(kind).get(key)
        known: Row | None = self._single.get((kind, key))
        if known is not None:
            return known
        at = _place(whole[table.key], key)
        found = [] if at is None else msgspec.convert(_plain(table, whole.slice(at, 1)), list[kind])  # type: ignore[valid-type]
        row = found[0] if found else None
        self._single[kind, key] = row
        return row

    def lacking(self, name: str, keys: list[str]) -> list[str]:
        """Of some keys those of which a table holds no row; all where there is no such table."""
        import pyarrow as pa
        import pyarrow.compute as pc

        table = TABLES.get(name)
        if table is None:
            return keys
        asked = pa.array(keys, pa.string())
        there = pc.is_in(asked, value_set=self._columns(table)[table.key])
        lacking: list[str] = asked.filter(pc.invert(there)).to_pylist()
        return lacking

    def cell(self, ref: Ref) -> Any:
        """
        The value a ref points at: a row, or with a column, its cell.

        Raises:
            TraceError: no such table, row or column.
        """
        table = TABLES.get(ref.table)
        row = self.get(table.row, ref.key) if table else None
        if table is None or row is None:
            raise TraceError(str(ref), "no such row.", "Build the mission again, then `needline trace`.")
        if not ref.column:
            return row
        if ref.column not in {column.name for column in table.columns}:
            raise TraceError(str(ref), f"{ref.table} has no column {ref.column}.")
        return getattr(row, ref.column)

    def _forget(self, kind: type[Any]) -> None:
        self._rows.pop(kind, None)
        self._tables.pop(OF_ROW[kind].name, None)
        self._single.clear()

    def _index(self, kind: type[Row]) -> dict[str, Row]:
        if kind not in self._rows:
            table = OF_ROW[kind]
            rows = msgspec.convert(_plain(table, self._columns(table)), list[kind])  # type: ignore[valid-type]
            self._rows[kind] = {getattr(row, table.key): row for row in rows}
        return self._rows[kind]

    def _columns(self, table: Table) -> pa.Table:
        """A whole table in Arrow form, sorted by key; of parts that hold one key the first."""
        if table.name not in self._tables:
            import pyarrow as pa

            parts = [path for step in table.by if (path := self._part(table, step)).exists()]
            schema = arrow_schema(table)
            read = [_read_columns(path, schema) for path in parts]
            filled = [one for one in read if len(one)] or [schema.empty_table()]
            whole = filled[0] if len(filled) == 1 else pa.concat_tables(filled)
            whole = whole.combine_chunks()
            self._tables[table.name] = whole if _ascends(whole[table.key]) else _in_order(whole, table.key)
        return self._tables[table.name]

    def _part(self, table: Table, step: str) -> Path:
        return self.root / "tables" / f"{table.name}.{step}.parquet"

    def table(self, name: str) -> pa.Table:
        """A whole table in Arrow form, with the columns of `TABLES`."""
        return self._columns(TABLES[name])

    def file(self, name: str) -> Path | None:
        """The Parquet file of a table that one step alone has written; None where none or several have."""
        table = TABLES[name]
        parts = [path for step in table.by if (path := self._part(table, step)).exists()]
        return parts[0] if len(parts) == 1 else None

    # private tables: household rows, which never leave

    def write_private(self, name: str, table: pa.Table) -> None:
        """Write a table of household rows under a name ("households/msna")."""
        write_parquet(table, self.root / "private" / f"{name}.parquet")

    def read_private(self, name: str) -> pa.Table:
        """
        Read a private table back.

        Raises:
            TraceError: nothing of that name was written.
        """
        path = self.private_path(name)
        if not path.exists():
            raise TraceError(name, "no such private table.", "Build the mission on the machine that has it.")
        return _read_parquet(path)

    def private_path(self, name: str) -> Path:
        """Where a private table stands, for an engine that reads Parquet itself."""
        return self.root / "private" / f"{name}.parquet"

    def drop_private(self, prefix: str, keep: Iterable[str]) -> None:
        """Delete private tables under a prefix that belong to nothing any more: a survey that was taken out."""
        for name in set(self.private_names(prefix)) - set(keep):
            self.private_path(name).unlink()

    def private_names(self, prefix: str) -> list[str]:
        """Names of private tables that start with a prefix, sorted."""
        base = self.root / "private"
        names = (path.relative_to(base).with_suffix("").as_posix() for path in base.rglob("*.parquet"))
        return sorted(name for name in names if name.startswith(prefix))

    # what is known from an earlier run

    def state(self, tables: Iterable[str]) -> str:
        """Fingerprint of some tables as they stand, all parts and private ones under their prefix."""
        from hashlib import sha256

        digest = sha256()
        for name in sorted(set(tables)):
            paths = [self._part(TABLES[name], step) for step in TABLES[name].by] if name in TABLES else []
            paths += [self.private_path(one) for one in self.private_names(name)]
            for path in paths:
                digest.update(path.relative_to(self.root).as_posix().encode())
                digest.update(path.read_bytes() if path.exists() else b"absent")
        return digest.hexdigest()

    def recall(self, kind: str, key: str) -> Any | None:
        """What an earlier run kept under this key, as plain JSON values, or None."""
        path = self.root / "cache" / kind / f"{key}.json"
        try:
            return json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None

    def keep(self, kind: str, key: str, value: Any) -> None:
        """Keep plain JSON values for a later run; `key` must name everything the value depends on."""
        write_bytes(self.root / "cache" / kind / f"{key}.json", msgspec.json.encode(value))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file beside and rename it into place, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write an Arrow table as Parquet, beside and renamed into place."""
    write_bytes(path, parquet_bytes(table))


def parquet_bytes(table: pa.Table) -> bytes:
    """An Arrow table as a Parquet file; the same rows give the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def fingerprint(table: pa.Table) -> str:
    """Hash of a table's columns, types and values, whatever its chunks."""
    from hashlib import sha256

    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema.remove_metadata()) as writer:
        for batch in table.combine_chunks().to_batches():
            writer.write_batch(batch)
    return sha256(memoryview(sink.getvalue())).hexdigest()[:16]


def _read_parquet(path: Path) -> pa.Table:
    import pyarrow.parquet as pq

    return pq.ParquetFile(path).read()


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table, from its columns' types."""
    import pyarrow as pa

    passage = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("text", pa.string())])
    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "number": pa.float64(),
        "numbers": pa.list_(pa.float64()),
        "integer": pa.int64(),
        "yes/no": pa.bool_(),
        "instant": pa.timestamp("us", tz="UTC"),
        "date": pa.date32(),
        "passage": passage,
        "passages": pa.list_(passage),
        "json": pa.string(),
    }
    return pa.schema([(column.name, types[column.type]) for column in table.columns])


def arrow_table(table: Table, rows: list[Any]) -> pa.Table:
    """Rows of a table in Arrow form, with the columns and types of its schema."""
    import pyarrow as pa

    columns = []
    schema = arrow_schema(table)
    for column, field in zip(table.columns, schema, strict=True):
        values = [getattr(row, column.name) for row in rows]
        if column.type in {"passage", "passages"}:
            values = msgspec.to_builtins(values)
        elif column.type == "json":
            values = [_json(value) for value in values]
        columns.append(pa.array(values, field.type))
    return pa.table(columns, schema=schema)


def _json(value: Any) -> str:
    """Values as JSON text; infinity, an open end of a design, is kept as Python writes and reads it."""
    return json.dumps(msgspec.to_builtins(value), sort_keys=True, ensure_ascii=False)


def _read_columns(path: Path, schema: pa.Schema) -> pa.Table:
    """
    A part of a table as it stands in its file.

    Raises:
        TraceError: another version of needline wrote the file, with other columns.
    """
    arrow = _read_parquet(path)
    if set(arrow.column_names) != set(schema.names):
        what = "was written by another version of needline, with other columns."
        raise TraceError(str(path), what, "Run `needline build` again.")
    return arrow.select(schema.names).cast(schema)


def _ascends(keys: pa.ChunkedArray) -> bool:
    """Whether each key is greater than the one before it."""
    import pyarrow.compute as pc

    return len(keys) < 2 or bool(pc.all(pc.less(keys[:-1], keys[1:])).as_py())  # noqa: PLR2004 - a pair


def _in_order(whole: pa.Table, key: str) -> pa.Table:
    """The first row of each key, sorted by key."""
    import pyarrow as pa

    first: dict[str, int] = {}
    for at, one in enumerate(whole[key].to_pylist()):
        first.setdefault(one, at)
    return whole.take(pa.array([first[one] for one in sorted(first)], pa.int64()))


def _place(keys: pa.ChunkedArray, key: str) -> int | None:
    """Where a key stands among sorted ones."""
    at = bisect_left(keys, key, key=lambda one: one.as_py())
    return at if at < len(keys) and keys[at].as_py() == key else None


def _plain(table: Table, arrow: pa.Table) -> list[dict[str, Any]]:
    """Rows of a table as plain values."""
    rows: list[dict[str, Any]] = arrow.to_pylist()
    for column in table.columns:
        if column.type == "json":
            for row in rows:
                row[column.name] = json.loads(row[column.name])
    return rows
