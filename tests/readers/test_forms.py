"""XLSForms: what is asked, of whom, with which choices; each fault a problem, and the rest is still read."""

import shutil

import pytest
from exports import CHOICES, FORM, SETTINGS, SURVEY, workbook

from needline.model import Choice
from needline.readers.base import Door
from needline.readers.forms import read_form
from support import shared_folder


def read(tmp_path, sheets):
    path = workbook(tmp_path / "form.xlsx", sheets)
    door = Door(tmp_path)
    return read_form(door, path), door.problems


def test_a_form(tmp_path):
    form, problems = read(tmp_path, FORM)
    assert problems == []
    assert (form.title, form.version, form.languages) == (
        "Households",
        "7",
        ["English (en)", "Français (fr)"],
    )
    assert form.repeats == {"person": ""}
    named = form.named()
    assert [*named] == [
        *("start", "today", "area", "people", "litres", "needs", "needs_other", "arrived", "spot"),
        *("age", "sex", "sick", "two"),
    ]
    area = named["area"]
    assert (area.kind, area.list_name, area.path, area.required, area.row) == (
        "select_one",
        "area",
        "home/area",
        True,
        5,
    )
    assert area.labels == {"English (en)": "Where do you live?", "Français (fr)": "Où vivez-vous ?"}
    assert named["people"].required
    assert (named["people"].constraint, named["two"].calculation) == (". > 0", "1 + 1")
    assert (named["age"].path, named["age"].repeat, named["two"].repeat) == ("person/age", "person", "")
    assert [one.name for one in form.choices_of(named["needs"])] == ["food", "cash", "other"]
    assert form.choices_of(named["age"]) == []


def test_of_a_list_that_is_not_there_nothing_is_known(tmp_path):
    form, problems = read(
        tmp_path, {**FORM, "survey": [SURVEY[0], ["select_multiple nil or_other", "q", "Q"]]}
    )
    assert [one.code for one in problems] == ["form"]
    assert form.choices_of(form.questions[0]) == []


TYPES = [
    ("select_one yn", "select_one"),
    ("select one from yn", "select_one"),
    ("select_one yn or_other", "select_one"),
    ("select_multiple yn", "select_multiple"),
    ("select all that apply from yn", "select_multiple"),
    ("rank yn", "rank"),
    ("int", "integer"),
    ("string", "text"),
    ("gps", "geopoint"),
    ("datetime", "dateTime"),
    ("Integer", "integer"),
    ("photo", "image"),
]


@pytest.mark.parametrize(("written", "kind"), TYPES)
def test_a_type_by_its_other_names(tmp_path, written, kind):
    form, problems = read(tmp_path, {**FORM, "survey": [SURVEY[0], [written, "q", "Q"]]})
    question, *added = form.questions
    assert [(one.name, one.kind) for one in added] == [("q_other", "text")] * question.other
    assert (question.kind, problems) == (kind, [])
    assert question.other == written.endswith("or_other")
    assert (Choice(name="other") in form.choices_of(question)) == question.other


def survey(*rows):
    return {**FORM, "survey": [SURVEY[0], *rows]}


