"""The balance of population: who was there, who left, who remains, and what is left over."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.model import read_recipe
from needline.model.figure import EXACT
from needline.publish.bars import Bar, span
from needline.publish.marks import Marks
from needline.publish.views.opening import leading_residual


class Term(msgspec.Struct, frozen=True):
    """One bar of the balance."""

    label: Markup
    number: Markup
    bar: Bar
    kind: str


class Reading(msgspec.Struct, frozen=True):
    """Another baseline, or another reading of it, with what it leaves over."""

    label: Markup
    baseline: Markup
    left_over: Markup
    leads: bool


class Listed(msgspec.Struct, frozen=True):
    """A whole, its listed parts, and what they leave."""

    rule: Markup
    whole: Markup
    left_over: Markup


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """What the section shows; no terms where there is no leading balance."""

    terms: list[Term]
    left_over: Markup
    reading: Markup
    rule: Markup
    at: Markup
    causes: list[Markup]
    readings: list[Reading]
    lists: list[Listed]


def balance(marks: Marks) -> Balance | None:
    """The leading balance, its other readings, and what lists leave over; None where there is neither."""
    residuals = marks.store.read(model.Residual)
    if not residuals:
        return None
    lead = leading_residual(marks)
    balances = sorted(
        (row for row in residuals if row.kind == "balance"), key=lambda row: (not row.leads, row.low or 0)
    )
    return Balance(
        terms=_terms(marks, lead) if lead else [],
        left_over=marks.range(lead, "low", "high") if lead else Markup(""),
        reading=marks.told(lead.reading) if lead else Markup(""),
        rule=marks.told(lead.rule) if lead else Markup(""),
        at=marks.instant(lead.instant) if lead else Markup(""),
        causes=[_cause(marks, ref) for ref in lead.causes] if lead else [],
        readings=[_reading(marks, row) for row in balances] if len(balances) > bool(lead) else [],
        lists=[_listed(marks, row) for row in residuals if row.kind == "list"],
    )


def _row(marks: Marks, signed: str, of: model.Residual) -> model.Count | model.Figure:
    row = marks.numbers.row(signed.lstrip("+-"), of=model.Ref("residuals", of.id))
    assert isinstance(row, (model.Count, model.Figure))
    return row


def _terms(marks: Marks, residual: model.Residual) -> list[Term]:
    """Bars that follow one another: the first from zero, each that is taken away from where the last one ended."""
    rows = [(one[0] == "-", _row(marks, one, residual)) for one in residual.terms]
    whole = max((_top(row, residual) for minus, row in rows if not minus), default=0.0) or 1.0
    terms, start = [], 0.0
    for minus, row in rows:
        low, high = (getattr(row, column) for column in _ends(row, residual))
        bar = span(low, high, (0.0, whole), start=start if minus else 0.0)
        amount = marks.range(row, *_ends(row, residual))
        terms.append(Term(marks.quantity(row), amount, bar, "minus" if minus else "plus"))
        start += _top(row, residual) if minus else 0.0
    left = span(None, whole, (0.0, whole), start=0.0)
    if residual.low is not None and residual.high is not None:
        left = Bar(
            left=_percent(whole - residual.high, whole),
            solid=_percent(residual.low, whole),
            width=_percent(residual.high, whole),
            open_low=False,
            open_high=False,
        )
    return [*terms, Term(Markup("Not accounted for"), marks.range(residual, "low", "high"), left, "residual")]


def _percent(value: float, whole: float) -> float:
    return max(0.0, min(100.0, 100 * value / whole))


def _ends(row: model.Count | model.Figure, residual: model.Residual) -> tuple[str, str]:
    """The columns that a term enters with: a baseline taken as exact enters as the number it was given as."""
    exact = isinstance(row, model.Count) and read_recipe(residual.recipe).args["reading"] == EXACT
    return ("number_low", "number_high") if exact else ("low", "high")


def _top(row: model.Count | model.Figure, residual: model.Residual) -> float:
    low, high = (getattr(row, column) for column in _ends(row, residual))
    return next((one for one in (high, low) if one is not None), 0.0)


def _cause(marks: Marks, written: str) -> Markup:
    row = marks.numbers.row(written.lstrip("+-"), of=model.Ref("residuals", ""))
    if isinstance(row, model.Count):
        note = Markup(" ({})").format(marks.written(row.note)) if row.note else Markup("")
        return Markup("{} {}, says {}{}").format(
            marks.said(row), marks.quantity(row), marks.written(row.said_by), note
        )
    return Markup("{} {}").format(marks.range(row, "low", "high"), marks.quantity(row))


def _reading(marks: Marks, residual: model.Residual) -> Reading:
    plus = [_row(marks, one, residual) for one in residual.terms if one.startswith("+")]
    baseline = Markup("; ").join(_baseline(marks, row) for row in plus)
    return Reading(
        marks.told(residual.reading), baseline, marks.range(residual, "low", "high"), residual.leads
    )


def _baseline(marks: Marks, row: model.Count | model.Figure) -> Markup:
    if isinstance(row, model.Count):
        when = marks.when(row.as_of_start, row.as_of_end, row.as_of_text)
        return Markup("{}, {}, {}").format(marks.said(row), marks.written(row.said_by), when)
    return Markup("{} {}").format(marks.range(row, "low", "high"), marks.quantity(row))


def _listed(marks: Marks, residual: model.Residual) -> Listed:
    whole = next((_row(marks, one, residual) for one in residual.terms if one.startswith("+")), None)
    said = Markup("")
    if isinstance(whole, model.Count):
        said = Markup("{} {}, {}").format(
            marks.said(whole), marks.quantity(whole), marks.written(whole.said_by)
        )
    elif whole is not None:
        said = Markup("{} {}").format(marks.range(whole, "low", "high"), marks.quantity(whole))
    return Listed(marks.told(residual.rule), said, marks.range(residual, "low", "high"))
