"""Dates of a report that are no day, or could be two: told, and never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from needline.claims.passage import Passage
from needline.model import Problem, Report, problem

_WHY = {
    "impossible": (
        "no calendar has this day",
        "Look up the original; write its day into published, or set it aside.",
    ),
    "ambiguous": ("day and month can be either", "Look up which it is; what it dates is kept without a day."),
}


def unclear_dates(report: Report, read: Iterable[Passage]) -> Iterator[Problem]:
    """A problem for each date that cannot be one day: `31 February`, `03/04/2023`."""
    for here in read:
        for date in here.dates:
            if date.unclear:
                found, mend = _WHY[date.unclear]
                where = f"characters {date.start} to {date.end}"
                yield problem("unclear-date", report.file, where, f'"{date.text}": {found}.', mend, "warning")
