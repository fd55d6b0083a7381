"""Ids are hashes of what they name: the same thing read twice, elsewhere, or in another order is one row."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import Any


def content_id(kind: str, *values: Any) -> str:
    """
    Name a thing by its content.

    Args:
        kind: the noun ("count", "claim"), so that equal contents of two nouns differ.
        values: what makes it itself: text, numbers, dates, None, or lists of these.

    Returns:
        str: 16 hexadecimal digits.
    """
    from hashlib import sha256  # which loads OpenSSL, that little else needs

    return sha256(_dumped([kind, *values]).encode()).hexdigest()[:16]


def content_ids(kind: str, first: str, texts: Iterable[str]) -> list[str]:
    """Name many things, each by two texts of which the first is the same: `content_id(kind, first, text)` of each."""
    from hashlib import sha256

    begun = sha256(f"{_dumped([kind, first])[:-1]}, ".encode())
    found = []
    for text in texts:
        digest = begun.copy()
        digest.update(f"{encode_basestring(text)}]".encode())
        found.append(digest.hexdigest()[:16])
    return found


def _dumped(values: list[Any]) -> str:
    return _ENCODER.encode(values)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"an id is made of text and numbers, not of {type(value).__name__}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=_plain)
