"""
Every standard over a file of households, and beside it the food sector as a script of a row at a time has it.

    python benchmarks/indicators.py
    python benchmarks/indicators.py --households 100000 --runs 5

Each program is one process from a Parquet file of answers to a file of results; its wall time and peak memory are
printed. Before its time is, the script's results are compared with needline's, household by household. The last line
of a size says whether all standards stayed within the limit stated for 100,000 households.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path

from estimating.process import Measured, measure
from scoring.households import latest, write_households

FOLDER = Path(__file__).parent / "scoring"
LIMIT = {100_000: 2.0}
"""Seconds that all standards may take, by households."""
PAIRS = {one: f"food@2025.1.{one}.{one}" for one in ("fcs", "rcsi", "hhs", "lcsi")}
PAIRS |= {one: f"food@2025.1.fclc.{one}" for one in ("phase", "fclc")}
"""Columns of the script, and needline's."""


def main() -> int:
    asked = _arguments()
    print(f"{date.today().isoformat()}, {_machine()}")  # noqa: DTZ011 - the day at the machine that is measured
    faults = [_run(one, asked.runs) for one in asked.households]
    return 1 if any(faults) else 0


def _run(households: int, runs: int) -> bool:
    """Measure one size; whether something was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        answers, ours, theirs = (Path(folder) / f"{name}.parquet" for name in ("answers", "ours", "theirs"))
        write_households(answers, households)
        standards = latest()
        needline = [sys.executable, str(FOLDER / "with_needline.py"), str(answers), str(ours)]
        print(f"\n{households:,} households\n")
        every = _best([*needline, *standards], runs)
        _line(f"needline, all {len(standards)} standards", every, None)
        food = _best([*needline, "food@2025.1"], runs)
        script = _best([sys.executable, str(FOLDER / "by_row.py"), str(answers), str(theirs)], 1)
        _line("needline, the standard food", food, None)
        _line("a script of a row at a time, FCS to FCLC", script, script.seconds / food.seconds)
        agree = _agree(ours, theirs)
        print(f"\nResults: {'the same' if agree else 'THEY DIFFER'}")
        slow = every.seconds > LIMIT.get(households, float("inf"))
        if households in LIMIT:
            told = "over" if slow else "within"
            print(f"All standards: {every.seconds:.2f} s, {told} the limit of {LIMIT[households]:g} s")
        return slow or not agree


def _best(command: list[str], runs: int) -> Measured:
    """The run in the middle by time, with the most memory of any."""
    found = [measure(command) for _ in range(runs)]
    return Measured(statistics.median(one.seconds for one in found), max(one.peak for one in found))


def _agree(ours: Path, theirs: Path) -> bool:
    import pyarrow.parquet as pq

    mine, other = pq.read_table(ours), pq.read_table(theirs)
    return all(mine[name].to_pylist() == other[step].to_pylist() for step, name in PAIRS.items())


def _line(name: str, measured: Measured, ratio: float | None) -> None:
    times = f"  {ratio:.1f} times needline" if ratio else ""
    print(f"{name:<44}{measured.seconds:>8.2f} s {measured.peak / 1e6:>8,.0f} MB{times}")


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Every standard over 100,000 and 1,000,000 households.")
    parser.add_argument("--households", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
