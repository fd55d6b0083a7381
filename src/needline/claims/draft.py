"""A statement while its sentence is still being read, and what stands left and right of a cue."""

from __future__ import annotations

from typing import NamedTuple

from needline.claims.cues import Cue
from needline.claims.passage import Passage, phrase_before, phrase_pattern, words
from needline.model import Span
from needline.model.claim import ClaimKind
from needline.text.dates import DateMention

FAR = 12
"""Tokens within which what belongs to a cue is looked for; some things within twice as many."""


class Draft(NamedTuple):
    """
    An attribution while its sentence is still being read; places are indexes of tokens.

    Args:
        cue, kind, sources, said, accused: as in the attribution.
        begin: where it begins: its source, or its cue where the source comes later.
        pronoun: True where the source is only a pronoun.
        start, end: the content after the cue; equal where there is none.
        before: the content before the source, where there is any.
        refused: True where the cue is negated ("did not confirm").
        fixed: True where no other statement can end the content.
        by_noun: True where a noun makes the statement: "the union's accusation that".
        hinge: how many words lead back from it to what was said before: 1 for "which", 2 for "an allegation".
    """

    cue: Cue
    kind: ClaimKind
    begin: int
    sources: list[Span]
    pronoun: bool = False
    start: int = 0
    end: int = 0
    before: Span | None = None
    refused: bool = False
    said: DateMention | None = None
    accused: str = ""
    fixed: bool = False
    hinge: int = 0
    by_noun: bool = False


def all_before(here: Passage, end: int) -> Span | None:
    """All of the sentence before a token, without the comma and the quotation marks around it."""
    first = 0
    while first < end and (here.tokens[first].kind == "quote" or here.tokens[first].text == ","):
        first += 1
    while end > first and (here.tokens[end - 1].kind == "quote" or here.tokens[end - 1].text == ","):
        end -= 1
    return here.span(first, end)


def can_speak(here: Passage, begin: int, end: int) -> bool:
    """Whether a phrase has a word that could be somebody: not only small words, numbers and dates."""
    for at in range(begin, end):
        token = here.tokens[at]
        small = token.lower in words("determiners") or token.lower in words("prepositions")
        if token.kind == "word" and not small and not here.date_at(at):
            return token.lower not in {"there", "not", "what"}
    return False


def subject_of(here: Passage, at: int) -> str:
    """The subject of a clause: its words up to the verb."""
    for end in range(at, min(at + FAR, len(here.tokens))):
        word = here.lower(end)
        if word in words("auxiliaries") or (word.endswith("ed") and end > at):
            span = here.span(at, end)
            return span.text if span else ""
    return ""


def can_be_accused(subject: str) -> bool:
    """Whether a subject can be accused: a name, or a word for those who act; not "the departure"."""
    said = subject.split()
    named = any(word[0].isupper() for word in said[1:]) or (
        said and said[0][0].isupper() and said[0] != "The"
    )
    return bool(named or {word.lower().strip(",") for word in said} & words("actors"))


def left_of(here: Passage, cue: Cue) -> _Left:
    """Step from a verb over auxiliaries, adverbs and dates to the end of its subject."""
    at, auxiliaries, negated, said = cue.first, [], False, None
    while at > 0:
        word, date = here.lower(at - 1), here.date_at(at - 1)
        if date:
            said, at = said or date, min(at - 1, here.index_at(date.start))
        elif word in words("auxiliaries"):
            auxiliaries.append(word)
            at -= 1
        elif word in words("negations") or word.endswith(("n't", "n\u2019t")):
            negated, at = True, at - 1
        elif (
            word in words("adverbs")
            or (word.endswith("ly") and word[0] == here.tokens[at - 1].text[0])
            or (said and word == "on")
        ):
            at -= 1
        else:
            break
    return _Left(at, auxiliaries, negated, said)


class _Left(NamedTuple):
    """What stands between a verb and its subject."""

    subject_end: int
    auxiliaries: list[str]
    negated: bool
    said: DateMention | None


def subject(here: Passage, end: int) -> tuple[int, Span | None, bool]:
    """Where the subject begins that ends before a token, the source it names, and whether it is a pronoun."""
    if here.lower(end - 1) == ",":
        end, floor = _before_apposition(here, end - 1)
        begin = phrase_before(here, floor) if floor < end else phrase_before(here, end)
    else:
        begin = phrase_before(here, end)
    if begin == end and here.lower(end - 1) in {"who", "which"}:
        at = antecedent(here, end - 1)
        return end - 1, here.span(at, end - 1), False
    if begin == end:
        return begin, None, False
    source = here.span(begin, end)
    only = here.lower(begin) if end - begin == 1 else ""
    return begin, source if can_speak(here, begin, end) else None, only in words("pronouns")


def _before_apposition(here: Passage, comma: int) -> tuple[int, int]:
    """For "Filippo Grandi, the High Commissioner, said": the end of all of it, and the first comma."""
    for at in range(comma - 1, max(-1, comma - 2 * FAR), -1):
        if here.lower(at) in {"who", "which", "citing", "quoting"}:
            return (at - 1, at - 1) if here.lower(at - 1) == "," else (at, at)
        if here.lower(at) == ",":
            inner = here.lower(at + 1)
            return (at, at) if here.date_at(at + 1) or inner in words("prepositions") else (comma, at)
    return comma, comma


def antecedent(here: Passage, end: int) -> int:
    """Where the short noun phrase before a relative pronoun begins."""
    at = end
    while at > 0 and here.lower(at - 1) == ",":
        at -= 1
    while at > 0:
        word = here.lower(at - 1)
        if word in words("prepositions") or word in words("subordinators") or word in {",", ";", "and", "or"}:
            return at
        at -= 1
        if word in words("determiners"):
            return at
    return at


def after_asides(here: Passage, at: int, *, told: bool) -> tuple[int, DateMention | None]:
    """Step over "on Friday", "in a statement", "reporters": to where the content begins."""
    said = None
    while at < len(here.tokens):
        date = here.date_at(at) or (
            here.date_at(at + 1) if here.lower(at) in {"on", "at", "late", "early"} else None
        )
        offset = here.tokens[at].start
        aside = phrase_pattern("asides").match(here.text, offset, here.end)
        addressee = phrase_pattern("addressees").match(here.text, offset, here.end) if told else None
        if date and date.first == date.last:
            said, at = said or date, max(at + 1, here.index_at(date.end))
        elif aside or addressee:
            at = max(at + 1, here.index_at((aside or addressee).end()))  # type: ignore[union-attr] # one of them matched
        elif here.lower(at) == "," and here.lower(at + 1) in {"citing", "quoting"}:
            ends = (i + 1 for i in range(at + 2, len(here.tokens)) if here.lower(i) in {",", "that", "."})
            at = next(ends, len(here.tokens))
            at -= here.lower(at - 1) in {"that", "."}
        else:
            break
    if told:
        that = next((i for i in range(at, min(at + FAR, len(here.tokens))) if here.lower(i) == "that"), at)
        at = that
    return at, said
