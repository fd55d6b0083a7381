"""Published rounds of others, read through a mapping file each: displacement by area, and people in need."""

from __future__ import annotations

import collections
import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from needline.cli import cli
from support import shared_folder

MAPPINGS = Path(__file__).parents[1] / "cases" / "mappings"


def reconciled(file: Path, mapping: str) -> dict:
    done = CliRunner().invoke(
        cli, ["reconcile", str(file), "--mapping", str(MAPPINGS / mapping), "--format", "json"]
    )
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def rounds() -> Path:
    return shared_folder("data", "hdx", "hapi_idps.csv.gz")


@pytest.fixture(scope="module")
def table(rounds) -> list[dict[str, str]]:
    return list(csv.DictReader(io.TextIOWrapper(gzip.open(rounds), "utf-8-sig")))


def test_every_round_is_a_list_whose_areas_are_the_whole(rounds, table):
    found = reconciled(rounds, "idps.toml")
    lists = [one for one in found["residuals"] if one["kind"] == "list"]
    national = [one for one in lists if one["place"] in {"AFG", "HTI", "TCD"}]
    assert len(table) == 6854
    assert len(national) == 103
    assert {(one["low"], one["high"]) for one in lists} == {(0.0, 0.0)}
    assert found["conflicts"] == []
    assert found["problems"] == []


@pytest.mark.parametrize(("level", "change"), [("0", 37), ("1", -420), ("2", 5), ("2", -1), ("0", -3)])
def test_a_planted_mismatch_is_found_with_its_size(table, tmp_path, level, change):
    rows = [dict(row) for row in table if row["location_code"] == "HTI"]
    planted = [row for row in rows if row["admin_level"] == level and int(row["population"]) > 500][7]
    planted["population"] = str(int(planted["population"]) + change)
    path = tmp_path / "rounds.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    found = reconciled(path, "idps.toml")
    sizes = {one["low"] for one in found["residuals"]} - {0.0}
    assert sizes == {float(change)} if level == "0" else sizes <= {float(change), float(-change)}
    assert sizes
    assert found["conflicts"]
    # Parts that come to less than their whole must all give it; of parts that come to more, a minimal set is left.
    assert max(one["gap"] for one in found["conflicts"]) == abs(change)


def test_the_raw_rounds_whose_males_and_females_are_not_the_total_are_listed():
    found = reconciled(shared_folder("data", "hdx", "iom_dtm_admin_0_to_2.csv.gz"), "dtm.toml")
    gaps = sorted(one["gap"] for one in found["conflicts"])
    assert gaps == [135.0, 299.0, 299.0, 299.0, 405.0, 405.0, 405.0]
    assert {len(one["members"]) for one in found["conflicts"]} == {3}
    assert [one for one in found["problems"] if one["severity"] == "error"] == []


def test_of_a_partial_list_only_the_part_is_asked_to_be_no_more_than_the_whole():
    found = reconciled(shared_folder("data", "hdx", "hapi_humanitarian_needs_2024.csv"), "needs.toml")
    assert {len(one["members"]) for one in found["conflicts"]} <= {2}
    rules = collections.Counter(one["rule"] for one in found["conflicts"])
    assert set(rules) <= {
        "a part of a group is no more than the group",
        "a place holds no more than the place it lies in",
    }
    assert {one["code"] for one in found["problems"]} <= {"overlap"}
