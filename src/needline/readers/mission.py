"""`mission.toml` and `sources.toml`: what the mission asks, and who stands behind its evidence."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from needline.errors import MissionError, near
from needline.model import (
    FigureRules,
    Group,
    Kind,
    Mission,
    Sector,
    Source,
    Standard,
    Thresholds,
    When,
    read_when,
)
from needline.model.source import SOURCE_KINDS
from needline.model.when import HOW_TO_WRITE
from needline.readers.base import Door
from needline.readers.decoding import decode

Value = TypeVar("Value", bound=msgspec.Struct)


def read_mission(root: Path) -> tuple[Mission, Door, dict[str, Any]]:
    """
    Read `mission.toml`, the one file without which nothing can be read.

    Args:
        root: the mission folder.

    Returns:
        tuple: the mission; the door, with its zone and the problems met; and the file as plain values.

    Raises:
        MissionError: there is no such file, it is no TOML, or it states no readable `as_of`.
    """
    path = root / "mission.toml"
    if not path.is_file():
        raise MissionError(
            "mission.toml", "not found in this folder.", "`needline new DIR` makes a folder to start from."
        )
    stated = _stated(path)
    zone = _zone(str(stated.get("zone", "UTC")))
    door = Door(root, zone)
    door.text(path)
    as_of = _instant(stated.get("as_of"), zone)
    known_at, compared_with = stated.get("known_at"), stated.get("compared_with")
    values = _Values(door, path, stated)
    mission = Mission(
        title=values.text("title", "A needs assessment"),
        question=values.text("question", ""),
        as_of=as_of,
        known_at=_when("known_at", known_at, zone) if known_at else None,
        zone=zone.key,
        languages=values.texts("languages") or ["en"],
        name_order=values.texts("name_order"),
        area_level=values.text("area_level", "area"),
        groups=values.each("groups", Group),
        sectors=values.each("sectors", Sector),
        standards=values.each("standards", Standard),
        thresholds=values.one("thresholds", Thresholds, Thresholds()),
        figures=values.one("figures", FigureRules, FigureRules()),
        kinds=values.named("kinds", Kind),
        entries=values.texts("entries"),
        vehicles=values.texts("vehicles"),
        compared_with=_when("compared_with", compared_with, zone) if compared_with else None,
        synthetic=values.texts("synthetic"),
    )
    values.unread(Mission.__struct_fields__)
    return mission, door, stated


_KEY = re.compile(r"`\$\.(?P<name>\w+)")


def _stated(path: Path) -> dict[str, Any]:
    """The file as plain values."""
    read = decode(path.read_bytes())
    if read.text is None:
        raise MissionError(
            "mission.toml", f"{read.encoding}, no text.", "Put its content back, as UTF-8 text."
        )
    try:
        return tomllib.loads(read.text)
    except tomllib.TOMLDecodeError as error:
        raise MissionError("mission.toml", f"not valid TOML: {error}.", "Mend that line.") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise MissionError(
            "mission.toml, zone", f'"{name}" is no time zone.', 'Write it as "Africa/Nairobi".'
        ) from None


def _when(key: str, value: Any, zone: ZoneInfo) -> When:
    try:
        return read_when(value.isoformat() if isinstance(value, dt.date | dt.datetime) else str(value), zone)
    except ValueError as error:
        raise MissionError(f"mission.toml, {key}", str(error), HOW_TO_WRITE) from None


def _instant(value: Any, zone: ZoneInfo) -> dt.datetime:
    if value is None:
        raise MissionError(
            "mission.toml, as_of",
            "not stated.",
            "Write the instant assessed: as_of = 2023-10-01T15:00:00+04:00.",
        )
    when = _when("as_of", value, zone)
    assert when.end is not None, "a stated date has an end"
    return when.end


class _Values:
    """The values of a TOML file, each taken by name and type; what does not fit is a problem."""

    def __init__(self, door: Door, path: Path, stated: dict[str, Any]) -> None:
        self.door, self.path, self.stated = door, path, stated

    def text(self, name: str, default: str) -> str:
        value = self.stated.get(name, default)
        if isinstance(value, str):
            return value
        self._wrong(name, value, "a text in quotes")
        return default

    def texts(self, name: str) -> list[str]:
        value = self.stated.get(name, [])
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return value
        self._wrong(name, value, 'a list of texts, ["one", "two"]')
        return []

    def one(self, name: str, kind: type[Value], default: Value) -> Value:
        return self._convert(name, self.stated.get(name, {}), kind) or default

    def each(self, name: str, kind: type[Value]) -> list[Value]:
        value = self.stated.get(name, [])
        if not isinstance(value, list):
            self._wrong(name, value, f"a list: [[{name}]] before each")
            return []
        found = (self._convert(f"{name} {number}", one, kind) for number, one in enumerate(value, 1))
        return [one for one in found if one is not None]

    def named(self, name: str, kind: type[Value]) -> dict[str, Value]:
        value = self.stated.get(name, {})
        if not isinstance(value, dict):
            self._wrong(name, value, f"tables: [{name}.NAME] before each")
            return {}
        found = {key: self._convert(f"{name}.{key}", one, kind) for key, one in value.items()}
        return {key: one for key, one in found.items() if one is not None}

    def _convert(self, name: str, value: Any, kind: type[Value]) -> Value | None:
        if isinstance(value, dict):
            fields = getattr(kind, "__struct_fields__", ())
            for key in sorted(set(value) - set(fields)):
                self.door.say(
                    "unknown-key", self.path, f"{name}.{key}", "not a setting.", near(key, fields), "warning"
                )
            value = {key: one for key, one in value.items() if key in fields}
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            self.door.say(
                "setting", self.path, name, f"cannot be used: {error}.", "Mend it; a default holds."
            )
            return self._without(name, value, kind, str(error))

    def _without(self, name: str, value: Any, kind: type[Value], error: str) -> Value | None:
        """The table without the key that an error names, so that the other settings of it hold."""
        key = _KEY.search(error)
        optional = {field.name for field in msgspec.structs.fields(kind) if not field.required}
        if not isinstance(value, dict) or key is None or key["name"] not in optional:
            return None
        rest = {one: stated for one, stated in value.items() if one != key["name"]}
        return self._convert(name, rest, kind)

    def _wrong(self, name: str, value: Any, wanted: str) -> None:
        found = f"{type(value).__name__} where {wanted} is wanted."
        self.door.say("setting", self.path, name, found, "Mend it; a default holds.")

    def unread(self, known: tuple[str, ...]) -> None:
        for key in sorted(set(self.stated) - set(known)):
            self.door.say("unknown-key", self.path, key, "not a setting.", near(key, known), "warning")


def read_sources(door: Door) -> list[Source]:
    """Read `sources.toml`: a table a source. One that cannot be used is a problem."""
    path = door.root / "sources.toml"
    if not path.is_file():
        return []
    return [one for id_, value in sorted(door.toml(path).items()) if (one := _source(door, path, id_, value))]


def _source(door: Door, path: Path, id_: str, value: Any) -> Source | None:
    try:
        source = msgspec.convert({**value, "id": id_}, Source)
    except (msgspec.ValidationError, TypeError) as error:
        door.say(
            "source", path, f'"{id_}"', f"cannot be used: {error}.", 'It wants name = "…" and kind = "…".'
        )
        return None
    _one_of(
        door, path, f'"{id_}", kind', source.kind, SOURCE_KINDS.__contains__, near(source.kind, SOURCE_KINDS)
    )
    _one_of(
        door,
        path,
        f'"{id_}", reliability',
        source.reliability,
        set("ABCDEF").__contains__,
        "Grade it A to F.",
    )
    if not source.licence:
        mend = 'Add licence = "CC-BY-4.0", or "restricted" if it may not be quoted.'
        door.say("licence", path, f'"{id_}"', "no licence.", mend, "warning")
    return source


def _one_of(door: Door, path: Path, where: str, value: str, known: Callable[[str], bool], mend: str) -> None:
    if not value or not known(value):
        door.say("unknown-word", path, where, f'"{value}" is not known.', mend)
