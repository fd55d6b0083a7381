"""
Submissions of a survey as KoboToolbox, ODK Central and others export them: a module a format, one result.

Columns are texts, named as the form names its questions; what a server adds (ids, dates, review states) keeps its name.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from needline.model import Form
from needline.readers.base import Door
from needline.readers.headers import fold
from needline.readers.submissions import archives, delimited, names, parquet, records, repeats, sheets, values
from needline.readers.submissions.parts import Part, Telling
from needline.readers.submissions.repeats import HOUSEHOLD

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FORMATS", "HOUSEHOLD", "Submissions", "read_submissions", "submissions_files"]

FORMATS: tuple[ModuleType, ...] = (delimited, sheets, records, archives, parquet)
"""Each has `SUFFIXES`, `BESIDE` (whether repeats lie in files of their own) and `read(telling, path)`."""
NAME = "submissions"


class Submissions(NamedTuple):
    """
    The submissions of a survey.

    Args:
        path: of the file.
        main: a row a submission: columns of text, None for an empty cell, and `_row`.
        repeats: by name, a row an entry, with `_row`, and `_household`: `_row` of its submission, None for an orphan.
        decimals: decimal mark of each column in which a cell could be read two ways and the column tells how; of a
            repeat's column, `repeat/column`.
    """

    path: Path
    main: pa.Table
    repeats: dict[str, pa.Table]
    decimals: dict[str, str]


def submissions_files(folder: Path) -> list[Path]:
    """The files of a survey's folder that may hold its submissions, the first first: `submissions.*`."""
    suffixes = [suffix for one in FORMATS for suffix in one.SUFFIXES]
    found = [path for path in folder.iterdir() if path.is_file() and path.stem.lower() == NAME]
    known = [path for path in found if path.suffix.lower() in suffixes]
    return sorted(known, key=lambda path: (suffixes.index(path.suffix.lower()), path.name))


def read_submissions(
    door: Door, path: Path, form: Form, decimal: str = "", key: str = ""
) -> Submissions | None:
    """
    Read the submissions of a survey, whatever their format.

    Args:
        door: where problems go; a household's row or answer is told to this machine alone.
        path: the file; `submissions-REPEAT.csv` beside it is a repeat.
        form: of the survey; without a question, headers stay as they are.
        decimal: the mark that design.toml states for columns that do not tell theirs.
        key: the column by which design.toml says that repeats name their household; empty: those of exports.

    Returns:
        Submissions: None, and a problem, where nothing could be read.
    """
    known = frozenset(
        fold(text) for one in form.questions for text in (one.name, *one.labels.values()) if text
    )
    telling = Telling(door, path, known=known)
    parts = [part for file in (path, *_beside(path)) for part in _parts(telling._replace(path=file), file)]
    if not parts:
        if not any(one.file == door.name(path) and one.severity == "error" for one in door.problems):
            telling.say("empty", "no cell of it is filled.", "Export the submissions again.")
        return None
    tables = repeats.divide(telling, parts, form, key)
    if tables is None:
        return None
    main = _prepared(telling, tables.main, form, "")
    met = {name: _prepared(telling.of(one.name), one, form, name) for name, one in tables.repeats.items()}
    decimals = values.decimal_marks(telling, main, form, decimal)
    for name, part in met.items():
        found = values.decimal_marks(telling.of(part.name), part, form, decimal)
        decimals |= {f"{name}/{column}": mark for column, mark in found.items()}
    joined = repeats.join(telling, repeats.Tables(main, met), form, key)
    return Submissions(path, main.table, joined, decimals)


def _beside(path: Path) -> list[Path]:
    """Repeats in files of their own, beside the submissions and of their format."""
    if not _format(path).BESIDE:
        return []
    same = (
        one for one in path.parent.iterdir() if one.suffix.lower() == path.suffix.lower() and one.is_file()
    )
    return sorted(one for one in same if _REPEAT.match(one.stem))


_REPEAT = re.compile(rf"{NAME}[-_.]\S", re.IGNORECASE)


def _format(path: Path) -> ModuleType:
    return next(one for one in FORMATS if path.suffix.lower() in one.SUFFIXES)


def _parts(telling: Telling, path: Path) -> list[Part]:
    parts: list[Part] = _format(path).read(telling, path)
    return parts


def _prepared(telling: Telling, part: Part, form: Form, repeat: str) -> Part:
    """A table with the form's names, its empty cells empty and its days as dates."""
    named = names.meet(telling, values.without_na(telling, part, form), form, repeat)
    return values.with_dates(telling, named, form)
