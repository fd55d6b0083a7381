"""Who says it: a cue's source without what is no part of a name, and whom a pronoun beside it takes up."""

from __future__ import annotations

import functools
import re

from needline.claims.contents import trimmed
from needline.claims.draft import antecedent, can_speak
from needline.claims.passage import Passage, phrase_before, words
from needline.claims.speakers import is_pronoun
from needline.model import Span
from needline.text.lexicon import any_of
from needline.text.marks import APOSTROPHES

_TAKEN_UP = {"he", "she", "they"}


def source_of(
    here: Passage, places: list[tuple[int, int]], content: list[Span]
) -> tuple[list[Span], list[Span]]:
    """
    The nearest source that the tagger found, and the content, which it can change.

    In "a claim the army rejected as baseless" the army is the source, and no words of its own are denied; in "it was
    said by the doctor that …" "it" is no content; in "the head of the village he said that …" the pronoun is none.
    """
    sources = [_without_owning(trimmed(here.at(*place))) for place in places][:1]
    sources, content = _without_hinge(sources, content)
    sources, content = _without_clause(here, sources, content)
    if len(content) > 1 and content[0].text.lower() in words("nobody"):
        content = content[1:]
    return [_resumed(here, _without_pronoun(source), content) for source in sources], content


def _without_clause(here: Passage, sources: list[Span], content: list[Span]) -> tuple[list[Span], list[Span]]:
    """For "it has been denied by the navy that …", where the tagger takes "that …" for the navy's name: both apart."""
    at = sources[0].text.find(" that ") if sources else -1
    if at < 0 or any(span.text.lower() not in words("nobody") for span in content):
        return sources, content
    start, end = sources[0].start, here.ends[-1]
    end -= here.text[start:end].endswith((".", "!", "?"))
    return [here.at(start, start + at)], [here.at(start + at + 1, end)]


def _without_owning(span: Span) -> Span:
    text = re.sub(rf"[{APOSTROPHES}]s?$", "", span.text)
    return Span(span.start, span.start + len(text), text)


def _without_pronoun(source: Span) -> Span:
    """For "the village head he": the village head."""
    found = _TRAILING.search(source.text)
    return Span(source.start, source.start + found.start(), source.text[: found.start()]) if found else source


_TRAILING = re.compile(r"(?<=[^\W\d_])\s+(?:he|she|they)$")


def _resumed(here: Passage, source: Span, content: list[Span]) -> Span:
    """For "the chief of the district he declared that …": the chief of the district, whom a pronoun only takes up."""
    at = here.index_at(source.start)
    if source.text.lower() not in _TAKEN_UP or here.tokens[at].start != source.start or not content:
        return source
    begin = phrase_before(here, at)
    opens = here.lower(at + 2) == "that" or content[0].text.startswith("that ")
    named = begin < at and (here.lower(begin) in words("determiners") or here.tokens[begin].text[0].isupper())
    timely = any(here.lower(i) in words("times") for i in range(begin, at))
    alone = all(here.lower(i) == "," or here.date_at(i) for i in range(begin))
    phrase = here.span(begin, at)
    if not (opens and named and alone and phrase) or timely or not can_speak(here, begin, at):
        return source
    return phrase


def _without_hinge(sources: list[Span], content: list[Span]) -> tuple[list[Span], list[Span]]:
    """For "a claim the army rejected as baseless": the army, and no words of its own that are denied."""
    found = _hinge().match(sources[0].text) if sources else None
    if found is None:
        return sources, content
    start = sources[0].start + found.end()
    rest = [span for span in content if not _as_untrue().fullmatch(span.text)]
    return [Span(start, sources[0].end, sources[0].text[found.end() :])], rest


@functools.cache
def _hinge() -> re.Pattern[str]:
    determiners = any_of(words("determiners"))
    return re.compile(
        rf"(?i:(?:an?|the|such)\s+(?:\w+\s+)?{any_of(words('told'))}\s+)(?:(?:that|which)\s+)?"
        rf"(?=(?i:{determiners})\s|[A-Z])"
    )


@functools.cache
def _as_untrue() -> re.Pattern[str]:
    return re.compile(rf"(?:as\s+)?(?:\w+\s+)?{any_of(words('untrue'))}", re.IGNORECASE)


def stood_for(here: Passage, sources: list[Span]) -> Span | None:
    """For "the union, which announced": the union."""
    if not sources or not is_pronoun(sources[0]) or sources[0].text.lower() not in {"who", "which"}:
        return None
    at = here.index_at(sources[0].start)
    return here.span(antecedent(here, at), at)
