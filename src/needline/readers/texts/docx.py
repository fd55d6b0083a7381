"""Word documents (.docx): paragraphs, headings, lists and tables in order; page headers and footers left off."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from needline.readers.texts.base import Taken, joined, nothing, one_line, table, worded
from needline.readers.texts.plain import header


def read(content: bytes) -> Taken:
    """Read a Word document."""
    from docx import Document

    document: Any = Document(io.BytesIO(content))
    text = joined(_blocks(document))
    if not text.strip():
        mend = "Where it holds pictures of pages, run text recognition (OCR) and save the text."
        return nothing("no-text", "no text in it.", mend)
    told = document.core_properties
    stated = {"title": one_line(told.title), "author": one_line(told.author), **_stated(text)}
    return Taken([worded(text, stated)])


def _stated(text: str) -> dict[str, str]:
    found = header(text)
    return {key: value for key, value in found.items() if key not in {"title", "author"}}


def _blocks(document: Any) -> Iterator[str]:
    from docx.table import Table

    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield "\n".join(lines)
            lines = []
            yield table(list(_rows(block)))
            continue
        style, text = (block.style.name or "") if block.style else "", one_line(block.text)
        if not text:
            continue
        if style.startswith(("List", "Bullet")):
            lines.append(f"- {text}")
            continue
        yield "\n".join(lines)
        lines = []
        yield f"# {text}" if style.startswith(("Heading", "Title")) else text
    yield "\n".join(lines)


def _rows(block: Any) -> Iterator[list[str]]:
    for row in block.rows:
        cells, last = [], None
        for cell in row.cells:
            if cell._tc is not last:  # noqa: SLF001 - merged cells come once for every column they span
                cells.append(cell.text)
            last = cell._tc  # noqa: SLF001
        yield cells
