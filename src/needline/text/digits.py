"""
Numbers in digits, whole or damaged. A damaged one is read as all that its missing digits can be.

A mark for a missing digit (`?`, `_`, a box) stands for one digit; `<>` stands for as many as its group of
three lacks. A number is damaged where such a mark stands inside it, or in a group that is not full:

    100,<>    100,000 to 100,999        1?,500    10,500 to 19,500
    12,3__     12,300 to  12,399        <>,500    1,500 or more: nobody knows how much
    9O0           900 to     990        12,34     12,034 to 12,934: a group lacks a digit somewhere
    l5             15 to      95        1 2 0     0 to 120: digits that stand apart

A point before three digits marks thousands where a bare count is read ("45.000 people"): nobody counts people in
thousandths. A letter that looks like a digit (`O`, `l`) among digits is such a mark too. A comma before one or two
digits is a decimal mark where a scale or a unit follows ("1,2 million", "3,5 km"), and damage where nothing does.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import NamedTuple

_WRONG_BOX = "\u00ef\u00bf\u00bd"
_ONE = rf"(?:[?_*#\ufffd\u25a0\u25a1\u25af]|{_WRONG_BOX})"
_BOX = rf"(?:[_\ufffd\u25a0\u25a1\u25af]|{_WRONG_BOX})"
_ALIKE = "OolI"
_LIKE = rf"(?-i:[{_ALIKE}])"  # as written, also in a pattern that ignores case: "L" and "i" are no digits
_DIGIT_LIKE = rf"(?-i:[\d{_ALIKE}])"
_HOLE = r"(?:<[\ .?\u2026_*-]{0,6}>|\[(?:\u2026|\.{3}|\?{1,3}|\ ?|illegible|unclear|missing)\])"
_SPACES = "\u00a0\u202f\u2009\u0020"
_BLANK = rf"(?:[{_SPACES}]|\u00c2[\u00a0\ ]|\u00e2\u20ac\u00af)"
_TICK = "(?:['\u2019]|\u00e2\u20ac\u2122)"

_MEASURED = r"\s?(?:%|per|million|mln|m\b|billion|bn|lakh|crore|km\b|kilom|metre|meter|hectare|tonne|degree)"
_NO_NOUN = (
    r"\s{1,2}(?:were|will|with|that|from|have|also|when|which|where|per|mil|mln|bil|thou|km|kilom|metr|mete|hect|"
    r"cent|degr|tonn|perc)"
)
_FULL_GROUP = rf",(?:\d|{_ONE}|[xX]){{3}}(?![\w])"
_SHORT_GROUP = rf",\d{{0,2}}(?:{_HOLE}\d{{0,2}}(?!\d)|{_ONE}{{1,2}}(?!\w)|\u2026|\.{{3}}|(?=\.(?:\s|$)))"
_GROUP = rf"(?:{_FULL_GROUP}|{_SHORT_GROUP})"
_LEAD = rf"(?:\d{{0,3}}{_HOLE}\d{{0,2}}|(?:\d|{_ONE}|[xX]){{1,3}})"
_DAMAGED = rf"""(?:
    (?=[\d,]{{0,20}}(?:{_ONE}|{_HOLE}|[xX\u2026]|\.{{3}}|(?<=,)\.))(?![xX]\d) {_LEAD}{_GROUP}{{1,4}}
  | \d{{1,9}}(?:{_ONE}{{1,3}}\d{{1,9}}|{_BOX}{{1,3}}(?!\w)|{_HOLE}\d{{0,9}})
  | {_LIKE}?(?=\d|,\d)(?=[\d,]{{0,12}}{_LIKE}|(?<={_LIKE})){_DIGIT_LIKE}{{0,3}}
    (?:,{_DIGIT_LIKE}{{3}}){{1,3}}(?!\w)
  | \d{{1,6}}{_LIKE}{{1,2}}\d{{1,6}}(?!\w)
  | \d{{1,4}}(?:[Oo]{{1,4}}|(?-i:[lI]))(?![\w'\u2019])(?!\s(?:of|per|a|each)\b)
  | (?-i:[lI])(?=\d)\d{{1,5}}[Oo]{{0,3}}(?![\w'\u2019-])
  | \d{{1,3}}(?:,\d{{3}}){{1,3}},\d{{1,2}}(?![\w%,])
  | (?:\d{{1,3}},\d\d|\d{{2,3}},\d)(?=\s{{1,2}}[a-z]{{4}}|\Z)(?!{_NO_NOUN})
)"""
_WHOLE = rf"""(?:
    \d{{1,3}}(?:,\d{{3}})+(?![\d,]\d)(?!\d)
  | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?!\d)
  | \d{{1,3}}(?:{_BLANK}\d{{3}})+(?![\d{_SPACES}]?\d)(?!,{_HOLE})
  | \d{{1,3}}(?:{_TICK}\d{{3}})+(?!\d)
  | \d{{1,3}}(?:\.\d{{3}}){{2,}}(?!\d)
  | \d{{1,3}},\d(?=\Z)
  | \d{{1,3}},\d{{1,2}}(?={_MEASURED})
  | \d{{0,9}}[\u00bc-\u00be\u2150-\u215e](?![\d\u2044])
  | \d+
)(?:(?<=\d)\.\d+(?![.\d]))?"""

APART = r"(?<![\w.,])\d(?:\ \d){2,6}(?=\s[a-z])"
"""Pattern of digits that stand apart, a blank between any two: one number damaged, before a word."""

_START = rf"(?:(?<![\w.])(?<!\d,)|(?<=\.\.\.)|(?<=[a-z]{{3}})(?=\d{{1,3}},(?:\d|{_ONE}|[<\[xX])))"
_FIRST = rf"[\d<\[?_*#,.\ufffd\u25a0\u25a1\u25af\u00ef\u2026xX{_ALIKE}\u00bc-\u00be\u2150-\u215e]"
DIGITS = rf"(?={_FIRST}){_START}(?:{_DAMAGED}|{_WHOLE})"
"""Pattern (verbose) of a number in digits, whole or damaged; never the tail of one, and also glued to a word."""

_ANY_HOLE = re.compile(_HOLE + r"|\u2026|\.{3}", re.VERBOSE)
_ANY_ONE = re.compile(rf"{_ONE}|[xX{_ALIKE}]")
_DECIMAL = re.compile(r"\d{1,3},\d{1,2}")
_POINT_OF_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_FRACTIONS = frozenset(map(chr, (*range(0xBC, 0xBF), *range(0x2150, 0x215F))))
_DOUBTFUL = re.compile(r"[lI]\d+|\d+[lIo]")
_APART = re.compile(r"\d(?: \d){2,}")
_SHORT = re.compile(r"(?P<head>\d{1,3}(?:,\d{3})*),(?P<tail>\d{1,2})")
_THOUSANDS = re.compile(rf",|{_BLANK}|{_TICK}")
_GROUP_SIZE = 3


class Digits(NamedTuple):
    """What a number in digits can be: `low` to `high` (None: no end), and whether digits are missing."""

    low: float
    high: float | None
    damaged: bool


def read_digits(text: str, *, decimal: bool = False) -> Digits:
    """
    Read a number that `DIGITS` matched.

    Args:
        text: the number as written.
        decimal: a scale or a unit follows, so that a comma before one or two digits is a decimal mark.

    Returns:
        Digits: the number itself, or all that it can be where digits are missing.
    """
    if _is_whole(text):
        value = _value(text, decimal=decimal)
        return Digits(value, value, damaged=False)
    if _APART.fullmatch(text):
        return Digits(float(text[-1]), float(text.replace(" ", "")), damaged=True)
    return _damaged(text, decimal=decimal)


def _value(text: str, *, decimal: bool) -> float:
    """What a whole number is: `4\u00bd`, `1.5`, `12,500`."""
    if text[-1] in _FRACTIONS:
        return float(text[:-1] or 0) + unicodedata.numeric(text[-1])
    return float(text if decimal and text.count(".") == 1 and "," not in text else _without_thousands(text))


def _damaged(text: str, *, decimal: bool) -> Digits:
    """All that a number can be, of which digits are missing; the decimal comma, which looks like one, is none."""
    short = _SHORT.fullmatch(text)
    if short and _DECIMAL.fullmatch(text) and (decimal or len(text) == len("1,2")):
        value = float(text.replace(",", "."))
        return Digits(value, value, damaged=False)
    if short:
        return _lacking(short)
    groups = [_characters(group) or "<" for group in text.split(",")]
    lead, rest = groups[0], [_filled(group) for group in groups[1:]]
    least = "".join(itertools.chain(_least_lead(lead), *(_replaced(group, "0") for group in rest)))
    if "<" in lead and (rest or lead[-1] == "<" or len(lead) > 1):
        return Digits(float(least), None, damaged=True)
    most = "".join(itertools.chain(_replaced(lead, "9"), *(_replaced(group, "9") for group in rest)))
    return Digits(float(least), float(most), damaged=True)


def is_doubtful(text: str) -> bool:
    """Whether only a letter at an end makes digits damaged, as in `l5` and `3l`, which may be no number at all."""
    return _DOUBTFUL.fullmatch(text) is not None


def _lacking(short: re.Match[str]) -> Digits:
    """A last group of one or two digits, which lacks the others wherever they stood."""
    head, tail = short["head"].replace(",", ""), short["tail"]
    ends = [int(head + "".join(filled)) for digit in "09" for filled in _with_gaps(tail, digit)]
    return Digits(float(min(ends)), float(max(ends)), damaged=True)


def _with_gaps(tail: str, digit: str) -> list[str]:
    """All ways to fill a group up to three with one digit, the known digits in their order."""
    return [
        "".join(digit if at not in kept else tail[kept.index(at)] for at in range(_GROUP_SIZE))
        for kept in itertools.combinations(range(_GROUP_SIZE), len(tail))
    ]


def _is_whole(text: str) -> bool:
    damaged = _ANY_HOLE.search(text) or _ANY_ONE.search(text) or _SHORT.fullmatch(text)
    damaged = damaged or _APART.fullmatch(text)
    return not (damaged or text.endswith(","))


def _without_thousands(text: str) -> str:
    if text.count(".") > 1 or _POINT_OF_THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    return _THOUSANDS.sub("", text)


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
