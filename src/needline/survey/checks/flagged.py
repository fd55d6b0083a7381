"""What a check gives: interviews, the question it looked at, and what each holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from needline.model.problem import Severity
from needline.stats.arrays import Ints

if TYPE_CHECKING:
    from needline.survey.checks.interviews import Interviews


class Flagged(NamedTuple):
    """
    Interviews that a check lists for one question.

    Args:
        question: the column; empty for an interview as a whole.
        places: of the interviews.
        held: what each holds there, as written; private.
        issue: what is wrong, quoting no answer.
        each: what is wrong with each in words of its own; private. Empty: the issue says it.
        noun: what is counted.
        number: how many, where that is not the number of interviews.
    """

    question: str
    places: Ints
    held: list[str]
    issue: str
    each: list[str] = []  # noqa: RUF012 - never changed
    noun: str = "interview"
    number: int | None = None


class Unmade(NamedTuple):
    """A check that could not be made of a question: why, and what would mend it; quoting no answer."""

    question: str
    found: str
    mend: str


Finding = Flagged | Unmade


class Check(NamedTuple):
    """
    One check.

    Args:
        name: as `skip` in `[checks]` names it, and problems after "check-".
        does: what it lists, in a line.
        mend: what would put an interview right.
        run: gives what it finds.
        severity: of its problems.
    """

    name: str
    does: str
    mend: str
    run: Callable[[Interviews], Iterable[Finding]]
    severity: Severity = "warning"
