"""Cells of 3W to 5W sheets: a sector or status by the words of others, a date as people write it, several places."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from needline.model import Sector
from needline.places import Gazetteer
from needline.readers.response.columns import plain

_NOT_WORDS = re.compile(r"[\W_]+")
_NUMERIC = re.compile(r"(\d{1,4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{2,4})")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s/.-]*)?([a-z]{3,9})\.?[\s/,.-]*(?:(\d{1,2})(?:st|nd|rd|th)?,\s*)?(\d{4}|\d{2})"
)
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{1,2})[-/](\d{4})")
_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
_EPOCH = dt.date(1899, 12, 30)
_MONTHS = {name.casefold(): at for at, name in enumerate(calendar.month_name) if name} | {
    name.casefold(): at for at, name in enumerate(calendar.month_abbr) if name
} | {"sept": 9}  # fmt: skip
_LAST_MONTH = 12
_BETWEEN = re.compile(r"\s*(?:[|;/\n,]|\band\b|&)\s*")


class Sectors:
    """
    A mission's sectors by the names that sheets of others give them.

    Args:
        sectors: of the mission.
    """

    def __init__(self, sectors: Iterable[Sector]) -> None:
        self._own: dict[str, str] = {}
        self._meaning: dict[str, set[str]] = {}
        for sector in sectors:
            for name in (sector.id, sector.name):
                self._own.setdefault(fold(name), sector.id)
                self._meaning.setdefault(_sector_words().get(fold(name), fold(name)), set()).add(sector.id)

    def of(self, written: str) -> str:
        """The mission's sector that is meant; empty where none is, or several are."""
        folded = fold(written)
        if folded in self._own:
            return self._own[folded]
        meant = self._meaning.get(_sector_words().get(folded, folded), set())
        return next(iter(meant)) if len(meant) == 1 else ""


def status_of(written: str) -> str:
    """The status that is meant; empty where it is none."""
    return _words()["status"].get(fold(written), "")


def fold(written: str) -> str:
    """A cell without what does not matter in it: capitals, accents, punctuation, "cluster" and "sector"."""
    text = _NOT_WORDS.sub(" ", plain(written)).strip()
    return re.sub(r"\b(?:cluster|sector|secteur)\b", "", text).strip() or text


def day_first(cells: Iterable[str]) -> bool | None:
    """Whether a column writes 31/12/2023 (True) or 12/31/2023 (False); None where no cell tells."""
    tells = set()
    for cell in cells:
        match = _NUMERIC.fullmatch(_date_of(cell))
        if match and len(match[1]) <= 2:  # noqa: PLR2004 - the year does not stand first
            one, two = int(match[1]), int(match[2])
            if one > _LAST_MONTH >= two:
                tells.add("day")
            elif two > _LAST_MONTH >= one:
                tells.add("month")
    return tells.pop() == "day" if len(tells) == 1 else None


def days(written: str, *, first: bool | None) -> tuple[dt.date, dt.date]:
    """
    The first and last day of a cell: a day, or a month as "Oct 2023".

    Args:
        written: the cell.
        first: whether its column writes the day before the month; None where it is not known.

    Raises:
        ValueError: it is no date, or one with two readings; the message says which.
    """
    text = _date_of(written)
    if _SERIAL.fullmatch(text):
        day = _EPOCH + dt.timedelta(days=int(float(text)))
        return day, day
    found = _NUMERIC.fullmatch(text)
    if found:
        return _numeric(written, *(int(one) for one in found.groups()), first=first)
    month = _MONTH.fullmatch(text)
    if month:
        return _whole_month(int(month[1] or month[4]), int(month[2] or month[3]), written)
    named = _NAMED.fullmatch(text)
    if named and named[2] in _MONTHS:
        of_month, year = named[1] or named[3], int(named[4]) + (2000 if len(named[4]) == 2 else 0)  # noqa: PLR2004
        if not of_month:
            return _whole_month(year, _MONTHS[named[2]], written)
        return _same(written, year, _MONTHS[named[2]], int(of_month))
    raise ValueError(f'"{written}" is no date.')


def _date_of(cell: str) -> str:
    """A cell without the hour."""
    return re.sub(
        r"[t\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m|z|[+-]\d{2}:?\d{2})?$", "", plain(cell)
    )


def _numeric(written: str, one: int, two: int, three: int, *, first: bool | None) -> tuple[dt.date, dt.date]:
    if one > 31:  # noqa: PLR2004 - no day: the year stands first
        return _same(written, one, two, three)
    year = three + (2000 if three < 100 else 0)  # noqa: PLR2004
    if one != two and max(one, two) <= _LAST_MONTH and first is None:
        raise ValueError(
            f'"{written}" has two readings: {year}-{two:02}-{one:02} or {year}-{one:02}-{two:02}.'
        )
    day_leads = one > _LAST_MONTH or (two <= _LAST_MONTH and first is not False)
    return _same(written, year, two, one) if day_leads else _same(written, year, one, two)


def _same(written: str, year: int, month: int, day: int) -> tuple[dt.date, dt.date]:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise ValueError(f'"{written}" is no date.') from None
    return found, found


def _whole_month(year: int, month: int, written: str) -> tuple[dt.date, dt.date]:
    first, _ = _same(written, year, month, 1)
    return first, first.replace(day=calendar.monthrange(year, month)[1])


def place_of(written: str, gazetteer: Gazetteer) -> str:
    """
    The place of a cell: its code; of several places, the smallest one that holds them all.

    Returns:
        str: empty where a place is not known, bears no single name, or nothing holds them all.
    """
    whole = gazetteer.resolve(written)
    if whole:
        return whole
    several = [one for one in _BETWEEN.split(written) if one]
    codes = [gazetteer.resolve(one) for one in several]
    if len(codes) < 2 or not all(codes):  # noqa: PLR2004
        return ""
    return _holding(codes, gazetteer)


def _holding(codes: Sequence[str], gazetteer: Gazetteer) -> str:
    at, seen = codes[0], set[str]()
    while at and at in gazetteer.places and at not in seen:
        if all(gazetteer.lies_in(code, at) for code in codes):
            return at
        seen.add(at)
        at = gazetteer.places[at].parent
    return ""


@cache
def _words() -> dict[str, dict[str, str]]:
    read = tomllib.loads(files("needline.readers.response").joinpath("words.toml").read_text("utf-8"))
    return {
        table: {fold(word): name for name, others in names.items() for word in (name, *others)}
        for table, names in read.items()
    }


def _sector_words() -> dict[str, str]:
    return _words()["sector"]
