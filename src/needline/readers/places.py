"""`places.csv`: every place of the mission, with all its names."""

from __future__ import annotations

import re
from pathlib import Path

from needline.model import Mission, Place
from needline.readers.base import Door, Row

COLUMNS = ("code", "name", "aliases", "kind", "parent", "lat", "lon")
_CODE = re.compile(r"[\w.-]+")
_LARGEST = {"lat": 90.0, "lon": 180.0}


def read_places(door: Door, mission: Mission, path: Path | None = None) -> list[Place]:
    """
    Read `places.csv`, or a file of its columns elsewhere.

    A `name` cell holds all names of the place, separated by `|`; the first that the mission's `name_order` lists
    leads, else the file's order stays. A code that stands twice keeps its first row; the other is a problem.
    """
    path = path or door.root / "places.csv"
    if not path.is_file():
        return []
    found: dict[str, Place] = {}
    rows: dict[str, Row] = {}
    for row in door.rows(path, COLUMNS, required=("code", "name")):
        place = _place(row, mission)
        if not place:
            continue
        if place.id in found:
            first = f"{place.id} already names {found[place.id].name} in row {rows[place.id].number}."
            row.say("code-twice", "code", first, "Give one of them another code.")
            continue
        found[place.id], rows[place.id] = place, row
    for code, place in found.items():
        if place.parent and place.parent not in found:
            rows[code].say(
                "unknown-place", "parent", f'"{place.parent}" is no code here.', "Add it as a row."
            )
        elif _circular(place, found):
            rows[code].say("circle", "parent", f"{code} lies within itself.", "Mend one of the parents.")
            found[code] = _top(place)
    return list(found.values())


def _place(row: Row, mission: Mission) -> Place | None:
    code = row.needed("code")
    names = [one.strip() for one in row.needed("name").split("|") if one.strip()]
    if code and not _CODE.fullmatch(code):
        row.say("code", "code", f'"{code}" is no code.', "Use letters, digits, points and hyphens.")
    if row.bad or not names:
        return None
    order = {name: position for position, name in enumerate(mission.name_order)}
    names.sort(key=lambda name: order.get(name, len(order)))
    return Place(
        id=code,
        name=" / ".join(names),
        names=names,
        aliases=[one.strip() for one in row.text("aliases").split("|") if one.strip()],
        kind=row.text("kind"),
        parent=row.text("parent"),
        lat=_degrees(row, "lat"),
        lon=_degrees(row, "lon"),
    )


def _degrees(row: Row, column: str) -> float | None:
    return row.number_of(column, least=-_LARGEST[column], most=_LARGEST[column])


def _circular(place: Place, places: dict[str, Place]) -> bool:
    seen, at = {place.id}, place.parent
    while at in places:
        if at in seen:
            return at == place.id
        seen.add(at)
        at = places[at].parent
    return False


def _top(place: Place) -> Place:
    import msgspec

    return msgspec.structs.replace(place, parent="")
