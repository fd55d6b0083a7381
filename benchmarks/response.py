"""
Response and access of a large operation: needline beside a plain loop over rows, and beside the network taken leg by leg.

    python benchmarks/response.py
    python benchmarks/response.py --areas 200 --activities 4000 --legs 1000

Two questions are asked of one made operation. Whom did the activities reach, in every area and sector? The peer goes
through the rows of each cell, as a sheet's formulas do, and counts its largest activity and its sum. On which legs does
each place depend? The peer closes one leg after another and searches the network again from every entry, in plain
Python. Its time is that of a stated number of legs, scaled to all of them. Both peers must agree with needline.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from responding.world import NOW, World, make

from needline.model import Activity
from needline.reach import access
from needline.reach.coverage import coverage
from needline.reach.network import Network
from needline.reach.presence import presence


def main() -> int:
    asked = _arguments()
    today = date_of_today()
    print(f"{today}, {platform.system()} {platform.machine()}, Python {platform.python_version()}")
    world = make(asked.areas, asked.sectors, asked.activities, asked.legs)
    faults = _response(world, asked.repeat) + _roads(world, asked.repeat, asked.part) + _files(world)
    return 1 if faults else 0


def date_of_today() -> str:
    """The day at the machine that is measured."""
    return dt.date.today().isoformat()  # noqa: DTZ011


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--areas", type=int, default=1_000)
    parser.add_argument("--sectors", type=int, default=10)
    parser.add_argument("--activities", type=int, default=20_000)
    parser.add_argument("--legs", type=int, default=5_000)
    parser.add_argument(
        "--part", type=int, default=20, help="legs that the peer closes; its time is scaled to all"
    )
    parser.add_argument("--repeat", type=int, default=3, help="runs of needline; the middle one is printed")
    return parser.parse_args()


def _timed(run: Callable[[], Any], repeat: int = 1) -> tuple[Any, float]:
    times, result = [], None
    for _ in range(repeat):
        start = time.perf_counter()
        result = run()
        times.append(time.perf_counter() - start)
    return result, statistics.median(times)


def _response(world: World, repeat: int) -> int:
    rows, took = _timed(
        lambda: coverage(world.mission, world.activities, world.population, world.places), repeat
    )
    _, who = _timed(lambda: presence(world.mission, world.activities, world.population, world.places), repeat)
    peer, slow = _timed(lambda: _by_row(world))
    of_areas = {(row.place, row.group, row.sector): row for row in rows if row.place.startswith("A")}
    faults = sum((row.reached_low, row.reached_high) != peer[key] for key, row in of_areas.items()) + (
        of_areas.keys() != peer.keys()
    )
    print(
        f"coverage of {len(rows):,} cells from {len(world.activities):,} activities: {took:.2f} s; ", end=""
    )
    print(f"row by row {slow:.2f} s, {slow / took:.1f} times; presence of organisations {who:.2f} s")
    print(f"  cells of areas that differ: {faults}")
    return faults


def _by_row(world: World) -> dict[tuple[str, str, str], tuple[float | None, float | None]]:
    """Each cell by a search through all rows of its area: largest and sum, capped."""
    keys = sorted({(one.place, one.group, one.sector) for one in world.activities})
    by_area: dict[str, list[Activity]] = {}
    for one in world.activities:
        by_area.setdefault(one.place, []).append(one)
    found: dict[tuple[str, str, str], tuple[float | None, float | None]] = {}
    for place, group, sector in keys:
        reached = [
            one.reached
            for one in by_area[place]
            if one.group == group
            and one.sector == sector
            and one.status != "planned"
            and one.reached is not None
        ]
        most = world.population[place, group]
        found[place, group, sector] = (
            (min(max(reached), most), min(sum(reached), most)) if reached else (None, None)
        )
    return found


def _roads(world: World, repeat: int, part: int) -> int:
    def all_rows() -> Any:
        roads = access.Roads(world.mission, world.legs, world.states, world.people, world.places)
        return roads.rows(), roads.changes()

    ((places, single), changes), took = _timed(all_rows, repeat)
    classes = {one.vehicle for one in places}
    network = Network(world.legs, world.states, world.mission.entries)
    roads, by_bridges = _timed(lambda: network.roads(NOW), repeat)
    depending = network.behind(roads)
    tried = [leg.id for leg in world.legs][:: max(1, len(world.legs) // part)][:part]
    (wanted, searched) = _timed(lambda: _leg_by_leg(network, tried))
    slow = searched * len(world.legs) / len(tried)
    faults = sum(wanted.get(leg, []) != depending.get(leg, []) for leg in tried)
    print(
        f"single legs of a network of {len(world.legs):,} legs and {len(network.places):,} places: {by_bridges:.2f} s; "
        f"leg by leg {slow:,.0f} s ({len(tried)} closed in {searched:.2f} s), {slow / by_bridges:,.0f} times"
    )
    print(f"  legs tried on which other places depend: {faults} of {len(tried)}")
    print(
        f"  all rows of access, {len(classes)} classes of vehicle, {len(single):,} single legs, {len(changes):,} changes: "
        f"{took:.2f} s"
    )
    return faults


def _leg_by_leg(network: Network, tried: Sequence[str]) -> dict[str, list[str]]:
    """The places that lose their open road, or where they had none every road, with each leg closed."""
    state = {leg: network.state(leg, NOW) for leg in network.legs}
    kinds = [{"open"}, {"open", "restricted", "unknown"}]
    before = [_search(network, {leg for leg in state if state[leg] in kind}) for kind in kinds]
    found: dict[str, list[str]] = {}
    for leg in tried:
        after = [
            _search(network, {one for one in state if state[one] in kind and one != leg}) for kind in kinds
        ]
        lost = (before[0] - after[0]) | ((before[1] - before[0]) - after[1])
        if lost:
            found[leg] = sorted(lost)
    return found


def _search(network: Network, legs: set[str]) -> set[str]:
    """Places that legs lead to from any entry, in breadth."""
    near: dict[str, list[str]] = {}
    for leg in legs:
        one, two = network.legs[leg].from_place, network.legs[leg].to_place
        near.setdefault(one, []).append(two)
        near.setdefault(two, []).append(one)
    seen, waiting = set(network.entries), deque(network.entries)
    while waiting:
        for place in near.get(waiting.popleft(), []):
            if place not in seen:
                seen.add(place)
                waiting.append(place)
    return seen


def _files(world: World) -> int:
    """The same activities from a sheet with the headers of others, through the reader and the store, and the step."""
    from needline import reach
    from needline.readers import read, read_mission
    from needline.store import Store

    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        world.write(root)
        mission, door, stated = read_mission(root)
        store = Store(root / ".needline")
        _, reading = _timed(lambda: read(mission, door, stated, store))
        _, step = _timed(lambda: reach.run(mission, store))
        kept = len(store.read(Activity))
    print(
        f"from files: {kept:,} activities and the roads read in {reading:.2f} s, the whole step in {step:.2f} s"
    )
    return int(kept != len(world.activities))


if __name__ == "__main__":
    sys.exit(main())
