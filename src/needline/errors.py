"""
Errors of use, the only exceptions needline raises on purpose.

Evidence that cannot be read is never an exception: it becomes a `Problem` row and reading goes on.

    NeedlineError            where, what, and what to do next, in one line
    ├── MissionError         the folder is not a mission, or its mission.toml cannot be used
    ├── DesignError          a survey design that cannot be estimated from
    ├── DecisionError        a decision that cannot be recorded
    ├── UnknownNameError     a name nobody knows; offers the near ones
    └── TraceError           a number without evidence, or one that its evidence does not give
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_SHOWN = 8


class NeedlineError(Exception):
    """
    Wrong use, told in one line: where it was met, what was found, what to do next.

    Args:
        where: a file, a table, a command or an argument.
        what: what was found there.
        next_step: what would put it right; empty where the message already says so.
    """

    def __init__(self, where: str, what: str, next_step: str = "") -> None:
        self.where, self.what, self.next_step = where, what, next_step
        super().__init__(f"{where}: {what}" + (f" {next_step}" if next_step else ""))


class MissionError(NeedlineError):
    """The folder is not a mission, or its `mission.toml` cannot be used."""


class DesignError(NeedlineError):
    """A survey design that cannot be estimated from: a lonely cluster, a column that is not there."""


class DecisionError(NeedlineError):
    """A decision that cannot be recorded."""


class TraceError(NeedlineError):
    """A number without evidence, or one that its evidence does not give."""


class UnknownNameError(NeedlineError):
    """A name nobody knows. The message offers the near ones."""

    def __init__(self, where: str, name: str, known: Iterable[str]) -> None:
        super().__init__(where, f'"{name}" is not known.', near(name, known))
        self.name = name


def near(name: str, known: Iterable[str]) -> str:
    """Offer the known names closest to a mistyped one, or a few of them where none is close."""
    names = sorted({str(one) for one in known})
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    shown = ", ".join(names[:_SHOWN])
    return f"Known: {shown}{', …' if len(names) > _SHOWN else ''}." if names else "None is defined."
