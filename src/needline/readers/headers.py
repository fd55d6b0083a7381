"""Foreign headers: a file's columns by the names others give them, and by HXL tags; `headers.toml` holds the words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

_NOT_LETTERS = re.compile(r"[\W_]+")


def match_headers(
    columns: Iterable[str], header: Iterable[str], tags: Mapping[str, str], kept: Iterable[str] = ()
) -> dict[str, str]:
    """
    Find a file's header for each of our columns that it does not name as we do.

    By name first, where capitals, blanks and `_` do not matter; then by HXL tag; then by a word of `headers.toml`.
    No header is taken twice.

    Args:
        columns: ours, in order.
        header: theirs.
        tags: their header to its HXL tag; empty where the file has none.
        kept: our columns that are settled already.

    Returns:
        dict: our column to their header; without those of one name, and those that nothing was found for.
    """
    theirs = [one for one in dict.fromkeys(header) if one]
    wanted = [one for one in columns if one not in kept and one not in theirs]
    free = [one for one in theirs if one not in set(columns)]
    found: dict[str, str] = {}
    for ours in wanted:
        _take(found, free, ours, [one for one in free if fold(one) == fold(ours)])
    for ours in wanted:
        if ours not in found:
            _take(found, free, ours, _tagged(ours, free, tags))
    for ours in wanted:
        if ours not in found:
            words = [fold(word) for word in _words().get(ours, []) if not word.startswith("#")]
            _take(found, free, ours, [one for word in words for one in free if fold(one) == word])
    return found


def fold(header: str) -> str:
    """A header without what does not matter in it."""
    return _NOT_LETTERS.sub(" ", header.casefold()).strip()


def _take(found: dict[str, str], free: list[str], ours: str, options: list[str]) -> None:
    if options:
        found[ours] = options[0]
        free.remove(options[0])


def _tagged(ours: str, free: list[str], tags: Mapping[str, str]) -> list[str]:
    """The free headers whose tag is one of a column's, and is not more closely another column's."""
    return [
        one
        for word in _words().get(ours, [])
        for one in free
        if (tag := tags.get(one, "")) and _fits(word, tag) and _attributes(word) >= _closest(tag, ours)
    ]


def _fits(word: str, tag: str) -> bool:
    """Whether a tag is the word's, with all its attributes: `#org+impl+name` fits `#org` and `#org+impl`."""
    wanted, there = _parts(word), _parts(tag)
    return word.startswith("#") and wanted[0] == there[0] and set(wanted) <= set(there)


def _closest(tag: str, ours: str) -> int:
    """How many attributes the closest word of another column shares with a tag, beyond its name."""
    return max(
        (
            _attributes(word)
            for other, words in _words().items()
            if other not in {ours, *_ALIKE.get(ours, ())}
            for word in words
            if _fits(word, tag)
        ),
        default=0,
    )


_ALIKE = {
    "place": {"from_place", "to_place"},
    "from_place": {"place", "to_place"},
    "as_of": {"published"},
    "source": {"said_by"},
    "said_by": {"source"},
}
"""Columns of different tables, which no file has both of, with tags in common."""


def _attributes(word: str) -> int:
    return len(_parts(word)) - 1


def _parts(tag: str) -> list[str]:
    return [one.strip().casefold() for one in tag.split("+") if one.strip()]


@cache
def _words() -> dict[str, list[str]]:
    from importlib.resources import files

    return tomllib.loads(files("needline.readers").joinpath("headers.toml").read_text("utf-8"))
