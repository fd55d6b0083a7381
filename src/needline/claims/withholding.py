"""Who vouches for nothing: who neither confirms nor denies, and who takes back what was said."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from needline.claims.attribution import Attribution
from needline.claims.cues import Cue
from needline.claims.denying import BOTH_SIDES, REFUSING
from needline.claims.draft import left_of, subject
from needline.claims.passage import Passage, words
from needline.text.lexicon import any_of

_GOES_ON = {"but", "and", "saying", "while", "although", "though", "adding", "instead"}


def of_neither(here: Passage) -> Iterator[Attribution]:
    """`neither confirmed nor denied that …`, `declined to confirm or deny …`: it states nothing of what is said."""
    sentence = here.text[here.start : here.end]
    for found in BOTH_SIDES.finditer(sentence) if "onfirm" in sentence.lower() else ():
        first = here.index_at(here.start + found.start())
        begin = _with_refusal(here, first)
        refusing = " ".join(here.lowered[begin:first]) + " " + found.group()
        if not REFUSING.search(refusing):
            continue
        after = here.index_at(here.start + found.end() - 1) + 1
        cue, content = here.span(begin, after), here.span(after, _until(here, after))
        if cue and content:
            _, source, _ = subject(here, begin)
            sources = [source] if source else []
            yield Attribution(
                "states", cue, sources, [content], negated=True, said=None, accused="", points_back=False
            )


def of_withdrawn(here: Passage) -> Iterator[Attribution]:
    """`withdrew its figure of 40 dead`, `no longer stands by that claim`: it states nothing any more."""
    if _first_words().isdisjoint(here.lowered):
        return
    for found in _withdrawn().finditer(here.text, here.start, here.end):
        first, after = here.index_at(found.start("cue")), here.index_at(found.end("cue") - 1) + 1
        left = left_of(here, Cue(first, after, []))
        begin = _with_auxiliaries(here, first)
        cue, content = here.span(begin, after), here.span(after, _until(here, after))
        _, source, _ = subject(here, left.subject_end)
        if cue and content and source and not left.negated:
            yield Attribution(
                "states",
                cue,
                [source],
                [content],
                negated=True,
                said=left.said,
                accused="",
                points_back=False,
            )


@functools.cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in words("withdrawing"))


@functools.cache
def _withdrawn() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?P<cue>{any_of(words('withdrawing'))})\s+(?:{any_of(words('determiners'))}\s+)?(?:\w+\s+){{0,3}}?"
        rf"{any_of(words('told', 'tallies'))}\b",
        re.IGNORECASE,
    )


def _with_auxiliaries(here: Passage, at: int) -> int:
    """Step from a verb to the left over "has", "has since"."""
    while at > 0 and here.lower(at - 1) in words("auxiliaries", "adverbs"):
        at -= 1
    return at


def _with_refusal(here: Passage, at: int) -> int:
    """Step from a verb to the left over what negates it: "would", "has not", "declined to"."""
    while at > 0:
        word = here.lower(at - 1)
        if word not in words("auxiliaries", "adverbs") | {"to", "either", "yet"} and not REFUSING.search(
            word
        ):
            break
        at -= 1
    return at


def _until(here: Passage, at: int) -> int:
    """Where what is neither confirmed nor denied ends: at a mark behind which something else follows."""
    for end in range(at, len(here.tokens)):
        if here.lower(end) == ";" or (here.lower(end) == "," and here.lower(end + 1) in _GOES_ON):
            return end
        if here.lower(end) == "but":
            return end
    return len(here.tokens)
