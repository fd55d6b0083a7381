"""Rows of a 3W to 5W sheet to activities: each keeps what could be read, and says what could not be placed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from needline.errors import near
from needline.model import Activity, content_id
from needline.readers.base import Door, Row
from needline.readers.known import Known
from needline.readers.response.amounts import Amounts, find_unmarked
from needline.readers.response.beside import Beside, read_beside
from needline.readers.response.columns import Columns, is_tagged, plain, words
from needline.readers.response.records import Marks, Record, Said
from needline.readers.response.sheets import (
    TEXTS,
    WORKBOOKS,
    Grid,
    Head,
    find_head,
    read_grids,
    shared_numbers,
)
from needline.readers.response.values import Sectors, day_first, days, fold, place_of, status_of

_TOTALS = {"total", "grand total", "sub total", "subtotal", "totals", "sum"}
_DATES = ("start", "end", "period")
_BESIDE = {"code", "name", "location", "en", "english"}


class Context(NamedTuple):
    """What the rows of one sheet share."""

    known: Known
    sectors: Sectors
    beside: Beside
    grid: Grid
    columns: Columns
    first_day: dict[str, bool | None]
    unmarked: str | None


def read_activities(door: Door, known: Known) -> list[Activity]:
    """
    Read every file of `activities/`: who does what, where, when, for whom.

    A row that lacks a place, a sector or a date is kept and says so; one without a single thing that is read is none.
    """
    sectors = Sectors(known.mission.sectors)
    found: dict[str, Activity] = {}
    for path in door.files("activities", *TEXTS, *WORKBOOKS):
        beside = read_beside(door, path)
        for grid in read_grids(door, path, beside.sheet):
            for row, one in _sheet(door, path, grid, beside, known, sectors):
                _keep(found, row, one)
    return list(found.values())


def _keep(found: dict[str, Activity], row: Row, one: Activity) -> None:
    """An id that a file gives to two different rows names the first, a hash the other."""
    first = found.setdefault(one.id, one)
    if first is not one and _said(first) != _said(one):
        mend = "Rename one; until then this row bears a hash."
        row.say("id-twice", "id", f'"{one.id}" names {first.where} too.', mend, "warning")
        hashed = msgspec.structs.replace(one, id=content_id("activity", one.id, *_said(one)))
        found.setdefault(hashed.id, hashed)


def _said(one: Activity) -> list[str]:
    """All that a row says, apart from where it stands."""
    plain_values = msgspec.structs.asdict(one)
    return [
        str(plain_values[name]) for name in sorted(plain_values) if name not in {"id", "file", "row", "sheet"}
    ]


def _sheet(
    door: Door, path: Path, grid: Grid, beside: Beside, known: Known, sectors: Sectors
) -> Iterator[tuple[Row, Activity]]:
    where = f"sheet {grid.name}" if grid.name else ""
    if not any(any(row) for row in grid.rows):
        if not grid.name:
            door.say("empty", path, "", "no cell of it is filled.", "Put its content back, or delete it.")
        return
    head = find_head(grid, beside.columns, beside.header_row)
    if head is None:
        found = "no header of activities is recognised; the sheet was not read."
        mend = f"Say where it stands: header_row = 5 in {path.name}.toml, and [columns]."
        door.say("no-header", path, where, found, mend, "note" if grid.name else "error")
        return
    if not _usable(door, path, where, head.columns, beside):
        return
    told = head.columns.told()
    if told:
        mend = f"Where that is wrong, say so under [columns] in {path.name}.toml."
        row = f"row {head.first}" if not where else f"{where}, row {head.first}"
        door.say("matched", path, row, f"headers of others; read {', '.join(told)}.", mend, "note")
    yield from _rows(door, path, grid, head, beside, known, sectors)


def _usable(door: Door, path: Path, where: str, columns: Columns, beside: Beside) -> bool:
    """Whether a header names what an activity is known by; problems for headers that a file beside names in vain."""
    for ours, theirs in beside.columns.items():
        if theirs not in columns.headers:
            mapping = path.with_name(path.name + ".toml")
            door.say("unknown-column", mapping, ours, f'no column "{theirs}".', near(theirs, columns.headers))
    there = {*columns.roles, *beside.fixed, *(["place"] if columns.places else [])}
    absent = [one for one in ("organisation", "sector", "place") if one not in there]
    if absent and len(absent) == 3:  # noqa: PLR2004 - not one of the three
        found = f"no column {', '.join(absent)}."
        mend = f'Write {absent[0]} = "their header" under [columns] in {path.name}.toml.'
        door.say("missing-column", path, where or "row 1", found, mend, "note" if where else "error")
        return False
    for one in absent:
        mend = f'Write {one} = "their header" under [columns], or {one} = "…" under [fixed], in {path.name}.toml.'
        door.say("missing-column", path, where or "row 1", f"no column {one}.", mend)
    return True


def _rows(
    door: Door, path: Path, grid: Grid, head: Head, beside: Beside, known: Known, sectors: Sectors
) -> Iterator[tuple[Row, Activity]]:
    columns = head.columns
    data = [
        (at, row)
        for at, row in enumerate(grid.rows[head.first :], start=head.first)
        if any(row) and not is_tagged(row)
    ]
    cells = [(at, _named(columns, row, beside)) for at, row in data]
    _fill_down(cells, beside.fill_down)
    shared = shared_numbers(grid, columns, head.first)
    decimals = Marks(cells, grid, columns)
    first_day = {name: day_first(row.get(name, "") for _, row in cells) for name in _DATES}
    context = Context(known, sectors, beside, grid, columns, first_day, find_unmarked(columns, cells))
    if context.unmarked is None:
        found = "columns by sex and age do not say whether they were targeted or reached; they were not read."
        door.say("unmarked", path, f"row {head.first}", found, "Name them under [columns].", "warning")
    said = Said(door, path, grid.name, columns.headers)
    for (at, row), (_, raw) in zip(cells, data, strict=True):
        record = Record(door, path, at + 1, row, decimals)
        record.said, record.sheet = said, grid.name
        if len(raw) > len(columns.headers) and any(raw[len(columns.headers) :]):
            found = f"{len(raw)} cells under {len(columns.headers)} headers."
            record.say("ragged", "", found, "Quote cells that hold the separator.")
        if _is_total(raw):
            record.say(
                "total-row", "", "a row of totals; it is no activity.", "Nothing is to be done.", "note"
            )
            continue
        if sum(map(bool, raw)) == 1 and len(columns.headers) > 1:
            record.say(
                "no-activity", "", "one cell alone; it is no activity.", "Nothing is to be done.", "note"
            )
            continue
        _shared(record, at, columns, shared)
        yield record, _activity(record, context)
    said.tell()


def _named(columns: Columns, row: list[str], beside: Beside) -> dict[str, str]:
    """The cells of a row by our names; those of numbers by `#` and their column, places by `@` and theirs."""
    cells = {ours: row[at] if at < len(row) else "" for ours, at in columns.roles.items()}
    cells |= {f"#{at}": row[at] if at < len(row) else "" for at in columns.counted}
    cells |= {f"@{at}": row[at] if at < len(row) else "" for at in columns.places}
    for ours, value in beside.fixed.items():
        name = "@fixed" if ours == "place" else ours
        if not cells.get(name):
            cells[name] = value
    for ours, meanings in beside.values.items():
        folded = {fold(theirs): meant for theirs, meant in meanings.items()}
        for name in [one for one in cells if one == ours or (ours == "place" and one.startswith("@"))]:
            cells[name] = folded.get(fold(cells[name]), cells[name])
    return cells


def _fill_down(cells: list[tuple[int, dict[str, str]]], names: Iterable[str]) -> None:
    """Empty cells of the named columns hold what stands above."""
    for ours in names:
        above: dict[str, str] = {}
        for _, row in cells:
            for name in [one for one in row if one == ours or (ours == "place" and one.startswith("@"))]:
                row[name] = row[name] or above.get(name, "")
                above[name] = row[name]


def _is_total(row: list[str]) -> bool:
    filled = [cell for cell in row if cell]
    return plain(filled[0]).rstrip(":") in _TOTALS if filled else False


def _shared(
    record: Record, at: int, columns: Columns, shared: Mapping[tuple[int, int], tuple[int, int]]
) -> None:
    """A number merged over several rows is of all of them: no row has it alone."""
    for column in columns.counted:
        rows = shared.get((at, column))
        if rows is None:
            continue
        written = record.cells.get(f"#{column}", "")
        record.cells[f"#{column}"] = ""
        if at == rows[0] and written:
            found = f"{written} stands for rows {rows[0] + 1} to {rows[1] + 1} together; it is counted in none of them."
            record.say(
                "merged-number",
                f'"{columns.headers[column]}"',
                found,
                "Write each row's own number.",
                "warning",
            )


def _activity(record: Record, context: Context) -> Activity:
    known = context.known
    place, place_text, site = _place(record, context)
    sector, sector_text = _sector(record, context)
    group, group_text = _group(record, known)
    (start, end), dated = _dates(record, context)
    status = _status(record, known, start, end)
    numbers = Amounts(record, context.columns, context.unmarked, done=status != "planned")
    unplaced = [name for name, there in (("place", place), ("sector", sector), ("date", dated)) if not there]
    organisation = record.text("organisation")
    if not organisation:
        record.say("missing", "organisation", "empty, and needed.", "Fill it in.", "warning")
    one = Activity(
        id="",
        file=record.file,
        row=record.number,
        sheet=record.sheet,
        organisation=organisation,
        partner=record.text("partner"),
        donor=record.text("donor"),
        sector=sector,
        sector_text=sector_text,
        activity=record.text("activity"),
        modality=record.text("modality"),
        unit=numbers.unit,
        place=place,
        place_text=place_text,
        site=site,
        group=group,
        group_text=group_text,
        status=status,
        start=start,
        end=end,
        targeted=numbers.targeted,
        reached=numbers.reached,
        targeted_by=numbers.targeted_by,
        reached_by=numbers.reached_by,
        unplaced=unplaced,
        source=known.source(record),
    )
    given = record.text("id")
    id_ = given if given and "/" not in given else content_id("activity", given, *_said(one))
    return msgspec.structs.replace(one, id=id_)


def _place(record: Record, context: Context) -> tuple[str, str, str]:
    """The smallest place that is known, what was written where it is another, and the site as written."""
    gazetteer, columns = context.known.gazetteer, context.columns
    levels = {f"@{at}": words(columns.headers[at]) - _BESIDE for at in columns.places}
    written = [(name, cell) for name in (*levels, "@fixed") if (cell := record.text(name))]
    site = next((cell for name, cell in written if "site" in levels.get(name, ())), "")
    if not written:
        record.say("missing", "place", "empty, and needed.", "Fill it in.")
        return "", "", site
    first, text = written[0]
    for name, cell in written:
        code = place_of(cell, gazetteer)
        if not code:
            continue
        several = not gazetteer.resolve(cell)
        if not several and levels.get(name) == levels.get(first):
            return code, "", site
        if several or not levels.get(first, set()) & {"site", "village"}:
            found = f'"{cell if several else text}" is {"several places" if several else "no place of places.csv"}; '
            mend = (
                "Add it there, with its parent."
                if not several
                else "Write a row for each, if numbers are known."
            )
            record.say("coarser-place", "place", f"{found}counted in {code}.", mend, "note")
        return code, "" if text == site and not several else cell if several else text, site
    candidates = gazetteer.candidates(text)
    found = f'"{text}" is ' + (
        f"several: {', '.join(candidates)}." if candidates else "no place of places.csv."
    )
    record.say("unknown-place", "place", found, f"Add it there. {gazetteer.near(text)}")
    return "", text, site


def _sector(record: Record, context: Context) -> tuple[str, str]:
    written = record.text("sector")
    if not written:
        return "", ""
    sector = context.sectors.of(written)
    if not sector:
        known = [one.id for one in context.known.mission.sectors]
        record.say("unknown-word", "sector", f'"{written}" is not known.', near(written, known))
        return "", written
    return sector, ""


def _group(record: Record, known: Known) -> tuple[str, str]:
    written = record.text("group")
    group = known.mission.group_of(written) if written else ""
    if written and not group and fold(written) not in {"all", "mixed", "general population", "population"}:
        ids = ", ".join(one.id for one in known.mission.groups)
        found = f'"{written}" is no group; counted among all people.'
        record.say("unknown-group", "group", found, f"The mission has {ids or 'none'}.", "warning")
        return "", written
    return group, ""


def _dates(record: Record, context: Context) -> tuple[tuple[str, str], bool]:
    """First and last day, and whether any is known; a reporting period stands in where neither is."""
    ends = [_day(record, context, "start", 0), _day(record, context, "end", 1)]
    if not any(ends):
        ends = [_day(record, context, "period", 0), _day(record, context, "period", 1)]
    if ends[0] and ends[1] and ends[0] > ends[1]:
        record.say("range", "start", "it ends before it begins.", "Exchange the two dates.", "warning")
    return (ends[0], ends[1]), any(ends)


def _day(record: Record, context: Context, column: str, end: int) -> str:
    written = record.text(column)
    if not written:
        return ""
    try:
        return days(written, first=context.first_day[column])[end].isoformat()
    except ValueError as error:
        if column != "period" or not end:
            record.say("date", column, str(error), "Write it as 2023-10-01.", "warning")
        return ""


def _status(record: Record, known: Known, start: str, end: str) -> str:
    """As written; where nothing is, by the dates: what has not begun is planned, what has ended is completed."""
    written = record.text("status")
    status = status_of(written)
    if written and not status:
        mend = f'Write "{written}" = "ongoing", or planned or completed, under [values.status].'
        found = f'"{written}" is not known; read by its dates.'
        record.say("unknown-word", "status", found, mend, "warning")
    if status:
        return status
    day = known.mission.as_of.astimezone(known.mission.tz).date().isoformat()
    if start > day:
        return "planned"
    return "completed" if end and end < day else "ongoing"
