"""Answers held against the form: whom a question was put to, what an answer must meet, which choices there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from needline.errors import near
from needline.model.form import Question
from needline.stats.arrays import Bools, Ints
from needline.survey.checks.expressions import SELF, TODAY, Expression, NotEvaluatedError, read_expression
from needline.survey.checks.flagged import Finding, Flagged, Unmade
from needline.survey.checks.functions import Day, Value, number
from needline.survey.checks.interviews import Interviews

_MEND = "Check these answers against the form by hand."


def was_asked(interviews: Interviews, question: Question) -> Bools | None:
    """Which interviews a question was put to: shape (n,); None where its relevance cannot be evaluated."""
    if not question.relevant:
        return np.ones(len(interviews), np.bool_)
    try:
        held = _evaluated(interviews, question.relevant, "")
    except NotEvaluatedError:
        return None
    return np.asarray(held != 0, np.bool_)


def skip_logic(interviews: Interviews) -> Iterator[Finding]:
    """Answers to questions that were not to be asked, and required ones of those asked that are empty."""
    unmade: dict[tuple[str, str], list[str]] = {}
    for column, question in interviews.asked.items():
        try:
            held = _evaluated(interviews, question.relevant, "") if question.relevant else None
        except NotEvaluatedError as error:
            unmade.setdefault((question.relevant, str(error)), []).append(column)
            continue
        filled = interviews.filled(column)
        if held is not None:
            yield from _flag(
                interviews, column, filled & (held == 0), "with an answer, though not to be asked"
            )
        if question.required:
            put = np.ones(len(interviews), np.bool_) if held is None else held == 1
            yield from _flag(interviews, column, put & ~filled, "without an answer that the form demands")
    yield from _unmade("relevance", unmade)


def constraints(interviews: Interviews) -> Iterator[Finding]:
    """Answers that do not meet the form's constraint."""
    unmade: dict[tuple[str, str], list[str]] = {}
    for column, question in interviews.asked.items():
        if not question.constraint:
            continue
        try:
            held = _evaluated(interviews, question.constraint, column)
        except NotEvaluatedError as error:
            unmade.setdefault((question.constraint, str(error)), []).append(column)
            continue
        found = interviews.filled(column) & (held == 0)
        yield from _flag(interviews, column, found, "against the form's constraint", "answer")
    yield from _unmade("constraint", unmade)


def choices(interviews: Interviews) -> Iterator[Flagged]:
    """Answers that are no choice of the form."""
    for column, question in interviews.asked.items():
        known = {choice.name for choice in interviews.form.choices_of(question)}
        if not known or question.kind not in {"select_one", "select_multiple"}:
            continue
        coded = interviews.coded(column)
        several = question.kind == "select_multiple"
        wrong = [not (set(text.split()) <= known if several else text in known) for text in coded.labels]
        found = np.array([*wrong, False])[coded.code]
        yield from _flag(interviews, column, found, "with an answer that is no choice of the form")


def _unmade(what: str, unmade: dict[tuple[str, str], list[str]]) -> Iterator[Unmade]:
    """What cannot be evaluated, once for all questions that share an expression."""
    for (_, error), columns in unmade.items():
        more = f" It is that of {len(columns) - 1} more too." if len(columns) > 1 else ""
        yield Unmade(columns[0], f"the {what} of the form is not evaluated: {error}.{more}", _MEND)


def _flag(
    interviews: Interviews, column: str, found: Bools, issue: str, noun: str = "interview"
) -> Iterator[Flagged]:
    places: Ints = np.flatnonzero(found)
    if len(places):
        yield Flagged(column, places, interviews.held(column, places), issue, noun=noun)


def _evaluated(interviews: Interviews, written: str, column: str) -> Ints:
    """
    Evaluate an expression for each interview, once: 1 true, 0 false, -1 not known for want of a day.

    Raises:
        NotEvaluatedError: it cannot be.
    """
    key = written, column
    if key not in interviews.evaluated:
        try:
            interviews.evaluated[key] = _evaluate(interviews, written, column)
        except NotEvaluatedError as error:
            interviews.evaluated[key] = error
    found = interviews.evaluated[key]
    if isinstance(found, Exception):
        raise found
    return found


def _evaluate(interviews: Interviews, written: str, column: str) -> Ints:
    """Evaluate an expression for each combination of answers that occurs."""
    expression = read_expression(written)
    columns = {name: _column(interviews, name, column) for name in expression.asks}
    group, firsts = np.zeros(len(interviews), np.int64), np.zeros(min(len(interviews), 1), np.int64)
    for labels, code in columns.values():
        flat = group * (len(labels) + 1) + code + 1
        _, firsts, again = np.unique(flat, return_index=True, return_inverse=True)
        group = again.reshape(-1)
    held = np.array([_one(expression, columns, place) for place in firsts.tolist()], np.int64)
    return held[group] if len(held) else np.zeros(0, np.int64)


Column = tuple[list[Value], Ints]


def _column(interviews: Interviews, name: str, itself: str) -> Column:
    if name == TODAY:
        days = interviews.days
        return [Day(number(day)) for day in days.labels], days.code
    found = itself if name == SELF else _named(interviews, name)
    coded = interviews.coded(found)
    return list(coded.labels), coded.code


def _named(interviews: Interviews, name: str) -> str:
    """The column of a question that an expression names."""
    question = interviews.form.named().get(name)
    if question and question.repeat:
        raise NotEvaluatedError(f"{name} stands in a repeat")
    found = interviews.column_of(question) if question else interviews.names.find(name)
    if not found:
        raise NotEvaluatedError(
            f"it asks for {name}, which the submissions do not have ({near(name, interviews.names.names)})"
        )
    return found


def _one(expression: Expression, columns: dict[str, Column], place: int) -> int:
    """The value of an expression at one interview."""
    answers: dict[str, Value] = {}
    for name, (labels, code) in columns.items():
        at = int(code[place])
        if at < 0 and name == TODAY:
            return -1
        answers[name] = labels[at] if at >= 0 else ""
    try:
        return int(expression.holds(answers))
    except re.error:
        raise NotEvaluatedError("its pattern is of another dialect") from None
