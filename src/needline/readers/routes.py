"""`routes/legs.csv`, `routes/states.csv` and `routes/indicators.csv`: roads, their states, and access as graded."""

from __future__ import annotations

from needline.model import Leg, LegState, content_id
from needline.model.route import STATES
from needline.readers.base import Door, Row
from needline.readers.known import Known


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
