"""Every standard that comes with needline: each of its worked rows, and what must hold of its files."""

import csv

import numpy as np
import pytest

from needline import standards
from needline.errors import NeedlineError, UnknownNameError
from needline.standards import Cells, Many, Numbers, One
from needline.standards.columns import number, read_column, read_many
from needline.standards.load import read_folder


def worked():
    for (name, version), folder in sorted(standards.available().items()):
        with (folder / "worked.csv").open(encoding="utf-8") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                yield pytest.param(name, version, row, id=f"{name}-{version}-{line}-{row['rule']}")


def columns(definition, answers):
    """Columns of one household from `input=answer|input=answer`."""
    made = {}
    for pair in filter(None, answers.split("|")):
        name, _, answer = pair.partition("=")
        cells = Cells((answer,), np.array([0]))
        made[name], misfits = read_column(definition.inputs[name], cells, {})
        assert not misfits, f"{pair} fits no category"
    return made


def only(column):
    if isinstance(column, Numbers):
        return "" if np.isnan(column.values[0]) else f"{column.values[0]:g}"
    assert isinstance(column, One)
    return "" if column.codes[0] < 0 else column.choices[column.codes[0]]


def score(definition, answers):
    return standards.compute(definition, columns(definition, answers), 1)


@pytest.mark.parametrize(("name", "version", "row"), list(worked()))
def test_worked_row(name, version, row):
    definition = standards.load(name, version)
    found = score(definition, row["answers"])
    assert only(found.columns[f"{row['indicator']}.{row['step']}"]) == row["result"], row["rule"]


@pytest.mark.parametrize(("name", "version"), sorted(standards.available()))
def test_a_standard_says_where_it_comes_from_and_is_worked_in_every_indicator(name, version):
    definition = standards.load(name, version)
    assert definition.document
    assert definition.licence
    assert all(one.mark in {"R", "E", "P"} and one.source for one in definition.indicators)
    with (standards.available()[name, version] / "worked.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    worked = {(row["indicator"], row["step"]) for row in rows}
    assert {(one.name, one.result) for one in definition.indicators} <= worked


def test_a_missing_sector_makes_a_lower_bound():
    found = score(standards.load("msni"), "health_need=yes|health_care=no|school_children=0")
    assert found.severity[0] == 3
    missing = dict(zip(found.sectors, found.missing[0], strict=True))
    assert missing == {
        "shelter": True, "wash": True, "health": False, "education": False, "protection": True, "food": True,
    }  # fmt: skip


def test_nothing_known_is_missing_not_low():
    found = score(standards.load("msni"), "")
    assert np.isnan(found.severity[0])


def test_unknown_names_offer_the_near_ones():
    with pytest.raises(UnknownNameError, match="Did you mean msni"):
        standards.load("mnsi")
    with pytest.raises(UnknownNameError, match=r"2025\.1"):
        standards.load("msni", "2025.9")


STANDARD = """
name = "small"
version = "1"
title = "Small"
document = "none"
licence = "none"
note = ""
need_from = 3
severe_need_from = 4
indicators = ["one"]
"""
INDICATOR = """
title = "One"
source = "here"
mark = "P"
[inputs.a]
question = "?"
kind = "number"
"""
FAULTY = [
    ('[[steps]]\nname = "severity"\nrule = "max_off"\nof = ["a"]', UnknownNameError, "Did you mean max_of"),
    ('[[steps]]\nname = "severity"\nrule = "max_of"\nof = ["b"]', UnknownNameError, '"b" is not known'),
    (
        '[[steps]]\nname = "other"\nrule = "max_of"\nof = ["a"]',
        NeedlineError,
        "last step is not named severity",
    ),
    ('[inputs.b]\nquestion = "?"\nkind = "text"\n[[steps]]', NeedlineError, "Invalid enum value"),
    ("[[steps]", NeedlineError, "cannot be read"),
]


@pytest.mark.parametrize(("rest", "error", "message"), FAULTY)
def test_a_faulty_standard_says_what_is_wrong(tmp_path, rest, error, message):
    (tmp_path / "indicators").mkdir()
    (tmp_path / "standard.toml").write_text(STANDARD)
    (tmp_path / "indicators" / "one.toml").write_text(INDICATOR + rest)
    with pytest.raises(error, match=message):
        read_folder(tmp_path)


NUMBERS = [
    ("12", 12),
    (" -3.5 ", -3.5),
    ("1,200", 1200),
    ("1,20", None),
    ("twelve", None),
    ("inf", None),
    ("1_0", None),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_numbers_as_people_write_them(text, value):
    assert number(text) == value


def test_several_choices_are_read_by_their_names_and_nothing_stands_for_no_answer():
    cells = Cells(("leaks cold", "nothing", "odd"), np.array([0, 1, 2, -1]))
    read, misfits = read_many(cells, ("leak", "cold"), {"leaks": "leak", "nothing": ""})
    assert isinstance(read, Many)
    assert read.chosen.tolist() == [[True, True], [False, False], [False, False], [False, False]]
    assert read.answered.tolist() == [True, True, False, False]
    assert [(one.text, one.why) for one in misfits] == [("odd", "choice")]
