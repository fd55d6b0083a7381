"""A sentence as rules see it: its tokens, its dates, and the noun phrases beside a word."""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import re
from typing import NamedTuple

from needline.claims.spelling import spelt
from needline.model import Span
from needline.text.dates import DateMention, find_dates
from needline.text.lexicon import any_of, lexicon
from needline.text.sentences import Sentence
from needline.text.tokens import Token, tokens

ENGLISH = "needline.claims.en"
_LONGEST = 40  # tokens of a noun phrase
_CLOSING = {",", ";", ":", "(", ")", "\u2014", "\u2013", "[", "]"}


@functools.cache
def words(*names: str) -> frozenset[str]:
    """Lists of small words, together, by their names in `grammar.toml`."""
    return frozenset(word.lower() for name in names for word in lexicon(ENGLISH, "grammar")[name])


class Passage(NamedTuple):
    """
    A sentence with its tokens and dates.

    Args:
        text: the whole text, which all offsets refer to.
        start, end: the sentence.
        tokens: its tokens in order; a misspelt word of saying has its right form, at the place of the wrong one.
        lowered: each as written, in small letters; a name that would be a small word then ("WHO", "US") as written.
        ends: where each token ends.
        dates: its dates in order.
    """

    text: str
    start: int
    end: int
    tokens: list[Token]
    lowered: list[str]
    ends: list[int]
    dates: list[DateMention]

    def span(self, first: int, after: int) -> Span | None:
        """The passage from one token up to another, trimmed of marks at its ends; None where nothing is left."""
        while first < after and self.tokens[first].text in {",", ";", ":", ".", "-"}:
            first += 1
        while after > first and self.tokens[after - 1].text in {",", ";", ":", "."}:
            after -= 1
        if first >= after:
            return None
        start, end = self.tokens[first].start, self.tokens[after - 1].end
        return Span(start, end, self.text[start:end])

    def at(self, start: int, end: int) -> Span:
        """A passage of the text by its offsets."""
        return Span(start, end, self.text[start:end])

    def lower(self, at: int) -> str:
        """A token in small letters; empty outside the sentence."""
        return self.lowered[at] if 0 <= at < len(self.lowered) else ""

    def date_at(self, at: int) -> DateMention | None:
        """The date a token is part of."""
        if not 0 <= at < len(self.tokens):
            return None
        start = self.tokens[at].start
        before = bisect.bisect_right(self.dates, start, key=lambda date: date.start)
        date = self.dates[before - 1] if before else None
        return date if date and start < date.end else None

    def index_at(self, offset: int) -> int:
        """The first token that ends after a place in the text."""
        return bisect.bisect_right(self.ends, offset)


def passage(text: str, sentence: Sentence, published: dt.date | None) -> Passage:
    """Look at one sentence of a text."""
    dates = [
        date._replace(start=date.start + sentence.start, end=date.end + sentence.start)
        for date in (() if _is_heap(sentence.text) else find_dates(sentence.text, published))
    ]
    found = spelt(tokens(text, sentence.start, sentence.end))
    lowered = [word if word in _NAMES else word.lower() for _, _, word, _ in found]
    ends = [end for _, end, _, _ in found]
    return Passage(text, sentence.start, sentence.end, found, lowered, ends, dates)


_NAMES = {"WHO", "US", "IT", "IS", "AN", "AM", "CAN"}


def _is_heap(text: str) -> bool:
    """Whether a long passage has hardly a letter, and so no date that anything is told of."""
    return len(text) > _LONG and len(_LETTER.findall(text)) < len(text) // _FEW


_LETTER = re.compile(r"[^\W\d_]")
_LONG, _FEW = 600, 10


def meet(one: Span, other: Span) -> bool:
    """Whether two passages of a text have a character in common."""
    return one.start < other.end and other.start < one.end


