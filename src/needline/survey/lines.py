"""What is estimated from a survey: needline's own lines for severity, then those of the survey's plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from needline.errors import near
from needline.model import Analysis, Problem, Survey, problem
from needline.survey.cells import Options
from needline.survey.households import ANSWER, LOWER_BOUND, NUMBER, Households
from needline.survey.names import IDS
from needline.survey.results import BETWEEN
from needline.survey.settings import Unsuited, options_of, ratio_of, switches_of

SEVERITY = ".severity"
CLASSES = ("1", "2", "3", "4", "5")
MOST_ALONE = 0.5
"""Of answers that more than this part of the households give alone no table is made."""
SHARES = frozenset({"prop_select_one", "prop_select_multiple"})
_OWN_WORDS = frozenset(
    (
        *("text", "barcode", "geopoint", "geotrace", "geoshape", "image", "audio", "video", "file", "email"),
        *("phonenumber", "username", "deviceid", "subscriberid", "simserial", "audit", "start-geopoint"),
    )
)
"""Kinds of question whose answers are a person's own words, numbers or whereabouts, however many gave the same."""
_OF_PEOPLE = frozenset(
    (
        *("_submitted_by", "SubmitterName", "SubmitterID", "__system/submitterName", "__system/submitterId"),
        *(
            "username",
            "phonenumber",
            "deviceid",
            "DeviceID",
            "__system/deviceId",
            "email",
            "_geolocation",
            "_notes",
        ),
    )
)
"""Columns that a server or a device adds, and that name people."""


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
    further, problems = _further(survey, households)
    found = {_key(line): line for line in _own(survey, households, further)}
    several = {
        line.analysis_var: line.row for line in survey.plan if line.analysis_type == "prop_select_multiple"
    }
    for analysis in survey.plan:
        unfit = _unfit(survey, households, analysis, several)
        line = unfit or _planned(survey, households, analysis)
        if isinstance(line, Problem):
            problems.append(line)
        elif households.table[line.column].null_count == len(households):
            problems.append(_silent(survey, analysis, line))
        else:
            found.setdefault(_key(line), line)
    return list(found.values()), problems


def _silent(survey: Survey, analysis: Analysis, line: Line) -> Problem:
    """A line whose variable no household has a value of."""
    made = "no household answered it" if ":" in line.column else "no household could be scored"
    found = f'"{line.analysis_var}" is not known of any household: {made}. The line is left out.'
    mend = "Look at what is said of the questions behind it, and of bind.toml."
    return problem("empty-column", _file(survey), f"row {analysis.row}", found, mend, "warning")


def _key(line: Line) -> tuple[str, str, str, tuple[str, ...]]:
    return line.analysis_type, line.analysis_var, line.answer, line.groups


def _own(survey: Survey, households: Households, further: list[str]) -> Iterator[Line]:
    stated = survey.design
    options = Options(level=stated.level, ci=stated.ci, df=stated.df)
    names = households.table.column_names
    groupings = _groupings(households, further)
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


def _groupings(households: Households, further: list[str]) -> list[tuple[str, ...]]:
    """
    By group, and by place and group; by what there is where a survey lacks one of them.

    Each of these again by each column that the survey disaggregates by.
    """
    there = [name for name in ("place", "group") if households.table[name].null_count < len(households)]
    if there == ["place"]:
        plain = [(), ("place",)]
    else:
        plain = [("group",), ("place", "group")] if len(there) > 1 else [tuple(there)]
    return [*plain, *((*groups, name) for name in further for groups in plain)]


def _further(survey: Survey, households: Households) -> tuple[list[str], list[Problem]]:
    """The columns that a survey disaggregates by, and problems of those that cannot serve."""
    file, usable, problems = survey.file.rpartition("/")[0] + "/design.toml", [], []
    for name in dict.fromkeys(survey.disaggregate):
        column = households.column_of(name)
        if not column:
            found = f'"{name}" is no question of the survey. Nothing is estimated by it.'
            problems.append(
                problem("design", file, "disaggregate", found, near(name, households.questions), "warning")
            )
        elif _in_own_words(survey, name):
            found = f'"{name}" holds what people wrote, or names them. Nothing is estimated by it.'
            problems.append(
                problem("names-households", file, "disaggregate", found, "Group the answers.", "warning")
            )
        elif name in IDS or _mostly_unique(households, column, split=False):
            found = f'most answers to "{name}" were given by one household alone. Nothing is estimated by it.'
            problems.append(
                problem("names-households", file, "disaggregate", found, "Group the answers.", "warning")
            )
        else:
            usable.append(name)
    return usable, problems


def _file(survey: Survey) -> str:
    """The plan's file, as problems name it."""
    return f"{survey.file.rpartition('/')[0]}/{survey.plan_file}"


