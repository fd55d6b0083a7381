"""Small worlds to judge, written as tables: people, shares, and what was seen, by "PLACE.sector"."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa

from needline.model import Coverage, Decision, Mission, Observation, Place, Population, Range, Thresholds
from needline.model.mission import Group, Sector, Standard
from needline.needs.evidence import COLUMNS, Rows, gather, need_id, units
from needline.needs.judge import judge
from needline.needs.table import table

AT = dt.datetime(2024, 5, 10, 12, tzinfo=dt.UTC)
WHOLE, GROUP = "P", "g"
EXACT = 1e12
"""Degrees of freedom of an interval of the normal distribution."""


class World(NamedTuple):
    """A mission of one group in the place P and its areas, and the rows that bear on it."""

    mission: Mission
    rows: Rows


def world(case: dict[str, Any]) -> World:
    """
    A world as a case tells it.

    Args:
        case: `people` by place, `[low, high]`, with "open" for an open end; `shares` by "PLACE.sector" in need, or
            "PLACE.sector.LEVEL", `[low, at, high]`; `hidden`, `bound`, `seen`, `later`, `published`, `decided`,
            `reached` and `thresholds` where they differ from nothing. Areas are the places beside P.
    """
    shares, people = case.get("shares", {}), case["people"]
    sectors = (
        case["sectors"] if "sectors" in case else sorted({key.split(".")[1] for key in shares} - {"all"})
    )
    mission = Mission(
        title="", question="", as_of=AT, standards=[Standard(name="s", version="1")],
        groups=[Group(id=GROUP, names=["G"], population="remaining", within=WHOLE)],
        sectors=[Sector(id=one, name=one.title()) for one in sectors],
        thresholds=msgspec.convert(case.get("thresholds", {}), Thresholds),
    )  # fmt: skip
    areas = [one for one in people if one != WHOLE]
    places = [Place(id=WHOLE, name=WHOLE, names=[WHOLE], kind="country")]
    places += [Place(id=one, name=one, names=[one], kind="area", parent=WHOLE) for one in areas]
    decided = {
        f"needs/{need_id(place, GROUP, sector)}": _decision(place, sector, value)
        for (place, sector), value in _keyed(case.get("decided", {}))
    }
    rows = Rows(
        people={
            (place, GROUP): Population(Range(*_ends(ends)), (f"f-{place}",), place in case.get("bound", []))
            for place, ends in people.items()
        },
        estimates=estimates(shares, set(case.get("hidden", []))),
        observations=[
            _observation(place, sector, value, method)
            for method in ("seen", "later", "published")
            for (place, sector), values in _keyed(case.get(method, {}))
            for value in values
        ],
        coverage=[
            _coverage(place, sector, ends) for (place, sector), ends in _keyed(case.get("reached", {}))
        ],
        decided=decided,
        places=places,
    )
    return World(mission, rows)


def needs(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows of the table of needs of a case, by "PLACE.sector"."""
    return rows_of(world(case))


def rows_of(given: World) -> dict[str, dict[str, Any]]:
    """The same of a world."""
    of = gather(given.mission, units(given.mission, given.rows.places), given.rows)
    found = table(of, judge(of, given.mission)).to_pylist()
    return {f"{row['place']}.{row['sector']}": row for row in found}


def estimates(shares: dict[str, list[float]], hidden: set[str]) -> pa.Table:
    """Estimates of "so severe or worse", as the survey's table has them."""
    rows = []
    for key, (low, at, high) in shares.items():
        place, sector, level = [*key.split("."), "3"][:3]
        whole = place == WHOLE
        of = "s" if sector == "all" else f"s.{sector}"
        rows.append(
            {
                "estimate": f"e-{place}-{sector}-{level}", "survey": "v", "synthetic": False,
                "analysis_var": f"{of}.severity_{level}_or_more", "analysis_var_value": "yes",
                "group_var": "group" if whole else "place, group",
                "group_var_value": GROUP if whole else f"{place} %/% {GROUP}",
                "stat": at, "stat_low": low, "stat_upp": high, "df": EXACT,
                "hidden": "small" if f"{place}.{sector}" in hidden else "",
            }
        )  # fmt: skip
    if not rows:
        return pa.table({name: pa.array([], pa.string()) for name in COLUMNS})
    return pa.Table.from_pylist(rows).select(COLUMNS)


def _keyed(given: dict[str, Any]) -> list[tuple[tuple[str, str], Any]]:
    return [((key.split(".")[0], key.split(".")[1]), value) for key, value in given.items()]


def _ends(given: list[Any]) -> list[float | None]:
    return [None if one == "open" else float(one) for one in given]


def _observation(place: str, sector: str, severity: int, method: str) -> Observation:
    at = AT + dt.timedelta(days=1 if method == "later" else -1)
    return Observation(
        id=f"o-{place}-{sector}-{severity}", file="", row=2, place=place, as_of_text="", as_of_start=at, as_of_end=at,
        method="seen" if method == "later" else method, informant="", sector=sector, group="", text="x",
        severity=severity or None, confidence="", source="",
    )  # fmt: skip


def _coverage(place: str, sector: str, ends: list[Any]) -> Coverage:
    low, high = _ends(ends)
    return Coverage(id=f"c-{place}-{sector}", place=place, group=GROUP, sector=sector, reached_low=low,
                    reached_high=high, planned=None, organisations=[], uncounted=0, trace=[], recipe="")  # fmt: skip


def _decision(place: str, sector: str, value: int) -> Decision:
    return Decision(id=f"d-{place}-{sector}", previous="", at="2024-05-11T00:00:00+00:00", author="A", device="d",
                    on="", action="severity", value=str(value), reason="agreed",
                    file="decisions/a-d.jsonl")  # fmt: skip


def same(found: Any, wanted: Any) -> bool:
    """Whether a cell is as a case has it; "open" is not known."""
    if wanted == "open":
        return found is None
    if isinstance(wanted, float | int) and found is not None:
        return bool(np.isclose(found, wanted, rtol=1e-9, atol=1e-9))
    return bool(found == wanted)
