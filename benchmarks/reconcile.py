"""
Generated worlds whose truth is known, reconciled: is the truth in the ranges, are lies found, is the right one named.

    python benchmarks/reconcile.py
    python benchmarks/reconcile.py --worlds 5 --sizes 1000

Beside needline's ranges stand three ways in which such figures are read today: the latest, the median, and the most
conservative. Then time and memory by the number of figures, each size in a process of its own: everything, one
changed decision, and one range solved exactly.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reconciling.measures import Found, found, helds_of, ours, theirs, wider_than_one
from reconciling.worlds import HOUR, LAND, START, World, world

from needline.model import Count, Decision
from needline.reconcile import Reconciled, reconcile
from needline.reconcile.program import Program

LIMITS = {"seconds": 10.0, "changed": 1.0, "exact": 1.0, "megabytes": 1000.0}
"""For 10,000 figures over 1,000 areas."""
LIES = 0.1


def main() -> int:
    asked = _arguments()
    if asked.one:
        print(json.dumps(_size(asked.one)))
        return 0
    print(f"{date.today().isoformat()}, {_machine()}")  # noqa: DTZ011 - the day at the machine that is measured
    faults = [_honest(asked.worlds), *(_lying(asked.worlds, number) for number in (1, 2, 3))]
    faults += [_timed(one) for one in asked.sizes]
    return 1 if any(faults) else 0


def _honest(worlds: int) -> bool:
    """Worlds without a lie: no conflict, and the truth in every range."""
    conflicts = outside = wider = 0
    for seed in range(worlds):
        made = world(seed, areas=6, hours=7, a_quantity=2, lies=0.0)
        done = reconcile(made.mission, made.counts, made.places)
        conflicts += len(done.conflicts)
        wider += wider_than_one(made, done)
        answer = ours(made, done)
        outside += answer.holds < 1.0
    print(
        f"\n{worlds} honest worlds: {conflicts} conflicts, {outside} worlds with a range without the truth, ",
        end="",
    )
    print(f"{wider} ranges wider than a single figure")
    return bool(conflicts or outside or wider)


def _lying(worlds: int, a_quantity: int) -> bool:
    """Worlds in which a share of the figures are lies."""
    all_found: list[Found] = []
    mine, peers = [], {}
    for seed in range(worlds):
        made = world(1000 + seed, areas=6, hours=7, a_quantity=a_quantity, lies=LIES)
        done = reconcile(made.mission, made.counts, made.places)
        all_found.append(found(made, done))
        mine.append(ours(made, done))
        for name, one in theirs(made).items():
            peers.setdefault(name, []).append(one)
    detectable = sum(len(one.detectable) for one in all_found)
    lies = sum(len(one.lies) for one in all_found)
    caught = sum(len(one.detectable & one.in_conflict) for one in all_found)
    shown, true = sum(one.conflicts for one in all_found), sum(one.hold_a_lie for one in all_found)
    f1, f1_all = _f1(all_found, among_detectable=True), _f1(all_found, among_detectable=False)
    print(f"\n{worlds} worlds with {LIES:.0%} lies, {a_quantity} independent figures a quantity and hour\n")
    print(f"  conflicts shown that hold a lie          {true:>6} of {shown}")
    print(f"  lies that the honest figures contradict  {detectable:>6} of {lies} ({detectable / lies:.0%})")
    print(f"  of these in a conflict                   {caught:>6} ({caught / max(detectable, 1):.1%})")
    print(f"  F1 of who must give: among these {f1:.3f}, among all lies {f1_all:.3f}\n")
    print(f"  {'':<42}{'holds the truth':>16}{'width':>9}{'error':>9}")
    rows = {"needline, the range that stands": mine, **peers}
    for name, answers in rows.items():
        holds, width, error = (sum(values) / len(values) for values in zip(*answers, strict=True))
        print(f"  {name:<42}{holds:>16.1%}{width:>9.3f}{error:>9.4f}")
    held = sum(one.holds for one in mine) / len(mine)
    best = max(sum(one.holds for one in each) / len(each) for each in peers.values())
    print(f"  needline holds the truth {held / best:.2f} times as often as the best of the others")
    wrong = true < shown or caught < 0.99 * detectable
    return wrong or (a_quantity >= 2 and f1 < 0.9)


def _f1(all_found: list[Found], *, among_detectable: bool) -> float:
    right = wrong = missed = 0
    for one in all_found:
        wanted = one.detectable if among_detectable else one.lies
        named = one.named - (one.lies - wanted)
        right += len(named & wanted)
        wrong += len(named - wanted)
        missed += len(wanted - named)
    return 2 * right / max(2 * right + wrong + missed, 1)


def _timed(figures: int) -> bool:
    """One size in a process of its own; whether it was over a limit stated for it."""
    here = [sys.executable, __file__, "--one", str(figures)]
    told = json.loads(subprocess.run(here, check=True, capture_output=True, text=True).stdout)
    print(
        f"\n{told['figures']:,} figures over {told['areas']:,} areas: {told['seconds']:.2f} s and "
        f"{told['megabytes']:,.0f} MB for {told['conflicts']:,} conflicts and {told['ranges']:,} ranges; "
        f"{told['changed']:.2f} s after a changed decision; {told['exact']:.2f} s for an exact range of the whole, "
        f"{told['first']:.2f} s for the first, which loads the solver"
    )
    if figures != 10_000:
        return False
    over = [name for name, limit in LIMITS.items() if told[name] > limit]
    print(
        f"  {'over the limit of ' + ', '.join(over) if over else 'within every limit stated for this size'}"
    )
    return bool(over)


def _size(figures: int) -> dict[str, float]:
    """Reconcile one large world, again with a changed decision, and solve one range."""
    areas = max(10, figures // 10)
    made = world(7, areas=areas, hours=2, a_quantity=3, lies=LIES, copies=0.0)
    counts = [one for number, one in enumerate(made.counts) if number < figures]
    start = time.perf_counter()
    done = reconcile(made.mission, counts, made.places)
    seconds = time.perf_counter() - start
    aside = done.repairs[0].set_aside[0]
    decision = Decision(
        id="0",
        previous="",
        at=datetime(2024, 6, 1, tzinfo=UTC).isoformat(),
        author="",
        device="",
        on=aside,
        action="set_aside",
        value="",
        reason="",
    )
    start = time.perf_counter()
    again = reconcile(made.mission, counts, made.places, [decision])
    changed = time.perf_counter() - start
    assert len(again.conflicts) < len(done.conflicts)
    first = _exact(made, counts, done, 0)
    exact = max(_exact(made, counts, done, hour) for hour in (0, 1))
    return {
        "figures": len(counts),
        "areas": areas,
        "seconds": seconds,
        "changed": changed,
        "exact": exact,
        "first": first,
        "conflicts": len(done.conflicts),
        "ranges": len(done.figures),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


def _exact(made: World, counts: list[Count], done: Reconciled, hour: int) -> float:
    """Seconds to solve the range of the whole country at an hour, with every count that bears on it."""
    start = time.perf_counter()
    helds, rules = helds_of(made._replace(counts=counts))
    aside = {ref.removeprefix("counts/") for one in done.repairs for ref in one.set_aside}
    kept = [one for one in helds if one.id not in aside]
    whole = next(one.quantity for one in kept if one.quantity.place == LAND)
    at = (START + hour * HOUR).timestamp()
    range_, _ = Program(kept, rules, (whole, at)).range(whole, (at,))
    seconds = time.perf_counter() - start
    assert range_.known
    assert not range_.empty
    return seconds


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 30_000])
    parser.add_argument("--one", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
