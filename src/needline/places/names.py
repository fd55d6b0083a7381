"""Written names made comparable: case, accents, apostrophes and hyphens folded, words kept apart."""

from __future__ import annotations

import functools
import re
import unicodedata

from needline.text.marks import APOSTROPHES

WORD = re.compile(rf"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*(?:[{APOSTROPHES}][^\W_]+)*")
"""A word: letters and digits, with apostrophes inside ("Sana'a")."""

_POSSESSIVE = re.compile(rf"[{APOSTROPHES}][sS]$")
_NO_APOSTROPHES = str.maketrans("", "", APOSTROPHES)
_UNDECOMPOSED = str.maketrans(
    {"ə": "e", "\u0131": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe"}
)

Words = tuple[str, ...]


@functools.lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Fold one word: `Bogotá` to `bogota`, `Sana'a` to `sanaa`, `Chad's` to `chad`."""
    bare = without_possessive(word).translate(_NO_APOSTROPHES).casefold()
    letters = (letter for letter in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(letter))
    return "".join(letters).translate(_UNDECOMPOSED)


def without_possessive(word: str) -> str:
    """The word without a closing `'s`."""
    return _POSSESSIVE.sub("", word)


def words(name: str) -> Words:
    """The folded words of a name: `Port-au-Prince` and `port au prince` are the same."""
    return tuple(fold(found.group()) for found in WORD.finditer(name))


def parts(name: str) -> list[str]:
    """The names joined in one: `A / B` and `A (B)` are two."""
    return [part.strip() for part in re.split(r"[/()]", name) if part.strip()]
