"""
Which table of an export is the households', which are repeats, and the household that each row of a repeat is of.

A repeat's row names its household by one of the keys that exports carry; where several are there, the one by which
most rows are met is taken, and rows that another key gives to another household are said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from needline.model import Form
from needline.readers.headers import fold
from needline.readers.submissions.parts import ROW, Part, Telling, counted, listed, rows_of

if TYPE_CHECKING:
    import pyarrow as pa

HOUSEHOLD = "_household"
"""The column of a repeat that holds the row of its household in the file; None for an orphan."""

_UUIDS = ("_uuid", "uuid", "meta/instanceID", "meta-instanceID", "instanceID", "X_uuid", "KEY", "__id")
_KEYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("_parent_index", ("_index", "index")),
    ("_submission__uuid", _UUIDS),
    ("_submission___uuid", _UUIDS),
    ("_submission_uuid", _UUIDS),
    ("__Submissions-id", ("__id",)),
    ("PARENT_KEY", ("KEY", *_UUIDS)),
    ("_submission__id", ("_id",)),
    ("_submission___id", ("_id",)),
    ("_parent_uuid", _UUIDS),
    ("_uuid", _UUIDS),
    ("uuid", _UUIDS),
    ("X_uuid", _UUIDS),
)
"""What a row of a repeat names its household by, and how the household's row may call it; likeliest first."""
_OWN = frozenset({"_uuid", "uuid", "X_uuid"})
_ONLY_REPEATS = frozenset(child for child, _ in _KEYS) - _OWN | {"_parent_table_name"}
_SHEET = 28
"""Names of sheets are cut after 31 letters; one at least so long may be the beginning of a name."""


class Tables(NamedTuple):
    """
    An export taken apart.

    Args:
        main: the households.
        repeats: by name.
    """

    main: Part
    repeats: dict[str, Part]


def divide(telling: Telling, parts: list[Part], form: Form, key: str = "") -> Tables | None:
    """
    Tell the households' table from the repeats.

    Args:
        telling: where problems go.
        parts: of the export, in its order.
        form: for the names of repeats and questions.
        key: the mission's own key of households, that repeats carry too; empty where it states none.

    Returns:
        Tables: None, and a problem, where no table holds households.
    """
    mains = [one for one in parts if one.inside is None and not _ONLY_REPEATS & set(one.names)]
    named = {name for name in form.repeats if any(_is_named(one.name, name) for one in parts)}
    mains = [one for one in mains if not any(_is_named(one.name, name) for name in named)] or mains[:1]
    if not mains:
        found = "no table of households: each says that it stands in another."
        telling.say("no-households", found, "Export the submissions with their repeats.")
        return None
    known = {fold(one.name) for one in form.questions if not one.repeat}
    main = max(mains, key=lambda one: (_hits(one, known), -parts.index(one)))
    repeats: dict[str, Part] = {}
    for one in parts:
        if one is main:
            continue
        if one in mains and not (_OWN | {key}) & set(one.names):
            found = f"no submissions, and no repeat of theirs; {counted(len(one.table), 'row')} not read."
            telling.of(one.name).say("no-data-sheet", found, "Nothing is to be done.", "note")
        elif one in mains and _hits(one, known) and not _is_part_of(one, main, key):
            found = (
                f'submissions too, beside those of "{main.name}"; {counted(len(one.table), "row")} not read.'
            )
            mend = "Put them into a survey of their own, or into one table."
            telling.of(one.name).say("two-tables", found, mend)
        else:
            name = repeat_name(one.name, main.name, form)
            while name in repeats:
                name += "_"
            repeats[name] = one
    return Tables(main, repeats)


def _hits(part: Part, known: set[str]) -> int:
    """How much of a table looks like households: questions of the form, or ids."""
    questions = sum(fold(re.split(r"[/.:]", name)[-1]) in known for name in part.names)
    return questions or sum(name in _UUIDS for name in part.names)


def _is_part_of(part: Part, main: Part, key: str) -> bool:
    """Whether a table has several rows for one household of the main table."""
    if key in part.names and key in main.names:
        return True
    column = next((name for name in part.names if name in _OWN), "")
    of = next((name for name in _UUIDS if name in main.names), "")
    if not column or not of:
        return False
    held = [one for one in part.table[column].to_pylist() if one]
    return len(set(held)) < len(held) and set(held) <= set(main.table[of].to_pylist())


def _is_named(part: str, repeat: str) -> bool:
    tail = re.split(r"[/\-.]", part)[-1]
    cut = len(part) >= _SHEET and fold(repeat).startswith(fold(part))
    return cut or fold(repeat) in {fold(part), fold(tail)}


def repeat_name(part: str, main: str, form: Form) -> str:
    """What a repeat is called: as in the form, else as its table without the main table's name."""
    for name in form.repeats:
        if _is_named(part, name) or fold(part) == fold(f"{main}-{name}"):
            return name
    short = part.removeprefix(main).lstrip("-_.") if part.startswith(main) else part
    return re.sub(r"[^\w.\-]+", "_", short.rpartition("/")[2]) or "repeat"


