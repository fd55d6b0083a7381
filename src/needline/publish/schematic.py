"""
A map of roads: towns, legs between them, and names that do not cover each other. No border is drawn.

`layout.py` says where towns stand: to scale, or where corners crowd spread to fit the width at hand, so that what
lies north stands above and what lies west stands left.
"""

from __future__ import annotations

import math

import msgspec
from markupsafe import Markup

PHONE = 500.0
"""A sheet up to this width is drawn for a phone, where names stand in lines."""

MANY_TOWNS, MANY_ROADS, NAMES, MOST_APART = 60, 400, 30, 150
"""More towns are small and mostly nameless, more roads keep no name off; so many names, and towns, have room."""

LETTER = 0.57
"""Mean width of a letter, in parts of the font's size; on the wide side, so that boxes err large."""


class Town(msgspec.Struct, frozen=True):
    """A place on the map: its code, its name, where it lies (None where not known), and a class for its look."""

    code: str
    name: str
    lat: float | None
    lon: float | None
    look: str = ""


class Road(msgspec.Struct, frozen=True):
    """A leg between two codes, and its state, which is also the class for its look."""

    start: str
    end: str
    state: str


class Sheet(msgspec.Struct, frozen=True):
    """The size of a drawing and of its letters, in its own units, which are pixels where it is not scaled."""

    width: float
    height: float
    font: float = 14.0
    margin: float = 64.0


class Box(msgspec.Struct, frozen=True):
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    def overlap(self, other: Box) -> float:
        """The area that two boxes share."""
        w = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        h = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        return w * h if w > 0 and h > 0 else 0.0

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.x <= x <= self.x + self.w and self.y <= y <= self.y + self.h


class Label(msgspec.Struct, frozen=True):
    """A name in its lines, where it stands, and how it is anchored."""

    lines: list[str]
    box: Box
    anchor: str


Spots = dict[str, tuple[float, float]]


def draw(
    towns: list[Town],
    roads: list[Road],
    sheet: Sheet,
    title: str,
    spots: Spots | None = None,
    bar: tuple[float, float] | None = None,
) -> Markup:
    """
    Draw the map as SVG; its words stay text.

    Args:
        towns: in a fixed order.
        roads: between their codes; a leg to a place that is not among the towns is left out.
        sheet: the size to draw for.
        title: what the picture is, for those who do not see it.
        spots: where each town stands; None: spread by `place`.
        bar: kilometres and length of a scale; None where the map is not to scale.
    """
    spots = place(towns, sheet) if spots is None else spots
    roads = [road for road in roads if road.start in spots and road.end in spots]
    named = _named(towns)
    labels = name(named, roads if len(roads) <= MANY_ROADS else [], spots, sheet)
    parts = [_road(road, spots) for road in roads]
    parts += [_town(town, *spots[town.code], small=len(towns) > MANY_TOWNS) for town in towns]
    parts += [_label(labels[town.code], sheet) for town in named]
    parts += [_scale(*bar, sheet)] if bar else []
    return Markup(
        '<svg class="map" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}" style="font-size:{:g}px">{}</svg>'
    ).format(sheet.width, sheet.height, title, sheet.font, Markup("").join(parts))


def _named(towns: list[Town]) -> list[Town]:
    """The towns whose names are written: all, or of many those with a look of their own, as far as names have room."""
    if len(towns) <= MANY_TOWNS:
        return towns
    return sorted((town for town in towns if town.look), key=lambda town: (town.look != "entry", town.code))[
        :NAMES
    ]


def _scale(km: float, length: float, sheet: Sheet) -> Markup:
    """A scale at the foot of the map."""
    x, y = 16.0, sheet.height - 14.0
    return Markup(
        '<path class="scale" d="M{:.1f} {:.1f}v6h{:.1f}v-6"/><text class="name" x="{:.1f}" y="{:.1f}" data-tick="x">'
        "{:g} km</text>"
    ).format(x, y - 6, length, x + length + 6, y, km)


def place(towns: list[Town], sheet: Sheet) -> Spots:
    """
    Where each town stands on the sheet: north up and west left, but spread so that no corner is crowded.

    In each direction a town stands half where its coordinate puts it and half where its turn does, counted from
    one side: order is kept, distance is not. Two that would still touch are moved apart.
    """
    across = _spread([town.lon or 0.0 for town in towns], sheet.margin, sheet.width - sheet.margin)
    down = _spread(
        [-(town.lat or 0.0) for town in towns], 0.6 * sheet.margin, sheet.height - 0.6 * sheet.margin
    )
    return apart({town.code: (x, y) for town, x, y in zip(towns, across, down, strict=True)}, sheet)


def _spread(values: list[float], start: float, end: float) -> list[float]:
    """Values between two ends, half by value and half by rank; equal values stay equal."""
    ranks = {value: rank for rank, value in enumerate(sorted(set(values)))}
    if len(ranks) < 2:  # noqa: PLR2004 - one value has no spread
        return [(start + end) / 2] * len(values)
    low, width = min(values), max(values) - min(values)
    return [
        start + (end - start) * ((value - low) / width + ranks[value] / (len(ranks) - 1)) / 2
        for value in values
    ]


