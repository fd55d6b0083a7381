"""
Near-identical reports: one wire story in ten papers is one witness.

Two texts are compared by their shingles, the runs of five words in them. They are one witness where most shingles of
both are the same, or where nearly all of the shorter one stands in the longer; a situation report with new figures in
the words of yesterday's is another. Which texts are compared at all is
found by the shingles themselves, so nothing is drawn at random and the order of the files plays no part.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from typing import NamedTuple

import msgspec

from needline.model import Report, Text
from needline.readers.base import Door

_RUN = 5
_LEAST = 20
_ALIKE = 0.8
_INSIDE = 0.9
_SAMPLE = 64
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d[\d,.\u00a0\u202f]*")
_MARKS = re.compile(r"\D")


def one_witness(door: Door, reports: list[Report], texts: list[Text]) -> tuple[list[Report], list[Text]]:
    """
    Tell each report which others are near-identical to it, and have the words of a group read once.

    Args:
        door: where a note is left for each report that is read in another.
        reports, texts: of one folder, in the same order.

    Returns:
        tuple: the reports in their order, `witnesses` filled with sorted ids; and the texts, of which those whose
        words all but stand in a longer, or else earlier, one of their group say in `read_in` that they are read there.
        What differs more is read itself too.
    """
    told = {text.report: Told(shingles(text.text), numbers(text.text)) for text in texts}
    alike = near_identical(told)
    known = [
        msgspec.structs.replace(one, witnesses=sorted(alike[one.id] - {one.id})) if one.id in alike else one
        for one in reports
    ]
    by_id = {one.id: one for one in known}
    copies: dict[str, str] = {}
    for one in known:
        first = min(
            (by_id[other] for other in alike.get(one.id, ())),
            key=lambda other: _order(other, told),
            default=one,
        )
        if first is not one and _inside(told[one.id].runs, told[first.id].runs):
            copies[one.id] = first.id
            found = f"near-identical to {first.file}; the two are one witness, read once."
            door.say("copy", door.root / one.file, "", found, "Nothing to do, unless they are not.", "note")
    return known, [msgspec.structs.replace(text, read_in=copies.get(text.report, "")) for text in texts]


def _order(report: Report, told: dict[str, Told]) -> tuple[int, str, str, str]:
    """The longest of a group first; of equals the one published first."""
    published = report.published.isoformat() if report.published else "9"
    return -len(told[report.id].runs), published, report.file, report.id


class Told(NamedTuple):
    """What a text is compared by: its runs of five words, and its numbers of three digits or more."""

    runs: frozenset[int]
    numbers: frozenset[str]


def numbers(text: str) -> frozenset[str]:
    """The numbers of three digits or more in a text, without their marks."""
    bare = (_MARKS.sub("", found) for found in _NUMBER.findall(text))
    return frozenset(one for one in bare if len(one) > 2)  # noqa: PLR2004 - small numbers count days and pages


def shingles(text: str) -> frozenset[int]:
    """The runs of five words of a text as numbers, small letters alone; none for a text of under 20 runs."""
    words = [word.encode() for word in _WORD.findall(text.casefold())]
    runs = frozenset(zlib.crc32(b" ".join(words[at : at + _RUN])) for at in range(len(words) - _RUN + 1))
    return runs if len(runs) >= _LEAST else frozenset()


def near_identical(told: dict[str, Told]) -> dict[str, set[str]]:
    """
    Groups of near-identical texts.

    Args:
        told: what each text is compared by, by its id.

    Returns:
        dict: for each id that has any like it, all ids of its group, itself included.
    """
    groups = {one: {one} for one in told}
    for first, second in sorted(_pairs(told)):
        if groups[first] is not groups[second] and _same(told[first], told[second]):
            groups[first] |= groups[second]
            for one in groups[second]:
                groups[one] = groups[first]
    return {one: group for one, group in groups.items() if len(group) > 1}


def _pairs(told: dict[str, Told]) -> set[tuple[str, str]]:
    """Texts that share one of the least shingles of either: the only ones that can be near-identical."""
    holding: dict[int, list[str]] = defaultdict(list)
    sampled = {one: frozenset(sorted(text.runs)[:_SAMPLE]) for one, text in told.items()}
    wanted = frozenset().union(*sampled.values()) if sampled else frozenset()
    for one, text in sorted(told.items()):
        for run in text.runs & wanted:
            holding[run].append(one)
    return {
        (min(one, other), max(one, other))
        for one, runs in sampled.items()
        for run in runs
        for other in holding[run]
        if one != other
    }


def _same(first: Told, second: Told) -> bool:
    """Whether two texts are one; a report with new figures in old words is another."""
    shared = len(first.runs & second.runs)
    if shared < _LEAST or (first.numbers - second.numbers and second.numbers - first.numbers):
        return False
    return shared >= _ALIKE * len(first.runs | second.runs) or _inside(first.runs, second.runs)


def _inside(first: frozenset[int], second: frozenset[int]) -> bool:
    """Whether nearly all of the shorter of two texts stands in the longer."""
    return len(first & second) >= _INSIDE * min(len(first), len(second))
