"""Each check: what it lists, what it leaves alone, and that what leaves the machine names nobody."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from needline.model import Checks, Survey
from needline.model.form import Choice, Form, Question
from needline.survey.checks import CHECKS, check

N = 60
RANDOM = np.random.default_rng(7)


def data(**columns):
    """Sixty interviews that differ in every question, with some columns given."""
    made = {"_uuid": [f"id{one}" for one in range(N)]}
    made |= columns
    texts = {name: [str(v) if v not in {None, ""} else None for v in values] for name, values in made.items()}
    columns_ = {name: pa.array(values, pa.string()) for name, values in texts.items()}
    return pa.table({**columns_, "_row": pa.array(range(2, N + 2), pa.int64())})


def found(table, name, form=None, checks=None, threshold=1, settled=frozenset()):
    """Rows listed by one check, with the question of each; and all that was said."""
    survey = Survey(name="s", file="survey/s/submissions.csv", form=form or Form(), checks=checks or Checks())
    told = check(table, survey, threshold, settled)
    rows = [(row["question"], int(row["row"]) - 2) for row in told.listed.to_pylist() if row["check"] == name]
    return rows, told


def test_an_id_that_stands_twice():
    ids = [f"id{one}" for one in range(N)]
    ids[7] = ids[3]
    assert found(data(_uuid=ids), "duplicate-id")[0] == [("", 7)]


def test_near_duplicates_within_the_limit_alone():
    columns = {f"q{k}": [f"c{one}" for one in RANDOM.integers(0, 4, N)] for k in range(40)}
    for values in columns.values():
        values[50] = values[10]
    columns["q0"][50] = "other"
    assert found(data(**columns), "near-duplicate")[0] == [("", 10), ("", 50)]
    assert found(data(**columns), "near-duplicate", checks=Checks(near_duplicate=0.02))[0] == []
    assert found(data(**columns), "near-duplicate", checks=Checks(skip=["near-duplicate"]))[0] == []


def times(minutes):
    """Starts, and ends that lie so many minutes after them, in zones of their own."""
    start = dt.datetime(2024, 5, 1, 8, tzinfo=dt.UTC)
    zones = [dt.timezone(dt.timedelta(hours=one % 5)) for one in range(N)]
    ends = [start + dt.timedelta(minutes=one) for one in minutes]
    return {
        "start": [start.astimezone(zone).isoformat() for zone in zones],
        "end": [end.astimezone(zone).isoformat() for end, zone in zip(ends, zones, strict=True)],
    }


def test_durations():
    minutes = [40 + one % 10 for one in range(N)]
    minutes[1], minutes[2], minutes[3] = 5, 400, -1
    assert found(data(**times(minutes)), "duration")[0] == [("", 3), ("", 1), ("", 2)]
    assert found(data(**times(minutes)), "duration", checks=Checks(shortest=3, longest=500))[0] == [("", 3)]
    _, told = found(data(**times(minutes)), "duration", checks=Checks(start="strat"))
    assert any('"strat"' in one.found for one in told.problems)


NUMBERS = [
    # values, the rows that are outliers, those that are codes, the rule
    ([one % 9 + 1 for one in range(N - 1)] + [400], [59], [], "one number far from all"),
    ([one % 9 + 1 for one in range(N - 1)] + [99], [], [59], "a code is told as a code, not as an amount"),
    ([one % 9 + 1 for one in range(N - 1)] + [""], [], [], "an empty cell is none"),
    ([90 + one % 20 for one in range(N)], [], [], "99 among such numbers is an amount"),
    ([1000 * (one + 1) for one in range(N)], [], [], "amounts that spread"),
    ([-3 + one % 7 for one in range(N - 1)] + [500], [59], [], "with numbers below 0"),
]


@pytest.mark.parametrize("case", NUMBERS, ids=[row[-1] for row in NUMBERS])
def test_numbers(case):
    values, far, codes, _ = case
    table = data(amount=values)
    assert [row for _, row in found(table, "outlier")[0]] == far
    assert [row for _, row in found(table, "code")[0]] == codes


def test_what_is_no_number_among_numbers():
    values = [one % 9 + 1 for one in range(N)]
    table = data(amount=[*values[:-1], "many"], word=["1"] * 30 + ["one"] * 30)
    assert found(table, "number")[0] == [("amount", 59)]


FORM = Form(
    questions=[
        Question(name="age", path="g/age", kind="integer", constraint=". >= 0 and . <= 120", required=True),
        Question(name="ill", path="g/ill", kind="select_one", list_name="yn", required=True),
        Question(name="care", path="g/care", kind="select_one", list_name="yn", relevant="${ill} = 'yes'"),
        Question(
            name="why", path="why", kind="select_multiple", list_name="why", other=True,
            relevant="selected(${care}, 'no')",
        ),
        Question(name="last", path="last", kind="date", constraint=". <= today()"),
        Question(name="sum", path="sum", kind="integer", constraint="pulldata('x', 'y') = 1"),
        Question(name="n", path="r/n", kind="integer", repeat="r", constraint=". > 5"),
    ],
    choices={"yn": [Choice(name="yes"), Choice(name="no")], "why": [Choice(name="far"), Choice(name="cost")]},
)  # fmt: skip


def answers(**given):
    """Interviews that meet the form, but for the cells given."""
    columns = {
        "today": ["2024-05-01"] * N, "g/age": [20 + one % 50 for one in range(N)], "g/ill": ["yes", "no"] * (N // 2),
        "g/care": ["no", ""] * (N // 2), "why": ["far cost", ""] * (N // 2), "last": ["2024-04-01"] * N,
        "sum": [1, 2] * (N // 2),
    }  # fmt: skip
    for name, cells in given.items():
        for place, value in cells.items():
            columns[name.replace("__", "/")][place] = value
    return data(**columns)


RULES = [
    # cells, check, what is listed, the rule
    ({}, "skip", [], "all is as the form has it"),
    ({}, "constraint", [], "and meets it"),
    ({"g__care": {1: "yes"}}, "skip", [("g/care", 1)], "answered though not asked"),
    ({"why": {1: "far"}}, "skip", [("why", 1)], "the other question was not asked either"),
    ({"g__age": {4: ""}}, "skip", [("g/age", 4)], "empty, and demanded"),
    ({"g__age": {4: 130}}, "constraint", [("g/age", 4)], "beyond the constraint"),
    ({"last": {0: "2024-06-01"}}, "constraint", [("last", 0)], "later than the day of the interview"),
    ({"last": {0: "2024-06-01"}, "today": {0: ""}}, "constraint", [], "whose day is not known"),
    ({"g__ill": {1: "maybe"}}, "choice", [("g/ill", 1)], "no choice of the list"),
    ({"why": {0: "far moon"}}, "choice", [("why", 0)], "one of several is none"),
    ({"why": {0: "other"}}, "choice", [], "other, where the form offers it"),
    ({"last": dict.fromkeys(range(10), "")}, "missing-question", [("last", one) for one in range(10)], "a sixth"),
    ({"last": dict.fromkeys(range(5), "")}, "missing-question", [], "few are empty"),
]  # fmt: skip


@pytest.mark.parametrize("case", RULES, ids=[f"{row[1]}: {row[-1]}" for row in RULES])
def test_answers_are_held_against_the_form(case):
    cells, name, wanted, _ = case
    assert found(answers(**cells), name, FORM)[0] == wanted


def test_rows_of_which_the_same_is_said_share_a_line():
    _, told = found(answers(last=dict.fromkeys(range(30), "")), "missing-question", FORM)
    (line,) = [one.told for one in told.details if one.told.code == "check-missing-question"]
    assert line.where == f'rows {", ".join(map(str, range(2, 22)))} and 10 more, column "last"'


def test_what_is_not_evaluated_is_said_once():
    _, told = found(answers(), "constraint", FORM)
    said = [one.found for one in told.problems if "not evaluated" in one.found]
    assert said == ["the constraint of the form is not evaluated: pulldata() is not evaluated."]


def test_an_interview_emptier_than_the_others():
    columns = {f"q{k}": [f"c{(one + k) % 3}" for one in range(N)] for k in range(20)}
    for k in range(12):
        columns[f"q{k}"][9] = ""
    assert found(data(**columns), "missing-interview")[0] == [("", 9)]


def enumerators():
    return {"enumerator": ["e1", "e2", "e3"] * (N // 3)}


def others(question, *words):
    """Answers at random, but for the first enumerator's, who always gives the word of the question."""
    random = RANDOM.choice(words, N)
    return [question if one % 3 == 0 else random[one] for one in range(N)]


