"""Who cites whom: circles in which everybody names another as who counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from needline.model import Count, Problem, problem
from needline.reconcile.quantities import Quantity


def loops(counts: Mapping[Quantity, Iterable[Count]]) -> tuple[list[Problem], list[list[Count]]]:
    """
    Find circles of citations among the figures of one quantity: A cites B, B cites C, and C cites A.

    Args:
        counts: figures by what they measure, copies among them.

    Returns:
        tuple: a problem a circle; and its figures, which nobody in it counted, so that they are no more than one
        witness.
    """
    problems, circles = [], []
    for quantity, ones in counts.items():
        cited: dict[str, dict[str, list[Count]]] = {}
        for one in ones:
            said, counted = _fold(one.said_by), _fold(one.counted_by)
            if said and counted and said != counted:
                cited.setdefault(said, {}).setdefault(counted, []).append(one)
        for circle in _circles(cited):
            figures = [
                one for a, b in zip(circle, [*circle[1:], circle[0]], strict=True) for one in cited[a][b]
            ]
            circles.append(figures)
            problems.append(_problem(quantity, figures))
    return problems, circles


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()


def _circles(cited: Mapping[str, Mapping[str, Sequence[Count]]]) -> list[list[str]]:
    """Every elementary circle once, from its first name in order; few names cite one another."""
    found: list[list[str]] = []

    def follow(start: str, path: list[str]) -> None:
        for after in sorted(cited.get(path[-1], ())):
            if after == start:
                found.append(list(path))
            elif after > start and after not in path and len(found) < _MOST:
                follow(start, [*path, after])

    for name in sorted(cited):
        follow(name, [name])
    return found


_MOST = 100


def _problem(quantity: Quantity, figures: Sequence[Count]) -> Problem:
    names = [one.said_by for one in figures]
    told = " → ".join(dict.fromkeys([*names, names[0]])) + f" → {names[0]}"
    rows = ", ".join(one.name or f"row {one.row}" for one in figures)
    return problem(
        "citation-loop",
        figures[0].file,
        rows,
        f"each cites the next for {quantity.measure}: {told}. Nobody in the circle counted.",
        "Find who counted, and write that into counted_by.",
        "warning",
    )
