"""Counts that by their own word take the place of earlier ones: a toll corrected downwards is recorded as that."""

from __future__ import annotations

from collections.abc import Iterable

from needline.errors import near
from needline.model import Count, Problem, problem


def corrected(counts: Iterable[Count]) -> tuple[list[Count], list[Problem]]:
    """
    Take out the counts that a later one corrects.

    Returns:
        tuple: the counts that stand; a note a correction, and a warning where it names no count, or itself.
    """
    standing = list(counts)
    named = {one.name: one for one in standing if one.name}
    gone: dict[str, Count] = {}
    problems = []
    for one in sorted(standing, key=lambda one: one.count):
        for name in one.corrects:
            other = named.get(name)
            if other is None or other.count == one.count or _leads(other, one, named):
                found = f'it corrects "{name}", which is no other count before it.'
                problems.append(_told(one, found, near(name, named), "warning"))
            else:
                gone[other.count] = one
                found = (
                    f"{other.name} ({_value(other)}) is corrected to {_value(one)} by its own source's word."
                )
                problems.append(_told(one, found, "It stands in the series, and bounds nothing.", "note"))
    return [one for one in standing if one.count not in gone], problems


def _leads(one: Count, to: Count, named: dict[str, Count]) -> bool:
    """Whether a count corrects another, directly or through others: then neither may take the other's place."""
    seen: set[str] = set()
    ahead = [one]
    while ahead:
        at = ahead.pop()
        if at.count == to.count:
            return True
        if at.count not in seen:
            seen.add(at.count)
            ahead += [named[name] for name in at.corrects if name in named]
    return False


def _value(count: Count) -> str:
    ends = {f"{end:,.10g}" for end in (count.number_low, count.number_high) if end is not None}
    return " to ".join(sorted(ends, key=len))


def _told(one: Count, found: str, mend: str, severity: str) -> Problem:
    where = one.name or f"row {one.row}"
    return problem("correction", one.file, where, found, mend, "note" if severity == "note" else "warning")
