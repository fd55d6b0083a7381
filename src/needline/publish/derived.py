"""
Numbers that are no cell of a table but a count of its rows: "81 counts", "4 conflicts".

There is one kind of them, so that each can be opened and counted again:

    rows/TABLE                          how many rows the table holds
    rows/TABLE?column=value             of those, how many have this value
    rows/TABLE?column=value&column!=    several conditions, all of which must hold

A cell is compared as text: a list joined by "|", yes/no for truth, nothing for a missing value. Values are
percent-encoded, so that a ref stays one word and can be given to `needline trace`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

import numpy as np

from needline.errors import TraceError
from needline.model import Ref
from needline.store import TABLES, Store

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = "rows"


class Condition(NamedTuple):
    """One condition on a row: a column that has, or has not, a value."""

    column: str
    value: str
    equal: bool


def rows_ref(
    table: str, where: Mapping[str, str] | None = None, unless: Mapping[str, str] | None = None
) -> Ref:
    """
    Name a count of rows.

    Args:
        table: name of a public table.
        where: column to the value it must have.
        unless: column to the value it must not have.
    """
    conditions = [f"{column}={quote(value, safe='')}" for column, value in (where or {}).items()]
    conditions += [f"{column}!={quote(value, safe='')}" for column, value in (unless or {}).items()]
    return Ref(ROWS, table + ("?" + "&".join(conditions) if conditions else ""))


def selection(ref: Ref) -> tuple[str, list[Condition]]:
    """
    Read a count's table and conditions back.

    Raises:
        TraceError: no public table of that name, or a column it does not have.
    """
    name, _, rest = ref.key.partition("?")
    table = TABLES.get(name)
    if table is None or table.private:
        raise TraceError(str(ref), f"{name} is no public table.")
    conditions = []
    for part in filter(None, rest.split("&")):
        column, _, value = part.partition("=")
        equal = not column.endswith("!")
        column = column.rstrip("!")
        if column not in {one.name for one in table.columns}:
            raise TraceError(str(ref), f"{name} has no column {column}.")
        conditions.append(Condition(column, unquote(value), equal))
    return name, conditions


def count_rows(store: Store, ref: Ref) -> int:
    """Count the rows that a `rows/...` ref names."""
    name, conditions = selection(ref)
    table = TABLES[name]
    if all(table.column(one.column).type == "text" for one in conditions):
        return _count(store.table(name), conditions)
    return sum(
        all((_plain(getattr(row, one.column)) == one.value) is one.equal for one in conditions)
        for row in store.read(TABLES[name].row)
    )


def _count(columns: pa.Table, conditions: list[Condition]) -> int:
    """Count rows by texts alone, a column at a time."""
    import pyarrow.compute as pc

    held = np.ones(len(columns), np.bool_)
    for one in conditions:
        same = pc.equal(columns[one.column].fill_null(""), one.value).to_numpy()
        held &= same if one.equal else ~same
    return int(held.sum())


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "|".join(_plain(one) for one in value)
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return str(value)
