"""Hand-worked tables: what the evidence of each cell comes to, a rule a case, `tests/cases/needs/`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from needs_cases import needs, same

CASES = Path(__file__).parents[1] / "cases" / "needs"
RANGES = {
    "in_need": ("in_need_low", "in_need", "in_need_high"),
    "mosaic": ("mosaic_low", "mosaic", "mosaic_high"),
    "households": ("households_low", "households", "households_high"),
    "share": ("share_low", "share", "share_high"),
    "severity": ("severity_low", "severity", "severity_high"),
    "gap": ("gap_low", "gap_high"),
}


def cases():
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            yield pytest.param(case, id=f"{path.stem}: {case['rule']}")


@pytest.mark.parametrize("case", list(cases()))
def test_a_case(case):
    rows = needs(case)
    for cell, wanted in case["needs"].items():
        for name, value in wanted.items():
            if name in RANGES:
                found = [rows[cell][column] for column in RANGES[name]]
                assert all(map(same, found, value)), f"{cell} {name}: {found}, not {value}"
            else:
                assert same(rows[cell][name], value), f"{cell} {name}: {rows[cell][name]}, not {value}"


def test_every_case_says_something():
    assert all(list(case.values[0]["needs"].values()) for case in cases())
