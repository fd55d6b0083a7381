"""What may leave: the rows of public tables, without the words of restricted sources."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from needline.model import Claim, Event, LegClaim, Problem, Report, Source, Span, Statement, read_ref
from needline.store import TABLES, Store, Table
from needline.store.store import arrow_table

if TYPE_CHECKING:
    import pyarrow as pa

RESTRICTED = "restricted"
NOT_QUOTED = "not quoted: its source is restricted."


def public_tables() -> list[Table]:
    """The tables that may leave, in the order of the schema."""
    return [table for table in TABLES.values() if not table.private]


def public_rows(store: Store, table: Table) -> list[Any]:
    """
    Rows of a table as they may leave: where a source is restricted its words are emptied, its place is kept.

    Raises:
        ValueError: the table is private.
    """
    if table.private:
        raise ValueError(f"{table.name} is private and is not published")
    rows = store.read(table.row)
    if table.row not in _WORDLESS:
        return rows
    quotable = Quotable(store)
    return [quotable.shown(row) for row in rows]


def public_columns(store: Store, table: Table) -> pa.Table:
    """
    The same rows in Arrow form.

    Raises:
        ValueError: the table is private.
    """
    if not as_it_stands(table):
        return arrow_table(table, public_rows(store, table))
    return store.table(table.name)


def as_it_stands(table: Table) -> bool:
    """Whether all of a table may leave, whoever is restricted."""
    return not table.private and table.row not in _WORDLESS


class Quotable:
    """
    Whose words may be quoted.

    Args:
        store: for its sources, reports and claims.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._closed = {source.id for source in store.read(Source) if source.licence == RESTRICTED}

    @cached_property
    def _files(self) -> set[str]:
        """The reports, by file, that hold a passage that may not be quoted."""
        held = {claim.report for claim in self._store.read(Claim) if not self.claim(claim)}
        return {one.file for one in self._store.read(Report) if one.id in held or not self.report(one)}

    def report(self, report: Report) -> bool:
        """Whether a report may be quoted: its publisher is not restricted."""
        return report.source not in self._closed

    def problem(self, problem: Problem) -> bool:
        """Whether a problem may be quoted: it is not about a passage of a report that holds restricted words."""
        return not (problem.where.startswith("characters") and problem.file in self._files)

    def shown(self, row: Any) -> Any:
        """A row as it may leave: where it may not be quoted its words are emptied, its place is kept."""
        may: dict[type[Any], Callable[[Any], bool]] = {
            Claim: self.claim,
            Event: self.event,
            LegClaim: self.leg_claim,
            Problem: self.problem,
            Report: self.report,
            Statement: self.statement,
        }
        quoted = may.get(type(row))
        return row if quoted is None or quoted(row) else _WORDLESS[type(row)](row)

    def claim(self, claim: Claim) -> bool:
        """Whether a passage may be quoted: neither its publisher nor its speaker is restricted."""
        report = self._store.get(Report, claim.report)
        return claim.speaker not in self._closed and (report is None or self.report(report))

    def statement(self, statement: Statement) -> bool:
        """Whether a statement may be quoted: none of the passages it rests on is restricted."""
        return self._all_open(statement.trace)

    def event(self, event: Event) -> bool:
        """Whether an event may be quoted: none of the passages it rests on is restricted."""
        return self._all_open(event.trace)

    def leg_claim(self, of: LegClaim) -> bool:
        """Whether what was said of a leg may be quoted: its passage is not restricted."""
        return self._all_open([f"claims/{of.claim}"])

    def _all_open(self, trace: list[str]) -> bool:
        """Whether every passage that a row rests on may be quoted."""
        claims = [
            self._store.get(Claim, ref.key) for one in trace if (ref := read_ref(one)).table == "claims"
        ]
        return all(claim is None or self.claim(claim) for claim in claims)


def _wordless(claim: Claim) -> Claim:
    def bare(span: Span) -> Span:
        return Span(span.start, span.end, "")

    return msgspec.structs.replace(
        claim,
        passage="",
        cue=None if claim.cue is None else bare(claim.cue),
        sources=[bare(span) for span in claim.sources],
        content=[bare(span) for span in claim.content],
        stands_for=None if claim.stands_for is None else bare(claim.stands_for),
        said_on_text="",
        accused="",
    )


def _bare_statement(row: Statement) -> Statement:
    denied = [NOT_QUOTED] if row.denied_by else []
    others = [NOT_QUOTED] if row.others else []
    return msgspec.structs.replace(row, content="", on="", denied_by=denied, others=others)


_WORDLESS: dict[type[Any], Callable[[Any], Any]] = {
    Claim: _wordless,
    Event: lambda row: msgspec.structs.replace(row, content="", who=[], by=[NOT_QUOTED]),
    LegClaim: lambda row: msgspec.structs.replace(row, named="", words=[]),
    Problem: lambda row: msgspec.structs.replace(row, found=NOT_QUOTED),
    Report: lambda row: msgspec.structs.replace(row, title=""),
    Statement: _bare_statement,
}
"""Rows without their words."""
