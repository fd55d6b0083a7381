"""A row of the store in a few words, for a link to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from needline import model
from needline.publish import words
from needline.publish.marks import Marks
from needline.publish.numbers import ref_of


def label(marks: Marks, row: Any) -> Markup:
    """A row in a few words, for a link to it."""
    return _LABELS.get(type(row), _named)(marks, row)


def short(marks: Marks, row: Any, one: Any) -> Markup:
    """A label beside its own row: of a need that rests on needs of the same people, the sector says enough."""
    same = (
        isinstance(row, model.Need)
        and isinstance(one, model.Need)
        and (row.place, row.group) == (one.place, one.group)
    )
    return marks.sector(one.sector) if same else label(marks, one)


def _named(marks: Marks, row: Any) -> Markup:
    ref = ref_of(row)
    return Markup("{} {}").format(words.NOUNS[ref.table], marks.code(ref.key))


def _count_label(marks: Marks, row: model.Count) -> Markup:
    when = marks.when(row.as_of_start, row.as_of_end, row.as_of_text)
    return Markup("{}, {}, {}").format(
        marks.said(row, opens=False), marks.written(row.said_by or row.counted_by), when
    )


def _figure_label(marks: Marks, row: model.Figure) -> Markup:
    return Markup("{}: {}").format(marks.quantity(row), marks.range(row, "low", "high", opens=False))


def stat(marks: Marks, row: model.Estimate) -> Markup:
    """An estimate with its interval, or why nothing is shown."""
    if row.stat is None:
        return escape(words.HIDDEN.get(row.hidden, "not estimable"))
    return marks.likely(row, "stat", "stat_low", "stat_upp", opens=False)


def _estimate_label(marks: Marks, row: model.Estimate) -> Markup:
    return Markup("{}, {}: {}").format(
        marks.written(row.analysis_var), marks.written(row.group_var_value or "overall"), stat(marks, row)
    )


def _claim_label(marks: Marks, row: model.Claim) -> Markup:
    report = marks.store.get(model.Report, row.report)
    return Markup("passage in {}").format(marks.code(report.file) if report else marks.code(row.report))


def _report_label(marks: Marks, row: model.Report) -> Markup:
    return Markup("report {}").format(marks.code(row.file))


def _need_label(marks: Marks, row: model.Need) -> Markup:
    return Markup("need: {}, {}, {}").format(
        marks.group(row.group), marks.place(row.place), marks.sector(row.sector)
    )


def _activity_label(marks: Marks, row: model.Activity) -> Markup:
    return Markup("{}: {}").format(marks.written(row.organisation), marks.written(row.activity))


def _observation_label(marks: Marks, row: model.Observation) -> Markup:
    return Markup("{} in {}, {}").format(
        words.METHODS.get(row.method, row.method), marks.place(row.place), marks.code(row.id)
    )


def leg_label(marks: Marks, row: model.Leg) -> Markup:
    """A leg by its two ends."""
    return Markup("{} to {}").format(marks.place(row.from_place), marks.place(row.to_place))


def _state_label(marks: Marks, row: model.LegState) -> Markup:
    return Markup("{}, {}").format(
        words.STATES.get(row.state, row.state),
        marks.when(row.from_time, row.to_time) if row.from_time else "always",
    )


def _coverage_label(marks: Marks, row: model.Coverage) -> Markup:
    return Markup("reached: {}, {}").format(marks.place(row.place), marks.sector(row.sector))


def _place_label(marks: Marks, row: model.Place) -> Markup:
    return marks.place(row.id)


def _setting_label(marks: Marks, row: model.Setting) -> Markup:
    return Markup("setting {}").format(marks.code(row.name))


_LABELS: dict[type[Any], Callable[[Marks, Any], Markup]] = {
    model.Count: _count_label,
    model.Figure: _figure_label,
    model.Estimate: _estimate_label,
    model.Claim: _claim_label,
    model.Report: _report_label,
    model.Need: _need_label,
    model.Activity: _activity_label,
    model.Observation: _observation_label,
    model.Leg: leg_label,
    model.LegState: _state_label,
    model.Coverage: _coverage_label,
    model.Place: _place_label,
    model.Setting: _setting_label,
}
