"""Ranges made narrower by what holds between quantities: propagated, not solved, so that each is an outer bound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    standing = {_quantity(one): one for one in figures if one.scenario in STANDING}
    below: dict[Quantity, list[Quantity]] = {}
    for small, above in relations.above.items():
        for big in above:
            below.setdefault(big, []).append(small)
    lows: dict[Quantity, _Step] = {}
    highs: dict[Quantity, _Step] = {}
    sums: dict[str, Figure] = {}
    for _ in range(_ROUNDS):
        before = dict(standing)
        for quantity, figure in before.items():
            for small in below.get(quantity, ()):
                other = standing.get(small)
                if other is not None and other.low is not None:
                    _raise(standing, lows, quantity, other.low, _Step(other, None, _told(small, quantity)))
            for big in relations.above.get(quantity, ()):
                other = standing.get(big)
                if other is not None and other.high is not None:
                    _lower(standing, highs, quantity, other.high, _Step(other, None, _told(quantity, big)))
            del figure
        for each in relations.sums:
            whole = standing.get(each.whole)
            parts = [standing[one] for one in each.parts if one in standing]
            least = least_of_parts(whole, parts) if whole is not None and len(parts) > 1 else None
            if whole is None or least is None or least.low is None:
                continue
            sums[least.figure] = least
            _raise(standing, lows, each.whole, least.low, _Step(least, None, each.rule))
            whole = standing[each.whole]
            for part in parts:
                if whole.high is not None:
                    most = whole.high - least.low + (part.low or 0.0)
                    _lower(standing, highs, _quantity(part), most, _Step(whole, least, each.rule))
        if standing == before:
            break
    used = {one.figure for step in (*lows.values(), *highs.values()) for one in (step.by, step.least) if one}
    found = [_row(one, standing, lows, highs) for one in figures]
    return [*found, *(one for id_, one in sorted(sums.items()) if id_ in used)]


def _quantity(figure: Figure) -> Quantity:
    return Quantity(figure.measure, figure.from_place, figure.place, figure.group, figure.unit)


def _told(small: Quantity, big: Quantity) -> str:
    if small.measure != big.measure:
        return f"{small.measure} is part of {big.measure}"
    return "a part is at most its whole"


def _raise(
    standing: dict[Quantity, Figure], lows: dict[Quantity, _Step], at: Quantity, low: float, step: _Step
) -> None:
    figure = standing[at]
    if figure.scenario == CONSISTENT and low > (figure.low or 0.0) and (figure.high is None or low <= figure.high):
        standing[at] = msgspec.structs.replace(figure, low=low)
        lows[at] = step


def _lower(
    standing: dict[Quantity, Figure], highs: dict[Quantity, _Step], at: Quantity, high: float, step: _Step
) -> None:
    figure = standing[at]
    more = figure.high is None or high < figure.high
    if figure.scenario == CONSISTENT and more and high >= (figure.low or 0.0):
        standing[at] = msgspec.structs.replace(figure, high=high)
        highs[at] = step


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
        args["less"] = highs[at].least.figure if highs[at].least else ""
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


