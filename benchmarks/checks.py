"""
Near duplicates among all pairs of interviews: needline beside all pairs compared by numpy, and the package gower.

    python benchmarks/checks.py
    python benchmarks/checks.py --interviews 100000 --part 1000

What compares all pairs runs a stated part of the interviews, and its time is scaled by the square of what it leaves
out. On that part the nearest interview within the limit is compared with needline's to 1e-9. gower takes a gap
for an answer of its own, so its distances are others, and it is timed alone.
"""

from __future__ import annotations

import argparse
import importlib
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa

from needline.model import Checks, Survey
from needline.stats.gower import nearest
from needline.survey.checks import check

LIMIT = 0.05
CHOICES, NUMBERS, AREAS = 110, 12, 30
Made = tuple[np.ndarray, np.ndarray]


def main() -> int:
    asked = _arguments()
    today = date.today().isoformat()  # noqa: DTZ011 - the day at the machine that is measured
    print(f"{today}, {platform.system()} {platform.machine()}, Python {platform.python_version()}")
    faults = 0
    for interviews in asked.interviews:
        for title, make in (
            ("of areas that differ", of_areas),
            ("that follow forty patterns", of_patterns),
            ("of few answers, most of them numbers", of_numbers),
        ):
            faults += _compare(title, make(interviews), asked.part, asked.repeat)
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--interviews", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--part", type=int, default=1_000, help="interviews whose pairs are all compared")
    parser.add_argument("--repeat", type=int, default=3, help="runs of needline; the middle one is printed")
    return parser.parse_args()


def of_areas(interviews: int, seed: int = 0) -> Made:
    """Choices whose shares depend on the area, a third asked of some alone; numbers; 1 in 200 nearly another."""
    random = np.random.default_rng(seed)
    area = random.integers(0, AREAS, interviews)
    codes = np.empty((interviews, CHOICES), np.int64)
    for column in range(CHOICES):
        levels = int(random.integers(2, 8))
        shares = random.dirichlet(np.full(levels, 0.6), AREAS).cumsum(axis=1)[area]
        codes[:, column] = (random.random((interviews, 1)) > shares[:, :-1]).sum(axis=1)
        if column % 3 == 2:
            codes[codes[:, column - 1] != 0, column] = -1
    values = random.lognormal(3, 1, (interviews, NUMBERS)).round()
    values[random.random(values.shape) < 0.2] = np.nan
    return _copied(codes, values, random)


