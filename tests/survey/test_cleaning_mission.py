"""A mission with a cleaning log and planted secrets: what is estimated, listed and written, and what leaves."""

import csv
import json
import stat

import pytest
from click.testing import CliRunner

from needline.cli import cli
from needline.line import build
from needline.model import Problem
from needline.store import Store

SECRETS = {
    "name": "Anahit Petrosyan",
    "phone": "+37455123456",
    "gps": "39.8265 46.7656",
    "words": "we fear the neighbours",
    "uuid": "household-17",
}
MISSION = """
title = "A small mission"
question = "?"
as_of = 2024-01-01T00:00:00Z
area_level = "area"

[[groups]]
id = "left"
names = ["Those who left"]
stands_for = ["left"]

[[sectors]]
id = "wash"
name = "Water"
"""
DESIGN = """
place = "place"
group = "who"

[checks]
duration_short = 0.3
"""
N = 40


@pytest.fixture
def mission(tmp_path):
    folder = tmp_path / "survey" / "homes"
    folder.mkdir(parents=True)
    (tmp_path / "mission.toml").write_text(MISSION, "utf-8")
    (tmp_path / "places.csv").write_text("code,name,kind,parent\nX,Xland,country,\nN,North,area,X\n", "utf-8")
    (folder / "design.toml").write_text(DESIGN, "utf-8")
    (folder / "plan.csv").write_text(
        "analysis_type,analysis_var\nmean,spent\nprop_select_one,water\n", "utf-8"
    )
    rows = [
        {
            "_uuid": f"u{one}", "place": "N", "who": "left", "start": "2024-01-01T08:00:00",
            "username": SECRETS["name"],
            "end": f"2024-01-01T09:{one % 50:02}:00", "spent": 10 + one % 7, "water": ("well", "tap", "truck")[one % 3],
            "contact": "", "gps": "", "notes": "",
        }
        for one in range(N)
    ]  # fmt: skip
    rows[17] |= {
        "_uuid": SECRETS["uuid"],
        "contact": SECRETS["phone"],
        "gps": SECRETS["gps"],
        "notes": SECRETS["words"],
    }
    rows[17] |= {"spent": 987_654, "notes": SECRETS["words"]}
    rows[20]["spent"] = SECRETS["words"]
    _write(folder / "submissions.csv", rows)
    log = [
        {"uuid": SECRETS["uuid"], "question": "notes", "change_type": "change_response", "old_value": SECRETS["phone"],
         "new_value": SECRETS["name"]},
        {"uuid": SECRETS["phone"], "question": "notes", "change_type": "blank_response"},
        {"uuid": "u1", "question": SECRETS["words"], "change_type": "change_response", "new_value": "x"},
        {"uuid": "u2", "question": "water", "change_type": SECRETS["name"], "new_value": "x"},
        {"uuid": "u3", "change_type": "remove_survey"},
        {"uuid": "u4", "question": "water", "change_type": "change_response", "old_value": "tap", "new_value": "well"},
    ]  # fmt: skip
    _write(folder / "cleaning_log.csv", log)
    return tmp_path


def _write(path, rows):
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _read(path):
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_the_log_is_applied_before_scoring(mission):
    build(mission)
    store = Store(mission / ".needline")
    cleaned = {row["_uuid"]: row for row in store.read_private("cleaned/homes").to_pylist()}
    assert "u3" not in cleaned
    assert cleaned["u4"]["water"] == "well"
    assert len(store.read_private("submissions/homes")) == N, "the submissions stay as they came"
    assert len(store.read_private("households/homes")) == N - 1
    (row,) = store.table("surveys").to_pylist()
    assert (row["households"], row["set_aside"]) == (N - 1, 1)
    codes = {one.code for one in store.read(Problem)}
    assert {"log-removed", "log-unknown-interview", "log-unknown-question", "log-unknown-change"} <= codes
    assert {"log-old-differs", "check-outlier"} <= codes


