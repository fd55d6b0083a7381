"""Where the places of a map stand: to scale by their coordinates, else spread, else by the way one comes to them."""

from __future__ import annotations

import math
from itertools import combinations

import msgspec

from needline.publish.schematic import Road, Sheet, Spots, Town, apart, place

_KM_LAT, _KM_LON = 110.57, 111.32
_LEAST = 22.0
_FEW = 60
_HALF_TURN = 180.0


class Layout(msgspec.Struct, frozen=True):
    """
    Where each town stands.

    Args:
        spots: code to place on the sheet.
        km: kilometres one unit of the sheet stands for; None where it is not to scale.
        guessed: codes of towns whose coordinates nobody gave, set beside their neighbours.
    """

    spots: Spots
    km: float | None
    guessed: list[str]


def arrange(towns: list[Town], roads: list[Road], sheet: Sheet) -> Layout:
    """
    Set towns on a sheet.

    To scale, north up, where all have coordinates and none comes nearer than its mark is wide; spread to fit
    where they crowd. A town without coordinates stands beside those it has roads to. Where none has any, towns stand
    in rows by the number of legs from the way in.
    """
    known = _around([town for town in towns if town.lat is not None and town.lon is not None])
    if len(known) < 2:  # noqa: PLR2004 - one town has no direction
        return Layout(_rows(towns, roads, sheet), None, [town.code for town in towns])
    filled, guessed = _beside(towns, known, roads)
    if not guessed:
        scaled = _to_scale(known, sheet)
        if scaled is not None:
            return scaled
    return Layout(place(filled, sheet), None, guessed)


def _around(towns: list[Town]) -> list[Town]:
    """Longitudes that run on over the date line."""
    east = [town.lon or 0.0 for town in towns]
    if not east or max(east) - min(east) <= _HALF_TURN:
        return towns
    return [
        msgspec.structs.replace(town, lon=town.lon + 2 * _HALF_TURN) if (town.lon or 0.0) < 0 else town
        for town in towns
        if town.lon is not None
    ]


def _to_scale(towns: list[Town], sheet: Sheet) -> Layout | None:
    """The towns to scale; None where two would stand on each other."""
    least = 0.0 if len(towns) > _FEW else _LEAST
    middle = math.radians(sum(town.lat or 0.0 for town in towns) / len(towns))
    east = [(town.lon or 0.0) * math.cos(middle) * _KM_LON for town in towns]
    north = [(town.lat or 0.0) * _KM_LAT for town in towns]
    wide, tall = max(east) - min(east), max(north) - min(north)
    room_x, room_y = sheet.width - 2 * sheet.margin, sheet.height - 1.4 * sheet.margin
    per_km = min(room_x / wide if wide else math.inf, room_y / tall if tall else math.inf)
    if not math.isfinite(per_km):
        return None
    left, top = (sheet.width - wide * per_km) / 2, (sheet.height - tall * per_km) / 2
    spots = {
        town.code: (left + (x - min(east)) * per_km, top + (max(north) - y) * per_km)
        for town, x, y in zip(towns, east, north, strict=True)
    }
    if least and any(math.dist(one, two) < least for one, two in combinations(spots.values(), 2)):
        return None
    return Layout(spots, 1.0 / per_km, [])


def _beside(towns: list[Town], known: list[Town], roads: list[Road]) -> tuple[list[Town], list[str]]:
    """Towns with coordinates of their own, or the middle of those they have roads to; and whose were made so."""
    at = {town.code: (town.lat or 0.0, town.lon or 0.0) for town in known}
    missing = [town for town in towns if town.code not in at]
    near: dict[str, list[str]] = {}
    for road in roads:
        near.setdefault(road.start, []).append(road.end)
        near.setdefault(road.end, []).append(road.start)
    waiting = [town.code for town in missing]
    while waiting:
        found = {
            code: [at[one] for one in near.get(code, []) if one in at]
            for code in waiting
            if any(one in at for one in near.get(code, []))
        }
        if not found:
            break
        for step, (code, ones) in enumerate(sorted(found.items()), 1):
            shift = 0.02 * step
            at[code] = (
                sum(lat for lat, _ in ones) / len(ones) - shift,
                sum(lon for _, lon in ones) / len(ones) + shift,
            )
        waiting = [code for code in waiting if code not in found]
    low = min(lat for lat, _ in at.values())
    first = min(lon for _, lon in at.values())
    for step, code in enumerate(waiting, 1):
        at[code] = (low - 0.1, first + 0.1 * step)
    filled = [msgspec.structs.replace(town, lat=at[town.code][0], lon=at[town.code][1]) for town in towns]
    return filled, [town.code for town in missing]


def _rows(towns: list[Town], roads: list[Road], sheet: Sheet) -> Spots:
    """Towns in rows: the ways in above, then what one leg leads to, and so on; what no leg leads to stands last."""
    near: dict[str, list[str]] = {town.code: [] for town in towns}
    for road in roads:
        if road.start in near and road.end in near:
            near[road.start].append(road.end)
            near[road.end].append(road.start)
    row = [town.code for town in towns if town.look == "entry"] or [town.code for town in towns[:1]]
    rows: list[list[str]] = []
    seen: set[str] = set()
    while row:
        rows.append(row)
        seen |= set(row)
        row = [code for code in dict.fromkeys(two for one in row for two in near[one]) if code not in seen]
    rest = [town.code for town in towns if town.code not in seen]
    rows += [rest] if rest else []
    spots: Spots = {}
    room = sheet.height - 1.4 * sheet.margin
    for step, codes in enumerate(rows):
        y = 0.7 * sheet.margin + room * (step / (len(rows) - 1) if len(rows) > 1 else 0.5)
        wide = sheet.width - 2 * sheet.margin
        for turn, code in enumerate(codes):
            spots[code] = (sheet.margin + wide * (turn + 0.5) / len(codes), y)
    return apart(spots, sheet)


def scale_bar(km: float, sheet: Sheet) -> tuple[float, float]:
    """A round number of kilometres for the foot of a map, and how long it is on the sheet: at most a quarter."""
    most = km * sheet.width / 4
    power = 10.0 ** math.floor(math.log10(most))
    length = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= most)
    return length, length / km