def _planned(survey: Survey, households: Households, analysis: Analysis) -> Line | Problem:
    file = _file(survey)
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
            if name not in known:
                found = f'"{name}" is no question, and no bound standard makes it. The line is left out.'
            return problem("plan-column", file, where, found, _offer(name, tuple(known)))
    for name in analysis.group_var:
        if not households.column_of(name):
            found = f'"{name}", to group by, is no question of the survey. The line is left out.'
            return problem("plan-column", file, where, found, near(name, ["place", "group", *known]))
    return Line(
        analysis.analysis_type,
        BETWEEN.join(names),
        tuple(analysis.group_var),
        columns[0],
        people=_of_people(households, analysis, columns[0]),
        options=options,
        over="".join(columns[1:]),
        switches=switches_of(analysis, survey.design) if len(columns) > 1 else (False, False),
    )


@lru_cache(maxsize=512)
def _offer(name: str, known: tuple[str, ...]) -> str:
    """What would give a plan its variable: the names near to it, else the ways to have it."""
    offered = near(name, [one for one in known if "/" not in one and not one.startswith("_")])
    if offered.startswith("Did"):
        return offered
    return "Bind a standard that makes it, or name the column that holds it under [variables] in plan.toml."


def _of_people(households: Households, analysis: Analysis, column: str) -> bool:
    """Whether a plan's line counts people: shares of what needline counts in people, so that the two agree."""
    own = column.endswith((SEVERITY, LOWER_BOUND))
    return own and analysis.analysis_type in SHARES and households.counts_people


def _unfit(
    survey: Survey, households: Households, analysis: Analysis, several: dict[str, int]
) -> Problem | None:
    """A line whose table would name households, or whose answers another line tells in another way."""
    file, where = _file(survey), f"row {analysis.row}"
    multiple = analysis.analysis_type == "prop_select_multiple"
    share = analysis.analysis_type in SHARES
    for name in (*([analysis.analysis_var] if share else []), *analysis.group_var):
        if name in IDS:
            found = (
                f'"{name}" names each interview: its table would list the households. The line is left out.'
            )
            return problem("names-households", file, where, found, "Take it out of the plan.")
        if _in_own_words(survey, name):
            found = f'"{name}" holds what people wrote, or names them: a table would print it. The line is left out.'
            mend = "Group the answers into a question of choices, or take it out."
            return problem("names-households", file, where, found, mend)
        column = ANSWER + name
        if column not in households.table.column_names:
            continue
        if _mostly_unique(households, column, split=multiple and name == analysis.analysis_var):
            found = (
                f'most answers to "{name}" were given by one household alone, as names and numbers are: '
                "a table would list them. The line is left out."
            )
            return problem("names-households", file, where, found, "Group the answers, or take it out.")
    if share and multiple != _is_several(households, analysis.analysis_var, several):
        is_one = f'"{analysis.analysis_var}" has one choice a household'
        is_more = f'"{analysis.analysis_var}" is asked as several choices in row {several.get(analysis.analysis_var)}'
        found = f"{is_one if multiple else is_more}. The line is left out."
        mend = "Ask for prop_select_" + ("one." if multiple else "multiple.")
        return problem("plan-line", file, where, found, mend)
    return None


def _in_own_words(survey: Survey, name: str) -> bool:
    """Whether the form asks a column in people's own words, or a server says by it who they are."""
    question = survey.form.named().get(name)
    return name in _OF_PEOPLE or (question is not None and question.kind in _OWN_WORDS)


def _is_several(households: Households, name: str, several: dict[str, int]) -> bool:
    """Whether a line asks for several choices of a column, and some household has more than one, or none has any."""
    column = ANSWER + name
    if name not in several or column not in households.table.column_names:
        return name in several
    held = [chosen for chosen in households.options(column)[1] if chosen is not None]
    return not held or any(len(chosen) > 1 for chosen in held)


def _mostly_unique(households: Households, column: str, *, split: bool) -> bool:
    """Whether more than half of the answers are given by one household only."""
    if split:
        held = Counter(
            option for chosen in households.options(column)[1] if chosen is not None for option in chosen
        )
    else:
        _, codes = households.categories(column)
        held = Counter(codes[codes >= 0].tolist())
    alone = sum(count == 1 for count in held.values())
    return alone > MOST_ALONE * sum(held.values())


def _column(households: Households, analysis_type: str, variable: str) -> str:
    """The column that can answer a line: a number takes numbers, several choices take answers as written."""
    if analysis_type == "prop_select_multiple":
        return ANSWER + variable if ANSWER + variable in households.table.column_names else ""
    numeric = analysis_type not in SHARES
    column = households.column_of(variable, NUMBER if numeric else ANSWER)
    return "" if numeric and column and not households.is_number(column) else column
