"""What design.toml asks of repeats: composition of a roster, counts, any and sums; and answers against the form."""

import pyarrow as pa
import pytest

from needline.model import Analysis, Choice, Form, FromRepeat, Question, Roster, Survey
from needline.survey.asked import bring_together, check_choices
from needline.survey.interviews import review
from needline.survey.repeats import add_from_repeats
from needline.survey.sheet import Sheet

PEOPLE = """
_household age sex sick spent
2 40 f no 10
2 12 m yes 2.5
2 7 f dnk -
3 67 F no 1
3 - m - -
4 30 m yes x
- 5 f yes 100
"""
"""Household 5 has no row; the last row is an orphan."""


def table(text):
    header, *lines = text.strip().splitlines()
    rows = [[None if cell == "-" else cell for cell in line.split(" ")] for line in lines]
    columns = {
        name: pa.array([row[place] for row in rows], pa.string())
        for place, name in enumerate(header.split(" "))
    }
    of = [int(one) if one else None for one in columns["_household"].to_pylist()]
    columns["_household"] = pa.array(of, pa.int64())
    columns["_row"] = pa.array(range(2, len(rows) + 2), pa.int64())
    return pa.table(columns)


def households(texts=None, **given):
    columns = {name: pa.array(cells, pa.string()) for name, cells in (texts or {"q": ["a"] * 4}).items()}
    length = len(next(iter(columns.values())))
    columns["_row"] = pa.array(range(2, length + 2), pa.int64())
    return Sheet(Survey(name="s", file="survey/s/submissions.csv", **given), pa.table(columns))


def made(sheet, name):
    return sheet.table[name].to_pylist()


def test_the_composition_of_a_roster():
    sheet = households(roster=Roster(repeat="person", age="age", sex="sex"))
    add_from_repeats(sheet, {"person": table(PEOPLE)})
    assert made(sheet, "roster.members") == ["3", "2", "1", None]
    assert made(sheet, "roster.adults") == ["1", None, "1", None]
    assert made(sheet, "roster.children") == ["2", None, "0", None]
    assert made(sheet, "roster.female") == ["2", "1", "0", None]
    assert made(sheet, "roster.male") == ["1", "1", "1", None]
    assert {one.code for one in sheet.problems} == {"no-members", "not-known"}


SICK = {"where": {"sick": "yes"}}
RULES = [
    ("count of all rows", {"rule": "count"}, ["3", "2", "1", None]),
    ("count, none where there is no row", {"rule": "count", "empty": "none"}, ["3", "2", "1", "0"]),
    ("count of some", {"rule": "count", **SICK}, ["1", "0", "1", None]),
    ("count of several answers", {"rule": "count", "where": {"sick": ["yes", "dnk"]}}, ["2", "0", "1", None]),
    ("all conditions hold", {"rule": "count", "where": {"sick": "yes", "sex": "m"}}, ["1", "0", "1", None]),
    ("any", {"rule": "any", **SICK}, ["yes", "no", "yes", None]),
    ("any, none where there is no row", {"rule": "any", "empty": "none", **SICK}, ["yes", "no", "yes", "no"]),
    (
        "an unknown answer may change a count",
        {"rule": "count", "unknown": ["dnk"], **SICK},
        [None, "0", "1", None],
    ),
    ("it does not change a yes", {"rule": "any", "unknown": ["dnk"], **SICK}, ["yes", "no", "yes", None]),
    (
        "it may change a no",
        {"rule": "any", "where": {"sick": "maybe"}, "unknown": ["dnk"]},
        [None, "no", "no", None],
    ),
    ("sum", {"rule": "sum", "question": "spent"}, ["12.5", "1", None, None]),
    (
        "sum of some",
        {"rule": "sum", "question": "spent", "where": {"sick": "no"}},
        ["10", "1", None, None],
    ),
]


@pytest.mark.parametrize("case", RULES, ids=[one[0] for one in RULES])
def test_a_column_from_a_repeat(case):
    _, stated, wanted = case
    sheet = households(from_repeat={"made": FromRepeat(repeat="person", **stated)})
    add_from_repeats(sheet, {"person": table(PEOPLE)})
    assert made(sheet, "made") == wanted


def test_what_is_no_number_in_a_repeat_is_told_to_this_machine_alone():
    sheet = households(from_repeat={"made": FromRepeat(repeat="person", rule="sum", question="spent")})
    add_from_repeats(sheet, {"person": table(PEOPLE)})
    (shared,) = sheet.problems
    assert shared.found == "1 cells with what is no number, or cannot be."
    (detail,) = sheet.details
    assert (detail.of, detail.told.found) == (shared.id, 'row 7: "x" is no number, or cannot be.')


