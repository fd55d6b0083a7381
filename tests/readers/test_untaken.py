"""Every file of a mission folder that no reader takes is told."""

from __future__ import annotations

import pytest

MISSION = {
    "mission.toml": 'as_of = 2022-09-01\n[[groups]]\nid = "idp"\nnames = ["Displaced"]\n',
    "counts/c.csv": "measure,low\ndisplaced,5\n",
}


@pytest.mark.parametrize(
    ("file", "told", "mend"),
    [
        ("counts/other.xlsx", "counts/other.xlsx", "Save it as CSV."),
        ("counts/deep/other.tsv", "counts/deep/other.tsv", "Save it as CSV."),
        ("activities/4w.pdf", "activities/4w.pdf", "Save it as CSV or XLSX."),
        ("reports/plan.odt", "reports/plan.odt", "Open it and save it as .docx."),
        ("routes/leg.csv", "routes/leg.csv", "Routes stand in legs.csv and states.csv, "),
        ("decisions/notes.txt", "decisions/notes.txt", "Decisions stand in .jsonl files"),
        ("survey/submissions.csv", "survey/submissions.csv", "A survey is a folder"),
        ("survey/hh/submissions.doc", "survey/hh", "Put the export here as submissions.csv"),
        ("count/c.csv", "count", "Did you mean counts?"),
        ("counts/gone.csv.toml", "counts/gone.csv.toml", "Save it as CSV."),
        ("figures.csv", "figures.csv", "Put it into one of"),
        ("figures.xlsx", "figures.xlsx", "Put it into one of"),
    ],
)
def test_a_file_that_no_reader_takes_is_told_once(folder, reading, file, told, mend):
    found = reading(folder({**MISSION, file: "x\n"})).problems("error")
    (one,) = [problem for problem in found if problem.file == told]
    assert one.mend.startswith(mend)
    assert len(found) == 1


@pytest.mark.parametrize(
    "file",
    [
        "README.md",
        "make_survey.py",
        "__pycache__/make_survey.cpython-311.pyc",
        "LICENSE",
        ".gitignore",
        ".git/config",
        "counts/.hidden.xlsx",
        "counts/~$c.xlsx",
        "decisions/ana-laptop.jsonl",
        "out/csv/counts.csv",
        ".needline/x.parquet",
        "survey/hh/form.xlsx",
    ],
)
def test_what_is_left_alone(folder, reading, file):
    survey = {"survey/hh/submissions.csv": "a\n1\n"} if "survey" in file else {}
    found = {one.code for one in reading(folder({**MISSION, **survey, file: "\n"})).problems("error")}
    assert not found & {"not-read", "unknown-folder"}


@pytest.mark.parametrize("suffix", ["xlsx", "zip", "json", "parquet"])
def test_submissions_that_are_not_what_their_name_says_are_told_once(folder, reading, suffix):
    file = f"survey/hh/submissions.{suffix}"
    found = reading(folder({**MISSION, file: "x", "survey/hh/design.toml": 'title = "x"'}))
    (one,) = found.problems("error")
    assert one.file == file


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        ({"mission.toml": "as_of = 2022-09-01\n"}, {"no-groups", "no-evidence"}),
        ({"mission.toml": MISSION["mission.toml"]}, {"no-evidence"}),
        (MISSION, set()),
    ],
)
def test_a_mission_that_says_nothing_is_told(folder, reading, files, codes):
    found = {one.code for one in reading(folder(files)).problems("warning")}
    assert found & {"no-groups", "no-evidence"} == codes
