"""Who alleged, who denied, who promised, who demanded; recorded, not judged."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.model.need import FOLLOWED
from needline.publish import words
from needline.publish.marks import Marks
from needline.publish.public import Quotable


class StatementView(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of the register."""

    by: Markup
    content: Markup
    on: Markup
    said_on: Markup
    source: Markup
    place: Markup
    conduct: Markup
    others: Markup
    denied_by: Markup
    outcome: Markup


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """All statements of one kind, and which columns any of them fills."""

    name: str
    rows: list[StatementView]
    on: bool
    others: bool
    denied: bool
    outcome: bool


def statements(marks: Marks) -> list[Kind]:
    """The register by kind, in time."""
    rows = marks.store.read(model.Statement)
    quotable = Quotable(marks.store)
    order = [*words.STATEMENTS, *sorted({row.kind for row in rows} - set(words.STATEMENTS))]
    kinds = []
    for kind in order:
        of_kind = sorted(
            (row for row in rows if row.kind == kind), key=lambda row: (row.said_on or "9", row.by, row.id)
        )
        views = [_statement(marks, row, quotable) for row in of_kind]
        if views:
            kinds.append(_kind(words.STATEMENTS.get(kind, kind), views))
    return kinds


def _kind(name: str, rows: list[StatementView]) -> Kind:
    return Kind(
        name=name,
        rows=rows,
        on=any(row.on for row in rows),
        others=any(row.others for row in rows),
        denied=any(row.denied_by for row in rows),
        outcome=any(row.outcome for row in rows),
    )


def _statement(marks: Marks, row: model.Statement, quotable: Quotable) -> StatementView:
    quoted, row = quotable.statement(row), quotable.shown(row)
    content = (
        Markup("<q>{}</q>").format(row.content) if quoted else Markup("not quoted: its source is restricted")
    )
    return StatementView(
        by=marks.link(row, marks.written(row.by or "not named")),
        content=content,
        on=marks.written(row.on) if row.on else Markup(""),
        said_on=Markup('<time datetime="{0}">{0}</time>').format(row.said_on) if row.said_on else Markup(""),
        source=_source(marks, row),
        place=marks.place(row.place) if row.place else Markup(""),
        conduct=_conduct(marks, row),
        others=Markup("; ").join(marks.written(one) for one in row.others),
        denied_by=Markup("; ").join(marks.written(one) for one in row.denied_by),
        outcome=_outcome(marks, row),
    )


def _conduct(marks: Marks, row: model.Statement) -> Markup:
    """What is alleged, in the law's word, and how monitoring counts it."""
    if not row.conduct:
        return Markup("")
    counted = Markup(", counted {}").format(marks.told(row.counted)) if row.counted else Markup("")
    return Markup("{}{}").format(marks.told(row.conduct), counted)


def _outcome(marks: Marks, row: model.Statement) -> Markup:
    """What people found of a promise or demand; that nobody has looked, where nobody has."""
    if row.kind not in FOLLOWED:
        return Markup("")
    if not row.outcome:
        return Markup('<em class="soft">nobody has looked yet</em>')
    why = Markup(' <span class="soft small share">{}</span>').format(marks.written(row.why))
    return Markup("{}{}").format(marks.told(row.outcome), why if row.why else "")


def _source(marks: Marks, row: model.Statement) -> Markup:
    """Who published the statement, and when; nothing where it comes from no report."""
    for written in row.trace:
        claim = marks.store.get(model.Claim, model.read_ref(written).key)
        report = marks.store.get(model.Report, claim.report) if claim else None
        if report is not None:
            return Markup("{}, {}").format(
                marks.written(report.publisher or report.file), marks.day(report.published)
            )
    return Markup("")
