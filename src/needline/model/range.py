"""The arithmetic of ranges: what is known of a number when it is known only between two ends."""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec


class Range(msgspec.Struct, frozen=True):
    """
    All values from `low` to `high`, both included; an end that is None is open.

    Args:
        low: the least value it can have, or None where nothing bounds it from below.
        high: the greatest value it can have, or None where nothing bounds it from above.
    """

    low: float | None = None
    high: float | None = None

    @property
    def empty(self) -> bool:
        """True where no value is left: the low end lies above the high one."""
        return self.low is not None and self.high is not None and self.low > self.high

    @property
    def known(self) -> bool:
        """True where at least one end is closed."""
        return self.low is not None or self.high is not None

    @property
    def point(self) -> bool:
        """True where the two ends are one value."""
        return self.low is not None and self.low == self.high

    def __and__(self, other: Range) -> Range:
        """The values in both; may be empty."""
        return Range(_tightest(max, self.low, other.low), _tightest(min, self.high, other.high))

    def __or__(self, other: Range) -> Range:
        """The hull: the least range that holds both."""
        return Range(
            None if self.low is None or other.low is None else min(self.low, other.low),
            None if self.high is None or other.high is None else max(self.high, other.high),
        )

    def __add__(self, other: Range) -> Range:
        """Every sum of a value here and a value there."""
        return Range(_both(self.low, other.low, 1), _both(self.high, other.high, 1))

    def __sub__(self, other: Range) -> Range:
        """Every difference of a value here and a value there, the two taken as free of each other."""
        return Range(_both(self.low, other.high, -1), _both(self.high, other.low, -1))

    def __mul__(self, other: Range) -> Range:
        """Every product of two ranges that hold nothing below zero."""
        low = None if self.low is None or other.low is None else self.low * other.low
        high = None if self.high is None or other.high is None else self.high * other.high
        return Range(low, high)

    def __contains__(self, value: float) -> bool:
        """Whether a value lies between the ends."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def gap(self, other: Range) -> float:
        """How far two ranges are apart; 0 where they share a value."""
        both = self & other
        if both.low is None or both.high is None:
            return 0.0
        return max(0.0, both.low - both.high)

    def whole(self) -> Range:
        """The whole numbers inside: people are counted one by one."""
        return Range(
            None if self.low is None else float(math.ceil(self.low - 1e-9)),
            None if self.high is None else float(math.floor(self.high + 1e-9)),
        )


def _tightest(pick: Callable[[float, float], float], a: float | None, b: float | None) -> float | None:
    if a is None or b is None:
        return b if a is None else a
    return pick(a, b)


def _both(a: float | None, b: float | None, sign: int) -> float | None:
    return None if a is None or b is None else a + sign * b
