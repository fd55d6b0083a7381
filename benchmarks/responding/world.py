"""A made operation: areas in regions, activities of many organisations, and a network of roads that hangs together."""

from __future__ import annotations

import csv
import datetime as dt
import random
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from needline.model import Activity, Group, Leg, LegState, Mission, Place, Population, Range, Sector

NOW = dt.datetime(2024, 5, 10, 12, tzinfo=dt.UTC)
_A_REGION = 20
_SHOWN = (
    "Agency",
    "Cluster",
    "Admin2 Pcode",
    "Status",
    "Start date",
    "People reached",
    "People targeted",
    "Remarks",
)


class World(NamedTuple):
    """All that is made, as values."""

    mission: Mission
    places: list[Place]
    activities: list[Activity]
    population: dict[tuple[str, str], float]
    people: dict[tuple[str, str], Population]
    legs: list[Leg]
    states: list[LegState]

    def write(self, root: Path) -> None:
        """The same as the files of a mission."""
        lines = [f'title = "Made"\nas_of = {NOW.isoformat()}\nentries = ["A0", "A1"]\n']
        lines += [f'[[groups]]\nid = "{one.id}"\nnames = ["{one.id}"]\n' for one in self.mission.groups]
        lines += [f'[[sectors]]\nid = "{one.id}"\nname = "{one.name}"\n' for one in self.mission.sectors]
        (root / "mission.toml").write_text("".join(lines), "utf-8")
        _table(
            root / "places.csv", ("code", "name", "kind", "parent"),
            ((one.id, one.name, one.kind, one.parent) for one in self.places),
        )  # fmt: skip
        _table(
            root / "activities" / "sheet.csv", _SHOWN,
            ((one.organisation, one.sector, one.place, one.status, one.start,
              f"{one.reached:.0f}" if one.reached is not None else "",
              f"{one.targeted:.0f}" if one.targeted is not None else "", one.id) for one in self.activities),
        )  # fmt: skip
        _table(
            root / "routes" / "legs.csv", ("id", "from", "to", "hours", "vehicle"),
            ((one.id, one.from_place, one.to_place, one.hours, one.vehicle) for one in self.legs),
        )  # fmt: skip
        _table(
            root / "routes" / "states.csv", ("leg", "from_time", "to_time", "state"),
            ((one.leg, one.from_time and one.from_time.isoformat(), one.to_time and one.to_time.isoformat(), one.state)
             for one in self.states),
        )  # fmt: skip


def _table(path: Path, header: tuple[str, ...], rows: object) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)  # type: ignore[arg-type]


def make(areas: int, sectors: int, activities: int, legs: int, seed: int = 0) -> World:
    """Make an operation; the same numbers and seed make the same one."""
    chance = random.Random(seed)  # noqa: S311 - a seeded world, no secret
    regions = [f"R{number}" for number in range(max(1, areas // _A_REGION))]
    codes = [f"A{number}" for number in range(areas)]
    places = [Place(id="LAND", name="Land", names=["Land"], kind="country")]
    places += [Place(id=one, name=f"Region {one}", names=[f"Region {one}"], parent="LAND") for one in regions]
    places += [
        Place(
            id=one, name=f"Area {one}", names=[f"Area {one}"], kind="area", parent=regions[at % len(regions)]
        )
        for at, one in enumerate(codes)
    ]
    mission = Mission(
        title="Made", question="", as_of=NOW, entries=codes[:2], groups=[Group(id="all", names=["all"])],
        sectors=[Sector(id=f"s{number}", name=f"Sector {number}") for number in range(sectors)],
    )  # fmt: skip
    most = {(code, ""): float(chance.randint(2_000, 80_000)) for code in codes}
    towns = codes + [f"T{number}" for number in range(max(0, int(legs * 0.7) - areas))]
    places += [
        Place(id=one, name=f"Town {one}", names=[f"Town {one}"], kind="town", parent=codes[at % areas])
        for at, one in enumerate(towns[areas:])
    ]
    roads = _roads(chance, towns, legs)
    return World(
        mission,
        places,
        _activities(chance, codes, sectors, activities),
        most,
        {(code, "all"): Population(Range(0.8 * n, n)) for (code, _), n in most.items()},
        roads,
        _states(chance, roads),
    )


def _activities(chance: random.Random, codes: list[str], sectors: int, activities: int) -> list[Activity]:
    made = []
    for number in range(activities):
        status = chance.choices(("completed", "ongoing", "planned"), (5, 4, 1))[0]
        reached = float(int(chance.lognormvariate(6, 1.3)))
        made.append(
            Activity(
                id=f"x{number}", file="activities/sheet.csv", row=number + 2,
                organisation=f"Organisation {chance.randrange(150)}", partner="", donor="",
                sector=f"s{chance.randrange(sectors)}", activity=f"x{number}", unit="people",
                place=chance.choice(codes),
                group="", status=status, start=f"2024-0{chance.randint(1, 4)}-11", end="",
                targeted=reached * 2 if status == "planned" else None,
                reached=None if status == "planned" else reached, source="",
            )
        )  # fmt: skip
    return made


def _roads(chance: random.Random, towns: list[str], legs: int) -> list[Leg]:
    """A tree that joins all towns to one nearby in the list, and further legs that close rings."""
    pairs = [(towns[max(0, at - chance.randint(1, 40))], towns[at]) for at in range(1, len(towns))]
    while len(pairs) < legs:
        at = chance.randrange(len(towns))
        pairs.append((towns[at], towns[(at + chance.randint(1, 60)) % len(towns)]))
    return [
        Leg(id=f"L{number:05}", file="routes/legs.csv", row=number + 2, from_place=one, to_place=two, km=None,
            hours=round(chance.uniform(0.2, 4), 1), vehicle=chance.choices(("", "car", "4x4"), (8, 1, 1))[0])
        for number, (one, two) in enumerate(pairs[:legs])
    ]  # fmt: skip


def _states(chance: random.Random, legs: list[Leg]) -> list[LegState]:
    """Open at first, then each leg with some changes on days of the last two years."""
    made = []
    for leg in legs:
        days = sorted((chance.randint(1, 700) for _ in range(chance.choice((0, 1, 2)))), reverse=True)
        times = [None, *(NOW - dt.timedelta(days=day) for day in days), None]
        for number, (since, until) in enumerate(pairwise(times)):
            state = "open" if not number else chance.choices(("open", "restricted", "closed"), (6, 2, 2))[0]
            made.append(
                LegState(id=f"{leg.id}-{number}", file="routes/states.csv", row=2, leg=leg.id, from_time=since,
                         to_time=until and until - dt.timedelta(microseconds=1), state=state, reason="", control="",
                         source="")
            )  # fmt: skip
    return made
