"""`needline trace` follows every ref that the report prints, also a count of rows and an item of a list."""

from __future__ import annotations

import json

import pytest
import worlds
from click.testing import CliRunner

from needline import line
from needline.cli.trace import command, find
from needline.errors import TraceError
from needline.model import Count
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
    assert told.output == f"{ref}  2 rows of problems where severity is “warning”\n"


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


def test_a_name_of_two_counts_names_both(valley):
    import msgspec

    _, store = line.open_store(valley)
    one, two = (msgspec.structs.replace(count, name="twin") for count in store.read(Count)[:2])
    store.write("read", Count, [one, two])
    with pytest.raises(TraceError, match="twin names 2 rows") as told:
        find(store, "twin")
    assert f"counts/{one.count}" in str(told.value)
    assert f"counts/{two.count}" in str(told.value)