FAULTS = [
    ("no sheet of questions", {"questions": SURVEY}, "no sheet named survey", "error"),
    ("no type", survey(["", "q", "Q"]), '"q" has no type', "error"),
    ("no name", survey(["text", "", "Q"]), "a question of type text without a name", "error"),
    ("unknown type", survey(["txt", "q", "Q"]), '"txt" is no type of question', "warning"),
    ("unknown list", survey(["select_one nn", "q", "Q"]), 'the list "nn", which has no choice', "error"),
    (
        "group left open",
        survey(["begin_group", "g"], ["text", "q", "Q"]),
        'the group "g" is not closed',
        "error",
    ),
    (
        "end without begin",
        survey(["text", "q", "Q"], ["end_group"]),
        "end_group, and nothing is open",
        "error",
    ),
    (
        "closed by the other",
        survey(["begin_repeat", "r"], ["text", "q", "Q"], ["end_group"]),
        'end_group, where the repeat "r" of row 2 is open',
        "error",
    ),
    (
        "name twice",
        survey(["text", "q", "Q"], ["text", "q", "Q"]),
        '"q" names the question of row 2 too',
        "warning",
    ),
    (
        "unknown reference",
        survey(["text", "q", "Q", "", "", "${nobody} = 1"]),
        'relevant asks for "nobody", which is no question',
        "warning",
    ),
    (
        "choice twice",
        {**FORM, "choices": [*CHOICES, ["yn", "no", "Nope"]]},
        '"no" stands in yn before',
        "warning",
    ),
    (
        "choice without name",
        {**FORM, "choices": [*CHOICES, ["yn", "", "Nope"]]},
        "a choice without name",
        "error",
    ),
    (
        "choice with a blank",
        {**FORM, "choices": [*CHOICES, ["need", "soap bar", "Soap"]]},
        '"soap bar" of need has a blank inside',
        "error",
    ),
    (
        "blank at an end",
        survey(["text", "q ", "Q"]),
        "1 names with a blank at an end, read without it: q",
        "note",
    ),
    (
        "a sheet beside",
        {**FORM, "notes": [["x", "y"]]},
        "sheets that are no part of a form, not read: notes",
        "note",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=[one[0] for one in FAULTS])
def test_a_fault_is_told_and_the_rest_is_read(tmp_path, fault):
    _, sheets, found, severity = fault
    form, problems = read(tmp_path, sheets)
    assert [(found in one.found, one.severity) for one in problems] == [(True, severity)]
    assert form.questions == [] or all(one.name == one.name.strip() for one in form.questions)


def test_the_rules_of_groups_hold_for_what_stands_in_them(tmp_path):
    form, _ = read(
        tmp_path,
        survey(
            ["text", "a", "A"],
            ["begin_group", "g", "", "", "", "${a} = 'x'"],
            ["text", "b", "B"],
            ["text", "c", "C", "", "", "${b} = 'y'"],
            ["end_group"],
        ),
    )
    assert [one.relevant for one in form.questions] == ["", "${a} = 'x'", "(${a} = 'x') and (${b} = 'y')"]


def test_a_row_that_is_disabled_is_passed_over(tmp_path):
    header = [*SURVEY[0], "disabled"]
    form, _ = read(tmp_path, {**FORM, "survey": [header, ["text", "a", *[""] * 6, "yes"], ["text", "b"]]})
    assert [one.name for one in form.questions] == ["b"]


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 half of one"])
def test_what_is_no_workbook_is_told(tmp_path, content):
    (tmp_path / "form.xlsx").write_bytes(content)
    door = Door(tmp_path)
    assert read_form(door, tmp_path / "form.xlsx").questions == []
    assert [one.severity for one in door.problems] == ["error"]


def test_settings_may_be_absent(tmp_path):
    form, problems = read(tmp_path, {"survey": SURVEY, "choices": CHOICES})
    assert (form.title, form.version, problems) == ("", "", [])
    assert SETTINGS[1][0] == "Households"


def test_a_real_form(tmp_path):
    """Counts of its sheets `survey` and `choices`, as a spreadsheet program shows them."""
    shutil.copy(shared_folder("data", "kobo") / "msna_xlsform.xlsx", tmp_path / "form.xlsx")
    door = Door(tmp_path)
    form = read_form(door, tmp_path / "form.xlsx")
    assert form.repeats == dict.fromkeys(("roster", "edu_ind", "health_ind", "nut_ind"), "")
    assert form.languages == ["english", "french"]
    assert sum(one.kind == "select_multiple" for one in form.questions) == 19
    assert "fsl_rcsi_borrow" in form.named()
    assert [one.severity for one in door.problems] == ["note", "note"]
