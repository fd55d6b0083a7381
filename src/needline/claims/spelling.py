"""Misspelt words of saying, as clumsy translations have them: "denyed", "annouced", "acording to"."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from needline.text.lexicon import lexicon
from needline.text.tokens import Token

_ENGLISH = "needline.claims.en"
_SHORTEST = 6
"""Letters of a word of saying from which a misspelling of it is looked for: shorter words are too near to others."""

_KNOWN: set[str] = set()
"""Words met before that stand for no other, so that each is looked at once."""
_KEPT = 1 << 16


def spelt(found: list[Token]) -> list[Token]:
    """
    The tokens of a sentence, a misspelt word of saying in its right form.

    Only a word in small letters, or one that opens the sentence and a phrase ("Acording to"), is misspelt: names are
    not. Places stay those of the word as written.
    """
    written = {token.text for token in found}
    new = written.difference(_KNOWN)
    odd = {word for word in new if meant(word)}
    wrong = [at for at, token in enumerate(found) if token.text in odd] if odd else []
    _KNOWN.update(new - odd)
    if len(_KNOWN) > _KEPT:
        _KNOWN.clear()
    if (
        len(found) > 1
        and found[0].text[:1].isupper()
        and (meant(found[0].lower), found[1].text) in _openings()
    ):
        wrong.append(0)
    if not wrong:
        return found
    mended = found.copy()
    for at in wrong:
        right = meant(found[at].lower)
        mended[at] = found[at]._replace(text=right if found[at].text.islower() else right.capitalize())
    return mended


@functools.lru_cache(maxsize=1 << 16)
def meant(word: str) -> str:
    """
    The word of saying that a misspelt one stands for; empty for a word in use, and for one that is near to none.

    A misspelt word is the regular form of an irregular verb ("sayed"), or one edit away from a form of a cue: a letter
    too many, missing, or other, or two in the wrong order; its first letter is right.
    """
    if word in _irregular():
        return _irregular()[word]
    if (
        len(word) < _SHORTEST - 1
        or not (word.isalpha() and word.islower())
        or word in cue_words()
        or word in _in_use()
    ):
        return ""
    found = (form for form in one_edit_away(word) if form[0] == word[0])
    return min(found, default="", key=lambda form: (abs(len(form) - len(word)), form))


def one_edit_away(word: str) -> set[str]:
    """The words of cues that one edit makes of a word."""
    near = _near()
    keys = {word, *_shorter(word)} & near.keys()
    return {form for key in keys for form in near[key] if _is_one_edit(word, form)}


def _is_one_edit(word: str, other: str) -> bool:
    """Whether one edit makes one word of another."""
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    head = next(
        (at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
    one, two = word[head:], other[head:]
    if len(one) == len(two):
        return one[1:] == two[1:] or (one[:2] == two[1::-1] and one[2:] == two[2:])
    return one[1:] == two or one == two[1:]


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


@functools.cache
def _openings() -> frozenset[tuple[str, str]]:
    """The first two words of phrases that name a source: "according to"."""
    phrases = [
        phrase.lower().split() for one in lexicon(_ENGLISH, "cues")["according"] for phrase in one["forms"]
    ]
    return frozenset((words[0], words[1]) for words in phrases if len(words) > 1)


@functools.cache
def cue_words() -> frozenset[str]:
    """Every word of the phrases that are cues."""
    data = lexicon(_ENGLISH, "cues")
    phrases = [
        phrase for family in ("verb", "noun", "according") for one in data[family] for phrase in one["forms"]
    ]
    return frozenset(word.lower() for phrase in phrases for word in phrase.split())


@functools.cache
def _near() -> dict[str, list[str]]:
    """Forms by what is left of them without one letter, and by themselves."""
    near: dict[str, list[str]] = {}
    for form in sorted(cue_words()):
        if len(form) >= _SHORTEST:
            for key in {form, *_shorter(form)}:
                near.setdefault(key, []).append(form)
    return near


@functools.cache
def _irregular() -> dict[str, str]:
    return dict(lexicon(_ENGLISH, "spelling")["regular"])


@functools.cache
def _in_use() -> frozenset[str]:
    return frozenset(lexicon(_ENGLISH, "spelling")["in_use"])
