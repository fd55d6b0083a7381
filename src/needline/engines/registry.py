"""The engines by name. A new one is a class with the methods of `Engine` and a line here."""

from __future__ import annotations

from collections.abc import Callable

from needline.engines.base import Engine
from needline.errors import UnknownNameError


def _duckdb() -> Engine:
    from needline.engines.duckdb import DuckDB

    return DuckDB()


ENGINES: dict[str, Callable[[], Engine]] = {"duckdb": _duckdb}


def open_engine(name: str = "duckdb") -> Engine:
    """
    Open an engine.

    Raises:
        UnknownNameError: no engine has that name.
    """
    if name not in ENGINES:
        raise UnknownNameError("engine", name, ENGINES)
    return ENGINES[name]()
