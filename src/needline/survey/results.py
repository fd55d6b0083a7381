"""The table of estimates: columns put together at once, never a row at a time."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from needline.errors import NeedlineError, near
from needline.stats.arrays import Floats, Ints
from needline.survey.cells import FIELDS

if TYPE_CHECKING:
    import pyarrow as pa

BETWEEN, AND, PARTS, NOTHING = " %/% ", " -/- ", " @/@ ", "NA"
TEXTS = ("analysis_type", "analysis_var", "analysis_var_value", "group_var", "group_var_value")
OF_ANALYSISTOOLS = (
    *TEXTS,
    *("stat", "stat_low", "stat_upp", "n", "n_total", "n_w", "n_w_total"),
    "analysis_key",
)
COLUMNS = (*OF_ANALYSISTOOLS, "se", "df", "deff", "flag")
ONE_HOUSEHOLD = "one household"
_COUNTS = {"n", "n_total"}
_CHUNK = 16_384
"""Keys joined at a time: few enough to stay near the processor."""


def key_part(names: tuple[str, ...], values: tuple[str | None, ...]) -> str:
    """One part of a key: names with their values, `NA` where there is none."""
    pairs = [(name, value or NOTHING) for name, value in zip(names, values, strict=True)]
    return AND.join(BETWEEN.join(pair) for pair in pairs or [(NOTHING, NOTHING)])


class Assembly:
    """Estimates line by line, put together into one table at the end."""

    def __init__(self) -> None:
        self._answers: list[tuple[str, str, str | None, str]] = []
        self._groups: list[tuple[str | None, str | None, str]] = []
        self._numbers: list[Floats] = []
        self._answer: list[Ints] = []
        self._group: list[Ints] = []
        self._starts: dict[tuple[str, tuple[str, ...], tuple[str | None, ...]], int] = {}
        self._shapes: dict[tuple[int, int], tuple[Ints, Ints]] = {}

    def grouping(self, names: tuple[str, ...], levels: list[tuple[str, ...]]) -> int:
        """Take in the domains of a grouping; gives where they start, for `add`."""
        start = len(self._groups)
        name = BETWEEN.join(names) or None
        self._groups += [(name, BETWEEN.join(level) or None, key_part(names, level)) for level in levels]
        return start

    def add(
        self,
        analysis_type: str,
        variables: tuple[str, ...],
        answers: list[str | None],
        grouping: int,
        numbers: Floats,
        keep: np.ndarray,
    ) -> None:
        """
        Take in the estimates of one line.

        Args:
            analysis_type: as printed.
            variables: one, or the two of a ratio.
            answers: the J answers; None where a line has none.
            grouping: where its domains start.
            numbers: shape (10, D, J), in the order of `FIELDS`.
            keep: shape (D, J), which become rows.
        """
        flat = numbers.reshape(len(FIELDS), -1)
        answer, domain = self._positions(*keep.shape)
        if not keep.all():
            at = np.flatnonzero(keep.ravel())
            flat, answer, domain = flat[:, at], answer[at], domain[at]
        self._numbers.append(flat)
        self._answer.append(answer + self._start(analysis_type, variables, tuple(answers)))
        self._group.append(domain + grouping)

    def _start(self, analysis_type: str, variables: tuple[str, ...], answers: tuple[str | None, ...]) -> int:
        """Where the answers of a variable start: put into words once for all groupings."""
        told = (analysis_type, variables, answers)
        if told not in self._starts:
            self._starts[told] = len(self._answers)
            variable = BETWEEN.join(variables)
            for answer in answers:
                shown = answer if len(variables) == 1 else BETWEEN.join(NOTHING for _ in variables)
                key = key_part(variables, (answer,) * len(variables))
                self._answers.append((analysis_type, variable, shown, PARTS.join((analysis_type, key))))
        return self._starts[told]

    def _positions(self, domains: int, answers: int) -> tuple[Ints, Ints]:
        """Shape (D * J,) each, the answer and the domain of a line's cells; lines of one shape share them."""
        if (domains, answers) not in self._shapes:
            at = np.arange(domains * answers)
            self._shapes[domains, answers] = at % answers, at // answers
        return self._shapes[domains, answers]

    def table(self, *, preset: str = "") -> pa.Table:
        """The table; under a preset the columns that it knows."""
        import pyarrow as pa
        import pyarrow.compute as pc

        none = np.zeros(0, np.int64)
        answer = np.concatenate(self._answer or [none])
        group = np.concatenate(self._group or [none])
        numbers = np.concatenate(self._numbers or [np.zeros((len(FIELDS), 0))], axis=1)
        columns: dict[str, pa.Array] = {}
        for place, name in enumerate(TEXTS[:3]):
            columns[name] = _coded([one[place] for one in self._answers], answer)
        for place, name in enumerate(TEXTS[3:]):
            columns[name] = _coded([one[place] for one in self._groups], group)
        for name, row in zip(FIELDS, numbers, strict=True):
            whole = name in _COUNTS
            columns[name] = pa.array(row.astype(np.int64)) if whole else pa.array(row, mask=np.isnan(row))
        keys = [pa.array([one[-1] for one in side], pa.string()) for side in (self._answers, self._groups)]
        columns["analysis_key"] = pa.chunked_array(
            [
                pc.binary_join_element_wise(
                    keys[0].take(pa.array(answer[at : at + _CHUNK])),
                    keys[1].take(pa.array(group[at : at + _CHUNK])),
                    PARTS,
                )
                for at in range(0, len(answer), _CHUNK)
            ],
            pa.string(),
        )
        alone = numbers[FIELDS.index("n_total")] == 1
        columns["flag"] = _coded([None, ONE_HOUSEHOLD], alone.astype(np.int64))
        wanted = OF_ANALYSISTOOLS if preset == "analysistools" else COLUMNS
        return pa.table({name: columns[name] for name in wanted})


