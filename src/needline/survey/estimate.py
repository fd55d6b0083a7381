"""The step `estimate`: scored households to estimates with their uncertainty, small cells hidden."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from needline.errors import DesignError
from needline.model import Estimate, Mission, Problem, Survey, SurveyRow, problem
from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.grouped import Categories, Number, Sum
from needline.stats.threads import each
from needline.store import Progress, Store, no_progress
from needline.survey.cells import Domains, Quantile, Variable, estimate_cells, ratio
from needline.survey.disclosure import Hidden, Question, hide, hide_together
from needline.survey.households import ANSWER, NUMBER, Households
from needline.survey.lines import CLASSES, SEVERITY, SHARES, Line, lines
from needline.survey.rows import Block, Rows, in_order, make_rows, no_rows
from needline.survey.settings import QUANTILES
from needline.survey.written import Detail, keep_written

WORST = len(CLASSES)
FEW = "(hidden category)"
"""Stands for all answers to a question that fewer households gave than the threshold."""


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Estimate from every scored survey of the mission."""
    rows, problems = store.read(SurveyRow), []
    details: list[Detail] = []
    made: list[Rows] = [no_rows()]
    for done, row in enumerate(rows, start=1):
        survey = store.get(Survey, row.id)
        if survey is not None and row.households:
            questions = store.read_private(f"submissions/{row.id}").column_names
            households = Households(store.read_private(f"households/{row.id}"), survey.design, questions)
            try:
                found, said = estimate(mission, survey, households, row.fingerprint)
            except DesignError as error:
                where = survey.file.rpartition("/")[0] + "/design.toml"
                refused, detail = _refused(where, error)
                problems.append(refused)
                details.append(detail)
                continue
            problems += said
            made.append(found)
        progress(done, len(rows))
    with ThreadPoolExecutor(1) as beside:
        # an area's severity class may rest on the numbers of hidden cells, which stay in the private folder
        known = in_order([one.known for one in made])
        private = beside.submit(store.write_private, "estimates", known)
        store.write_table("estimate", Estimate, in_order([one.shown for one in made]))
        private.result()
    store.write("estimate", Problem, problems)
    keep_written(store, "estimate", details)


def _refused(file: str, error: DesignError) -> tuple[Problem, Detail]:
    """A design that cannot be estimated from; what the data hold is in the detail alone."""
    then = "Nothing is estimated from this survey."
    told = problem("design", file, "", f"{error.where}: {error.what} {then}", error.next_step)
    found = f"the submissions cannot be taken as it says. {then}"
    shared = problem("design", file, "", found, "Run needline check: it says which, and why.")
    return shared, Detail(shared.id, told)


