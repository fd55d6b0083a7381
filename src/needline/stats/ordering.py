"""
Numbers put in order and numbered off, stably: ties stand as they stood.

numpy sorts 16-bit integers by counting (radix sort), but 64-bit numbers by merging. Bits made to rise with their value
are four such integers; sorting by each that differs, least first, is 2 to 9 times as fast. The order is numpy's own.
"""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

import numpy as np

from needline.stats.arrays import Floats, Ints

_Key = TypeVar("_Key", Floats, Ints)
_DIGIT = 16
"""Bits of a digit."""
_SIGN = np.iinfo(np.int64).max
"""All bits but the sign."""
_FLIP = np.uint64(1 << 63)
"""The sign, which of an unsigned number is the highest bit."""


def stable_order(value: Floats | Ints) -> Ints:
    """
    Places that put numbers in rising order, NaN last: `argsort(value, kind="stable")`.

    Args:
        value: shape (n,), 64 bits each.

    Returns:
        Shape (n,).
    """
    order: Ints = np.arange(len(value))
    key = _rising(value)
    for shift in range(0, 64, _DIGIT):
        digit = (key >> np.uint64(shift)).astype(np.uint16)
        if len(digit) and (digit != digit[0]).any():
            order = order.take(np.argsort(digit.take(order), kind="stable"))
    return order


class Distinct(NamedTuple, Generic[_Key]):
    """
    The K different values of a key of n rows.

    Args:
        values: shape (K,), rising.
        first: shape (K,), the first row of each.
        place: shape (n,), each row's value, 0 to K - 1.
    """

    values: _Key
    first: Ints
    place: Ints


def distinct(key: _Key) -> Distinct[_Key]:
    """Number the values of a key off: `unique(key, return_index=True, return_inverse=True)`."""
    order = stable_order(key)
    ordered = key.take(order)
    new = np.ones(len(key), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    place = np.empty(len(key), np.int64)
    place[order] = np.cumsum(new) - 1
    return Distinct(ordered[new], order[new], place)


def _rising(value: Floats | Ints) -> np.ndarray:
    """Unsigned integers in the order of the numbers: bits rise with a positive float and fall with a negative one."""
    if value.dtype.kind == "i":
        return value.view(np.uint64) ^ _FLIP
    bits = (value + 0.0).view(np.int64)  # which makes 0 of -0
    key = np.where(bits < 0, bits ^ _SIGN, bits)
    key[np.isnan(value)] = _SIGN
    return key.view(np.uint64) ^ _FLIP
