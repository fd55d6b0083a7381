"""
Which language a text is in, told by its most frequent small words, offline and without a model.

In running text three to five words of ten are among a language's fifty commonest, and hardly any of another's; a
script says the rest. What has too few small words to tell, as a table has, is told to be in none.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import NamedTuple

from needline.text.lexicon import lexicon

_LOOKED_AT = 20_000
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_ENDS = "\u024f"
_LEAST_SHARE = 0.14
_LEAST_WORDS = 3
_AHEAD = 1.5


class Language(NamedTuple):
    """
    The language of a text.

    Args:
        code: two letters; empty where the text does not tell.
        name: in words ("French", "Georgian script"); empty where the text does not tell.
        share: of its words that are frequent ones of this language, 0 to 1.
        english: of its words that are frequent English ones, 0 to 1.
        words: how many words were looked at.
    """

    code: str
    name: str
    share: float
    english: float
    words: int


def identify(text: str) -> Language:
    """
    The language of a text.

    Args:
        text: the text; its first 20,000 characters are looked at.

    Returns:
        Language: the one with most frequent words, where at least 14 words in 100 and three words are such, and
        half as many again as the English ones; English where it has most; else none.
    """
    words = Counter(" ".join(_WORD.findall(text[:_LOOKED_AT])).lower().split(" "))
    del words[""]
    total = words.total()
    if not words:
        return Language("", "", 0.0, 0.0, 0)
    hits = dict.fromkeys(_languages(), 0)
    languages_of = _languages_of()
    for word in words.keys() & languages_of.keys():
        for code in languages_of[word]:
            hits[code] += words[word]
    english = hits["en"] / total
    best = max(hits, key=lambda code: (hits[code], code == "en"))
    share = hits[best] / total
    foreign_script = sum(words[word] for word in words if word[0] > _LATIN_ENDS) > total / 2
    if foreign_script and (hits[best] < _LEAST_WORDS or share < _LEAST_SHARE / 2 or best == "en"):
        return Language("", _script(words), 0.0, english, total)
    sure = hits[best] >= _LEAST_WORDS and share >= _LEAST_SHARE and share > _AHEAD * english
    if best != "en" and (sure or foreign_script):
        return Language(best, _languages()[best], share, english, total)
    return Language("en" if english else "", "English" if english else "", english, english, total)


def _script(words: Counter[str]) -> str:
    """The script that most words are written in."""
    seen: dict[str, int] = {}
    for word, times in words.items():
        name = next((name for name, (first, last) in _scripts().items() if first <= word[0] <= last), "")
        seen[name] = seen.get(name, 0) + times
    best = max(sorted(seen), key=lambda name: (bool(name), seen[name]))
    return f"{best} script" if best else "another script"


@functools.cache
def _languages() -> dict[str, str]:
    listed = lexicon("needline.text", "languages")
    return {code: one["name"] for code, one in listed.items() if code != "scripts"}


@functools.cache
def _scripts() -> dict[str, tuple[str, str]]:
    return {name: tuple(ends) for name, ends in lexicon("needline.text", "languages")["scripts"].items()}


@functools.cache
def _languages_of() -> dict[str, list[str]]:
    listed = lexicon("needline.text", "languages")
    found: dict[str, list[str]] = {}
    for code in _languages():
        for word in listed[code]["words"]:
            found.setdefault(word, []).append(code)
    return found
