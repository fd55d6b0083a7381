"""`observations/*.csv`: what the mission saw, and heard from whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from needline.model import Observation, content_id
from needline.model.observation import METHODS
from needline.readers.base import Door, Row
from needline.readers.known import Known

_WORST = 5


def read_observations(door: Door, known: Known) -> list[Observation]:
    """Read `observations/*.csv`: what the mission saw, and heard from whom."""
    columns = Observation.__struct_fields__
    wanted = (*columns, "as_of")
    rows = _rows(door, "observations", wanted, ("place", "text"))
    return _named_once("observation", ((row, _observation(row, known)) for row in rows))


def _observation(row: Row, known: Known) -> Observation | None:
    place, as_of, severity = (
        row.place("place", known.gazetteer),
        row.when("as_of"),
        row.number_of("severity", least=1.0),
    )
    method = row.choice("method", METHODS, "seen")
    sector, group = row.choice("sector", known.sectors), known.group(row)
    row.needed("place")
    row.needed("text")
    if severity is not None and (severity > _WORST or severity != int(severity)):
        row.say("range", "severity", f"{severity:g} is no class.", "Severity is a whole number from 1 to 5.")
    if row.bad:
        return None
    content = [row.text(one) for one in ("place", "as_of", "method", "informant", "sector", "group", "text")]
    return Observation(
        id=_id(row, "observation", content),
        file=row.file,
        row=row.number,
        place=place,
        as_of_text=as_of.text if as_of else "",
        as_of_start=as_of.start if as_of else None,
        as_of_end=as_of.end if as_of else None,
        method=method,
        informant=row.text("informant"),
        sector=sector,
        group=group,
        text=row.text("text"),
        severity=None if severity is None else int(severity),
        confidence=row.text("confidence"),
        source=known.source(row),
    )


def _rows(door: Door, folder: str, columns: Iterable[str], required: Iterable[str]) -> Iterator[Row]:
    for path in door.files(folder, ".csv"):
        yield from door.rows(path, columns, required, foreign=True)


def _named_once(kind: str, read: Iterable[tuple[Row, Observation | None]]) -> list[Observation]:
    """Values by their ids; an id that its file gives to two different rows names the first, a hash the other."""
    found: dict[str, Observation] = {}
    for row, one in read:
        if one is None:
            continue
        first = found.setdefault(one.id, one)
        if first is not one and _content(first) != _content(one):
            said = f'"{one.id}" names {first.file}, row {first.row} too.'
            row.say("id-twice", "id", said, "Rename one; until then this row bears a hash.", "warning")
            hashed = msgspec.structs.replace(one, id=content_id(kind, one.id, *_content(one)))
            found.setdefault(hashed.id, hashed)
    return list(found.values())


def _content(value: Observation) -> list[str]:
    """All that a row says, apart from where it stands."""
    plain = msgspec.structs.asdict(value)
    return [str(plain[name]) for name in sorted(plain) if name not in {"id", "file", "row"}]


def _id(row: Row, kind: str, content: list[str]) -> str:
    """The id its file gives a row, made safe for a ref, or a hash of what the row says."""
    given = row.text("id")
    return given if given and "/" not in given else content_id(kind, *content)
