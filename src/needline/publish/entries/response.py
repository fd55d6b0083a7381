"""Roads and response: legs, access, activities and whom they reached."""

from __future__ import annotations

from markupsafe import Markup

from needline import model
from needline.publish import words
from needline.publish.entries.labels import leg_label
from needline.publish.entries.parts import Lines, dotted, in_file, rule
from needline.publish.marks import Marks


def coverage(marks: Marks, row: model.Coverage) -> Lines:
    """People reached, by whom."""
    title = Markup("{} reached: {}, {}").format(
        marks.range(row, "reached_low", "reached_high", opens=False),
        marks.place(row.place),
        marks.sector(row.sector),
    )
    planned = (
        Markup("{} planned").format(marks.number(row, "planned", opens=False))
        if row.planned is not None
        else None
    )
    uncounted = Markup("{} activities not countable in people").format(
        marks.number(row, "uncounted", opens=False)
    )
    return title, [
        dotted(Markup(", ").join(marks.written(one) for one in row.organisations), planned),
        Markup(
            "from the largest single activity up to the sum of all, since they may have reached the same people"
        ),
        dotted(uncounted if row.uncounted else None, rule(row)),
    ]


def access(marks: Marks, row: model.Access) -> Lines:
    """Whether a place can be reached."""
    reach = Markup(", ").join(marks.place(one) for one in row.reachable_from)
    title = Markup("{}: {}").format(
        marks.place(row.place), Markup("reachable from {}").format(reach) if reach else "no open road"
    )
    return title, [
        dotted(
            Markup("at {}").format(marks.instant(row.instant)),
            Markup("{} hours").format(marks.number(row, "hours", opens=False))
            if row.hours is not None
            else None,
            Markup("cut off since {}").format(marks.instant(row.cut_off_since))
            if row.cut_off_since
            else None,
        ),
        rule(row),
    ]


def activity(marks: Marks, row: model.Activity) -> Lines:
    """One activity of the response."""
    title = Markup("{}: {}").format(marks.written(row.organisation), marks.written(row.activity))
    targeted = (
        Markup("targeted {}").format(marks.number(row, "targeted", opens=False))
        if row.targeted is not None
        else None
    )
    reached = (
        Markup("reached {}").format(marks.number(row, "reached", opens=False))
        if row.reached is not None
        else None
    )
    return title, [
        dotted(in_file(marks, row), marks.sector(row.sector), marks.place(row.place), row.status),
        dotted(targeted, reached, Markup("unit: {}").format(marks.written(row.unit)) if row.unit else None),
        Markup("source: {}").format(marks.address(row.source)) if row.source else Markup(""),
    ]


def leg(marks: Marks, row: model.Leg) -> Lines:
    """A leg of road."""
    km = Markup("{} km").format(marks.number(row, "km", opens=False)) if row.km is not None else None
    hours = (
        Markup("{} hours").format(marks.number(row, "hours", opens=False)) if row.hours is not None else None
    )
    return leg_label(marks, row), [in_file(marks, row), dotted(km, hours, marks.written(row.vehicle))]


def leg_state(marks: Marks, row: model.LegState) -> Lines:
    """The state of a leg during a time."""
    title = Markup("{}: {}").format(marks.code(row.leg), words.STATES.get(row.state, row.state))
    return title, [
        in_file(marks, row),
        marks.when(row.from_time, row.to_time),
        dotted(
            Markup("reason: {}").format(marks.written(row.reason)) if row.reason else None,
            Markup("controlled by {}").format(marks.written(row.control)) if row.control else None,
            Markup("source: {}").format(marks.source(row.source)) if row.source else None,
        ),
    ]
