"""The step `estimate`: scored households to estimates with their uncertainty, small cells hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import numpy as np

from needline.errors import DesignError
from needline.model import Design, Estimate, Mission, Problem, Recipe, Survey, SurveyRow, content_id, problem
from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.grouped import Categories, Number, Sum
from needline.store import Progress, Store, no_progress
from needline.survey.cells import FIELDS, Domains, Quantile, Variable, estimate_cells, ratio
from needline.survey.disclosure import Hidden, Question, hide, hide_together
from needline.survey.households import ANSWER, NUMBER, Domain, Households
from needline.survey.lines import CLASSES, SEVERITY, SHARES, Line, lines
from needline.survey.results import BETWEEN, PARTS, key_part
from needline.survey.settings import QUANTILES
from needline.survey.written import Detail, keep_written

WORST = len(CLASSES)
FEW = "(hidden category)"
"""Stands for all answers to a question that fewer households gave than the threshold."""


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Estimate from every scored survey of the mission."""
    rows, problems = store.read(SurveyRow), []
    details: list[Detail] = []
    shown: list[Estimate] = []
    private: list[Estimate] = []
    for done, row in enumerate(rows, start=1):
        survey = store.get(Survey, row.id)
        if survey is not None and row.households:
            questions = store.read_private(f"submissions/{row.id}").column_names
            households = Households(store.read_private(f"households/{row.id}"), survey.design, questions)
            try:
                made, said = estimate(mission, survey, households, row.fingerprint)
            except DesignError as error:
                where = survey.file.rpartition("/")[0] + "/design.toml"
                refused, detail = _refused(where, error)
                problems.append(refused)
                details.append(detail)
                continue
            problems += said
            shown += [cell.shown for cell in made]
            private += [cell.known for cell in made]
        progress(done, len(rows))
    store.write("estimate", Estimate, shown)
    store.write("estimate", Problem, problems)
    keep_written(store, "estimate", details)
    _keep_private(store, private)


def _refused(file: str, error: DesignError) -> tuple[Problem, Detail]:
    """A design that cannot be estimated from; what the data hold is in the detail alone."""
    then = "Nothing is estimated from this survey."
    told = problem("design", file, "", f"{error.where}: {error.what} {then}", error.next_step)
    found = f"the submissions cannot be taken as it says. {then}"
    shared = problem("design", file, "", found, "Run needline check: it says which, and why.")
    return shared, Detail(shared.id, told)


class Cell(NamedTuple):
    """
    One estimate twice.

    Args:
        shown: as it may leave, without any number where it is hidden.
        known: with its numbers where the group it stands for is large enough to be shown; still marked as hidden.
    """

    shown: Estimate
    known: Estimate


class Plan(NamedTuple):
    """What every line of a survey shares."""

    mission: Mission
    survey: Survey
    households: Households
    fingerprint: str
    wholes: dict[tuple[str, ...], Bools]

    def named(self, column: str, answer: str, *, several: bool = False) -> str:
        """An answer as it is printed: one that few households of the whole sample gave is not named."""
        if not column.startswith(ANSWER):
            return answer
        few = self.households.few(column, self.mission.thresholds.cell_households, several=several)
        return FEW if answer in few else answer


def estimate(
    mission: Mission, survey: Survey, households: Households, fingerprint: str
) -> tuple[list[Cell], list[Problem]]:
    """
    Estimate everything that is asked of one survey.

    Args:
        mission: its thresholds.
        survey: design and plan.
        households: as scored.
        fingerprint: of their table.

    Returns:
        tuple: estimates in the order of the lines, and problems.

    Raises:
        DesignError: the design cannot be estimated from.
    """
    asked, problems = lines(survey, households)
    plan = Plan(mission, survey, households, fingerprint, _wholes(mission, households, asked))
    named: dict[str, Cell] = {}
    for family in _families(asked):
        for cell in _family(plan, family):
            named.setdefault(cell.shown.estimate, cell)
    cells = list(named.values())
    return cells, [*problems, *_told(survey, cells, mission.thresholds.cell_households)]


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


