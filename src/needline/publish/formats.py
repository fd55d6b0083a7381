"""How a number is written: commas, percent, rounding, and the true minus. Values in, text out."""

from __future__ import annotations

import math
from typing import Literal

Form = Literal["whole", "significant", "share", "percent", "decimal"]

NOT_KNOWN = "not known"
NBSP = "\u00a0"
MINUS = "\u2212"
PERCENT = f"{NBSP}%"

RULES: dict[Form, str] = {
    "whole": "whole number",
    "significant": "three significant digits",
    "share": "share as percent; one decimal under 1 % and above 99 %",
    "percent": "percent, at most one decimal",
    "decimal": "three significant digits",
}
"""What each form does to a value, in words; stands beside each rounded number in the report."""


def text(value: float | None, form: Form = "whole") -> str:
    """
    Write a number the way every output writes it.

    Args:
        value: the number; None where it is not known.
        form: whole (98,625), significant (41,200 for 41,234: three digits, for what rests on a sample), share
            (0.41 as 41 %), percent (2 as 2 %), decimal (three significant digits, for averages and hours).

    Returns:
        str: the text; "not known" for None.
    """
    if value is None or math.isnan(value):
        return NOT_KNOWN
    written = _FORMS[form](abs(value))
    negative = value < 0 and any(digit in written for digit in "123456789")
    return f"{MINUS}{written}" if negative else written


def _whole(value: float) -> str:
    return f"{round(value):,}"


def _significant(value: float) -> str:
    return f"{round(significant(value)):,}"


def significant(value: float) -> float:
    """Round to three significant digits, and never finer than one person."""
    if value == 0:
        return 0.0
    places = 2 - math.floor(math.log10(abs(value)))
    return float(round(value, min(places, 0)))


def _share(value: float) -> str:
    percent = value * 100
    fine = 0 < percent < 1 or 99 < percent < 100  # noqa: PLR2004 - where whole percents would say none or all
    return f"{percent:.{1 if fine else 0}f}{PERCENT}"


def _percent(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0") + PERCENT


def _decimal(value: float) -> str:
    if value >= 100:  # noqa: PLR2004 - three digits stand before the point
        return _whole(value)
    places = 2 if value == 0 else min(2 - math.floor(math.log10(value)), 6)
    written = f"{value:.{max(places, 0)}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


_FORMS = {
    "whole": _whole,
    "significant": _significant,
    "share": _share,
    "percent": _percent,
    "decimal": _decimal,
}
