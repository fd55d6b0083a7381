"""The same judging as a plain script has it: a cell at a time over rows of dictionaries."""

from __future__ import annotations

import math
from typing import Any

LEVELS = (2, 3, 4, 5)


def judge_rows(
    people: dict[tuple[str, str], float], estimates: list[dict[str, Any]], share: float, need: int
) -> dict[tuple[str, str, str], tuple[float, float, float, int]]:
    """
    People in need (low, likely, high) and severity by area, group and sector, and the mosaic's likely number as "all".

    Args:
        people: by area and group.
        estimates: rows of the table of estimates.
        share: the share that sets the class of an area.
        need: a household of this class or worse is in need.
    """
    found: dict[tuple[str, str, str], dict[int, dict[str, Any]]] = {}
    for row in estimates:
        name, _, level = row["analysis_var"].removesuffix("_or_more").rpartition("_")
        sector = name.removeprefix("ours.").removesuffix("severity").rstrip(".")
        place, _, group = row["group_var_value"].partition(" %/% ")
        if sector:
            found.setdefault((place, group, sector), {})[int(level)] = row
    judged: dict[tuple[str, str, str], tuple[float, float, float, int]] = {}
    for (place, group, sector), levels in found.items():
        one, count = levels[need], people[place, group]
        severity = max([level for level in LEVELS if levels[level]["stat"] >= share - 1e-9], default=1)
        judged[place, group, sector] = (
            math.floor(count * one["stat_low"] + 1e-9),
            round(count * one["stat"]),
            math.ceil(count * one["stat_upp"] - 1e-9),
            severity,
        )
        best = judged.get((place, group, "all"), (0.0, 0.0, 0.0, 0))
        likely = max(best[1], judged[place, group, sector][1])
        judged[place, group, "all"] = (0.0, likely, 0.0, max(best[3], severity))
    return judged
