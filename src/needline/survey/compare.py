"""Two standards on a mission's own surveys: cells by class and rule, never a household."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from needline.model import Mission, Place, Problem, Survey
from needline.places import Gazetteer
from needline.standards import StandardDefinition
from needline.standards.columns import Column, Many, Numbers, One
from needline.standards.compare import Compared, compare
from needline.stats.arrays import Ints
from needline.store import Store
from needline.survey.binding import answers, own_standards
from needline.survey.households import Households
from needline.survey.score import score_kept


class SurveyCompared(NamedTuple):
    """
    Two standards on one survey.

    Args:
        survey: its name.
        synthetic: True where its households are made up.
        compared: an indicator each; none where the survey binds nothing of either standard.
        problems: what is unbound, out of range or left out, found before anything was compared.
    """

    survey: str
    synthetic: bool
    compared: list[Compared]
    problems: list[Problem]


def compare_surveys(
    mission: Mission, store: Store, first: StandardDefinition, second: StandardDefinition
) -> list[SurveyCompared]:
    """
    Compare two standards on every survey of a mission.

    Args:
        mission: its threshold for cells holds.
        store: with the mission's evidence read into it, and its interviews cleaned.
        first, second: the standards; the survey's bindings answer both where they ask the same questions.

    Returns:
        list: in order of the surveys' names.

    Raises:
        NeedlineError: the standards measure nothing in common.
        DesignError: the weights of a survey cannot be had from its design.
    """
    gazetteer, own = Gazetteer(store.read(Place)), own_standards(store)
    found = []
    for survey in store.read(Survey):
        scored = score_kept(mission, store, survey, gazetteer, own)
        households, sheet = scored.households, scored.sheet
        earlier = [one for one in sheet.problems if one.severity != "note"]
        told_before = len(sheet.problems)
        both: dict[str, Column] = {}
        for definition in (first, second):
            both |= answers(definition, sheet, own)
        problems = [*earlier, *sheet.problems[told_before:]]
        kept = np.flatnonzero(np.isin(sheet.rows, households["row"].to_numpy()))
        told: list[Compared] = []
        if both and len(kept):
            weight = Households(households, survey.design).design.weight
            there = {name: _rows(column, kept) for name, column in both.items()}
            told = compare(first, second, there, weight, mission.thresholds.cell_households)
        found.append(SurveyCompared(survey.name, survey.synthetic, told, problems))
    return found


def _rows(column: Column, rows: Ints) -> Column:
    if isinstance(column, Numbers):
        return Numbers(column.values[rows])
    if isinstance(column, One):
        return One(column.codes[rows], column.choices)
    return Many(column.chosen[rows], column.answered[rows], column.choices)
