"""The place that heads a list: "Malatya:" over its sub-bullets, or a heading line over its bullets."""

from __future__ import annotations

import functools
import re

from needline.claims.counted import people_words
from needline.places import Gazetteer, Mention
from needline.text.lexicon import any_of
from needline.text.marks import DASHES, HYPHENS

_BULLET = re.compile(
    rf"[ \t]*(?:[{HYPHENS}{DASHES}*\u2022\u00b7\u25aa\u25cf\u25e6\u25cb\u2023o]|\d{{1,2}}[.)])[ \t]+"
)
_MARKS = " \t*#_:.;," + HYPHENS + DASHES + "\u2022\u00b7\u25aa\u25cf\u25e6\u25cb\u2023"
_MOST_LINES = 60
_LONGEST = 60


def place_over(text: str, start: int, gazetteer: Gazetteer) -> Mention | None:
    """
    The place that heads the list an item stands in: the nearest line over it that it hangs from, if that names one.

    Args:
        text: the whole text.
        start: where the item begins, behind its bullet.
        gazetteer: the mission's places.

    Returns:
        Mention: None outside lists, under a line that is no place, and where the place is not of the mission.
    """
    begins = text.rfind("\n", 0, start) + 1
    if begins in {0, start} or not _BULLET.fullmatch(text, begins, start):
        return None
    indent = _indent(text, begins)
    for _ in range(_MOST_LINES):
        end = begins - 1
        if end <= 0:
            return None
        begins = text.rfind("\n", 0, end) + 1
        line = text[begins:end]
        if not line.strip():
            continue
        bulleted = _BULLET.match(line)
        own = _indent(text, begins)
        if own > indent or (bulleted and own == indent and not line.rstrip().endswith(":")):
            continue
        heads = _only_place(line, begins, gazetteer)
        if heads or not bulleted or own == indent:
            return heads
        indent = own
    return None


def _indent(text: str, begins: int) -> int:
    line = text[begins : begins + _LONGEST].expandtabs(4)
    return len(line) - len(line.lstrip(" "))


def _only_place(line: str, begins: int, gazetteer: Gazetteer) -> Mention | None:
    """The place that a line is, beside what sort of place it is: "Hatay Province:"."""
    if len(line) > _LONGEST:
        return None
    found = gazetteer.find(line)
    if len(found) != 1:
        return None
    beside = f"{line[: found[0].start]} {line[found[0].end :]}"
    if _sorts().sub("", beside).strip(_MARKS + "()0123456789"):
        return None
    return found[0]._replace(start=found[0].start + begins, end=found[0].end + begins)


@functools.cache
def _sorts() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{any_of(people_words()['headers_of_places'])}|of|the)(?!\w)", re.IGNORECASE
    )
