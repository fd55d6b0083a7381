"""The nouns by which people, households, vehicles and houses are counted, also misspelt or run together."""

from __future__ import annotations

import functools
import re
from typing import Any

from needline.claims.passage import ENGLISH
from needline.text.lexicon import any_of, lexicon
from needline.text.marks import APOSTROPHES, HYPHENS, WRONG_QUOTE

_LEAST_GLUED = 6
_NO_HYPHENS = str.maketrans("", "", HYPHENS)
UNITS = ("people", "households", "vehicles", "houses")


def tells_of_people(word: str) -> bool:
    """Whether a word is a noun by which people, households, vehicles or houses are counted."""
    return word.lower() in units()


@functools.lru_cache(maxsize=10_000)
def unit_of_word(written: str) -> str:
    """The unit of a noun, also misspelt, broken by a hyphen, or run together with a small word beside it."""
    word = written.lower()
    unit = units().get(word)
    if unit is None and not word.isalpha():
        unit = units().get(word.translate(_NO_HYPHENS)) or _of_compound(word)
    if unit is None and len(word) >= _LEAST_GLUED:
        unit = _misspelt().get(word)
        glued = None if unit else _glued().fullmatch(word)
        unit = units()[glued["noun"]] if glued else unit
    return unit or ("people" if _peoples().fullmatch(written) else "")


def _of_compound(word: str) -> str | None:
    """The unit of a compound by its last part: "war-wounded"; a name is none, and a house is in no compound."""
    last = re.split(rf"[{HYPHENS}]", word)[-1]
    return "people" if units().get(last) == "people" else None


def is_apostrophe(mark: str) -> bool:
    """Whether a mark is the apostrophe of a plural ("families' homes"), also through a wrong encoding."""
    return mark in APOSTROPHES or bool(re.match(WRONG_QUOTE, mark))


def names_nobody(word: str) -> bool:
    """Whether a noun says that people or households are counted, but not whose: "people", "families"."""
    return word.lower() in people_words()["generic"] or units().get(word.lower()) == "households"


def people_words() -> dict[str, Any]:
    """The word lists of `people.toml`."""
    return lexicon(ENGLISH, "people")


@functools.cache
def people_pattern(name: str) -> re.Pattern[str]:
    """A pattern for any whole word of a list in `people.toml`."""
    return re.compile(rf"(?<!\w){any_of(people_words()[name])}(?!\w)", re.IGNORECASE)


@functools.cache
def units() -> dict[str, str]:
    """Each noun, in small letters, to its unit."""
    return {noun: unit for unit in UNITS for noun in people_words()[unit]}


@functools.cache
def _peoples() -> re.Pattern[str]:
    return re.compile(people_words()["peoples"])


def glued_after() -> str:
    """A pattern of the small words that a page may run together with the word before them."""
    return any_of(people_words()["glued_after"])


@functools.cache
def _misspelt() -> dict[str, str]:
    """Common nouns with a letter left out, or two in the wrong order."""
    found: dict[str, str] = {}
    for noun in people_words()["misspelt"]:
        for at in range(1, len(noun)):
            for wrong in (noun[:at] + noun[at + 1 :], noun[:at] + noun[at : at + 2][::-1] + noun[at + 2 :]):
                if wrong not in units():
                    found[wrong] = units()[noun]
    return found


@functools.cache
def _glued() -> re.Pattern[str]:
    """A noun run together with a word beside it, as text had from a page: "peoplewere", "displacedpeople"."""
    listed = people_words()
    return re.compile(
        rf"(?:(?P<lead>{any_of(listed['glued_before'])})?(?P<noun>{any_of(listed['misspelt'])})(?P<tail>{glued_after()})?)"
    )
