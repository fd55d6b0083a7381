"""Roads: legs between places, and what is known of their state at a time."""

from __future__ import annotations

import datetime as dt

import msgspec

STATES = ("open", "restricted", "closed", "unknown")


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """
    A leg of road between two places, usable both ways.

    Args:
        id: as its file gives it.
        file, row: where it stands.
        from_place, to_place: place codes.
        km, hours: length, and usual time for the vehicle; None where not known.
        vehicle: class of vehicle that can use it; empty where any.
    """

    id: str
    file: str
    row: int
    from_place: str
    to_place: str
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
    reason: str
    control: str
    source: str
