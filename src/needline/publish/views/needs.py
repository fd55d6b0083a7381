"""Needs by group, area and sector: ranges as ranges, and "not known" as itself."""

from __future__ import annotations

import msgspec
from markupsafe import Markup, escape

from needline import model
from needline.publish import words
from needline.publish.bars import Bar, interval
from needline.publish.chips import Chip, chip
from needline.publish.marks import Marks
from needline.publish.views.opening import in_need

MOST_AREAS = 12
"""Of a group in more areas those of the worst class are shown; the table has all."""
LEADS = {
    "mosaic": "the largest sector of each area is taken, and areas are summed",
    "households": "people of households in need in one sector or another",
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One sector of one group and area."""

    sector: Markup
    whole: bool
    known: bool
    in_need: Markup
    share: Markup
    bar: Bar | None
    bar_kind: str
    severity: Chip
    beside: Markup
    counts: list[Markup]
    reached: Markup
    gap: Markup
    basis: Markup


class Missing(msgspec.Struct, frozen=True):
    """What would be needed to know some sectors."""

    sectors: Markup
    need: Markup


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """One area of a group: the whole over its sectors, and each sector."""

    place: Markup
    people: Markup
    counted: bool
    in_need: Markup
    bar: Bar | None
    bar_kind: str
    severity: Chip
    chips: list[Chip]
    rows: list[Row]
    missing: list[Missing]
    all_unknown: bool


class GroupNeeds(msgspec.Struct, frozen=True, kw_only=True):
    """A group: where its people live as a whole, then its areas; whether there are further ones in the tables."""

    anchor: str
    name: Markup
    whole: Area | None
    areas: list[Area]
    further: bool
    sectors: list[Markup]


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What the section shows."""

    groups: list[GroupNeeds]
    level: Markup
    area_share: Markup
    leads: str
    legend: list[Chip]


def needs(marks: Marks) -> Needs:
    """All needs, a group at a time in the mission's order, then groups that only the needs name."""
    rows = marks.store.read(model.Need)
    order = [group.id for group in marks.mission.groups]
    order += sorted({row.group for row in rows} - set(order))
    reached = {(row.place, row.group, row.sector): row for row in marks.store.read(model.Coverage)}
    of_group: dict[str, list[model.Need]] = {}
    for row in rows:
        of_group.setdefault(row.group, []).append(row)
    groups = [_group(marks, name, of_group.get(name, []), reached) for name in order]
    return Needs(
        groups=[group for group in groups if group.whole or group.areas],
        level=setting(marks, "thresholds.level"),
        area_share=setting(marks, "thresholds.area_share"),
        leads=LEADS[marks.mission.thresholds.intersectoral],
        legend=[_legend(tone) for tone in words.SEVERITIES],
    )


def setting(marks: Marks, name: str) -> Markup:
    """A setting that is a share, as percent."""
    row = marks.store.get(model.Setting, name)
    return marks.number(row, "number", "share") if row else Markup("")


def _legend(severity: int) -> Chip:
    number = Markup('<span data-tick="severity">{}</span>').format(severity)
    return Chip(str(severity), number, words.SEVERITIES[severity])


_Reached = dict[tuple[str, str, str], model.Coverage]


def _group(marks: Marks, name: str, rows: list[model.Need], reached: _Reached) -> GroupNeeds:
    within = next((group.within for group in marks.mission.groups if group.id == name), "")
    by_place: dict[str, list[model.Need]] = {}
    for row in rows:
        by_place.setdefault(row.place, []).append(row)
    shown = _worst(by_place, within)
    areas = {place: _area(marks, by_place[place], reached) for place in sorted(shown, key=marks.by_name)}
    whole = areas.pop(within, None)
    return GroupNeeds(
        anchor=f"need-group-{len(name)}-{''.join(char if char.isalnum() else '-' for char in name)}",
        name=marks.group(name),
        whole=whole,
        areas=list(areas.values()),
        further=len(shown) < len(by_place),
        sectors=[marks.sector(sector) for sector in _sectors(marks, rows)],
    )


def _worst(by_place: dict[str, list[model.Need]], within: str) -> set[str]:
    """Places to show: all where they are few, else the whole and the areas of the worst class and most in need."""
    areas = set(by_place) - {within}
    if len(areas) <= MOST_AREAS:
        return set(by_place)
    worst: dict[str, tuple[int, float]] = {
        place: max((row.severity or 0, row.in_need_high or row.in_need_low or 0.0) for row in by_place[place])
        for place in areas
    }
    first = sorted(areas, key=lambda place: (-worst[place][0], -worst[place][1], place))[:MOST_AREAS]
    return {*first, *({within} & set(by_place))}


def _sectors(marks: Marks, rows: list[model.Need]) -> list[str]:
    """Sectors in the mission's order, then others by name; "all" stands apart."""
    named = [sector.id for sector in marks.mission.sectors]
    found = {row.sector for row in rows} - {"all"}
    return [one for one in named if one in found] + sorted(found - set(named))


def _area(marks: Marks, rows: list[model.Need], reached: _Reached) -> Area:
    by_sector = {row.sector: row for row in rows}
    ordered = [by_sector[sector] for sector in _sectors(marks, rows)]
    whole = by_sector.get("all")
    lead = whole or ordered[0]
    shown = ([whole] if whole else []) + ordered
    return Area(
        place=marks.place(lead.place),
        people=marks.range(lead, "people_low", "people_high"),
        counted=lead.people_low is not None or lead.people_high is not None,
        in_need=in_need(marks, lead) if whole else Markup("by sector"),
        bar=_bar(lead) if whole else None,
        bar_kind=lead.basis,
        severity=chip(marks, lead) if whole else Chip("", Markup(""), ""),
        chips=[
            msgspec.structs.replace(chip(marks, row, short=True), label=marks.sector(row.sector))
            for row in ordered
        ],
        rows=[_row(marks, row, reached) for row in shown],
        missing=_missing(marks, ordered),
        all_unknown=all(row.basis == "not_known" for row in rows),
    )


def _missing(marks: Marks, ordered: list[model.Need]) -> list[Missing]:
    """What would be needed, each sentence once, with the sectors it is said of."""
    said: dict[str, list[str]] = {}
    for row in ordered:
        if row.missing:
            said.setdefault(row.missing, []).append(row.sector)
    return [
        Missing(
            Markup("all sectors")
            if len(of) == len(ordered)
            else Markup(", ").join(marks.sector(one) for one in of),
            marks.told(need),
        )
        for need, of in said.items()
    ]


def _row(marks: Marks, need: model.Need, reached: _Reached) -> Row:
    covered = reached.get((need.place, need.group, need.sector)) or reached.get((need.place, "", need.sector))
    return Row(
        sector=marks.sector(need.sector),
        whole=need.sector == "all",
        known=need.in_need_low is not None or need.in_need_high is not None,
        in_need=in_need(marks, need),
        share=marks.likely(need, "share", "share_low", "share_high")
        if need.share is not None
        else Markup(""),
        bar=_bar(need),
        bar_kind=need.basis,
        severity=chip(marks, need),
        beside=_beside(marks, need),
        counts=_counts(marks, need),
        reached=marks.range(covered, "reached_low", "reached_high") if covered else Markup(""),
        gap=_gap(marks, need),
        basis=_basis(marks, need),
    )


def _beside(marks: Marks, need: model.Need) -> Markup:
    """The class of published indicators, and the one before people agreed on another."""
    told = []
    if need.published is not None:
        told.append(Markup("published: {}").format(marks.number(need, "published")))
    if need.preliminary is not None and need.preliminary != need.severity:
        told.append(Markup("by the evidence: {}").format(marks.number(need, "preliminary")))
    return Markup("; ").join(told)


def _counts(marks: Marks, need: model.Need) -> list[Markup]:
    """Over all sectors: the count that does not lead, beside the one that does."""
    told = []
    for name, words_ in (
        ("mosaic", "the largest sector"),
        ("households", "households in need in any sector"),
    ):
        ends = [getattr(need, f"{name}{end}") for end in ("_low", "", "_high")]
        leads = ends == [need.in_need_low, need.in_need, need.in_need_high]
        if need.sector == "all" and not leads and any(one is not None for one in ends):
            told.append(
                Markup("{}: {}").format(words_, marks.likely(need, name, f"{name}_low", f"{name}_high"))
            )
    return told


def _basis(marks: Marks, need: model.Need) -> Markup:
    """What a row rests on, and what a reader must know of it; nothing where it is not known at all."""
    basis = [] if need.basis == "not_known" else [escape(words.BASES[need.basis])]
    if need.from_population is not None and 0 < need.from_population < 1:
        part = marks.number(need, "from_population", "share")
        basis.append(Markup("of the width {} is from the count of people").format(part))
    return Markup("; ").join([*basis, *(marks.told(flag) for flag in need.flags)])


def _gap(marks: Marks, need: model.Need) -> Markup:
    """In need less reached: the least that it can be, since not all who were reached need be in need."""
    if need.gap_low is None:
        return Markup("")
    return Markup("at least {}").format(marks.number(need, "gap_low"))


def _bar(need: model.Need) -> Bar | None:
    """The range of people in need, on a track as long as the people there may be."""
    if need.in_need_low is None and need.in_need_high is None:
        return None
    whole = need.people_high or need.people_low or need.in_need_high
    return interval(need.in_need_low, need.in_need_high, (0.0, whole), need.in_need) if whole else None
