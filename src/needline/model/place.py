"""A place of the mission, with every name it has."""

from __future__ import annotations

from collections.abc import Iterable

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


def areas_under(code: str, kind: str, places: Iterable[Place]) -> list[Place]:
    """
    The places of a kind that lie in a place, directly or in places between (a district in a province in a country).

    Args:
        code: the place that holds them.
        kind: the mission's `area_level`.
        places: all that are known; their order is kept.
    """
    listed = list(places)
    parents = {one.id: one.parent for one in listed}
    return [one for one in listed if one.kind == kind and _lies_in(one.parent, code, parents)]


def _lies_in(place: str, code: str, parents: dict[str, str]) -> bool:
    seen: set[str] = set()
    while place and place != code and place not in seen:
        seen.add(place)
        place = parents.get(place, "")
    return bool(place) and place == code
