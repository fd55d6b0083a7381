"""Roads: legs, their states, whom they reach, what changed, what is said of them, and access as graded."""

from __future__ import annotations

from markupsafe import Markup

from needline import model
from needline.model.route import INDICATORS
from needline.publish import words
from needline.publish.entries.labels import leg_label
from needline.publish.entries.parts import Lines, dotted, in_file, rule
from needline.publish.marks import Marks
from needline.publish.public import Quotable


def access(marks: Marks, row: model.Access) -> Lines:
    """Whether a place can be reached."""
    reach = Markup(", ").join(marks.place(one) for one in row.reachable_from)
    title = Markup("{}: {}").format(
        marks.place(row.place), Markup("reachable from {}").format(reach) if reach else "no open road"
    )
    return title, [
        dotted(
            Markup("at {}").format(marks.instant(row.instant)),
            Markup("for {}").format(marks.written(row.vehicle)) if row.vehicle else None,
            Markup("{} hours").format(marks.number(row, "hours", opens=False))
            if row.hours is not None
            else None,
            Markup("cut off since {}").format(marks.instant(row.cut_off_since))
            if row.cut_off_since
            else None,
        ),
        rule(row),
    ]


def single_leg(marks: Marks, row: model.SingleLeg) -> Lines:
    """A leg on which places depend."""
    leg = marks.store.get(model.Leg, row.leg)
    title = Markup("{}: {} people depend on it").format(
        leg_label(marks, leg) if leg else marks.code(row.leg),
        marks.range(row, "people_low", "people_high", opens=False),
    )
    places = Markup("; ").join(marks.place(one) for one in row.places)
    return title, [
        dotted(
            Markup("at {}").format(marks.instant(row.instant)),
            words.STATES.get(row.state, row.state),
            Markup("for {}").format(marks.written(row.vehicle)) if row.vehicle else None,
        ),
        Markup("behind it: {}").format(places),
        Markup("cut off without it: {}, {} people").format(
            Markup("; ").join(marks.place(one) for one in row.cut),
            marks.range(row, "cut_low", "cut_high", opens=False),
        )
        if row.cut
        else Markup("without it a restricted or uncertain way is left to each"),
        rule(row),
    ]


def access_change(marks: Marks, row: model.AccessChange) -> Lines:
    """A place whose access is not what it was."""
    title = Markup("{}: {}, was {}").format(marks.place(row.place), words.WAYS[row.now], words.WAYS[row.was])
    hours = [
        Markup("{} {} hours").format(word, marks.number(row, column, opens=False))
        for word, column in (("then", "hours_before"), ("now", "hours_after"))
        if getattr(row, column) is not None
    ]
    return title, [
        Markup("from {} to {}").format(marks.instant(row.before), marks.instant(row.after)),
        dotted(*hours, rule(row)),
    ]


def leg_claim(marks: Marks, row: model.LegClaim) -> Lines:
    """A claim that speaks of a leg."""
    row = Quotable(marks.store).shown(row)
    leg = marks.store.get(model.Leg, row.leg)
    title = Markup("a claim speaks of {}").format(leg_label(marks, leg) if leg else marks.code(row.leg))
    said = Markup(", ").join(marks.written(word) for word in row.words)
    return title, [dotted(Markup(", ").join(row.about), said, rule(row))]


def access_score(marks: Marks, row: model.AccessScore) -> Lines:
    """One indicator of access as somebody graded it."""
    pillar, looks_at = INDICATORS[row.indicator]
    title = Markup("{}, graded {}").format(looks_at, marks.number(row, "score", opens=False))
    return title, [
        dotted(in_file(marks, row), marks.place(row.place), Markup("access of {}").format(pillar)),
        dotted(
            marks.when(row.as_of_start, row.as_of_end, row.as_of_text),
            Markup("reason: {}").format(marks.written(row.reason)) if row.reason else None,
            Markup("source: {}").format(marks.source(row.source)) if row.source else None,
        ),
    ]


def leg(marks: Marks, row: model.Leg) -> Lines:
    """A leg of road."""
    km = Markup("{} km").format(marks.number(row, "km", opens=False)) if row.km is not None else None
    hours = (
        Markup("{} hours").format(marks.number(row, "hours", opens=False)) if row.hours is not None else None
    )
    return leg_label(marks, row), [
        in_file(marks, row),
        dotted(km, hours, marks.written(", ".join(row.names)), marks.written(row.vehicle)),
    ]


def leg_state(marks: Marks, row: model.LegState) -> Lines:
    """The state of a leg during a time."""
    title = Markup("{}: {}").format(marks.code(row.leg), words.STATES.get(row.state, row.state))
    return title, [
        in_file(marks, row),
        marks.when(row.from_time, row.to_time),
        dotted(
            Markup("reason: {}").format(marks.written(row.reason)) if row.reason else None,
            Markup("control: {}").format(marks.written(row.control)) if row.control else None,
            Markup("for {}").format(marks.written(row.vehicle)) if row.vehicle else None,
            Markup("source: {}").format(marks.source(row.source)) if row.source else None,
        ),
    ]
