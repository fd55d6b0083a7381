"""Word lists of a language, read once from the TOML files beside the code."""

from __future__ import annotations

import functools
import importlib.resources
import re
import tomllib
from collections.abc import Iterable
from typing import Any


@functools.cache
def lexicon(package: str, name: str) -> dict[str, Any]:
    """Read a word list: the package it lies in (`needline.text.en`) and its file's name without `.toml`."""
    return tomllib.loads((importlib.resources.files(package) / f"{name}.toml").read_text(encoding="utf-8"))


def small_words(text: str) -> frozenset[str]:
    """The words of a text, in small letters a to z; those of a sentence are kept for who looks at it next."""
    return _kept_words(text) if len(text) < _KEPT else frozenset(_WORDS.findall(text.lower()))


@functools.lru_cache(maxsize=1 << 9)
def _kept_words(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text.lower()))


_WORDS = re.compile(r"[a-z]+")
_KEPT = 2000  # characters; what is longer is no sentence


def any_of(phrases: Iterable[str]) -> str:
    """
    A pattern for any of some phrases, the longest first; a blank in one stands for any white space.

    Phrases that begin alike share their beginning in the pattern, so that long lists are looked through quickly.
    """
    tree: _Tree = {}
    for phrase in phrases:
        node = tree
        for at, word in enumerate(phrase.split()):
            for part in (_BLANK, *word) if at else word:
                node = node.setdefault(part, {})
        node[_END] = {}
    return f"(?:{_pattern(tree)})"


_Tree = dict[str, "_Tree"]
_BLANK, _END = " ", ""


def _pattern(tree: _Tree) -> str:
    """The pattern of all that follows; what goes on comes before what ends here."""
    branches = []
    for part, rest in sorted(tree.items()):
        if part != _END:
            after = _pattern(rest)
            begin = r"\s{1,3}" if part == _BLANK else re.escape(part)
            branches.append(begin + (f"(?:{after})" if "|" in after else after))
    joined = "|".join(branches)
    if _END not in tree:
        return joined
    return f"(?:{joined})?" if joined else ""
