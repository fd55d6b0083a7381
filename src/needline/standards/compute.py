"""From answers to severity: a standard's steps run over columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from needline.standards.columns import Column, Numbers, missing_column
from needline.standards.definition import Indicator, StandardDefinition
from needline.standards.rules import RULES
from needline.stats.arrays import Bools, Floats


@dataclass(frozen=True, eq=False)
class Scores:
    """
    What a standard makes of n households.

    Args:
        columns: every step's column, by `sector.step`.
        sectors: sector ids, S of them.
        by_sector: shape (n, S), severity 1 to 5; NaN missing.
    """

    columns: dict[str, Column]
    sectors: tuple[str, ...]
    by_sector: Floats

    @property
    def severity(self) -> Floats:
        """Shape (n,), the greatest over the sectors that are known; NaN where none is."""
        known = np.where(self.missing, -np.inf, self.by_sector).max(axis=1)
        return np.where(np.isinf(known), np.nan, known)

    @property
    def missing(self) -> Bools:
        """Shape (n, S), True where a sector is missing: the severity is then a lower bound."""
        return np.isnan(self.by_sector)


def compute(definition: StandardDefinition, answers: Mapping[str, Column], n: int) -> Scores:
    """
    Score n households by a standard.

    Args:
        definition: the standard.
        answers: its inputs by name; an input that is not there is missing for everybody.
        n: how many households.
    """
    columns: dict[str, Column] = {}
    for indicator in definition.indicators:
        for name, column in _steps(indicator, answers, n).items():
            columns[f"{indicator.sector}.{name}"] = column
    found = [columns[f"{sector}.severity"] for sector in definition.sectors]
    by_sector = np.stack([one.values for one in found if isinstance(one, Numbers)], axis=1)
    return Scores(columns, definition.sectors, by_sector)


def _steps(indicator: Indicator, answers: Mapping[str, Column], n: int) -> dict[str, Column]:
    known: dict[str, Column] = {
        one.name: answers.get(one.name) or missing_column(one.kind, n, one.choices)
        for one in indicator.inputs
    }
    made: dict[str, Column] = {}
    for step in indicator.steps:
        made[step.name] = RULES[step.rule](step, [known[name] for name in step.of])
        known[step.name] = made[step.name]
    return made
