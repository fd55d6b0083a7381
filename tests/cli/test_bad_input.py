"""
One fault planted in the worked mission at a time: one line says where, what, and what would mend it.

The rest is still read, the exit code is not zero, nothing ends in a traceback, and nothing in `out/` is half written.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from needline.cli import cli

SURVEY = "survey/households_2023_10"
Plant = Callable[[Path], object]


def replaced(file: str, old: str, new: str) -> Plant:
    def plant(root: Path) -> None:
        text = (root / file).read_text("utf-8")
        assert old in text, f"{file} has changed: plant this fault elsewhere"
        (root / file).write_text(text.replace(old, new, 1), "utf-8")

    return plant


def added(file: str, content: str | bytes) -> Plant:
    def plant(root: Path) -> None:
        (root / file).parent.mkdir(exist_ok=True)
        with (root / file).open("ab") as out:
            out.write(content if isinstance(content, bytes) else content.encode())

    return plant


def emptied(file: str) -> Plant:
    return lambda root: (root / file).write_bytes(b"")


def negative_weight(root: Path) -> None:
    """The weight of the first household, whatever it is."""
    path = root / SURVEY / "submissions.csv"
    header, first, *rest = path.read_text("utf-8").split("\n")
    at = header.split(",").index("weight")
    cells = first.split(",")
    cells[at] = f"-{cells[at]}"
    path.write_text("\n".join([header, ",".join(cells), *rest]), "utf-8")


FAULTS = [
    (
        "an unknown place code",
        replaced("counts/figures.csv", "k056,unicef-sitrep-1,2023-10-02,2023-10-01,UNICEF,Government of Armenia,"
                 "arrived_cumulative,Karabakh,Armenia", "k056,unicef-sitrep-1,2023-10-02,2023-10-01,UNICEF,"
                 "Government of Armenia,arrived_cumulative,Karabakh,ARMX"),
        "counts/figures.csv, row 57, to_place", '"ARMX" is no place of places.csv.', "Did you mean ARM", "error",
    ),
    (
        "a date that is none",
        replaced("counts/figures.csv", "k081,k081,2023-12-15,2023-12-15", "k081,k081,2023-12-15,32.09.2023"),
        "counts/figures.csv, row 82, as_of", '"32.09.2023" is no date.', "Write it as 2023-10-01", "error",
    ),
    ("a negative weight", negative_weight, f'{SURVEY}/submissions.csv, column "weight"', "1 cell with what is no",
     "0 or greater", "error"),
    (
        "a CSV in cp1252",
        lambda root: (root / "observations" / "café.csv").write_bytes(
            "place,text\nARM,A café gives soup – “free”.\n".encode("cp1252")
        ),
        "observations/café.csv", "read as cp1252", "save it as UTF-8", "warning",
    ),
    ("an empty file", emptied("activities/response_2023.csv"), "activities/response_2023.csv", "empty",
     "Put its content back", "error"),
    ("a binary file named .txt", added("reports/scan.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
     "reports/scan.txt", "a picture (PNG)", "Run text recognition (OCR)", "error"),
    ("two places with one code", added("places.csv", "AM01,Elsewhere,,area,ARM,,\n"),
     "places.csv, row 29, code", "AM01 already names Yerevan in row 10.", "another code", "error"),
    ("a column that design.toml names and the data lacks",
     replaced(f"{SURVEY}/design.toml", 'strata = "', 'strata = "no_'), SURVEY, "no_", "", "error"),
    ("a broken line in decisions", added("decisions/a-b.jsonl", '{"id": "0", "on": \n'),
     "decisions/a-b.jsonl, line 1", "no decision", "Restore the line", "error"),
    ("a mission setting of the wrong type", replaced("mission.toml", "area_share = 0.20", 'area_share = "20 %"'),
     "mission.toml, thresholds", "cannot be used", "Mend it", "error"),
]  # fmt: skip


def build(root: Path) -> tuple[int, list[dict[str, str]]]:
    """Build in this process: the exit code, and the problems told."""
    done = CliRunner().invoke(cli, ["build", str(root), "--format", "json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)["problems"]


def needline(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "needline", *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def unharmed(built) -> set[str]:
    """What the mission's evidence has to say for itself without a fault."""
    code, told = build(built)
    assert code == 0
    return {one["id"] for one in told}


@pytest.mark.parametrize(
    ("plant", "where", "found", "mend", "severity"),
    [one[1:] for one in FAULTS],
    ids=[one[0] for one in FAULTS],
)
def test_a_fault_is_told_in_one_line_and_the_rest_is_built(
    small_example, unharmed, plant, where, found, mend, severity
):
    plant(small_example)
    code, told = build(small_example)
    (new,) = (one for one in told if one["id"] not in unharmed and one["severity"] != "note")
    line = f"{new['file']}, {new['where']}: {new['found']} {new['mend']}"
    assert line.startswith(where)
    assert found in line
    assert mend in new["mend"]
    assert new["severity"] == severity
    assert "\n" not in line
    assert code == (1 if severity == "error" else 0)
    assert_whole(small_example / "out")


@pytest.mark.parametrize("fault", ["missing", "empty", "binary"])
def test_without_a_mission_file_nothing_is_touched(example, fault):
    path = example / "mission.toml"
    if fault == "missing":
        path.unlink()
    else:
        path.write_bytes(b"" if fault == "empty" else b"\x00\x01")
    done = needline("build", str(example))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("needline: mission.toml: ")
    assert done.stderr.count("\n") == 1
    assert not (example / "out").exists()
    assert not (example / ".needline").exists()


def test_every_fault_at_once_is_told_line_by_line(small_example):
    for _, plant, *_ in FAULTS:
        plant(small_example)
    done = needline("build", str(small_example))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for _, _, where, found, *_ in FAULTS:
        lines = [line for line in done.stderr.splitlines() if where in line and found in line]
        assert len(lines) == 1, (where, done.stderr)
    assert_whole(small_example / "out")


def assert_whole(out: Path) -> None:
    """Every file in `out/` can be read to its end, and none was left half written beside it."""
    files = [path for path in out.rglob("*") if path.is_file()]
    assert out / "report.html" in files
    for path in files:
        assert not path.name.startswith("."), path
        if path.suffix == ".parquet":
            pq.read_table(path)
        elif path.suffix == ".xlsx":
            assert zipfile.ZipFile(path).testzip() is None
        elif path.suffix == ".json":
            json.loads(path.read_text("utf-8"))
        elif path.suffix == ".html":
            assert path.read_text("utf-8").rstrip().endswith("</html>")
        else:
            assert path.read_text("utf-8").endswith("\n"), path
