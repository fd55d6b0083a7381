"""What setting a count aside costs: by the grades of its source and of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from needline.model import Count, Decision, Source
from needline.model.decision import in_order

SOURCE = {"A": 5.0, "B": 4.0, "C": 3.0, "D": 2.0, "E": 1.0}
"""Weight of a source by its Admiralty grade; F, and no grade, say nothing either way and weigh as C."""
INFORMATION = {"1": 5.0, "2": 4.0, "3": 3.0, "4": 2.0, "5": 1.0}
"""Weight of the information by its grade, judged independently of the source; 6, and no grade, weigh as 3."""
_MIDDLE = 3.0


def weights(
    counts: Iterable[Count], sources: Iterable[Source], decisions: Iterable[Decision]
) -> dict[str, float]:
    """
    The weight of each count: that of who counted plus that of the information, 2 to 10; 6 where nobody graded.

    A decision `grade` on a count ("B2") comes before its source's grade. Who counted is graded, not who repeats it.

    Returns:
        dict: id of a count to its weight.
    """
    letters: dict[str, str] = {}
    for source in sources:
        for name in (source.id, source.name, *source.aliases):
            letters.setdefault(_fold(name), source.reliability)
    graded = _graded(decisions)
    found = {}
    for count in counts:
        letter, digit = graded.get(count.count, ("", ""))
        letter = letter or letters.get(_fold(count.counted_by or count.said_by), "")
        found[count.count] = SOURCE.get(letter, _MIDDLE) + INFORMATION.get(digit, _MIDDLE)
    return found


_GRADE = re.compile(r"(?P<letter>[A-F])?\s*(?P<digit>[1-6])?", re.IGNORECASE)


def _graded(decisions: Iterable[Decision]) -> Mapping[str, tuple[str, str]]:
    found = {}
    for one in in_order(decisions):
        table, _, key = one.on.partition("/")
        written = _GRADE.fullmatch(one.value.strip())
        if table == "counts" and one.action == "grade" and written:
            found[key] = ((written["letter"] or "").upper(), written["digit"] or "")
    return found


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
