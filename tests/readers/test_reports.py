"""Reports and surveys: what came in, whose it is, and what is said where something lacks."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from needline.model import Report, Survey, Text
from needline.readers.folder import read
from needline.readers.mission import read_mission

HEAD = 'title = "Cyclone"\nas_of = 2019-03-20T09:00:00+02:00\nzone = "Africa/Maputo"\n'
SOURCES = '[ocha]\nname = "OCHA"\naliases = ["UN OCHA"]\nkind = "un"\nlicence = "CC-BY-4.0"\n'
TEXT = "# Flood waters rise\n\nOfficials say that 1,200 houses stand in water.\n"
BESIDE = 'publisher = "UN OCHA"\npublished = 2019-03-18\nurl = "https://example.org/1"\n'


def test_a_report_and_what_stands_beside_it(folder, reading):
    files = {"sources.toml": SOURCES, "reports/a.md": TEXT, "reports/a.md.toml": BESIDE}
    found = reading(folder({"mission.toml": HEAD, **files}))
    (report,) = found.store.read(Report)
    assert (report.title, report.publisher, report.source) == ("Flood waters rise", "UN OCHA", "ocha")
    assert (report.published_text, report.url) == ("2019-03-18", "https://example.org/1")
    assert report.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert [(one.report, one.text) for one in found.store.read(Text)] == [(report.id, TEXT)]
    assert [one.code for one in found.problems()] == ["no-groups"]


@pytest.mark.parametrize(
    ("files", "severity", "line", "reports"),
    [
        ({"reports/a.txt": TEXT}, "warning", "reports/a.txt: no day of publication;", 1),
        (
            {"reports/a.txt": TEXT, "reports/a.txt.toml": 'published = "18.03.2019"'},
            "error",
            'reports/a.txt.toml, published: "18.03.2019" is no date. Write it as',
            1,
        ),
        (
            {"reports/b.txt.toml": BESIDE},
            "warning",
            'reports/b.txt.toml: there is no "b.txt" beside it. Put the report back',
            0,
        ),
        (
            {"reports/a.docx": b"PK\x03\x04"},
            "error",
            "reports/a.docx: cannot be read as a Word document; it may be cut off",
            0,
        ),
        ({"reports/README": TEXT}, "error", "reports/README: no reader for a file without suffix.", 0),
        (
            {"reports/a.txt": b"\x00\x01\xff", "reports/a.txt.toml": BESIDE},
            "error",
            "reports/a.txt: this is no text",
            0,
        ),
        (
            {"reports/a.txt": b"", "reports/a.txt.toml": BESIDE},
            "error",
            "reports/a.txt: the file is empty.",
            0,
        ),
        (
            {"reports/a.txt": "Chuvas em São Tomé".encode("cp1252"), "reports/a.txt.toml": BESIDE},
            "warning",
            "reports/a.txt: not in UTF-8; read as cp1252.",
            1,
        ),
        (
            {"reports/a.txt": TEXT, "reports/a.txt.toml": "published = 2019-03-18\npublisher ="},
            "error",
            "reports/a.txt.toml: not valid TOML",
            1,
        ),
    ],
)
def test_what_is_wrong_with_a_report_is_told(folder, reading, files, severity, line, reports):
    found = reading(folder({"mission.toml": HEAD, **files}))
    (told,) = (one for one in found.problems() if one.code != "undated" or len(found.problems()) == 1)
    assert told.severity == severity
    assert told.line().startswith(line)
    assert len(found.store.read(Report)) == reports


def test_a_report_read_twice_is_one(folder, reading):
    """Its id is its words and its publisher, not its file."""
    files = {f"reports/{name}": text for name in ("a.txt", "sub/copy.txt") for text in (TEXT,)}
    beside = {f"{name}.toml": BESIDE for name in files}
    found = reading(folder({"mission.toml": HEAD, "sources.toml": SOURCES, **files, **beside}))
    assert len(found.store.read(Report)) == 1


SUBMISSIONS = "_uuid,place,people\nu1,MZ10,4\nu2,MZ10,\n"


@pytest.mark.parametrize(
    ("files", "severity", "line"),
    [
        (
            {"survey/h/design.toml": ""},
            "error",
            "survey/h: no submissions; nothing of it was read (design.toml). Put the export here",
        ),
        (
            {"survey/h/submissions.csv": SUBMISSIONS},
            "warning",
            "survey/h/submissions.csv: no design.toml beside it.",
        ),
        (
            {"survey/h/submissions.csv": SUBMISSIONS, "survey/h/design.toml": 'wieght = "w"'},
            "warning",
            "survey/h/design.toml, wieght: not read. Did you mean weight?",
        ),
        (
            {"survey/h/submissions.csv": SUBMISSIONS, "survey/h/design.toml": 'lonely = "ignore"'},
            "error",
            "survey/h/design.toml: cannot be used: Invalid enum value 'ignore'",
        ),
        (
            {"survey/h/submissions.csv": SUBMISSIONS, "survey/h/design.toml": "level = 95"},
            "error",
            "survey/h/design.toml: cannot be used: Expected `float` < 1.0",
        ),
        (
            {
                "survey/h/submissions.csv": SUBMISSIONS,
                "survey/h/design.toml": 'place = "place"',
                "survey/h/plan.csv": "analysis_type,analysis_var\nmode,people\nmean,people\n",
            },
            "error",
            'survey/h/plan.csv, row 2, analysis_type: "mode" is not known.',
        ),
        (
            {
                "survey/h/submissions.csv": SUBMISSIONS,
                "survey/h/design.toml": 'place = "place"',
                "survey/h/bind.toml": '[msni]\nwater = 5\nshelter_type = "people"\n',
            },
            "error",
            "survey/h/bind.toml, msni.water: cannot be used",
        ),
    ],
)
def test_what_is_wrong_with_a_survey_is_told_once(folder, reading, files, severity, line):
    found = reading(folder({"mission.toml": HEAD, **files}))
    (told,) = found.problems()
    assert told.severity == severity
    assert told.line().startswith(line)
    if "survey/h/submissions.csv" in files:
        assert [one.name for one in found.store.read(Survey)] == ["h"]


def test_submissions_stay_private_and_an_empty_cell_is_not_known(folder, reading):
    files = {"survey/h/submissions.csv": SUBMISSIONS, "survey/h/design.toml": 'place = "place"'}
    found = reading(folder({"mission.toml": HEAD, **files, "survey/.trash/x.csv": "a"}))
    table = found.store.read_private("submissions/h")
    assert table.to_pylist() == [
        {"_uuid": "u1", "place": "MZ10", "people": "4", "_row": 2},
        {"_uuid": "u2", "place": "MZ10", "people": None, "_row": 3},
    ]


def test_a_survey_taken_out_is_taken_out_of_the_working_folder(folder, reading):
    files = {"survey/h/submissions.csv": SUBMISSIONS, "survey/h/design.toml": 'place = "place"'}
    found = reading(folder({"mission.toml": HEAD, **files}))
    assert found.store.private_names("submissions/") == ["submissions/h"]
    shutil.rmtree(found.root / "survey")
    read(*read_mission(found.root), found.store)
    assert found.store.private_names("submissions/") == []
    assert found.store.read(Survey) == []
