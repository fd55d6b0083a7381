"""What could not be seen: needs not known, cells hidden, evidence that could not be read, evidence set aside."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish.derived import rows_ref
from needline.publish.marks import Marks
from needline.publish.public import Quotable


class Unknown(msgspec.Struct, frozen=True):
    """Sectors of which nothing is known, in which places, and what would be needed to know them."""

    sectors: Markup
    places: list[Markup]
    missing: list[Markup]


class UnknownGroup(msgspec.Struct, frozen=True):
    """All that is not known of one group."""

    group: Markup
    rows: list[Unknown]


class ProblemView(msgspec.Struct, frozen=True):
    """One problem in one line."""

    where: Markup
    found: Markup
    mend: Markup


class Unseen(msgspec.Struct, frozen=True, kw_only=True):
    """What the section shows."""

    unknown: list[UnknownGroup]
    hidden: Markup
    cell: Markup
    set_aside: list[Markup]
    errors: list[ProblemView]
    errors_count: Markup
    warnings: list[ProblemView]
    warnings_count: Markup
    notes: list[ProblemView]
    notes_count: Markup


def unseen(marks: Marks) -> Unseen:
    """All that a reader must know is missing."""
    quotable = Quotable(marks.store)
    problems = [quotable.shown(row) for row in marks.store.read(model.Problem)]
    cell = marks.store.get(model.Setting, "thresholds.cell_households")
    return Unseen(
        unknown=_unknown(marks),
        hidden=_hidden(marks),
        cell=marks.number(cell, "number") if cell else Markup(""),
        set_aside=_set_aside(marks),
        errors=_problems(marks, problems, "error"),
        errors_count=marks.rows("problems", severity="error"),
        warnings=_problems(marks, problems, "warning"),
        warnings_count=marks.rows("problems", severity="warning"),
        notes=_problems(marks, problems, "note"),
        notes_count=marks.rows("problems", severity="note"),
    )


def _unknown(marks: Marks) -> list[UnknownGroup]:
    """By group: places that lack the same sectors for the same reason stand in one line."""
    of_place: dict[tuple[str, str], list[model.Need]] = {}
    for need in marks.store.read(model.Need):
        of_place.setdefault((need.group, need.place), []).append(need)
    lines: dict[str, dict[tuple[tuple[str, ...], tuple[str, ...]], list[model.Need]]] = {}
    for group, place in sorted(of_place, key=lambda key: (key[0], marks.by_name(key[1]))):
        unknown = [row for row in of_place[group, place] if row.basis == "not_known"]
        sectors = _sectors(marks, of_place[group, place], unknown)
        if sectors:
            missing = tuple(dict.fromkeys(row.missing for row in unknown if row.missing))
            lines.setdefault(group, {}).setdefault((sectors, missing), []).append(unknown[-1])
    order = [one.id for one in marks.mission.groups]
    return [
        UnknownGroup(marks.group(group), [_line(marks, *key, rows) for key, rows in lines[group].items()])
        for group in sorted(lines, key=lambda one: (order.index(one) if one in order else len(order), one))
    ]


def _sectors(marks: Marks, all_rows: list[model.Need], unknown: list[model.Need]) -> tuple[str, ...]:
    """Sectors not known, in the mission's order; "all" alone where none is known."""
    if unknown and len(unknown) == len(all_rows):
        return ("all",)
    order = {sector.id: index for index, sector in enumerate(marks.mission.sectors)}
    found = {row.sector for row in unknown} - {"all"}
    return tuple(sorted(found, key=lambda one: (order.get(one, len(order)), one)))


def _line(
    marks: Marks, sectors: tuple[str, ...], missing: tuple[str, ...], rows: list[model.Need]
) -> Unknown:
    return Unknown(
        Markup(", ").join(marks.sector(one) for one in sectors),
        [marks.link(row, marks.place(row.place)) for row in rows],
        [marks.told(text) for text in missing],
    )


def _hidden(marks: Marks) -> Markup:
    unless = {"hidden": ""}
    return (
        marks.rows("estimates", "estimates", unless)
        if marks.numbers.cell(rows_ref("estimates", None, unless))
        else Markup("")
    )


def _set_aside(marks: Marks) -> list[Markup]:
    decisions = [row for row in marks.store.read(model.Decision) if row.action == "set_aside"]
    return [
        Markup("{}, {}: {}").format(
            marks.link(row, marks.code(row.on)), marks.written(row.author), marks.written(row.reason)
        )
        for row in decisions
    ]


def _problems(marks: Marks, problems: list[model.Problem], severity: str) -> list[ProblemView]:
    ordered = sorted(
        (row for row in problems if row.severity == severity), key=lambda row: (row.file, row.where, row.id)
    )
    return [
        ProblemView(
            Markup("{}{}").format(
                marks.code(row.file), Markup(", {}").format(marks.written(row.where)) if row.where else ""
            ),
            marks.written(row.found),
            marks.written(row.mend),
        )
        for row in ordered
    ]
