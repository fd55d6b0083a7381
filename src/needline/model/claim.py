"""The attributed claim, the atom of reported evidence."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

ClaimKind = Literal[
    "states",
    "reports",
    "estimates",
    "announces",
    "confirms",
    "denies",
    "accuses",
    "urges",
    "permits",
    "promises",
    "warns",
    "plans",
    "asks",
]


class Span(msgspec.Struct, frozen=True):
    """A passage: `text == original[start:end]`, in characters of the report's text."""

    start: int
    end: int
    text: str


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """
    What was said, by whom, through whom, in which passage, in the words as written.

    Args:
        claim: hash of report, passage and source.
        report: the report's id.
        start, end: the sentence it stands in, in characters of the report's text.
        passage: that sentence.
        kind: what sort of statement ("denies"); the publication's own words are "states" without a source.
        cue: the words that show that somebody speaks; None for the publication's own statements.
        sources: the chain as written, the speaker nearest to the reader first, the origin last; empty for the
            publication's own, and where nobody is named ("it was reported that").
        speaker: id in `sources.toml` of the nearest speaker; empty where it is not listed.
        content: what is said, one or more passages.
        negated: True where the content is denied or said not to be so.
        said_on: day of saying, where the text gives one.
        said_on_text: as written.
        denies: claim that this one denies; empty otherwise.
        conduct: conduct that the law concerns, where the claim alleges it ("forced displacement").
        accused: whom it accuses; empty otherwise.
        stands_for: where the text names in full the nearest source that is a pronoun ("it") or a short name
            ("the spokesman"); None where it is not, or where nobody is found.
        set_aside: True where a person decided that it does not stand in the register.
        decisions: refs of what people decided about it.
    """

    claim: str
    report: str
    start: int
    end: int
    passage: str
    kind: ClaimKind
    cue: Span | None
    sources: list[Span]
    speaker: str
    content: list[Span]
    negated: bool = False
    said_on: dt.date | None = None
    said_on_text: str = ""
    denies: str = ""
    conduct: str = ""
    accused: str = ""
    stands_for: Span | None = None
    set_aside: bool = False
    decisions: list[str] = msgspec.field(default_factory=list)

    @property
    def chain(self) -> list[Span]:
        """The sources, with whom a pronoun or a short name stands for in its place."""
        return [self.stands_for, *self.sources[1:]] if self.stands_for else self.sources
