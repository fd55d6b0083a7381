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
        origin: the standard that first asked it, and its name there ("fcs.fcs_meat"): inputs of one origin are one
            question, and a binding of one answers all.
    """

    name: str
    question: str
    kind: Literal["number", "one", "many"]
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    optional: bool = False
    role: str = ""
    origin: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """
    One column computed from others.

    Args:
        name: of the column it makes.
        rule: name of a registered rule.
        of: inputs and earlier steps it takes, in order.
        args: what else the rule takes.
        ceilings: the highest class each of `of` can give; infinite where it is not a class.
    """

    name: str
    rule: str
    of: tuple[str, ...]
    args: dict[str, Any] = {}
    ceilings: tuple[float, ...] = ()


class Indicator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One thing that a standard measures of a household: a score with its class, or the severity of a sector.

    Args:
        name: as its file is named; the sector's id where the standard judges severity.
        title: as shown.
        source: where the rule was read.
        mark: R read in code or text, E read in an excerpt, P proposed here.
        note: what a reader should know.
        inputs, steps: see there; those of indicators it uses come first. The last step is the result.
        uses: the indicators it takes over, as "standard version indicator".
        alike: a class of this one to the classes of the one it varies that mean the same.
    """

    name: str
    title: str
    source: str
    mark: Literal["R", "E", "P"]
    note: str = ""
    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]
    uses: tuple[str, ...] = ()
    alike: dict[str, tuple[str, ...]] = {}

    @property
    def result(self) -> str:
        """Name of the step that gives its class."""
        return self.steps[-1].name


class StandardDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A standard in one version.

    Args:
        name, version: as missions pin it.
        title, document, licence, note: what it is and where it comes from.
        need_from, severe_need_from: severity from which a household is in need, and in severe need; 0 where the
            standard gives classes of its own and no severity.
        indicators: what it measures; where it gives severity, one a sector.
    """

    name: str
    version: str
    title: str
    document: str
    licence: str
    note: str = ""
    need_from: int = 0
    severe_need_from: int = 0
    indicators: tuple[Indicator, ...]

    @property
    def inputs(self) -> dict[str, Input]:
        """Every input by name."""
        return {one.name: one for indicator in self.indicators for one in indicator.inputs}

    @property
    def sectors(self) -> tuple[str, ...]:
        """Sectors whose severity it gives, in order; none where it gives no severity."""
        return tuple(one.name for one in self.indicators) if self.need_from else ()

    @property
    def key(self) -> str:
        """Name and version as people write them: "msni 2025.1"."""
        return f"{self.name} {self.version}"
