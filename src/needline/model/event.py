"""What happened, as reports say it: for a timeline."""

from __future__ import annotations

import datetime as dt

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """
    An event that reports tell of; told of the same day and place by several, it is one.

    Args:
        event: hash of what, day and place; without a day, of the passage; of a road, of its state, day and name.
        what: its kind, in neutral words ("deployment", "opening of a road or crossing").
        announced: True where reports say that it is to come.
        first, last: the days it may lie on, both included; `first` is None where the text gives no day, and `last`
            then the day by which it had been told of; None where that is not known either.
        place: place code; empty where not said, or the name is ambiguous.
        who: those named as acting or concerned, as written.
        by: who says so, each a chain, the speaker nearest to the reader first; a publication by its name.
        content: the words of the first passage.
        trace: refs of the claims, or of the states of legs.
        recipe: how it is computed again.
    """

    event: str
    what: str
    announced: bool
    first: dt.date | None
    last: dt.date | None
    place: str
    who: list[str]
    by: list[str]
    content: str
    trace: list[str]
    recipe: str
