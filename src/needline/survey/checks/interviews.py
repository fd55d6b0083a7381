"""A survey's interviews as checks look at them: who asked, when, what was answered, and what the form says of it."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from needline.model import Checks
from needline.model.form import UNASKED, Form, Question
from needline.stats.arrays import Bools, Floats, Ints
from needline.survey.cleaning_values import text_of
from needline.survey.columns import Coded, Columns
from needline.survey.kinds import Kind, infer
from needline.survey.names import IDS, Names

if TYPE_CHECKING:
    import pyarrow as pa

ENUMERATORS = (
    *("enumerator", "enumerator_id", "enumerator_code", "enumerator_num", "enum_id", "enum_code", "enum"),
    *("interviewer", "interviewer_id", "surveyor", "surveyor_id", "_submitted_by", "username", "deviceid"),
)
STARTS = ("start", "starttime", "start_time")
ENDS = ("end", "endtime", "end_time")
DAYS = ("today", "date_assessment", "date_interview", "_submission_time", "SubmissionDate")
_TEXTS: frozenset[Kind] = frozenset({"select_one", "text"})
_FEW_WRONG = 0.05
_ANSWERS: frozenset[Kind] = frozenset({"select_one", "select_multiple", "number"})
_RECORDED = frozenset(
    {"start", "end", "today", "deviceid", "username", "audit", "calculate", "hidden", "start-geopoint"}
)


class Interviews:
    """
    Interviews under check.

    Args:
        table: columns of text, and `_row`.
        checks: columns and limits.
        form: as the survey came with it; without questions where it came without.
    """

    def __init__(self, table: pa.Table, checks: Checks, form: Form) -> None:
        left = set(checks.leave_out)
        held = [name for name in table.column_names if name != "_row" and name not in left]
        self.columns = Columns(table.select(held))
        self.names = Names(held)
        self.checks, self.form = checks, form
        self.evaluated: dict[tuple[str, str], Ints | Exception] = {}
        rows = table["_row"].to_numpy() if "_row" in table.column_names else np.arange(2, table.num_rows + 2)
        self.rows: Ints = np.asarray(rows, np.int64)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.columns)

    @cached_property
    def ids(self) -> list[str]:
        """The id of each; empty where it has none."""
        column = self.names.id_column()
        return self.texts(column) if column else [""] * len(self)

    def texts(self, column: str) -> list[str]:
        """The answers of a column as text; empty where there is none."""
        coded = self.coded(column)
        return [coded.labels[code] if code >= 0 else "" for code in coded.code.tolist()]

    @cached_property
    def _known(self) -> dict[str, Coded]:
        return {}

    def coded(self, column: str) -> Coded:
        """A column, or a question that only has columns of options, as codes."""
        if column not in self._known:
            there = column in self.columns
            self._known[column] = self.columns.coded(column) if there else self._from_options(column)
        return self._known[column]

    def _from_options(self, question: str) -> Coded:
        """The text that a question of several answers would have, from its columns."""
        found = self.columns.choices(question)
        patterns, code = np.unique(found.chosen, axis=0, return_inverse=True)
        texts = [" ".join(np.array(found.options)[pattern]) for pattern in patterns]
        labels = tuple(dict.fromkeys(texts))
        codes = np.where(found.asked, code.reshape(-1), -1)
        return Coded(labels, codes.astype(np.int64))

    def filled(self, column: str) -> Bools:
        """Which interviews answer a question: shape (n,)."""
        code = self.coded(column).code
        answered: Bools = code >= 0
        return answered

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """
        The kind of each column: as inferred, and where the form knows it, as the form says.

        A column of which nineteen in twenty answers are numbers is one of numbers; the others are told.
        """
        found = dict(infer(self.columns, {}, "")[0].kinds)
        found |= {name: "number" for name, kind in found.items() if kind in _TEXTS and self._of_numbers(name)}
        for column, question in self.asked.items():
            if question.kind in {"select_one", "select_multiple"}:
                found[column] = question.kind  # type: ignore[assignment] # one of the two
            elif question.kind in {"integer", "decimal", "range"}:
                found[column] = "number"
            elif question.kind == "text":
                found[column] = "text"
        return found

    def _of_numbers(self, column: str) -> bool:
        wrong = sum(self.columns.numbers(column).wrong.values())
        return wrong <= _FEW_WRONG * int(self.filled(column).sum())

    @cached_property
    def answers(self) -> list[str]:
        """Questions answered by a choice, several or a number."""
        told = set(self.told)
        return [name for name, kind in self.kinds.items() if kind in _ANSWERS and name not in told]

    @cached_property
    def told(self) -> list[str]:
        """Columns of who asked and when, which are no answers."""
        named = [self.enumerator, self.start, self.end, *(self.names.find(one) for one in (*IDS, *DAYS))]
        return [name for name in named if name]

    @cached_property
    def asked(self) -> dict[str, Question]:
        """The form's questions that somebody answers, by their column; those of repeats are left out."""
        found: dict[str, Question] = {}
        for question in self.form.questions:
            if (
                question.kind in UNASKED
                or question.kind in _RECORDED
                or question.repeat
                or question.calculation
            ):
                continue
            column = self.column_of(question)
            if column:
                found.setdefault(column, question)
        return found

    def column_of(self, question: Question) -> str:
        """The column of a question, or its name where it only has columns of options; empty where it has neither."""
        found = self.names.find(question.path) or self.names.find(question.name)
        if found:
            return found
        return next((one for one in (question.path, question.name) if one in self.columns.options), "")

    @cached_property
    def enumerator(self) -> str:
        """The column of who asked; empty where there is none."""
        return self._stated(self.checks.enumerator, ENUMERATORS)

    @cached_property
    def start(self) -> str:
        """The column of when it began."""
        return self._stated(self.checks.start, STARTS)

    @cached_property
    def end(self) -> str:
        """The column of when it ended."""
        return self._stated(self.checks.end, ENDS)

    def _stated(self, stated: str, usual: tuple[str, ...]) -> str:
        return self.names.find(stated) if stated else self.names.first(usual)

    def minutes(self, column: str) -> Floats:
        """Instants as minutes since 1970; NaN where there is none."""
        coded = self.coded(column)
        told = np.array([*(_minutes(text) for text in coded.labels), np.nan])
        found: Floats = told[coded.code]
        return found

    @cached_property
    def duration(self) -> Floats:
        """Minutes from start to end; NaN where not known."""
        if not (self.start and self.end):
            return np.full(len(self), np.nan)
        return self.minutes(self.end) - self.minutes(self.start)

    @cached_property
    def days(self) -> Coded:
        """The day of each interview as ISO text; -1 where not known."""
        column = self.names.first((*DAYS[:3], self.start or "start", self.end or "end", *DAYS[3:]))
        coded = self.coded(column) if column else Coded((), np.full(len(self), -1, np.int64))
        days = [text[:10] if np.isfinite(_minutes(text)) else "" for text in coded.labels]
        labels = tuple(sorted({day for day in days if day}))
        again = np.array([*(labels.index(day) if day else -1 for day in days), -1], np.int64)
        return Coded(labels, again[coded.code])

    def numbers(self, column: str) -> Floats:
        """A column as numbers; NaN where empty or no number."""
        return self.columns.numbers(column).value

    def held(self, column: str, places: Ints) -> list[str]:
        """What some interviews hold in a column, as written."""
        coded = self.coded(column)
        return [text_of(coded.labels[code]) if code >= 0 else "" for code in coded.code[places].tolist()]


def _minutes(text: str) -> float:
    """An instant as minutes since 1970; NaN where it is none."""
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return float("nan")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return moment.timestamp() / 60
