"""
Asides in which a sentence tells through whom its words came: ", quoted by Reuters,", ", citing the Government,".

They are taken out of a sentence before it is read, so that "SANA, quoted by Reuters, said" is read as "SANA said",
and whom they name is put into the chain of the statement beside which they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from needline.claims.attribution import Attribution
from needline.claims.chains import citing
from needline.claims.cues import find_cues, relay_endings
from needline.claims.draft import can_speak
from needline.claims.nouns import has_ending, is_reason
from needline.claims.passage import Passage, phrase_after, words
from needline.model import Span

_CITING = {"citing", "quoting"}
_BEFORE_CITING = {",", "(", "\u2013", "\u2014"}
_AFTER_VERB = {"by": True, "in": False, "on": False}
_OWN = {"our", "my", "this", "us", "me"}
_VERB = 4  # words of a verb that stands in quotation marks
_BESIDE = 3  # characters between a source and an aside about it


class Aside(NamedTuple):
    """
    What an aside tells.

    Args:
        start: where it begins, in characters of the text.
        name: whom it names; None where it names nobody ("citing security concerns", "seen by our desk").
        nearer: True where that one passes on what the other says ("quoted by"), False where it is cited.
    """

    start: int
    name: Span | None
    nearer: bool


def without_asides(here: Passage) -> tuple[Passage, list[Aside]]:
    """A sentence without its asides, and those; all of it where nobody speaks but in an aside."""
    passed = not (_CITING | words("passed_on")).isdisjoint(here.lowered)
    quoted = not words("verifying").isdisjoint(here.lowered)
    if not passed and not quoted:
        return here, []
    found = list(_asides(here)) if passed else []
    gone = {at for first, after, _ in found for at in range(first, after)}
    gone |= set(_marks_of_cues(here)) if quoted else set()
    if not gone:
        return here, []
    kept = [at for at in range(len(here.tokens)) if at not in gone]
    rest = here._replace(
        tokens=[here.tokens[at] for at in kept],
        lowered=[here.lowered[at] for at in kept],
        ends=[here.ends[at] for at in kept],
    )
    return (rest, [aside for _, _, aside in found]) if find_cues(rest) else (here, [])


def _asides(here: Passage) -> Iterator[tuple[int, int, Aside]]:
    """Each aside with its first token and the one after it."""
    for at, low in enumerate(here.lowered):
        if low in _CITING and here.lower(at - 1) in _BEFORE_CITING:
            begin, nearer = at + 1, False
        elif at and low in words("passed_on") and here.lower(at + 1) in _AFTER_VERB and _describes(here, at):
            begin, nearer = at + 2, True
        else:
            continue
        end = _end(here, begin)
        name = here.span(begin, end)
        if name is None or not _is_closed(here, end) or has_ending(here, begin, relay_endings(low)):
            continue
        speaks = can_speak(here, begin, end) and not is_reason(here, begin, end)
        named = speaks and here.lower(begin) not in _OWN and (not nearer or not here.date_at(begin))
        first, after = _with_marks(here, at, end)
        yield first, after, Aside(here.tokens[first].start, name if named else None, nearer)


def _marks_of_cues(here: Passage) -> Iterator[int]:
    """The quotation marks around a bare verb: `the ministry "cannot confirm" a further 3 deaths`."""
    marks = [at for at, token in enumerate(here.tokens) if token.kind == "quote"]
    for first, last in pairwise(marks):
        inside = here.lowered[first + 1 : last]
        negated = bool(inside) and inside[0] in words("auxiliaries", "negations")
        if negated and len(inside) <= _VERB and inside[-1] in words("verifying"):
            yield from (first, last)


def _describes(here: Passage, at: int) -> bool:
    """Whether a participle tells of the name before it, and is no verb of a clause: not "was quoted by"."""
    before = here.lower(at - 1)
    return before not in words("auxiliaries", "adverbs", "negations", "subordinators", "pronouns") | {"and"}


def _end(here: Passage, begin: int) -> int:
    """Where a name ends: at a mark, a clause, a word of saying, or behind its day."""
    end = phrase_after(here, begin)
    end = next((at for at in range(begin + 1, end) if here.lower(at) in words("saying")), end)
    day = here.date_at(end) or (here.date_at(end + 1) if here.lower(end) == "on" else None)
    return here.index_at(day.end) if day else end


def _is_closed(here: Passage, end: int) -> bool:
    low = here.lower(end)
    return (
        low in {"", ",", ".", ")", ";", ":", "that", "\u2013", "\u2014"}
        or low in words("saying")
        or low in words("auxiliaries")
    )


def _with_marks(here: Passage, at: int, end: int) -> tuple[int, int]:
    """An aside with the commas or brackets around it; behind "according to X" the second comma stays."""
    before = here.lower(at - 1)
    if before not in _BEFORE_CITING:
        return at, end
    opened = any(entry.family == "according" for cue in find_cues(here)[:1] for entry in cue.entries)
    opened = opened and "," not in here.lowered[: at - 1] and here.lower(0) in {"according", "as", "in"}
    closes = here.lower(end) in {",", ")", "\u2013", "\u2014"} and not opened
    closes = closes and here.lower(end + 1) not in words("relatives")
    return at - 1, end + closes


def with_asides(found: list[Attribution], asides: list[Aside]) -> list[Attribution]:
    """Statements with those whom asides name, each in the chain of the statement it stands beside."""
    found = list(found)
    for aside in asides if found else ():
        if aside.name is None:
            continue
        at = _beside(found, aside)
        if at is not None:
            found[at] = _linked(found[at], aside.name, aside)
    return found


def _beside(found: list[Attribution], aside: Aside) -> int | None:
    """The statement whose source stands right before an aside; for one that cites, else that of the nearest cue."""
    for at, one in enumerate(found):
        if any(0 <= aside.start - span.end <= _BESIDE for span in one.sources):
            return at
    if aside.nearer:
        return None
    return min(range(len(found)), key=lambda at: abs(found[at].cue.start - aside.start))


def _linked(one: Attribution, name: Span, aside: Aside) -> Attribution:
    if not aside.nearer:
        return citing(one, name)
    if name.text in {source.text for source in one.sources}:
        return one
    at = next(i for i, source in enumerate(one.sources) if 0 <= aside.start - source.end <= _BESIDE)
    return one._replace(sources=[*one.sources[:at], name, *one.sources[at:]])
