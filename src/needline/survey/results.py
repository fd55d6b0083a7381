"""The table of estimates: columns put together at once, never a row at a time."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from needline.errors import NeedlineError, near
from needline.stats.arrays import Bools, Floats, Ints
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


class _Line(NamedTuple):
    """
    The estimates of one line.

    Args:
        numbers: shape (10, D, J), in the order of `FIELDS`.
        keep: shape (D, J), which become rows.
        answer: where its answers start.
        group: where its domains start.
    """

    numbers: Floats
    keep: Bools
    answer: int
    group: int


class Assembly:
    """Estimates line by line, put together into one table at the end."""

    def __init__(self) -> None:
        self._answers: list[tuple[str, str, str | None, str]] = []
        self._groups: list[tuple[str | None, str | None, str]] = []
        self._lines: list[_Line] = []
        self._starts: dict[tuple[str, tuple[str, ...], tuple[str | None, ...]], int] = {}

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
        keep: Bools,
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
        start = self._start(analysis_type, variables, tuple(answers))
        self._lines.append(_Line(numbers, keep, start, grouping))

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

    def _together(self) -> tuple[Floats, Ints, Ints]:
        """Shapes (10, R), (R,) and (R,): the numbers of all rows, and the answer and the domain of each."""
        rows = [int(np.count_nonzero(line.keep)) for line in self._lines]
        ends = np.cumsum([0, *rows]).tolist()
        numbers = np.empty((len(FIELDS), ends[-1]))
        answer, group = np.empty(ends[-1], np.int64), np.empty(ends[-1], np.int64)
        for line, start, end in zip(self._lines, ends, ends[1:], strict=False):
            domain, place = np.nonzero(line.keep)
            answer[start:end], group[start:end] = place + line.answer, domain + line.group
            if line.keep.size == end - start:
                numbers[:, start:end].reshape(line.numbers.shape)[:] = line.numbers
            else:
                numbers[:, start:end] = line.numbers[:, line.keep]
        return numbers, answer, group

    def table(self, *, preset: str = "") -> pa.Table:
        """The table; under a preset the columns that it knows."""
        import pyarrow as pa
        import pyarrow.compute as pc

        numbers, answer, group = self._together()
        columns: dict[str, pa.Array] = {}
        for place, name in enumerate(TEXTS[:3]):
            columns[name] = _coded([one[place] for one in self._answers], answer)
        for place, name in enumerate(TEXTS[3:]):
            columns[name] = _coded([one[place] for one in self._groups], group)
        for name, row in zip(FIELDS, numbers, strict=True):
            columns[name] = _column(row.astype(np.int64)) if name in _COUNTS else _column(row, ~np.isnan(row))
        keys = [pa.array([one[-1] for one in side], pa.string()) for side in (self._answers, self._groups)]
        columns["analysis_key"] = pa.chunked_array(
            [
                pc.binary_join_element_wise(
                    keys[0].take(_column(answer[at : at + _CHUNK])),
                    keys[1].take(_column(group[at : at + _CHUNK])),
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
    return pa.DictionaryArray.from_arrays(_column(indices, indices >= 0), pa.array(distinct, pa.string()))


def _column(values: np.ndarray, known: Bools | None = None) -> pa.Array:
    """Numbers as Arrow holds them, not copied; empty where they are not known."""
    import pyarrow as pa

    valid = None
    if known is not None and not known.all():
        valid = pa.py_buffer(np.packbits(known, bitorder="little"))
    type_ = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(type_, len(values), [valid, pa.py_buffer(np.ascontiguousarray(values))])


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
    """
    Texts are written as dictionaries and read back as texts; no least and greatest values: the table is read whole.

    Measured: 37 ms for 187,000 rows, where zstd and those values took 63 ms for a file a sixth smaller.
    """
    import pyarrow.parquet as pq

    pq.write_table(
        table,
        path,
        store_schema=False,
        use_dictionary=[*TEXTS, "flag"],
        compression="snappy",
        write_statistics=False,
    )


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
