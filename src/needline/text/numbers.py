"""Numbers in a text: in digits or words, as ranges, with what qualifies them, and with their damage."""

from __future__ import annotations

import functools
import math
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from needline.text.digits import APART, DIGITS, read_digits
from needline.text.lexicon import any_of, lexicon, small_words
from needline.text.marks import DASHES, HYPHENS, WRONG_DASH

_BEFORE = 64
_AFTER = 28
_GREATEST = 1e15
_LABEL = 20
_JOINS = {".", "/", ":"}
_BY = {"x", "X", "\u00d7"}
_HYPHENS = frozenset(HYPHENS)
_WORD_BEFORE = re.compile(r"(\w+|[^\w\s])[.]?\s{0,3}$")
_ATTACHED = {
    "blank": "blank",
    "st": "ordinal",
    "nd": "ordinal",
    "rd": "ordinal",
    "th": "ordinal",
    "share": "share",
}
_BLANK = (
    r"(?<![\w.\u2026\[<])(?:(?-i:X{2,4}|x{2,4})(?!\w)|[_~?#\u25a0\u25a1\u25af\ufffd]{2,8}|\[(?:\u2026|\.{3}|\?+|\ ?)\]"
    r"|<[\ .?\u2026_*-]{0,6}>(?!,?\d)|(?-i:N/A)(?!\w)|\d{1,3}\.\d{1,2}\.\d{1,3}(?=\s[a-z]))(?=[\s.,;:)]|\Z)"
)
"""What stands for a number of which nothing can be read: `XX`, `__`, `~~`, `[...]`, `N/A`, `1.2.3`."""
_NOWHERE = (sys.maxsize, sys.maxsize)
_SCALE_OF_TENS = 100
_DOZEN = 12
_THOUSAND = 1000.0
_RISES_BY = re.compile(r"\bby(?:\s\w+)?\s{1,3}$")
_FULL_THOUSANDS = re.compile(r"\d{1,3}[,.\u00a0\u202f ]000")


class Number(NamedTuple):
    """
    A number in a text, with the words that qualify it.

    Args:
        start, end: the passage, qualifier included ("more than 5,000"), in characters of the text.
        text: as written; `text == original[start:end]`, and reading it alone gives the same number again.
        digits: where the number itself stands, without its qualifier.
        low, high: all that the written number can be; a None high has no end that is known.
        qualifier: exact, about, more than, at least, up to, fewer than, almost, between, dozens, or hundreds.
        damaged: True where digits are missing.
        unit: empty for a bare count; percent, share, money, length, duration, weight, area, times, label, ordinal;
            blank for marks in the place of a number, of which nothing can be read.
    """

    start: int
    end: int
    text: str
    digits: tuple[int, int]
    low: float
    high: float | None
    qualifier: str
    damaged: bool
    unit: str


class _Amount(NamedTuple):
    """A number before anything around it is looked at."""

    start: int
    end: int
    low: float
    high: float | None
    qualifier: str = "exact"
    damaged: bool = False
    scaled: float = 1.0
    attached: str = ""


