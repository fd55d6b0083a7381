"""Whether two texts say the same answer, and an answer as the column holds it that it is written into."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from needline.survey.columns import CHOSEN, NOT_CHOSEN, NOT_KNOWN

if TYPE_CHECKING:
    import pyarrow as pa

_PAIRS = {"TRUE": "FALSE", "True": "False", "true": "false", "1": "0"}
"""How columns of options write chosen and not."""
_MARKED = re.compile(r"[+-]?\d{1,3}(?:[, \u00a0\u202f']\d{3})+(?:\.\d+)?")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T].*)?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_FLAGS = {text.casefold(): text in CHOSEN for text in (*CHOSEN, *NOT_CHOSEN)} | {"yes": True, "no": False}


def text_of(value: Any) -> str:
    """A cell as text; empty where it says nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    text = str(value).strip()
    return "" if text in NOT_KNOWN else text


def same(one: str, other: str) -> bool:
    """
    Whether two texts say the same answer, as programs change its writing: `5e+05` and `500,000.00`, `TRUE` and `1`,
    `2021-07-06` and `06/07/2021`, `a b` and `b a`.
    """
    if " ".join(one.split()).casefold() == " ".join(other.split()).casefold():
        return True
    numbers = _number(one), _number(other)
    if None not in numbers:
        return math.isclose(numbers[0] or 0, numbers[1] or 0, rel_tol=1e-12)
    flags = _FLAGS.get(one.strip().casefold()), _FLAGS.get(other.strip().casefold())
    if None not in flags:
        return flags[0] == flags[1]
    return bool(_days(one) & _days(other)) or _same_words(one, other)


def _same_words(one: str, other: str) -> bool:
    words = one.split(), other.split()
    return len(words[0]) > 1 and sorted(words[0]) == sorted(words[1])


def _number(text: str) -> float | None:
    plain = re.sub("[, \u00a0\u202f']", "", text.strip()) if _MARKED.fullmatch(text.strip()) else text
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _days(text: str) -> set[dt.date]:
    """The days that a text may mean."""
    found = _DAY.fullmatch(text.strip())
    try:
        if not found:
            return {dt.datetime.fromisoformat(text.strip()).date()}
    except ValueError:
        return set()
    first, second, year = (int(part) for part in found.groups())
    return {
        dt.date(year, month, day)
        for day, month in ((first, second), (second, first))
        if 1 <= month <= 12 and 1 <= day <= 28 + (month != 2) * 2  # noqa: PLR2004 - of a calendar
    }


class Written:
    """
    How a column writes its answers.

    Args:
        type_: of the column in Arrow.
        values: its distinct values.
    """

    def __init__(self, type_: pa.DataType, values: Iterable[Any]) -> None:
        self.type = type_
        texts = {text_of(value) for value in values} - {""}
        self._pair = _pair(texts)
        self._iso = bool(texts) and all(_ISO.fullmatch(text) for text in texts)

    def value(self, text: str) -> Any:
        """
        A new answer as the column holds it; None for an empty one.

        Raises:
            ValueError: the column cannot hold it.
        """
        import pyarrow as pa

        if not text:
            return None
        if pa.types.is_boolean(self.type):
            return _flag(text)
        if pa.types.is_integer(self.type):
            return _whole(text)
        if pa.types.is_floating(self.type):
            return _amount(text)
        if pa.types.is_temporal(self.type):
            moment = dt.datetime.fromisoformat(text)
            return moment.date() if pa.types.is_date(self.type) else moment
        return _only_day(text) if self._iso and _DAY.fullmatch(text) else self._as_option(text)

    def _as_option(self, text: str) -> str:
        """Chosen or not as the column's others are written; another text as it is."""
        flag = _FLAGS.get(text.casefold())
        return text if flag is None or self._pair is None else self._pair[0 if flag else 1]


def _only_day(text: str) -> str:
    """A day written as 25/05/2024 in ISO; one that may be of two months is refused."""
    days = _days(text)
    if len(days) != 1:
        raise ValueError(text)
    return days.pop().isoformat()


def _pair(texts: set[str]) -> tuple[str, str] | None:
    """How a column of an option writes chosen and not; None where it is no such column."""
    fits = ((chosen, left) for chosen, left in _PAIRS.items() if texts and texts <= {chosen, left})
    return next(fits, None)


def _flag(text: str) -> bool:
    flag = _FLAGS.get(text.casefold())
    if flag is None:
        raise ValueError(text)
    return flag


def _amount(text: str) -> float:
    number = _number(text)
    if number is None:
        raise ValueError(text)
    return number


def _whole(text: str) -> int:
    number = _amount(text)
    if not number.is_integer():
        raise ValueError(text)
    return int(number)
