"""
Who says what in one sentence: cue, sources and content, by the rules of the cue lexicon.

`attributions` is the seam at which another reader (a trained one) can take the place of these rules: a sentence
in, attributions out. Everything after it (denials, figures, ids) only sees attributions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from needline.claims.cues import Cue, find_cues
from needline.claims.denying import is_negated
from needline.claims.draft import Draft
from needline.claims.nouns import as_noun, by_according, by_noun, by_relay, in_passing, owned
from needline.claims.passage import Passage, phrase_pattern, words
from needline.claims.verbs import by_verb
from needline.model import Span
from needline.model.claim import ClaimKind
from needline.text.dates import DateMention

_RELAYING = {"states", "reports", "estimates", "announces", "confirms", "warns"}
_BACK = re.compile(rf"(?:{phrase_pattern('back').pattern})$", re.IGNORECASE)


class Attribution(NamedTuple):
    """
    A statement and who makes it.

    Args:
        kind: what sort of statement.
        cue: the words that show that somebody speaks.
        sources: the chain, the speaker nearest to the reader first.
        content: what is said, in one or more passages.
        negated: True where the content is denied or said not to be so.
        said: day of saying, where the sentence gives one.
        accused: whom it accuses, as written; empty otherwise.
        points_back: True where the content is a word for something said before ("denied it").
        stands_for: whom the nearest source stands for, where the sentence tells: "the union, which announced".
        by_noun: True where a noun says it ("the union's accusation that"), or "which" leads back to what was said.
    """

    kind: ClaimKind
    cue: Span
    sources: list[Span]
    content: list[Span]
    negated: bool
    said: DateMention | None
    accused: str
    points_back: bool
    stands_for: Span | None = None
    by_noun: bool = False


def attributions(here: Passage, cues: list[Cue] | None = None) -> list[Attribution]:
    """All statements of a sentence that it gives to somebody, in order of their cues, which are found if not given."""
    cues = find_cues(here) if cues is None else cues
    drafts = [draft for cue in cues for draft in _drafts(here, cue)]
    passing = [one for cue in cues for one in in_passing(here, cue)]
    bounded = [_bounded(here, draft, drafts, passing) for draft in drafts]
    named = [(_nearest(first, bounded), source) for first, _, source in passing]
    chained = [_chained(here, draft, bounded, named) for draft in bounded]
    return [found for draft in chained if draft for found in _finished(here, draft)]


def _drafts(here: Passage, cue: Cue) -> Iterator[Draft]:
    if cue.first and here.tokens[cue.first].text[0].isupper():
        return  # part of a name: "the United States"
    cue = as_noun(here, cue)
    relay, according = cue.entry("relay"), cue.entry("according")
    noun, verb = cue.entry("noun"), cue.entry("verb")
    if relay:
        yield from by_relay(here, cue, relay)
    elif according:
        yield from by_according(here, cue, according)
    elif noun and (owned(here, cue) or not verb or here.lower(cue.after) in {"by", "from"}):
        yield from by_noun(here, cue, noun)
    elif verb and here.lower(cue.first - 1) not in words("determiners") - words("pronouns"):
        yield from by_verb(here, cue, verb)


def _bounded(here: Passage, draft: Draft, drafts: list[Draft], passing: list[tuple[int, int, Span]]) -> Draft:
    """End a content where another statement begins that is no part of it."""
    if draft.fixed:
        return draft if draft.before else draft._replace(before=_what_which_means(here, draft, drafts))
    end = draft.end
    for other in drafts:
        if draft.start < other.begin < end and other is not draft:
            end = min(end, _cut(here, draft.start, other))
    for first, _, _ in passing:
        if draft.start < first < end:
            end = first
    return draft._replace(end=end)


def _what_which_means(here: Passage, draft: Draft, drafts: list[Draft]) -> Span | None:
    """For "…, which the army denies": the content of the statement before, or all that stands before."""
    which = draft.begin - draft.hinge
    held = [one for one in drafts if one is not draft and not one.fixed and one.start < which <= one.end]
    return here.span(max((one.start for one in held), default=0), which)


def _cut(here: Passage, start: int, other: Draft) -> int:
    """Where a content ends because of another statement after its start; the other's cue where it is part of it."""
    at = other.begin - (other.hinge if other.hinge > 1 else 0)
    word = here.lower(at - 1)
    outside = (
        word in words("adjuncts") or word in {",", ";", "which", "who"} or here.lower(at) in {"who", "which"}
    )
    if other.cue.first == at and other.cue.entry("according"):
        outside = True
    if not outside or at - 1 <= start:
        return len(here.tokens)
    while at - 1 > start and (
        here.lower(at - 1) in words("adjuncts") or here.lower(at - 1) in {",", ";", "which", "who"}
    ):
        at -= 1
    return at


