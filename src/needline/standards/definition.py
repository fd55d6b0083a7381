"""A standard as it stands in its files: inputs, rules, and where they come from."""

from __future__ import annotations

from typing import Any, Literal

import msgspec


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One question that a standard needs answered.

    Args:
        name: as bindings call it.
        question: what is asked, in plain words.
        kind: number, one (choice), many (choices).
        choices: the categories of a choice.
        low, high: least and greatest number that makes sense; None is open.
        optional: True where the standard does without it.
        role: a column of the survey's design that answers it where nothing is bound ("setting").
    """

    name: str
    question: str
    kind: Literal["number", "one", "many"]
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    optional: bool = False
    role: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """
    One column computed from others.

    Args:
        name: of the column it makes.
        rule: name in `rules.RULES`.
        of: inputs and earlier steps it takes, in order.
        args: what else the rule takes.
        ceilings: the highest class each of `of` can give; infinite where it is not a class.
    """

    name: str
    rule: str
    of: tuple[str, ...]
    args: dict[str, Any] = {}
    ceilings: tuple[float, ...] = ()


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """
    One sector of a standard; its last step is named `severity`.

    Args:
        sector: sector id.
        title: as shown.
        source: where the rule was read.
        mark: R read in code or text, E read in an excerpt, P proposed here.
        note: what a reader should know.
        inputs, steps: see there.
    """

    sector: str
    title: str
    source: str
    mark: str
    note: str
    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]


class StandardDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """
    A standard in one version.

    Args:
        name, version: as missions pin it.
        title, document, licence, note: what it is and where it comes from.
        need_from, severe_need_from: severity from which a household is in need, and in severe need.
        indicators: one a sector.
    """

    name: str
    version: str
    title: str
    document: str
    licence: str
    note: str
    need_from: int
    severe_need_from: int
    indicators: tuple[Indicator, ...]

    @property
    def inputs(self) -> dict[str, Input]:
        """Every input by name."""
        return {one.name: one for indicator in self.indicators for one in indicator.inputs}

    @property
    def sectors(self) -> tuple[str, ...]:
        """Sector ids in order."""
        return tuple(indicator.sector for indicator in self.indicators)
