"""Who is reached, by whom, and who is not."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish.marks import Marks

LISTED = 60
"""At most so many places, organisations or activities stand on the page; the rest stand in the tables."""


class Sectoral(msgspec.Struct, frozen=True, kw_only=True):
    """One sector of one group, where the group lives: what is needed, reached, and left over."""

    group: Markup
    sector: Markup
    in_need: Markup
    reached: Markup
    gap: Markup
    planned: Markup


class Present(msgspec.Struct, frozen=True, kw_only=True):
    """What one organisation does in one sector."""

    organisation: Markup
    sector: Markup
    reached: Markup
    planned: Markup
    activities: Markup
    places: Markup
    others: Markup


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """People reached in one place, group and sector."""

    group: Markup
    sector: Markup
    reached: Markup
    by_status: Markup
    gap: Markup
    uncounted: Markup
    organisations: Markup
    flags: list[Markup]


class CoveredPlace(msgspec.Struct, frozen=True):
    """One place and what reached it."""

    place: Markup
    rows: list[Covered]


class Unplaced(msgspec.Struct, frozen=True, kw_only=True):
    """An activity that stands in no place or sector."""

    activity: Markup
    lacks: str
    written: list[Markup]


class Unreached(msgspec.Struct, frozen=True):
    """A place and group whose need is known in some sectors, and whom no recorded activity reached in them."""

    group: Markup
    place: Markup
    sectors: list[Markup]


class CoverageView(msgspec.Struct, frozen=True, kw_only=True):
    """What the section shows."""

    sectors: list[Sectoral]
    present: list[Present]
    places: list[CoveredPlace]
    more_places: bool
    unplaced: list[Unplaced]
    more_unplaced: bool
    undated: Markup
    unreached: list[Unreached]


Rows = dict[tuple[str, str, str], model.Coverage]
MOST_UNREACHED = 60
"""Of more groups and places without response those with the most people in need are listed."""
Needs = dict[tuple[str, str, str], model.Need]


def coverage(marks: Marks) -> CoverageView:
    """Rows of coverage by sector, organisation and place, and those whose need nobody is recorded to meet."""
    rows = {(row.place, row.group, row.sector): row for row in marks.store.read(model.Coverage)}
    needs = {(need.place, need.group, need.sector): need for need in marks.store.read(model.Need)}
    places, more_places = _places(marks, rows, needs)
    activities = marks.store.read(model.Activity)
    unplaced = [one for one in activities if {"place", "sector"} & set(one.unplaced)]
    undated = sum(one.unplaced == ["date"] for one in activities)
    return CoverageView(
        sectors=_sectors(marks, rows, needs),
        present=_present(marks),
        places=places,
        more_places=more_places,
        unplaced=[_unplaced(marks, one) for one in unplaced[:LISTED]],
        more_unplaced=len(unplaced) > LISTED,
        undated=marks.rows("activities", "activities", unplaced="date") if undated else Markup(""),
        unreached=_unreached(marks, rows),
    )


def _sectors(marks: Marks, rows: Rows, needs: Needs) -> list[Sectoral]:
    """By group and sector, over all of the place in which a group lives."""
    found = []
    for group in marks.mission.groups:
        for sector in [one.id for one in marks.mission.sectors]:
            need = needs.get((group.within, group.id, sector))
            row = rows.get((group.within, group.id, sector)) or rows.get((group.within, "", sector))
            if row is None:
                continue
            found.append(
                Sectoral(
                    group=marks.group(group.id),
                    sector=marks.sector(sector),
                    in_need=marks.likely(need, "in_need", "in_need_low", "in_need_high")
                    if need
                    else Markup(""),
                    reached=marks.range(row, "reached_low", "reached_high"),
                    gap=_gap(marks, need),
                    planned=_planned(marks, row),
                )
            )
    return found


def _present(marks: Marks) -> list[Present]:
    """Every organisation with its sectors; over all sectors too where it has several."""
    of_whom: dict[str, list[model.Presence]] = {}
    for row in marks.store.read(model.Presence):
        if row.organisation:
            of_whom.setdefault(row.organisation, []).append(row)
    found = []
    for who in sorted(of_whom, key=str.casefold)[:LISTED]:
        ones = sorted(of_whom[who], key=lambda row: (row.sector != "all", marks.by_sector(row.sector)))
        shown = ones[1:] if len(ones) == 2 else ones  # noqa: PLR2004 - one sector, and the same over all
        found += [_presence(marks, row, first=row is shown[0]) for row in shown]
    return found


def _presence(marks: Marks, row: model.Presence, *, first: bool) -> Present:
    with_whom = [
        Markup("with {}").format(Markup(", ").join(marks.written(one) for one in row.partners))
        if row.partners
        else "",
        Markup("paid by {}").format(Markup(", ").join(marks.written(one) for one in row.donors))
        if row.donors
        else "",
    ]
    return Present(
        organisation=marks.written(row.organisation)
        if first
        else Markup('<span class="hide">{}</span>').format(marks.written(row.organisation)),
        sector=marks.sector(row.sector),
        reached=marks.range(row, "reached_low", "reached_high"),
        planned=marks.range(row, "planned_low", "planned_high")
        if row.planned_low is not None
        else Markup(""),
        activities=marks.number(row, "activities"),
        places=marks.number(row, "places"),
        others=Markup("; ").join(one for one in with_whom if one),
    )


def _places(marks: Marks, rows: Rows, needs: Needs) -> tuple[list[CoveredPlace], bool]:
    """By place; of very many, those where most people are left over or reached."""
    by_place: dict[str, list[model.Coverage]] = {}
    for row in rows.values():
        by_place.setdefault(row.place, []).append(row)

    def weight(place: str) -> float:
        gaps = [
            need.gap_high or 0.0
            for row in by_place[place]
            if (need := needs.get((row.place, row.group, row.sector))) is not None
        ]
        return max([*gaps, *(row.reached_high or 0.0 for row in by_place[place])])

    def order(row: model.Coverage) -> tuple[tuple[int, str], tuple[int, str]]:
        return marks.by_sector(row.sector), marks.by_group(row.group)

    largest = sorted(by_place, key=lambda place: (-weight(place), place))[:LISTED]
    return [
        CoveredPlace(
            marks.place(place), [_covered(marks, row, needs) for row in sorted(by_place[place], key=order)]
        )
        for place in sorted(largest, key=marks.by_name)
    ], len(by_place) > LISTED


def _covered(marks: Marks, row: model.Coverage, needs: Needs) -> Covered:
    status = [
        Markup("{} {}").format(word, marks.range(row, low, high))
        for word, low, high in (
            ("completed", "completed_low", "completed_high"),
            ("ongoing", "ongoing_low", "ongoing_high"),
            ("planned for", "planned", "planned_high"),
        )
        if getattr(row, low) is not None
    ]
    return Covered(
        group=marks.group(row.group) if row.group else Markup("all people"),
        sector=marks.sector(row.sector),
        reached=marks.range(row, "reached_low", "reached_high"),
        by_status=Markup("; ").join(status),
        gap=_gap(marks, needs.get((row.place, row.group, row.sector))),
        uncounted=marks.number(row, "uncounted") if row.uncounted else Markup(""),
        organisations=Markup(", ").join(marks.written(one) for one in row.organisations),
        flags=[marks.told(flag) for flag in row.flags],
    )


def _planned(marks: Marks, row: model.Coverage) -> Markup:
    return marks.range(row, "planned", "planned_high") if row.planned is not None else Markup("")


def _gap(marks: Marks, need: model.Need | None) -> Markup:
    """In need less reached, as far as both are known."""
    if need is None or need.gap_low is need.gap_high is None:
        return Markup("")
    return marks.range(need, "gap_low", "gap_high")


def _unplaced(marks: Marks, one: model.Activity) -> Unplaced:
    lacks = [word for word in ("place", "sector") if word in one.unplaced]
    said = [words for words in (one.place_text, one.sector_text) if words]
    label = Markup("{}: {}").format(
        marks.written(one.organisation or "nobody named"), marks.written(one.activity)
    )
    return Unplaced(
        activity=marks.link(one, label),
        lacks=" and ".join(lacks),
        written=[marks.written(words) for words in said],
    )


def _unreached(marks: Marks, rows: Rows) -> list[Unreached]:
    """Groups in places where nobody was reached in some sectors; of very many those with the most people in need."""
    reached = {(place, sector, group) for place, group, sector in rows}
    found: dict[tuple[str, str], list[model.Need]] = {}
    for need in marks.store.read(model.Need):
        met = {(need.place, need.sector, need.group), (need.place, need.sector, "")} & reached
        if need.sector != "all" and not met and (need.in_need_high or need.in_need_low):
            found.setdefault((need.group, need.place), []).append(need)
    if len(found) > MOST_UNREACHED:
        most = {
            pair: max(one.in_need_high or one.in_need_low or 0.0 for one in of) for pair, of in found.items()
        }
        first = sorted(most, key=lambda pair: (-most[pair], pair))[:MOST_UNREACHED]
        found = {pair: found[pair] for pair in first}
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