def test_nothing_of_a_household_leaves(mission):
    build(mission)
    store = Store(mission / ".needline")
    told = " ".join(one.line() for one in store.read(Problem))
    places = [*(mission / "out").rglob("*"), *(mission / ".needline" / "tables").glob("*.parquet")]
    content = b" ".join(path.read_bytes() for path in places if path.is_file()) + told.encode()
    assert [name for name, secret in SECRETS.items() if secret.encode() in content] == []
    assert b"987654" not in content
    for path in (mission / "out" / "tables").glob("*.parquet"):
        import pyarrow.parquet as pq

        text = json.dumps(pq.ParquetFile(path).read().to_pylist(), default=str, ensure_ascii=False)
        assert [name for name, secret in SECRETS.items() if secret in text] == [], path.name


def test_this_machine_is_told_the_rest_and_gets_a_draft_of_a_log(mission):
    build(mission)
    done = CliRunner().invoke(cli, ["check", str(mission), "--log", "draft.csv"])
    assert done.exit_code == 1
    assert '"987654": far from the others' in done.output
    path = mission / ".needline" / "private" / "draft.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = _read(path)
    (outlier,) = [row for row in rows if row["check"] == "outlier"]
    assert (outlier["uuid"], outlier["question"], outlier["old_value"]) == (
        SECRETS["uuid"],
        "spent",
        "987654",
    )
    refused = CliRunner().invoke(cli, ["check", str(mission), "--log", str(mission / "out" / "draft.csv")])
    assert refused.exit_code == 2


def test_a_decided_answer_is_not_listed_again(mission):
    path = mission / "survey" / "homes" / "cleaning_log.csv"
    path.write_text(f"uuid,question,change_type\n{SECRETS['uuid']},spent,no_action\n", "utf-8")
    build(mission)
    listed = Store(mission / ".needline").read_private("checks/homes").to_pylist()
    assert not [row for row in listed if row["check"] == "outlier"]


def test_the_diff_is_counted_by_question_and_written_for_this_machine(mission):
    done = CliRunner().invoke(cli, ["clean", str(mission), "--diff"])
    assert done.exit_code == 1, "lines were not applied"
    assert "water" in done.output
    rows = _read(mission / ".needline/private/cleaning_diff/homes.csv")
    changed = [
        (row["interview"], row["old_value"], row["new_value"]) for row in rows if row["done"] == "changed"
    ]
    assert changed == [(SECRETS["uuid"], SECRETS["words"], SECRETS["name"]), ("u4", "tap", "well")]


FILES = [
    (["clean"], 2, "no argument"),
    (["clean", "{raw}"], 2, "no log"),
    (["clean", "{raw}", "{log}", "-o", "{folder}/clean.doc"], 2, "a format nobody writes"),
    (["clean", "{root}", "-o", "{folder}/clean.csv"], 2, "a file of a mission"),
    (["clean", "{raw}", "{log}", "-o", "{folder}/clean.csv"], 1, "some lines are not applied"),
    (["clean", "{raw}", "{log}", "-o", "{folder}/clean.parquet", "--diff"], 1, "as Parquet"),
]


@pytest.mark.parametrize("case", FILES, ids=[row[-1] for row in FILES])
def test_two_files_are_cleaned_without_a_mission(mission, tmp_path, case, monkeypatch, capsys):
    arguments, code, _ = case
    from needline.cli import main

    folder = mission / "survey" / "homes"
    names = {
        "raw": folder / "submissions.csv",
        "log": folder / "cleaning_log.csv",
        "root": mission,
        "folder": tmp_path,
    }
    monkeypatch.setattr("sys.argv", ["needline", *(one.format(**names) for one in arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code, capsys.readouterr()
    written = [path for path in tmp_path.glob("clean*") if path.suffix in {".csv", ".parquet"}]
    assert bool(written) == (code == 1)
    if (tmp_path / "clean.csv").exists():
        assert len(_read(tmp_path / "clean.csv")) == N - 1
