"""What may leave: the rows of public tables, without the words of restricted sources."""

from __future__ import annotations

from typing import Any

import msgspec

from needline.model import Claim, Report, Source, Span, Statement, read_ref
from needline.store import TABLES, Store, Table

RESTRICTED = "restricted"


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
    if table.row is Claim:
        quotable = Quotable(store)
        return [row if quotable.claim(row) else _wordless(row) for row in rows]
    if table.row is Statement:
        quotable = Quotable(store)
        return [row if quotable.statement(row) else msgspec.structs.replace(row, content="") for row in rows]
    return rows


class Quotable:
    """
    Whose words may be quoted.

    Args:
        store: for its sources, reports and claims.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._closed = {source.id for source in store.read(Source) if source.licence == RESTRICTED}

    def claim(self, claim: Claim) -> bool:
        """Whether a passage may be quoted: neither its publisher nor its speaker is restricted."""
        report = self._store.get(Report, claim.report)
        return claim.speaker not in self._closed and (report is None or report.source not in self._closed)

    def statement(self, statement: Statement) -> bool:
        """Whether a statement may be quoted: none of the passages it rests on is restricted."""
        for written in statement.trace:
            ref = read_ref(written)
            claim = self._store.get(Claim, ref.key) if ref.table == "claims" else None
            if claim is not None and not self.claim(claim):
                return False
        return True


def _wordless(claim: Claim) -> Claim:
    def bare(span: Span) -> Span:
        return Span(span.start, span.end, "")

    return msgspec.structs.replace(
        claim,
        passage="",
        cue=None if claim.cue is None else bare(claim.cue),
        sources=[bare(span) for span in claim.sources],
        content=[bare(span) for span in claim.content],
        said_on_text="",
        accused="",
    )