def _chained(
    here: Passage, draft: Draft, drafts: list[Draft], passing: list[tuple[Draft | None, Span]]
) -> Draft | None:
    """Put before a source those who pass its words on, and after it those it names in passing."""
    outer = next((one for one in drafts if one is not draft and _holds(here, one, draft)), None)
    sources = draft.sources
    if outer and draft.pronoun:
        if draft.kind in _RELAYING or draft.kind == outer.kind:
            return None
        sources = outer.sources
    elif outer and outer.kind in _RELAYING:
        sources = [*outer.sources, *sources]
    named = [source for nearest, source in passing if nearest is draft]
    return draft._replace(sources=[*sources, *named])


def _holds(here: Passage, outer: Draft, inner: Draft) -> bool:
    at = here.tokens[inner.cue.first].start
    if outer.before and outer.before.start <= at < outer.before.end:
        return True
    return outer.start <= inner.begin and inner.cue.first < outer.end and outer.cue.first < inner.cue.first


def _nearest(first: int, drafts: list[Draft]) -> Draft | None:
    return min(drafts, key=lambda draft: abs(draft.cue.first - first), default=None)


def _finished(here: Passage, draft: Draft) -> Iterator[Attribution]:
    cue = here.span(draft.cue.first, draft.cue.after)
    after = (
        here.span(draft.start, _without_end(here, draft.start, draft.end))
        if draft.start < draft.end
        else None
    )
    content = [span for span in (draft.before, _without_quotes(here, after)) if span]
    if cue is None or not content:
        return
    negated = draft.kind == "denies" or draft.refused or is_negated(content[0].text)
    back = len(content) == 1 and points_back(content[0].text)
    yield Attribution(
        draft.kind,
        cue,
        draft.sources,
        content,
        negated,
        draft.said,
        draft.accused,
        back or draft.hinge > 0,
        by_noun=draft.hinge > 0 or draft.by_noun,
    )


def _without_end(here: Passage, start: int, end: int) -> int:
    while end > start and (here.tokens[end - 1].text in {".", ",", ";", "!", "?"}):
        end -= 1
    return end


def _without_quotes(here: Passage, span: Span | None) -> Span | None:
    """A passage without the quotation marks around all of it."""
    if span is None:
        return None
    first, after = here.index_at(span.start), here.index_at(span.end - 1) + 1
    if here.tokens[first].kind == "quote":
        first += 1
        after -= here.tokens[after - 1].kind == "quote"
    return here.span(first, after)


def points_back(content: str) -> bool:
    """Whether a content is only a word for something said before: "it", "the accusation"."""
    return bool(_BACK.match(content.lower()))


def of_relays(here: Passage, cues: list[Cue]) -> list[Attribution]:
    """Only those statements that one passes on for another: "quoted local sources as saying that …"."""
    drafts = [
        draft
        for cue in cues
        for entry in [cue.entry("relay")]
        if entry and not (cue.first and here.tokens[cue.first].text[0].isupper())
        for draft in by_relay(here, cue, entry)
    ]
    return [found for draft in drafts for found in _finished(here, draft)]
