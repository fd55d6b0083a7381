"""Values of XPath as XLSForms use it, how they compare, and the functions that are evaluated."""

from __future__ import annotations

import datetime as dt
import math
import operator
import re
from collections.abc import Callable
from typing import Any, NamedTuple


class Day(float):
    """A day as days since 1970; beside it other values are read as days."""

    __slots__ = ()


Value = str | float | bool
_ANY = 99
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def number(value: Value) -> float:
    """A value as a number; NaN where it is none, as an empty answer."""
    try:
        return float(value)
    except ValueError:
        return _days(value) if isinstance(value, str) else math.nan


def text(value: Value) -> str:
    """A value as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Day):
        return (dt.date(1970, 1, 1) + dt.timedelta(days=float(value))).isoformat()
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else f"{value:.0f}" if value.is_integer() else repr(value)
    return value


def boolean(value: Value) -> bool:
    """A value as true or false: a text that is not empty, a number that is not 0."""
    return bool(value) and not (isinstance(value, float) and math.isnan(value))


def compare(sign: str, one: Value, other: Value) -> bool:
    """Compare as XPath does: numbers where one is a number or the order is asked, days beside a day, else texts."""
    same = sign in {"=", "!="}
    if same and (isinstance(one, bool) or isinstance(other, bool)):
        return _SIGNS[sign](boolean(one), boolean(other))
    if same and isinstance(one, str) and isinstance(other, str):
        numbers = _plain(one), _plain(other)
        alike = one == other or (not math.isnan(numbers[0]) and numbers[0] == numbers[1])
        return alike == (sign == "=")
    if isinstance(one, Day) or isinstance(other, Day):
        return _SIGNS[sign](_as_day(one), _as_day(other))
    return _SIGNS[sign](number(one), number(other))


def _plain(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return math.nan


def _as_day(value: Value) -> float:
    return _days(value) if isinstance(value, str) else float(value)


def _days(written: str) -> float:
    """A written day as days since 1970; NaN where it is none."""
    try:
        moment = dt.datetime.fromisoformat(written.strip())
    except ValueError:
        return math.nan
    part = (moment.hour * 60 + moment.minute) / 1440
    return (moment.date() - dt.date(1970, 1, 1)).days + part


def _selected(value: Value, wanted: Value) -> bool:
    return text(wanted) in text(value).split()


def _selected_at(value: Value, place: Value) -> str:
    words, at = text(value).split(), number(place)
    return words[int(at)] if 0 <= at < len(words) else ""


def _coalesce(*values: Value) -> Value:
    return next((one for one in values if one != ""), "")


def _round(value: Value, digits: Value = 0.0) -> float:
    amount = number(value)
    if math.isnan(amount) or math.isinf(amount):
        return amount
    scale = 10.0 ** int(number(digits))
    return math.floor(amount * scale + 0.5) / scale


def _whole(value: Value) -> float:
    amount = number(value)
    return float(int(amount)) if math.isfinite(amount) else amount


def _substring(value: Value, start: Value, end: Value = math.inf) -> str:
    last = number(end)
    return text(value)[int(number(start)) : None if math.isinf(last) else int(last)]


def _power(one: Value, other: Value) -> float:
    try:
        return float(math.pow(number(one), number(other)))
    except (OverflowError, ValueError):
        return math.nan


def _matches(value: Value, pattern: Value) -> bool:
    """Whether the whole text is what the pattern describes, as ODK has it."""
    return re.fullmatch(text(pattern), text(value)) is not None


class Function(NamedTuple):
    """A function, and how many values it takes at least and at most."""

    of: Callable[..., Value]
    least: int
    most: int


FUNCTIONS: dict[str, Function] = {
    "selected": Function(_selected, 2, 2),
    "selected-at": Function(_selected_at, 2, 2),
    "count-selected": Function(lambda value: float(len(text(value).split())), 1, 1),
    "not": Function(lambda value: not boolean(value), 1, 1),
    "if": Function(lambda test, then, other: then if boolean(test) else other, 3, 3),
    "coalesce": Function(_coalesce, 1, _ANY),
    "regex": Function(_matches, 2, 2),
    "string-length": Function(lambda value: float(len(text(value))), 1, 1),
    "string": Function(text, 1, 1),
    "concat": Function(lambda *values: "".join(text(one) for one in values), 1, _ANY),
    "contains": Function(lambda one, other: text(other) in text(one), 2, 2),
    "starts-with": Function(lambda one, other: text(one).startswith(text(other)), 2, 2),
    "ends-with": Function(lambda one, other: text(one).endswith(text(other)), 2, 2),
    "substr": Function(_substring, 2, 3),
    "normalize-space": Function(lambda value: " ".join(text(value).split()), 1, 1),
    "number": Function(number, 1, 1),
    "int": Function(_whole, 1, 1),
    "round": Function(_round, 1, 2),
    "abs": Function(lambda value: abs(number(value)), 1, 1),
    "pow": Function(_power, 2, 2),
    "min": Function(lambda *values: min(number(one) for one in values), 1, _ANY),
    "max": Function(lambda *values: max(number(one) for one in values), 1, _ANY),
    "boolean": Function(boolean, 1, 1),
    "true": Function(lambda: True, 0, 0),
    "false": Function(lambda: False, 0, 0),
    "date": Function(lambda value: Day(_as_day(value)), 1, 1),
    "date-time": Function(lambda value: Day(_as_day(value)), 1, 1),
    "decimal-date-time": Function(_as_day, 1, 1),
}
"""What is evaluated, by its name in a form."""
