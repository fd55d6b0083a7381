"""
A cleaning log applied to submissions: in its order, checked against what it says stood there, and undone again.

The submissions stay as they came. An interview that the log removes keeps its answers there; a line that changes one of
its answers is told and does nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from needline.model import Change
from needline.stats.arrays import Bools
from needline.survey.cleaning_values import Written, same, text_of
from needline.survey.names import IDS, Names, plain_id

if TYPE_CHECKING:
    import pyarrow as pa

Verdict = Literal[
    "changed",
    "blanked",
    "removed",
    "removed_again",
    "no_action",
    "of_removed",
    "no_question",
    "unknown_interview",
    "unknown_question",
    "several_questions",
    "cannot_hold",
]
Old = Literal["", "agrees", "blank", "repeated", "differs"]
"""What the log says stood there: nothing to compare, the same, nothing said, as before an earlier line, another."""


class Outcome(NamedTuple):
    """
    What became of one line of the log at one interview.

    Args:
        line: of the log.
        verdict: what was done, or why nothing was.
        place: of the interview among the submissions; -1 where none has its id.
        column: of the question; empty where none is meant or found.
        before, after: the cell, before and after the line.
        old: whether what the log says stood there did.
        several: the columns that the question may mean, where there are several.
    """

    line: Change
    verdict: Verdict
    place: int = -1
    column: str = ""
    before: Any = None
    after: Any = None
    old: Old = ""
    several: tuple[str, ...] = ()


class Cleaned(NamedTuple):
    """
    Submissions after their log.

    Args:
        table: the interviews that stay, in the order they came.
        raw: the submissions.
        kept: shape (n,), which of them stay.
        outcomes: of each line, in order; of each interview, where several have its id.
        id_column: the column whose ids the log uses; empty where there is none.
    """

    table: pa.Table
    raw: pa.Table
    kept: Bools
    outcomes: list[Outcome]
    id_column: str


def clean(raw: pa.Table, log: Sequence[Change]) -> Cleaned:
    """
    Apply a cleaning log.

    Args:
        raw: a submission a row; columns of any type.
        log: its lines, in order.

    Returns:
        Cleaned: a changed cell holds its new answer as the column writes its others (`TRUE` for `1`).
    """
    raw = _without_dictionaries(raw)
    at_work = _Work(raw, log)
    outcomes = [one for line in log for one in at_work.apply(line)]
    kept = np.ones(raw.num_rows, np.bool_)
    kept[list(at_work.removed)] = False
    return Cleaned(_filtered(at_work.table(), kept), raw, kept, outcomes, at_work.id_column)


def undo(cleaned: Cleaned) -> pa.Table:
    """The submissions as they came, from the cleaned ones and the inverse of each line."""
    import pyarrow as pa

    removed = _filtered(cleaned.raw, ~cleaned.kept)
    came = np.concatenate([np.flatnonzero(cleaned.kept), np.flatnonzero(~cleaned.kept)])
    whole = pa.concat_tables([cleaned.table, removed]).take(pa.array(np.argsort(came)))
    cells = _Cells(whole)
    for one in reversed(cleaned.outcomes):
        if one.verdict in {"changed", "blanked"}:
            cells.put(one.column, one.place, one.before)
    return cells.table()


def id_column(names: Names, values: Iterable[tuple[str, set[str]]], wanted: set[str]) -> str:
    """The column of ids in which most of the wanted ones stand; the first of `IDS` that there is where none stands."""
    hits = {column: len(wanted & held) for column, held in values}
    best = max(hits, key=lambda column: hits[column], default="")
    return best if best and hits[best] else names.id_column()


def candidates(names: Names) -> list[str]:
    """Columns that may hold the ids of interviews, the best first."""
    listed = [*IDS, "_index", "index", "interview_id", "survey_id", "household_id", "hh_id", "id"]
    return list(dict.fromkeys(found for one in listed if (found := names.find(one))))


class _Cells:
    """A table open for change: columns are taken out when one of their cells is first asked for."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._open: dict[str, list[Any]] = {}
        self._written: dict[str, Written] = {}

    def get(self, column: str, place: int) -> Any:
        return self._column(column)[place]

    def put(self, column: str, place: int, value: Any) -> None:
        self._column(column)[place] = value

    def written(self, column: str) -> Written:
        """How a column writes its answers, told once, from the submissions."""
        if column not in self._written:
            self._written[column] = Written(self._table.schema.field(column).type, set(self._column(column)))
        return self._written[column]

    def _column(self, column: str) -> list[Any]:
        if column not in self._open:
            self._open[column] = self._table[column].to_pylist()
        return self._open[column]

    def table(self) -> pa.Table:
        """The table with what was changed; columns that nobody changed are as they were."""
        import pyarrow as pa

        table = self._table
        for column, values in self._open.items():
            place = table.schema.get_field_index(column)
            if values != self._table[column].to_pylist():
                table = table.set_column(place, column, pa.array(values, table.schema.field(place).type))
        return table


