"""
Published people in need against the rules that needline counts by.

    python benchmarks/published_needs.py
    python benchmarks/published_needs.py --data ../shared/data/hdx

For every country, area and category of people that a file tells of: the number over all sectors beside the largest of
its sectors. The share that agrees is printed, and of the others why they cannot: the largest was taken in finer units
and summed, which can only give more; sectors were settled by people; one sector has several series. A sector above
its total is flagged by needline's own check, and none may go unflagged. Skips, and says so, where the files are absent.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from needline.needs.judge import above_all

HAPI, HPC = "hapi_humanitarian_needs_2024.csv", "hpc_hno_2024.csv"
ALL = "over all"
SPECIAL = {"", "Multi", "MS"}
"""Rows of appeals and of cash that belong to no sector."""
ROUNDED = 0.5


class Row(NamedTuple):
    """A published number: of which unit (country, area, category of people), in which sector and series."""

    unit: tuple[str, ...]
    sector: str
    series: str
    people: float


class Unit(NamedTuple):
    """Published people in need of a unit: over all sectors, and in each."""

    over_all: float
    sectors: dict[str, list[float]]


def main() -> int:
    asked = _arguments()
    faults = 0
    for name, read in ((HAPI, _hapi), (HPC, _hpc)):
        path = asked.data / name
        if not path.is_file():
            print(f"{name}: skipped, {path} is not there.")
            continue
        with path.open(encoding="utf-8-sig", newline="") as file:
            faults += _tell(name, list(read(csv.DictReader(file))))
    return 1 if faults else 0


def _hapi(rows: csv.DictReader) -> Iterator[Row]:
    for row in rows:
        if row["population_status"] == "INN" and row["population"]:
            area = row["provider_admin2_name"] or row["provider_admin1_name"]
            codes = row["location_code"], row["admin1_code"], row["admin2_code"] or area
            sector = ALL if row["sector_code"] == "Intersectoral" else row["sector_code"]
            yield Row((*codes, row["category"]), sector, row["sector_name"], float(row["population"]))


def _hpc(rows: csv.DictReader) -> Iterator[Row]:
    for row in rows:
        if row["In Need"]:
            codes = row["Country ISO3"], row["Admin 1 PCode"], row["Admin 2 PCode"]
            sector = ALL if row["Cluster"] == "ALL" else row["Cluster"]
            yield Row((*codes, row["Category"]), sector, row["Description"], float(row["In Need"]))


def _tell(name: str, rows: list[Row]) -> int:
    """Compare the units of a file; how many sectors above their total went unflagged."""
    units = _units(rows)
    both = {key: one for key, one in units.items() if not np.isnan(one.over_all) and one.sectors}
    print(f"\n{name}: {len(units)} units, {len(both)} with a number over all and at least one sector\n")
    why: Counter[str] = Counter()
    for key, one in both.items():
        why[_why(one, _finer(key, both))] += 1
    for reason, count in why.most_common():
        print(f"{count:>6}  {count / max(len(both), 1):>6.1%}  {reason}")
    alone = Counter(
        "a sector" if np.isnan(one.over_all) else "over all" for key, one in units.items() if key not in both
    )
    for what, count in alone.most_common():
        print(f"{count:>6}  {'':>6}  cannot be compared: {what} alone is published")
    return _flagged(both)


def _units(rows: list[Row]) -> dict[tuple[str, ...], Unit]:
    found: dict[tuple[str, ...], Unit] = defaultdict(lambda: Unit(float("nan"), {}))
    for row in rows:
        if row.sector == ALL:
            found[row.unit] = found[row.unit]._replace(over_all=row.people)
        elif row.sector not in SPECIAL:
            found[row.unit].sectors.setdefault(row.sector, []).append(row.people)
    return dict(found)


def _finer(key: tuple[str, ...], units: dict[tuple[str, ...], Unit]) -> list[Unit]:
    """The units that lie in one, of the same category: areas of a country, parts of an area."""
    country, first, second, category = key
    if second:
        return []
    return [
        one
        for (land, area, part, of), one in units.items()
        if (land, of) == (country, category)
        and (area, part) != (first, second)
        and (not first or area == first)
    ]


def _why(one: Unit, finer: list[Unit]) -> str:
    """Whether the two agree, else why they cannot."""
    largest = max(max(series) for series in one.sectors.values())
    if abs(largest - one.over_all) <= ROUNDED:
        return "agree: over all is the largest sector"
    if largest > one.over_all:
        return "differ: a sector is larger than the total (flagged)"
    summed = sum(max(max(series) for series in part.sectors.values()) for part in finer)
    if finer and abs(summed - one.over_all) <= max(ROUNDED, len(finer)):
        return "agree: over all is the largest sector of each published part, summed"
    if finer and summed > one.over_all:
        return "differ: parts overlap, or were settled by people"
    if any(len(series) > 1 for series in one.sectors.values()):
        return "differ: more than the largest; finer units, and several series in one sector"
    return (
        "differ: more than the largest; it was taken in finer units than are published, or settled by people"
    )


def _flagged(units: dict[tuple[str, ...], Unit]) -> int:
    """Put every unit through needline's check of sectors against their total."""
    names = sorted({sector for one in units.values() for sector in one.sectors})
    sectors = np.full((len(units), len(names)), np.nan)
    for place, one in enumerate(units.values()):
        for sector, series in one.sectors.items():
            sectors[place, names.index(sector)] = max(series)
    over_all = np.array([one.over_all for one in units.values()])
    flags = above_all(sectors, over_all)
    above = sum(people > one.over_all for one in units.values() for people in map(max, one.sectors.values()))
    print(f"\nsectors above their total: {above}, flagged: {int(flags.sum())}")
    return above - int(flags.sum())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    beside = Path(__file__).parents[2] / "shared" / "data" / "hdx"
    parser.add_argument("--data", type=Path, default=beside, help="the folder of the two files")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
