"""
The made-up world of this example: one hidden truth that every teller then tells in a way of their own.

Ondravia is invented, with its provinces, districts and unions; the coordinates lie in open sea. Drawn first is how far
the water rose in each union. Below stand the ways of writing a table that the other modules share.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import numpy as np

COUNTRY = "OV"
PROVINCES = {"OV1": "Tessal Delta", "OV2": "Ombri Plain", "OV3": "Yelu Hills"}
DISTRICTS = {  # name, and the share of its people whose homes were flooded
    "OV101": ("Selmo", 0.34), "OV102": ("Quambar", 0.52), "OV103": ("Vexley Mouth", 0.47),
    "OV104": ("Dorunda", 0.41), "OV105": ("Pelarro", 0.28), "OV201": ("Ombri", 0.18),
    "OV202": ("Fenishta", 0.33), "OV203": ("Galovela", 0.24), "OV204": ("Tovekra", 0.12),
    "OV301": ("Yelu", 0.05), "OV302": ("Zubetana", 0.09), "OV303": ("Kettar", 0.03),
}  # fmt: skip
FIRST = ("Bel", "Dor", "Fen", "Gal", "Hux", "Ivo", "Jor", "Kel", "Lum", "Mez", "Nol", "Ost", "Pel", "Qua", "Rud",
         "Sil", "Tov", "Vex", "Wen", "Yar", "Zub")  # fmt: skip
LAST = ("amba", "ovela", "ishta", "unda", "ekra", "ulim", "arro", "etana", "ofel", "ingra", "azul", "umay")
DAYS = ("2024-08-12", "2024-08-14", "2024-08-16", "2024-08-18", "2024-08-20")
DISPLACED = (0.35, 0.70, 0.95, 1.0, 0.92)  # of the most there were, a situation report
GROUPS = ("sheltered", "hosted", "stayed")

Texts = Sequence[Any] | np.ndarray


class Union(NamedTuple):
    """One union: where it is, how many live there, and how many of them the water reached."""

    code: str
    name: str
    aliases: str
    district: str
    lat: float
    lon: float
    people: int
    flooded: int
    away: int
    """Of those flooded, how many had left their homes at the most."""


def unions(rng: np.random.Generator) -> list[Union]:
    """Some ten unions a district, with names that now and then recur in another district."""
    names = [one + two for one in FIRST for two in LAST]
    rng.shuffle(names)
    found = []
    for at, (district, (_, share)) in enumerate(DISTRICTS.items()):
        row, column = divmod(at, 4)
        for number in range(1, int(rng.integers(9, 13))):
            name = names.pop()
            people = int(rng.lognormal(9.05, 0.35))
            flooded = int(people * np.clip(share * rng.lognormal(0, 0.5), 0, 0.95))
            doubled = name[:-2] + name[-2] * 2 + name[-1]
            found.append(
                Union(
                    f"{district}{number:02d}",
                    name,
                    f"{doubled}|{name} Union" if rng.random() < 0.4 else "",
                    district,
                    round(12.0 + row * 0.6 + float(rng.uniform(0, 0.5)), 3),
                    round(88.0 + column * 0.6 + float(rng.uniform(0, 0.5)), 3),
                    people,
                    flooded,
                    int(flooded * rng.uniform(0.3, 0.5)),
                )
            )
    return found


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV, under the keys of the first."""
    listed = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(listed[0]), lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue()


def grid(rows: Iterable[Sequence[Any]]) -> str:
    """Lines of cells as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def workbook(name: str, rows: Sequence[Sequence[Any]]) -> bytes:
    """One sheet as XLSX, without a clock: the same rows give the same bytes."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = [
            f"<c><v>{cell}</v></c>"
            if isinstance(cell, int)
            else f'<c t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'
            for cell in row
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{sheet}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        f'<sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(
                zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)),
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text,
                zipfile.ZIP_DEFLATED,
            )
    return made.getvalue()
