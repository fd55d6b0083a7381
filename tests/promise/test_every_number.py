"""
The promise of the product: every number in every output leads to evidence, and the evidence gives the number.

Each example is built once. Each number printed in report.html, tables.xlsx and CSV is followed to its cell;
the cell is computed again from the evidence that its row names, and evidence itself is read again from its file.
"""

from __future__ import annotations

import csv
import io
import shutil
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyarrow.parquet as pq
import pytest
from pages import Number, Page, agrees
from python_calamine import CalamineWorkbook

from needline import line
from needline.errors import TraceError
from needline.model import Claim, Count, Figure, Mission, Ref, Text, read_ref
from needline.publish.derived import ROWS, selection
from needline.publish.public import public_tables
from needline.readers.folder import read
from needline.readers.mission import read_mission
from needline.store import TABLES, Store

EXAMPLES = Path(__file__).parents[2] / "examples"
TOLERANCE = 1e-9


class Built(NamedTuple):
    root: Path
    mission: Mission
    store: Store
    again: Store
    """The evidence read a second time, by the readers alone."""

    @property
    def out(self) -> Path:
        return self.root / "out"


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("karabakh", "monsoon-flood")
    ],
)
def built(request, tmp_path_factory) -> Built:
    root = tmp_path_factory.mktemp("promise") / "mission"
    shutil.copytree(EXAMPLES / request.param, root, ignore=shutil.ignore_patterns(".needline", "out"))
    line.build(root)
    mission, store = line.open_store(root)
    again = Store(root.parent / "again")
    parsed, door, stated = read_mission(root)
    read(parsed, door, stated, again)
    return Built(root, mission, store, again)


@pytest.fixture(scope="module")
def value_at(built):
    """The value that evidence gives a cell, computed or read again."""

    @cache
    def recomputed(row: Ref) -> dict[str, Any]:
        return line.recompute(built.mission, built.store, row)

    def of(ref: Ref) -> float | None:
        if ref.table == ROWS:
            return counted(built, ref)
        column, _, index = ref.column.partition(".")
        row = Ref(ref.table, ref.key)
        values = recomputed(row)
        value = values[column] if column in values else evidence(built, row, column)
        return value[int(index)] if index else value

    return of


def counted(built: Built, ref: Ref) -> int:
    """Count rows in the published Parquet file, not in the store."""
    name, conditions = selection(ref)
    rows = pq.read_table(built.out / "tables" / f"{name}.parquet").to_pylist()
    return sum(
        all((text_of(row[one.column]) == one.value) is one.equal for one in conditions) for row in rows
    )


