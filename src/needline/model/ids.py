"""Ids are hashes of what they name: the same thing read twice, elsewhere, or in another order is one row."""

from __future__ import annotations

import datetime as dt
import json
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

    text = json.dumps([kind, *values], ensure_ascii=False, sort_keys=True, default=_plain)
    return sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"an id is made of text and numbers, not of {type(value).__name__}")
