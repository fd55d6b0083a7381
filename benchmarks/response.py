"""
Response and access of a large operation: needline beside the formulas of a sheet, and the network taken leg by leg.

    python benchmarks/response.py
    python benchmarks/response.py --areas 200 --activities 4000 --legs 1000

Two questions are asked of one made operation. Whom did the activities reach, in every area and sector? The peer goes
through all rows for each cell, as MAXIFS and SUMIFS of a sheet do; beside it stands one loop over the rows that keeps
the largest and the sum alone, without what needline adds: areas to regions, statuses, sex and age, flags, traces. On
which legs does each place depend? The peer closes one leg after another and searches the network again from every
entry, in plain Python. Peers run on a stated part, scaled to all, and must agree with needline.
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

_CELLS = 200
"""Cells that the formulas are run for; their time is scaled to all."""


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
    peer, loop = _timed(lambda: _by_row(world))
    keys = sorted(peer)[:: max(1, len(peer) // _CELLS)]
    formulas, part = _timed(lambda: {key: _formula(world, key) for key in keys})
    slow = part * len(peer) / len(keys)
    of_areas = {(row.place, row.group, row.sector): row for row in rows if row.place.startswith("A")}
    faults = int(of_areas.keys() != peer.keys())
    faults += sum((row.reached_low, row.reached_high) != peer.get(key) for key, row in of_areas.items())
    faults += sum(formulas[key] != peer[key] for key in keys)
    print(f"coverage of {len(rows):,} cells from {len(world.activities):,} activities: {took:.2f} s")
    print(f"  formulas {slow:.0f} s ({len(keys)} cells in {part:.2f} s), {slow / took:.0f} times; ", end="")
    print(f"one loop for largest and sum alone {loop:.2f} s; presence of organisations {who:.2f} s")
    print(f"  cells that differ: {faults}")
    return faults


def _formula(world: World, key: tuple[str, str, str]) -> tuple[float | None, float | None]:
    """One cell by a search through all rows: largest and sum, capped."""
    reached = [
        one.reached
        for one in world.activities
        if (one.place, one.group, one.sector) == key and one.status != "planned" and one.reached is not None
    ]
    most = world.population[key[:2]]
    return (min(max(reached), most), min(sum(reached), most)) if reached else (None, None)


def _by_row(world: World) -> dict[tuple[str, str, str], tuple[float | None, float | None]]:
    """Every cell by one loop over the rows."""
    found: dict[tuple[str, str, str], tuple[float | None, float | None]] = {}
    for one in world.activities:
        key = one.place, one.group, one.sector
        largest, total = found.setdefault(key, (None, None))
        if one.status != "planned" and one.reached is not None:
            found[key] = max(largest or 0.0, one.reached), (total or 0.0) + one.reached
    for key, (largest, total) in found.items():
        if largest is not None and total is not None:
            found[key] = min(largest, world.population[key[:2]]), min(total, world.population[key[:2]])
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
        f"  all rows of access, {len(classes)} classes of vehicle, {len(single):,} single legs, "
        f"{len(changes):,} changes: {took:.2f} s"
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
    from needline.readers.folder import read
    from needline.readers.mission import read_mission
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
