"""What a person decided about the evidence: who, when, why, and what it replaced."""

from __future__ import annotations

import msgspec

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
