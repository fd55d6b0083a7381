"""Through whom a statement came: those who pass on what others said, from the nearest to the reader to the origin."""

from __future__ import annotations

from collections.abc import Iterator

from needline.claims.attribution import Attribution
from needline.claims.cues import cues_within, passing_words
from needline.claims.draft import can_speak
from needline.claims.nouns import in_passing
from needline.claims.passage import Passage, meet, phrase_after, words
from needline.claims.speakers import is_pronoun
from needline.model import Span

_RELAYING = {"states", "reports", "estimates", "announces", "confirms", "warns"}
_RELATIVE = {"who", "which"}
_CITING = {"citing", "quoting"}
_QUOTING = {"quoted", "quotes", "cited", "cites"}
_CITES = _CITING | _QUOTING


def chained(here: Passage, found: list[Attribution]) -> list[Attribution]:
    """
    The statements of a sentence, each with all through whom it came.

    Args:
        here: the sentence.
        found: its statements, in order of their cues.
    """
    if not found or (_CITES | passing_words()).isdisjoint(here.lowered):
        return [_through(one, found) for one in _told_on(here, found)]
    passing = [(one, name) for one in found for name in [_named_by(here, one)] if name is not None]
    speaking = [one for one in found if not any(one is each for each, _ in passing)]
    if not speaking:
        return found
    linked = [_through(one, speaking) for one in _told_on(here, speaking)]
    for at, name in [*((one.cue.start, name) for one, name in passing), *_beside(here, linked)]:
        nearest = min(range(len(linked)), key=lambda index: abs(linked[index].cue.start - at))
        linked[nearest] = citing(linked[nearest], name)
    return [_without_passing(here, one) for one in linked]


def _beside(here: Passage, found: list[Attribution]) -> Iterator[tuple[int, Span]]:
    """Whom a sentence cites in nobody's words: ", citing the governor", ", which quoted a nurse"."""
    if _CITES.isdisjoint(here.lowered):
        return
    held = [span for one in found for span in one.content]
    for at in range(1, len(here.tokens)):
        word = here.lower(at)
        if word in _CITING or (word in _RELATIVE and here.lower(at + 1) in _QUOTING):
            start = here.tokens[at].start
            if not any(span.start <= start < span.end for span in held):
                for _, name in _cited(here, at):
                    yield start, name


def citing(one: Attribution, name: Span) -> Attribution:
    """A statement with one whom its speaker cites, behind the nearest source, in the order of the text."""
    if name.text in {source.text for source in one.sources}:
        return one
    cited = sorted([*one.sources[1:], name], key=lambda span: span.start)
    return one._replace(sources=[*one.sources[:1], *cited])


def _told_on(here: Passage, found: list[Attribution]) -> list[Attribution]:
    """`A told B, who told C, that …`: one statement, from B, who has it from A."""
    kept: list[Attribution] = []
    for one in found:
        before = kept[-1] if kept else None
        told = one.stands_for
        if before and told and before.sources and _is_told(here, before, one) and _same(before, one):
            kept[-1] = one._replace(sources=[told, *before.sources], stands_for=None)
        else:
            kept.append(one)
    return kept


def _is_told(here: Passage, before: Attribution, one: Attribution) -> bool:
    """Whether the one whom a statement stands for is named right after the cue of the statement before."""
    told, cue = one.stands_for, here.index_at(before.cue.end - 1)
    telling = any(entry.told for each in cues_within(here, cue, cue + 1) for entry in each.entries)
    if told is None or not telling or here.text[before.cue.end : told.start].strip() not in {"", "to"}:
        return False
    return told.end <= one.cue.start


def _same(one: Attribution, other: Attribution) -> bool:
    """Whether two statements have one content: what the first has beyond the cue of the second is the second's."""
    return all(
        span.end <= other.cue.start or any(meet(span, theirs) for theirs in other.content)
        for span in one.content
    )


def _without_passing(here: Passage, one: Attribution) -> Attribution:
    """A content that begins with whom the speaker cites, without that: "reported, citing nurses, that …"."""
    while one.content and here.start <= one.content[0].start < here.end:
        first = one.content[0]
        cited = next(_cited(here, here.index_at(first.start)), None)
        if cited is None:
            break
        end, name = cited
        after = end + (here.lower(end) == ",")
        if after >= len(here.tokens) or here.tokens[after].start >= first.end:
            break
        start = here.tokens[after].start
        rest = Span(start, first.end, here.text[start : first.end])
        one = citing(one._replace(content=[rest, *one.content[1:]]), name)
    return one


def _cited(here: Passage, at: int) -> Iterator[tuple[int, Span]]:
    """Whom a phrase names that begins at a token, and where it ends: "citing nurses", "which quoted nurses"."""
    for cue in cues_within(here, at, at + 1):
        for _, end, name in in_passing(here, cue):
            yield end, name
    if here.lower(at) in _RELATIVE and here.lower(at + 1) in _QUOTING:
        end = phrase_after(here, at + 2)
        quoted = here.span(at + 2, end)
        if quoted and can_speak(here, at + 2, end) and here.lower(end) != "as":
            yield end, quoted


def _named_by(here: Passage, one: Attribution) -> Span | None:
    """Whom a cue names in passing: "citing the Government", "which quoted the Government"."""
    first, after = here.index_at(one.cue.start), here.index_at(one.cue.end - 1) + 1
    cues = (cue for cue in cues_within(here, first, after + 1) if cue.first < after)
    named = next((name for cue in cues for _, _, name in in_passing(here, cue)), None)
    return named or next((name for _, name in _cited(here, first - 1)), None)


def _only_asks(one: Attribution) -> bool:
    """Whether one is who asks in a transcript, and passes nothing on: "Q: The ministry says …"."""
    return bool(one.sources) and one.sources[0].text.lower() in words("asking")


def _through(one: Attribution, found: list[Attribution]) -> Attribution:
    """What is said inside of what somebody passes on came through that one, who is nearer to the reader."""
    holding = [
        other
        for other in found
        if other is not one
        and other.kind in _RELAYING
        and any(span.start <= one.cue.start < span.end for span in other.content)
        and not any(span.start <= other.cue.start < span.end for span in one.content)
    ]
    if not holding or not one.sources or is_pronoun(one.sources[0]):
        return one
    holding = [other for other in holding if not _only_asks(other)]
    if not holding:
        return one
    outer = max(holding, key=lambda other: other.cue.start)
    names = {source.text for source in one.sources}
    return one._replace(sources=[*(each for each in outer.sources if each.text not in names), *one.sources])