SCALE = ("low", "mid", "high")
PATTERNS = [
    ({f"q{k}": others("dont_know", "a", "b", "c") for k in range(6)}, "do not know"),
    (times([10 if one % 3 == 0 else 45 + one % 7 for one in range(N)]), "shorter durations"),
    ({f"q{k}": others("low", *SCALE) for k in range(5)}, "straight lines"),
    ({f"q{k}": others("a", "a", "b", "c", "d") for k in range(12)}, "interview before"),
]


@pytest.mark.parametrize("case", PATTERNS, ids=[row[-1] for row in PATTERNS])
def test_an_enumerators_pattern_is_told_without_a_name(case):
    columns, words = case
    _, told = found(data(**enumerators(), **columns), "enumerator")
    said = [one for one in told.problems if one.code == "check-enumerator" and words in one.found]
    assert [one.found.split(" whose")[0] for one in said] == ["1 enumerator"]
    listed = [row for row in told.listed.to_pylist() if words in row["issue"]]
    assert {row["value"] for row in listed} == {"e1"}
    assert len(listed) == N // 3


FEW = [
    (9, "fewer than 10 answers against the form's constraint."),
    (10, "10 answers against the form's constraint."),
]


@pytest.mark.parametrize(("many", "wanted"), FEW)
def test_few_are_told_as_fewer_than_the_threshold(many, wanted):
    _, told = found(answers(g__age=dict.fromkeys(range(many), 130)), "constraint", FORM, threshold=10)
    assert [one.found for one in told.problems if one.where == 'column "g/age"' and "form" in one.found] == [
        wanted
    ]


