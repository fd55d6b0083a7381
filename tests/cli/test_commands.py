"""The commands on a built mission: what they print, what they write, and what they refuse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from needline.cli import cli
from needline.errors import NeedlineError
from needline.model import Count, Need


@pytest.fixture
def copy(built, tmp_path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def needline(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments], env={"NEEDLINE_AUTHOR": "T. Tester"})


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_a_new_mission_is_whole_and_says_what_it_lacks(tmp_path):
    root = tmp_path / "valley"
    made = needline("new", root)
    assert made.exit_code == 0, made.output
    assert "needline check" in made.output
    checked = needline("check", root)
    assert (checked.exit_code, checked.output.splitlines()[-1]) == (0, "2 warnings.")
    assert "no group" in checked.output
    assert "no evidence" in checked.output


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    refused = needline("new", tmp_path)
    assert isinstance(refused.exception, NeedlineError)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_check_writes_nothing(copy):
    before = files(copy)
    done = needline("check", copy)
    assert done.exit_code == 0, done.output
    assert files(copy) == before


def test_check_tells_a_program_the_same(copy):
    text = needline("check", copy).output.strip().splitlines()
    told = json.loads(needline("check", copy, "--format", "json").output)
    assert len(text) == len(told) + 1
    assert {"id", "code", "file", "where", "found", "mend", "severity"} <= set(told[0])
    assert all(one["found"] in "\n".join(text) for one in told)


def test_a_piped_build_prints_no_control_characters(copy):
    done = needline("build", copy)
    assert done.exit_code == 0
    assert "\x1b" not in done.output
    assert "Nothing had changed." in done.output


def test_trace_leads_from_a_figure_to_its_cell(copy):
    told = needline("trace", copy, "k028").output
    assert "more than 100,000 people" in told
    assert "counts/figures.csv, row 29" in told
    assert "This is evidence itself" in told


def test_trace_follows_a_need_down_to_evidence_and_computes_it_again(copy):
    from needline.line import open_store

    (need,) = (
        one
        for one in open_store(copy)[1].read(Need)
        if (one.place, one.group, one.sector) == ("KAR", "remain", "all")
    )
    told = needline("trace", copy, f"needs/{need.need}/in_need_high")
    assert told.exit_code == 0, told.output
    assert "counts/figures.csv, row 77" in told.output
    assert told.output.rstrip().endswith("Computed again from its evidence: the same.")
    plain = json.loads(needline("trace", copy, f"needs/{need.need}", "--format", "json").output)
    assert plain["recomputed"]["in_need_high"] == need.in_need_high
    assert plain["trace"][0]["ref"] == f"needs/{need.need}"


@pytest.mark.parametrize("what", ["k0028", "needs/none", "figures", "a/b/c/d", "/"])
def test_trace_of_nothing_is_told(copy, what):
    refused = needline("trace", copy, what)
    assert isinstance(refused.exception, NeedlineError)
    assert "\n" not in str(refused.exception)


def test_a_mistyped_name_offers_the_near_ones(copy):
    assert "Did you mean k028" in str(needline("trace", copy, "k0028").exception)


def test_decide_records_who_when_and_why(copy):
    from needline.line import open_store

    done = needline(
        "decide", copy, "k028", "correct", "98,625", "--reason", "said the same evening", "--device", "d1"
    )
    assert done.exit_code == 0, done.exception
    (line,) = (copy / "decisions" / "T.Tester-d1.jsonl").read_text("utf-8").splitlines()
    decision = json.loads(line)
    (count,) = (one for one in open_store(copy)[1].read(Count) if one.name == "k028")
    assert decision["on"] == f"counts/{count.count}"
    assert (decision["action"], decision["value"], decision["author"]) == ("correct", "98,625", "T. Tester")
    assert decision["at"].endswith("+00:00")
    assert decision["id"] in done.output


def test_same_count_is_told_by_names(copy):
    needline(
        "decide", copy, "k063", "same_count", "k061", "--reason", "cites the Government", "--device", "d1"
    )
    decision = json.loads((copy / "decisions" / "T.Tester-d1.jsonl").read_text("utf-8"))
    assert decision["value"].startswith("counts/")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["k028", "correct", "many"], '"many" is no number'),
        (["k028", "correct"], "is no number"),
        (["k028", "other_day", "32.09.2023"], "is no date"),
        (["k028", "severity", "4"], "severity is about a row of needs, not of counts"),
        (["places/ARM", "set_aside"], "set_aside is about a row of counts or claims, not of places"),
        (["k028", "recommend"], "recommend needs one"),
        (["k028", "same_count", "k999"], '"k999" is not known'),
        (["k028", "same_count", "k028"], "a figure cannot stand for itself"),
        (["k999", "set_aside"], '"k999" is not known'),
    ],
)
def test_a_decision_that_could_not_be_applied_is_refused_and_not_recorded(copy, arguments, says):
    before = sorted((path.name, path.read_text("utf-8")) for path in copy.glob("decisions/*.jsonl"))
    refused = needline("decide", copy, *arguments, "--reason", "x")
    assert isinstance(refused.exception, NeedlineError)
    assert says in str(refused.exception)
    assert sorted((path.name, path.read_text("utf-8")) for path in copy.glob("decisions/*.jsonl")) == before


def test_a_severity_people_agreed_on_stands_after_the_next_build(copy):
    from needline.line import open_store

    def cell() -> Need:
        (found,) = (
            one
            for one in open_store(copy)[1].read(Need)
            if (one.place, one.group, one.sector) == ("KAR", "remain", "food")
        )
        return found

    before = cell()
    needline("decide", copy, f"needs/{before.need}", "severity", "4", "--reason", "the analysts' meeting")
    needline("build", copy)
    assert before.severity is None
    assert cell().severity == 4
    assert "severity as people agreed" in cell().flags
