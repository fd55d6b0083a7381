"""A place of the mission, with every name it has."""

from __future__ import annotations

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """
    A place: its P-code or another code, and all its names.

    Args:
        id: the code.
        name: all names shown together, in the order the mission sets ("Stepanakert / Khankendi").
        names: the same, one by one.
        aliases: other spellings, read but not shown.
        kind: country, area, town, crossing, camp, or another word of the mission's.
        parent: code of the place it lies in; empty at the top.
        lat, lon: degrees, WGS 84; None where not known.
    """

    id: str
    name: str
    names: list[str]
    aliases: list[str] = []
    kind: str = ""
    parent: str = ""
    lat: float | None = None
    lon: float | None = None
