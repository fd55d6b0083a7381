"""What the mission saw, and heard from whom."""

from __future__ import annotations

import datetime as dt

import msgspec

METHODS = ("seen", "heard", "key_informant", "focus_group", "published")


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """
    One thing the mission saw or heard.

    Args:
        id: as its file gives it, or a hash of its content.
        file, row: where it stands.
        place: place code.
        as_of_text, as_of_start, as_of_end: when.
        method: seen, heard, key_informant, focus_group; or published, where the severity is the class that
            published indicators give the area.
        informant: by role, never by name ("hospital staff").
        sector: id of a sector; empty where it concerns none.
        group: id of a population group; empty where it concerns all.
        text: in the mission's own words.
        severity: 1 to 5 as the observer judged it; None where not judged.
        confidence: Admiralty 1 to 6, as text; empty where not graded.
        source: id in `sources.toml`.
    """

    id: str
    file: str
    row: int
    place: str
    as_of_text: str
    as_of_start: dt.datetime | None
    as_of_end: dt.datetime | None
    method: str
    informant: str
    sector: str
    group: str
    text: str
    severity: int | None
    confidence: str
    source: str
