"""The few numbers that the terminal prints at the end of a build: the report's own, written the same way."""

from __future__ import annotations

from typing import Any, NamedTuple

from needline.model import Mission, Need
from needline.publish import words
from needline.publish.formats import NOT_KNOWN, text
from needline.publish.marks import Marks
from needline.publish.numbers import Numbers, form_of, ref_of
from needline.publish.views.opening import group_wholes, leading_residual
from needline.store import Store

MADE_UP = " ◇"


class Line(NamedTuple):
    """One line of the headline table, as text."""

    who: str
    people: str
    in_need: str
    severity: str
    basis: str


def headline(mission: Mission, store: Store) -> list[Line]:
    """
    The headline: a line for each group, and one for those not accounted for.

    Raises:
        TraceError: a number has no trace.
    """
    numbers = Numbers(store)
    marks = Marks(mission, numbers)
    lines = [_line(mission, numbers, need) for need in group_wholes(marks)]
    residual = leading_residual(marks)
    if residual is not None:
        left = plain_range(numbers, residual, "low", "high")
        lines.append(Line("Not accounted for", left, "", "", f"baseline {residual.reading}".strip()))
    return lines


def _line(mission: Mission, numbers: Numbers, need: Need) -> Line:
    names = {group.id: (group.names or [group.id])[0] for group in mission.groups}
    mark = MADE_UP if need.synthetic else ""
    ends = plain_range(numbers, need, "in_need_low", "in_need_high")
    point = need.in_need is not None and need.in_need_low != need.in_need_high
    likely = f"{plain(numbers, need, 'in_need')} ({ends})" if point else ends
    severity = plain(numbers, need, "severity")
    wide = need.severity_low is not None and (need.severity_low, need.severity_high) != (
        need.severity,
        need.severity,
    )
    span = f" ({plain_range(numbers, need, 'severity_low', 'severity_high')})" if wide else ""
    return Line(
        who=names.get(need.group, need.group),
        people=plain_range(numbers, need, "people_low", "people_high"),
        in_need=likely + (mark if need.in_need_high is not None or need.in_need_low is not None else ""),
        severity=severity + span + (mark if need.severity is not None else ""),
        basis=words.BASES[need.basis],
    )


def plain(numbers: Numbers, row: Any, column: str) -> str:
    """A cell as plain text."""
    value = getattr(row, column)
    return (
        NOT_KNOWN if value is None else numbers.number(value, ref_of(row, column), form_of(row, column)).text
    )


def plain_range(numbers: Numbers, row: Any, low: str, high: str) -> str:
    """A range as plain text, worded as in the report."""
    least, most = getattr(row, low), getattr(row, high)
    if least is None and most is None:
        return NOT_KNOWN
    if least is None:
        return f"up to {plain(numbers, row, high)}"
    if most is None:
        return f"{plain(numbers, row, low)} or more"
    form = form_of(row, low)
    if text(least, form) == text(most, form):
        return plain(numbers, row, low)
    return f"{plain(numbers, row, low)}–{plain(numbers, row, high)}"
