"""Observations, activities and routes: the mission's other tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from needline.model import Activity, Leg, LegState, Mission, Observation, Source, content_id
from needline.model.activity import STATUSES
from needline.model.observation import METHODS
from needline.model.route import STATES
from needline.places import Gazetteer
from needline.readers.base import MOST_PEOPLE, Door, Row

Named = TypeVar("Named", Observation, Activity)
_WORST = 5


class Known:
    """What the mission knows by name, against which cells are checked."""

    def __init__(self, mission: Mission, gazetteer: Gazetteer, sources: Iterable[Source]) -> None:
        self.mission, self.gazetteer = mission, gazetteer
        self.sectors = [sector.id for sector in mission.sectors]
        self.sources = {source.id for source in sources}

    def group(self, row: Row, column: str = "group") -> str:
        """The mission's group for a cell; empty where the cell is."""
        written = row.text(column)
        group = self.mission.group_of(written) if written else ""
        if written and not group:
            ids = ", ".join(one.id for one in self.mission.groups)
            row.say("unknown-group", column, f'"{written}" is no group.', f"The mission has {ids or 'none'}.")
        return group

    def source(self, row: Row, column: str = "source") -> str:
        """A cell as the id of a source, or as written where it is an address or a name."""
        written = row.text(column)
        if written and self.sources and written not in self.sources and "://" not in written:
            row.say(
                "unknown-source",
                column,
                f'"{written}" is not in sources.toml.',
                "Add it there, with kind and licence.",
                "warning",
            )
        return written


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


def read_activities(door: Door, known: Known) -> list[Activity]:
    """Read `activities/*.csv`: who does what, where, when, for whom."""
    rows = _rows(door, "activities", Activity.__struct_fields__, ("organisation", "sector", "place"))
    return _named_once("activity", ((row, _activity(row, known)) for row in rows))


def _activity(row: Row, known: Known) -> Activity | None:
    place, sector = row.place("place", known.gazetteer), row.choice("sector", known.sectors)
    status = row.choice("status", STATUSES, "ongoing")
    group = known.group(row)
    targeted, reached = (row.number_of(one, least=0.0, most=MOST_PEOPLE) for one in ("targeted", "reached"))
    start, end = row.day("start"), row.day("end")
    organisation = row.needed("organisation")
    row.needed("place")
    if row.bad:
        return None
    content = [row.text(one) for one in Activity.__struct_fields__ if one not in {"id", "file", "row"}]
    return Activity(
        id=_id(row, "activity", content),
        file=row.file,
        row=row.number,
        organisation=organisation,
        partner=row.text("partner"),
        donor=row.text("donor"),
        sector=sector,
        activity=row.text("activity"),
        unit=row.text("unit") or "people",
        place=place,
        group=group,
        status=status,
        start=start,
        end=end,
        targeted=targeted,
        reached=reached,
        source=known.source(row),
    )


def read_routes(door: Door, known: Known) -> tuple[list[Leg], list[LegState]]:
    """Read `routes/legs.csv` and `routes/states.csv`."""
    legs, states = door.root / "routes" / "legs.csv", door.root / "routes" / "states.csv"
    found: dict[str, Leg] = {}
    if legs.is_file():
        for row in door.rows(legs, ("id", "from", "to", "km", "hours", "vehicle"), ("id", "from", "to")):
            leg = _leg(row, known)
            if leg and leg.id in found:
                row.say("code-twice", "id", f"{leg.id} stands in row {found[leg.id].row} too.", "Rename one.")
            elif leg:
                found[leg.id] = leg
    if not states.is_file():
        return list(found.values()), []
    columns = ("leg", "from_time", "to_time", "state", "reason", "control", "source")
    rows = door.rows(states, columns, ("leg", "state"))
    return list(found.values()), [one for row in rows if (one := _state(row, found, known))]


def _leg(row: Row, known: Known) -> Leg | None:
    from_place, to_place = row.place("from", known.gazetteer), row.place("to", known.gazetteer)
    km, hours = row.number_of("km", least=0.0), row.number_of("hours", least=0.0)
    id_ = row.needed("id")
    row.needed("from")
    row.needed("to")
    if row.bad:
        return None
    return Leg(
        id=id_,
        file=row.file,
        row=row.number,
        from_place=from_place,
        to_place=to_place,
        km=km,
        hours=hours,
        vehicle=row.text("vehicle"),
    )


def _state(row: Row, legs: dict[str, Leg], known: Known) -> LegState | None:
    leg = row.needed("leg")
    if leg and leg not in legs:
        row.say("unknown-leg", "leg", f'"{leg}" is no leg of legs.csv.', "Add it there.")
    state = row.choice("state", STATES, "unknown")
    from_time, to_time = row.when("from_time"), row.when("to_time")
    if from_time and to_time and from_time.start and to_time.end and from_time.start > to_time.end:
        row.say("range", "from_time", "it ends before it begins.", "Exchange the two times.")
    if row.bad:
        return None
    content = [
        row.text(one) for one in ("leg", "from_time", "to_time", "state", "reason", "control", "source")
    ]
    return LegState(
        id=content_id("leg_state", *content),
        file=row.file,
        row=row.number,
        leg=leg,
        from_time=from_time.start if from_time else None,
        to_time=to_time.end if to_time else None,
        state=state,
        reason=row.text("reason"),
        control=row.text("control"),
        source=known.source(row),
    )


def _rows(door: Door, folder: str, columns: Iterable[str], required: Iterable[str]) -> Iterator[Row]:
    for path in door.files(folder, ".csv"):
        yield from door.rows(path, columns, required, foreign=True)


def _named_once(kind: str, read: Iterable[tuple[Row, Named | None]]) -> list[Named]:
    """Values by their ids; an id that its file gives to two different rows names the first, a hash the other."""
    found: dict[str, Named] = {}
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


def _content(value: Observation | Activity) -> list[str]:
    """All that a row says, apart from where it stands."""
    plain = msgspec.structs.asdict(value)
    return [str(plain[name]) for name in sorted(plain) if name not in {"id", "file", "row"}]


def _id(row: Row, kind: str, content: list[str]) -> str:
    """The id its file gives a row, made safe for a ref, or a hash of what the row says."""
    given = row.text("id")
    return given if given and "/" not in given else content_id(kind, *content)