@dataclass(frozen=True)
class Plan:
    """What every line of a survey shares."""

    mission: Mission
    survey: Survey
    households: Households
    fingerprint: str
    wholes: dict[tuple[str, ...], Bools]
    _domains: dict[tuple[tuple[str, ...], bool], Domains] = field(default_factory=dict)
    _levels: dict[tuple[str, ...], list[tuple[str, ...]]] = field(default_factory=dict)

    def domains(self, groups: tuple[str, ...], *, people: bool) -> Domains:
        """The design cut by a grouping, weighing people or households."""
        if (groups, people) not in self._domains:
            design = self.households.people_design if people else self.households.design
            domain = self.households.domain(groups)
            self._domains[groups, people] = Domains(design, domain.codes, len(domain.levels))
        return self._domains[groups, people]

    def levels(self, groups: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The values of the domains of a grouping, as they are printed."""
        if groups not in self._levels:
            columns = [self.households.column_of(group) for group in groups]
            levels = self.households.domain(groups).levels
            self._levels[groups] = [tuple(map(self.named, columns, level)) for level in levels]
        return self._levels[groups]

    def named(self, column: str, answer: str, *, several: bool = False) -> str:
        """An answer as it is printed: one that few households of the whole sample gave is not named."""
        if not column.startswith(ANSWER):
            return answer
        few = self.households.few(column, self.mission.thresholds.cell_households, several=several)
        return FEW if answer in few else answer


def estimate(
    mission: Mission, survey: Survey, households: Households, fingerprint: str
) -> tuple[Rows, list[Problem]]:
    """
    Estimate everything that is asked of one survey.

    Args:
        mission: its thresholds.
        survey: design and plan.
        households: as scored.
        fingerprint: of their table.

    Returns:
        tuple: estimates in the order of their ids, and problems.

    Raises:
        DesignError: the design cannot be estimated from.
    """
    asked, problems = lines(survey, households)
    plan = Plan(mission, survey, households, fingerprint, _wholes(mission, households, asked))
    made = each(lambda family: list(_family(plan, family)), _families(asked))
    blocks = [block for family in made for block in family]
    rows = make_rows(survey, fingerprint, blocks)
    return rows, [*problems, *_told(survey, rows, mission.thresholds.cell_households)]


def _families(asked: list[Line]) -> list[list[Line]]:
    """Lines that tell of the answers in one column, however they count them, and so must be hidden together."""
    families: dict[str, list[Line]] = {}
    for line in asked:
        families.setdefault(line.column.removeprefix(ANSWER).removeprefix(NUMBER), []).append(line)
    return list(families.values())


def _wholes(mission: Mission, households: Households, asked: list[Line]) -> dict[tuple[str, ...], Bools]:
    """For each grouping, shape (D, 1), the domains that are hidden whatever is asked of them."""
    groupings = sorted({(), *(line.groups for line in asked)})
    everybody = Question(np.zeros(len(households), np.int64), 1, ordered=True)
    domains = [households.domain(groups) for groups in groupings]
    hidden = hide(everybody, domains, mission.thresholds.cell_households)
    return {groups: one.sums[:, :1] for groups, one in zip(groupings, hidden, strict=True)}


class Told(NamedTuple):
    """
    What some lines tell of the answers in a column, counted in one way.

    Args:
        lines: by several groupings.
        question: what is tabulated; of what is no share, who answered.
        names: of the categories, empty for one that is not printed; None of what is no share.
    """

    lines: list[Line]
    question: Question
    names: list[str] | None


def _family(plan: Plan, family: list[Line]) -> Iterator[Block]:
    ways: dict[tuple[object, ...], list[Line]] = {}
    for line in family:
        share = line.analysis_type if line.analysis_type in SHARES else ""
        ways.setdefault((line.column, line.people, share, line.over, line.switches), []).append(line)
    told = [one for lines in ways.values() for one in _ways(plan, lines)]
    groupings = list(dict.fromkeys(line.groups for line in family))
    found = hide_together(
        [one.question for one in told],
        [plan.households.domain(groups) for groups in groupings],
        plan.mission.thresholds.cell_households,
        [plan.wholes[groups] for groups in groupings],
    )
    for one, hidden in zip(told, found, strict=True):
        secret = dict(zip(groupings, hidden, strict=True))
        yield from _numbers(plan, one, secret) if one.names is None else _shares(plan, one, secret)


def _ways(plan: Plan, lines: list[Line]) -> Iterator[Told]:
    """The questions that lines of one kind tabulate; of several choices one an option."""
    line, households = lines[0], plan.households
    if line.analysis_type == "prop_select_multiple":
        options, taken = households.options(line.column)
        asked = np.array([chosen is not None for chosen in taken])
        for option in options:
            has = np.array([chosen is not None and option in chosen for chosen in taken])
            codes = np.where(asked, np.where(has, 0, 1), -1)
            yield Told(lines, _question(plan, line, codes, 2, option), [option, ""])
    elif line.analysis_type not in SHARES:
        variable = variable_of(households, line)
        known = ~np.isnan(variable.value)
        if isinstance(variable, Number) and variable.over is not None:
            known &= ~np.isnan(variable.over)
        codes = _counted(plan, line, np.where(known, 0, -1))
        yield Told(lines, Question(codes, 1, ordered=True), None)
    elif line.column.endswith(SEVERITY):
        level = households.number(line.column)
        codes = np.where(np.isnan(level), 0, level).astype(np.int64) - 1
        yield Told(lines, _question(plan, line, codes, len(CLASSES)), list(CLASSES))
    else:
        names, codes = households.categories(line.column)
        yield Told(lines, _question(plan, line, codes, len(names)), names)


def _question(plan: Plan, line: Line, codes: Ints, categories: int, option: str = "") -> Question:
    ordered = line.column.endswith(SEVERITY)
    keep = plan.mission.thresholds.need_severity - 1 if ordered else -1
    return Question(_counted(plan, line, codes), categories, ordered=ordered, keep=keep, option=option)


def _shares(plan: Plan, told: Told, hidden: dict[tuple[str, ...], Hidden]) -> Iterator[Block]:
    """Shares of the categories, and for classes of severity of "this class or worse", by each grouping."""
    codes, names = told.question.codes, told.names or []
    for line in told.lines:
        secret = hidden[line.groups]
        if line.at_least:
            reached = np.where(codes < 0, -1, np.where(codes >= line.at_least - 1, 0, 1))
            found = _estimated(plan, line, Categories(reached, 2))
            at = line.at_least - 1
            why = np.column_stack([secret.from_category(at, reached=one) for one in (True, False)])
            yield _block(plan, line, ["yes", "no"], found, why, secret)
        else:
            found = _estimated(plan, line, Categories(codes, len(names)))
            printed = [place for place, name in enumerate(names) if name]
            answers = [names[place] for place in printed]
            yield _block(plan, line, answers, found[:, :, printed], secret.categories()[:, printed], secret)


def _block(plan: Plan, line: Line, answers: list[str], found: Floats, why: Ints, secret: Hidden) -> Block:
    """A line's estimates, its answers and domains named as they may be printed."""
    households = plan.households
    columns = [households.column_of(group) for group in line.groups]
    levels = plan.levels(line.groups)
    if line.analysis_type in SHARES and not line.at_least:
        several = line.analysis_type == "prop_select_multiple"
        answers = [plan.named(line.column, name, several=several) for name in answers]
    unnamed = np.array([FEW in level for level in levels])[:, None] | np.array(
        [one == FEW for one in answers]
    )
    whole = np.where(unnamed, why, secret.wholes()[:, None]) > 0
    return Block(line, columns, answers, levels, found, why, whole)


def variable_of(households: Households, line: Line) -> Number | Sum | Quantile:
    """What a line that is no share is estimated from."""
    value = households.number(line.column)
    if line.analysis_type == "ratio":
        zero, leave = line.switches
        return ratio(value, households.number(line.over), zero=zero, leave=leave)
    if line.analysis_type in QUANTILES:
        return Quantile(value)
    return Sum(value) if line.analysis_type == "total" else Number(value)


def _numbers(plan: Plan, told: Told, hidden: dict[tuple[str, ...], Hidden]) -> Iterator[Block]:
    for line in told.lines:
        secret = hidden[line.groups]
        found = _estimated(plan, line, variable_of(plan.households, line))
        yield _block(plan, line, [line.answer], found, secret.wholes()[:, None], secret)


def _counted(plan: Plan, line: Line, codes: Ints) -> Ints:
    """Leave households of unknown size out of what counts people."""
    return np.where(np.isnan(plan.households.size), -1, codes) if line.people else codes


def _estimated(plan: Plan, line: Line, variable: Variable) -> Floats:
    """The estimates of one line, shape (10, D, K), in the order of `FIELDS`."""
    return estimate_cells(plan.domains(line.groups, people=line.people), [variable], line.options)[0]


def _told(survey: Survey, rows: Rows, threshold: int) -> Iterator[Problem]:
    """Count what was hidden."""
    small, more = rows.hidden("small"), rows.hidden("complement")
    if small:
        found = (
            f"{small} of {len(rows.shown)} estimates rest on fewer than {threshold} households and are hidden, "
            f"and {more} more from which these would follow."
        )
        yield problem(
            "hidden", survey.file, "", found, "Larger areas or fewer categories would show more.", "note"
        )
