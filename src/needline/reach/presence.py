"""Who is where doing what: what each organisation does in each sector, over all places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from needline.model import Activity, Mission, Place, Presence, Recipe, content_id
from needline.reach.coverage import Cell, Ends, Key, begun, cells

ALL = "all"
EVERYBODY = ""


def presence(
    mission: Mission,
    activities: Sequence[Activity],
    population: Mapping[tuple[str, str], float],
    places: Iterable[Place],
) -> list[Presence]:
    """
    What each organisation does in each sector, and all of them together.

    Args:
        mission: its household size, and the instant before which an activity must have begun.
        activities: as read.
        population: most people of a place and group, where known.
        places: which place lies in which.
    """
    counted = [one for one in activities if begun(one, mission)]
    parents = {place.id: place.parent for place in places}
    of_whom: dict[str, list[Activity]] = {EVERYBODY: counted}
    for one in counted:
        if one.organisation:
            of_whom.setdefault(one.organisation, []).append(one)
    size = mission.figures.household_size
    return [
        row
        for who, ones in sorted(of_whom.items())
        if ones
        for row in _rows(who, ones, population, parents, size)
    ]


def _rows(
    who: str,
    ones: Sequence[Activity],
    population: Mapping[tuple[str, str], float],
    parents: Mapping[str, str],
    size: float | None,
) -> list[Presence]:
    """One organisation, sector by sector and over all."""
    made = cells(ones, parents, population, size)
    by_sector: dict[str, list[Activity]] = {ALL: list(ones)}
    for one in ones:
        by_sector.setdefault(one.sector, []).append(one)
    tops = {key: cell for key, cell in made.items() if parents.get(key[0], "") not in parents}
    found = []
    for sector, mine in sorted(by_sector.items()):
        top = tops if sector == ALL else {key: cell for key, cell in tops.items() if key[2] == sector}
        found.append(_row(who, sector, mine, top, size))
    return found


def _row(
    who: str, sector: str, ones: Sequence[Activity], tops: Mapping[Key, Cell], size: float | None
) -> Presence:
    ends = {name: _total(tops, name) for name in ("reached", "targeted", "planned")}
    args = {"household_size": size}
    recipe = Recipe(
        rule="presence@1", where={"organisation": who, "sector": sector}, rows=len(ones), args=args
    )
    return Presence(
        id=content_id("presence", who, sector),
        organisation=who,
        sector=sector,
        reached_low=ends["reached"].low,
        reached_high=ends["reached"].high,
        targeted_low=ends["targeted"].low,
        targeted_high=ends["targeted"].high,
        planned_low=ends["planned"].low,
        planned_high=ends["planned"].high,
        places=len({one.place for one in ones if one.place}),
        activities=len(ones),
        unplaced=sum(not one.place for one in ones),
        uncounted=sum(cell.found.uncounted for cell in tops.values()),
        partners=sorted({one.partner for one in ones} - {""}),
        donors=sorted({one.donor for one in ones} - {""}),
        trace=[f"activities/{one.id}" for one in ones],
        recipe=recipe.text(),
    )


def _total(tops: Mapping[Key, Cell], name: str) -> Ends:
    """
    People over all places: places side by side hold different people, and so do groups; sectors may hold the same.

    People whose group is not told may be of any group.
    """
    by_sector: dict[str, dict[str, list[Ends]]] = {}
    for (_, group, sector), cell in tops.items():
        found: Ends = getattr(cell.found, name)
        if found.low is not None:
            by_sector.setdefault(sector, {}).setdefault(group, []).append(found)
    lows, high = [], 0.0
    for groups in by_sector.values():
        low = {group: sum(one.low or 0.0 for one in ones) for group, ones in groups.items()}
        lows.append(max(low.pop("", 0.0), sum(low.values())))
        high += sum(one.high or 0.0 for ones in groups.values() for one in ones)
    return Ends(max(lows), high) if lows else Ends()


def again(
    mission: Mission,
    row: Presence,
    ones: Sequence[Activity],
    population: Mapping[tuple[str, str], float],
    places: Iterable[Place],
) -> Presence:
    """The row made again from the activities that its trace names."""
    parents = {place.id: place.parent for place in places}
    made = _rows(row.organisation, ones, population, parents, mission.figures.household_size)
    return next(one for one in made if one.sector == row.sector)