def _family(plan: Plan, family: list[Line]) -> Iterator[Cell]:
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


def _shares(plan: Plan, told: Told, hidden: dict[tuple[str, ...], Hidden]) -> Iterator[Cell]:
    """Shares of the categories, and for classes of severity of "this class or worse", by each grouping."""
    codes, names = told.question.codes, told.names or []
    for line in told.lines:
        domain, secret = plan.households.domain(line.groups), hidden[line.groups]
        if line.at_least:
            reached = np.where(codes < 0, -1, np.where(codes >= line.at_least - 1, 0, 1))
            table = _Table(plan, line, domain, _estimated(plan, line, domain, Categories(reached, 2)))
            for place in range(len(domain.levels)):
                for answer, name in enumerate(("yes", "no")):
                    why = secret.from_category(place, line.at_least - 1, reached=not answer)
                    yield table.cell(place, answer, name, why, secret.whole(place))
        else:
            table = _Table(plan, line, domain, _estimated(plan, line, domain, Categories(codes, len(names))))
            for place in range(len(domain.levels)):
                for category, name in enumerate(names):
                    if name:
                        why = secret.category(place, category)
                        yield table.cell(place, category, name, why, secret.whole(place))


def variable_of(households: Households, line: Line) -> Number | Sum | Quantile:
    """What a line that is no share is estimated from."""
    value = households.number(line.column)
    if line.analysis_type == "ratio":
        zero, leave = line.switches
        return ratio(value, households.number(line.over), zero=zero, leave=leave)
    if line.analysis_type in QUANTILES:
        return Quantile(value)
    return Sum(value) if line.analysis_type == "total" else Number(value)


def _numbers(plan: Plan, told: Told, hidden: dict[tuple[str, ...], Hidden]) -> Iterator[Cell]:
    for line in told.lines:
        domain, secret = plan.households.domain(line.groups), hidden[line.groups]
        variable = variable_of(plan.households, line)
        table = _Table(plan, line, domain, _estimated(plan, line, domain, variable))
        for place in range(len(domain.levels)):
            yield table.cell(place, None, line.answer, secret.whole(place), secret.whole(place))


def _counted(plan: Plan, line: Line, codes: Ints) -> Ints:
    """Leave households of unknown size out of what counts people."""
    return np.where(np.isnan(plan.households.size), -1, codes) if line.people else codes


def _estimated(plan: Plan, line: Line, domain: Domain, variable: Variable) -> Floats:
    """The estimates of one line, shape (10, D, K), in the order of `FIELDS`."""
    design = plan.households.people_design if line.people else plan.households.design
    return estimate_cells(Domains(design, domain.codes, len(domain.levels)), [variable], line.options)[0]


