"""
`python by_row.py ANSWERS OUT`: FCS, rCSI, HHS, LCSI, matrix and FCLC as a script of a row at a time has them.

What an analyst writes without needline: a function a household, the thresholds typed in. It does the food sector alone,
which is eight of the steps of a standard; needline's time for the same is measured beside it.
"""

from __future__ import annotations

import sys

import pyarrow as pa
import pyarrow.parquet as pq

FCS = {
    "cereals": 2,
    "pulses": 3,
    "dairy": 4,
    "meat": 4,
    "vegetables": 1,
    "fruit": 1,
    "oil": 0.5,
    "sugar": 0.5,
}
RCSI = {"less_preferred": 1, "borrow": 2, "smaller_meals": 1, "adults_less": 3, "fewer_meals": 1}
SIGNS = ("no_food", "hungry_night", "day_without")
PHASES = "122331233422344222332233423345223342334433345"
FCLC = {1: "1123", 2: "2233", 3: "3334", 4: "4444", 5: "5555"}
CLASSES = ("none", "stress", "crisis", "emergency")


def weighted(row: dict, prefix: str, weights: dict) -> float | None:
    found = [row[f"{prefix}_{name}"] for name in weights]
    if any(one is None for one in found):
        return None
    return sum(value * weight for value, weight in zip(found, weights.values(), strict=True))


def hunger(row: dict) -> int | None:
    total = 0
    for sign in SIGNS:
        said, often = row[f"hhs_{sign}"], row[f"hhs_{sign}_often"]
        if said == "no":
            continue
        if said is None and often != "often":
            return None
        if often is None or said is None:
            return None
        total += 2 if often == "often" else 1
    return total


def coping(row: dict) -> str | None:
    unknown = False
    for name in CLASSES[:0:-1]:
        given = [row[f"lcsi_{name}_{number}"] for number in range(1, 5)]
        if any(one in {"used", "exhausted"} for one in given):
            return None if unknown else name
        unknown = unknown or any(one is None for one in given)
    return None if unknown else "none"


def scored(row: dict) -> tuple:
    fcs, rcsi, hhs, lcsi = weighted(row, "fcs", FCS), weighted(row, "rcsi", RCSI), hunger(row), coping(row)
    if fcs is None or rcsi is None or hhs is None:
        return fcs, rcsi, hhs, lcsi, None, None
    consumption = 2 if fcs < 21.5 else 1 if fcs <= 35 else 0
    reduced = 0 if rcsi <= 3 else 1 if rcsi <= 18 else 2
    sign = 1 if hhs == 0 else 2 if hhs == 1 else 3 if hhs <= 3 else 4 if hhs == 4 else 5
    phase = int(PHASES[15 * reduced + 5 * consumption + sign - 1])
    worst = None if lcsi is None else int(FCLC[phase][CLASSES.index(lcsi)])
    return fcs, rcsi, hhs, lcsi, phase, worst


def main(answers: str, out: str) -> None:
    asked = [f"fcs_{one}" for one in FCS] + [f"rcsi_{one}" for one in RCSI]
    asked += [f"hhs_{one}{end}" for one in SIGNS for end in ("", "_often")]
    asked += [f"lcsi_{one}_{number}" for one in CLASSES[1:] for number in range(1, 5)]
    rows = pq.read_table(answers, columns=asked).to_pylist()
    columns = zip(*map(scored, rows), strict=True)
    names = ("fcs", "rcsi", "hhs", "lcsi", "phase", "fclc")
    pq.write_table(pa.table(dict(zip(names, map(list, columns), strict=True))), out)


if __name__ == "__main__":
    main(*sys.argv[1:])
