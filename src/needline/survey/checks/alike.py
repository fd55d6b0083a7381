"""Interviews that are one and the same, or nearly."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from needline.stats.arrays import Floats, Ints
from needline.stats.gower import nearest
from needline.survey.checks.flagged import Flagged
from needline.survey.checks.interviews import Interviews

LEAST_QUESTIONS = 10
"""Of fewer questions answered by a choice or a number, two interviews are easily alike by chance."""


def duplicate_ids(interviews: Interviews) -> Iterator[Flagged]:
    """Interviews whose id stands twice; empty ids are none."""
    first: dict[str, int] = {}
    again = [
        place for place, text in enumerate(interviews.ids) if text and first.setdefault(text, place) != place
    ]
    if again:
        held = [interviews.ids[place] for place in again]
        each = [f"has the id of row {interviews.rows[first[text]]}" for text in held]
        yield Flagged("", np.array(again, np.int64), held, "with an id that was met before", each)


def near_duplicates(interviews: Interviews) -> Iterator[Flagged]:
    """Interviews whose answers are nearly another's, by Gower's distance over choices and numbers."""
    if len(interviews.answers) < LEAST_QUESTIONS:
        return
    found = nearest(*_answers(interviews), interviews.checks.near_duplicate)
    places = np.flatnonzero(found.row >= 0)
    if len(places):
        each = [
            f"is nearly row {interviews.rows[found.row[place]]} (Gower distance {found.distance[place]:.3f})"
            for place in places.tolist()
        ]
        held = [f"{found.distance[place]:.4f}" for place in places.tolist()]
        yield Flagged("", places, held, "with answers that are nearly another's", each)


def _answers(interviews: Interviews) -> tuple[Ints, Floats]:
    """Choices as codes and numbers as they are, a question a column."""
    numeric = [name for name in interviews.answers if interviews.kinds[name] == "number"]
    nominal = [name for name in interviews.answers if interviews.kinds[name] != "number"]
    codes = [interviews.coded(name).code for name in nominal]
    values = [interviews.numbers(name) for name in numeric]
    empty = np.empty((len(interviews), 0))
    return (
        np.column_stack(codes) if codes else empty.astype(np.int64),
        np.column_stack(values) if values else empty,
    )
