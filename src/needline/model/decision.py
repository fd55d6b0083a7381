"""What a person decided about the evidence: who, when, why, and what it replaced."""

from __future__ import annotations

import math

import msgspec

from needline.model.range import Range

ACTIONS = (
    "accept",
    "correct",
    "set_aside",
    "same_count",
    "other_population",
    "other_day",
    "severity",
    "grade",
    "recommend",
)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """
    One line of a `decisions/AUTHOR-DEVICE.jsonl`; nothing is erased, a later decision supersedes.

    Args:
        id: hash of the rest.
        previous: id of the line before in the same file; empty on the first.
        at: instant of deciding, ISO 8601 with offset.
        author, device: who decided, and on which machine's log.
        on: what it is about: `table/id`, or for a passage `report/SHA256/START-END`.
        action: accept, correct, set_aside, same_count, other_population, other_day, severity, grade or recommend.
        value: what the action takes: the corrected figure, the other count's id, the day, the class.
        reason: why, in words.
        file: where the line stands; not part of the id.
    """

    id: str
    previous: str
    at: str
    author: str
    device: str
    on: str
    action: str
    value: str
    reason: str
    file: str = ""


def read_correction(value: str) -> Range:
    """
    Read a corrected number: `19000`, `18,000..20,000`, `18000..` or `..20000`.

    Raises:
        ValueError: it is no number, or ends below where it begins.
    """
    first, dots, last = value.replace(",", "").partition("..")
    found = Range(_number(first), _number(last if dots else first))
    if not found.known:
        raise ValueError(f'"{value}" is no number.')
    if found.empty:
        raise ValueError(f'"{value}" ends below where it begins.')
    return found


def _number(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise ValueError(f'"{text.strip()}" is no number of people or things.')
    return number
