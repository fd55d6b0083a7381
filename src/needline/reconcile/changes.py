"""What a decision changes: conflicts that go or come, and ranges and residuals before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from needline.model import Conflict, Figure, Residual
from needline.reconcile.figures import STANDING
from needline.reconcile.reconciling import Reconciled

Row = TypeVar("Row", Figure, Residual)


class Changed(NamedTuple):
    """
    What differs between two runs.

    Args:
        gone: conflicts of the first that the second has not.
        new: conflicts that it has and the first had not.
        ranges: what stands for each quantity, before and after, where it differs; None where nothing stood.
        residuals: the leading balances and lists, before and after, where they differ.
    """

    gone: list[Conflict]
    new: list[Conflict]
    ranges: list[tuple[Figure | None, Figure | None]]
    residuals: list[tuple[Residual | None, Residual | None]]


def changed(before: Reconciled, after: Reconciled) -> Changed:
    """Compare two runs over the same counts."""
    had = {one.id: one for one in before.conflicts}
    has = {one.id: one for one in after.conflicts}
    return Changed(
        [one for id_, one in had.items() if has.get(id_) is None or has[id_].gap != one.gap],
        [one for id_, one in has.items() if had.get(id_) is None or had[id_].gap != one.gap],
        _pairs(_standing(before.figures), _standing(after.figures)),
        _pairs(_leading(before.residuals), _leading(after.residuals)),
    )


def _standing(figures: Iterable[Figure]) -> dict[tuple[str, ...], Figure]:
    return {
        (one.measure, one.from_place, one.place, one.group, one.unit): one
        for one in figures
        if one.scenario in STANDING
    }


def _leading(residuals: Iterable[Residual]) -> dict[tuple[str, ...], Residual]:
    return {
        (one.kind, one.place, one.group, one.terms[0]): one
        for one in residuals
        if one.leads or one.kind == "list"
    }


def _pairs(
    before: Mapping[tuple[str, ...], Row], after: Mapping[tuple[str, ...], Row]
) -> list[tuple[Row | None, Row | None]]:
    found = []
    for key in sorted({*before, *after}):
        one, other = before.get(key), after.get(key)
        if _ends(one) != _ends(other):
            found.append((one, other))
    return found


def _ends(row: Figure | Residual | None) -> tuple[float | None, float | None] | None:
    return None if row is None else (row.low, row.high)
