"""What cells of an export mean beside their text: an empty cell, a day that a spreadsheet counts, a decimal mark."""

from __future__ import annotations

import datetime as dt
import re

from needline.model import Form
from needline.readers.submissions.parts import Part, Telling, counted, listed
from needline.text.numerals import decimal_mark, has_two_readings

NOT_KNOWN = "NA"
"""How R writes an empty cell."""
_DAYS = frozenset({"date", "dateTime", "start", "end", "today"})
_DAY_NAMES = frozenset({"start", "end", "today", "_submission_time", "SubmissionDate"})
_SERIAL = re.compile(r"[1-9]\d{4}(?:[.,]\d+)?")
_DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
_FIRST, _LAST = 20_000, 80_000
"""Days that a survey may speak of, as spreadsheets count them: 1954 to 2119."""
_TEXTS = frozenset({"text", "select_one", "select_multiple", "rank", "note"}) | _DAYS


def without_na(telling: Telling, part: Part, form: Form) -> Part:
    """Empty the cells that hold NA, unless that is a choice of the form."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if any(choice.name == NOT_KNOWN for choices in form.choices.values() for choice in choices):
        return part
    table, cells = part.table, 0
    for place, name in enumerate(table.column_names):
        if not pa.types.is_string(table.schema.field(name).type):
            continue
        holds = pc.equal(table[name], NOT_KNOWN)
        held = pc.sum(holds).as_py() or 0
        if held:
            cells += held
            table = table.set_column(
                place, name, pc.if_else(holds, pa.scalar(None, pa.string()), table[name])
            )
    if cells:
        found = f"{counted(cells, 'cell')} with NA, as R writes an empty one; read as empty."
        telling.say("not-known", found, "Nothing is to be done.", "note")
    return part._replace(table=table)


def with_dates(telling: Telling, part: Part, form: Form) -> Part:
    """Write days that a spreadsheet has as numbers as dates, in columns that hold days."""
    import pyarrow as pa

    days = {one.name for one in form.questions if one.kind in _DAYS} | _DAY_NAMES
    table, changed = part.table, []
    for place, name in enumerate(table.column_names):
        if name not in days:
            continue
        named = {text: day for text in table[name].unique().to_pylist() if text and (day := _day(text))}
        if named:
            changed.append(name)
            column = [named.get(text, text) for text in table[name].to_pylist()]
            table = table.set_column(place, name, pa.array(column, pa.string()))
    if changed:
        found = f"days counted as a spreadsheet does, read as dates: {listed(changed)}."
        telling.say("serial-dates", found, "Format the columns as dates before saving.", "note")
    return part._replace(table=table)


def _day(text: str) -> str:
    """The date or time of a spreadsheet's number; empty where it is none."""
    if not _SERIAL.fullmatch(text):
        return ""
    serial = float(text.replace(",", "."))
    if not _FIRST <= serial <= _LAST:
        return ""
    moment = _DAY_ZERO + dt.timedelta(seconds=round(serial * 86_400))
    return moment.date().isoformat() if serial.is_integer() else moment.isoformat()


def decimal_marks(telling: Telling, part: Part, form: Form, stated: str = "") -> dict[str, str]:
    """
    The decimal mark of each column where it matters: some cell has a comma, or two readings.

    A column goes by what its own cells show; then by what design.toml states; then, where commas part the cells, a
    point is a decimal mark, which is said. A form's integer has no decimals, so that a mark in it parts thousands,
    unless all that follows it are zeros.

    Args:
        telling: where it is said.
        part: the table, its columns named as in the form.
        form: for the kinds of its questions.
        stated: by design.toml.

    Returns:
        dict: column to "." or ","; a column of which nothing is certain is not in it.
    """
    kinds = {one.name: one.kind for one in form.questions}
    found, taken = {}, []
    for name in part.names:
        if kinds.get(name) in _TEXTS or name.startswith("_"):
            continue
        texts = [text for text in part.table[name].unique().to_pylist() if text]
        doubtful = [text for text in texts if has_two_readings(text)]
        if not doubtful and not any("," in text for text in texts):
            continue
        mark = "." if name in part.typed else decimal_mark(texts, comma_separated=part.commas) or stated
        if not mark and kinds.get(name) == "integer":
            mark = _of_whole_numbers(doubtful)
        elif not mark and part.commas:
            mark = "."
            taken += [name] if any("." in text for text in doubtful) else []
        if mark:
            found[name] = mark
    if taken:
        found_there = (
            f"a point and three digits in {listed(taken)}: read as decimals, as commas part the cells."
        )
        telling.say(
            "decimals", found_there, 'State decimal = "," in design.toml where it parts thousands.', "note"
        )
    return found


def _of_whole_numbers(doubtful: list[str]) -> str:
    """The decimal mark of a column of whole numbers, whose marks part thousands; empty where that is not certain."""
    marks = {mark for text in doubtful for mark in ".," if mark in text}
    if len(marks) != 1 or all(text.endswith("000") for text in doubtful):
        return ""
    return "," if marks == {"."} else "."