def text_of(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(text_of(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def evidence(built: Built, row: Ref, column: str) -> Any:
    """A cell of evidence as the readers alone give it; a passage as it stands in its report's text."""
    if row.table == "claims":
        claim = built.store.get(Claim, row.key)
        text = built.again.get(Text, claim.report)
        assert text.text[claim.start : claim.end] == claim.passage, f"{row} is not where it says"
        return getattr(claim, column)
    if row.table == "counts" and (count := built.store.get(Count, row.key)).claim:
        return in_words(built, count, column)
    assert "read" in TABLES[row.table].by, f"{row}/{column} is computed, but nothing computes it again"
    return getattr(built.again.cell(row), column)


def in_words(built: Built, count: Count, column: str) -> Any:
    """Where a count that was read from a text stands in it: no row of a table, but words inside its claim's passage."""
    if column == "row":
        return 0
    claim = built.store.get(Claim, count.claim)
    assert column in {"start", "end"}, (
        f"{column} of a count in a text is computed, but nothing computes it again"
    )
    assert claim.start <= count.start < count.end <= claim.end
    assert built.again.get(Text, claim.report).text[count.start : count.end].strip()
    return getattr(count, column)


def same(value: Any, again: Any) -> bool:
    if value is None or again is None:
        return value is again
    return abs(value - again) <= TOLERANCE * max(1.0, abs(value))


def test_the_report_prints_numbers_and_none_of_them_bare(built):
    page = Page((built.out / "report.html").read_text("utf-8"))
    assert page.bare == []
    assert [text for text in page.told if any(map(str.isdigit, text))] == [], (
        "a step's sentence hides a number"
    )
    assert len(page.numbers) > 1000
    assert {read_ref(one.ref).table for one in page.numbers} >= {
        "needs",
        "figures",
        "residuals",
        "conflicts",
        "counts",
        "rows",
    }


def test_every_number_of_the_report_is_given_by_its_evidence(built, value_at):
    page = Page((built.out / "report.html").read_text("utf-8"))
    wrong = [
        (one, value)
        for one in sorted(set(page.numbers))
        if (value := value_at(read_ref(one.ref))) is None or not agrees(one, value)
    ]
    assert wrong == []


def test_every_number_of_the_spreadsheet_is_given_by_its_evidence(built, value_at):
    book = CalamineWorkbook.from_path(str(built.out / "tables.xlsx"))
    wrong = []
    for table in public_tables():
        header, *rows = book.get_sheet_by_name(table.name).to_python()
        for row in rows:
            named = dict(zip(header, row, strict=True))
            wrong += check(table, named, str(named[table.key]), value_at, spreadsheet)
    assert wrong == []


def test_every_number_of_the_csv_is_given_by_its_evidence(built, value_at):
    wrong = []
    for table in public_tables():
        lines = csv.DictReader(io.StringIO((built.out / "csv" / f"{table.name}.csv").read_text("utf-8")))
        for row in lines:
            wrong += check(table, row, row[table.key].removeprefix("'"), value_at, plain)
    assert wrong == []


def check(table, row, key, value_at, read_cell) -> list[tuple[str, Any, Any]]:
    wrong = []
    for column in table.columns:
        if column.type not in {"number", "integer"}:
            continue
        printed = read_cell(row[column.name])
        again = value_at(Ref(table.name, key, column.name))
        if not same(printed, again):
            wrong.append((f"{table.name}/{key}/{column.name}", printed, again))
    return wrong


def spreadsheet(cell: Any) -> float | None:
    assert cell == "" or isinstance(cell, (int, float)), f"{cell!r} is written as text"
    return None if cell == "" else float(cell)


def plain(cell: str) -> float | None:
    return None if cell == "" else float(cell)


def test_an_altered_page_is_found_out(built, value_at):
    """The test can fail: one digit changed in a printed number no longer agrees with its evidence."""
    page = Page((built.out / "report.html").read_text("utf-8"))
    one = next(
        number for number in page.numbers if number.ref.startswith("residuals/") and len(number.text) > 4
    )
    value = value_at(read_ref(one.ref))
    assert agrees(one, value)
    digit = "8" if one.text[1] != "8" else "7"
    assert not agrees(Number(one.text[0] + digit + one.text[2:], one.ref, one.form), value)


def test_a_tampered_table_is_found_out(built, tmp_path):
    """A value put into a table by another way than its evidence is not what its evidence gives."""
    root = tmp_path / "mission"
    shutil.copytree(built.root, root)
    mission, store = line.open_store(root)
    figure = next(one for one in store.read(Figure) if one.low and one.scenario == "consistent")
    altered = msgspec.structs.replace(figure, low=figure.low + 1)
    store.write(
        "reconcile", Figure, [altered if row.figure == figure.figure else row for row in store.read(Figure)]
    )
    assert line.recompute(mission, store, Ref("figures", figure.figure))["low"] == figure.low
    assert store.get(Figure, figure.figure).low == figure.low + 1


def test_a_number_without_a_trace_stops_the_build_and_leaves_what_was_published(built, tmp_path, monkeypatch):
    root = tmp_path / "mission"
    shutil.copytree(built.root, root)
    before = {path: path.read_bytes() for path in (root / "out").rglob("*") if path.is_file()}
    _, store = line.open_store(root)
    store.write("reconcile", Figure, [msgspec.structs.replace(row, trace=[]) for row in store.read(Figure)])
    monkeypatch.setattr(line, "STEPS", ())
    with pytest.raises(TraceError, match="names no evidence"):
        line.build(root)
    assert {path: path.read_bytes() for path in (root / "out").rglob("*") if path.is_file()} == before
