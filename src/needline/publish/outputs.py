"""Publishing: every output made beside what stands, and only then put into place."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

import needline
from needline.model import Mission, Setting
from needline.publish import csv, html, parquet, xlsx
from needline.publish.numbers import Numbers
from needline.publish.public import public_columns, public_tables
from needline.store import TABLES, Store
from needline.store.hashes import file_hash

RESTRICTING = ("sources", "reports", "claims")
"""Tables on which it depends whose words may leave."""
LIBRARIES = ("duckdb", "jinja2", "numpy", "pyarrow", "scipy", "xlsxwriter")


def run(
    mission: Mission, store: Store, out: Path, evidence: dict[str, str], code: str = ""
) -> dict[Path, str]:
    """
    Write everything that may leave into `out/`.

    All of it is made beside the files that stand there and then renamed into place, so that `out/` never holds half
    an output, and holds nothing new where a number has no trace. A table that is as it was when it was written last
    stays as it is.

    Args:
        mission: what is asked.
        store: its tables.
        out: the folder; made where it is missing.
        evidence: file inside the mission folder to the sha256 of its bytes.
        code: fingerprint of needline; what another has written is written again.

    Returns:
        dict: all that stands in the folder, the report first, each with the sha256 of its bytes.

    Raises:
        TraceError: a number has no trace, or is not what its trace gives. Nothing is written.
    """
    tables = {table.name: public_columns(store, table) for table in public_tables()}
    numbers = Numbers(store)
    for name, columns in tables.items():
        numbers.ground_all(TABLES[name], columns)
    keys = {name: f"{code} {store.state((name, *RESTRICTING))}" for name in tables}
    stand = _standing(store, out, keys)
    changed = {name: columns for name, columns in tables.items() if _of(name)[0] not in stand}
    with _beside(out) as beside:
        (beside / "report.html").write_text(html.render(mission, store), "utf-8")
        (beside / "tables.xlsx").write_bytes(xlsx.write(mission, tables))
        for name, columns in changed.items():
            csv.write(TABLES[name], columns, beside / f"csv/{name}.csv")
            parquet.write(store, TABLES[name], columns, beside / f"tables/{name}.parquet")
        made = ("report.html", "tables.xlsx", *(file for name in changed for file in _of(name)))
        seen = {name: file_hash(beside / name) for name in made} | stand
        (beside / "run.json").write_bytes(record(store, evidence, seen))
        seen["run.json"] = file_hash(beside / "run.json")
        for name in (*made, "run.json"):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).replace(out / name)
    store.keep("publish", "tables", {name: [key, *map(seen.get, _of(name))] for name, key in keys.items()})
    return {out / name: digest for name, digest in seen.items()}


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A folder inside `out/` for what is being made; where that breaks off, nothing is left of it."""
    new = not out.exists()
    beside = out / f".{os.getpid()}.part"
    try:
        for folder in ("csv", "tables"):
            (beside / folder).mkdir(parents=True, exist_ok=True)
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        if new and not any(out.iterdir()):
            out.rmdir()


def _of(table: str) -> tuple[str, str]:
    """The files of a table."""
    return f"csv/{table}.csv", f"tables/{table}.parquet"


def _standing(store: Store, out: Path, keys: dict[str, str]) -> dict[str, str]:
    """The files of tables that stand as they were written from the tables of now, each with its sha256."""
    known = store.recall("publish", "tables") or {}
    found: dict[str, str] = {}
    for name, key in keys.items():
        files = _of(name)
        if known.get(name, [""])[0] == key and [file_hash(out / one) for one in files] == known[name][1:]:
            found |= dict(zip(files, known[name][1:], strict=True))
    return found


def record(store: Store, evidence: dict[str, str], outputs: dict[str, str]) -> bytes:
    """
    The record of a run: versions, settings, and fingerprints of what went in and came out. It holds no clock.

    Args:
        store: for the settings in force.
        evidence: file to sha256.
        outputs: path inside `out/` to sha256.
    """
    told = {
        "needline": needline.__version__,
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "settings": {row.name: row.value for row in store.read(Setting)},
        "evidence": dict(sorted(evidence.items())),
        "outputs": dict(sorted(outputs.items())),
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
