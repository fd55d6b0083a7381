"""When something held: an instant, a day in the mission's zone, or a span with an open end."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import msgspec

_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)


HOW_TO_WRITE = "Write it as 2023-10-01, or 2023-10-01T15:00 with the hour."


class When(msgspec.Struct, frozen=True):
    """
    A moment as evidence gives it: some instant between `start` and `end`.

    Args:
        text: as written.
        start: earliest instant it can be, with its zone; None where it is not known how early.
        end: latest instant it can be, with its zone; None where it is not known how late.
    """

    text: str
    start: dt.datetime | None
    end: dt.datetime | None

    @property
    def instant(self) -> bool:
        """True where the hour is known."""
        return self.start is not None and self.start == self.end


def read_when(text: str, zone: ZoneInfo) -> When:
    """
    Read an ISO 8601 date or instant; a bare date is that day in the mission's zone.

    Args:
        text: `2023-10-01`, `2023-10-01T15:00` (in the mission's zone) or `2023-10-01T15:00+04:00`.
        zone: the mission's zone.

    Returns:
        When: its ends in UTC, so that equal instants are equal values.

    Raises:
        ValueError: the text is no ISO date; `HOW_TO_WRITE` says what would be one.
    """
    found = _ISO.fullmatch(text.strip())
    try:
        if found and found["time"]:
            at = dt.datetime.fromisoformat(text.strip().replace(" ", "T"))
            at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(dt.UTC)
            return When(text.strip(), at, at)
        start, end = _day(dt.date.fromisoformat(found["day"] if found else ""), zone)
    except (ValueError, OverflowError):
        raise ValueError(f'"{text}" is no date.') from None
    return When(text.strip(), start, end)


def _day(day: dt.date, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The first and last instant of a day in a zone, in UTC."""
    start = dt.datetime.combine(day, dt.time(), zone)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC) - dt.timedelta(microseconds=1)
