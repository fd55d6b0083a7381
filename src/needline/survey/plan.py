"""
A whole analysis plan in one pass over the rows a grouping: data, design and lines to a table of estimates.

Rows are sorted once a grouping, variables are coded once, in blocks so that memory stays bounded. A line that cannot be
estimated becomes a problem; the others go on. What is estimated where nothing could be:

- a domain in which nobody answered gives no row, as does a column that is empty throughout;
- a domain of one household gives its row, flagged; of one cluster, a standard error of 0 and no interval where the
  degrees of freedom are counted in the domain;
- a household of weight 0 counts in `n` and in nothing else; where all have weight 0 the estimate is not known;
- an infinite number is no number: it is told, and taken as not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from needline import model
from needline.errors import near
from needline.model import Analysis, Problem, problem
from needline.model.problem import Severity
from needline.stats.design import Design
from needline.stats.estimates import AnyDesign
from needline.stats.grouped import Categories, Choices, Number, Stack, Sum, Totals
from needline.stats.pools import Codes, Place, share_pools
from needline.stats.threads import each
from needline.survey.cells import Domains, Options, Quantile, Variable, estimate_cells, ratio
from needline.survey.columns import Columns, Crossing
from needline.survey.kinds import ESTIMATED, Inferred
from needline.survey.results import Assembly
from needline.survey.settings import Unsuited, options_of, ratio_of, switches_of

if TYPE_CHECKING:
    import pyarrow as pa

    from needline.stats.arrays import Floats

Source: TypeAlias = tuple[str, ...]
_BLOCK = 96_000_000
"""Bytes of coded variables and their totals held at a time."""
_TOTALS = 16
"""Bytes of the totals of a column in one pool."""
_MOST_ANSWERS = 1000
_SHOWN = 3


class Estimated(NamedTuple):
    """
    What a plan gave.

    Args:
        table: a row an estimate; texts are dictionaries.
        problems: lines that were left out, answers that could not be used, and notes.
    """

    table: pa.Table
    problems: list[Problem]


class Files(NamedTuple):
    """What problems call the data and the plan."""

    data: str = "data"
    plan: str = "plan.csv"


class Task(NamedTuple):
    """
    A line that can be estimated.

    Args:
        line: as the plan says.
        place: among the lines.
        source: what it is estimated from: kind and columns; equal sources are coded once.
        options: how.
    """

    line: Analysis
    place: int
    source: Source
    options: Options

    @property
    def groups(self) -> tuple[str, ...]:
        """The columns to disaggregate by."""
        return tuple(self.line.group_var)


class Coded(NamedTuple):
    """A variable ready to be estimated, with its answers as printed."""

    variable: Variable | Totals
    answers: list[str | None]

    @property
    def bytes(self) -> int:
        """Memory it takes."""
        if isinstance(self.variable, Totals):
            return self.variable.upper.nbytes + self.variable.n.nbytes
        if isinstance(self.variable, Choices):
            return self.variable.chosen.nbytes
        return len(self.variable.code if isinstance(self.variable, Categories) else self.variable.value) * 8


Made: TypeAlias = "tuple[list[str | None], Floats]"
"""The answers of a line, and its numbers."""


def run_plan(
    columns: Columns,
    design: AnyDesign,
    plan: Sequence[Analysis],
    stated: model.Design,
    files: Files = Files(),  # noqa: B008 - a frozen value
) -> Estimated:
    """
    Estimate every line of a plan.

    Args:
        columns: the data, n rows.
        design: of n rows.
        plan: the lines.
        stated: the design as its file says it: settings where a line says nothing.
        files: names for problems.

    Returns:
        Estimated: rows in the order of the lines, domains and answers sorted within; and problems.

    Raises:
        DesignError: the design cannot be estimated from: a lonely cluster under `fail`.
    """
    return Run(columns, design, stated, files).estimate(plan)


def every_line(
    columns: Columns, kinds: Inferred, by: Sequence[Sequence[str]], leave: Iterable[str]
) -> list[Analysis]:
    """
    Make a plan of everything: each column by each grouping asked.

    Args:
        columns: the data.
        kinds: of its columns.
        by: the groupings; () for all households.
        leave: columns that are not estimated: those of the design.

    Returns:
        list: lines by grouping, then column; no column is disaggregated by itself.
    """
    skip = set(leave)
    return [
        Analysis(analysis_type=analysis_type, analysis_var=name, group_var=list(groups))  # type: ignore[arg-type] # of the vocabulary
        for groups in by
        for name, kind in kinds.kinds.items()
        if name not in skip and name not in groups and (name in columns or name in columns.options)
        for analysis_type in ESTIMATED.get(kind, ())
    ]


class _LeftOut(Exception):  # noqa: N818 - no error of use: it becomes a problem
    """A line, or a variable, that cannot be estimated, with the problem that says why."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why.line())
        self.why = why


