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


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of some phrases, the longest first; a blank in one stands for any white space."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(r"\s{1,3}".join(map(re.escape, one.split())) for one in ordered) + ")"
