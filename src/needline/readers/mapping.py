"""`NAME.csv.toml` beside a foreign table: what its columns mean, and which figures one of its rows holds."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from needline.errors import near

if TYPE_CHECKING:
    from needline.readers.base import Door

_TABLES = ("columns", "fixed", "made", "values", "also", "places")


class Columns(msgspec.Struct, frozen=True):
    """
    How the cells of a foreign row become ours.

    Args:
        columns: ours to theirs; of several of theirs the first that is filled, of none nothing.
        fixed: ours to a text that every row shares.
        made: ours to a text with their columns in braces ("{operation} {round}").
        values: ours to what their words are in ours ("INN" is "in_need"); a word not named stays.
        also: further figures of each row, each with what differs of the above; they have no id of their own.
        levels: their columns of places from the widest; each place lies in the one before.
    """

    columns: dict[str, tuple[str, ...]] = {}
    fixed: dict[str, str] = {}
    made: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    also: tuple[Columns, ...] = ()
    levels: tuple[str, ...] = ()

    def settled(self) -> set[str]:
        """Our columns that need no header of their own."""
        return {*self.columns, *self.fixed, *self.made}

    def named(self, cells: Mapping[str, str], ours: Iterable[str]) -> Iterator[dict[str, str]]:
        """What one row holds under our columns: itself, then each further figure that has a number of its own."""
        first = self.one(cells, ours)
        yield first
        for one in self.also:
            again = {**first, "id": "", **one.one(cells, [*one.columns, *one.made, *one.fixed])}
            if any(again.get(name) for name in one.columns):
                yield again

    def one(self, cells: Mapping[str, str], ours: Iterable[str]) -> dict[str, str]:
        """What one row holds under some of our columns, further figures apart."""
        if not (self.columns or self.fixed or self.made or self.values):
            return {name: cells.get(name, "") for name in ours}
        found = {}
        for name in ours:
            theirs = self.columns.get(name, (name,))
            written = next((cells[one] for one in theirs if cells.get(one)), "")
            written = self.values.get(name, {}).get(written, written)
            found[name] = written or self._made(name, cells) or self.fixed.get(name, "")
        return found

    def _made(self, name: str, cells: Mapping[str, str]) -> str:
        template = self.made.get(name, "")
        return " ".join(template.format_map(_Cells(cells)).split()) if template else ""

    def lies_in(self, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Each place of a row and the place it lies in."""
        filled = [cells[one] for one in self.levels if cells.get(one)]
        yield from zip(filled[1:], filled, strict=False)


class _Cells(dict[str, str]):
    def __missing__(self, _key: str) -> str:
        return ""


def read_columns(door: Door, beside: Path, header: Sequence[str]) -> Columns:
    """Read a mapping file; a column of theirs that the table lacks, or a template that is none, is a problem."""
    return _columns(door, beside, door.toml(beside), header, "") if beside.exists() else Columns()


def _columns(door: Door, beside: Path, stated: Mapping[str, Any], header: Sequence[str], at: str) -> Columns:
    for key in sorted(set(stated) - set(_TABLES)):
        door.say(
            "unknown-key", beside, f"{at}{key}", "not a table of a mapping.", near(key, _TABLES), "warning"
        )
    columns: dict[str, tuple[str, ...]] = {}
    for ours, theirs in _table(stated, "columns").items():
        several = tuple(str(one) for one in (theirs if isinstance(theirs, list) else [theirs]))
        for one in several:
            if one not in header:
                door.say("unknown-column", beside, f"{at}{ours}", f'no column "{one}".', near(one, header))
        columns[str(ours)] = several
    made = {str(key): str(value) for key, value in _table(stated, "made").items()}
    for ours, template in list(made.items()):
        wrong = _wrong(template, header)
        if wrong is not None:
            mend = f"Their columns stand in braces. {near(wrong, header)}"
            door.say("unknown-column", beside, f"{at}{ours}", f'"{template}" cannot be filled.', mend)
            del made[ours]
    values = {
        str(ours): {str(key): str(one) for key, one in words.items()}
        for ours, words in _table(stated, "values").items()
        if isinstance(words, dict)
    }
    also = stated.get("also", [])
    several_more = also if isinstance(also, list) else []
    return Columns(
        columns,
        {str(key): str(value) for key, value in _table(stated, "fixed").items()},
        made,
        values,
        tuple(
            _columns(door, beside, one, header, f"also {number}, ")
            for number, one in enumerate(several_more, start=1)
            if isinstance(one, dict)
        ),
        tuple(str(one) for one in _table(stated, "places").get("levels", [])),
    )


def _table(stated: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = stated.get(name, {})
    return found if isinstance(found, dict) else {}


def _wrong(template: str, header: Sequence[str]) -> str | None:
    """A name in a template that is no header; None where all are."""
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
    except ValueError:
        return template
    return next((name for name in names if name not in header), None)
