"""What happened when, as reports tell: events by day, with place, those named, and who says so."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish.entries.reported import on
from needline.publish.marks import Marks
from needline.publish.public import Quotable


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One event."""

    on: Markup
    what: Markup
    announced: bool
    undated: bool
    place: Markup
    who: Markup
    by: Markup
    content: Markup


def timeline(marks: Marks) -> list[Happening]:
    """Events from the first day to the last; an event without a day stands at the day it was told of by."""
    quotable = Quotable(marks.store)
    rows = sorted(
        marks.store.read(model.Event),
        key=lambda row: (str(row.last or "9"), str(row.first or "9"), row.what, row.event),
    )
    return [_happening(marks, row, quotable.shown(row)) for row in rows]


def _happening(marks: Marks, row: model.Event, shown: model.Event) -> Happening:
    return Happening(
        on=on(marks, row),
        what=marks.link(row, marks.told(row.what)),
        announced=row.announced,
        undated=row.first is None,
        place=marks.place(row.place) if row.place else Markup(""),
        who=Markup(", ").join(marks.written(one) for one in shown.who),
        by=Markup("; ").join(marks.written(one) for one in shown.by),
        content=Markup("<q>{}</q>").format(shown.content) if shown.content else Markup("not quoted"),
    )
