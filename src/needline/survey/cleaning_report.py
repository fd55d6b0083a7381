"""What a cleaning log did, told: to everybody how often, to this machine at which interview and which answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from needline.errors import near
from needline.model import Problem, problem
from needline.model.problem import Severity
from needline.survey.cleaning import Cleaned, Outcome
from needline.survey.cleaning_values import text_of
from needline.survey.columns import CHOSEN, Columns
from needline.survey.written import Detail

if TYPE_CHECKING:
    import pyarrow as pa

DIFF = (
    "row",
    "interview",
    "question",
    "change_type",
    "old_stated",
    "old_value",
    "new_value",
    "done",
    "old_found",
)
"""The columns of a diff."""
_SHOWN = 5
_DONE = frozenset({"changed", "blanked"})


class _Said(NamedTuple):
    """A kind of line that is told: which lines, and in which words."""

    code: str
    of: Callable[[Outcome], bool]
    found: str
    mend: str
    severity: Severity
    questions: bool = True


_SAID = (
    _Said(
        "log-removed",
        lambda one: one.verdict in {"removed", "removed_again"},
        "{interviews} removed by {lines}.",
        "Nothing is to be done; the submissions keep them.",
        "note",
        questions=False,
    ),
    _Said(
        "log-applied",
        lambda one: one.verdict in _DONE,
        "{cells} changed by {lines}",
        "Nothing is to be done; the submissions keep what was answered.",
        "note",
    ),
    _Said(
        "log-no-old",
        lambda one: one.old == "blank",
        "{lines} without an old value, of an answer that there is",
        "Write what was answered into old_value, so that the line can be checked.",
        "warning",
    ),
    _Said(
        "log-old-differs",
        lambda one: one.old == "differs",
        "{lines} with an old value that is not what was answered; the new one holds",
        "Check that the log was written for these submissions.",
        "warning",
    ),
    _Said(
        "log-of-removed",
        lambda one: one.verdict == "of_removed",
        "{lines} on an answer of an interview that the log removes; it stays out",
        "Nothing is to be done, or take the removal back.",
        "note",
    ),
    _Said(
        "log-unknown-interview",
        lambda one: one.verdict == "unknown_interview" and one.line.change != "no_action",
        "{lines} naming an interview that is not among the submissions; not applied.",
        "Check the ids, and that the log belongs to these submissions.",
        "error",
        questions=False,
    ),
    _Said(
        "log-unknown-question",
        lambda one: one.verdict == "unknown_question",
        "{lines} naming a question that the submissions do not have; not applied.",
        "Write the question as the header of its column.",
        "error",
        questions=False,
    ),
    _Said(
        "log-several-questions",
        lambda one: one.verdict == "several_questions",
        "{lines} naming a question that more than one column may be; not applied.",
        "Write the question with its group, as the header of its column.",
        "error",
        questions=False,
    ),
    _Said(
        "log-no-question",
        lambda one: one.verdict == "no_question",
        "{lines} on an answer, naming no question; not applied.",
        "Name the question, or write remove_survey.",
        "error",
        questions=False,
    ),
    _Said(
        "log-cannot-hold",
        lambda one: one.verdict == "cannot_hold",
        "{lines} with what the column cannot hold; not applied",
        "Write a value of the kind that the column holds.",
        "error",
    ),
    _Said(
        "log-changed-to-nothing",
        lambda one: one.verdict == "blanked" and one.line.change == "change_response",
        "{lines} changing an answer to nothing; it is blanked",
        "Write blank_response where that is meant.",
        "warning",
    ),
)


class Told(NamedTuple):
    """What is told of a log: to everybody, and to this machine."""

    problems: list[Problem]
    details: list[Detail]


def tell(cleaned: Cleaned, file: str) -> Told:
    """
    Say what a log did and what it could not do.

    Args:
        cleaned: submissions after their log.
        file: the log, as problems name it.
    """
    told = Told([], [])
    for said in _SAID:
        _say(told, said, file, [one for one in cleaned.outcomes if said.of(one)], cleaned)
    _say(told, _twice(cleaned.outcomes), file, _again(cleaned.outcomes), cleaned)
    told.problems.extend(_ids_twice(cleaned, file))
    told.problems.extend(_out_of_step(cleaned, file))
    return told


def diff(cleaned: Cleaned) -> pa.Table:
    """
    Each line of the log with the cell it changed, before and after, as text; private.

    Returns:
        A table of `DIFF`: a line that no interview has is in it with an empty answer.
    """
    import pyarrow as pa

    rows = [
        {
            "row": str(one.line.row),
            "interview": one.line.interview,
            "question": one.column or one.line.question,
            "change_type": one.line.change,
            "old_stated": one.line.old,
            "old_value": text_of(one.before),
            "new_value": text_of(one.after),
            "done": one.verdict,
            "old_found": one.old,
        }
        for one in cleaned.outcomes
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in DIFF]))


def _say(told: Told, said: _Said, file: str, outcomes: Sequence[Outcome], cleaned: Cleaned) -> None:
    """One shared line for all lines of a kind; of those that are not applied, one each for this machine."""
    if not outcomes:
        return
    lines = len({one.line.row for one in outcomes})
    words = {
        "lines": _count(lines, "line"),
        "interviews": _count(len({one.place for one in outcomes}), "interview"),
        "cells": _count(len({(one.place, one.column) for one in outcomes}), "answer"),
    }
    found = said.found.format(**words) + (f" ({_by_question(outcomes)})." if said.questions else "")
    shared = problem(said.code, file, "", found, said.mend, said.severity)
    told.problems.append(shared)
    if said.severity != "error":
        return
    for one in outcomes:
        detail = problem(
            said.code,
            file,
            f"row {one.line.row}",
            _quoted(one),
            _mend(one, cleaned) or said.mend,
            said.severity,
        )
        told.details.append(Detail(shared.id, detail))


def _quoted(one: Outcome) -> str:
    """A line with what it names and quotes."""
    line = one.line
    what = f'interview "{line.interview}"' + (f', question "{line.question}"' if line.question else "")
    if one.verdict == "cannot_hold":
        return f'{what}: the column cannot hold "{line.new}".'
    why = {
        "unknown_interview": "no submission has this id.",
        "unknown_question": "no column is so named.",
        "several_questions": f"it may be {' or '.join(one.several)}.",
        "no_question": "no question is named.",
    }
    return f"{what}: {why[one.verdict]}"


def _mend(one: Outcome, cleaned: Cleaned) -> str:
    if one.verdict != "unknown_question":
        return ""
    return near(one.line.question, [name for name in cleaned.raw.column_names if name != "_row"])


def _by_question(outcomes: Iterable[Outcome]) -> str:
    """The questions with how many lines each, the most first."""
    counts = Counter(one.column for one in outcomes)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = ", ".join(f"{name} {count}" for name, count in ordered[:_SHOWN])
    more = len(ordered) - _SHOWN
    return shown + (f", and {_count(more, 'more question')}" if more > 0 else "")


def _twice(outcomes: Sequence[Outcome]) -> _Said:
    cells = Counter((one.place, one.column) for one in outcomes if one.verdict in _DONE)
    twice = sum(count > 1 for count in cells.values())
    return _Said(
        "log-twice",
        lambda _one: True,
        f"{_count(twice, 'answer')} changed by more than one line; the last holds",
        "Keep one line for an answer.",
        "note",
    )


def _again(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Lines that change an answer that an earlier one changed."""
    seen: set[tuple[int, str]] = set()
    again = []
    for one in outcomes:
        if one.verdict in _DONE:
            if (one.place, one.column) in seen:
                again.append(one)
            seen.add((one.place, one.column))
    return again


