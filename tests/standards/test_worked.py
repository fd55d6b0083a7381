"""Every standard that comes with needline: each of its worked rows, and what must hold of its files."""

import csv
import itertools

import numpy as np
import pytest

from needline import standards
from needline.errors import NeedlineError, UnknownNameError
from needline.standards import Cells, Many, Numbers, One
from needline.standards.columns import number, read_many, read_numbers, read_one
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
        given, cells = definition.inputs[name], Cells((answer,), np.array([0]))
        if given.kind == "number":
            made[name], misfits = read_numbers(cells, given.low, given.high)
        else:
            read = read_one if given.kind == "one" else read_many
            made[name], misfits = read(cells, given.choices, {})
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
    assert only(found.columns[f"{row['sector']}.{row['step']}"]) == row["result"], row["rule"]


@pytest.mark.parametrize(("name", "version"), sorted(standards.available()))
def test_a_standard_says_where_it_comes_from_and_is_worked_in_every_sector(name, version):
    definition = standards.load(name, version)
    assert definition.document
    assert definition.licence
    assert all(one.mark in {"R", "E", "P"} and one.source for one in definition.indicators)
    with (standards.available()[name, version] / "worked.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["sector"] for row in rows if row["step"] == "severity"} == set(definition.sectors)


FCS = {0: "7 7 7 7 7 7 7 7", 1: "7 3 2 0 3 0 1 1", 2: "7 1 0 0 3 0 1 1"}
RCSI = {0: "0 0 0 0 0", 1: "2 1 0 0 0", 2: "7 7 7 7 7"}
HHS = {1: "no no no", 2: "rarely no no", 3: "rarely rarely no", 4: "often often no", 5: "often often often"}
# phases of the 45 cells, in rows of five hunger classes: acceptable, borderline, poor consumption in each coping class
PHASES = """
12233 12334 22344
22233 22334 23345
22334 23344 33345
"""


def food(rcsi, fcs, hhs):
    names = standards.load("msni").inputs
    days = [n for n in names if n.startswith("fcs_")], [n for n in names if n.startswith("rcsi_")]
    given = dict(zip(days[0], FCS[fcs].split(), strict=True)) | dict(
        zip(days[1], RCSI[rcsi].split(), strict=True)
    )
    for item, answer in zip(
        ("hhs_no_food", "hhs_hungry_night", "hhs_day_without"), HHS[hhs].split(), strict=True
    ):
        given |= {item: "no"} if answer == "no" else {item: "yes", f"{item}_often": answer}
    return "|".join(f"{key}={value}" for key, value in given.items())


@pytest.mark.parametrize(("rcsi", "fcs", "hhs"), list(itertools.product(range(3), range(3), range(1, 6))))
def test_every_cell_of_the_food_consumption_matrix(rcsi, fcs, hhs):
    found = score(standards.load("msni"), food(rcsi, fcs, hhs))
    cell = 15 * rcsi + 5 * fcs + hhs
    assert only(found.columns["food.cell"]) == str(cell)
    assert only(found.columns["food.phase"]) == "".join(PHASES.split())[cell - 1]


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
sectors = ["one"]
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
