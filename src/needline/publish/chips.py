"""Severity as a small coloured chip, with its class in figures and its range."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish import words
from needline.publish.marks import Marks


class Chip(msgspec.Struct, frozen=True):
    """A severity class, with its range where there is room; `tone` is its colour, empty where not known."""

    tone: str
    number: Markup
    word: str
    label: Markup = Markup("")


def chip(marks: Marks, need: model.Need, *, short: bool = False) -> Chip:
    """Severity as a class, with its range unless it is to be short; a question mark where it is not known."""
    if need.severity is None:
        return Chip("", marks.link(need, "?"), "not known")
    number = (
        marks.number(need, "severity")
        if short
        else marks.likely(need, "severity", "severity_low", "severity_high")
    )
    return Chip(str(need.severity), number, words.SEVERITIES.get(need.severity, ""))
