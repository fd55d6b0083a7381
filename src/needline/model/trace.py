"""The way back from a number to its evidence."""

from __future__ import annotations

from typing import Any

import msgspec


class Ref(msgspec.Struct, frozen=True, order=True):
    """
    A cell of a table: what a printed number points at.

    Args:
        table: name of a table of the store ("figures").
        key: the row's id.
        column: the column; empty where the whole row is meant.
    """

    table: str
    key: str
    column: str = ""

    def __str__(self) -> str:
        """`table/key` or `table/key/column`, as printed and as `needline trace` takes it."""
        return "/".join(part for part in (self.table, self.key, self.column) if part)


def read_ref(text: str) -> Ref:
    """
    Read `table/key` or `table/key/column` back.

    Raises:
        ValueError: the text has another form.
    """
    parts = text.split("/")
    if len(parts) not in {2, 3} or not all(parts):
        raise ValueError(f'"{text}" is no trace: it is written table/id or table/id/column')
    return Ref(*parts)


class Recipe(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    How a row was made, so that following it gives the row's values again.

    Args:
        rule: the rule's name, with its version after an `@` ("range@1").
        table: for a row made from many rows, the private or public table they stand in.
        fingerprint: hash of that table when the row was made.
        where: the selection: column to value.
        rows: how many rows were selected.
        args: what else the rule was given.
    """

    rule: str
    table: str = ""
    fingerprint: str = ""
    where: dict[str, str] = {}
    rows: int | None = None
    args: dict[str, Any] = {}

    def text(self) -> str:
        """As stored in a table's `recipe` column."""
        return msgspec.json.encode(self, order="sorted").decode()


def read_recipe(text: str) -> Recipe:
    """Read a `recipe` column back."""
    return msgspec.json.decode(text, type=Recipe)
