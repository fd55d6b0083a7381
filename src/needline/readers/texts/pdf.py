"""
PDF files: the words of each page in reading order, columns one after the other, tables with their headers.

Lines that stand on most pages at one height (running titles, page numbers) are left off, and words broken over lines
are joined. Each page's beginning in the text is kept.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from needline.readers.texts.base import Remark, Taken, nothing, table, worded
from needline.readers.texts.layout import Box, Line, lines_of, paragraphs
from needline.readers.texts.plain import header
from needline.readers.texts.unruled import unruled

_EDGE = 0.09
_NUMBER = re.compile(
    r"(?:page|p\.|-|\u2013)?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4})?\s*[-\u2013]?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_PAGES_TO_TELL = 3
_OCR = "Run text recognition (OCR) on it, and save the text."


class _Page(NamedTuple):
    """A page: its height, its lines in reading order, and its tables with the height at which each begins."""

    height: float
    blocks: list[list[Line]]
    tables: list[tuple[Box, str]]


def read(content: bytes) -> Taken:
    """Read a PDF."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            pages = [_page(one) for one in document.pages]
            told = document.metadata
    except PdfminerException as error:
        if any(isinstance(one, PDFPasswordIncorrect) for one in (error.args or ())) or "Password" in repr(
            error
        ):
            return nothing(
                "encrypted", "a PDF with a password.", "Open it, print it to a new PDF without one."
            )
        raise
    empty = [number for number, page in enumerate(pages, start=1) if not page.blocks and not page.tables]
    if len(empty) == len(pages):
        return nothing("no-text", f"{len(pages)} pages of pictures, no text.", _OCR)
    text, begins = _text(pages)
    remarks = []
    if empty:
        listed = ", ".join(map(str, empty))
        remarks.append(Remark("no-text", f"no text on page {listed}.", _OCR, "warning"))
    title = told.get("Title")
    stated = header(text)
    stated.setdefault("title", title if isinstance(title, str) else "")
    return Taken([worded(text, stated, begins)], remarks)


def _page(page: Any) -> _Page:
    found = [one for one in page.find_tables() if _is_table(one)]
    boxes = [(Box(*one.bbox), table(one.extract())) for one in found]
    words = page.extract_words(x_tolerance=1.5, y_tolerance=2, use_text_flow=False)
    page.close()
    outside = [
        Line(Box(one["x0"], one["top"], one["x1"], one["bottom"]), one["text"])
        for one in words
        if not any(box.holds(one) for box, _ in boxes)
    ]
    for one in unruled(outside):
        boxes.append((one.box, table(one.rows)))
        outside = [word for word in outside if not one.box.covers(word.box)]
    return _Page(float(page.height), lines_of(outside), boxes)


def _is_table(found: Any) -> bool:
    """Whether ruled lines are a table: at least two rows, and two columns."""
    rows = found.rows
    return len(rows) > 1 and max(len([cell for cell in row.cells if cell]) for row in rows) > 1


def _text(pages: list[_Page]) -> tuple[str, list[int]]:
    running = _running(pages)
    parts: list[str] = []
    begins, at = [], 0
    known = _whole_words(pages)
    for page in pages:
        begins.append(at)
        text = "\n\n".join(_page_parts(page, running, known))
        if text:
            parts.append(text)
            at += len(text) + 2
    return "\n\n".join(parts), begins


def _page_parts(page: _Page, running: set[str], known: set[str]) -> Iterator[str]:
    """The paragraphs and tables of a page; a table stands before the first paragraph that begins under it."""
    tables = sorted(page.tables, key=lambda one: one[0].top)
    for block in page.blocks:
        kept = [line for line in block if not _is_running(line, page.height, running)]
        if not kept:
            continue
        while tables and tables[0][0].bottom <= kept[0].box.top and tables[0][0].overlaps(kept[0].box):
            yield tables.pop(0)[1]
        yield from paragraphs(kept, known)
    yield from (text for _, text in tables)


def _at_edge(line: Line, height: float) -> bool:
    return line.box.bottom < _EDGE * height or line.box.top > (1 - _EDGE) * height


def _shape(line: Line) -> str:
    return _DIGITS.sub("0", line.text).strip()


def _running(pages: list[_Page]) -> set[str]:
    """Lines at the edges that stand, but for their digits, on most of three pages or more."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line) for block in page.blocks for line in block if _at_edge(line, page.height)})
    return {text for text, times in seen.items() if len(pages) >= _PAGES_TO_TELL and times > len(pages) / 2}


def _is_running(line: Line, height: float, running: set[str]) -> bool:
    return _at_edge(line, height) and (_shape(line) in running or bool(_NUMBER.fullmatch(line.text.strip())))


def _whole_words(pages: list[_Page]) -> set[str]:
    """The words that the document writes in one piece, by which broken ones are joined."""
    return {
        word.strip(".,;:()").lower()
        for page in pages
        for block in page.blocks
        for line in block
        for word in line.text.split()
    }
