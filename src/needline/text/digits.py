"""
Numbers in digits, whole or damaged. A damaged one is read as all that its missing digits can be.

A mark for a missing digit (`?`, `_`, a box) stands for one digit; `<>` stands for as many as its group of
three lacks. A number is damaged where such a mark stands inside it, or in a group that is not full:

    100,<>    100,000 to 100,999        1?,500    10,500 to 19,500
    12,3__     12,300 to  12,399        <>,500    1,500 or more: nobody knows how much
"""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

_ONE = r"[?_*#\ufffd\u25a0\u25a1\u25af]"
_BOX = r"[_\ufffd\u25a0\u25a1\u25af]"
_HOLE = r"(?:<[\ .?\u2026_*-]{0,6}>|\[(?:\u2026|\.{3}|\?{1,3}|\ ?|illegible|unclear|missing)\])"
_SPACES = "\u00a0\u202f\u2009\u0020"
_TICKS = "'\u2019"

_FULL_GROUP = rf",(?:\d|{_ONE}|[xX]){{3}}(?![\w])"
_SHORT_GROUP = rf",\d{{0,2}}(?:{_HOLE}\d{{0,2}}(?!\d)|{_ONE}{{1,2}}(?!\w)|\u2026|\.{{3}}|(?=\.(?:\s|$)))"
_GROUP = rf"(?:{_FULL_GROUP}|{_SHORT_GROUP})"
_LEAD = rf"(?:\d{{0,3}}{_HOLE}\d{{0,2}}|(?:\d|{_ONE}){{1,3}})"
_DAMAGED = rf"""(?:
    (?=[\d,]{{0,20}}(?:{_ONE}|{_HOLE}|[xX\u2026]|\.{{3}}|(?<=,)\.)) {_LEAD}{_GROUP}{{1,4}}
  | \d{{1,9}}(?:{_ONE}{{1,3}}\d{{1,9}}|{_BOX}{{1,3}}(?!\w)|{_HOLE}\d{{0,9}})
)"""
_WHOLE = rf"""(?:
    \d{{1,3}}(?:,\d{{3}})+(?![\d,]\d)(?!\d)
  | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?!\d)
  | \d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?![\d{_SPACES}]?\d)
  | \d{{1,3}}(?:[{_TICKS}]\d{{3}})+(?!\d)
  | \d{{1,3}}(?:\.\d{{3}}){{2,}}(?!\d)
  | \d+
)(?:\.\d+(?![.\d]))?"""

_START = r"(?:(?<![\w.])(?<!\d,)|(?<=[a-z]{3})(?=\d{1,3},\d{3}))"
DIGITS = rf"{_START}(?:{_DAMAGED}|{_WHOLE})"
"""Pattern (verbose) of a number in digits, whole or damaged; never the tail of one, and also glued to a word."""

_ANY_HOLE = re.compile(_HOLE + r"|\u2026|\.{3}", re.VERBOSE)
_ANY_ONE = re.compile(_ONE + "|[xX]")
_GROUP_SIZE = 3


class Digits(NamedTuple):
    """What a number in digits can be: `low` to `high` (None: no end), and whether digits are missing."""

    low: float
    high: float | None
    damaged: bool


def read_digits(text: str) -> Digits:
    """
    Read a number that `DIGITS` matched.

    Args:
        text: the number as written.

    Returns:
        Digits: the number itself, or all that it can be where digits are missing.
    """
    if _is_whole(text):
        value = float(_without_thousands(text))
        return Digits(value, value, damaged=False)
    groups = [_characters(group) or "<" for group in text.split(",")]
    lead, rest = groups[0], [_filled(group) for group in groups[1:]]
    least = "".join(itertools.chain(_least_lead(lead), *(_replaced(group, "0") for group in rest)))
    if "<" in lead and (rest or lead[-1] == "<" or len(lead) > 1):
        return Digits(float(least), None, damaged=True)
    most = "".join(itertools.chain(_replaced(lead, "9"), *(_replaced(group, "9") for group in rest)))
    return Digits(float(least), float(most), damaged=True)


def _is_whole(text: str) -> bool:
    return not (_ANY_HOLE.search(text) or _ANY_ONE.search(text) or text.endswith(","))


def _without_thousands(text: str) -> str:
    if text.count(".") > 1:
        text = text.replace(".", "")
    return re.sub(rf"[,{_SPACES}{_TICKS}]", "", text)


def _characters(group: str) -> str:
    """A group with `<` for a hole and `?` for one missing digit."""
    return _ANY_ONE.sub("?", _ANY_HOLE.sub("<", group))


def _filled(group: str) -> str:
    """A group of three: a hole, or too few marks, stand for what is missing of it."""
    known = sum(character.isdigit() for character in group)
    missing = max(0, _GROUP_SIZE - known)
    if "<" in group:
        return group.replace("<", "?" * missing)
    if len(group) < _GROUP_SIZE:
        at = group.index("?")
        return group[:at] + "?" * missing + group[at:].lstrip("?")
    return group


def _replaced(group: str, digit: str) -> str:
    return group.replace("?", digit)


def _least_lead(lead: str) -> str:
    """The least a leading group can be: it never begins with a zero, and a hole may hold nothing."""
    bare = lead.replace("<", "") or "1"
    return (bare[0].replace("?", "1") + bare[1:]).replace("?", "0")
