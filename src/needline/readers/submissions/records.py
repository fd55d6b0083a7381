"""
JSON of KoboToolbox (`results`) and of ODK Central (OData, `value`): a record a submission, repeats inside it.

A name inside a group gets its group: `group/question`. A list of records is a repeat, which becomes a table of its
own whose rows know their submission.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from needline.readers.submissions.parts import ROW, Part, Telling
from needline.readers.workbooks import written

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIXES = (".json",)
BESIDE = True
_LISTS = ("results", "value", "data", "submissions")
_ODATA = re.compile(r"@odata\.|^@")
_SERVICE = re.compile(r"^_(?!_)")
"""What a server adds to a submission; lists of its records are no repeats."""


def read(telling: Telling, path: Path) -> list[Part]:
    """
    Read a JSON file.

    Args:
        telling: where problems go.
        path: the file.
    """
    text = telling.door.text(path)
    return [] if text is None else read_text(telling, text, path.stem)


def read_text(telling: Telling, text: str, name: str) -> list[Part]:
    """The tables of a JSON text: the submissions, and each repeat."""
    try:
        plain = msgspec.json.decode(text.lstrip("\ufeff"))
    except msgspec.DecodeError as error:
        found = f"is no JSON ({error}); nothing of it was read."
        telling.say("json", found, "Export it again.")
        return []
    records = _records(telling, plain)
    if records is None:
        found = f"no list of submissions: neither a list nor one under {', '.join(_LISTS)}."
        telling.say("json", found, "Save what the server answered, whole.")
        return []
    return _Tables(name).of(telling, records)


def _records(telling: Telling, plain: Any) -> list[Any] | None:
    if isinstance(plain, list):
        return plain
    if not isinstance(plain, dict):
        return None
    records: list[Any] | None = next((plain[key] for key in _LISTS if isinstance(plain.get(key), list)), None)
    if records is None:
        return [plain] if any(key in plain for key in ("_uuid", "__id", "_id", "meta/instanceID")) else None
    count = plain.get("count", plain.get("@odata.count"))
    if plain.get("next") or plain.get("@odata.nextLink") or (isinstance(count, int) and count > len(records)):
        of = f" of {count:,}" if isinstance(count, int) else ""
        found = f"one page of the server's answer: {len(records):,}{of} submissions; the others are missing."
        telling.say("one-page", found, "Save all pages as one list, or export without a limit.")
    return records


class _Tables:
    """Records taken apart into tables; the first is that of the submissions."""

    def __init__(self, name: str) -> None:
        self.main = name
        self.rows: dict[str, list[dict[str, str]]] = {name: []}
        self.inside: dict[str, str] = {}
        self.places: dict[str, list[int]] = {}
        self.texts: dict[str, set[str]] = {name: set()}
        self.numbers: dict[str, set[str]] = {name: set()}

    def of(self, telling: Telling, records: list[Any]) -> list[Part]:
        """All tables."""
        bad = []
        for place, record in enumerate(records, start=1):
            if isinstance(record, Mapping):
                self._row(self.main, "", record)
            else:
                bad.append(place)
        if bad:
            found = f"{counted_records(len(bad))} of the list no record; not read."
            telling.say("json", found, "Export it again.")
        return [self._part(name) for name in self.rows]

    def _row(self, table: str, prefix: str, record: Mapping[str, Any]) -> None:
        row: dict[str, str] = {}
        self.rows[table].append(row)
        self._fill(table, prefix, record, row)

    def _fill(self, table: str, prefix: str, record: Mapping[str, Any], row: dict[str, str]) -> None:
        for key, value in record.items():
            if _ODATA.search(key):
                continue
            name = key if not prefix or key.startswith(prefix) else prefix + key
            if isinstance(value, Mapping) and "coordinates" not in value:
                self._fill(table, name + "/", value, row)
            elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
                if _SERVICE.match(key):
                    row[name] = msgspec.json.encode(value).decode()
                else:
                    self._repeat(table, name, value)
            elif (cell := _cell(value)) != "":
                row[name] = cell
                kind = self.numbers if _is_number(value) else self.texts
                kind[table].add(name)

    def _repeat(self, table: str, name: str, records: list[Mapping[str, Any]]) -> None:
        if name not in self.rows:
            self.rows[name], self.places[name] = [], []
            self.texts[name], self.numbers[name] = set(), set()
            self.inside[name] = table
        place = len(self.rows[table]) - 1
        for record in records:
            self.places[name].append(place)
            self._row(name, name + "/", record)

    def _part(self, name: str) -> Part:
        """The table of one list of records."""
        import pyarrow as pa

        rows = self.rows[name]
        columns: dict[str, pa.Array] = {}
        for column in dict.fromkeys(column for row in rows for column in row):
            if column != ROW:
                columns[column] = pa.array([row.get(column) for row in rows], pa.string())
        columns[ROW] = pa.array(range(1, len(rows) + 1), pa.int64())
        typed = frozenset(self.numbers[name] - self.texts[name])
        places = tuple(self.places.get(name, ()))
        return Part(name, pa.table(columns), typed, inside=self.inside.get(name), places=places)


def counted_records(number: int) -> str:
    """How many entries of a list, and the verb that follows."""
    return f"{number:,} entry is" if number == 1 else f"{number:,} entries are"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    """A value as text; several answers parted by blanks; a point on a map as the server wrote it."""
    if isinstance(value, Mapping):
        return msgspec.json.encode(value).decode()
    if isinstance(value, list):
        return " ".join(one for one in map(written, value) if one)
    return written(value)
