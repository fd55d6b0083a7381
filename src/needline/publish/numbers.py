"""
The one way a number reaches an output.

`Numbers.number` takes a value together with the cell it comes from. It refuses a value that the cell does not
hold and a cell whose row rests on nothing, and remembers what was opened, so that an output can show it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from needline.errors import TraceError
from needline.model import Ref, read_ref
from needline.publish.derived import ROWS, count_rows
from needline.publish.formats import Form, text
from needline.store import TABLES, Store, Table
from needline.store.tables import OF_ROW

if TYPE_CHECKING:
    import pyarrow as pa


class Printed(msgspec.Struct, frozen=True):
    """A number as it is printed: its text, the cell it opens to, and the form it was written in."""

    text: str
    ref: Ref
    form: Form


class Numbers:
    """
    The numbers of one publication.

    Args:
        store: the mission's tables.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._opened: set[Ref] = set()
        self._grounded: set[Ref] = set()

    def number(self, value: float | None, ref: Ref, form: Form = "whole") -> Printed:
        """
        Print a number with its trace.

        Args:
            value: the number as the output would print it, before formatting; None where it is not known.
            ref: the cell it comes from, with its column (`gives.0` is the first item of a list), or a count
                of rows (`rows/...`).
            form: how it is written.

        Returns:
            Printed: its text and ref.

        Raises:
            TraceError: no such cell; a cell with another value; or a row that names no evidence.
        """
        found = self.cell(ref)
        if found != value:
            raise TraceError(str(ref), f"the table holds {found}, the output would print {value}.")
        if value is not None:
            self._ground(row_of(ref))
        self.open(row_of(ref))
        return Printed(text(value, form), ref, form)

    def cell(self, ref: Ref) -> float | None:
        """
        The number that a ref points at.

        Raises:
            TraceError: it points at nothing, at a private table, or at something that is no number.
        """
        if ref.table == ROWS:
            return count_rows(self.store, ref)
        column, _, index = ref.column.partition(".")
        if ref.table in TABLES and TABLES[ref.table].private:
            raise TraceError(
                str(ref), f"{ref.table} is private: its rows are people's answers or whole texts."
            )
        value = self.store.cell(Ref(ref.table, ref.key, column)) if column else None
        if index and isinstance(value, list) and int(index) < len(value):
            value = value[int(index)]
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise TraceError(str(ref), "this is no number.")
        if not column:
            raise TraceError(str(ref), "a number needs its column.", "Write it as table/id/column.")
        return value

    def open(self, ref: Ref) -> None:
        """Remember that a row was opened, so that the output shows it among its evidence."""
        self._opened.add(ref)

    @property
    def opened(self) -> list[Ref]:
        """Rows opened so far, sorted."""
        return sorted(self._opened)

    def _ground(self, ref: Ref) -> None:
        """Check that a row names its evidence, and that all it names is there."""
        if ref.table == ROWS or ref in self._grounded:
            return
        row = self.store.cell(ref)
        if hasattr(row, "trace"):
            if not row.trace:
                raise TraceError(str(ref), "a number stands here, but the row names no evidence.")
            for one in row.trace:
                self.row(one, of=ref)
        elif getattr(row, "file", "somewhere") == "":
            raise TraceError(str(ref), "a number stands here, but the row names no file.")
        self._grounded.add(ref)

    def ground_all(self, table: Table, columns: pa.Table) -> None:
        """
        Check that every row of a table that holds a number names its evidence, and that all it names is there.

        Raises:
            TraceError: as `number`.
        """
        import pyarrow.compute as pc

        numeric = [column.name for column in table.columns if column.type in {"number", "integer"}]
        if not numeric or not len(columns):
            return
        there = np.any([pc.is_valid(columns[name]).to_numpy() for name in numeric], axis=0)
        held = columns.filter(there)
        keys = held[table.key]
        if "trace" in columns.column_names:
            named = pc.list_value_length(held["trace"]).to_numpy(zero_copy_only=False)
            for at in np.flatnonzero(~(named > 0)).tolist():
                where = str(Ref(table.name, keys[at].as_py()))
                raise TraceError(where, "a number stands here, but the row names no evidence.")
            self._all_there(table, pc.unique(pc.list_flatten(held["trace"])).to_pylist())
        elif "file" in columns.column_names:
            for at in np.flatnonzero(pc.equal(held["file"], "").to_numpy(zero_copy_only=False)).tolist():
                where = str(Ref(table.name, keys[at].as_py()))
                raise TraceError(where, "a number stands here, but the row names no file.")

    def _all_there(self, table: Table, traces: list[str]) -> None:
        """Check that all that the rows of a table rest on is there, and public."""
        named: dict[str, list[str]] = {}
        for one in traces:
            name, _, key = one.partition("/")
            if name not in named or not key or "/" in key:
                ref = self._public(one, Ref(table.name, ""))
                name, key = ref.table, ref.key
            named.setdefault(name, []).append(key)
        for name, keys in named.items():
            for key in self.store.lacking(name, keys):
                raise TraceError(str(Ref(name, key)), "no such row.", f"A row of {table.name} names it.")

    def row(self, written: str, of: Ref) -> Any:
        """
        The row that a trace names.

        Raises:
            TraceError: it is written wrongly, names nothing, or names something private.
        """
        return self.store.cell(row_of(self._public(written, of)))

    def _public(self, written: str, of: Ref) -> Ref:
        try:
            ref = read_ref(written)
        except ValueError as error:
            raise TraceError(str(of), f"its trace is broken: {error}.") from None
        if ref.table in TABLES and TABLES[ref.table].private:
            raise TraceError(str(of), f"its trace names {written}, which is private.")
        return ref


def row_of(ref: Ref) -> Ref:
    """The row a cell stands in."""
    return Ref(ref.table, ref.key)


def ref_of(row: Any, column: str = "") -> Ref:
    """The ref of a row of the store, or of one of its cells."""
    table = OF_ROW[type(row)]
    return Ref(table.name, getattr(row, table.key), column)


def form_of(row: Any, column: str) -> Form:
    """
    How a cell is written, from its unit in the schema.

    People of a row that rests on a sample are rounded to three significant digits; people counted are not.
    """
    unit = OF_ROW[type(row)].column(column.partition(".")[0]).unit
    if unit == "unit":
        unit = getattr(row, "unit", "")
    if unit == "people" and getattr(row, "basis", "") == "estimate" and not column.startswith("people"):
        return "significant"
    if unit == "share or mean" and row.analysis_type.startswith("prop"):
        return "share"
    return _FORM_OF_UNIT.get(unit, "whole")


_FORM_OF_UNIT: dict[str, Form] = {
    "share": "share",
    "percent": "percent",
    "share or mean": "decimal",
    "hours": "decimal",
    "km": "decimal",
    "degrees": "decimal",
    "ratio": "decimal",
    "weighted": "whole",
}
