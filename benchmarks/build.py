"""
Building a whole mission of a large country: from its files to what is published, as one process.

    python benchmarks/build.py
    python benchmarks/build.py --areas 200 --households 20000

Writes a made-up mission of 1,000 areas x 5 groups x 10 sectors with 100,000 households, builds it, changes one
threshold, and builds again. Prints wall clock, processor time, peak memory, seconds of each step, and the sizes of what
was written. Fails where a limit does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from judging.country import Size
from judging.folder import mission_text, write_mission

BUILD, AGAIN = 20.0, 2.0
"""Seconds of wall clock: a whole build; judging again after a threshold changed."""


class Run(NamedTuple):
    """What a process took: seconds of wall clock and processor, peak bytes, seconds by step."""

    wall: float
    processor: float
    peak: int
    steps: dict[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, value in Size()._asdict().items():
        parser.add_argument(f"--{name}", type=int, default=value)
    size = Size(**vars(parser.parse_args()))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_mission(root, size)
        first = _build(root)
        _print("build", first)
        for path in sorted((root / "out").glob("*.*")):
            print(f"    {path.name:<42}{path.stat().st_size / 1e6:>8.1f} MB")
        (root / "mission.toml").write_text(mission_text(size, area_share=0.25))
        again = _build(root)
        _print("build again after a threshold changed", again)
    judging = again.steps.get("Judging needs", 0.0)
    print(
        f"\nBuilt in {first.wall:.1f} s, limit {BUILD:g} s; judged again in {judging:.2f} s, limit {AGAIN:g} s,"
    )
    print(f"of {again.wall:.1f} s for the whole of the second build")
    return 1 if first.wall > BUILD or judging > AGAIN else 0


def _build(root: Path) -> Run:
    command = [sys.executable, "-m", "judging.folder", str(root)]
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=Path(__file__).parent, stdout=subprocess.PIPE) as process:
        told = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the build ended with {process.returncode}")
    wall = time.perf_counter() - began
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, json.loads(told)["times"])


def _print(name: str, run: Run) -> None:
    print(f"\n{name}: {run.wall:.1f} s, processor {run.processor:.1f} s, peak {run.peak / 1e9:.2f} GB")
    for step, seconds in run.steps.items():
        print(f"    {step:<42}{seconds:>8.2f} s")


if __name__ == "__main__":
    sys.exit(main())