def find_numbers(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[Number]:
    """
    Find the numbers of a text.

    Args:
        text: the text.
        taken: passages already read as something else (dates), in which no number is looked for.

    Returns:
        list[Number]: in order. Those that are money, distances, labels and so on say so in `unit`.
    """
    if not _may_hold_one(text):
        return []
    whole, text = text, _masked(text, taken)
    labels = [one.span() for one in _patterns().labels.finditer(text)] if _MAY_LABEL.search(text) else []
    amounts = [one for one in _untaken(_amounts(text), labels) if one.low < _GREATEST]
    found = ((one.attached, _in_context(text, one)) for one in _joined(text, amounts))
    return [
        number._replace(text=whole[number.start : number.end]) if taken else number
        for attached, number in found
        if attached != "blank" or number.unit == "blank"
    ]


def _masked(text: str, taken: Iterable[tuple[int, int]]) -> str:
    """A text with marks of no meaning in the place of what was read already, so that no number goes on from it."""
    for start, end in taken:
        text = text[:start] + _MASK * (end - start) + text[end:]
    return text


_MASK = "\x1a"


def _may_hold_one(text: str) -> bool:
    """Whether a text has a digit, a mark that may stand for one, or a word that numbers are written with."""
    return bool(_SIGN.search(text)) or not _number_words().isdisjoint(small_words(text))


_MAY_LABEL = re.compile(r"[@+\u00b0\u00ba]|www\.|//|\d\.\d\d|(?<![\w,.])0\d")
_SIGN = re.compile(r"[\d<\[\u00bc-\u00be\u2150-\u215e]|[_~?#\u25a0\u25a1\u25af\ufffdXx]{2}|N/A")


@functools.cache
def _number_words() -> frozenset[str]:
    """The longest word of each way to write a number in words: "thousands" of "tens of thousands"."""
    words = _words()
    listed = (*words["values"], *words["scales"], *words["fractions"], *words["vague"], "half")
    return frozenset(max(one.split(), key=len) for one in listed)


def read_number(text: str) -> Number | None:
    """Read a passage that is a number with its qualifier; None where it is none, or more than one."""
    found = find_numbers(text)
    if len(found) != 1:
        found = find_numbers(f"{text} {_A_WORD}")
    return found[0] if len(found) == 1 else None


_A_WORD = "n"
"""Any word: digits that stand apart (`1 2 0`) are one number where one follows."""


# single amounts


def _amounts(text: str) -> Iterator[_Amount]:
    for found in _patterns().amount.finditer(text):
        if found["blank"]:
            yield _Amount(found.start(), found.end(), 0.0, None, damaged=True, attached="blank")
        elif found["apart"]:
            yield _Amount(found.start(), found.end(), *read_digits(found[0])[:2], damaged=True)
        elif found["vague"]:
            yield _vague(found)
        elif found["fraction"]:
            yield from _fraction(found)
        elif found["digits"]:
            yield from _beside_label(text, found) or [_in_digits(text, found)]
        elif found["words"]:
            value, scale = _in_words(found["words"])
            if value is not None:
                yield _Amount(found.start(), found.end(), value, value, scaled=scale)


def _fraction(found: re.Match[str]) -> Iterator[_Amount]:
    """`two thirds of` as a share, and `a quarter of a million` as the number it is."""
    parts = [part for part in re.split(r"[^a-z]+", found["fraction"].lower()) if part]
    whole = _words()["fractions"][parts[-1]]
    times = _words()["values"].get(parts[0], 1)
    if found["of_scale"]:
        scale = _words()["scales"][found["of_scale"].lower()]
        value = _times(whole * times, scale)
        yield _Amount(found.start(), found.end("of_scale"), value, value, scaled=scale)
    else:
        yield _Amount(found.start(), found.end("fraction"), whole * times, whole * times, attached="share")


def _vague(found: re.Match[str]) -> _Amount:
    if found["few"]:
        scales = [_words()["scales"][word] for word in re.findall(r"\w+", found["few_scales"].lower())]
        low, high = _words()["several"][" ".join(found["few"].lower().split())]
        scale = math.prod(scales)
        qualifier = "dozens" if scale == _DOZEN else "between" if low < high else "about"
        return _Amount(found.start(), found.end(), low * scale, high * scale, qualifier)
    entry = _words()["vague"][" ".join(found["vague"].lower().split())]
    return _Amount(found.start(), found.end(), float(entry["low"]), float(entry["high"]), entry["qualifier"])


def _in_digits(text: str, found: re.Match[str]) -> _Amount:
    scale, end = 1.0, found.end("digits")
    attached = found["attached"] or ""
    measured = found["scales"] or attached or _patterns().unit.match(text, end)
    read = read_digits(found["digits"], decimal=bool(measured))
    if read.low >= _GREATEST:
        return _Amount(found.start(), end, read.low, read.high)
    if found["spaced"]:
        scale, end = _words()["attached"][found["spaced"]], found.end("spaced")
    if attached:
        scale, end = _words()["attached"].get(attached, 1.0), found.end("attached")
        attached = "" if attached in _words()["attached"] else attached
    for word in re.findall(r"\w+", found["scales"]) if found["scales"] else ():
        scale, end = scale * _words()["scales"][word.lower()], found.end("scales")
    high = None if read.high is None else _times(read.high, scale)
    if text[found.start() - 1 : found.start()] in _HYPHENS and text[found.start() - 2].isalpha():
        attached = "label"
    return _Amount(found.start(), end, _times(read.low, scale), high, "exact", read.damaged, scale, attached)


def _beside_label(text: str, found: re.Match[str]) -> list[_Amount]:
    """For "in week 34 700 people" 34 and 700: the number of a label, and the one after it."""
    head, blank, rest = found["digits"].partition(" ")
    if not (blank and head.isdigit() and rest.isdigit()) or found["scales"] or found["attached"]:
        return []
    if not _patterns().numbered.search(text, max(0, found.start() - _LABEL), found.start()):
        return []
    start, end = found.span("digits")
    return [
        _Amount(start, start + len(head), float(head), float(head), attached="label"),
        _Amount(end - len(rest), end, float(rest), float(rest)),
    ]


def _times(value: float, scale: float) -> float:
    """A product without the dust of binary fractions: 1.1 million is 1,100,000."""
    return value if scale == 1 else round(value * scale, 6)


def _in_words(written: str) -> tuple[float | None, float]:
    """The value of a number in words, and its last scale; None where the words make none."""
    values, scales = _words()["values"], _words()["scales"]
    total = group = 0.0
    scale = 1.0
    half = False
    for word in re.findall(r"[a-z]+", written.lower()):
        if word in values:
            group += values[word]
        elif word == "half":
            half = True
        elif word in scales:
            scale = scales[word]
            group = (group + (0.5 if half else 0.0) or 1.0) * scale
            half = False
            if scale > _SCALE_OF_TENS:
                total, group = total + group, 0.0
    total += group + (0.5 * scale if half else 0.0)
    return (total if total >= 1 or written.strip().lower() == "zero" else None), scale


# ranges


def _joined(text: str, amounts: list[_Amount]) -> Iterator[_Amount]:
    """Join two amounts that are the ends of one range."""
    at = 0
    while at < len(amounts):
        here = amounts[at]
        following = amounts[at + 1] if at + 1 < len(amounts) else None
        if following and _is_sum(text, here, following):
            total = here.low + following.low
            amounts[at + 1] = _Amount(here.start, following.end, total, total, scaled=following.scaled)
            at += 1
        elif following and _is_range(text, here, following):
            yield _range(text, here, following)
            at += 2
        elif following and _is_share(text, here, following):
            part = round(here.low / following.low, 6)
            yield _Amount(here.start, following.end, part, part, attached="share")
            at += 2
        else:
            yield here
            at += 1


def _is_sum(text: str, first: _Amount, last: _Amount) -> bool:
    """Whether two amounts are one number in falling scales: `12 lakh 50 thousand`."""
    falling = first.scaled > last.scaled and last.low < first.scaled and last.scaled > 1
    plain = first.qualifier == last.qualifier == "exact" and not (first.damaged or last.damaged)
    return falling and plain and bool(_patterns().sum.fullmatch(text, first.end, last.start))


def _is_range(text: str, first: _Amount, last: _Amount) -> bool:
    joint = text[first.end : last.start]
    if len(joint) > _AFTER or first.attached or last.attached or (last.high or last.low) <= first.low:
        return False
    before = text[max(0, first.start - _BEFORE) : first.start].lower()
    if _patterns().between.search(before):
        return bool(_patterns().and_.fullmatch(joint))
    if not _patterns().to.fullmatch(joint) or (
        _RISES_BY.search(before) and _patterns().changes.search(before)
    ):
        return False
    return not (_patterns().from_.search(before) and _patterns().changes.search(before))


_SHARED = (
    ["in"],
    ["out", "of"],
    ["in", "every"],
    ["of", "every"],
    ["out", "of", "every"],
    ["out", "of", "each"],
)
_TEN = 10


def _is_share(text: str, first: _Amount, last: _Amount) -> bool:
    """Whether two amounts are a share: one in three, 7 out of 10."""
    joint = text[first.end : last.start].split()
    return (
        (joint in _SHARED or (joint == ["of"] and last.low == _TEN and text[last.start : last.end].isalpha()))
        and 0 < first.low < last.low <= _SCALE_OF_TENS
        and not (first.attached or last.attached or first.damaged or last.damaged)
    )


def _range(text: str, first: _Amount, last: _Amount) -> _Amount:
    before = text[max(0, first.start - _BEFORE) : first.start]
    opening = _patterns().between.search(before.lower()) or _patterns().from_.search(before.lower())
    start = first.start - len(before) + opening.start() if opening else first.start
    scale = last.scaled if last.scaled > 1 else _thousands_of_both(text, first, last)
    low = first.low * scale if first.scaled == 1 and first.low * scale < last.low else first.low
    return _Amount(start, last.end, low, last.high, "between", first.damaged or last.damaged)


def _thousands_of_both(text: str, first: _Amount, last: _Amount) -> float:
    """A thousand where the thousands of the last stand for both: "3-5,000" is 3,000 to 5,000, "50-1,000" is not."""
    written = text[first.start : first.end]
    shared = written.isdigit() and bool(_FULL_THOUSANDS.fullmatch(text, last.start, last.end))
    return _THOUSAND if shared and not last.damaged and first.low * _THOUSAND < last.low else 1.0


# what stands around


def _in_context(text: str, amount: _Amount) -> Number:
    start, qualifier = _qualified(text, amount)
    end, qualifier = _qualified_after(text, amount, qualifier)
    number = (amount.start, amount.end)
    unit = _unit(text, amount)
    return Number(
        start, end, text[start:end], number, amount.low, amount.high, qualifier, amount.damaged, unit
    )


def _qualified(text: str, amount: _Amount) -> tuple[int, str]:
    """Where the words that qualify an amount begin, and which qualifier they are; the outermost counts."""
    start, qualifier = amount.start, amount.qualifier
    while _last_word(text, start) in _patterns().closing:
        found = _patterns().qualifier.search(text, max(0, start - _BEFORE), start)
        if not found or (qualifier != "exact" and found["q"].lower() == "some"):
            return start, qualifier
        start = found.start("q")
        named = _patterns().qualifier_of[" ".join(found["q"].lower().split())]
        if qualifier not in {"dozens", "hundreds", "between"} or named != "about":
            qualifier = named
    return start, qualifier


def _qualified_after(text: str, amount: _Amount, qualifier: str) -> tuple[int, str]:
    if qualifier != "exact":
        return amount.end, qualifier
    found = _patterns().after.match(text, amount.end)
    if not found:
        return amount.end, qualifier
    return found.end(), _patterns().after_of[" ".join(found["q"].lower().split())]


def _unit(text: str, amount: _Amount) -> str:
    if amount.attached == "blank" and _last_word(text, amount.start) in _patterns().leading:
        return "label"
    if amount.attached:
        return _ATTACHED.get(amount.attached.lower(), "label")
    if _last_word(text, amount.start) in _patterns().leading:
        before = text[max(0, amount.start - _LABEL) : amount.start]
        for unit, pattern in _patterns().before:
            if pattern.search(before) and (unit != "small" or amount.low < _SCALE_OF_TENS):
                return "label" if unit == "small" else unit
    found = _patterns().unit.match(text, amount.end)
    if found:
        return _patterns().unit_of[" ".join(found["unit"].lower().split())]
    return "label" if _is_label(text, amount) else ""


def _last_word(text: str, end: int) -> str:
    """The word right before a place in the text, or the sign, in small letters."""
    found = _WORD_BEFORE.search(text, max(0, end - _LABEL), end)
    return found[1].lower() if found else ""


def _is_label(text: str, amount: _Amount) -> bool:
    """Whether digits are part of a dotted or slashed number, a share (`1/3`), or a footnote (`[3]`)."""
    before, after = text[max(0, amount.start - 2) : amount.start], text[amount.end : amount.end + 2]
    if before[-1:] in _JOINS and before[:1].isdigit():
        return True
    if after[:1] in _JOINS and after[1:].isdigit():
        return True
    coded = after[:1].isalpha() or after[:1] in _BY
    if (coded and after[1:].isdigit()) or (before[-1:] in _BY and before[:1].isdigit()):
        return True  # 4x4, 9L15
    return before[-1:] == "[" and after[:1] == "]"


def _untaken(amounts: Iterable[_Amount], taken: Iterable[tuple[int, int]]) -> Iterator[_Amount]:
    """The amounts that share no character with a taken passage; both come in order of the text."""
    passages = iter(sorted(taken))
    start, end = next(passages, _NOWHERE)
    for amount in amounts:
        while end <= amount.start:
            start, end = next(passages, _NOWHERE)
        if amount.end <= start:
            yield amount


# patterns, made once from the word list


_LABELS = r"""
    (?:https?://|www\.)\S{1,400}
  | (?<![\w.+-])[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{2,60}
  | (?<![\w,.])\+\d[\d\s()./-]{6,22}\d(?!\d)                  # +41 22 000 00 00
  | (?<![\w,.])\(?0\d{1,4}\)?(?:[\s./-]\d{2,4}){2,4}(?!\d)       # 0800 000 000
  | \d{1,3}(?:\.\d{1,8})?\s?(?:\u00b0|\u00ba)(?:\s?\d{1,2}(?:\.\d+)?\s?['\u2019\u2032]){0,1}
    (?:\s?\d{1,2}(?:\.\d+)?\s?["\u201d\u2033]){0,1}
  | \d{1,3}\.\d{2,8}\s?[NSEW]\b                               # 36.75 N
  | (?<![\w.])-?\d{1,3}\.\d{4,8},\s?-?\d{1,3}\.\d{4,8}          # 36.7538, 3.0588
"""
"""Figures that are addresses, telephone numbers and coordinates."""


class _Patterns(NamedTuple):
    amount: re.Pattern[str]
    labels: re.Pattern[str]
    sum: re.Pattern[str]
    between: re.Pattern[str]
    and_: re.Pattern[str]
    to: re.Pattern[str]
    from_: re.Pattern[str]
    changes: re.Pattern[str]
    qualifier: re.Pattern[str]
    qualifier_of: dict[str, str]
    closing: frozenset[str]
    after: re.Pattern[str]
    after_of: dict[str, str]
    before: list[tuple[str, re.Pattern[str]]]
    numbered: re.Pattern[str]
    leading: frozenset[str]
    unit: re.Pattern[str]
    unit_of: dict[str, str]


def _words() -> dict[str, Any]:
    return lexicon("needline.text.en", "numbers")


def _named(table: dict[str, list[str]]) -> dict[str, str]:
    return {phrase.lower(): name for name, phrases in table.items() for phrase in phrases}


@functools.cache
def _patterns() -> _Patterns:
    words = _words()
    qualifier_of, after_of, unit_of = (_named(words[name]) for name in ("qualifiers", "after", "units"))
    space = r"[\s]{1,3}"
    fillers = rf"(?:{space}{any_of(words['between']['fillers'])}){{0,4}}"
    blank = r"\s{0,3}"
    apart = r"(?:(?<!\w)|(?<=[a-z]ed)|(?<=[a-z]ing))"  # also glued to the end of a verb
    dash = rf"(?:[{HYPHENS}{DASHES}]|{WRONG_DASH})"
    return _Patterns(
        amount=re.compile(_amount_pattern(words), re.VERBOSE | re.IGNORECASE),
        labels=re.compile(_LABELS, re.VERBOSE),
        sum=re.compile(rf"{space}(?:and{space})?"),
        between=re.compile(rf"\bbetween(?:{space}(?:an|estimated|about|some|around)){{0,3}}\s{{0,3}}$"),
        and_=re.compile(
            rf"{space}(?:and|to){space}(?:about{space}|some{space})?|\s?{dash}\s?", re.IGNORECASE
        ),
        to=re.compile(rf"{space}(?:to|or){space}|\s?{dash}\s?", re.IGNORECASE),
        from_=re.compile(rf"\bfrom(?:{space}(?:about|some|around))?{space}$"),
        changes=re.compile(rf"\b{any_of(words['between']['changes'])}\b"),
        qualifier=re.compile(rf"{apart}(?!<>)(?<!<){_q(qualifier_of)}{fillers}{blank}$", re.IGNORECASE),
        qualifier_of=qualifier_of,
        closing=_last_words([*qualifier_of, *words["between"]["fillers"]]),
        after=re.compile(rf"(?:{space}|{dash}|(?=\+))(?P<q>{any_of(after_of)})(?!\w)", re.IGNORECASE),
        after_of=after_of,
        before=[(unit, _right_before(phrases)) for unit, phrases in words["before"].items()],
        numbered=re.compile(
            rf"(?:^|[.;:,(]\s|\b(?:in|of|by|since|during|until|for|after|before|from|at|on|to)\s)"
            rf"{any_of([*words['before']['small'], *words['before']['label']])}\s$",
            re.IGNORECASE | re.MULTILINE,
        ),
        leading=_last_words(phrase for phrases in words["before"].values() for phrase in phrases),
        unit=re.compile(rf"(?:\s{{0,3}}|{dash})(?P<unit>{any_of(unit_of)})(?!\w)", re.IGNORECASE),
        unit_of=unit_of,
    )


def _last_words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(_last_word(phrase, len(phrase)) for phrase in phrases)


def _q(qualifier_of: dict[str, str]) -> str:
    return f"(?P<q>{any_of(qualifier_of)})"


def _right_before(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(phrases)}\s{{0,2}}$", re.IGNORECASE)


def _amount_pattern(words: dict[str, Any]) -> str:
    scales = any_of(words["scales"])
    of_counts = rf"\s(?!{any_of(words['after_metres']['lengths_go_on'])}\b)[a-z]"
    single = any_of([*words["values"], *words["scales"], "half"])
    joint = rf"(?:[{HYPHENS}\s]{{1,3}}(?:and\s{{1,3}})?(?:a\s{{1,3}})?)"
    article = rf"(?:(?:an?|one)\s{{1,3}}(?=half\s|{scales}\b))?"
    first = _initials(words)
    return rf"""
      (?:\b(?=[{first}xXOolIN])(?=[xN]|(?-i:[OolI])[\d,]|{any_of(_first_words(words))}\b)|(?=[\d<\[?_~\#*\ufffd\u25a0\u25a1\u25af\u00ef\u00bc-\u00be\u2150-\u215e]))
      (?:(?P<blank>{_BLANK}) | (?P<apart>{APART})
      | (?=[\d<[?_*#\ufffd\u25a0\u25a1\u25af\u00efxXoOlI\u00bc-\u00be\u2150-\u215e])(?P<digits>{DIGITS})
        (?:(?P<attached>[A-Za-z]{{1,12}})\b|\s(?P<spaced>mn|mln|bn|m(?={of_counts}|\Z))\b)?
        (?P<scales>(?:[{HYPHENS}\s]{{1,3}}{scales}\b){{1,2}})?
      | \b(?=[{first}])(?:
        (?P<vague>(?P<few>{any_of(words["several"])})\s{{1,3}}(?P<few_scales>{scales}(?:\s{{1,3}}{scales})?)
        | {any_of(words["vague"])})\b
      | (?P<fraction>(?:(?:an?|{any_of(words["values"])})[{HYPHENS}\s]{{1,2}})?{any_of(words["fractions"])})
        (?:\s(?:of\s|(?=the\s))|\Z)(?:a\s(?P<of_scale>{scales})\b)?
      | (?P<words>{article}{single}\b(?:{joint}{single}\b){{0,12}})))
    """


def _first_words(words: dict[str, Any]) -> set[str]:
    """The words that a number in words begins with, "half" and an article too."""
    listed = (word for name in ("values", "scales", "several", "vague", "fractions") for word in words[name])
    return {word.split()[0].lower() for word in (*listed, "half", "a", "an", "one")}


def _initials(words: dict[str, Any]) -> str:
    """The letters that a number in words begins with."""
    return "".join(sorted({word[0] for word in _first_words(words)}))
