"""A decision about a claim survives a reader that cuts passages otherwise, or is listed."""

import datetime as dt

import msgspec
import pytest

from helpers.said import claim, report
from needline.claims.decided import passage_of, with_decisions
from needline.model import Decision

SHA = "a" * 64
REPORT = report("r", sha256=SHA)
CLAIM = claim("c", content=(10, 60), cue=(5, 9))


def decision(on, action="set_aside", at=1, **changes):
    given = Decision(
        id=f"d{at}",
        previous="",
        at=dt.datetime(2024, 1, at, tzinfo=dt.UTC).isoformat(),
        author="Ana",
        device="x",
        on=on,
        action=action,
        value="",
        reason="said in jest",
        file="decisions/ana-x.jsonl",
    )
    return msgspec.structs.replace(given, **changes)


def test_a_passage_runs_from_the_cue_to_the_end_of_what_is_said():
    assert passage_of(CLAIM, SHA) == f"report/{SHA}/5-60"


@pytest.mark.parametrize(
    ("now", "stands", "rule"),
    [
        ([claim("n", content=(10, 60), cue=(5, 9))], "n", "the same passage under another id"),
        ([claim("n", content=(12, 58), cue=(5, 9))], "n", "a passage cut a little otherwise"),
        (
            [claim("m", content=(10, 30), cue=(5, 9)), claim("n", content=(8, 62), cue=(5, 9))],
            "n",
            "the nearer of two",
        ),
        ([claim("n", content=(80, 120), cue=(75, 79))], "", "nothing there"),
        ([claim("n", content=(10, 600), cue=(5, 9))], "", "a passage of which it is a small part"),
        ([claim("n", content=(10, 60), cue=(5, 9), report="other")], "", "another report"),
    ],
)
def test_a_decision_is_attached_by_its_passage_or_listed(now, stands, rule):
    made = decision(passage_of(CLAIM, SHA))
    found, problems = with_decisions(now, [REPORT, report("other", sha256="b" * 64)], [made])
    assert [one.claim for one in found if one.set_aside] == ([stands] if stands else []), rule
    assert [one.where for one in problems] == ([] if stands else ["d1"]), rule


@pytest.mark.parametrize(
    ("actions", "aside"),
    [
        (["set_aside"], True),
        (["set_aside", "accept"], False),
        (["accept", "set_aside", "grade"], True),
        (["grade"], False),
    ],
)
def test_the_latest_says_whether_it_stands(actions, aside):
    made = [decision(passage_of(CLAIM, SHA), action, at) for at, action in enumerate(actions, start=1)]
    ((found,), _) = with_decisions([CLAIM], [REPORT], reversed(made))
    assert (found.set_aside, found.decisions) == (aside, [f"decisions/{one.id}" for one in made])


def test_decisions_about_other_rows_are_left_alone():
    assert with_decisions([CLAIM], [REPORT], [decision("counts/k001")]) == ([CLAIM], [])


def test_a_decision_about_an_id_that_is_gone_is_listed():
    assert [one.code for one in with_decisions([CLAIM], [REPORT], [decision("claims/gone")])[1]] == [
        "decision"
    ]
