"""The map of the roads, drawn for a wide page and for a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish.layout import arrange, scale_bar
from needline.publish.marks import Marks
from needline.publish.schematic import Road, Sheet, Town, draw


class Pictures(msgspec.Struct, frozen=True, kw_only=True):
    """
    The same map twice; both empty where there is nothing to draw.

    Args:
        wide, narrow: as SVG.
        to_scale: whether the wide one is; the narrow one may be spread.
        guessed: places whose coordinates nobody gave.
        bare: True where none has coordinates, and places stand by the way one comes to them.
    """

    wide: Markup
    narrow: Markup
    to_scale: bool
    guessed: list[Markup]
    bare: bool


def pictures(
    marks: Marks, legs: Sequence[model.Leg], states: Mapping[str, str], rows: Sequence[model.Access]
) -> Pictures:
    """
    Draw the legs and the places at their ends.

    Args:
        marks: for names and ways in.
        legs: of the network.
        states: leg to its state.
        rows: which places can be reached by whatever gets through.
    """
    ends = {code for leg in legs for code in (leg.from_place, leg.to_place)}
    cut = {row.place for row in rows if not row.reachable_from}
    towns = [
        Town(place.id, place.name, place.lat, place.lon, _look(marks, place.id, cut))
        for place in marks.store.read(model.Place)
        if place.id in ends
    ]
    if len(towns) < 2:  # noqa: PLR2004 - a map of one town shows nothing
        return Pictures(wide=Markup(""), narrow=Markup(""), to_scale=False, guessed=[], bare=True)
    lines = [Road(leg.from_place, leg.to_place, states[leg.id]) for leg in legs]
    tall = min(260.0 + 14 * len(towns), 640.0)
    wide = Sheet(width=1000, height=tall, font=14, margin=90)
    narrow = Sheet(width=320, height=min(260.0 + 28 * len(towns), 900.0), font=13, margin=52)
    title = "Map of the roads; the tables below say the same in words"
    drawn, layouts = [], []
    for sheet in (wide, narrow):
        layout = arrange(towns, lines, sheet)
        bar = scale_bar(layout.km, sheet) if layout.km else None
        drawn.append(draw(towns, lines, sheet, title, layout.spots, bar))
        layouts.append(layout)
    return Pictures(
        wide=drawn[0],
        narrow=drawn[1],
        to_scale=layouts[0].km is not None,
        guessed=[marks.place(code) for code in layouts[0].guessed],
        bare=len(layouts[0].guessed) == len(towns),
    )


def _look(marks: Marks, code: str, cut: set[str]) -> str:
    if code in marks.mission.entries:
        return "entry"
    return "cut" if code in cut else ""
