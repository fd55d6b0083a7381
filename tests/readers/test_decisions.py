"""The log of decisions: append-only, chained by hash, and told where somebody changed it."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needline.errors import DecisionError
from needline.model import Decision
from needline.model.decision import in_order
from needline.readers.base import Door
from needline.readers.decisions import _id, append_decision, read_decisions

AT = dt.datetime(2024, 5, 12, 9, tzinfo=dt.UTC)


def add(root, number: int = 1, **changed) -> Decision:
    values = {
        "author": "Ana Analyst", "on": f"counts/{number:016}", "action": "set_aside", "value": "",
        "reason": "rounded up for a press line", "at": AT + dt.timedelta(minutes=number), "device": "laptop",
    }  # fmt: skip
    return append_decision(root, **{**values, **changed})


def log(root):
    return root / "decisions" / "Ana.Analyst-laptop.jsonl"


def told(root) -> tuple[list[Decision], list[tuple[str, str]]]:
    door = Door(root)
    return read_decisions(door), [(one.code, one.where) for one in door.problems]


def test_what_is_appended_is_read_back(tmp_path):
    added = [add(tmp_path, number) for number in (1, 2, 3)]
    assert told(tmp_path) == (added, [])
    assert [one.previous for one in added] == ["", added[0].id, added[1].id]
    assert [one.at for one in added] == [f"2024-05-12T09:0{number}:00.000000+00:00" for number in (1, 2, 3)]
    assert {one.file for one in added} == {"decisions/Ana.Analyst-laptop.jsonl"}


def test_each_author_and_device_has_a_log_of_its_own(tmp_path):
    add(tmp_path, author="Ana")
    add(tmp_path, author="Ben/../x")
    add(tmp_path, author="Ana", device="../desk top")
    names = sorted(path.name for path in (tmp_path / "decisions").iterdir())
    assert names == ["Ana-desk.top.jsonl", "Ana-laptop.jsonl", "Ben.x-laptop.jsonl"]
    assert told(tmp_path)[1] == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"action": "set-aside"}, 'action: "set-aside" is not known. Did you mean set_aside?'),
        ({"reason": "  "}, "needs an author and a reason"),
        ({"author": ""}, "needs an author and a reason"),
    ],
)
def test_a_decision_that_cannot_be_recorded_writes_nothing(tmp_path, changed, says):
    with pytest.raises(DecisionError, match=says.partition("(")[0].replace(".", r"\.").replace("?", r"\?")):
        add(tmp_path, **changed)
    assert not (tmp_path / "decisions").exists()


def _lines(root) -> list[str]:
    return log(root).read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("change", "kept", "problems", "rule"),
    [
        (lambda a, _b, c: [a, "{not json", c], 2, [("decision", "line 2")], "a broken line is told alone"),
        (lambda a, _b, c: [a, '["a list"]', c], 2, [("decision", "line 2")], "what is no decision"),
        (lambda a, b, c: [a, b[:40], c], 2, [("decision", "line 2")], "half a line"),
        (lambda a, _b, c: [a, c], 2, [("chain", "line 2")], "a line was lost"),
        (
            lambda a, b, c: [b, a, c],
            3,
            [("chain", "line 1"), ("chain", "line 2"), ("chain", "line 3")],
            "moved",
        ),
        (
            lambda a, b, c: [a, b.replace("rounded", "made"), c],
            2,
            [("chain", "line 2")],
            "words were changed",
        ),
        (
            lambda a, b, c: [a, b.replace("set_aside", "forget"), c],
            2,
            [("decision", "line 2")],
            "unknown action",
        ),
        (lambda a, b, c: [a, "", b, c, ""], 3, [], "an empty line is nothing"),
        (lambda a, b, c: [a + "\r", b + "\r", c + "\r"], 3, [], "line ends of Windows"),
    ],
)
def test_what_is_wrong_with_a_log_is_told_and_the_rest_is_read(tmp_path, change, kept, problems, rule):
    for number in (1, 2, 3):
        add(tmp_path, number)
    log(tmp_path).write_bytes("\n".join(change(*_lines(tmp_path))).encode())
    found, said = told(tmp_path)
    assert len(found) == kept, rule
    assert said == problems, rule


def test_a_line_cut_by_a_crash_is_kept_apart_from_the_next(tmp_path):
    add(tmp_path, 1)
    with log(tmp_path).open("ab") as file:
        file.write(b'{"id": "half')
    after = add(tmp_path, 2)
    found, said = told(tmp_path)
    assert [one.id for one in found][1:] == [after.id]
    assert said == [("decision", "line 2")]


def test_a_log_that_is_no_text_is_told(tmp_path):
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "x.jsonl").write_bytes(b"\x00\x01")
    assert told(tmp_path) == ([], [("binary", "")])


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reason=st.text(min_size=1).filter(str.strip), value=st.text())
def test_any_words_come_back_as_they_were(tmp_path_factory, reason, value):
    root = tmp_path_factory.mktemp("words")
    added = [add(root, 1, reason=reason, value=value), add(root, 2)]
    assert told(root) == (added, [])


def test_the_id_names_the_words_and_not_the_file(tmp_path):
    decision = add(tmp_path)
    moved = tmp_path / "decisions" / "from-usb.jsonl"
    log(tmp_path).rename(moved)
    ((again,), said) = told(tmp_path)
    assert (again.id, said) == (decision.id, [])
    assert json.loads(moved.read_text("utf-8"))["id"] == decision.id


def test_a_line_that_was_changed_is_an_error_and_not_applied(tmp_path):
    for number in (1, 2):
        add(tmp_path, number)
    log(tmp_path).write_text(log(tmp_path).read_text("utf-8").replace("set_aside", "accept", 1), "utf-8")
    door = Door(tmp_path)
    assert [one.on for one in read_decisions(door)] == ["counts/0000000000000002"]
    assert [(one.code, one.severity) for one in door.problems] == [("chain", "error")]


def test_a_line_whose_instant_cannot_be_read_is_an_error_and_not_applied(tmp_path):
    made = msgspec.structs.replace(add(tmp_path), at="yesterday")
    whole = msgspec.structs.replace(made, id=_id(made))
    plain = {name: getattr(whole, name) for name in Decision.__struct_fields__ if name != "file"}
    log(tmp_path).write_text(json.dumps(plain) + "\n", "utf-8")
    door = Door(tmp_path)
    assert read_decisions(door) == []
    assert [(one.code, one.severity) for one in door.problems] == [("decision", "error")]


@pytest.mark.parametrize(
    ("first", "second", "told", "rule"),
    [
        ({"action": "set_aside"}, {"action": "accept"}, 1, "set aside by one, accepted by another"),
        ({"action": "correct", "value": "5"}, {"action": "correct", "value": "6"}, 1, "two numbers"),
        ({"action": "correct", "value": "5"}, {"action": "correct", "value": "5"}, 0, "the same number"),
        (
            {"action": "correct", "value": "5"},
            {"action": "other_day", "value": "2024-05-01"},
            0,
            "a number and a day",
        ),
        ({"action": "recommend", "value": "a"}, {"action": "recommend", "value": "b"}, 0, "two proposals"),
    ],
)
def test_two_authors_who_disagree_on_a_row_are_told(tmp_path, first, second, told, rule):
    for minute, (author, decided) in enumerate((("Ana", first), ("Ben", second))):
        at = AT + dt.timedelta(minutes=minute)
        add(tmp_path, author=author, at=at, **{"on": "counts/x", "value": "", **decided})
    door = Door(tmp_path)
    read_decisions(door)
    assert [one.severity for one in door.problems] == ["note"] * told, rule


def test_an_author_who_comes_to_another_view_disagrees_with_nobody(tmp_path):
    add(tmp_path, 1, on="counts/x")
    add(tmp_path, 2, on="counts/x", action="accept")
    assert told(tmp_path)[1] == []


def test_of_one_instant_the_later_line_of_a_log_is_the_later_decision(tmp_path):
    added = [add(tmp_path, on="counts/x", at=AT, reason=str(number)) for number in range(20)]
    assert in_order(reversed(read_decisions(Door(tmp_path)))) == added


def test_instants_are_compared_as_instants(tmp_path):
    early = msgspec.structs.replace(add(tmp_path, 1), at="2024-05-12T11:00:00+04:00")
    late = msgspec.structs.replace(add(tmp_path, 2), at="2024-05-12T09:00:00+00:00")
    assert in_order([late, early]) == [early, late]


def test_many_writers_of_one_log_leave_one_chain(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: add(tmp_path, number), range(1, 41)))
    found, said = told(tmp_path)
    assert (len(found), said) == (40, [])
