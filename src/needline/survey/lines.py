"""What is estimated from a survey: needline's own lines for severity, then those of the survey's plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from needline.errors import near
from needline.model import Analysis, Problem, Survey, problem
from needline.survey.cells import Options
from needline.survey.households import ANSWER, LOWER_BOUND, NUMBER, Households
from needline.survey.results import BETWEEN
from needline.survey.settings import Unsuited, options_of, ratio_of, switches_of

SEVERITY = ".severity"
CLASSES = ("1", "2", "3", "4", "5")
SHARES = frozenset({"prop_select_one", "prop_select_multiple"})


class Line(NamedTuple):
    """
    One thing to estimate by one grouping.

    Args:
        analysis_type, analysis_var: as printed.
        groups: columns to disaggregate by, as a plan names them.
        column: of the table of households.
        at_least: for "this class or worse", the class; 0 otherwise.
        people: True where people are counted, False where households are.
        options: how it is estimated.
        over: of a ratio, the column of its denominator; empty otherwise.
        switches: of a ratio, whether a missing numerator is 0, and whether a denominator of 0 is left out.
    """

    analysis_type: str
    analysis_var: str
    groups: tuple[str, ...]
    column: str
    at_least: int = 0
    people: bool = False
    options: Options = Options()
    over: str = ""
    switches: tuple[bool, bool] = (False, False)

    @property
    def answer(self) -> str:
        """Of a quantile its probability, which stands where a share has its category; empty otherwise."""
        return f"{self.options.probability:g}" if self.analysis_type == "quantile" else ""


def lines(survey: Survey, households: Households) -> tuple[list[Line], list[Problem]]:
    """List what is estimated; a plan line that cannot be becomes a problem, the others go on."""
    found = {_key(line): line for line in _own(survey, households)}
    problems = []
    for analysis in survey.plan:
        line = _planned(survey, households, analysis)
        if isinstance(line, Problem):
            problems.append(line)
        else:
            found.setdefault(_key(line), line)
    return list(found.values()), problems


def _key(line: Line) -> tuple[str, str, str, tuple[str, ...]]:
    return line.analysis_type, line.analysis_var, line.answer, line.groups


def _own(survey: Survey, households: Households) -> Iterator[Line]:
    stated = survey.design
    options = Options(level=stated.level, ci=stated.ci, df=stated.df)
    names = households.table.column_names
    groupings = _groupings(households)
    people = households.counts_people
    for name in names:
        if name.endswith(LOWER_BOUND):
            yield from (
                Line("prop_select_one", name, groups, name, people=people, options=options)
                for groups in groupings
            )
        if not name.endswith(SEVERITY) or households.table[name].null_count == len(households):
            continue
        for groups in groupings:
            yield Line("prop_select_one", name, groups, name, people=people, options=options)
            for level in range(2, 6):
                yield Line("prop_select_one", f"{name}_{level}_or_more", groups, name, level, people, options)


def _groupings(households: Households) -> list[tuple[str, ...]]:
    """By group, and by place and group; by what there is where a survey lacks one of them."""
    there = [name for name in ("place", "group") if households.table[name].null_count < len(households)]
    if there == ["place"]:
        return [(), ("place",)]
    return [("group",), ("place", "group")] if len(there) > 1 else [tuple(there)]


def _planned(survey: Survey, households: Households, analysis: Analysis) -> Line | Problem:
    file = survey.file.rpartition("/")[0] + "/plan.csv"
    where = f"row {analysis.row}"
    try:
        options = options_of(analysis, survey.design)
        names = ratio_of(analysis) if analysis.analysis_type == "ratio" else (analysis.analysis_var,)
    except Unsuited as unsuited:
        return problem("plan-line", file, where, f"{unsuited.found} The line is left out.", unsuited.mend)
    scores = [name for name in households.table.column_names if "." in name and ":" not in name]
    known = [*households.questions, *scores]
    columns = []
    for name in names:
        columns.append(_column(households, analysis.analysis_type, name))
        if not columns[-1]:
            found = f'"{name}" is no question and no score of that kind. The line is left out.'
            return problem("plan-column", file, where, found, near(name, known))
    for name in analysis.group_var:
        if not households.column_of(name):
            found = f'"{name}", to group by, is no question of the survey. The line is left out.'
            return problem("plan-column", file, where, found, near(name, ["place", "group", *known]))
    return Line(
        analysis.analysis_type,
        BETWEEN.join(names),
        tuple(analysis.group_var),
        columns[0],
        options=options,
        over="".join(columns[1:]),
        switches=switches_of(analysis, survey.design) if len(columns) > 1 else (False, False),
    )


def _column(households: Households, analysis_type: str, variable: str) -> str:
    """The column that can answer a line: a number takes numbers, several choices take answers as written."""
    if analysis_type == "prop_select_multiple":
        return ANSWER + variable if ANSWER + variable in households.table.column_names else ""
    numeric = analysis_type not in SHARES
    column = households.column_of(variable, NUMBER if numeric else ANSWER)
    return "" if numeric and column and not households.is_number(column) else column
