"""What is estimated from a survey: needline's own lines for severity, then those of the survey's plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from needline.errors import near
from needline.model import Problem, Survey, problem
from needline.survey.households import ANSWER, LOWER_BOUND, NUMBER, Households

SEVERITY = ".severity"
CLASSES = ("1", "2", "3", "4", "5")
DONE = {"mean", "prop_select_one", "prop_select_multiple"}


class Line(NamedTuple):
    """
    One thing to estimate by one grouping.

    Args:
        analysis_type, analysis_var: as printed.
        groups: columns to disaggregate by, as a plan names them.
        column: of the table of households.
        at_least: for "this class or worse", the class; 0 otherwise.
        people: True where people are counted, False where households are.
        row: row of the plan; 0 for needline's own.
    """

    analysis_type: str
    analysis_var: str
    groups: tuple[str, ...]
    column: str
    at_least: int = 0
    people: bool = False
    row: int = 0


def lines(survey: Survey, households: Households) -> tuple[list[Line], list[Problem]]:
    """List what is estimated; a plan line that cannot be becomes a problem, the others go on."""
    found = {_key(line): line for line in _own(households)}
    problems = []
    for analysis in survey.plan:
        line = _planned(survey, households, analysis.row)
        if isinstance(line, Problem):
            problems.append(line)
        else:
            found.setdefault(_key(line), line)
    return list(found.values()), problems


def _key(line: Line) -> tuple[str, str, tuple[str, ...]]:
    return line.analysis_type, line.analysis_var, line.groups


def _own(households: Households) -> Iterator[Line]:
    names = households.table.column_names
    groupings = _groupings(households)
    people = households.counts_people
    for name in names:
        if name.endswith(LOWER_BOUND):
            yield from (Line("prop_select_one", name, groups, name, people=people) for groups in groupings)
        if not name.endswith(SEVERITY) or households.table[name].null_count == len(households):
            continue
        for groups in groupings:
            yield Line("prop_select_one", name, groups, name, people=people)
            for level in range(2, 6):
                yield Line("prop_select_one", f"{name}_{level}_or_more", groups, name, level, people)


def _groupings(households: Households) -> list[tuple[str, ...]]:
    """By group, and by place and group; by what there is where a survey lacks one of them."""
    there = [name for name in ("place", "group") if households.table[name].null_count < len(households)]
    if there == ["place"]:
        return [(), ("place",)]
    return [("group",), ("place", "group")] if len(there) > 1 else [tuple(there)]


def _planned(survey: Survey, households: Households, row: int) -> Line | Problem:
    analysis = next(one for one in survey.plan if one.row == row)
    file = survey.file.rpartition("/")[0] + "/plan.csv"
    where = f"row {row}"
    if analysis.analysis_type not in DONE:
        found = f"{analysis.analysis_type} is not estimated by the line yet."
        return problem("plan-type", file, where, found, "The other lines are.", "warning")
    column = _column(households, analysis.analysis_type, analysis.analysis_var)
    scores = [name for name in households.table.column_names if "." in name and ":" not in name]
    known = [*households.questions, *scores]
    if not column:
        found = f'"{analysis.analysis_var}" is no question and no score of that kind. The line is left out.'
        return problem("plan-column", file, where, found, near(analysis.analysis_var, known))
    for name in analysis.group_var:
        if not households.column_of(name):
            found = f'"{name}", to group by, is no question of the survey. The line is left out.'
            return problem("plan-column", file, where, found, near(name, ["place", "group", *known]))
    groups = tuple(analysis.group_var)
    return Line(analysis.analysis_type, analysis.analysis_var, groups, column, row=row)


def _column(households: Households, analysis_type: str, variable: str) -> str:
    """The column that can answer a line: a mean takes numbers, several choices take answers as written."""
    if analysis_type == "prop_select_multiple":
        return ANSWER + variable if ANSWER + variable in households.table.column_names else ""
    column = households.column_of(variable, NUMBER if analysis_type == "mean" else ANSWER)
    if analysis_type == "mean" and column and not households.is_number(column):
        return ""
    return column
