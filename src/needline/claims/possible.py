"""Whether a number is told as having been, or only as what could be, is feared, or is still to come."""

from __future__ import annotations

import functools
import re

from needline.claims.measuring import Measured
from needline.claims.passage import ENGLISH, Passage
from needline.claims.quantities import Quantity
from needline.text.lexicon import any_of, lexicon

_BEFORE = 70
_PLANS = {"planned", "targeted"}


def is_possible(here: Passage, quantity: Quantity, measured: Measured | None) -> bool:
    """
    Whether a figure is a mere possibility: "the toll could exceed 80", "100 people may have died".

    The words of possibility stand with the verb of the number ("may reach 200"), with the verb that tells its measure
    ("will flee"), or before all of it ("fears of", "if"). Words that describe the noun ("displaced people") are told
    as a fact whatever follows them, and a plan asserts what is planned.

    Args:
        here: the sentence.
        quantity: the number with its noun.
        measured: what was counted; None where nothing tells it.
    """
    number = quantity.number
    before = here.text[max(here.start, number.start - _BEFORE) : number.start]
    if _amounting().search(here.text[max(here.start, number.digits[0] - _BEFORE) : number.digits[0]]):
        return True
    if measured is not None and (measured.describes or measured.name in _PLANS):
        return False
    if _leading().search(before):
        return True
    if measured is None:
        return bool(_modal().match(here.text, quantity.end, here.end))
    if measured.at < number.start:
        return False
    told = here.text[quantity.end : measured.at]
    return bool(_right_before().search(told[-_BEFORE:]))


def _listed(name: str) -> str:
    return any_of(lexicon(ENGLISH, "measures")["possible"][name])


@functools.cache
def _amounting() -> re.Pattern[str]:
    """A possible verb of amount, right before a number: "could rise to as many as"."""
    return re.compile(
        rf"(?<!\w)(?-i:{_listed('modals')})\s(?:\w+\s){{0,2}}?{_listed('amounts')}\s(?:\w+\s){{0,2}}$",
        re.IGNORECASE,
    )


@functools.cache
def _leading() -> re.Pattern[str]:
    """What makes all that follows it a possibility, before a number: "fears of", "could leave", "if another"."""
    leads = rf"(?:{_listed('leads')}|(?-i:{_listed('modals')}))"
    no_clause = rf"(?!{_listed('ends')}(?!\w))"
    return re.compile(rf"(?<!\w){leads}\s(?:{no_clause}\w+\s){{0,4}}$", re.IGNORECASE)


@functools.cache
def _modal() -> re.Pattern[str]:
    return re.compile(rf"\s{_listed('modals')}(?!\w)")


@functools.cache
def _right_before() -> re.Pattern[str]:
    """A word of possibility with nothing but its verb between it and a measure: "may still be", "are feared"."""
    modals = rf"(?:(?-i:{_listed('modals')})|{_listed('states')})"
    return re.compile(rf"(?<!\w){modals}\s(?:(?!{_listed('ends')}(?!\w))\w+\s){{0,3}}$", re.IGNORECASE)