def of_patterns(interviews: int, seed: int = 0) -> Made:
    """A hard case: half of the questions hardly tell interviews apart, and forty patterns make them alike."""
    random = np.random.default_rng(seed)
    patterns = random.integers(0, 3, (40, CHOICES))
    patterns[:, CHOICES // 2 :] = 0
    codes = patterns[random.integers(0, len(patterns), interviews)]
    codes = np.where(random.random(codes.shape) < 0.12, random.integers(-1, 3, codes.shape), codes)
    return _copied(codes, np.empty((interviews, 0)), random)


def of_numbers(interviews: int, seed: int = 0) -> Made:
    """Another hard case: two choices and eight numbers, a tenth not told, by which most interviews are near another."""
    random = np.random.default_rng(seed)
    codes = random.integers(0, 3, (interviews, 2))
    values = random.lognormal(3, 1, (interviews, 8)).round()
    values[random.random(values.shape) < 0.1] = np.nan
    return codes, values


def _copied(codes: np.ndarray, values: np.ndarray, random: np.random.Generator) -> Made:
    """One interview in 200 copied over another, with three answers changed."""
    for copy in random.choice(len(codes), len(codes) // 200, replace=False).tolist():
        other = int(random.integers(len(codes)))
        codes[copy], values[copy] = codes[other], values[other]
        codes[copy, random.choice(codes.shape[1], 3)] = random.integers(-1, 3, 3)
    return codes, values


def _compare(title: str, made: Made, part: int, repeat: int) -> int:
    """Measure all on one table, print a line each, and say whether they agree."""
    codes, values = made
    print(
        f"\n{len(codes):,} interviews {title}, {codes.shape[1]} choices, {values.shape[1]} numbers, limit {LIMIT}"
    )
    own = statistics.median(_seconds(lambda: nearest(codes, values, LIMIT)) for _ in range(repeat))
    found = int((nearest(codes, values, LIMIT).row >= 0).sum())
    print(f"{'program':24}{'part':>8}{'seconds':>12}{'times needline':>16}")
    _print("needline", len(codes), own, own, f"{found:,} near duplicates")
    told: list[np.ndarray] = []
    piece = codes[:part], values[:part]
    ranges = _ranges(piece[1])
    seconds = _seconds(lambda: told.append(all_pairs(*piece, ranges)))
    agree = np.allclose(nearest(*piece, LIMIT).distance, told[0], atol=1e-9, equal_nan=True)
    scaled = seconds * (len(codes) / len(piece[0])) ** 2
    _print("numpy, all pairs", part, scaled, own, "the same pairs" if agree else "OTHER PAIRS")
    _peer(piece, len(codes), own)
    table = interviews_of(codes, values)
    survey = Survey(name="s", file="s", checks=Checks(near_duplicate=LIMIT))
    print(f"All checks of these interviews take {_seconds(lambda: check(table, survey, 10)):.1f} seconds.")
    return 0 if agree else 1


def _peer(piece: Made, interviews: int, own: float) -> None:
    """The package gower, where it is installed."""
    try:
        peer = importlib.import_module("gower")
    except ImportError:
        print("gower is not installed here: not measured.")
        return
    codes, values = piece
    whole = np.hstack([codes.astype(object).astype(str).astype(object), np.nan_to_num(values).astype(object)])
    kinds = [True] * codes.shape[1] + [False] * values.shape[1]
    seconds = _seconds(lambda: peer.gower_matrix(whole, cat_features=kinds))
    _print("gower", len(codes), seconds * (interviews / len(codes)) ** 2, own, "timed alone")


def all_pairs(codes: np.ndarray, values: np.ndarray, ranges: np.ndarray) -> np.ndarray:
    """Distance of the nearest of each within the limit, NaN where there is none: a row against all, one by one."""
    nearest_of = np.full(len(codes), np.nan)
    lacks = np.isnan(values)
    for row in range(len(codes)):
        asked = (codes >= 0) | (codes[row] >= 0)
        apart = ((codes != codes[row]) & asked).sum(axis=1).astype(float)
        far = np.nan_to_num(np.abs(values - values[row]) / ranges)
        apart += np.where(lacks ^ lacks[row], 1.0, far).sum(axis=1)
        union = asked.sum(axis=1) + (~(lacks & lacks[row])).sum(axis=1)
        distance = apart / np.maximum(union, 1)
        distance[row] = np.inf
        if distance.min() <= LIMIT:
            nearest_of[row] = distance.min()
    return nearest_of


def _ranges(values: np.ndarray) -> np.ndarray:
    return np.nanmax(values, axis=0) - np.nanmin(values, axis=0) if values.size else np.ones(values.shape[1])


def interviews_of(codes: np.ndarray, values: np.ndarray) -> pa.Table:
    """The same answers as a survey's columns of text."""
    columns = {"_uuid": pa.array([f"u{row}" for row in range(len(codes))])}
    for place, column in enumerate(codes.T):
        columns[f"q{place}"] = pa.array(np.array(["", *(f"c{one}" for one in range(9))])[column + 1])
    for place, column in enumerate(values.T):
        columns[f"n{place}"] = pa.array(column, from_pandas=True)
    return pa.table({**columns, "_row": pa.array(range(2, len(codes) + 2))})


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _print(program: str, part: int, seconds: float, own: float, said: str) -> None:
    print(f"{program:24}{part:>8,}{seconds:>12,.2f}{seconds / own:>16,.1f}  {said}")


if __name__ == "__main__":
    sys.exit(main())
