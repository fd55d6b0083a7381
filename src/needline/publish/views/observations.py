"""What the mission saw, and what it heard from whom."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish import words
from needline.publish.marks import Marks


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One observation."""

    text: Markup
    how: str
    informant: Markup
    when: Markup
    sector: Markup
    severity: Markup
    tone: str


class SeenPlace(msgspec.Struct, frozen=True):
    """All that was seen and heard in one place."""

    place: Markup
    rows: list[Seen]


def observations(marks: Marks) -> list[SeenPlace]:
    """Observations by place, in time."""
    rows = sorted(marks.store.read(model.Observation), key=lambda row: (row.as_of_text, row.id))
    places = sorted({row.place for row in rows}, key=marks.by_name)
    return [
        SeenPlace(
            marks.place(place) if place else Markup("Place not given"),
            [_seen(marks, row) for row in rows if row.place == place],
        )
        for place in places
    ]


def _seen(marks: Marks, row: model.Observation) -> Seen:
    return Seen(
        text=marks.link(row, marks.written(row.text)),
        how=words.METHODS.get(row.method, row.method),
        informant=marks.written(row.informant) if row.informant else Markup(""),
        when=marks.when(row.as_of_start, row.as_of_end, row.as_of_text),
        sector=marks.sector(row.sector) if row.sector else Markup(""),
        severity=marks.number(row, "severity") if row.severity is not None else Markup(""),
        tone=str(row.severity) if row.severity is not None else "",
    )
