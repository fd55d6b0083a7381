"""`needline trace` follows every ref that the report prints, also a count of rows and an item of a list."""

from __future__ import annotations

import json

import pytest
import worlds
from click.testing import CliRunner

from needline import line
from needline.cli.trace import command
from needline.publish.derived import rows_ref


@pytest.fixture
def valley(tmp_path, monkeypatch):
    mission, store = worlds.valley(tmp_path / ".needline", areas_of=2)
    monkeypatch.setattr(line, "open_store", lambda _root: (mission, store))
    return tmp_path


def test_a_count_of_rows_is_counted_again(valley):
    ref = rows_ref("problems", {"severity": "warning"})
    told = CliRunner().invoke(command, [str(valley), str(ref)])
    assert told.exit_code == 0
    assert told.output == f"{ref}  1 rows of problems where severity is “warning”\n"


def test_it_is_told_to_programs_too(valley):
    told = CliRunner().invoke(command, [str(valley), str(rows_ref("counts")), "--format", "json"])
    assert json.loads(told.output) == {
        "ref": "rows/counts",
        "table": "counts",
        "where": [],
        "recomputed": {"rows": 29},
    }


def test_a_count_of_no_table_is_an_error_in_one_line(valley):
    told = CliRunner().invoke(command, [str(valley), "rows/dreams"])
    assert "dreams is no public table" in str(told.exception)
