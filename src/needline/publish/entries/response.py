"""The response: activities, whom they reached, and which organisations are where."""

from __future__ import annotations

from markupsafe import Markup

from needline import model
from needline.publish.entries.parts import Lines, dotted, in_file, rule
from needline.publish.marks import Marks


def coverage(marks: Marks, row: model.Coverage) -> Lines:
    """People reached, by whom, and of which status."""
    title = Markup("{} reached: {}, {}").format(
        marks.range(row, "reached_low", "reached_high", opens=False),
        marks.place(row.place),
        marks.sector(row.sector),
    )
    by_status = [
        Markup("{} {}").format(word, marks.range(row, low, high, opens=False))
        for word, low, high in (
            ("ongoing", "ongoing_low", "ongoing_high"),
            ("completed", "completed_low", "completed_high"),
            ("planned for", "planned", "planned_high"),
            ("targeted by all", "targeted_low", "targeted_high"),
        )
        if getattr(row, low) is not None
    ]
    capped = row.stated is not None and row.stated != row.reached_high
    uncounted = Markup("{} not countable in people").format(marks.number(row, "uncounted", opens=False))
    return title, [
        Markup(", ").join(marks.written(one) for one in row.organisations),
        dotted(*by_status),
        Markup(
            "from the fewest different people that the records allow up to the sum of all, at most the population"
        ),
        Markup("the records state {} in all").format(marks.number(row, "stated", opens=False))
        if capped
        else Markup(""),
        dotted(
            Markup("activities: {}").format(marks.number(row, "activities", opens=False))
            if row.activities
            else None,
            uncounted if row.uncounted else None,
            *(marks.told(flag) for flag in row.flags),
            rule(row),
        ),
    ]


def presence(marks: Marks, row: model.Presence) -> Lines:
    """What one organisation does in one sector."""
    title = Markup("{}, {}: {} reached").format(
        marks.written(row.organisation or "all organisations"),
        marks.sector(row.sector),
        marks.range(row, "reached_low", "reached_high", opens=False),
    )
    ranges = [
        Markup("{} {}").format(word, marks.range(row, low, high, opens=False))
        for word, low, high in (
            ("targeted", "targeted_low", "targeted_high"),
            ("planned for", "planned_low", "planned_high"),
        )
        if getattr(row, low) is not None
    ]
    numbers = [
        Markup("{}: {}").format(word, marks.number(row, column, opens=False))
        for word, column in (
            ("activities", "activities"),
            ("places", "places"),
            ("without a known place", "unplaced"),
            ("not countable in people", "uncounted"),
        )
        if getattr(row, column)
    ]
    return title, [dotted(*ranges), dotted(*numbers, rule(row))]


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
        dotted(
            in_file(marks, row),
            Markup("sheet {}").format(marks.written(row.sheet)) if row.sheet else None,
            marks.written(row.sector_text) if row.sector_text else marks.sector(row.sector),
            marks.place(row.place) if row.place else None,
            marks.written(row.place_text) if row.place_text else None,
            row.status,
        ),
        dotted(
            Markup("with {}").format(marks.written(row.partner)) if row.partner else None,
            Markup("paid by {}").format(marks.written(row.donor)) if row.donor else None,
            marks.written(row.modality) if row.modality else None,
            marks.written(" to ".join(day for day in (row.start, row.end) if day))
            if row.start or row.end
            else None,
            Markup("not placed: no {}").format(" and ".join(row.unplaced)) if row.unplaced else None,
        ),
        dotted(targeted, reached, Markup("unit: {}").format(marks.written(row.unit)) if row.unit else None),
        Markup("source: {}").format(marks.address(row.source)) if row.source else Markup(""),
    ]