FAULTS = [
    (
        {"from_repeat": {"made": FromRepeat(repeat="persons", rule="count")}},
        "no-repeat",
        "Did you mean person?",
    ),
    (
        {"from_repeat": {"made": FromRepeat(repeat="person", rule="any", where={"sik": "yes"})}},
        "no-column",
        "Did you mean sick?",
    ),
    ({"from_repeat": {"q": FromRepeat(repeat="person", rule="count")}}, "twice", "Give it another name."),
    ({"roster": Roster(repeat="people")}, "no-repeat", "Known: person."),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_design_toml_asks_and_cannot_have_is_told(fault):
    given, code, mend = fault
    sheet = households(**given)
    add_from_repeats(sheet, {"person": table(PEOPLE)})
    (one,) = sheet.problems
    assert (one.code, one.file) == (code, "survey/s/design.toml")
    assert one.mend.startswith(mend)
    assert sheet.names == ["q"]


def test_a_household_that_was_taken_out_takes_its_people_with_it():
    sheet = households({"q": ["a", "b"]}, roster=Roster(repeat="person"))
    add_from_repeats(sheet, {"person": table(PEOPLE)})
    assert made(sheet, "roster.members") == ["3", "2"]


NEEDS = Question(name="needs", path="needs", kind="select_multiple", list_name="need")
SEX = Question(name="sex", path="person/sex", kind="select_one", list_name="sex", repeat="person")
FORM = Form(
    questions=[NEEDS, SEX],
    choices={"need": [Choice(name="food"), Choice(name="cash")], "sex": [Choice(name="f"), Choice(name="m")]},
    repeats={"person": ""},
)

DIALECTS = [
    ("text alone", {"needs": ["food", "cash food", None]}, ["food", "cash food", None], set()),
    (
        "0 and 1",
        {"needs/food": ["1", "1", None], "needs/cash": ["0", "1", None]},
        ["food", "food cash", None],
        set(),
    ),
    (
        "TRUE and FALSE after a point",
        {"needs.food": ["TRUE", "True", None], "needs.cash": ["FALSE", "True", None]},
        ["food", "food cash", None],
        set(),
    ),
    (
        "both, which agree",
        {
            "needs": ["food", "cash food", None],
            "needs/food": ["1", "1", None],
            "needs/cash": ["0", "1", None],
        },
        ["food", "cash food", None],
        set(),
    ),
    (
        "both, which differ",
        {"needs": ["food", "cash", None], "needs/food": ["1", "1", None], "needs/cash": ["0", "1", None]},
        ["food", "food cash", None],
        {"choices-differ"},
    ),
    (
        "a choice without a column",
        {"needs": ["food cash", None], "needs/food": ["1", None]},
        ["food cash", None],
        {"no-option-column"},
    ),
    (
        "a column that is no choice",
        {"needs/food": ["1", "0"], "needs/cash": ["3", "0"]},
        ["food", ""],
        {"option"},
    ),
]


@pytest.mark.parametrize("case", DIALECTS, ids=[one[0] for one in DIALECTS])
def test_several_choices_are_one_text_whatever_the_export_writes(case):
    _, texts, wanted, codes = case
    sheet = households(texts, form=FORM)
    bring_together(sheet)
    assert made(sheet, "needs") == wanted
    assert {one.code for one in sheet.problems} == codes


def test_without_a_form_the_plan_says_what_has_several_choices():
    plan = [Analysis(analysis_type="prop_select_multiple", analysis_var="needs")]
    sheet = households({"needs/food": ["1", "1"], "needs/cash": ["0", "1"]}, plan=plan)
    bring_together(sheet)
    assert made(sheet, "needs") == ["food", "food cash"]


def test_an_answer_of_a_repeat_that_is_no_choice_is_counted_and_those_of_households_are_left_to_the_check():
    sheet = households({"needs": ["food", "call 0612345678", None]}, form=FORM)
    check_choices(sheet, {"person": table(PEOPLE)})
    assert [one.where for one in sheet.problems] == ['"person", column "sex"']


UID = "validation_status_"
STATES = [
    ("_validation_status", ["Approved", "Not approved", "On hold", None]),
    ("_validation_status/uid", [f"{UID}approved", f"{UID}not_approved", f"{UID}on_hold", None]),
    ("__system/reviewState", ["approved", "rejected", "hasIssues", None]),
    ("ReviewState", ["approved", "rejected", "hasIssues", None]),
]


@pytest.mark.parametrize(("name", "states"), STATES)
def test_only_what_a_reviewer_rejected_is_left_out(name, states):
    import numpy as np

    sheet = households({name: states})
    keep = np.ones(4, np.bool_)
    review(sheet, keep)
    assert keep.tolist() == [True, False, True, True]
    assert [(one.code, one.severity) for one in sheet.problems] == [
        ("rejected", "warning"),
        ("in-review", "note"),
    ]