def _ids_twice(cleaned: Cleaned, file: str) -> list[Problem]:
    """Lines whose id more than one interview has."""
    counts = Counter(one.line.row for one in cleaned.outcomes)
    rows = [row for row, count in counts.items() if count > 1]
    if not rows:
        return []
    found = (
        f"{_count(len(rows), 'line')} with an id that more than one interview has; each of them was changed."
    )
    return [problem("log-id-twice", file, "", found, "Keep one of the interviews.", "warning")]


def _out_of_step(cleaned: Cleaned, file: str) -> list[Problem]:
    """Questions of several answers whose text and columns agreed before the log, and no longer do."""
    touched: dict[str, set[int]] = {}
    pairs = Columns(cleaned.raw).options
    parents = {column: question for question, options in pairs.items() for _, column in options}
    parents |= {question: question for question in pairs}
    for one in cleaned.outcomes:
        question = parents.get(one.column, "")
        if one.verdict in _DONE and question in cleaned.raw.column_names:
            touched.setdefault(question, set()).add(one.place)
    told: list[Problem] = []
    after = _places(cleaned)
    for question, places in sorted(touched.items()):
        options = pairs[question]
        apart = [
            place
            for place in sorted(places)
            if _agrees(cleaned.raw, question, options, place)
            and not _agrees(cleaned.table, question, options, after[place])
        ]
        if apart:
            who = _count(len(apart), "interview")
            found = f"{who} whose columns of options were changed without their text, or the reverse."
            mend = "Log both; estimates go by the columns."
            told.append(problem("log-out-of-step", file, f'question "{question}"', found, mend, "warning"))
    return told


def _places(cleaned: Cleaned) -> dict[int, int]:
    """Of each interview that stays: its place among the submissions to that among the cleaned."""
    stay = [place for place, kept in enumerate(cleaned.kept.tolist()) if kept]
    return {place: at for at, place in enumerate(stay)}


def _agrees(table: pa.Table, question: str, options: Sequence[tuple[str, str]], place: int) -> bool:
    named = set(text_of(table[question][place].as_py()).split())
    chosen = {option for option, column in options if text_of(table[column][place].as_py()) in CHOSEN}
    return named == chosen


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
