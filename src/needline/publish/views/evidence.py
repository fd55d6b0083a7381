"""The evidence: every row that a number of the report opens to, and all it rests on."""

from __future__ import annotations

from typing import Any

import msgspec

from needline.model import Need, Ref
from needline.publish import words
from needline.publish.derived import ROWS
from needline.publish.entries import Entry, entry
from needline.publish.marks import Marks


class Part(msgspec.Struct, frozen=True):
    """The entries of one table, under a heading."""

    table: str
    heading: str
    entries: list[Entry]


def evidence(marks: Marks) -> list[Part]:
    """
    Gather what was opened so far and, step by step, everything that it rests on.

    Called last: an entry opens further rows, until nothing new is named.
    """
    made: dict[Ref, Entry] = {}
    while todo := [ref for ref in marks.numbers.opened if ref not in made]:
        for ref in todo:
            made[ref] = entry(marks, ref)
    parts = []
    for table, heading in words.TABLES.items():
        refs = sorted((ref for ref in made if ref.table == table), key=lambda ref: _order(marks, ref))
        entries = [made[ref] for ref in refs]
        if entries:
            parts.append(Part(table, heading, entries))
    return parts


def _order(marks: Marks, ref: Ref) -> tuple[Any, ...]:
    """Needs by group and place, what stands in a file by its row, the rest by id."""
    row = None if ref.table == ROWS else marks.store.cell(ref)
    if isinstance(row, Need):
        return row.group, marks.by_name(row.place), row.sector != "all", row.sector
    return getattr(row, "file", ""), getattr(row, "row", 0), str(ref)
