"""Whom the words name as a source: a name as written to a source of the mission."""

from __future__ import annotations

import re
from collections.abc import Iterable

from needline.claims.passage import words
from needline.model import Source, Span
from needline.places.names import words as folded

_NO_LONGER = ("former", "ex")


class Speakers:
    """
    The mission's sources by every name they have.

    Args:
        sources: as `sources.toml` lists them.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_name: dict[tuple[str, ...], Source] = {}
        for source in sources:
            for name in (source.name, *source.aliases):
                self._by_name.setdefault(_bare(name), source)

    def find(self, written: str) -> Source | None:
        """
        The source that some words name: its name, or the longest name among the words.

        None where no listed source is named, where two are named equally, or where the words speak of somebody
        who no longer stands for it ("a former minister").
        """
        if not self._by_name:
            return None
        sought = _bare(written)
        if sought in self._by_name:
            return self._by_name[sought]
        if any(word in _NO_LONGER for word in sought):
            return None
        inside = [name for name in self._by_name if name and _holds(sought, name)]
        longest = max(map(len, inside), default=0)
        found = {self._by_name[name].id: self._by_name[name] for name in inside if len(name) == longest}
        return next(iter(found.values())) if len(found) == 1 else None

    def name(self, span: Span) -> str:
        """The source's name as the mission shows it, else the words as written."""
        source = self.find(span.text)
        return source.name if source else span.text


def is_pronoun(span: Span) -> bool:
    """Whether a source is only a pronoun: "he", "they"; "WHO" and "US" are names."""
    name = len(span.text) > 1 and span.text.isupper()
    return not name and span.text.lower() in words("pronouns")


def _bare(name: str) -> tuple[str, ...]:
    """The words of a name, without accents, case, brackets and a leading article."""
    found = folded(re.sub(r"(?<=\w)\.(?=\w)", "", name).replace("U.N.", "UN"))
    return found[1:] if found[:1] in {("the",), ("a",), ("an",)} else found


def _holds(words_: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return any(words_[at : at + len(name)] == name for at in range(len(words_) - len(name) + 1))
