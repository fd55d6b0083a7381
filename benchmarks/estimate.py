"""
A whole analysis plan: needline beside R's survey package, svy and samplics, on the same rows in the same run.

    python benchmarks/estimate.py
    python benchmarks/estimate.py --households 1000000 --peers ""

Each program is one process from file to result table; its wall time and peak memory are printed, and whether its
estimates and standard errors are needline's to 1e-8. A program too slow for the whole plan runs a stated part, and
its time is scaled: a run without a line of the plan is taken as what does not grow.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from estimating.agreement import Agreement, compare, read_results
from estimating.peers import Peer, peers
from estimating.process import Measured, measure
from estimating.survey import Made, make_survey, plan_lines, write_plan

PAIRS = 360
"""Questions of the plan with their kind of analysis; a part of the plan is made of whole questions."""


@dataclass(frozen=True)
class Row:
    """One line of the printed table."""

    program: str
    share: float
    measured: Measured
    ratio: float
    said: str


def main() -> int:
    asked = _arguments()
    print(f"{date.today().isoformat()}, {_machine()}")  # noqa: DTZ011 - the day at the machine that is measured
    chosen = [one for one in peers(asked.python) if one.name in asked.peers]
    faults = 0
    for households in asked.households:
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            made = make_survey(Path(folder), households)
            size = made.data.stat().st_size / 1e6
            print(
                f"\n{households:,} households, {len(plan_lines()):,} lines of plan, {size:.0f} MB of Parquet\n"
            )
            faults += _run(made, chosen, asked)
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--households", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--peers", default="R survey,svy,samplics", help="those to run, between commas")
    parser.add_argument("--part", type=float, help="share of the plan that peers run, in place of their own")
    parser.add_argument("--repeat", type=int, default=3, help="runs of needline; the middle one is printed")
    parser.add_argument("--python", default=sys.executable, help="the Python that holds svy and samplics")
    parser.add_argument("--folder", help="where the temporary folder is made")
    return parser.parse_args()


def _machine() -> str:
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{system}, {memory:.0f} GB"


def _run(made: Made, chosen: list[Peer], asked: argparse.Namespace) -> int:
    """Measure needline and every peer on one survey, print the table, count what does not agree."""
    ours = made.plan.with_name("needline.parquet")
    command = [
        sys.executable, "-m", "needline", "estimate", str(made.data),
        "--design", str(made.design), "--plan", str(made.plan), "-o", str(ours),
    ]  # fmt: skip
    runs = [measure(command) for _ in range(asked.repeat)]
    own = Measured(statistics.median(one.seconds for one in runs), max(one.peak for one in runs))
    print(f"{'program':24}{'plan':>8}{'seconds':>12}{'peak MB':>10}{'times needline':>16}  agreement")
    _print(Row("needline", 1.0, own, 1.0, f"{read_results(ours).num_rows:,} estimates"))
    faults = 0
    notes = []
    for peer in chosen:
        version = peer.version()
        if not version:
            notes.append(f"{peer.name} is not installed here: not measured.")
            continue
        share = asked.part or peer.parts.get(made.households, 1.0)
        if not share:
            notes.append(f"{peer.name} is too slow for this size: not run.")
            continue
        measured, agreement = _peer(made, peer, share, ours)
        _print(
            Row(f"{peer.name} {version}", share, measured, measured.seconds / own.seconds, _told(agreement))
        )
        faults += agreement.stat + agreement.se + agreement.missing
        notes += [f"{peer.name}: not compared: {peer.why}."] if peer.why else []
    print()
    for note in notes:
        print(note)
    return faults


def _peer(made: Made, peer: Peer, share: float, ours: Path) -> tuple[Measured, Agreement]:
    """Run a peer on a share of the plan, scaled to the whole."""
    data = peer.prepare(made)
    plan, nothing = made.plan.with_name("part.csv"), made.plan.with_name("nothing.csv")
    lines = list(part(share))
    write_plan(plan, lines)
    out = made.plan.with_name("peer.csv")
    measured = measure(peer.command(data, plan, out))
    agreement = compare(ours, out, set(peer.stat_of), set(peer.se_of))
    if share < 1:
        write_plan(nothing, [])
        still = measure(peer.command(data, nothing, out)).seconds
        seconds = still + (measured.seconds - still) * len(plan_lines()) / len(lines)
        measured = Measured(seconds, measured.peak)
    return measured, agreement


def part(share: float) -> Iterator[dict[str, str]]:
    """
    The lines of a share of the plan: every so many questions, each with all its groupings.

    Args:
        share: in (0, 1]; 1 gives the whole plan.
    """
    lines = plan_lines()
    step = 1 / share
    taken = {int((at + 0.5) * step) for at in range(round(PAIRS * share))}
    return (line for at, line in enumerate(lines) if at % PAIRS in taken)


def _told(agreement: Agreement) -> str:
    if agreement.stat or agreement.se or agreement.missing:
        return (
            f"{agreement.compared:,} compared: {agreement.stat:,} estimates and {agreement.se:,} standard errors "
            f"differ, {agreement.missing:,} are missing"
        )
    return f"{agreement.compared:,} alike, to {agreement.worst:.0e}"


def _print(row: Row) -> None:
    plan = "whole" if row.share == 1 else f"{row.share:.0%}"
    seconds = f"{row.measured.seconds:,.2f}" + ("" if row.share == 1 else " *")
    peak = row.measured.peak / 1e6
    line = f"{row.program:24}{plan:>8}{seconds:>12}{peak:>10,.0f}{row.ratio:>16,.0f}  {row.said}"
    print(line + ("" if row.share == 1 else "  (* scaled to the whole plan)"), flush=True)


if __name__ == "__main__":
    sys.exit(main())