def phrase_before(here: Passage, end: int, floor: int = 0) -> int:
    """
    Where the noun phrase begins that ends right before a token, without openings like "Meanwhile".

    Args:
        here: the sentence.
        end: index of the token after the phrase.
        floor: index that it does not begin before.

    Returns:
        int: index of its first token; `end` where there is none.
    """
    at, floor = end, max(floor, end - _LONGEST)
    while at > floor:
        opening = _bracket(here, at - 1) if here.lower(at - 1) == ")" else at
        if opening == at and _bounds(here, at - 1, end, floor):
            break
        at = min(opening, at - 1)
    return _without_opening(here, at, end)


def _bracket(here: Passage, closing: int) -> int:
    """Where the bracket opens that closes here: "UNHCR (F. Grandi)"; one after it where none does nearby."""
    for at in range(closing - 1, max(-1, closing - 10), -1):
        if here.lower(at) == "(":
            return at
    return closing + 1


def _bounds(here: Passage, at: int, end: int, floor: int) -> bool:
    """Whether a token stands outside the noun phrase to its right."""
    token, low = here.tokens[at], here.lowered[at]
    if token.text in _CLOSING or token.kind == "quote" or token.text in "!?":
        return True
    if low in words("subordinators", "auxiliaries") or token.text in words("saying"):
        return True
    if low == "and":
        return at + 1 >= end or _has_verb(here, at, floor)
    return False


def _has_verb(here: Passage, end: int, floor: int) -> bool:
    """Whether a clause, and not a noun phrase, stands right before an "and"."""
    for at in range(end - 1, floor - 1, -1):
        token, low = here.tokens[at], here.lowered[at]
        if token.text in _CLOSING or low in words("subordinators"):
            return False
        if low in words("auxiliaries") or (_VERB.match(low) and token.text[0].islower()):
            return True
    return False


_VERB = re.compile(r"\w{3,}ed$|said$|told$|left$|fled$|went$|came$|took$|made$|saw$|began$|gave$|sent$")


def _without_opening(here: Passage, start: int, end: int) -> int:
    """Step over openings: "Meanwhile", "On Friday", "At a briefing the spokesman"."""
    while start < end:
        date = here.date_at(start)
        if here.lower(start) in words("openers"):
            start += 1
        elif date:
            start = max(start + 1, here.index_at(date.end))
        elif here.lower(start) in words("prepositions"):
            if here.date_at(start + 1):
                start += 1
                continue
            inner = _second_phrase(here, start, end)
            if not inner:
                return start
            start = inner
        else:
            return start
    return start


def _second_phrase(here: Passage, start: int, end: int) -> int:
    """In "At a briefing the spokesman", where the second phrase begins; 0 where there is but one."""
    for at in range(start + 2, end):
        if here.lower(at) in words("determiners") and here.lower(at - 1) not in words("prepositions"):
            return at
    return 0


def phrase_after(here: Passage, start: int) -> int:
    """Index after the noun phrase that begins at a token: up to a mark, a clause, or a verb."""
    at = start
    while at < min(len(here.tokens), start + _LONGEST):
        token, low = here.tokens[at], here.lowered[at]
        inside = token.text in _CLOSING or token.kind == "quote" or token.text in {".", "!", "?"}
        if inside and not (token.text == "." and at + 1 < len(here.tokens) and at > start):
            break
        if at > start and (low in words("subordinators") or low in words("auxiliaries")):
            break
        if at > start and (
            token.kind == "number" or here.date_at(at) or (low == "and" and _clause(here, at + 1))
        ):
            break
        at += 1
    while at > start and here.lower(at - 1) in words("prepositions"):
        at -= 1
    return at


def _clause(here: Passage, start: int) -> bool:
    """Whether a clause follows an "and": a verb comes before the next mark."""
    for at in range(start, min(start + 8, len(here.tokens))):
        token, low = here.tokens[at], here.lowered[at]
        if token.text in _CLOSING or token.text == ".":
            return False
        if low in words("auxiliaries") or _VERB.match(low):
            return True
    return False


@functools.cache
def phrase_pattern(name: str) -> re.Pattern[str]:
    """A pattern for any phrase of a list in `grammar.toml`."""
    return re.compile(any_of(lexicon(ENGLISH, "grammar")[name]) + r"(?!\w)", re.IGNORECASE)
