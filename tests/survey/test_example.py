"""The example's made-up survey: the same bytes each time, labelled, and fit for what the example shows."""

import csv
import importlib.util
import io
import tomllib
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "karabakh"


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_survey", EXAMPLE / "make_survey.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def files(maker):
    return maker.files()


def test_the_generator_gives_the_files_byte_for_byte(maker, files):
    for name, text in files.items():
        assert (maker.FOLDER / name).read_bytes() == text.encode(), name


def test_every_file_says_that_it_is_synthetic(files):
    assert all("synthetic" in text.lower() for text in files.values())
    rows = list(csv.DictReader(io.StringIO(files["submissions.csv"])))
    assert {row["synthetic"] for row in rows} == {"yes"}
    assert tomllib.loads(files["design.toml"])["synthetic"] is True
    assert len(files["submissions.csv"]) < 1_500_000


def test_weights_add_up_to_the_people_reported(maker, files):
    rows = [
        row
        for row in csv.DictReader(io.StringIO(files["submissions.csv"]))
        if row["hh_size"] not in {"", "99"}
    ]
    people = sum(
        float(row["weight"]) * int(row["hh_size"]) for row in rows if row["population_group"] == "displaced"
    )
    assert people == pytest.approx(maker.ARRIVED, rel=0.01)


def test_skip_logic_holds_and_one_stratum_is_too_small_to_show(files):
    rows = list(csv.DictReader(io.StringIO(files["submissions.csv"])))
    for row in rows:
        assert not row["health_care"] or row["health_need"] == "yes"
        assert not row["school_attending"] or row["children_school_age"] != "0"
        assert not row["water_minutes"] or row["water_where"] == "fetched"
        assert not row["intention"] or row["population_group"] == "displaced"
    counts = {}
    for row in rows:
        counts[row["stratum"]] = counts.get(row["stratum"], 0) + 1
    assert sum(count < 10 for count in counts.values()) == 1
    assert len(counts) == 22
