"""Files of the formats that reports come in, made here from their words."""

from __future__ import annotations

import io
from email.message import EmailMessage

PARAGRAPH = (
    "More than 12,000 people were displaced in Northvale on Friday, officials said. They were moved to schools "
    "near the river, where tents and water had been made ready for them by the relief committee of the town."
)
SECOND = (
    "The ministry said in a statement that the dam had held, and that the road to Hillport would be open again "
    "within two days. Teams of engineers went out to the villages on both banks to look at the bridges."
)
TABLE = [
    ["District", "Families displaced", "Houses destroyed"],
    ["Northvale", "1,200", "45"],
    ["Hillport", "300", "7"],
]


def page(*, head: str = "", body: str | None = None) -> bytes:
    """A web page with all that stands around an article."""
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    whole = f"<p>{PARAGRAPH}</p><ul><li>Deaths: 14</li></ul><table>{rows}</table><p>{SECOND}</p>"
    article = body or f"<h1>Flood in Northvale</h1>{whole}"
    links = "".join(f'<li><a href="/{at}">Another story of {at} thousand people</a></li>' for at in range(9))
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Flood | The Post</title>{head}"
        f"<script>var people = 90000;</script></head><body><nav><ul>{links}</ul></nav><article>{article}</article>"
        f"<aside><h2>Most read</h2><ul>{links}</ul></aside><footer><p>All rights reserved. <a href='/c'>Contact</a></p>"
        "</footer></body></html>"
    ).encode()


def word(*, headed: bool = True) -> bytes:
    """A Word document with a heading, a list, and a table between two paragraphs."""
    from docx import Document

    document = Document()
    document.core_properties.author = "A. Clerk"
    if headed:
        document.add_paragraph("Relief Committee, 4 May 2024")
    document.add_heading("Flood in Northvale", 1)
    document.add_paragraph(PARAGRAPH)
    document.add_paragraph("Deaths: 14", style="List Bullet")
    table = document.add_table(rows=len(TABLE), cols=3)
    for at, row in enumerate(TABLE):
        for column, cell in enumerate(row):
            table.cell(at, column).text = cell
    document.add_paragraph(SECOND)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def pdf(
    pages: list[list[tuple[float, float, str]]],
    *,
    table: tuple[float, float] | None = None,
    password: str = "",
) -> bytes:
    """A PDF: for each page its lines as (points from the left, from the top, words), and perhaps a ruled table."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Table

    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, encrypt=password or None, invariant=True)
    for number, lines in enumerate(pages):
        canvas.setFont("Helvetica", 10)
        for left, top, words in lines:
            canvas.drawString(left, A4[1] - top, words)
        if table and number == 0:
            ruled = Table(TABLE, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])
            ruled.wrapOn(canvas, 400, 400)
            ruled.drawOn(canvas, table[0], A4[1] - table[1])
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def mail(*, marked: bool = False, attached: str = "") -> bytes:
    """An e-mail, as text or as HTML."""
    message = EmailMessage()
    message["From"] = "Relief Committee <press@example.org>"
    message["Subject"] = "Flood in Northvale"
    message["Date"] = "Sat, 04 May 2024 18:30:00 +0300"
    if marked:
        message.set_content(f"<p>{PARAGRAPH}</p><p>{SECOND}</p>", subtype="html")
    else:
        message.set_content(f"{PARAGRAPH}\n\n{SECOND}\n")
    if attached:
        message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename=attached)
    return message.as_bytes()
