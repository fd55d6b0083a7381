"""
Two builds of needs compared: what changed, and which kind of evidence changed it.

The first is judged again with one kind of evidence after another taken from the second, in a fixed order, until all
of it is. What a step changes in a cell, its kind of evidence did; the steps of a cell add up to the whole change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from needline.model import Mission, Need, read_ref
from needline.needs.evidence import Rows, Unit, gather, need_id, units
from needline.needs.judge import judge
from needline.needs.step import all_rows
from needline.needs.table import table
from needline.store import Store

KINDS = {
    "settings": "thresholds of the mission",
    "people": "counts of people",
    "sample": "households, or the standard they are scored by",
    "seen": "what was seen, heard or published",
    "response": "what was reached",
    "decisions": "classes that people agreed on",
}
"""What may change a need, in the order in which it is put in."""
TABLES = {
    "people": ("counts", "figures"),
    "sample": ("estimates",),
    "seen": ("observations",),
    "response": ("coverage",),
    "decisions": ("decisions",),
}
COMPARED = (
    "people_low", "people_high", "in_need_low", "in_need", "in_need_high", "share", "severity", "severity_low",
    "severity_high", "published", "basis", "gap_low", "gap_high", "missing",
)  # fmt: skip


class Side(NamedTuple):
    """A built mission."""

    mission: Mission
    store: Store


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """
    A row of evidence that came, went, or is another now.

    Args:
        ref: `table/id`, or of a setting its name.
        before, after: its numbers as text; empty where it was not there.
    """

    ref: str
    before: str
    after: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """
    What one kind of evidence changed in a cell.

    Args:
        kind: of `KINDS`.
        changed: column to its value before and after this step.
        evidence: the rows of this kind that differ under the cell; empty where they lie in other cells alone.
    """

    kind: str
    changed: dict[str, tuple[Any, Any]]
    evidence: list[Evidence]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """
    A cell of the table of needs that differs.

    Args:
        need, place, group, sector: the cell.
        changed: column to its value in the first and in the second.
        parts: by kind of evidence, in order; they lead from the first to the second.
    """

    need: str
    place: str
    group: str
    sector: str
    changed: dict[str, tuple[Any, Any]]
    parts: list[Part]


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """
    Two builds compared.

    Args:
        cells: cells that both have.
        changes: those that differ, by group, place and sector.
        only_first, only_second: cells of places, groups or sectors that the other does not have.
    """

    cells: int
    changes: list[Change]
    only_first: list[str]
    only_second: list[str]


_Cell = dict[str, Any]


def compare(first: Side, second: Side) -> Compared:
    """
    Compare the needs of two built missions: of two dates, or under two standards or settings.

    Args:
        first, second: built; they may share a store.
    """
    rows, others = all_rows(*first), all_rows(*second)
    own, shared = _shared(first.mission, rows, second.mission, others)
    stages = [_judged(first.mission, rows, own)]
    for mission, used in _stages(first.mission, rows, second.mission, others):
        stages.append(_judged(mission, used, shared))
    both = sorted(stages[0].keys() & stages[-1].keys(), key=lambda key: _order(stages[0][key]))
    changes = [one for key in both if (one := _change(first, second, [stage[key] for stage in stages]))]
    return Compared(
        cells=len(both),
        changes=changes,
        only_first=sorted(_all_cells(first.mission, rows) - set(both)),
        only_second=sorted(_all_cells(second.mission, others) - set(both)),
    )


def _order(cell: _Cell) -> tuple[str, str, bool, str]:
    return cell["group"], cell["place"], cell["sector"] != "all", cell["sector"]


def _all_cells(mission: Mission, rows: Rows) -> set[str]:
    sectors = [*(one.id for one in mission.sectors), "all"]
    return {
        need_id(one.place, one.group, sector) for one in units(mission, rows.places) for sector in sectors
    }


def _shared(mission: Mission, rows: Rows, other: Mission, others: Rows) -> tuple[list[Unit], list[Unit]]:
    """The units that both have, as each of them has them."""
    pairs = [units(mission, rows.places), units(other, others.places)]
    names = [{(one.place, one.group) for one in side} for side in pairs]
    both = names[0] & names[1]
    kept = []
    for side in pairs:
        left = [one for one in side if (one.place, one.group) in both]
        at = {id(one): place for place, one in enumerate(left)}
        kept.append([
            one._replace(whole=-1 if one.whole < 0 else at.get(id(side[one.whole]), len(left))) for one in left
        ])  # fmt: skip
    return kept[0], kept[1]


def _stages(first: Mission, rows: Rows, second: Mission, others: Rows) -> Iterator[tuple[Mission, Rows]]:
    """The missions and rows of the steps, a kind of evidence after another from the second."""
    mission = msgspec.structs.replace(second, thresholds=second.thresholds, standards=first.standards)
    used = rows._replace(places=others.places)
    yield mission, used
    used = used._replace(people=others.people)
    yield mission, used
    used = used._replace(estimates=others.estimates)
    yield second, used
    for name in ("observations", "coverage", "decided"):
        used = used._replace(**{name: getattr(others, name)})
        yield second, used


def _judged(mission: Mission, rows: Rows, judged: list[Unit]) -> dict[str, _Cell]:
    of = gather(mission, judged, rows)
    return {row["need"]: row for row in table(of, judge(of, mission)).to_pylist()}


def _differ(before: _Cell, after: _Cell) -> dict[str, tuple[Any, Any]]:
    return {name: (before[name], after[name]) for name in COMPARED if before[name] != after[name]}


def _change(first: Side, second: Side, stages: list[_Cell]) -> Change | None:
    whole = _differ(stages[0], stages[-1])
    steps = zip(KINDS, stages, stages[1:], strict=False)
    parts = [
        Part(kind=kind, changed=changed, evidence=_evidence(kind, first, second, stages[0]["need"]))
        for kind, before, after in steps
        if (changed := _differ(before, after))
    ]
    if not whole:
        return None
    cell = stages[0]
    return Change(
        need=cell["need"], place=cell["place"], group=cell["group"], sector=cell["sector"], changed=whole, parts=parts
    )  # fmt: skip


def _evidence(kind: str, first: Side, second: Side, need: str) -> list[Evidence]:
    """The rows of one kind that differ under a cell."""
    if kind == "settings":
        return _settings(first.mission, second.mission)
    before, after = (_leaves(side.store, need, TABLES[kind]) for side in (first, second))
    found = [
        Evidence(ref=ref, before=before.get(ref, ""), after=after.get(ref, ""))
        for ref in sorted(before.keys() | after.keys())
        if before.get(ref) != after.get(ref)
    ]
    if kind == "sample" and first.mission.standards != second.mission.standards:
        names = [
            ", ".join(f"{one.name}@{one.version}" for one in side.mission.standards)
            for side in (first, second)
        ]
        found.insert(0, Evidence(ref="standards", before=names[0], after=names[1]))
    return found


def _settings(first: Mission, second: Mission) -> list[Evidence]:
    rules = msgspec.to_builtins(first.thresholds), msgspec.to_builtins(second.thresholds)
    return [
        Evidence(ref=f"thresholds.{name}", before=str(rules[0][name]), after=str(rules[1][name]))
        for name in rules[0]
        if rules[0][name] != rules[1][name]
    ]


def _leaves(store: Store, need: str, tables: tuple[str, ...]) -> Mapping[str, str]:
    """The rows of some tables that a cell rests on, by ref, with their numbers as text."""
    found: dict[str, str] = {}
    row = store.get(Need, need)
    ahead, seen = [f"needs/{need}"] if row else [], set()
    while ahead:
        written = ahead.pop()
        if written in seen:
            continue
        seen.add(written)
        ref = read_ref(written)
        value = store.cell(ref)
        if ref.table in tables:
            found[written] = _numbers(value)
        if ref.table in {"needs", "figures"}:
            ahead += value.trace
    return found


_TOLD = {
    "counts": ("low", "high", "unit", "as_of_text", "said_by"),
    "figures": ("low", "high", "unit"),
    "estimates": ("stat", "stat_low", "stat_upp", "hidden", "survey"),
    "observations": ("severity", "method", "as_of_text"),
    "coverage": ("reached_low", "reached_high"),
    "decisions": ("value", "author", "reason"),
}


def _numbers(row: Any) -> str:
    """What a row says, in its columns that judging draws on."""
    from needline.store.tables import OF_ROW

    names = _TOLD[OF_ROW[type(row)].name]
    return "; ".join(
        f"{name} {_plain(value)}" for name in names if (value := getattr(row, name)) not in {None, ""}
    )


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:.3g}"
    return str(value)
