"""What a person decided about the evidence: who, when, why, and what it replaced."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import msgspec

from needline.model.count import WHOLE
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
    "outcome",
)
OUTCOMES = ("kept", "not kept", "not yet", "no evidence")
"""What later evidence can show of a promise or demand."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """
    One line of a `decisions/AUTHOR-DEVICE.jsonl`; nothing is erased, a later decision supersedes.

    Args:
        id: hash of the rest.
        previous: id of the line before in the same file; empty on the first.
        at: instant of deciding, ISO 8601 with offset, to the microsecond.
        author, device: who decided, and on which machine's log.
        on: what it is about: `table/id`, or for a passage `report/SHA256/START-END`.
        action: accept, correct, set_aside, same_count, other_population, other_day, severity, grade,
            recommend or outcome.
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


def decided_at(decision: Decision) -> dt.datetime:
    """
    The instant of deciding; one without an offset is taken as UTC.

    Raises:
        ValueError: `at` is no instant.
    """
    found = dt.datetime.fromisoformat(decision.at)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions from the first to the latest: by instant, of one instant by place in their log, then by id."""
    given = list(decisions)
    before = {one.id: one.previous for one in given}
    place: dict[str, int] = {}
    for one in given:
        chain, at = [], one.id
        while at in before and at not in place and at not in chain:
            chain.append(at)
            at = before[at]
        start = place.get(at, 0)
        place.update({id_: start + number for number, id_ in enumerate(reversed(chain), start=1)})
    return sorted(given, key=lambda one: (decided_at(one), place[one.id], one.id))


HOW_TO_CORRECT = "Write whole numbers: 19000, 18,000..20,000, 18000.. or ..20000."


def read_correction(value: str, unit: str = "people") -> Range:
    """
    Read a corrected number: `19000`, `18,000..20,000`, `18000..` or `..20000`; of a share also `16.5`.

    A comma stands before each three digits or nowhere. `13,5` and `12.000`, which some read one way and some
    another, are refused.

    Args:
        value: as written.
        unit: what is counted; people and things are whole.

    Raises:
        ValueError: it is no such number, or ends below where it begins.
    """
    form = _WHOLE if unit in WHOLE else _PART
    first, dots, last = value.partition("..")
    found = Range(_number(first, form), _number(last if dots else first, form))
    if not found.known:
        raise ValueError(f'"{value}" is no number.')
    if found.empty:
        raise ValueError(f'"{value}" ends below where it begins.')
    return found


_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+", re.ASCII)
_PART = re.compile(rf"(?:{_WHOLE.pattern})(?:\.(?!\d{{3}}$)\d+)?", re.ASCII)
_MOST = 1e10


def _number(text: str, form: re.Pattern[str]) -> float | None:
    written = text.strip()
    if not written:
        return None
    plain = written.replace(",", "")
    if not form.fullmatch(written) or float(plain) > _MOST:
        raise ValueError(f'"{written}" is no number of people or things.')
    return float(plain)
