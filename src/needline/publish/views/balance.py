"""The balance of population: who was there, who left, who remains, and what is left over."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.model.figure import EXACT
from needline.publish.bars import Bar, interval, span
from needline.publish.marks import Marks
from needline.publish.views.opening import leading_residual, with_baseline


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
    below: bool
    baseline: Markup
    rule: Markup
    at: Markup
    causes: list[Markup]
    readings: list[Reading]
    lists: list[Listed]
    even: list[Listed]
    """Lists that leave nothing over."""


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
        below=lead is not None and lead.low is not None and lead.low < 0,
        baseline=with_baseline(marks, lead) if lead else Markup(""),
        rule=marks.told(lead.rule) if lead else Markup(""),
        at=marks.instant(lead.instant) if lead else Markup(""),
        causes=_causes(marks, lead) if lead else [],
        readings=[_reading(marks, row) for row in balances if _shown(row, lead)]
        if len(balances) > bool(lead)
        else [],
        lists=[_listed(marks, row) for row in residuals if row.kind == "list" and not _adds_up(row)],
        even=[_listed(marks, row) for row in residuals if row.kind == "list" and _adds_up(row)],
    )


def _shown(row: model.Residual, lead: model.Residual | None) -> bool:
    """All readings, save those of one count alone for baselines that do not lead."""
    alone = row.reading.endswith(" alone")
    return not alone or lead is None or row.terms[0] == lead.terms[0]


def _row(marks: Marks, signed: str, of: model.Residual) -> model.Count | model.Figure:
    row = marks.numbers.row(signed.lstrip("+-"), of=model.Ref("residuals", of.id))
    assert isinstance(row, (model.Count, model.Figure))
    return row


def _terms(marks: Marks, residual: model.Residual) -> list[Term]:
    """Bars that follow one another: the first from zero, each that is taken away from where the last one ended."""
    rows = [(one[0] == "-", _row(marks, one, residual)) for one in residual.terms]
    exact = residual.reading == EXACT
    ends = [_ends(row, exact=exact) for _, row in rows]
    whole = (
        max((_top(*one) for one, (minus, _) in zip(ends, rows, strict=True) if not minus), default=0.0) or 1.0
    )
    terms, start = [], 0.0
    for (minus, row), (low, high) in zip(rows, ends, strict=True):
        bar = span(low, high, (0.0, whole), start=start if minus else 0.0)
        terms.append(
            Term(marks.quantity(row), _amount(marks, row, exact=exact), bar, "minus" if minus else "plus")
        )
        start += _top(low, high) if minus else 0.0
    return [*terms, _left_over(marks, residual, whole)]


def _ends(row: model.Count | model.Figure, *, exact: bool) -> tuple[float | None, float | None]:
    """The ends of a term: of a count taken as exact those of the number written, else those asserted."""
    if exact and isinstance(row, model.Count) and row.number_low is not None:
        return row.number_low, row.number_high
    return row.low, row.high


def _amount(marks: Marks, row: model.Count | model.Figure, *, exact: bool) -> Markup:
    return marks.said(row) if exact and isinstance(row, model.Count) else marks.range(row, "low", "high")


def _left_over(marks: Marks, residual: model.Residual, whole: float) -> Term:
    """The bar of what is left over, ending where the whole ends."""
    bar = span(None, whole, (0.0, whole))
    if residual.low is not None and residual.high is not None:
        bar = interval(whole - residual.high, whole, (0.0, whole))
    return Term(Markup("Not accounted for"), marks.range(residual, "low", "high"), bar, "residual")


def _top(low: float | None, high: float | None) -> float:
    return next((one for one in (high, low) if one is not None), 0.0)


def _adds_up(row: model.Residual) -> bool:
    return row.low == row.high == 0


def _causes(marks: Marks, residual: model.Residual) -> list[Markup]:
    """What may explain a residual; what is counted within another place of the list is in that one already."""
    rows = [_row(marks, ref, residual) for ref in residual.causes]
    parents = {one.id: one.parent for one in marks.store.read(model.Place)}
    listed = {_counted(row, _at(row)) for row in rows}
    return [
        _cause(marks, row)
        for row in rows
        if not any(_counted(row, place) in listed for place in _around(_at(row), parents))
    ]


def _counted(row: model.Count | model.Figure, place: str) -> tuple[str, ...]:
    return row.measure, row.group, row.unit, place


def _at(row: model.Count | model.Figure) -> str:
    return row.place if isinstance(row, model.Figure) else row.to_place or row.from_place


def _around(place: str, parents: dict[str, str]) -> list[str]:
    """The places that a place lies in, the nearest first."""
    found = [place]
    while (place := parents.get(place, "")) and place not in found:
        found.append(place)
    return found[1:]


def _cause(marks: Marks, row: model.Count | model.Figure) -> Markup:
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
        marks.reading(residual.reading), baseline, marks.range(residual, "low", "high"), residual.leads
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
