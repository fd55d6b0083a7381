"""
How often the ranges of people in need hold the truth: assessments simulated in a country whose truth is known.

    python benchmarks/ranges.py
    python benchmarks/ranges.py --assessments 200

Each assessment draws clusters and households, estimates as a mission's survey does, and judges as `needline build`
does. A 95 % range should hold the truth in 93 to 97 % of assessments where the people are counted, and in at least 95 %
where sources give a range that holds their number. Exits with 1 where a figure falls outside.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import NamedTuple

import numpy as np
from judging.assessments import ALL, Country, assess, country, mission, survey

from needline.needs.judge import Judged

SEED = 20240601
EXACT, AT_LEAST = (0.93, 0.97), (0.95, 1.0)


class Tally(NamedTuple):
    """Whether ranges held the truth, and how wide they were beside it; one list a kind of number."""

    held: dict[str, list[bool]]
    wide: dict[str, list[float]]

    def add(self, name: str, low: np.ndarray, high: np.ndarray, truth: np.ndarray) -> None:
        """Count some ranges."""
        self.held.setdefault(name, []).extend(((low <= truth) & (truth <= high)).ravel().tolist())
        self.wide.setdefault(name, []).extend(((high - low) / np.maximum(truth, 1)).ravel().tolist())


def main() -> int:
    asked = _arguments()
    began = time.perf_counter()
    known, ranged, tied = (Tally({}, {}) for _ in range(3))
    by = mission()
    for one in range(asked.assessments):
        draw = np.random.default_rng([SEED, one])
        truth = country(draw, 0.5)
        estimates = survey(truth, draw)
        exact = np.stack([truth.people] * 2, axis=1)
        _count(known, truth, assess(exact, estimates, by))
        _count(ranged, truth, assess(_honest(truth.people, draw), estimates, by))
        equal = country(draw, 0.0)
        judged = assess(np.stack([equal.people] * 2, axis=1), survey(equal, draw), by)
        _count(tied, equal, judged, only="mosaic")
    faults = _print("People counted, one sector leads", known, EXACT, at_least=("severity",))
    faults += _print("People a range of honest sources", ranged, AT_LEAST)
    faults += _print("People counted, all sectors lie equal", tied, AT_LEAST)
    print(f"\n{asked.assessments} assessments, three times each, in {time.perf_counter() - began:.0f} s")
    return 1 if faults else 0


def _honest(people: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Ranges that hold the number of people, and stand to it as they will: up to 10 % below and 15 % above."""
    below, above = draw.uniform(0, 0.10, len(people)), draw.uniform(0, 0.15, len(people))
    return np.stack([np.floor(people * (1 - below)), np.ceil(people * (1 + above))], axis=1)


def _count(tally: Tally, truth: Country, judged: Judged, only: str = "") -> None:
    """Count the ranges of one assessment."""
    shares = truth.shares[:, :, 1]
    in_need = truth.people[:, None] * shares
    counted, overall = judged.cells.counted, judged.overall
    mosaic = (truth.people * shares[:, :ALL].max(axis=1)).sum()
    low, high, households = counted.low, counted.high, overall.households
    if not only:
        whole = in_need.sum(axis=0)
        tally.add("area x sector", low[1:, :ALL], high[1:, :ALL], in_need[:, :ALL])
        tally.add("sector, summed over areas", low[0, :ALL], high[0, :ALL], whole[:ALL])
        tally.add("households in any sector", households.low[:1], households.high[:1], whole[ALL:])
        classes = 1 + (truth.shares[:, :ALL] >= 0.2).sum(axis=2)
        tally.add(
            "severity of an area x sector", judged.cells.low[1:, :ALL], judged.cells.high[1:, :ALL], classes
        )
    tally.add("mosaic, summed over areas", overall.mosaic.low[:1], overall.mosaic.high[:1], mosaic)
    if only:
        tops = (truth.people[:, None] * shares[:, :ALL]).max(axis=1)
        tally.add("mosaic of an area", overall.mosaic.low[1:], overall.mosaic.high[1:], tops)


def _print(title: str, tally: Tally, wanted: tuple[float, float], at_least: tuple[str, ...] = ()) -> int:
    """Print a table; how many figures fall outside."""
    print(f"\n{title}\n")
    faults = 0
    for name, held in tally.held.items():
        low, high = AT_LEAST if name.startswith(at_least or ("\0",)) else wanted
        share = float(np.mean(held))
        outside = not low <= share <= high
        faults += outside
        told = f"{low:.0%} or more" if high == 1 else f"{low:.0%} to {high:.0%}"
        wide = float(np.mean(tally.wide[name]))
        mark = "  OUTSIDE" if outside else ""
        print(
            f"{name:<30}{share:>7.1%} of {len(held):>7,} ranges hold it; width {wide:>5.1%}; wanted {told}{mark}"
        )
    return faults


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--assessments", type=int, default=1_000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
