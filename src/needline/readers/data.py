"""
A survey's data as an Arrow table: Parquet, CSV or a spreadsheet, each column as the file holds it.

A CSV file gives columns of text; an empty cell, and `NA` as R writes it, are not known. What a column holds is told
later, from all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from needline.errors import NeedlineError, near
from needline.readers.decoding import decode
from needline.text.numerals import decimal_mark, read_number

if TYPE_CHECKING:
    import pyarrow as pa

NOT_KNOWN = ("", "NA")
FORMATS = (".parquet", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsb", ".ods")


class DataError(NeedlineError):
    """A table of data that cannot be read."""


def read_data(path: Path, columns: Iterable[str] | None = None, *, plain: bool = False) -> pa.Table:
    """
    Read a table of households.

    Args:
        path: a file of one of `FORMATS`; a spreadsheet's first sheet is read.
        columns: those that are wanted, of a Parquet file; None: all. Names that are not there are passed over.
        plain: True to write numbers of a CSV file whose marks are certain without them: `1.200,5` as `1200.5`.

    Raises:
        DataError: the file is of another kind, damaged, or without a header.
        OSError: it cannot be opened.
    """
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _parquet(path, columns)
    if suffix in {".csv", ".tsv", ".txt"}:
        return _csv(path, plain=plain)
    if suffix in FORMATS:
        return _sheet(path)
    raise DataError(str(path), f'"{suffix}" is no format of data.', near(suffix, FORMATS))


def column_names(path: Path) -> tuple[str, ...]:
    """
    Names of the columns of a Parquet file, without reading it.

    Raises:
        DataError: it is no Parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return tuple(pq.read_metadata(path).schema.to_arrow_schema().names)
    except pa.ArrowInvalid as error:
        raise DataError(str(path), f"is no Parquet file ({_plain(error)}).", "Write it again.") from None


def _parquet(path: Path, columns: Iterable[str] | None) -> pa.Table:
    """Texts come as dictionaries, as the file holds them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        about = pq.read_metadata(path)
        schema = about.schema.to_arrow_schema()
        there = set(schema.names)
        wanted = schema.names if columns is None else [one for one in dict.fromkeys(columns) if one in there]
        texts = [
            field.name
            for field in schema
            if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
        ]
        with pq.ParquetFile(path, metadata=about, read_dictionary=texts, memory_map=True) as file:
            return file.read(columns=wanted)
    except pa.ArrowInvalid as error:
        raise DataError(str(path), f"is no Parquet file ({error}).", "Write it again.") from None


def _csv(path: Path, *, plain: bool) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv

    text = decode(path.read_bytes()).text
    if text is None:
        raise DataError(str(path), "is empty, or no text.", "Save it as UTF-8 text with a header.")
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    if delimiter not in first and "|" in first:
        delimiter = "|"
    names = _header(path, first, delimiter)
    try:
        table = csv.read_csv(
            pa.py_buffer(text.lstrip().encode()),
            read_options=csv.ReadOptions(column_names=names, skip_rows=1),
            parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
                null_values=list(NOT_KNOWN),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        raise DataError(
            str(path), f"cannot be read: {_plain(error)}.", "Quote cells that hold the separator."
        ) from None
    for place, name in enumerate(table.column_names if plain else ()):
        column = table[name].combine_chunks()
        numbers = _without_marks(column.dictionary, comma_separated=delimiter == ",")
        if numbers is not None:
            whole = pa.DictionaryArray.from_arrays(column.indices, numbers)
            table = table.set_column(place, name, whole.cast(pa.string()).dictionary_encode())
    return table


def _without_marks(values: pa.Array, *, comma_separated: bool) -> pa.Array | None:
    """Numbers of a column with commas, `1.234,5` or `1,234`, as `1234.5`; None where it holds none, or other texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pc.any(pc.match_substring(values, ",")).as_py():
        return None
    texts = [text.strip() for text in values.to_pylist()]
    mark = decimal_mark(texts, comma_separated=comma_separated) or ("." if comma_separated else "")
    try:
        return pa.array([f"{read_number(text, mark):.15g}" for text in texts]) if mark else None
    except ValueError:
        return None


def _plain(error: Exception) -> str:
    """An error of the parser in one short line."""
    return str(error).split("\n", 1)[0].strip().rstrip(".")[:160]


def _header(path: Path, first: str, delimiter: str) -> list[str]:
    import csv

    names = [name.strip() for name in next(csv.reader([first.rstrip("\r")], delimiter=delimiter))]
    return _named(path, names)


def _named(path: Path, names: list[str]) -> list[str]:
    """Names of columns; one without a name is called by its place, and none may stand twice."""
    named = [name or f"column {place}" for place, name in enumerate(names, start=1)]
    twice = [name for name in dict.fromkeys(named) if named.count(name) > 1]
    if twice:
        raise DataError(
            str(path), f'the column "{twice[0]}" stands twice.', "Rename or delete one of the two."
        )
    return named


def _sheet(path: Path) -> pa.Table:
    """The first sheet of a spreadsheet."""
    import pyarrow as pa
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    except CalamineError as error:
        raise DataError(str(path), f"is no spreadsheet ({error}).", "Save it again, or as CSV.") from None
    if not rows:
        raise DataError(
            str(path), "its first sheet is empty.", "Put the data on the first sheet, with a header."
        )
    names = _named(path, [str(cell).strip() for cell in rows[0]])
    columns = zip(*rows[1:], strict=True) if len(rows) > 1 else [() for _ in names]
    return pa.table({name: _cells(column) for name, column in zip(names, columns, strict=True)})


def _cells(column: Iterable[Any]) -> pa.Array:
    """A column of a sheet: numbers where all its cells are, else texts."""
    import pyarrow as pa

    cells = [None if cell == "" else cell for cell in column]
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int, float}:
        return pa.array(cells, pa.float64())
    if len(kinds) == 1:
        return pa.array(cells)
    return pa.array([None if cell is None else _written(cell) for cell in cells], pa.string())


def _written(cell: Any) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)
