"""
Judging a large country: needline beside a plain script of a row at a time.

    python benchmarks/needs.py
    python benchmarks/needs.py --areas 200 --households 20000

100,000 households of 1,000 areas and 5 groups are estimated in 10 sectors and over all; people, severity, the mosaic
and the rows of the table of needs follow, each with trace and recipe. Then one threshold changes, and all is judged
again. The script computes the four numbers of a cell alone; they are compared. The last lines say whether the limits
hold. What a survey's step does beside estimating (hiding small cells, rows of every answer) is not in it.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from judging.by_row import judge_rows
from judging.country import Size, estimates, households, mission, write_people

from needline.model import Figure, Need
from needline.needs import run
from needline.store import Store

BUILD, AGAIN = 20.0, 2.0
"""Seconds that estimating and judging may take, and judging again after a threshold changed."""


def main() -> int:
    asked = _arguments()
    size = Size(asked.areas, asked.groups, asked.sectors, asked.households)
    today = date.today().isoformat()  # noqa: DTZ011 - the day at the machine that is measured
    print(f"{today}, {platform.system()} {platform.machine()}, Python {platform.python_version()}")
    cells = size.areas * size.groups * (size.sectors + 1)
    print(
        f"\n{size.households:,} households, {size.areas:,} areas x {size.groups} groups x {size.sectors} sectors: "
    )
    print(f"{cells:,} cells\n")
    sample = households(size)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "working")
        write_people(store, size)
        store.read(Figure)
        first, table = _timed(lambda: estimates(size, sample))
        _line("estimating", first)
        store.write_private("estimates", table)
        judged, _ = _timed(lambda: run(mission(size), store))
        _line("judging, and writing the table of needs", judged)
        times = [_timed(lambda: run(mission(size, area_share=0.25), store))[0] for _ in range(asked.runs)]
        again = sorted(times)[len(times) // 2]
        _line("judging again after a threshold changed", again)
        people = {(one.place, one.group): one.low or 0.0 for one in store.read(Figure)}
        plain, rows = _timed(lambda: judge_rows(people, table.to_pylist(), 0.25, 3))
        _line("a script of a row at a time, again", plain, f"  {plain / again:.1f} times needline")
        agree = _agree(store, rows)
    print(f"\nResults: {'the same' if agree else 'THEY DIFFER'}")
    slow = first + judged > BUILD or again > AGAIN
    print(
        f"Built in {first + judged:.2f} s, limit {BUILD:g} s; judged again in {again:.2f} s, limit {AGAIN:g} s"
    )
    return 1 if slow or not agree else 0


def _timed(call):  # noqa: ANN001, ANN202 - whatever it gives
    began = time.perf_counter()
    found = call()
    return time.perf_counter() - began, found


def _agree(store: Store, rows: dict[tuple[str, str, str], tuple[float, float, float, int]]) -> bool:
    """Whether the script's numbers are needline's, cell by cell."""
    for one in store.read(Need):
        if one.place == "LAND":
            continue
        low, likely, high, severity = rows[one.place, one.group, one.sector]
        own = (one.in_need_low, one.in_need, one.in_need_high, one.severity)
        if one.sector == "all":
            low, own, high = 0.0, (0.0, one.mosaic, 0.0, one.severity), 0.0
        if own != (low, likely, high, severity):
            return False
    return True


def _line(name: str, seconds: float, more: str = "") -> None:
    print(f"{name:<44}{seconds:>8.2f} s{more}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, value in Size()._asdict().items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
