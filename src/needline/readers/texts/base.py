"""What every reader of texts gives: words, what the file itself says of them, and what it could not read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from needline.model.problem import Severity


class Words(NamedTuple):
    """
    The words of one report, and what its file says of it.

    Args:
        text: the words; all offsets refer to it.
        title, publisher, author, url, language: as the file gives them; empty where it does not.
        published: as written in the file, for `read_when`; empty where it gives none.
        pages: where each page begins in the text; empty where the format has no pages.
        part: which report of its file ("item 2"), where a file holds several; empty otherwise.
    """

    text: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    pages: tuple[int, ...] = ()
    part: str = ""


class Remark(NamedTuple):
    """Something of a file that could not be read, or was read in a way that must be said."""

    code: str
    found: str
    mend: str
    severity: Severity = "error"
    where: str = ""


class Taken(NamedTuple):
    """What a reader took from a file: its reports, and its remarks."""

    words: list[Words]
    remarks: list[Remark] = []  # noqa: RUF012 - never changed


def worded(text: str, stated: dict[str, str], pages: Iterable[int] = ()) -> Words:
    """Words with what their file says of them, by the names of the fields of `Words`."""
    return Words(text, pages=tuple(pages))._replace(**stated)  # type: ignore[arg-type] # no page is stated


Reader = Callable[[bytes], Taken]
"""A reader of one format: the bytes of a file to what was taken from it. What it raises becomes a problem."""


def nothing(code: str, found: str, mend: str) -> Taken:
    """No words, and why."""
    return Taken([], [Remark(code, found, mend)])


def joined(blocks: Iterable[str]) -> str:
    """Paragraphs, headings and tables as one text, a blank line between them."""
    return "\n\n".join(block for block in (one.strip("\n") for one in blocks) if block.strip())


def one_line(text: str | None) -> str:
    """Text with every stretch of white space as one blank."""
    return " ".join((text or "").split())


def table(rows: Sequence[Sequence[str | None]]) -> str:
    """
    A table as lines in which each cell stands with its header: `- Province: Herat | Families displaced: 1,200`.

    The first row is a header where it has words in every filled cell and the rows after it have a digit somewhere. A
    table of two columns without one gives `- left: right`; another gives its cells side by side.
    """
    cells = [[one_line(cell) for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    if not cells:
        return ""
    if len(cells) > 1 and _is_header(cells[0], cells[1:]):
        return "\n".join(_headed(cells[0], cells[1:]))
    if all(len(row) == 2 for row in cells):  # noqa: PLR2004 - left and right
        return "\n".join(
            "- " + ": ".join(_bare(cell) if not at else cell for at, cell in enumerate(row) if cell)
            for row in cells
        )
    return "\n".join("- " + " | ".join(cell for cell in row if cell) for row in cells)


_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[\s\d.,%+-]+")


def _is_header(first: list[str], rest: list[list[str]]) -> bool:
    filled = [cell for cell in first if cell]
    title = len(filled) < 2 and not (filled and not first[0])  # noqa: PLR2004 - one cell alone, at the left
    if title or any(_NUMBER.fullmatch(cell) for cell in filled):
        return False
    return any(_DIGIT.search(cell) for row in rest for cell in row)


def _headed(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    for row in rows:
        pairs = ((header[at] if at < len(header) else "", cell) for at, cell in enumerate(row))
        yield "- " + " | ".join(f"{_bare(head)}: {cell}" if head else cell for head, cell in pairs if cell)


def _bare(header: str) -> str:
    """A header as a label: without the marks at its end."""
    return header.rstrip(" :|")
