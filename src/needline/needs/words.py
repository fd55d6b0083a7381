"""The sentences of the table of needs: flags, and what would be needed to know what is not known."""

from __future__ import annotations

from collections.abc import Iterable

NOTHING_HERE = "nothing was seen or heard of the sector."
NO_SAMPLE = f"a visit, a sample, or key informants; nobody of this group was sampled here, and {NOTHING_HERE}"
ELSEWHERE = (
    f"a visit, a sample, or key informants; this group was sampled in other areas only, and {NOTHING_HERE}"
)
NO_COUNT = "a count of this group in this place."
SMALL = "a larger sample; too few households stand behind it to be shown."
OTHER_AREAS = "a visit to the other areas, or a sample of them."

POPULATION_BOUND = "population is a bound"
NOT_SAMPLED = "seen or heard, not sampled"
PUBLISHED_ONLY = "published indicators alone; not sampled"
LATER = "seen or heard after the date assessed"
PUBLISHED_OTHER = "published indicators give another class"
AGREED = "severity as people agreed"
SUMMED = "the sum of its areas"
SOME_AREAS = "a bound: those of the areas that are known, up to all people of the others"
CAPPED = "capped: its areas add up to more than the people of the place"
WORST_SECTOR = "household severity is the worst of its sectors"
MOSAIC = "the largest sector of each area, summed"
LARGEST = "the largest of its sectors"
AT_LEAST = "at least: the maximum over sectors"
LOW_SEVERITY = "fewer in need than the lowest severity that the mission counts"
CHECKS = TOO_MANY, SEVERE_NOBODY, LOW_SOMEBODY = (
    "more people in need than people",
    "severe, but nobody in need",
    "people in need in an area of low severity",
)
ABOVE_ALL = "more in need in this sector than over all sectors"
FAR = "its share in need is far from those of the other areas"
NOT_ADDED = "from the sample of the whole place; its areas do not add up to it"
OTHER_PEOPLE = "the people of its areas do not add up to those of the place"
_LOWER_BOUND = "a lower bound: not known of "


def lower_bound(missing: Iterable[str]) -> str:
    """Flag of a number over all sectors that lacks some, by name."""
    return _LOWER_BOUND + ", ".join(missing)


def and_count(needed: str) -> str:
    """What would be needed where the people are not counted either."""
    return f"{NO_COUNT.rstrip('.')}, and {needed}"
