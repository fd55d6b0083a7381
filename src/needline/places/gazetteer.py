"""The mission's places by every name they have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from needline.errors import near
from needline.model import Place
from needline.places.names import WORD, Words, fold, parts, without_possessive, words
from needline.text.marks import DASHES, HYPHENS

_JOINT = re.compile(rf"[ \t]*[{HYPHENS}{DASHES}/(]?[ \t]*\n?[ \t]*")
_LONGEST_GAP = 6
_DIVIDERS = {
    *("north", "south", "east", "west", "northern", "southern", "eastern", "western"),
    *("upper", "lower", "new", "greater", "inner", "outer"),
}


class Mention(NamedTuple):
    """
    A name found in a text.

    Args:
        start, end: where, in characters of the text.
        text: as written; `text == original[start:end]`.
        candidates: codes of all places that bear the name, sorted; more than one where it is ambiguous.
    """

    start: int
    end: int
    text: str
    candidates: list[str]

    @property
    def code(self) -> str:
        """The place's code; empty where the name is ambiguous."""
        return self.candidates[0] if len(self.candidates) == 1 else ""


class Gazetteer:
    """
    The mission's places by every name they have.

    Args:
        places: as `places.csv` gives them.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = {place.id: place for place in places}
        self._codes = {code.casefold(): code for code in self.places}
        self._names: dict[Words, set[str]] = {}
        for place in self.places.values():
            for name in _names(place):
                self._names.setdefault(words(name), set()).add(place.id)
        self._names.pop((), None)
        self._longest = max((len(name) for name in self._names), default=0)

    def resolve(self, written: str) -> str:
        """The code of the place written so; empty where none bears the name, or several do."""
        found = self.candidates(written)
        return found[0] if len(found) == 1 else ""

    def candidates(self, written: str) -> list[str]:
        """
        Codes of all places that a written name can mean, sorted.

        Read in this order: a code; a name or alias; names joined by a stroke or parentheses, in any order,
        which must all mean the place; a name followed by the place it lies in (`Springfield, Ohio`).
        """
        code = self._codes.get(written.strip().casefold())
        if code:
            return [code]
        found = self._names.get(words(written)) or self._joined(written) or self._within(written)
        return sorted(found)

    def near(self, written: str) -> str:
        """Offer the known names closest to one that is not known, for the mend of a problem."""
        return near(written, (name for place in self.places.values() for name in (place.id, *place.names)))

    def find(self, text: str) -> list[Mention]:
        """
        Find the names of places in a text: whole words, the longest name first, none inside another word.

        A name written with a capital is only found with one ("Van", not "van"). A name that is part of a
        longer one the mission does not know ("South Sudan", "Guinea-Bissau") is not found.
        """
        return list(self._mentions(text, list(WORD.finditer(text)))) if self._names else []

    def lies_in(self, code: str, container: str) -> bool:
        """Whether a place is the other one or lies in it, by their parents."""
        return container in self._line(code)

    def _line(self, code: str) -> list[str]:
        """The place, what it lies in, and so on up; a circle of parents ends the line."""
        line: list[str] = []
        while code in self.places and code not in line:
            line.append(code)
            code = self.places[code].parent
        return line

    def _joined(self, written: str) -> set[str]:
        names = parts(written)
        if len(names) < 2:  # noqa: PLR2004 - joined means two or more
            return set()
        return set.intersection(*(set(self.candidates(name)) for name in names))

    def _within(self, written: str) -> set[str]:
        name, comma, container = written.partition(",")
        if not comma:
            return set()
        inner, outer = self.candidates(name), self.candidates(container)
        return {one for one in inner if any(self.lies_in(one, other) for other in outer)}

    def _mentions(self, text: str, found: list[re.Match[str]]) -> Iterator[Mention]:
        folded = [fold(word.group()) for word in found]
        at = 0
        while at < len(found):
            count = self._match(text, found, folded, at)
            if not count:
                at += 1
                continue
            start, last = found[at].start(), found[at + count - 1]
            end = last.start() + len(without_possessive(last.group()))
            if all(self._is_name(word) for word in _joined_neighbours(text, found, at, at + count)):
                codes = sorted(self._names[tuple(folded[at : at + count])])
                yield Mention(start, end, text[start:end], codes)
            at += count

    def _match(self, text: str, found: list[re.Match[str]], folded: list[str], at: int) -> int:
        """How many words from here make the longest known name; 0 for none."""
        joined = 1
        while joined < self._longest and at + joined < len(found):
            gap = text[found[at + joined - 1].end() : found[at + joined].start()]
            if len(gap) > _LONGEST_GAP or not _JOINT.fullmatch(gap):
                break
            joined += 1
        for count in range(joined, 0, -1):
            codes = self._names.get(tuple(folded[at : at + count]))
            if codes and self._same_case(found[at].group(), codes):
                return count
        return 0

    def _same_case(self, written: str, codes: set[str]) -> bool:
        """Whether the first letter is large, or no name of these places begins with a large letter."""
        if not written[0].islower():
            return True
        return any(name[:1].islower() for code in codes for name in _names(self.places[code]))

    def _is_name(self, word: str) -> bool:
        """Whether the word alone is a name."""
        return words(word) in self._names


def _names(place: Place) -> Iterator[str]:
    yield place.name
    yield from place.names
    yield from place.aliases
    yield " ".join(reversed(parts(place.name)))
    for joined in (place.name, *place.names):
        yield from parts(joined)


def _joined_neighbours(text: str, found: list[re.Match[str]], first: int, after: int) -> tuple[str, ...]:
    """The capitalised neighbours which, by a hyphen or as a compass word, may make it another name."""
    neighbours = []
    if first and found[first - 1].group()[0].isupper():
        before, gap = found[first - 1], text[found[first - 1].end() : found[first].start()]
        if gap in set(HYPHENS) or (gap == " " and before.group().casefold() in _DIVIDERS):
            neighbours.append(before.group())
    if after < len(found) and found[after].group()[0].isupper():
        gap = text[found[after - 1].end() : found[after].start()]
        if gap in set(HYPHENS):
            neighbours.append(found[after].group())
    return tuple(neighbours)
