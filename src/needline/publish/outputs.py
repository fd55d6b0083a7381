"""Publishing: every output made in memory first, and only then put into place."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

import needline
from needline.model import Mission, Setting
from needline.publish import csv, html, parquet, xlsx
from needline.store import Store

LIBRARIES = ("duckdb", "jinja2", "numpy", "pyarrow", "scipy", "xlsxwriter")


def run(mission: Mission, store: Store, out: Path, evidence: dict[str, str]) -> list[Path]:
    """
    Write everything that may leave into `out/`.

    All of it is made before the first file is touched, and each file is renamed into place, so that `out/` never
    holds half an output, and holds nothing new where a number has no trace.

    Args:
        mission: what is asked.
        store: its tables.
        out: the folder; made where it is missing.
        evidence: file inside the mission folder to the sha256 of its bytes.

    Returns:
        list: the files written, the report first.

    Raises:
        TraceError: a number has no trace, or is not what its trace gives. Nothing is written.
    """
    contents = {
        "report.html": html.render(mission, store).encode(),
        "tables.xlsx": xlsx.write(mission, store),
    }
    contents |= csv.write(store) | parquet.write(store)
    contents["run.json"] = record(store, evidence, contents)
    return _place(contents, out)


def record(store: Store, evidence: dict[str, str], contents: dict[str, bytes]) -> bytes:
    """
    The record of a run: versions, settings, and fingerprints of what went in and came out. It holds no clock.

    Args:
        store: for the settings in force.
        evidence: file to sha256.
        contents: path inside `out/` to content.
    """
    told = {
        "needline": needline.__version__,
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "settings": {row.name: row.value for row in store.read(Setting)},
        "evidence": dict(sorted(evidence.items())),
        "outputs": {path: hashlib.sha256(content).hexdigest() for path, content in sorted(contents.items())},
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _place(contents: dict[str, bytes], out: Path) -> list[Path]:
    """Write all files beside `out/`'s, then rename them into place one after another."""
    beside = out / f".{os.getpid()}.part"
    try:
        for name, content in contents.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name in contents:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).replace(out / name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return [out / name for name in contents]
