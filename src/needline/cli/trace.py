"""`needline trace`: the way back from any number to passages, cells and interviews."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from needline.cli.arguments import folder, format_option
from needline.errors import TraceError, UnknownNameError
from needline.model import Claim, Count, Mission, Place, Ref, Report, read_ref
from needline.publish.derived import ROWS, count_rows, selection
from needline.store import TABLES, Store

_DEEPEST = 6
_SAME = 1e-9


@click.command(epilog="Example:  needline trace examples/karabakh k028")
@folder
@click.argument("what", metavar="ID")
@format_option
def command(directory: Path, what: str, output: str) -> None:
    """
    Show what a number rests on, down to the cell, the passage or the count of interviews.

    ID is `table/id` or `table/id/column` as the report and the tables give it, a row's bare id, or the name a
    figure has in its own file. The value is computed again on the way, and said to be the same or not.
    """
    import msgspec

    from needline.line import open_store, recompute

    mission, store = open_store(directory)
    ref = find(store, what)
    if ref.table == ROWS:
        _rows(store, ref, output)
        return
    if output == "json":
        steps = [
            {"depth": depth, "ref": str(one), "row": msgspec.to_builtins(store.cell(Ref(one.table, one.key)))}
            for depth, one in way(store, ref, 0, set())
        ]
        again = recompute(mission, store, ref)
        click.echo(msgspec.json.format(msgspec.json.encode({"trace": steps, "recomputed": again})).decode())
        return
    for depth, one in way(store, ref, 0, set()):
        row = store.cell(Ref(one.table, one.key))
        click.echo("  " * depth + f"{one}  " + tell(mission, store, row))
        if passage := _passage(store, row):
            click.echo("  " * depth + f"    “{passage}”")
    click.echo(_compare(store, ref, recompute(mission, store, ref)))


def _rows(store: Store, ref: Ref, output: str) -> None:
    """Count the rows that a `rows/...` ref of the report names, and say which."""
    import msgspec

    table, conditions = selection(ref)
    where = [f"{one.column} {'is' if one.equal else 'is not'} “{one.value}”" for one in conditions]
    count = count_rows(store, ref)
    if output == "json":
        told = {"ref": str(ref), "table": table, "where": where, "recomputed": {"rows": count}}
        click.echo(msgspec.json.format(msgspec.json.encode(told)).decode())
        return
    click.echo(f"{ref}  {count} rows of {table}" + (f" where {' and '.join(where)}" if where else ""))


def find(store: Store, what: str) -> Ref:
    """
    The row that an id, a ref or a figure's own name means.

    Raises:
        UnknownNameError: nothing bears it.
        TraceError: several rows do.
    """
    if "/" in what:
        try:
            ref = read_ref(what)
        except ValueError as error:
            raise TraceError("trace", f"{error}.") from None
        if ref.table != ROWS:
            ref = Ref(
                ref.table, ref.key, ref.column.partition(".")[0]
            )  # an item of a list stands in its column
            store.cell(ref)
        return ref
    keyed = [Ref(table.name, what) for table in TABLES.values() if store.get(table.row, what) is not None]
    named = [Ref("counts", count.count) for count in store.read(Count) if count.name == what]
    found = keyed or named
    if len(found) > 1:
        rows = ", ".join(str(ref) for ref in found)
        raise TraceError("trace", f"{what} names {len(found)} rows: {rows}.", "Give one of these.")
    if not found:
        raise UnknownNameError("trace", what, [count.name for count in store.read(Count) if count.name])
    return found[0]


def way(store: Store, ref: Ref, depth: int, seen: set[Ref]) -> Iterator[tuple[int, Ref]]:
    """A row and all it rests on, each row once, with its depth."""
    row = Ref(ref.table, ref.key)
    if row in seen or depth > _DEEPEST:
        return
    seen.add(row)
    yield depth, ref
    value = store.cell(row)
    below = [read_ref(one) for one in getattr(value, "trace", [])]
    if isinstance(value, Count) and value.claim:
        below.append(Ref("claims", value.claim))
    if isinstance(value, Claim):
        below.append(Ref("reports", value.report))
    for one in below:
        yield from way(store, one, depth + 1, seen)


def tell(mission: Mission, store: Store, row: Any) -> str:
    """A row in one line."""
    if isinstance(row, Count):
        where = f"{row.file}, row {row.row}" if row.row else row.file
        counted = f", counted by {row.counted_by}" if row.counted_by != row.said_by else ""
        said = "denied, nobody's count" if row.denied else f"said by {row.said_by}{counted}"
        number = ends(row.number_low, row.number_high) + (" (damaged)" if row.damaged else "")
        return f"{row.measure}: {row.qualifier} {number} {row.unit}, as of {row.as_of_text or '?'}; {said}; {where}"
    if isinstance(row, Report):
        return f"{row.title} — {row.publisher or 'publisher not known'}, {row.published_text or 'undated'}; {row.file}"
    if isinstance(row, Claim):
        chain = " ← ".join(source.text for source in row.chain) or "the publication itself"
        return f"{row.kind}: {chain}"
    names = {place.id: place.name for place in store.read(Place)}
    cells = []
    for column in TABLES_OF[type(row)].columns:
        value = getattr(row, column.name)
        if column.name in {"trace", "recipe", "reasons", "terms", "members", "causes"} or value in (
            None,
            "",
            [],
        ):
            continue
        if isinstance(value, dt.datetime):
            value = value.astimezone(mission.tz).isoformat(timespec="minutes")
        if isinstance(value, float):
            value = number_text(value)
        if column.name in {"place", "from_place", "to_place"}:
            value = names.get(value, value)
        cells.append(f"{column.name} {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return "; ".join(cells[1:])


TABLES_OF = {table.row: table for table in TABLES.values()}


def number_text(value: float | None) -> str:
    """A number for the terminal: thousands marks, and no more decimals than it has."""
    if value is None:
        return "open"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def ends(low: float | None, high: float | None) -> str:
    """Two ends in words."""
    if low == high:
        return number_text(low)
    return f"{number_text(low)} to {number_text(high)}"


def _passage(store: Store, row: Any) -> str:
    if isinstance(row, Claim):
        return " ".join(row.passage.split())
    claim = store.get(Claim, row.claim) if isinstance(row, Count) and row.claim else None
    return " ".join(claim.passage.split()) if claim else ""


def _compare(store: Store, ref: Ref, again: dict[str, Any]) -> str:
    """Say whether following the trace gives the row's values again."""
    row = store.cell(Ref(ref.table, ref.key))
    if not again:
        return "This is evidence itself: nothing was computed."
    differ = [name for name, value in again.items() if not same(getattr(row, name), value)]
    if differ:
        return f"Computed again from its evidence: DIFFERENT in {', '.join(differ)}. Build the mission again."
    return "Computed again from its evidence: the same."


def same(a: Any, b: Any) -> bool:
    """Whether two values are equal, numbers to nine digits."""
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=_SAME, abs_tol=_SAME)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return bool(a == b)