class Run:
    """One plan on its way: what is coded, cut and told so far."""

    def __init__(self, columns: Columns, design: AnyDesign, stated: model.Design, files: Files) -> None:
        self.columns, self.design, self.stated, self.files = columns, design, stated, files
        self.problems: dict[str, Problem] = {}
        self.crossings: dict[tuple[str, ...], Crossing] = {}
        self.places: dict[tuple[str, ...], Place] = {}
        self.domains: dict[tuple[tuple[str, ...], bool], Domains] = {}
        self.silent = 0

    def estimate(self, plan: Sequence[Analysis]) -> Estimated:
        """Estimate the lines of a plan, as `run_plan`."""
        tasks = [task for place, line in enumerate(plan) if (task := self._task(line, place)) is not None]
        self._cut(tasks)
        made: dict[int, Made] = {}
        for block in self._blocks(tasks):
            made |= self._block(block)
        assembly = Assembly()
        starts = {groups: assembly.grouping(one.names, one.levels) for groups, one in self.crossings.items()}
        for task in tasks:
            if task.place in made:
                self._add(assembly, task, starts[task.groups], made[task.place])
        if self.silent:
            found = f"in {self.silent} domains of the plan's lines nobody answered; they give no row."
            one = problem("no-answer", self.files.data, "", found, "Nothing need be done.", "note")
            self.problems.setdefault(one.id, one)
        return Estimated(assembly.table(preset=self.stated.preset), list(self.problems.values()))

    def _cut(self, tasks: Sequence[Task]) -> None:
        """Cut the households by every grouping, and find what can be added up once for several of them."""
        groupings = dict.fromkeys(task.groups for task in tasks)
        self.crossings = {groups: self.columns.crossed(groups) for groups in groupings}
        if isinstance(self.design, Design) and self.design.whole:
            codes = [Codes(one.code, len(one.levels)) for one in self.crossings.values()]
            places = zip(self.crossings, share_pools(self.design, codes), strict=True)
            self.places = {groups: place for groups, place in places if place is not None}

    def _add(self, assembly: Assembly, task: Task, start: int, made: Made) -> None:
        answers, numbers = made
        total = numbers[7]
        keep = total > 0
        self.silent += int((~keep[:, 0]).sum()) if keep.size else 0
        if self.stated.preset == "analysistools" and task.source[0] == "categories":
            keep &= numbers[6] > 0
        line = task.line
        variables = task.source[1:3] if line.analysis_type == "ratio" else (line.analysis_var,)
        assembly.add(line.analysis_type, variables, answers, start, numbers, keep)

    def _blocks(self, tasks: Sequence[Task]) -> Iterator[list[tuple[Task, Coded]]]:
        """Tasks with their variables coded, as many at a time as memory allows; a source is coded once."""
        of_source: dict[Source, list[Task]] = {}
        for task in tasks:
            of_source.setdefault(task.source, []).append(task)
        block: list[tuple[Task, Coded]] = []
        held = 0
        for source, some in of_source.items():
            coded = self._code(source)
            if coded is None:
                continue
            places = [place for task in some if (place := self.places.get(task.groups))]
            pools = {id(place.pools): place.pools.size for place in places}
            size = coded.bytes + sum(pools.values()) * coded.variable.size * _TOTALS
            if block and held + size > _BLOCK:
                yield block
                block, held = [], 0
            block += [(task, coded) for task in some]
            held += size
        if block:
            yield block

    def _block(self, block: Sequence[tuple[Task, Coded]]) -> dict[int, Made]:
        """Estimate a block: each grouping with its settings in one go, several at a time."""
        together: dict[tuple[tuple[str, ...], Options, bool], list[tuple[Task, Coded]]] = {}
        for task, coded in block:
            pooled = task.groups in self.places and not isinstance(coded.variable, Quantile)
            together.setdefault((task.groups, task.options, pooled), []).append((task, coded))
        stacks: dict[tuple[int, ...], Stack] = {}
        work: list[tuple[Domains, list[Variable] | Stack, Options]] = []
        for (groups, options, pooled), some in together.items():
            rows = [one for _, (one, _) in some if not isinstance(one, Totals)]
            variables = self._stack(stacks, groups, rows) if pooled else rows
            work.append((self._domains(groups, pooled=pooled), variables, options))
        quantiles = {id(one.variable): one.variable for _, one in block if isinstance(one.variable, Quantile)}
        each(lambda one: one.sorted, list(quantiles.values()))
        made: dict[int, Made] = {}
        for some, cells in zip(together.values(), each(lambda one: estimate_cells(*one), work), strict=True):
            made |= {
                task.place: (coded.answers, cell) for (task, coded), cell in zip(some, cells, strict=True)
            }
        return made

    def _stack(
        self, stacks: dict[tuple[int, ...], Stack], groups: tuple[str, ...], variables: Sequence[Variable]
    ) -> Stack:
        """Variables added up by the pools of a grouping; done once for all groupings that share them."""
        pools = self.places[groups].pools
        key = (id(pools), *(id(one) for one in variables))
        if key not in stacks:
            stacks[key] = pools.stack([one for one in variables if not isinstance(one, Quantile)])
        return stacks[key]

    def _domains(self, groups: tuple[str, ...], *, pooled: bool) -> Domains:
        if (groups, pooled) not in self.domains:
            crossing = self.crossings[groups]
            made = Domains(self.design, crossing.code, len(crossing.levels))
            if pooled:
                pools, (code, size) = self.places[groups]
                made = Domains(pools.design, code, size)
            self.domains[groups, pooled] = made
        return self.domains[groups, pooled]

    def _task(self, line: Analysis, place: int) -> Task | None:
        """A line that can be estimated; None, and a problem, where it cannot."""
        try:
            source = self._source(line)
            for name in line.group_var:
                if name not in self.columns:
                    raise self._unknown(line, name, "group_var")
            return Task(line, place, source, options_of(line, self.stated))
        except Unsuited as unsuited:
            left = self._refuse(line, unsuited.found, unsuited.mend)
        except _LeftOut as one:
            left = one
        self.problems.setdefault(left.why.id, left.why)
        return None

    def _source(self, line: Analysis) -> Source:
        kinds = {"mean": "number", "total": "sum", "median": "quantile", "quantile": "quantile"}
        name = line.analysis_var
        if line.analysis_type == "ratio":
            return self._ratio(line)
        if not name:
            raise self._refuse(line, "names no analysis_var.", "Name a column.")
        if line.analysis_type == "prop_select_multiple":
            if name not in self.columns and name not in self.columns.options:
                raise self._unknown(line, name, "analysis_var")
            return ("choices", name)
        if name not in self.columns:
            raise self._unknown(line, name, "analysis_var")
        return (kinds.get(line.analysis_type, "categories"), name)

    def _ratio(self, line: Analysis) -> Source:
        pair = ratio_of(line)
        for name in pair:
            if name not in self.columns:
                raise self._unknown(line, name, "ratio")
        zero, leave = switches_of(line, self.stated)
        return ("ratio", *pair, "NA_to_0" if zero else "", "filter_0" if leave else "")

    def _code(self, source: Source) -> Coded | None:
        """Code the variable of a source; None, and a problem, where it cannot be."""
        kind, name = source[:2]
        try:
            if kind == "categories":
                return self._categories(name)
            if kind == "choices":
                return self._choices(name)
            return Coded(self._number(source), [None])
        except _LeftOut as left:
            self.problems.setdefault(left.why.id, left.why)
            return None

    def _categories(self, name: str) -> Coded:
        labels, code = self.columns.coded(name)
        if not labels:
            raise self._empty(name)
        if len(labels) > _MOST_ANSWERS:
            found = f"{len(labels)} different answers, more than {_MOST_ANSWERS}: this is no question with choices."
            raise self._of_data("many-answers", name, found, "Group them, or leave the line out.")
        return Coded(Categories(code, len(labels)), list(labels))

    def _choices(self, name: str) -> Coded:
        found = self.columns.choices(name)
        if found.not_choices:
            said = f'its column "{found.not_choices}" holds more than 0 and 1: these are counts, no choices.'
            raise self._of_data("not-choices", name, said, "Estimate its columns by mean or total.")
        if found.differ:
            said = (
                f"its text and its columns name different options in {_rows(found.differ)}; the columns hold."
            )
            self._warn("dialects", name, said, "Put the text or the columns right.")
        if found.extra:
            names = _some(f'"{one}" ({rows})' for one, rows in found.extra.items())
            said = f"its text names options that have no column, left out: {names}."
            self._warn("no-option", name, said, "Add a column for each.")
        if not found.asked.any():
            raise self._empty(name)
        if len(found.options) > _MOST_ANSWERS:
            said = f"{len(found.options)} different options: this is no question with choices."
            raise self._of_data("many-answers", name, said, "Leave the line out.")
        return Coded(Choices(found.chosen, found.asked), list(found.options))

    def _number(self, source: Source) -> Variable:
        kind, name = source[:2]
        value = self._numbers(name)
        if kind != "ratio":
            made: dict[str, type[Quantile | Sum | Number]] = {
                "quantile": Quantile,
                "sum": Sum,
                "number": Number,
            }
            return made[kind](value)
        return ratio(value, self._numbers(source[2]), zero=bool(source[3]), leave=bool(source[4]))

    def _numbers(self, name: str) -> Floats:
        value, wrong = self.columns.numbers(name)
        known = bool((~np.isnan(value)).any())
        texts = _some(f'"{text}"' for text in wrong)
        if wrong and not known:
            said = f"holds no number ({texts}); its lines are left out."
            raise self._of_data("not-a-number", name, said, "Take prop_select_one.")
        if not known:
            raise self._empty(name)
        if self.columns.may_be_thousands(name):
            said = "each point stands before three digits, so that 1.200 may be 1,200; read as decimals."
            self._warn("decimals", name, said, "Write thousands without a mark where they are meant.")
        if wrong:
            said = f"{texts} in {_rows(sum(wrong.values()))} is no number; taken as not known."
            self._warn("not-a-number", name, said, "Mend these cells.")
        return value

    def _empty(self, name: str) -> _LeftOut:
        return self._of_data(
            "empty-column", name, "nobody answered; it gives no row.", "Nothing need be done.", "warning"
        )

    def _unknown(self, line: Analysis, name: str, key: str) -> _LeftOut:
        several = line.analysis_type == "prop_select_multiple"
        names = self.columns.questions if several else self.columns.held
        found = f'{key} names the column "{name}"; the data have none of that name. The line is left out.'
        return _LeftOut(problem("plan-column", self.files.plan, _row(line), found, near(name, names)))

    def _refuse(self, line: Analysis, found: str, mend: str) -> _LeftOut:
        return _LeftOut(
            problem("plan-line", self.files.plan, _row(line), f"{found} The line is left out.", mend)
        )

    def _of_data(self, code: str, name: str, found: str, mend: str, severity: Severity = "error") -> _LeftOut:
        return _LeftOut(problem(code, self.files.data, f'column "{name}"', found, mend, severity))

    def _warn(self, code: str, name: str, found: str, mend: str) -> None:
        one = self._of_data(code, name, found, mend, "warning").why
        self.problems.setdefault(one.id, one)


def _row(line: Analysis) -> str:
    return f"row {line.row}" if line.row else line.analysis_var


def _rows(number: int) -> str:
    return f"{number} row{'s' if number > 1 else ''}"


def _some(texts: Iterable[str]) -> str:
    """The first few of some texts."""
    first = list(islice(texts, _SHOWN + 1))
    return ", ".join(first[:_SHOWN]) + (", …" if len(first) > _SHOWN else "")
