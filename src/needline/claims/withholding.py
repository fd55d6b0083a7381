"""Who neither confirms nor denies: one statement that is no confirmation and no denial."""

from __future__ import annotations

from collections.abc import Iterator

from needline.claims.attribution import Attribution
from needline.claims.denying import BOTH_SIDES, REFUSING
from needline.claims.draft import subject
from needline.claims.passage import Passage, words

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