class _Table(NamedTuple):
    """One line's estimates, ready to be told cell by cell."""

    plan: Plan
    line: Line
    domain: Domain
    found: Floats

    def cell(self, place: int, category: int | None, name: str, why: str, whole: str) -> Cell:
        """
        One estimate.

        Args:
            place: of the domain.
            category: of the answer; None for a mean.
            name: of the category, as printed.
            why: why the cell is hidden; empty where it is shown.
            whole: why the domain is; empty where it is shown.
        """
        at = (place, category or 0)
        numbers = self._numbers(at)
        columns = [self.plan.households.column_of(group) for group in self.line.groups]
        values = tuple(map(self.plan.named, columns, self.domain.levels[place]))
        if category is not None and not self.line.at_least:
            several = self.line.analysis_type == "prop_select_multiple"
            name = self.plan.named(self.line.column, name, several=several)
        if FEW in {name, *values}:
            whole = why
        known = self._row(name, values, why, {} if whole else numbers, at)
        shown = self._row(name, values, why, {} if why else numbers, at)
        return Cell(shown, known if why and not whole else shown)

    def _numbers(self, at: tuple[int, int]) -> dict[str, float | int | None]:
        told: dict[str, float | int | None] = {}
        for name, value in zip(FIELDS, self.found[:, *at].tolist(), strict=True):
            told[name] = int(value) if name in {"n", "n_total"} else _number(value)
        return told

    def _row(
        self,
        name: str,
        values: tuple[str, ...],
        why: str,
        numbers: dict[str, float | int | None],
        at: tuple[int, int],
    ) -> Estimate:
        line, survey = self.line, self.plan.survey
        key = analysis_key(line.analysis_type, line.analysis_var, name, line.groups, values)
        empty: dict[str, Any] = dict.fromkeys(NUMBERS)
        return Estimate(
            estimate=content_id("estimate", survey.name, key),
            survey=survey.name,
            synthetic=survey.synthetic,
            analysis_type=line.analysis_type,
            analysis_var=line.analysis_var,
            analysis_var_value=name,
            group_var=", ".join(line.groups),
            group_var_value=BETWEEN.join(values),
            analysis_key=key,
            hidden=why,
            trace=[f"surveys/{survey.name}"],
            recipe=self._recipe(name, values, int(self.found[ASKED, *at]) if numbers else None),
            **{**empty, **numbers},
        )

    def _recipe(self, name: str, values: tuple[str, ...], rows: int | None) -> str:
        line, design = self.line, self.plan.survey.design
        share = line.analysis_type in SHARES
        args: dict[str, Any] = {"column": line.column, "weight": "people" if line.people else "households"}
        if share:
            args |= {"kind": line.analysis_type, "category": name}
        if line.at_least:
            args["at_least"] = line.at_least
        if line.over:
            args |= {"over": line.over, "switches": list(line.switches)}
        groups = [self.plan.households.column_of(group) for group in line.groups]
        return Recipe(
            rule="share@1" if share else f"{line.analysis_type}@1",
            table=f"households/{self.plan.survey.name}",
            fingerprint=self.plan.fingerprint,
            where=dict(zip(groups, values, strict=True)),
            rows=rows,
            args=args | settings(line, design),
        ).text()


NUMBERS = FIELDS
ASKED = FIELDS.index("n_total")


def settings(line: Line, design: Design) -> dict[str, Any]:
    """What an interval depends on, beside the sample."""
    of = line.options
    told: dict[str, Any] = {"level": of.level, "lonely": design.lonely}
    if line.analysis_type in QUANTILES:
        told |= {"probability": of.probability, "rule": of.quantile_rule, "ci": of.quantile_ci}
        return told | {"df": of.quantile_df}
    return told | {"ci": of.ci, "df": of.df}


def analysis_key(
    analysis_type: str, variable: str, value: str, groups: tuple[str, ...], values: tuple[str, ...]
) -> str:
    """One text for an estimate: type, variable and value, groups and their values; `NA` where there is none."""
    variables = tuple(variable.split(BETWEEN)) if analysis_type == "ratio" else (variable,)
    parts = (analysis_type, key_part(variables, (value,) * len(variables)), key_part(groups, values))
    return PARTS.join(parts)


def _number(value: float) -> float | None:
    return None if not np.isfinite(value) else float(value)


def _told(survey: Survey, cells: list[Cell], threshold: int) -> Iterator[Problem]:
    """Count what was hidden."""
    small = sum(cell.shown.hidden == "small" for cell in cells)
    more = sum(cell.shown.hidden == "complement" for cell in cells)
    if small:
        found = (
            f"{small} of {len(cells)} estimates rest on fewer than {threshold} households and are hidden, "
            f"and {more} more from which these would follow."
        )
        yield problem(
            "hidden", survey.file, "", found, "Larger areas or fewer categories would show more.", "note"
        )


def _keep_private(store: Store, rows: list[Estimate]) -> None:
    """Keep the numbers of hidden cells in the private folder, where an area's severity class may rest on them."""
    import pyarrow as pa

    schema = store.table("estimates").schema
    store.write_private("estimates", pa.Table.from_pylist(msgspec.to_builtins(rows), schema=schema))
