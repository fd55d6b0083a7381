"""How long interviews took."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from needline.stats.arrays import Bools
from needline.survey.checks.flagged import Finding, Flagged, Unmade
from needline.survey.checks.interviews import Interviews


def durations(interviews: Interviews) -> Iterator[Finding]:
    """Interviews that ended before they began, and those much shorter or longer than the median."""
    stated = interviews.checks
    for key, column, found in (
        ("start", stated.start, interviews.start),
        ("end", stated.end, interviews.end),
    ):
        if column and not found:
            yield Unmade(
                "",
                f'[checks] {key} names the column "{column}", which the submissions do not have.',
                "Name one.",
            )
    minutes = interviews.duration
    known = minutes[minutes >= 0]
    yield from _flag(interviews, minutes < 0, "with an end before its start")
    if not len(known):
        return
    median = float(np.median(known))
    short = stated.duration_short * median if stated.shortest is None else stated.shortest
    long = stated.duration_long * median if stated.longest is None else stated.longest
    yield from _flag(interviews, (minutes >= 0) & (minutes < short), f"shorter than {short:.0f} minutes")
    yield from _flag(interviews, minutes > long, f"longer than {long:.0f} minutes")


def _flag(interviews: Interviews, found: Bools, issue: str) -> Iterator[Flagged]:
    places = np.flatnonzero(found)
    if len(places):
        held = [f"{minutes:.1f}" for minutes in interviews.duration[places]]
        yield Flagged("", places, held, issue, [f"lasted {one} minutes" for one in held])