def test_what_the_log_decided_is_not_listed_again():
    table = answers(g__age={4: 130, 5: 140})
    assert found(table, "constraint", FORM, settled={(4, "g/age")})[0] == [("g/age", 5)]
    assert found(table, "constraint", FORM, settled={(4, ""), (5, "why")})[0] == [("g/age", 4), ("g/age", 5)]


SECRETS = {
    "name": "Anahit Petrosyan",
    "phone": "+37455123456",
    "gps": "39.8265 46.7656",
    "words": "we fear them",
}


def test_what_leaves_names_nobody():
    cells = {
        "g__age": {4: 374_551_234}, "g__ill": {1: SECRETS["name"]}, "why": {0: SECRETS["gps"], 1: SECRETS["words"]},
        "last": {3: SECRETS["phone"]}, "g__care": {1: SECRETS["words"]},
    }  # fmt: skip
    table = answers(**cells).append_column("username", pa.array([SECRETS["name"]] * 20 + ["b"] * 40))
    _, told = found(table, "skip", FORM)
    shared = " ".join(one.line() + one.where + one.mend for one in told.problems)
    assert not [one for one in (*SECRETS.values(), "Anahit", "374551234", "id4", "39.8265") if one in shared]
    kept = " ".join(str(row) for row in told.listed.to_pylist())
    assert SECRETS["name"] in kept
    assert {"check-skip", "check-constraint", "check-choice"} <= {one.code for one in told.problems}


def test_an_unknown_check_is_told_with_the_near_one():
    _, told = found(data(), "skip", checks=Checks(skip=["outliers"]))
    assert [(one.code, one.mend) for one in told.problems] == [("unknown-check", "Did you mean outlier?")]


def test_every_check_runs_on_nothing():
    table = data().slice(0, 0)
    assert found(table, "skip", FORM)[1].problems == []
    assert set(CHECKS) >= {
        "duplicate-id",
        "near-duplicate",
        "duration",
        "outlier",
        "code",
        "skip",
        "constraint",
    }