def apart(spots: Spots, sheet: Sheet, least: float = 34.0) -> Spots:
    """
    Push towns apart until none is nearer than `least` to another, in a fixed order and at most forty times.

    More towns than a sheet has room for stay where they are.
    """
    codes = list(spots)
    if len(codes) > MOST_APART:
        return spots
    for _ in range(40):
        moved = False
        for index, one in enumerate(codes):
            for two in codes[index + 1 :]:
                (ax, ay), (bx, by) = spots[one], spots[two]
                gap = math.hypot(bx - ax, by - ay)
                if gap < least - 0.01:
                    ux, uy = ((bx - ax) / gap, (by - ay) / gap) if gap > 0 else (1.0, 0.0)
                    push = (least - gap) / 2
                    spots[one] = _inside(ax - ux * push, ay - uy * push, sheet)
                    spots[two] = _inside(bx + ux * push, by + uy * push, sheet)
                    moved = True
        if not moved:
            break
    return spots


def _inside(x: float, y: float, sheet: Sheet) -> tuple[float, float]:
    return min(max(x, 16.0), sheet.width - 16.0), min(max(y, 16.0), sheet.height - 16.0)


def name(towns: list[Town], roads: list[Road], spots: Spots, sheet: Sheet) -> dict[str, Label]:
    """
    Set each town's name beside it where it covers least: names, towns, roads, or the edge.

    Greedy in the order of the towns, then twice more, each name against all the others.
    """
    dots = list(spots.values())
    traced = [point for road in roads for point in _points(spots[road.start], spots[road.end])]
    chosen: dict[str, Label] = {}
    for _ in range(3):
        for town in towns:
            others = [label.box for code, label in chosen.items() if code != town.code]
            options = _options(town.name, spots[town.code], sheet)
            costs = [
                _cost(label.box, others, dots, traced, sheet) + 0.5 * rank
                for rank, label in enumerate(options)
            ]
            chosen[town.code] = options[costs.index(min(costs))]
    return chosen


def _options(words: str, spot: tuple[float, float], sheet: Sheet) -> list[Label]:
    """Eight places around a spot, the better-reading first; a name of several names may also stand in lines."""
    broken = words.split(" / ")
    broken = [f"{line} /" for line in broken[:-1]] + broken[-1:]
    variants = (
        [[words]] if len(broken) == 1 else [[words], broken] if sheet.width > PHONE else [broken, [words]]
    )
    found = []
    for lines in variants:
        w = max(len(line) for line in lines) * sheet.font * LETTER
        h = len(lines) * sheet.font * 1.2
        x, y = spot
        found += [
            Label(lines, Box(x - w / 2, y - 12 - h, w, h), "middle"),
            Label(lines, Box(x - w / 2, y + 12, w, h), "middle"),
            Label(lines, Box(x + 14, y - h / 2, w, h), "start"),
            Label(lines, Box(x - 14 - w, y - h / 2, w, h), "end"),
            Label(lines, Box(x + 8, y - 10 - h, w, h), "start"),
            Label(lines, Box(x + 8, y + 10, w, h), "start"),
            Label(lines, Box(x - 8 - w, y - 10 - h, w, h), "end"),
            Label(lines, Box(x - 8 - w, y + 10, w, h), "end"),
        ]
    return found


def _cost(
    box: Box,
    others: list[Box],
    dots: list[tuple[float, float]],
    traced: list[tuple[float, float]],
    sheet: Sheet,
) -> float:
    grown = Box(box.x - 3, box.y - 3, box.w + 6, box.h + 6)
    page = Box(2, 2, sheet.width - 4, sheet.height - 4)
    outside = box.w * box.h - box.overlap(page)
    covered = sum(grown.overlap(other) for other in others)
    hit = sum(grown.holds(*dot) for dot in dots) * 400 + sum(grown.holds(*point) for point in traced) * 40
    return outside * 20 + covered * 10 + hit


def _points(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    steps = max(2, int(math.hypot(end[0] - start[0], end[1] - start[1]) / 6))
    return [
        (start[0] + (end[0] - start[0]) * step / steps, start[1] + (end[1] - start[1]) * step / steps)
        for step in range(steps + 1)
    ]


def _road(road: Road, spots: Spots) -> Markup:
    (x1, y1), (x2, y2) = spots[road.start], spots[road.end]
    line = Markup('<line class="road {}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>').format(
        road.state, x1, y1, x2, y2
    )
    if road.state != "closed":
        return line
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    cross = Markup('<path class="cross" d="M{:.1f} {:.1f}l12 12m0 -12l-12 12"/>').format(x - 6, y - 6)
    return line + cross


def _town(town: Town, x: float, y: float, *, small: bool) -> Markup:
    size = 3 if small else 6
    return Markup('<circle class="town {}" cx="{:.1f}" cy="{:.1f}" r="{}"/>').format(
        town.look, x, y, size + 2 if town.look == "entry" else size
    )


def _label(label: Label, sheet: Sheet) -> Markup:
    x = {"start": label.box.x, "middle": label.box.x + label.box.w / 2, "end": label.box.x + label.box.w}[
        label.anchor
    ]
    lines = Markup("").join(
        Markup('<tspan x="{:.1f}" y="{:.1f}">{}</tspan>').format(
            x, label.box.y + sheet.font * (0.95 + 1.2 * index), line
        )
        for index, line in enumerate(label.lines)
    )
    return Markup('<text class="name" text-anchor="{}" data-as="written">{}</text>').format(
        label.anchor, lines
    )
