"""Where what is said ends: whole quotations, and no part of what another says in a sentence of their own."""

from __future__ import annotations

from typing import NamedTuple

from needline.text.links import Candidate
from needline.text.signs import Signs

Run = tuple[int, int]


class Linked(NamedTuple):
    """A cue with what belongs to it, in runs of tokens: (first, after)."""

    cue: Candidate
    source: list[Run]
    content: list[Run]


def settled(here: Signs, found: list[Linked]) -> list[Linked]:
    """
    Mend the ends of what is said.

    A content that begins or ends inside a quotation, and not in that of its cue, gets all of it: the second pass sees
    a few sentences, and a quotation may have more. One of several parts that stands in another sentence than its cue
    is left out where it is what somebody else says.
    """
    whole = [one._replace(content=[_whole(here, run, one) for run in one.content]) for one in found]
    inside = [one._replace(content=[_in_sentence(here, run, one) for run in one.content]) for one in whole]
    return [one._replace(content=_own(here, one, inside)) for one in inside]


def _in_sentence(here: Signs, run: Run, one: Linked) -> Run:
    """A run that goes on from the sentence of its cue into another one that nobody quotes, without that."""
    first, after = run
    sentence = here.sentence[one.cue.first]
    if here.sentence[first] == sentence < here.sentence[after - 1] and not here.quotation[after - 1]:
        end = int(here.first[sentence + 1])
        while end > first + 1 and not here.letters[end - 1] and not here.quotation[end - 1]:
            end -= 1
        return (first, end) if here.letters[first:end].any() else run
    if here.sentence[first] < sentence == here.sentence[after - 1] and not here.quotation[first]:
        begin = int(here.first[sentence])
        return (begin, after) if here.letters[begin:after].any() else run
    return run


def _whole(here: Signs, run: Run, one: Linked) -> Run:
    """A run with all of the quotations in which it begins and ends, unless other runs of the cue stand there."""
    first, after = run
    around = here.quotation[one.cue.first]
    others = [other for other in (one.cue[:2], *one.source, *one.content) if other != run]
    begin = first
    while here.quotation[first] != around and _goes_on(here, begin, -1):
        begin -= 1
    end = after
    while here.quotation[after - 1] != around and _goes_on(here, end - 1, 1):
        end += 1
    if any(other[0] < first and begin < other[1] for other in others):
        begin = first
    if any(after < other[1] and other[0] < end for other in others):
        end = after
    return begin, end


def _goes_on(here: Signs, at: int, by: int) -> bool:
    """Whether the token beside one is in the same quotation, of which that one is no mark at its outer end."""
    beside = at + by
    if not 0 <= beside < len(here.quotation) or here.quotation[at] == 0:
        return False
    return bool(here.quotation[beside] == here.quotation[at])


def _own(here: Signs, one: Linked, found: list[Linked]) -> list[Run]:
    """The parts that nobody else says; all of them where there is only one."""
    if len(one.content) == 1:
        return one.content
    sentence = here.sentence[one.cue.first]
    kept = [
        run
        for run in one.content
        if sentence in (here.sentence[run[0]], here.sentence[run[1] - 1])
        or not any(_overlap(run, theirs) for other in found if other is not one for theirs in other.content)
    ]
    return kept or one.content[:1]


def _overlap(one: Run, other: Run) -> bool:
    return one[0] < other[1] and other[0] < one[1]
