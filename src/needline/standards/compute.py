"""From answers to classes and severity: a standard's steps run over columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from needline.errors import NeedlineError
from needline.standards.columns import Column, Numbers, answers_of, missing_column, plain
from needline.standards.definition import Indicator, StandardDefinition, Step
from needline.standards.registry import find_rule
from needline.stats.arrays import Bools, Floats

Memo: TypeAlias = dict[tuple[Any, ...], tuple[Column, list[Column]]]
"""Columns by the rule, its arguments and the columns it took, which are held so that they stay what they were."""


@dataclass(frozen=True, eq=False)
class Scores:
    """
    What a standard makes of n households.

    Args:
        columns: every step's column, by `indicator.step`.
        sectors: sector ids, S of them; none where the standard gives no severity.
        by_sector: shape (n, S), severity 1 to 5; NaN missing.
    """

    columns: dict[str, Column]
    sectors: tuple[str, ...]
    by_sector: Floats

    @property
    def severity(self) -> Floats:
        """Shape (n,), the greatest over the sectors that are known; NaN where none is."""
        known = np.where(self.missing, -np.inf, self.by_sector).max(axis=1, initial=-np.inf)
        return np.where(np.isinf(known), np.nan, known)

    @property
    def missing(self) -> Bools:
        """Shape (n, S), True where a sector is missing: the severity is then a lower bound."""
        return np.isnan(self.by_sector)

    def values(self, name: str) -> list[Any]:
        """A step's column as plain values, a number or a class a household; None missing."""
        return plain(self.columns[name])


def score(definition: StandardDefinition, answers: Mapping[str, Sequence[Any]]) -> Scores:
    """
    Score households by a standard, from plain lists.

    Args:
        definition: the standard.
        answers: an input's name to its answers, one a household: numbers, the standard's categories, for several
            choices a list of them or a text with spaces between; None is missing. An input that is not there is
            missing for everybody.

    Returns:
        Scores: a class or number for each household and step; missing where the answers do not settle it.

    Raises:
        UnknownNameError: an answer's name is no input of the standard.
        NeedlineError: lists of several lengths; an answer outside its categories or its span.
    """
    return compute(definition, *answers_of(definition, answers))


def compute(
    definition: StandardDefinition, answers: Mapping[str, Column], n: int, memo: Memo | None = None
) -> Scores:
    """
    Score n households by a standard.

    Args:
        definition: the standard.
        answers: its inputs by name; an input that is not there is missing for everybody.
        n: how many households.
        memo: columns made before of the same answers, which are made once where standards share steps.

    Raises:
        NeedlineError: a rule cannot take what the standard gives it.
    """
    columns: dict[str, Column] = {}
    memo = {} if memo is None else memo
    for indicator in definition.indicators:
        for name, column in steps_of(indicator, answers, n, memo).items():
            columns[f"{indicator.name}.{name}"] = column
    found = [columns[f"{sector}.severity"] for sector in definition.sectors]
    numbers = [one.values for one in found if isinstance(one, Numbers)]
    return Scores(columns, definition.sectors, np.stack(numbers, axis=1) if numbers else np.zeros((n, 0)))


def steps_of(
    indicator: Indicator, answers: Mapping[str, Column], n: int, memo: Memo | None = None
) -> dict[str, Column]:
    """
    The columns that one indicator makes, by step.

    An optional input that nobody was asked is left out of what gathers several; a step of nothing else is left out too.
    """
    known: dict[str, Column] = {
        one.name: answers.get(one.name) or missing_column(one.kind, n, one.choices)
        for one in indicator.inputs
    }
    absent = {one.name for one in indicator.inputs if one.optional and one.name not in answers}
    memo = {} if memo is None else memo
    made: dict[str, Column] = {}
    for step in indicator.steps:
        if absent.issuperset(step.of):
            absent.add(step.name)
        where = f"{indicator.name}, step {step.name}"
        known[step.name] = made[step.name] = _run(step, known, absent, where, memo)
    return made


def _run(step: Step, known: Mapping[str, Column], absent: set[str], where: str, memo: Memo) -> Column:
    rule = find_rule(step.rule, where)
    if rule.without and absent & set(step.of) and step.name not in absent:
        step = rule.without(step, absent)
    columns = [known[name] for name in step.of]
    key = step.rule, step.of, repr(step.args), step.ceilings, tuple(map(id, columns))
    if key not in memo:
        try:
            memo[key] = rule.compute(step, columns), columns
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            what = f'the rule "{step.rule}" cannot take this: {error!r}.'
            mend = "Compare it with the standards that come with needline."
            raise NeedlineError(where, what, mend) from error
    return memo[key][0]
