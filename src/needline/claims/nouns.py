"""Statements by a noun, by "according to", and through one who passes on what another said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from needline.claims.cues import Cue, Entry, cue_of, relay_endings
from needline.claims.draft import (
    FAR,
    Draft,
    after_asides,
    all_before,
    can_speak,
    left_of,
    subject,
    subject_of,
)
from needline.claims.passage import Passage, phrase_after, phrase_before, words
from needline.model import Span
from needline.text.marks import APOSTROPHES

_POSSESSIVE = re.compile(rf"\w[{APOSTROPHES}]s$|s[{APOSTROPHES}]$")


def owned(here: Passage, cue: Cue) -> bool:
    """Whether a possessive stands right before: "Chad's accusation"."""
    return cue.first > 0 and bool(_POSSESSIVE.search(here.tokens[cue.first - 1].text))


def _owner(here: Passage, end: int) -> int:
    """Where the owner begins whose possessive ends right before a token: "the rights group's accusation"."""
    at = end - 1
    named = here.tokens[at].text[0].isupper()
    while at > 0:
        token = here.tokens[at - 1]
        if token.lower in words("determiners"):
            return at - 1
        if token.kind != "word" or not (token.text[0].isupper() or token.lower == "of" or not named):
            return at
        if phrase_before(here, at) == at:
            return at
        at -= 1
    return at


def as_noun(here: Passage, cue: Cue) -> Cue:
    """`Chad's calls for` is the noun "calls" and not the verb "calls for"."""
    if cue.after == cue.first + 1 or not owned(here, cue):
        return cue
    alone = cue_of((here.lower(cue.first),))
    return Cue(cue.first, cue.first + 1, alone) if any(entry.family == "noun" for entry in alone) else cue


def by_noun(here: Passage, cue: Cue, entry: Entry) -> Iterator[Draft]:
    """`Chad's accusation that …`, `calls by the UN for …`."""
    at = cue.after
    if owned(here, cue):
        begin = _owner(here, cue.first)
        source = here.span(begin, cue.first)
        if source:
            text = re.sub(rf"[{APOSTROPHES}]s?$", "", source.text)
            source = Span(source.start, source.start + len(text), text)
    elif here.lower(at) in {"by", "from"}:
        end = _phrase_until(here, at + 1, {"that", "for", "to", "of", "against"})
        begin, source, at = cue.first, here.span(at + 1, end), end
    else:
        return
    if source is None or here.lower(at) not in {"that", "for", "to", "of", "against", "about", "on"}:
        return
    opening = at if here.lower(at) == "to" else at + 1
    draft = Draft(cue, entry.kind, begin, [source], start=opening, end=len(here.tokens), by_noun=True)
    yield draft._replace(accused=subject_of(here, opening) if entry.kind == "accuses" else "")


def _phrase_until(here: Passage, at: int, stops: set[str]) -> int:
    end = phrase_after(here, at)
    return next((i for i in range(at, end) if here.lower(i) in stops), end)


def by_according(here: Passage, cue: Cue, entry: Entry) -> Iterator[Draft]:
    """`According to X, …` and `…, according to X`."""
    after = phrase_after(here, cue.after)
    source = here.span(cue.after, after)
    if source is None or not can_speak(here, cue.after, after):
        return
    if here.lower(cue.first) == "per" and not _is_named(here, cue, after):
        return
    if cue.first <= 1 or here.lower(cue.first - 1) in {";", ":"}:
        start = after + (here.lower(after) == ",")
        yield Draft(cue, entry.kind, cue.first, [source], start=start, end=len(here.tokens))
    else:
        content = all_before(here, cue.first)
        yield Draft(cue, entry.kind, cue.first, [source], before=content, fixed=True)


def _is_named(here: Passage, cue: Cue, after: int) -> bool:
    """Whether "per" names who tells, behind a comma or first, and no measure: "per the IFRC", not "per day"."""
    first = cue.after + (here.lower(cue.after) == "the")
    apart = here.lower(cue.first - 1) in {"", ",", "("}
    return apart and first < after and here.tokens[first].text[0].isupper()


def by_relay(here: Passage, cue: Cue, entry: Entry) -> Iterator[Draft]:
    """`X quoted Y as saying …`, `Y was quoted by X as saying …`: a chain of two."""
    word = " ".join(here.lowered[cue.first : cue.after])
    ending = _ending(here, cue.after, relay_endings(word))
    if ending is None:
        return
    at, after = ending
    inner = here.span(cue.after, at)
    left = left_of(here, cue)
    begin, outer, _ = subject(here, left.subject_end)
    if here.lower(cue.after) == "by":
        outer, inner = here.span(cue.after + 1, at), outer
    if outer and outer.text.lower() in words("nobody"):
        outer = None  # "it was told by the doctor that": nobody is told
    chain = [span for span in (outer, inner) if span]
    start, said = after_asides(here, after, told=False)
    start += here.lower(start) == "that"
    if chain:
        draft = Draft(cue, entry.kind, begin, chain, start=start, end=len(here.tokens))
        yield draft._replace(refused=left.negated, said=left.said or said)


def _ending(here: Passage, at: int, endings: tuple[tuple[str, ...], ...]) -> tuple[int, int] | None:
    lowered = here.lowered
    for start in range(at, min(at + 3 * FAR, len(lowered))):
        for ending in endings:
            if tuple(lowered[start : start + len(ending)]) == ending:
                return start, start + len(ending)
    return None


def in_passing(here: Passage, cue: Cue) -> Iterator[tuple[int, int, Span]]:
    """A source named in passing, "citing the Government": its cue, what follows it, and the source."""
    if not cue.entry("passing"):
        return
    word = " ".join(here.lowered[cue.first : cue.after])
    if cue.entry("relay") and has_ending(here, cue.after, relay_endings(word)):
        return
    after = phrase_after(here, cue.after)
    source = here.span(cue.after, after)
    if source and can_speak(here, cue.after, after) and not is_reason(here, cue.after, after):
        yield cue.first, after, source


def has_ending(here: Passage, at: int, endings: tuple[tuple[str, ...], ...]) -> bool:
    """Whether the words that end a relay follow: "quoting the mayor as saying"."""
    return _ending(here, at, endings) is not None


def is_reason(here: Passage, begin: int, end: int) -> bool:
    """Whether a phrase names a reason, and nobody who speaks: "the threat of intervention", "security concerns"."""
    for at in range(begin, end):
        if here.lower(at) in words("prepositions") and at > begin:
            return here.lower(at - 1) in words("reasons")
    return here.lower(end - 1) in words("reasons")
