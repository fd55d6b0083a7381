"""What came in: a news article, a situation report, a statement."""

from __future__ import annotations

import bisect
import datetime as dt

import msgspec


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """
    A text that came in, and who published it when.

    Args:
        id: hash of its text and publisher.
        file: path inside the mission folder.
        sha256: of the file's bytes.
        title: its first line or heading; empty where there is none.
        publisher: who printed it, which is not always who speaks in it.
        author: as named; empty where not.
        published: start of the day, or instant, of publication; None where not known.
        published_text: as written.
        url: where it can be read; empty where not known.
        source: id of the publisher in `sources.toml`; empty where it is not listed there.
        language: two-letter code.
        witnesses: ids of near-identical reports, counted with this one as one witness.
    """

    id: str
    file: str
    sha256: str
    title: str
    publisher: str
    author: str
    published: dt.datetime | None
    published_text: str
    url: str
    source: str
    language: str
    witnesses: list[str] = []


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """
    The words of a report; private, since the whole of a text is seldom ours to pass on.

    Args:
        report: the report's id.
        text: the words as had from the file; every offset counts its characters.
        pages: where each page begins in the text; empty where the format has no pages.
        read_in: the near-identical report in which these words are read; empty where they are read themselves.
    """

    report: str
    text: str
    pages: list[int] = []
    read_in: str = ""

    def page(self, at: int) -> int | None:
        """The page that a place in the text stands on, counted from 1; None where there are no pages."""
        return bisect.bisect_right(self.pages, at) or None
