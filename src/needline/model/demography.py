"""People by sex and age, as records state them: parts that are different people, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

_GROWN = 18
_FOREVER = 200


class Part(NamedTuple):
    """A part of the people: sex f or m, empty for both; first and last year of age, both included."""

    sex: str
    first: int
    last: int

    @property
    def aged(self) -> bool:
        """Whether an age is stated."""
        return (self.first, self.last) != (0, _FOREVER)

    @property
    def generation(self) -> str:
        """Child or adult; empty where the years lie on both sides of eighteen."""
        if self.first >= _GROWN:
            return "adult"
        return "child" if self.last <= _GROWN else ""


def read_part(text: str) -> Part:
    """Read "f", "m 18+" or "0-17"; both sexes and all ages where they are not stated."""
    words = text.split()
    sex = next((one for one in words if one in {"f", "m"}), "")
    age = next((one for one in words if one[0].isdigit()), "")
    first, dash, last = age.rstrip("+").partition("-")
    return Part(sex, int(first or 0), int(last) if dash else _FOREVER)


def systems(parts: Mapping[str, float]) -> list[dict[Part, float]]:
    """
    The parts by sex alone, by age alone, and by both: inside each, no two are the same people.

    An age that lies within another of the same sex ("0-4" beside "0-17") is left out of it.
    """
    found: dict[tuple[bool, bool], dict[Part, float]] = {}
    for text, number in sorted(parts.items()):
        part = read_part(text)
        found.setdefault((bool(part.sex), part.aged), {})[part] = number
    return [
        {one: number for one, number in system.items() if not any(_within(one, other) for other in system)}
        for system in found.values()
    ]


def _within(one: Part, other: Part) -> bool:
    inside = one.sex == other.sex and other.first <= one.first and one.last <= other.last
    return inside and one != other


def at_least(parts: Mapping[str, float]) -> float:
    """How many people the parts are at least: the largest sum of one system; 0 without parts."""
    return max((sum(system.values()) for system in systems(parts)), default=0.0)


def different(records: Iterable[Mapping[str, float]]) -> float:
    """
    The least number of different people in several records, each of which states parts of whom it counts.

    Women of one record and men of another are different people, and so are children and adults; women of both
    may be the same. Counted by sex, by generation, and by both; the largest of the three holds.
    """
    by_sex: dict[str, float] = {}
    by_generation: dict[str, float] = {}
    by_both: dict[str, float] = {}
    for parts in records:
        sex: dict[str, float] = {}
        generation: dict[str, float] = {}
        both: dict[str, float] = {}
        for system in systems(parts):
            _raise(sex, _summed((part.sex, number) for part, number in system.items()))
            _raise(generation, _summed((part.generation, number) for part, number in system.items()))
            _raise(
                both,
                _summed(
                    (f"{part.sex} {part.generation}" if part.sex and part.generation else "", number)
                    for part, number in system.items()
                ),
            )
        for of_all, of_one in ((by_sex, sex), (by_generation, generation), (by_both, both)):
            _raise(of_all, of_one)
    return max(sum(one.values()) for one in (by_sex, by_generation, by_both))


def _summed(numbers: Iterable[tuple[str, float]]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for name, number in numbers:
        if name:
            sums[name] = sums.get(name, 0.0) + number
    return sums


def _raise(found: dict[str, float], other: Mapping[str, float]) -> None:
    """Keep the larger of two numbers of one name."""
    for name, number in other.items():
        found[name] = max(found.get(name, 0.0), number)
