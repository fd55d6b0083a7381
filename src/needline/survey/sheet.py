"""A survey's submissions as they stand in the file, with a line for everything that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from needline.errors import near
from needline.model import Problem, Survey, problem
from needline.model.problem import Severity
from needline.standards import Cells, Misfit
from needline.stats.arrays import Ints
from needline.survey.written import Detail

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 5
_MENDS: dict[str, tuple[str, str, str, Severity]] = {
    "text": (
        "not-a-number",
        "with what is no number.",
        "Write a number, or leave the cell empty.",
        "error",
    ),
    "range": (
        "out-of-range",
        "with a number that cannot be.",
        "It is taken as not known. Put it right where the true value can be had.",
        "warning",
    ),
    "readings": (
        "two-readings",
        "that may be a thousand or a decimal.",
        'Write numbers without marks for thousands, or state decimal = "." or "," in design.toml.',
        "error",
    ),
    "choice": (
        "unknown-answer",
        "with an answer that is not bound.",
        "Bind it in bind.toml, to nothing where it stands for no answer.",
        "warning",
    ),
}
_SAID = {
    "text": "is no number.",
    "readings": "has two readings.",
    "range": "cannot be.",
    "choice": "is not bound.",
}


class Wrong(NamedTuple):
    """
    Cells that hold one text that cannot be used.

    Args:
        rows: places of the rows.
        found: what they hold, in words that stay on this machine.
        mend: what would put them right, if that names what they hold; empty where it does not.
    """

    rows: Ints
    found: str
    mend: str = ""


class Sheet:
    """
    The submissions of one survey.

    Args:
        survey: whose they are.
        table: a column of text a question, null where the cell is empty, and `_row`, the row in the file.

    Problems gather in `problems`, without an answer or a row; `details` say for this machine what was written where,
    one line for all rows that hold the same wrong text.
    """

    def __init__(self, survey: Survey, table: pa.Table) -> None:
        self.survey, self.table = survey, table
        self.names = [name for name in table.column_names if name != "_row"]
        self.rows: Ints = table["_row"].to_numpy().astype(np.int64)
        self.problems: list[Problem] = []
        self.details: list[Detail] = []
        self._cells: dict[str, Cells] = {}

    def __len__(self) -> int:
        """How many submissions there are."""
        return len(self.rows)

    def beside(self, name: str) -> str:
        """A file of the survey's folder, as problems name it."""
        return str(PurePosixPath(self.survey.file).parent / name)

    def cells(self, name: str) -> Cells:
        """A column that is there."""
        if name not in self._cells:
            encoded = self.table[name].combine_chunks().dictionary_encode()
            codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            decimal = self.survey.decimals.get(name, "")
            self._cells[name] = Cells(tuple(encoded.dictionary.to_pylist()), codes.astype(np.int64), decimal)
        return self._cells[name]

    def add(self, name: str, texts: Sequence[str | None]) -> None:
        """Add a column that is made from others."""
        import pyarrow as pa

        self.table = self.table.append_column(name, pa.array(texts, pa.string()))
        self.names.append(name)

    def put(self, name: str, texts: Sequence[str | None]) -> None:
        """Add a column, or put it in the place of the one of that name."""
        import pyarrow as pa

        if name not in self.names:
            self.add(name, texts)
            return
        place = self.table.column_names.index(name)
        self.table = self.table.set_column(place, name, pa.array(texts, pa.string()))
        self._cells.pop(name, None)

    def asked(self, name: str, file: str, key: str, then: str, severity: Severity = "error") -> Cells | None:
        """A column that a file names; where the data lacks it, a problem says so and what follows."""
        if name in self.names:
            return self.cells(name)
        found = f'names the column "{name}"; the submissions have none of that name. {then}'
        self.say("no-column", self.beside(file), key, found, near(name, self.names), severity)
        return None

    def say(
        self, code: str, file: str, where: str, found: str, mend: str, severity: Severity = "error"
    ) -> None:
        """Note a problem."""
        self.problems.append(problem(code, file, where, found, mend, severity))

    def say_cells(
        self,
        code: str,
        column: str,
        found: str,
        mend: str,
        cells: Sequence[Wrong],
        severity: Severity = "error",
    ) -> None:
        """
        Note cells that cannot be used: to everybody how many of a column, to this machine which and why.

        Args:
            code, mend, severity: of the problem.
            column: the question.
            found: what is wrong with them, read after "1 cell".
            cells: those of one text each; nothing is noted where there are none.
        """
        count = sum(len(one.rows) for one in cells)
        if not count:
            return
        where = f'column "{column}"' if column else ""
        told = f"{count} cell{'s' if count > 1 else ''} {found}"
        shared = problem(code, self.survey.file, where, told, mend, severity)
        if shared in self.problems:
            return  # a column that two standards read is told of once
        self.problems.append(shared)
        for one in cells:
            row = self._named(one.rows) + (f", {where}" if where else "")
            detail = problem(code, self.survey.file, row, one.found, one.mend or mend, severity)
            self.details.append(Detail(shared.id, detail))

    def misfits(self, column: str, misfits: Iterable[Misfit], among: Cells | None = None) -> None:
        """Note texts that a column could not take; `among` are its cells where only some of them were read."""
        cells = among or self.cells(column)
        by_why: dict[str, list[Wrong]] = {}
        for one in misfits:
            what = _SAID[one.why]
            by_why.setdefault(one.why, []).append(Wrong(cells.rows(one.text), f'"{one.text}" {what}'))
        for why, wrong in by_why.items():
            code, found, mend, severity = _MENDS[why]
            self.say_cells(code, column, found, mend, wrong, severity)

    def _named(self, rows: Ints) -> str:
        numbers = [str(one) for one in self.rows[rows]]
        if len(numbers) == 1:
            return f"row {numbers[0]}"
        more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
        return f"rows {', '.join(numbers[:SHOWN])}{more}"
