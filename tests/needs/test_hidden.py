"""What the survey's estimates hide stays hidden where people in need are counted."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from needline.line import build

EXAMPLE = Path(__file__).parents[2] / "examples" / "karabakh"
NUMBERS = (
    "share_low",
    "share",
    "share_high",
    "in_need_low",
    "in_need",
    "in_need_high",
    "gap_low",
    "gap_high",
)


@pytest.fixture(scope="module")
def sectors(tmp_path_factory):
    """Of the whole example, the rows of a sector that rest on estimates, each with why that of its share is hidden."""
    root = tmp_path_factory.mktemp("hidden") / "mission"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".needline", "out"))
    build(root)
    tables = root / "out" / "tables"
    need = {
        f"estimates/{row['estimate']}": row["hidden"]
        for row in pq.read_table(tables / "estimates.parquet").to_pylist()
        if row["analysis_var"].endswith("severity_3_or_more")
    }
    found = []
    for row in pq.read_table(tables / "needs.parquet").to_pylist():
        found += [(row, need[ref]) for ref in row["trace"] if ref in need]
    return found


def test_a_hidden_share_is_in_no_row_of_the_needs(sectors):
    secret = [row for row, why in sectors if why]
    assert secret, "the example hides some, or nothing is shown here"
    told = {row["need"]: [row[name] for name in NUMBERS if row[name] is not None] for row in secret}
    assert {need: numbers for need, numbers in told.items() if numbers} == {}


def test_its_severity_stands_and_what_is_missing_is_said(sectors):
    classes = [row for row, why in sectors if why and row["severity"] is not None]
    assert classes
    assert all("too few households" in row["missing"] for row in classes)


def test_a_share_that_is_shown_is_in_the_row(sectors):
    assert all(row["share"] is not None for row, why in sectors if not why)
