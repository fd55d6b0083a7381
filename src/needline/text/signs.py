"""A text as the tagger sees it: what each token looks like, in numbers, and in which sentence and quotation it is."""

from __future__ import annotations

import functools
import itertools
import re
import zlib
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from needline.text.marks import APOSTROPHES, DASHES
from needline.text.sentences import Sentence, sentences
from needline.text.tokens import Token, tokens

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

_OWNED = f"sS{APOSTROPHES}"
_OWNING = re.compile(rf"(?<=\w)[{APOSTROPHES}][sS]?$")
_OPEN, _CLOSE = "\u201c\u201e\u00ab", "\u201d\u00bb"
_SHAPES = (
    (re.compile(r"[A-Z\u00c0-\u00de]"), "X"),
    (re.compile(r"[a-z\u00df-\u00ff]"), "x"),
    (re.compile(r"\d"), "0"),
)


class Looks(NamedTuple):
    """What one word looks like: hashes of its letters, endings, stem and shape."""

    low: int
    suffix: int
    ending: int
    opening: int
    stem: int
    shape: int


class Signs(NamedTuple):
    """
    The tokens of a text, arrays of one length.

    Args:
        starts, ends: in characters of the text.
        sentence: number of the sentence each stands in.
        paragraph: number of the paragraph each stands in.
        first, after: (sentences + 1,) and the like: the tokens of sentence i are first[i] up to first[i + 1].
        looks: (tokens, 6), as in `Looks`.
        quoted: 0 outside quotations, 1 inside, 2 a quotation mark.
        quotation: number of the quotation each stands in, 0 outside.
        letters: True where a token has a letter or a digit.
        marks: 0 for a word, else which sort of mark, a comma being 1.
    """

    starts: Ints
    ends: Ints
    sentence: Ints
    paragraph: Ints
    first: Ints
    looks: Hashes
    quoted: Ints
    quotation: Ints
    letters: npt.NDArray[np.bool_]
    marks: Ints


def signs(text: str, found: list[Sentence] | None = None, cut: list[list[Token]] | None = None) -> Signs:
    """
    Look at a text.

    Args:
        text: any text.
        found: its sentences; cut here where none are given.
        cut: the tokens of each sentence; cut here where none are given.
    """
    found = sentences(text) if found is None else found
    each = (tokens(text, one.start, one.end) for one in found) if cut is None else cut
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    paragraphs: list[int] = []
    first = [0]
    at, number = 0, 0
    for one, inside in zip(found, each, strict=True):
        if (
            at
            and "\n" in text[at : one.start]
            and (one.kind != "prose" or text.count("\n", at, one.start) > 1)
        ):
            number += 1
        at = one.end
        paragraphs.append(number)
        for begin, end, word, _ in inside:
            owning = _OWNING.search(word) if word[-1] in _OWNED else None
            if owning:
                split = begin + owning.start()
                starts += begin, split
                ends += split, end
                words += word[: owning.start()], owning.group()
            else:
                starts.append(begin)
                ends.append(end)
                words.append(word)
        first.append(len(starts))
    seen = np.frombuffer(b"".join(map(_seen, words)), np.uint64).reshape(len(words), len(Looks._fields) + 3)
    looks = np.ascontiguousarray(seen[:, :-3])
    sizes = np.diff(first)
    paragraph = np.repeat(np.array(paragraphs, np.int64), sizes)
    quoted, quotation = _quotations(words, np.flatnonzero(seen[:, -3]), paragraph)
    return Signs(
        np.array(starts, np.int64),
        np.array(ends, np.int64),
        np.repeat(np.arange(len(sizes)), sizes),
        paragraph,
        np.array(first, np.int64),
        looks,
        quoted,
        quotation,
        seen[:, -2].astype(bool),
        seen[:, -1].astype(np.int64),
    )


_MARKS = {",": 1, ";": 2, ":": 3, ".": 4, "?": 4, "!": 4, "(": 5, ")": 5, **dict.fromkeys(("-", *DASHES), 6)}


@functools.lru_cache(maxsize=1 << 15)
def _seen(word: str) -> bytes:
    """A word's looks, if it is a quotation mark, if it has a letter or digit, and which mark it is: 64 bits each."""
    lettered = any(map(str.isalnum, word))
    return np.array([*looks_of(word), _is_quote(word), lettered, _MARKS.get(word, 0)], np.uint64).tobytes()


def looks_of(word: str) -> Looks:
    """What a word looks like; a number's digits are all one."""
    word = word[:40]
    low = re.sub(r"\d", "0", word.lower())
    low = re.sub(rf"[{APOSTROPHES}]", "'", low)
    low = re.sub(r"[\u201c\u201d\u201e\u00ab\u00bb]|''|``", '"', low)
    shape = word
    for pattern, sign in _SHAPES:
        shape = pattern.sub(sign, shape)
    shape = re.sub(r"(.)\1+", r"\1\1", shape)
    return Looks(
        *(
            zlib.crc32(one.encode("utf-8", "replace"))
            for one in (low, low[-3:], low[-2:], low[:4], stem(low), shape)
        )
    )


_STEM = 3  # letters that a stem has at least


def stem(low: str) -> str:
    """A word without the ending of its form: "reported", "reports", "reporting" are one."""
    for ending in ("ing", "ed", "es", "s", "e"):
        bare = low.removesuffix(ending)
        if bare != low and len(bare) >= _STEM:
            doubled = len(bare) > _STEM and bare[-1] == bare[-2] and bare[-1] not in "sl"
            return bare[:-1] if doubled else bare
    return low


def _quotations(words: list[str], marks: Ints, paragraph: Ints) -> tuple[Ints, Ints]:
    """In which quotation each token stands; an open one ends with its paragraph."""
    quoted = np.zeros(len(words), np.int64)
    number = np.zeros(len(words), np.int64)
    inside, count, end = False, 0, 0
    for at, following in itertools.pairwise([*marks.tolist(), len(words)]):
        inside = inside and at < end
        opens = not inside if words[at] not in _OPEN + _CLOSE else words[at] in _OPEN
        if opens:
            count += 1
            end = int(np.searchsorted(paragraph, paragraph[at], "right"))
            quoted[at : min(following, end)] = 1
            number[at : min(following, end)] = count
        quoted[at], number[at] = 2, count
        inside = opens
    return quoted, number


def _is_quote(word: str) -> bool:
    return word[0] in '"\u201c\u201d\u201e\u00ab\u00bb' or word in {"''", "``"}
