"""Who does what, where, when, for whom: the response."""

from __future__ import annotations

import msgspec

STATUSES = ("planned", "ongoing", "completed")


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """
    One activity of the response.

    Args:
        id: as its file gives it, or a hash of its content.
        file, row: where it stands.
        organisation, partner, donor: who.
        sector: id of a sector.
        activity: what, as written.
        unit: what is counted: people, households, or another word as written.
        place: place code.
        group: id of a population group; empty where for all.
        status: planned, ongoing or completed.
        start, end: ISO dates as written; empty where not known.
        targeted, reached: how many of the unit; None where not known.
        source: id in `sources.toml`, or an address as written.
    """

    id: str
    file: str
    row: int
    organisation: str
    partner: str
    donor: str
    sector: str
    activity: str
    unit: str
    place: str
    group: str
    status: str
    start: str
    end: str
    targeted: float | None
    reached: float | None
    source: str
