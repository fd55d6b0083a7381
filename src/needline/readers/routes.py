"""`routes/legs.csv`, `routes/states.csv` and `routes/indicators.csv`: roads, their states, and access as graded."""

from __future__ import annotations

from needline.errors import near
from needline.model import AccessScore, Leg, LegState, content_id
from needline.model.route import INDICATORS, MOST_SEVERE, STATES, VEHICLES, classes
from needline.readers.base import Door, Row
from needline.readers.known import Known

_LEG = ("id", "from", "to", "name", "km", "hours", "vehicle")
_STATE = ("leg", "from_time", "to_time", "state", "vehicle", "reason", "control", "source")
_SCORE = ("place", "as_of", "indicator", "score", "reason", "source")


def read_routes(door: Door, known: Known) -> tuple[list[Leg], list[LegState]]:
    """Read `routes/legs.csv` and `routes/states.csv`."""
    legs, states = door.root / "routes" / "legs.csv", door.root / "routes" / "states.csv"
    found: dict[str, Leg] = {}
    if legs.is_file():
        for row in door.rows(legs, _LEG, ("id", "from", "to"), foreign=True):
            leg = _leg(row, known)
            if leg and leg.id in found:
                row.say("code-twice", "id", f"{leg.id} stands in row {found[leg.id].row} too.", "Rename one.")
            elif leg:
                found[leg.id] = leg
    if not states.is_file():
        return list(found.values()), []
    rows = door.rows(states, _STATE, ("leg", "state"), foreign=True)
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
        names=[name for one in row.text("name").split("|") if (name := one.strip())],
        km=km,
        hours=hours,
        vehicle=_vehicle(row),
    )


def _vehicle(row: Row) -> str:
    """The classes of vehicle in a cell; one that is in no order with the others is said."""
    written = row.text("vehicle")
    for one in classes(written):
        if one not in VEHICLES and one not in _ALONE:
            found = f'"{one}" is no known class; only legs and missions that name it have it.'
            row.say("unknown-word", "vehicle", found, near(one, (*VEHICLES, *_ALONE)), "warning")
    return written


_ALONE = ("boat", "ship", "helicopter", "aeroplane", "train", "animal")
"""Classes of vehicle of their own, which use no road that another class can."""


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
    content = [row.text(one) for one in _STATE if one != "vehicle" or row.text(one)]
    return LegState(
        id=content_id("leg_state", *content),
        file=row.file,
        row=row.number,
        leg=leg,
        from_time=from_time.start if from_time else None,
        to_time=to_time.end if to_time else None,
        state=state,
        vehicle=_vehicle(row),
        reason=row.text("reason"),
        control=row.text("control"),
        source=known.source(row),
    )


def read_scores(door: Door, known: Known) -> list[AccessScore]:
    """Read `routes/indicators.csv`: ACAPS' nine indicators of access as somebody graded them, 0 to 3 each."""
    path = door.root / "routes" / "indicators.csv"
    if not path.is_file():
        return []
    rows = door.rows(path, _SCORE, ("place", "indicator", "score"), foreign=True)
    return [one for row in rows if (one := _score(row, known))]


def _score(row: Row, known: Known) -> AccessScore | None:
    place, as_of = row.place("place", known.gazetteer), row.when("as_of")
    indicator = row.choice("indicator", INDICATORS)
    row.needed("place")
    row.needed("indicator")
    score = row.number_of("score", least=0.0)
    if score is not None and (score > MOST_SEVERE or score != int(score)):
        row.say("range", "score", f"{score:g} is no grade.", "An indicator is graded 0, 1, 2 or 3.")
    if row.bad:
        return None
    return AccessScore(
        id=content_id("access_score", *(row.text(one) for one in _SCORE)),
        file=row.file,
        row=row.number,
        place=place,
        as_of_text=as_of.text if as_of else "",
        as_of_start=as_of.start if as_of else None,
        as_of_end=as_of.end if as_of else None,
        indicator=indicator,
        score=None if score is None else int(score),
        reason=row.text("reason"),
        source=known.source(row),
    )