def _coded(texts: list[str | None], code: Ints) -> pa.DictionaryArray:
    """A column of few different texts."""
    import pyarrow as pa

    distinct = list(dict.fromkeys(text for text in texts if text is not None))
    place = {text: at for at, text in enumerate(distinct)}
    again = np.array([*(place.get(text, -1) if text is not None else -1 for text in texts), -1], np.int32)
    indices = again[code]
    return pa.DictionaryArray.from_arrays(
        pa.array(indices, mask=indices < 0), pa.array(distinct, pa.string())
    )


def write_results(table: pa.Table, path: Path) -> None:
    """
    Write a table of estimates, in the format that the file's name says; the file stands whole or not at all.

    Raises:
        NeedlineError: another format.
    """
    writers: dict[str, Callable[[pa.Table, Path], None]] = {
        ".csv": _write_csv,
        ".parquet": _write_parquet,
        ".xlsx": _write_xlsx,
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        raise NeedlineError(
            str(path), f'"{path.suffix}" is no format of results.', near(path.suffix, writers)
        )
    beside = path.with_name(f".{path.name}.new")
    try:
        write(table, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _write_csv(table: pa.Table, path: Path) -> None:
    from pyarrow import csv

    csv.write_csv(plain(table), path)


def _write_parquet(table: pa.Table, path: Path) -> None:
    """Texts are written as dictionaries and read back as texts."""
    import pyarrow.parquet as pq

    pq.write_table(table, path, store_schema=False, use_dictionary=[*TEXTS, "flag"], compression="zstd")


def _write_xlsx(table: pa.Table, path: Path) -> None:
    import datetime as dt

    import xlsxwriter

    book = xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    )
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - a fixed mark, no clock
    sheet = book.add_worksheet("estimates")
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(table.column_names):
        sheet.write_string(0, place, name)
    for number, row in enumerate(plain(table).to_pylist(), start=1):
        for place, value in enumerate(row.values()):
            if isinstance(value, str):
                sheet.write_string(number, place, value)
            elif value is not None and math.isfinite(value):
                sheet.write_number(number, place, value)
    book.close()


def plain(table: pa.Table) -> pa.Table:
    """The table with texts in place of dictionaries."""
    import pyarrow as pa

    columns = [
        column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    return pa.table(dict(zip(table.column_names, columns, strict=True)))