def join(telling: Telling, tables: Tables, form: Form, key: str = "") -> dict[str, pa.Table]:
    """
    Give each row of every repeat the row of its household.

    Args:
        telling: where problems go.
        tables: as `divide` gives them.
        form: for repeats inside repeats.
        key: as in `divide`; what it does not meet goes by the keys of exports.

    Returns:
        dict: the repeats' tables with a column `_household`; an orphan's is empty, and said.
    """
    import pyarrow as pa

    found: dict[str, list[int | None]] = {}
    for name in _outer_first(tables, form):
        part, above = tables.repeats[name], _above(tables, name, form)
        of_part = telling.of(part.name) if part.name else telling
        if part.inside is not None:
            outer = found[above] if above else tables.main.table[ROW].to_pylist()
            found[name] = [outer[place] for place in part.places]
        else:
            found[name] = _met(of_part, tables, part, above, found, key)
        _say_orphans(of_part, part, found[name], len(tables.main.table))
    return {
        name: part.table.append_column(HOUSEHOLD, pa.array(found[name], pa.int64()))
        for name, part in tables.repeats.items()
    }


def _outer_first(tables: Tables, form: Form) -> list[str]:
    ordered: list[str] = []

    def add(name: str) -> None:
        if name not in ordered:
            above = _above(tables, name, form)
            if above and above != name:
                add(above)
            ordered.append(name)

    for name in tables.repeats:
        add(name)
    return list(dict.fromkeys(ordered))


def _above(tables: Tables, name: str, form: Form) -> str:
    """The repeat that a repeat stands in; empty where it stands in the main form."""
    part = tables.repeats[name]
    if part.inside is not None:
        return next((one for one, of in tables.repeats.items() if of.name == part.inside), "")
    if "_parent_table_name" in part.names:
        said = {one for one in part.table["_parent_table_name"].to_pylist() if one}
        return next((one for one, of in tables.repeats.items() if of.name in said and one != name), "")
    above = form.repeats.get(name, "")
    return above if above in tables.repeats and above != name else ""


def _met(
    telling: Telling,
    tables: Tables,
    part: Part,
    above: str,
    found: Mapping[str, list[int | None]],
    own: str,
) -> list[int | None]:
    """Rows of households by the key that meets most; rows it leaves out by the others."""
    ways = list(_ways(tables, part, above, found, own))
    if not ways:
        return [None] * len(part.table)
    ways.sort(key=lambda way: (way[0] != own, -sum(row is not None for row in way[1])))
    best, rows = ways[0]
    numbers = part.table[ROW].to_pylist()
    for key, other in ways[1:]:
        differ = [
            place for place, row in enumerate(other) if None not in {row, rows[place]} and row != rows[place]
        ]
        if differ:
            said = f"whose {key} names another household than {best}; {best} is taken."
            told = [f"{rows_of([numbers[place] for place in differ])}: {said}"]
            telling.say(
                "keys-differ", f"{counted(len(differ), 'row')} {said}", "Export again.", "warning", told
            )
        rows = [row if row is not None else other[place] for place, row in enumerate(rows)]
    return rows


def _ways(
    tables: Tables, part: Part, above: str, found: Mapping[str, list[int | None]], own: str
) -> Iterator[tuple[str, list[int | None]]]:
    """For each key that both tables have: its name, and the household's row of each row."""
    main = tables.main
    for child, parents in (((own, (own,)),) if own else ()) + _KEYS:
        if child not in part.names:
            continue
        keys = [one or "" for one in part.table[child].to_pylist()]
        if child == "PARENT_KEY":
            keys = [key.partition("/")[0] for key in keys]
        index = child == "_parent_index"
        outer = tables.repeats[above] if index and above else main
        column = next((one for one in parents if one in outer.names), "")
        if not column:
            continue
        of = found[above] if index and above else main.table[ROW].to_pylist()
        households = _single(outer.table[column].to_pylist(), of, twice=not index)
        yield child, [households.get(key) for key in keys]


def _single(keys: list[str | None], rows: list[int | None], *, twice: bool) -> dict[str, int | None]:
    """Keys to rows; of a key that stands twice the first row, or none."""
    times = Counter(keys)
    found: dict[str, int | None] = {}
    for key, row in zip(keys, rows, strict=True):
        if key and (twice or times[key] == 1):
            found.setdefault(key, row)
    return found


def _say_orphans(telling: Telling, part: Part, rows: list[int | None], households: int) -> None:
    orphans = [number for number, row in zip(part.table[ROW].to_pylist(), rows, strict=True) if row is None]
    if not orphans:
        return
    found = f"{counted(len(orphans), 'row')} of {len(rows):,} without a household among the {households:,}; left out."
    told = [f"{rows_of(orphans)} without a household; left out."]
    keys = [name for name in part.names if name in {child for child, _ in _KEYS}]
    mend = "Export the households and the repeat on one day."
    if not keys:
        mend = f"It needs one of {listed(list(dict.fromkeys(child for child, _ in _KEYS)))}, "
        mend += "or a column of both tables that repeat_key in design.toml names."
    telling.say("orphans", found, mend, "error", told)
