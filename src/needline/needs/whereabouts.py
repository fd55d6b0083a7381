"""The place that a passage says something happened in."""

from __future__ import annotations

import functools
import re

from needline.places import Gazetteer
from needline.text.lexicon import any_of, lexicon


def place_in(text: str, places: Gazetteer, near: int = 0) -> str:
    """
    The place in, at or on the way to which a passage says something is.

    Args:
        text: the passage.
        places: the mission's gazetteer.
        near: of several the nearest to this character.

    Returns:
        str: its code; empty where none is named so, or its name is ambiguous. "Police of Azerbaijan" names no place.
    """
    found = [one for one in places.find(text) if _leading().search(text[: one.start])]
    nearest = min(found, key=lambda one: (abs(one.start - near), one.start), default=None)
    return nearest.code if nearest else ""


@functools.cache
def _leading() -> re.Pattern[str]:
    """A preposition of place, and at most three small words after it: "in the town of"."""
    prepositions = any_of(lexicon("needline.needs.en", "events")["where"])
    return re.compile(rf"(?<!\w){prepositions}\s+(?:[a-z]+\s+){{0,3}}$", re.IGNORECASE)
