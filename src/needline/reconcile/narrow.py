"""Ranges made narrower by what holds between quantities: propagated, not solved, so that each is an outer bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from needline.model import Figure, Range, Recipe
from needline.reconcile.figures import CONSISTENT, STANDING, least_of_parts, sum_of_least
from needline.reconcile.quantities import Quantity
from needline.reconcile.relations import Relations

_ROUNDS = 8
"""So often ranges are passed on; chains of relations are shorter."""


class _Step(NamedTuple):
    """What narrowed one end of a figure: another figure as it is, or less the least of the other parts."""

    by: Figure
    least: Figure | None
    rule: str


def narrowed(figures: Sequence[Figure], relations: Relations) -> list[Figure]:
    """
    Pass ranges on: a whole is at least each part, and the sum of parts that do not overlap; a part at most its whole,
    less the least of the others.

    Only a figure that nobody contests is narrowed, and only where a value is left: a stock carried forward may have
    changed meanwhile. What stands for a contested quantity narrows others, since it holds every reading.

    Returns:
        list: the figures, in the same order, and after them what the parts of each whole come to at least.
    """
    passing = _Passing(figures)
    for _ in range(_ROUNDS):
        before = dict(passing.standing)
        passing.orders(relations)
        passing.sums(relations)
        if passing.standing == before:
            break
    steps = (*passing.lows.values(), *passing.highs.values())
    used = {one.figure for step in steps for one in (step.by, step.least) if one is not None}
    found = [_row(one, passing.standing, passing.lows, passing.highs) for one in figures]
    return [*found, *(one for id_, one in sorted(passing.least.items()) if id_ in used)]


class _Passing:
    """What stands for each quantity while ranges are passed on, and what narrowed each end last."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.standing = {_quantity(one): one for one in figures if one.scenario in STANDING}
        self.lows: dict[Quantity, _Step] = {}
        self.highs: dict[Quantity, _Step] = {}
        self.least: dict[str, Figure] = {}

    def orders(self, relations: Relations) -> None:
        """Pass the low end of a part to what holds it, and the high end back."""
        for small, above in relations.above.items():
            for big in above:
                part, whole = self.standing.get(small), self.standing.get(big)
                if part is None or whole is None:
                    continue
                if part.low is not None:
                    self._raise(big, part.low, _Step(part, None, _told(small, big)))
                if whole.high is not None:
                    self._lower(small, whole.high, _Step(whole, None, _told(small, big)))

    def sums(self, relations: Relations) -> None:
        """Pass the sum of parts to their whole, and to each part what the others leave of it."""
        for each in relations.sums:
            whole = self.standing.get(each.whole)
            parts = [self.standing[one] for one in each.parts if one in self.standing]
            least = least_of_parts(whole, parts) if whole is not None and len(parts) > 1 else None
            if least is None or least.low is None:
                continue
            self.least[least.figure] = least
            self._raise(each.whole, least.low, _Step(least, None, each.rule))
            whole = self.standing[each.whole]
            for part in parts:
                if whole.high is not None:
                    most = whole.high - least.low + (part.low or 0.0)
                    self._lower(_quantity(part), most, _Step(whole, least, each.rule))

    def _raise(self, at: Quantity, low: float, step: _Step) -> None:
        figure = self.standing[at]
        left = figure.high is None or low <= figure.high
        if figure.scenario == CONSISTENT and low > (figure.low or 0.0) and left:
            self.standing[at] = msgspec.structs.replace(figure, low=low)
            self.lows[at] = step

    def _lower(self, at: Quantity, high: float, step: _Step) -> None:
        figure = self.standing[at]
        more = figure.high is None or high < figure.high
        if figure.scenario == CONSISTENT and more and high >= (figure.low or 0.0):
            self.standing[at] = msgspec.structs.replace(figure, high=high)
            self.highs[at] = step


def _quantity(figure: Figure) -> Quantity:
    return Quantity(figure.measure, figure.from_place, figure.place, figure.group, figure.unit)


def _told(small: Quantity, big: Quantity) -> str:
    if small.measure != big.measure:
        return f"{small.measure} is part of {big.measure}"
    return "a part is at most its whole"


def _row(
    figure: Figure,
    standing: Mapping[Quantity, Figure],
    lows: Mapping[Quantity, _Step],
    highs: Mapping[Quantity, _Step],
) -> Figure:
    """The figure with its narrower range, what narrowed it, and how that is computed again."""
    at = _quantity(figure)
    steps = [steps[at] for steps in (lows, highs) if at in steps]
    if figure.scenario != CONSISTENT or not steps:
        return figure
    narrow = standing[at]
    args: dict[str, object] = {"own": figure.recipe}
    if at in lows:
        args["least"] = lows[at].by.figure
    if at in highs:
        args["most"] = highs[at].by.figure
        less = highs[at].least
        args["less"] = less.figure if less is not None else ""
        args["part"] = narrow.low or 0.0
    refs = dict.fromkeys(f"figures/{one.figure}" for step in steps for one in (step.by, step.least) if one)
    reasons = figure.reasons if _bears(figure, narrow) else []
    return msgspec.structs.replace(
        narrow,
        carried=figure.carried or any(step.by.carried for step in steps),
        sources=list(dict.fromkeys([*figure.sources, *(one for step in steps for one in step.by.sources)])),
        reasons=[*reasons, *refs],
        rules=list(dict.fromkeys([*figure.rules, *(step.rule for step in steps)])),
        trace=[*figure.trace, *refs],
        recipe=Recipe(rule="narrowed@1", args=args).text(),
    )


def _bears(own: Figure, narrow: Figure) -> bool:
    """Whether an end of a figure's own is still one of the narrower range."""
    return (own.low is not None and own.low == narrow.low) or (
        own.high is not None and own.high == narrow.high
    )


def narrow_again(
    own: Range, least: Figure | None, most: Figure | None, less: Figure | None, part: float
) -> Range:
    """Follow a `narrowed@1` recipe: the own range, cut by the figures that narrowed it."""
    low = own.low if least is None or least.low is None else max(own.low or 0.0, least.low)
    high = own.high
    if most is not None and most.high is not None:
        cut = most.high if less is None else most.high - sum_of_least([less]) + part
        high = cut if high is None else min(high, cut)
    return Range(low, high)
