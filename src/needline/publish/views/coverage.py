"""Who is reached, and who is not."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish.marks import Marks


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """People reached in one place, group and sector."""

    group: Markup
    sector: Markup
    reached: Markup
    planned: Markup
    uncounted: Markup
    organisations: Markup


class CoveredPlace(msgspec.Struct, frozen=True):
    """One place and what reached it."""

    place: Markup
    rows: list[Covered]


class Unreached(msgspec.Struct, frozen=True):
    """A place and group whose need is known in some sectors, and whom no recorded activity reached in them."""

    group: Markup
    place: Markup
    sectors: list[Markup]


class CoverageView(msgspec.Struct, frozen=True):
    """What the section shows."""

    places: list[CoveredPlace]
    unreached: list[Unreached]


def coverage(marks: Marks) -> CoverageView:
    """Rows of coverage by place, and those whose need nobody is recorded to meet."""
    rows = marks.store.read(model.Coverage)
    by_place: dict[str, list[model.Coverage]] = {}

    def order(row: model.Coverage) -> tuple[tuple[int, str], tuple[int, str]]:
        return marks.by_sector(row.sector), marks.by_group(row.group)

    for row in rows:
        by_place.setdefault(row.place, []).append(row)
    places = [
        CoveredPlace(
            marks.place(place),
            [_covered(marks, row) for row in sorted(by_place[place], key=order)],
        )
        for place in sorted(by_place, key=marks.by_name)
    ]
    return CoverageView(places, _unreached(marks, rows))


def _covered(marks: Marks, row: model.Coverage) -> Covered:
    return Covered(
        group=marks.group(row.group) if row.group else Markup("all people"),
        sector=marks.sector(row.sector),
        reached=marks.range(row, "reached_low", "reached_high"),
        planned=marks.number(row, "planned") if row.planned is not None else Markup(""),
        uncounted=marks.number(row, "uncounted") if row.uncounted else Markup(""),
        organisations=Markup(", ").join(marks.written(one) for one in row.organisations),
    )


def _unreached(marks: Marks, rows: list[model.Coverage]) -> list[Unreached]:
    reached = {(row.place, row.sector, row.group) for row in rows}
    found: dict[tuple[str, str], list[model.Need]] = {}
    for need in marks.store.read(model.Need):
        met = {(need.place, need.sector, need.group), (need.place, need.sector, "")} & reached
        if need.sector != "all" and not met and (need.in_need_high or need.in_need_low):
            found.setdefault((need.group, need.place), []).append(need)
    return [
        Unreached(
            marks.group(group),
            marks.place(place),
            [
                marks.link(need, marks.sector(need.sector))
                for need in sorted(found[group, place], key=lambda need: marks.by_sector(need.sector))
            ],
        )
        for group, place in sorted(found, key=lambda key: (marks.by_group(key[0]), marks.by_name(key[1])))
    ]
