"""A cleaning log applied: in order, checked against what stood there, told without an answer, and undone."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.model import Change
from needline.readers.base import Door
from needline.readers.cleaning_log import read_cleaning_log
from needline.readers.data import read_data
from needline.survey.cleaning import clean, undo
from needline.survey.cleaning_report import diff, tell
from needline.survey.cleaning_values import same, text_of
from needline.survey.names import Names
from support import shared_folder

RAW = pa.table(
    {
        "_uuid": ["a", "b", "c", "b2"],
        "g/age": ["30", "40", None, "50"],
        "needs": ["food cash", "cash", None, "food"],
        "needs/food": ["TRUE", "FALSE", None, "TRUE"],
        "needs/cash": ["TRUE", "TRUE", None, "FALSE"],
        "note": ["x", None, "y", "z"],
        "day": ["2024-05-01", None, "2024-05-03", "2024-05-04"],
        "_row": pa.array([2, 3, 4, 5]),
    }
)


def change(interview="a", question="note", new="", kind="change_response", old="", row=2):
    return Change(row=row, interview=interview, question=question, new=new, change=kind, old=old)


def after(log, raw=RAW):
    cleaned = clean(raw, log)
    return {row["_uuid"]: row for row in cleaned.table.to_pylist()}, cleaned


NAMES = [
    # written, the columns there are, what is found, the rule
    ("age", ["age", "g/age"], ["age"], "the same name is the one"),
    ("age ", ["age"], ["age"], "blanks at its end"),
    ("g.age", ["g/age"], ["g/age"], "another separator"),
    ("G/Age", ["g/age"], ["g/age"], "capitals"),
    ("age", ["g/age"], ["g/age"], "its group is left out"),
    ("g/age", ["age"], ["age"], "its group is written"),
    ("h/g/age", ["g/age"], ["g/age"], "one of its groups is left out"),
    ("age", ["g/age", "h/age"], ["g/age", "h/age"], "two groups have one such question"),
    ("X_uuid", ["_uuid"], ["_uuid"], "as R writes a name that begins with _"),
    ("_uuid", ["X_uuid"], ["X_uuid"], "and the other way"),
    ("start", ["X.U.FEFF.start"], ["X.U.FEFF.start"], "a byte order mark that R made a name of"),
    ("needs/food", ["needs", "needs.food"], ["needs.food"], "an option"),
    ("needs/food", ["needs", "food"], [], "an option is not a question of its name"),
    ("food", ["needs", "needs/food"], [], "and no question is an option"),
    ("aeg", ["age"], [], "a slip is not guessed"),
]


@pytest.mark.parametrize("case", NAMES, ids=[row[-1] for row in NAMES])
def test_a_name_is_met_as_others_write_it(case):
    written, names, found, _ = case
    assert Names(names).all(written) == found


SAME = [
    ("5e+05", "500,000.00", True),
    ("100000", "1e+05", True),
    ("0", "FALSE", True),
    ("1", "true", True),
    ("TRUE", "0", False),
    ("06/07/2021", "2021-07-06", True),
    ("2021-07-06", "2021-07-06T10:00:00", True),
    ("31/02/2021", "2021-02-28", False),
    ("30/02/2021", "31/02/2021", False),
    ("food cash", "cash food", True),
    ("Yes ", "yes", True),
    ("24", "42", False),
    ("", "0", False),
    ("nan", "inf", False),
]


@pytest.mark.parametrize(("one", "other", "wanted"), SAME)
def test_what_says_the_same(one, other, wanted):
    assert same(one, other) is wanted
    assert same(other, one) is wanted


CASES = [
    # the log, interview and column, what stands there then, the verdicts, the rule
    ([change(new="new")], ("a", "note"), "new", ["changed"], "an answer is changed"),
    ([change(new="4", question="age")], ("a", "g/age"), "4", ["changed"], "its group is not needed"),
    ([change(kind="blank_response")], ("a", "note"), None, ["blanked"], "an answer is blanked"),
    ([change(new="")], ("a", "note"), None, ["blanked"], "changed to nothing is blanked"),
    ([change(new="n", kind="no_action")], ("a", "note"), "x", ["no_action"], "nothing is done"),
    ([change("c", "needs/food", "1")], ("c", "needs/food"), "TRUE", ["changed"], "as the column writes it"),
    ([change("c", "needs/food", "yes")], ("c", "needs/food"), "TRUE", ["changed"], "in a word"),
    ([change(new="1"), change(new="2")], ("a", "note"), "2", ["changed"] * 2, "the last of two lines holds"),
    ([change("uuid:A", new="n")], ("a", "note"), "n", ["changed"], "an id as Kobo's instanceID writes it"),
    ([change("zz", new="n")], ("a", "note"), "x", ["unknown_interview"], "an interview that is not there"),
    ([change(question="day", new="25/05/2024")], ("a", "day"), "2024-05-25", ["changed"], "a day as the column has it"),
    ([change(question="day", new="03/05/2024")], ("a", "day"), "2024-05-01", ["cannot_hold"], "a day of two readings"),
    ([change(question="nte", new="n")], ("a", "note"), "x", ["unknown_question"], "a question nobody asked"),
    ([change(question="", new="n")], ("a", "note"), "x", ["no_question"], "no question"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[row[-1] for row in CASES])
def test_a_line_does_what_it_says(case):
    log, (interview, column), wanted, verdicts, _ = case
    rows, cleaned = after(log)
    assert rows[interview][column] == wanted
    assert [one.verdict for one in cleaned.outcomes] == verdicts


def test_an_interview_is_removed_once_and_its_other_lines_do_nothing():
    first, second = (change("b", "", kind="remove_survey", row=row) for row in (3, 4))
    rows, cleaned = after([change("b", new="n"), first, second, change("b", new="m", row=5)])
    assert set(rows) == {"a", "c", "b2"}
    assert [one.verdict for one in cleaned.outcomes] == [
        "of_removed",
        "removed",
        "removed_again",
        "of_removed",
    ]
    told = {one.code: one.found for one in tell(cleaned, "log.csv").problems}
    assert told["log-removed"] == "1 interview removed by 2 lines."


OLD = [
    ("x", "agrees"),
    ("X ", "agrees"),
    ("", "blank"),
    ("q", "differs"),
]


@pytest.mark.parametrize(("stated", "wanted"), OLD)
def test_what_the_log_says_stood_there_is_compared(stated, wanted):
    _, cleaned = after([change(new="n", old=stated)])
    assert cleaned.outcomes[0].old == wanted
    assert cleaned.outcomes[0].after == "n", "the log is what the analyst decided"


def test_a_line_told_twice_is_no_mismatch():
    _, cleaned = after([change(new="n", old="x"), change(new="n", old="x", row=3)])
    assert [one.old for one in cleaned.outcomes] == ["agrees", "repeated"]
    assert "log-twice" in {one.code for one in tell(cleaned, "log.csv").problems}


def test_options_out_of_step_with_their_text_are_told():
    _, cleaned = after([change("a", "needs/food", "0")])
    assert [one.where for one in tell(cleaned, "f").problems if one.code == "log-out-of-step"] == [
        'question "needs"'
    ]
    _, both = after([change("a", "needs/food", "0"), change("a", "needs", "cash", row=3)])
    assert "log-out-of-step" not in {one.code for one in tell(both, "f").problems}


def test_a_typed_column_holds_typed_answers():
    raw = pa.table({"uuid": [1, 2], "n": [5, 6], "yes": [True, None], "d": pa.array([1.5, None])})
    log = [
        change("1", "n", "1,000"), change("2", "yes", "0", row=3), change("2.0", "d", "5e+05", row=4),
        change("2", "n", "many", row=5),
    ]  # fmt: skip
    cleaned = clean(raw, log)
    assert cleaned.table.to_pylist() == [
        {"uuid": 1, "n": 1000, "yes": True, "d": 1.5},
        {"uuid": 2, "n": 6, "yes": False, "d": 5e5},
    ]
    assert cleaned.table.schema == raw.schema
    assert [one.verdict for one in cleaned.outcomes][-1] == "cannot_hold"


LINES = st.lists(
    st.builds(
        change,
        interview=st.sampled_from(["a", "b", "c", "b2", "zz", "UUID:a"]),
        question=st.sampled_from(["note", "age", "needs/food", "needs", "nobody", ""]),
        new=st.sampled_from(["", "1", "TRUE", "x y", "7"]),
        kind=st.sampled_from(["change_response", "blank_response", "remove_survey", "no_action"]),
        old=st.sampled_from(["", "x", "30"]),
    ),
    max_size=12,
)


@given(LINES)
def test_what_was_done_can_be_undone(log):
    assert undo(clean(RAW, log)).equals(RAW)


@given(LINES)
def test_each_line_is_accounted_for(log):
    cleaned = clean(RAW, log)
    assert diff(cleaned).num_rows == len(cleaned.outcomes) >= len(log)


SECRETS = (
    "+374 55 123456",
    "Anahit Petrosyan",
    "39.8265, 46.7656",
    "we fear the neighbour",
    "uuid-of-a-household",
)


def test_what_is_told_to_everybody_quotes_nobody():
    phone, name, place, words, identity = SECRETS
    raw = pa.table(
        {"_uuid": [identity, "k"], "contact": [phone, name], "gps": [place, None], "why": [words, None]}
    )
    log = [
        change(identity, "contact", name, old=phone),
        change(identity, "gps", "", old=words, row=3),
        change(phone, "why", words, row=4),
        change(identity, name, words, row=5),
        change(identity, "", kind="remove_survey", row=6),
        change("k", "why", phone, old=words, row=7),
    ]
    told = tell(clean(raw, log), "survey/s/cleaning_log.csv")
    shared = " ".join(one.line() + one.where for one in told.problems)
    assert not [secret for secret in SECRETS if secret in shared]
    assert phone in " ".join(one.told.found for one in told.details), "this machine is told which line it was"


def test_the_log_of_a_real_survey_gives_its_published_clean_data():
    folder = shared_folder("data")
    log = read_cleaning_log(Door(folder), folder / "cleaningtools_cleaning_log.csv")
    raw = read_data(folder / "cleaningtools_raw_data.csv")
    wanted = {row["X_uuid"]: row for row in read_data(folder / "cleaningtools_clean_data.csv").to_pylist()}
    cleaned = clean(raw, log)
    found = {row["X_uuid"]: row for row in cleaned.table.to_pylist()}
    assert set(found) == set(wanted)
    differ = [
        (interview, column)
        for interview, row in wanted.items()
        for column in raw.column_names
        if not same(text_of(found[interview][column]), text_of(row[column]))
    ]
    assert differ == []
    told = {one.code: one.found for one in tell(cleaned, "cleaning_log.csv").problems}
    assert told["log-removed"] == "54 interviews removed by 55 lines."
    assert told["log-no-old"].startswith("38 lines without an old value, of an answer that there is")
    assert told["log-of-removed"].startswith("2 lines on an answer of an interview that the log removes")
    assert told["log-twice"].startswith("2 answers changed by more than one line")
    apart = {one.where for one in tell(cleaned, "f").problems if one.code == "log-out-of-step"}
    assert apart == {'question "water_sources"', 'question "treat_drink_water_how"'}
    assert undo(cleaned).to_pylist() == raw.to_pylist()


LOGS = [
    # the file, what is read of it, codes of problems, the rule
    ("uuid,question,old_value,change_type,new_value\nu,q,1,change_response,2\n", [("u", "q", "1", "2")], [], "plain"),
    ("X_uuid;Questions;Old.value;Type;New.value\nu;q;1;Change response;2\n", [("u", "q", "1", "2")], [], "others"),
    ("uuid,variable,old value,action,new value\nu,q,NA,changed,NA\n", [("u", "q", "", "")], [], "NA says nothing"),
    ("uuid,question,change_type\n,q,no_action\n", [], ["log-no-id"], "no interview"),
    ("uuid,question,change_type\nu,q,frobnicate\n", [], ["log-unknown-change"], "a word nobody knows"),
    ("uuid,question,change_type\nu,q,\n", [], ["log-no-change"], "no word"),
    ("uuid,new_value\nu,1\n", [], ["missing-column"], "no type of change, and no question"),
    ("uuid,question,new_value\nu,q,1\nu,r,\n", [("u", "q", "", "1")], ["log-all-changes", "log-no-change"],
     "no type of change at all: a new value is a change"),
    ("uuid,question,change_type\nu,q,change_response\nu,q,no_action\n", [("u", "q", "", "")], ["missing-column"],
     "no new values: nothing is emptied by that"),
    ("uuid,variable,old_val,new_val,action\nu,q,1,2,edit\n", [("u", "q", "1", "2")], [], "words cut short"),
    ("Interview UUID,Question ID,Old answer,New answer,Decision\nu,q,1,2,edit\n", [("u", "q", "1", "2")], [],
     "answers and decisions"),
    ("uuid,question,change_type,new_value\nu,q,remove,\n", [], ["log-of-what"], "the answer, or the interview?"),
    ("uuid,question,change_type,new_value\nu,,deleted,\n", [("u", "", "", "")], [], "the interview"),
    ("uuid,question,change_type,new_value\nu,_uuid,remove,\n", [("u", "_uuid", "", "")], [], "named by its id"),
    ("", [], ["empty"], "an empty file"),
]  # fmt: skip


@pytest.mark.parametrize("case", LOGS, ids=[row[-1] for row in LOGS])
def test_a_log_is_read_as_it_is_kept(case, tmp_path):
    text, wanted, codes, _ = case
    path = tmp_path / "cleaning_log.csv"
    path.write_text(text, "utf-8")
    door = Door(tmp_path)
    read = read_cleaning_log(door, path)
    assert [(one.interview, one.question, one.old, one.new) for one in read] == wanted
    assert [one.code for one in door.problems] == codes
    assert not [one for one in door.problems if "frobnicate" in one.line()], (
        "a shifted cell may hold an answer"
    )


def test_a_log_in_a_workbook(tmp_path):
    import xlsxwriter

    path = tmp_path / "cleaning_log.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        rows = [
            ["uuid", "question", "change_type", "old_value", "new_value"],
            ["u", "q", "change_response", 24, 4],
        ]
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    (read,) = read_cleaning_log(Door(Path(tmp_path)), path)
    assert (read.old, read.new) == ("24", "4")
