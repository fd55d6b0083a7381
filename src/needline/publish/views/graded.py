"""Access as observers graded it: the nine indicators of ACAPS' scale, and no overall grade."""

from __future__ import annotations

import datetime as dt

import msgspec
from markupsafe import Markup

from needline import model
from needline.model.route import INDICATORS
from needline.publish.marks import Marks


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """One grade of one indicator."""

    score: Markup
    when: Markup
    source: Markup
    reason: Markup


class GradedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator with its grades; none where nobody graded it."""

    pillar: str
    looks_at: str
    grades: list[Grade]


class Graded(msgspec.Struct, frozen=True):
    """One place with all nine indicators."""

    place: Markup
    lines: list[GradedLine]


def graded(marks: Marks) -> list[Graded]:
    """Every place that somebody graded; grades of one indicator stand beside each other, the latest first."""
    rows = marks.store.read(model.AccessScore)
    by_place: dict[str, dict[str, list[model.AccessScore]]] = {}
    earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
    for row in sorted(rows, key=lambda row: (row.as_of_end or earliest, row.id)):
        by_place.setdefault(row.place, {}).setdefault(row.indicator, []).insert(0, row)
    return [
        Graded(
            marks.place(place),
            [
                GradedLine(
                    pillar=pillar,
                    looks_at=looks_at,
                    grades=[_grade(marks, row) for row in by_place[place].get(indicator, [])],
                )
                for indicator, (pillar, looks_at) in INDICATORS.items()
            ],
        )
        for place in sorted(by_place, key=marks.by_name)
    ]


def _grade(marks: Marks, row: model.AccessScore) -> Grade:
    return Grade(
        score=marks.number(row, "score"),
        when=marks.when(row.as_of_start, row.as_of_end, row.as_of_text),
        source=marks.source(row.source) if row.source else Markup(""),
        reason=marks.written(row.reason) if row.reason else Markup(""),
    )
