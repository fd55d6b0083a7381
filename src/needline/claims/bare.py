"""Numbers without a noun that any list knows, by the verb behind them: "143,000 have fled"."""

from __future__ import annotations

from needline.claims.counted import people_words, unit_of_word
from needline.claims.passage import Passage, words
from needline.text.numbers import Number

_MOST_AUXILIARIES = 6
_UNLISTED = 4
"""Words of a noun that no list knows, at most, and its verb."""
_PLURAL = ("s", "men", "women", "folk")


def is_done_by_people(here: Passage, number: Number) -> str:
    """Whether what follows is done "by" people ("had fled") or "to" people only ("were hurt"); else empty."""
    first = here.index_at(number.end)
    verb = _verb_at(here, first)
    if here.lower(first) in people_words()["done"] or here.lower(verb) in people_words()["done"]:
        return "by"
    return "to" if verb > first and here.lower(verb) in people_words()["done_to_people"] else ""


def is_in_a_state(here: Passage, number: Number) -> bool:
    """Whether a number without a noun is of those who are in a state: "up to 5,000 could be homeless"."""
    first = here.index_at(number.end)
    at = _verb_at(here, first)
    return at > first and here.lower(at) in {*people_words()["states"], *people_words()["done_by"]}


def is_a_name(here: Passage, number: Number) -> bool:
    """Whether a number is the name of something, or an age: "Resolution 2417", "Route 7", "people over 60"."""
    before = here.lower(here.index_at(number.start) - 1)
    return before in people_words()["numbered"] or (
        number.qualifier != "exact" and bool(unit_of_word(before))
    )


def of_unlisted(here: Passage, number: Number) -> tuple[str, int] | None:
    """
    The noun, and where it ends, that no list knows but to which was done what is done to people only.

    "45 shepherds were killed" counts people; "12 tanks were moved" and "300 cows were killed" do not.
    """
    first, listed = here.index_at(number.end), people_words()
    for at in range(first, min(first + _UNLISTED, len(here.tokens))):
        low = here.lowered[at]
        if (
            here.tokens[at].kind != "word"
            or low in listed["beasts"]
            or low in listed["things"]
            or here.date_at(at)
        ):
            return None
        if low in words("auxiliaries") or low in listed["stops"]:
            verb = _verb_at(here, at)
            told = at > first and verb > at and here.lower(verb) in listed["done_to_people"]
            if not told or not here.lower(at - 1).endswith(_PLURAL):
                return None
            end = here.tokens[at - 1].end
            return here.text[here.tokens[first].start : end], end
    return None


def _verb_at(here: Passage, at: int) -> int:
    """The word that auxiliaries and adverbs lead to: "have already been" to "killed"."""
    passed = at + _MOST_AUXILIARIES
    while at < passed and (
        here.lower(at) in words("auxiliaries", "adverbs")
        or here.lower(at) in people_words()["become"]
        or here.lower(at).endswith("ly")
    ):
        at += 1
    return at