class _Work(_Cells):
    """Submissions while a log is applied."""

    def __init__(self, raw: pa.Table, log: Sequence[Change]) -> None:
        super().__init__(raw)
        self._raw = raw
        self.names = Names(name for name in raw.column_names if name != "_row")
        self._found = {line.question: self.names.all(line.question) for line in log if line.question}
        wanted = {plain_id(line.interview) for line in log}
        held = {name: self._ids(name) for name in candidates(self.names)}
        self.id_column = id_column(self.names, ((name, set(ids)) for name, ids in held.items()), wanted)
        self._places: dict[str, list[int]] = {}
        for place, text in enumerate(held.get(self.id_column, ())):
            if text:
                self._places.setdefault(text, []).append(place)
        self.to_remove = {
            place for line in log if line.change == "remove_survey" for place in self.places(line.interview)
        }
        self.removed: set[int] = set()
        self._first: dict[tuple[str, int], Any] = {}

    def _ids(self, column: str) -> list[str]:
        return [plain_id(text_of(value)) for value in self._raw[column].to_pylist()]

    def places(self, interview: str) -> list[int]:
        """The submissions with an id."""
        return self._places.get(plain_id(interview), [])

    def apply(self, line: Change) -> list[Outcome]:
        """Do what a line says to each interview of its id."""
        places = self.places(line.interview)
        if not places:
            return [Outcome(line, "unknown_interview")]
        return [self._at(line, place) for place in places]

    def _at(self, line: Change, place: int) -> Outcome:
        if line.change == "remove_survey":
            again = place in self.removed
            self.removed.add(place)
            return Outcome(line, "removed_again" if again else "removed", place)
        columns = self._found.get(line.question, [])
        column = columns[0] if len(columns) == 1 else ""
        if line.change == "no_action":
            return Outcome(line, "no_action", place, column)
        if not column:
            why: Verdict = "several_questions" if columns else "unknown_question"
            return Outcome(line, why if line.question else "no_question", place, several=tuple(columns))
        return self._changed(line, place, column)

    def _changed(self, line: Change, place: int, column: str) -> Outcome:
        before = self.get(column, place)
        old = self._compared(line, column, place, before)
        if place in self.to_remove:
            return Outcome(line, "of_removed", place, column, before, before, old)
        new = "" if line.change == "blank_response" else line.new
        try:
            after = self.written(column).value(new)
        except ValueError:
            return Outcome(line, "cannot_hold", place, column, before, before, old)
        self._first.setdefault((column, place), before)
        self.put(column, place, after)
        return Outcome(line, "changed" if new else "blanked", place, column, before, after, old)

    def _compared(self, line: Change, column: str, place: int, before: Any) -> Old:
        """What the log says stood there, beside what does; a line told twice finds the answer of the first."""
        held = text_of(before)
        if not line.old:
            return "blank" if held else "agrees"
        if same(line.old, held):
            return "agrees"
        if (column, place) in self._first and same(line.old, text_of(self._first[column, place])):
            return "repeated"
        return "differs"


def _without_dictionaries(table: pa.Table) -> pa.Table:
    """A table whose columns hold their values themselves; a column of nothing can hold text."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(field.type.value_type))
        elif pa.types.is_null(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(pa.string()))
    return table


def _filtered(table: pa.Table, keep: Bools) -> pa.Table:
    import pyarrow as pa

    return table.filter(pa.array(keep))
