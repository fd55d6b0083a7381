"""Bars and axes as percentages of a track, so that the page draws them for whatever width it has."""

from __future__ import annotations

import math

import msgspec


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """
    A range on a track.

    Args:
        left, width: of the whole range, in percent of the track.
        solid: of the part that is certain, from the left, in percent of the track.
        open_low, open_high: whether an end is open.
        point: where the likely value stands, in percent of the track; None where none is known.
    """

    left: float
    width: float
    solid: float = 0.0
    open_low: bool
    open_high: bool
    point: float | None = None


class Tick(msgspec.Struct, frozen=True):
    """A mark on an axis: where, in percent, and what is written there."""

    at: float
    label: str


def span(
    low: float | None,
    high: float | None,
    axis: tuple[float, float],
    *,
    start: float = 0.0,
    point: float | None = None,
) -> Bar:
    """
    A bar for an amount: solid up to its least value, lighter up to its greatest.

    Args:
        low, high: the amount; a missing end is open and drawn to the end of the track.
        axis: least and greatest value of the track.
        start: value at which the bar begins.
        point: the likely value.
    """
    least = 0.0 if low is None else low
    most = axis[1] - start if high is None else high
    left = share(start, axis)
    return Bar(
        left=left,
        width=max(share(start + most, axis) - left, 0.0),
        solid=max(share(start + least, axis) - left, 0.0),
        open_low=low is None,
        open_high=high is None,
        point=None if point is None else share(start + point, axis),
    )


def interval(
    low: float | None, high: float | None, axis: tuple[float, float], point: float | None = None
) -> Bar:
    """A bar for a range of values: from its least to its greatest; an open end runs to the end of the track."""
    left = share(axis[0] if low is None else low, axis)
    right = share(axis[1] if high is None else high, axis)
    return Bar(
        left=left,
        width=max(right - left, 0.0),
        open_low=low is None,
        open_high=high is None,
        point=None if point is None else share(point, axis),
    )


def share(value: float, axis: tuple[float, float]) -> float:
    """Where a value stands on an axis, in percent, kept inside it."""
    low, high = axis
    return round(min(max(100 * (value - low) / (high - low), 0.0), 100.0), 2) if high > low else 0.0


def axis_around(values: list[float]) -> tuple[float, float]:
    """An axis that holds all values with some room on both sides."""
    low, high = min(values), max(values)
    room = (high - low) * 0.15 or max(abs(high) * 0.05, 1.0)
    return max(low - room, 0.0) if low >= 0 else low - room, high + room


def ticks(axis: tuple[float, float], about: int = 3) -> list[Tick]:
    """Round values inside an axis, about as many as asked, with as many decimals as their distance needs."""
    low, high = axis
    if not high > low:
        return []
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((power * factor for factor in (1, 2, 5, 10) if power * factor >= raw), power * 10)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [number * step for number in range(first, last + 1)]
    return [Tick(share(value, axis), f"{value:,.{decimals}f}") for value in values]
