"""Whom a pronoun or a short name stands for: "it added", "the spokesman said", "Grandi said"."""

from __future__ import annotations

import functools

import msgspec

from needline.claims.passage import words
from needline.claims.speakers import Speakers, is_pronoun
from needline.model import Claim, Span

_BACK = 12
"""Speakers before a short name among whom its full one is sought."""


def with_full_names(claims: list[Claim], speakers: Speakers) -> list[Claim]:
    """
    Say for whom the nearest source of a claim stands, where it is a pronoun or a short name.

    A pronoun stands for the speaker named last. A short name ("the spokesman", "Grandi") stands for the last longer
    name that has all its words. The words of a claim's source stay as written; `stands_for` is the passage of the
    full name, and the listed source is that of the full name.

    Args:
        claims: of one report, in the order of the text.
        speakers: the mission's sources.
    """
    found: list[Claim] = []
    named: list[Span] = []
    for claim in claims:
        if not claim.sources:
            found.append(claim)
            continue
        full = claim.stands_for or _full(claim.sources[0], named)
        if full is None:
            found.append(claim)
            named = [*named[-_BACK:], claim.sources[0]] if not is_pronoun(claim.sources[0]) else named
        else:
            listed = speakers.find(full.text)
            speaker = claim.speaker or (listed.id if listed else "")
            found.append(msgspec.structs.replace(claim, stands_for=full, speaker=speaker))
            named = [*named[-_BACK:], full]
    return found


def _full(source: Span, named: list[Span]) -> Span | None:
    """The fuller name among those before; None where the source is one itself."""
    before = [one for one in reversed(named) if one.end <= source.start or one.start > source.end]
    if is_pronoun(source):
        return next(iter(before), None)
    short = _content_words(source.text)
    if not short or len(source.text.split()) > _SHORT:
        return None
    return next((one for one in before if short < _content_words(one.text)), None)


_SHORT = 3  # words of a name that may stand for a longer one


@functools.lru_cache(maxsize=1 << 12)
def _content_words(text: str) -> frozenset[str]:
    """The words of a name that tell who it is, in small letters."""
    small = words("determiners", "prepositions")
    found = (word.strip(",.()'\"\u2019\u201c\u201d").lower() for word in text.split())
    return frozenset(word for word in found if word and word not in small)
