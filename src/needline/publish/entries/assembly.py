"""What stands in the evidence for one row: a title, lines in words, and links to what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish import derived, words
from needline.publish.entries import judged, measured, reported, response, roads
from needline.publish.entries.labels import short
from needline.publish.entries.parts import Lines
from needline.publish.marks import Marks, anchor
from needline.publish.numbers import ref_of

MOST_LINKS, FIRST_LINKS = 30, 3
"""A row that rests on more rows links to the first few of them: a report must open on a small machine."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """
    One row of the evidence.

    Args:
        anchor: its id in the page.
        ref: `table/id`, as `needline trace` takes it.
        noun: what it is, in a word.
        title: what it says.
        lines: where it stands, who says so, by which rule.
        links: what it rests on, each a link.
    """

    anchor: str
    ref: str
    noun: str
    title: Markup
    lines: list[Markup]
    links: list[Markup] = []


def entry(marks: Marks, ref: model.Ref) -> Entry:
    """The evidence of one row, or of a count of rows."""
    if ref.table == derived.ROWS:
        return _rows(marks, ref)
    row = marks.store.cell(ref)
    title, lines = ENTRIES[ref.table](marks, row)
    rests = rests_on(marks, row)
    linked = rests
    if len(rests) > MOST_LINKS:
        linked = rests[:FIRST_LINKS]
        further = Markup(
            "it rests on more rows than are linked here; the column {} of the table {} names them all"
        )
        lines = [*lines, further.format(marks.code("trace"), marks.code(ref.table))]
    return Entry(
        anchor=anchor(ref),
        ref=str(ref),
        noun=words.NOUNS[ref.table],
        title=title,
        lines=[line for line in lines if line],
        links=[marks.link(one, short(marks, row, one)) for one in linked],
    )


def rests_on(marks: Marks, row: Any) -> list[Any]:
    """Rows that a row rests on or points at, in the order it names them, each once."""
    own = ref_of(row)
    written = [
        *_plain(getattr(row, "terms", [])),
        *getattr(row, "members", []),
        *_plain(getattr(row, "causes", [])),
    ]
    written += getattr(row, "trace", [])
    for table, column in (("claims", "claim"), ("claims", "denies"), ("reports", "report"), ("legs", "leg")):
        key = getattr(row, column, "")
        if key and isinstance(key, str) and (table != own.table or column == "denies"):
            written.append(f"{table}/{key}")
    found = {ref_of(one): one for one in (marks.numbers.row(text, of=own) for text in written)}
    found.pop(own, None)
    return list(found.values())


def _plain(signed: list[str]) -> list[str]:
    return [text.lstrip("+-") for text in signed]


def _rows(marks: Marks, ref: model.Ref) -> Entry:
    table, conditions = derived.selection(ref)
    value = marks.numbers.number(marks.numbers.cell(ref), ref)
    number = Markup('<span data-n="{}">{}</span>').format(ref, value.text)
    where = [
        Markup("{} {} {}").format(
            marks.code(one.column),
            "is" if one.equal else "is not",
            marks.code(one.value) if one.value else "empty",
        )
        for one in conditions
    ]
    selected = Markup(" where ") + Markup(" and ").join(where) if where else Markup("")
    return Entry(
        anchor=anchor(ref),
        ref=str(ref),
        noun=words.NOUNS[derived.ROWS],
        title=Markup("rows of the table {}{}: {}").format(marks.code(table), selected, number),
        lines=[
            Markup("to be counted in the sheet {} of {}").format(marks.code(table), marks.code("tables.xlsx"))
        ],
    )


ENTRIES: dict[str, Callable[[Marks, Any], Lines]] = {
    "counts": reported.count,
    "claims": reported.claim,
    "figures": judged.figure,
    "conflicts": judged.conflict,
    "repairs": judged.repair,
    "residuals": judged.residual,
    "estimates": measured.estimate,
    "surveys": measured.survey,
    "needs": judged.need,
    "coverage": response.coverage,
    "presence": response.presence,
    "access": roads.access,
    "single_legs": roads.single_leg,
    "access_changes": roads.access_change,
    "leg_claims": roads.leg_claim,
    "access_scores": roads.access_score,
    "activities": response.activity,
    "legs": roads.leg,
    "leg_states": roads.leg_state,
    "observations": reported.observation,
    "statements": reported.statement,
    "events": reported.event,
    "provisions": reported.provision,
    "reports": reported.report,
    "sources": reported.source,
    "places": reported.place,
    "settings": reported.setting,
    "decisions": reported.decision,
    "problems": reported.problem,
}
"""How each public table is told, by its name."""
