"""Roads: legs between places, what is known of their state at a time, and access as graded by observers."""

from __future__ import annotations

import datetime as dt

import msgspec

STATES = ("open", "restricted", "closed", "unknown")

VEHICLES = ("truck", "light truck", "car", "4x4", "motorcycle", "foot")
"""Classes of vehicle, the most demanding first: what one can use, those after it can."""

INDICATORS = {
    "denial": ("people in need", "Authorities or others deny that people have needs, or are entitled to aid"),
    "obstruction": ("people in need", "People in need are kept from services and aid"),
    "entry": ("aid organisations", "Entry of staff and goods into the country or area is hindered"),
    "movement": ("aid organisations", "Movement of staff and goods inside it is restricted"),
    "interference": ("aid organisations", "Aid is interfered with while it is given"),
    "violence": ("aid organisations", "Staff, premises and goods are attacked"),
    "hostilities": ("surroundings", "Hostilities and insecurity hinder aid"),
    "mines": ("surroundings", "Mines and unexploded ordnance"),
    "terrain": ("surroundings", "Terrain, climate and lacking roads or networks"),
}
"""The nine indicators of ACAPS' humanitarian access scale: id to pillar (whose access) and what it looks at."""

MOST_SEVERE = 3


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """
    A leg of road between two places, usable both ways.

    Args:
        id: as its file gives it.
        file, row: where it stands.
        from_place, to_place: place codes.
        names: what it is called ("Lachin road"), where it has names of its own.
        km, hours: length, and usual time for the vehicle; None where not known.
        vehicle: classes of vehicle that can use it, separated by `|`; empty where any.
    """

    id: str
    file: str
    row: int
    from_place: str
    to_place: str
    names: list[str] = []
    km: float | None
    hours: float | None
    vehicle: str


class LegState(msgspec.Struct, frozen=True, kw_only=True):
    """
    The state of a leg during a time.

    Args:
        id: hash of its content.
        file, row: where it stands.
        leg: the leg's id.
        from_time, to_time: from and up to this instant; None is open.
        state: open, restricted, closed or unknown.
        vehicle: classes of vehicle that can use it in this state; empty where those of the leg.
        reason, control: as written.
        source: id in `sources.toml`.
    """

    id: str
    file: str
    row: int
    leg: str
    from_time: dt.datetime | None
    to_time: dt.datetime | None
    state: str
    vehicle: str = ""
    reason: str
    control: str
    source: str


class AccessScore(msgspec.Struct, frozen=True, kw_only=True):
    """
    One of the nine indicators of ACAPS' access scale, as somebody graded it; no overall grade is computed.

    Args:
        id: hash of its content.
        file, row: where it stands.
        place: place code.
        as_of_text, as_of_start, as_of_end: when, as for a count.
        indicator: id of the indicator.
        score: 0 to 3; None where it could not be graded.
        reason: as written.
        source: id in `sources.toml`, or an address as written.
    """

    id: str
    file: str
    row: int
    place: str
    as_of_text: str
    as_of_start: dt.datetime | None
    as_of_end: dt.datetime | None
    indicator: str
    score: int | None
    reason: str
    source: str


def classes(vehicle: str) -> list[str]:
    """The classes of vehicle in a cell, in small letters."""
    return [" ".join(one.casefold().split()) for one in vehicle.split("|") if one.strip()]


def usable(vehicle: str, by: str) -> bool:
    """
    Whether a class of vehicle can use a leg.

    Args:
        vehicle: the classes that can, as `Leg` and `LegState` write them; empty for any.
        by: the class asked for; empty for whatever gets through.
    """
    able = classes(vehicle)
    if not by or not able or by in able:
        return True
    if by not in VEHICLES:
        return False
    return any(one in VEHICLES and VEHICLES.index(one) <= VEHICLES.index(by) for one in able)
