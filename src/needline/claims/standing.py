"""Whom a pronoun or a short name stands for: "it added", "the spokesman said", "Grandi said"."""

from __future__ import annotations

import functools

import msgspec

from needline.claims.passage import words
from needline.claims.speakers import Speakers, is_pronoun
from needline.model import Claim, Span

_BACK = 12
"""Speakers before a short name among whom its full one is sought."""


def with_full_names(claims: list[Claim], speakers: Speakers, publisher: Span | None = None) -> list[Claim]:
    """
    Say for whom the nearest source of a claim stands, where it is a pronoun or a short name.

    "We" and "I" stand for whom the words around are quoted from, else for the publisher. Another pronoun stands for
    the speaker named last whom it fits: "he" and "she" for no plural, "they" for a plural where one was named lately.
    A short name ("the spokesman", "Grandi") stands for the last longer name that has all its words. The words of a
    claim's source stay as written; `stands_for` is the passage of the full name, and the listed source is that of the
    full name.

    Args:
        claims: of one report, in the order of the text.
        speakers: the mission's sources.
        publisher: where the text names it.
    """
    found: list[Claim] = []
    named: list[Span] = []
    later: list[int] = []
    for claim in claims:
        if not claim.sources:
            found.append(claim)
            continue
        source = claim.sources[0]
        if is_first_person(source) and not claim.stands_for:
            later.append(len(found))
            found.append(claim)
            continue
        full = claim.stands_for or _accused_before(claim, found) or _full(source, named)
        if full is None:
            found.append(claim)
            named = [*named[-_BACK:], source] if not is_pronoun(source) else named
        else:
            found.append(_standing(claim, full, speakers))
            named = [*named[-_BACK:], full]
    for at in later:
        full = _quoted_from(found, at) or publisher
        if full:
            found[at] = _standing(found[at], full, speakers)
    return found


def _accused_before(claim: Claim, found: list[Claim]) -> Span | None:
    """Whom the accusation right before accuses, for a pronoun that denies or promises: "It denied the charge"."""
    before = found[-1] if found else None
    if before is None or before.kind != "accuses" or not before.accused or not is_pronoun(claim.sources[0]):
        return None
    answers = claim.kind in {"denies", "promises"} and claim.sources[0].text.lower() in words("pronouns") - {
        "who",
        "which",
    }
    at = before.passage.find(before.accused)
    if not answers or at < 0 or claim.start - before.end > _NEXT:
        return None
    start = before.start + at
    return Span(start, start + len(before.accused), before.accused)


_NEXT = 3  # characters between an accusation and the sentence that answers it


def is_first_person(source: Span) -> bool:
    """Whether a source is "we" or "I"."""
    return is_pronoun(source) and source.text.lower() in words("first_person")


def _standing(claim: Claim, full: Span, speakers: Speakers) -> Claim:
    listed = speakers.find(full.text)
    return msgspec.structs.replace(
        claim, stands_for=full, speaker=claim.speaker or (listed.id if listed else "")
    )


def _quoted_from(found: list[Claim], at: int) -> Span | None:
    """The nearest speaker among the claims around whose content holds the cue of one."""
    cue = found[at].cue
    place = cue.start if cue else -1
    holding = [
        (sum(span.end - span.start for span in one.content), number)
        for number, one in enumerate(found[max(0, at - _BACK) : at + _BACK + 1], max(0, at - _BACK))
        for span in one.content
        if span.start <= place < span.end and number != at
        if one.sources and not is_first_person(one.chain[0])
    ]
    return found[min(holding)[1]].chain[0] if holding else None


def _full(source: Span, named: list[Span]) -> Span | None:
    """The fuller name among those before; None where the source is one itself."""
    before = [one for one in reversed(named) if one.end <= source.start or one.start > source.end]
    if is_pronoun(source):
        low = source.text.lower()
        if low in {"he", "she", "him", "her"}:
            before = [one for one in before if not _is_plural(one.text)]
        elif low in {"they", "them"}:
            before = [*(one for one in before[:_LATELY] if _is_plural(one.text)), *before]
        return next(iter(before), None)
    short = _content_words(source.text)
    if not short or len(source.text.split()) > _SHORT:
        return None
    return next((one for one in before if short < _content_words(one.text)), None)


_LATELY = 4  # speakers before "they" among whom it prefers a plural
_SHORT = 3  # words of a name that may stand for a longer one


@functools.lru_cache(maxsize=1 << 12)
def _is_plural(text: str) -> bool:
    """Whether a name is of several: its first phrase ends in a plural ("aid workers in Bor"), or "and" joins two."""
    phrase: list[str] = []
    for word in text.split():
        bare = word.strip(",.()")
        if phrase and bare.lower() in words("prepositions", "relatives"):
            break
        phrase.append(bare)
        if word.endswith(","):
            break
    last = phrase[-1] if phrase else ""
    several = last.islower() and last.endswith("s") and not last.endswith(("ss", "us", "is"))
    return several or last.lower() in {"police", "people"} or " and " in f" {text} "


@functools.lru_cache(maxsize=1 << 12)
def _content_words(text: str) -> frozenset[str]:
    """The words of a name that tell who it is, in small letters."""
    small = words("determiners", "prepositions")
    found = (word.strip(",.()'\"\u2019\u201c\u201d").lower() for word in text.split())
    return frozenset(word for word in found if word and word not in small)
