"""A plan estimated from totals that SQL made: the same lines, the same numbers, whatever the size of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from needline import model
from needline.engines import open_engine
from needline.errors import DesignError, NeedlineError
from needline.model import Analysis
from needline.stats.arrays import Floats
from needline.stats.design import Design
from needline.stats.grouped import Stack, Totals
from needline.stats.sums import By, sum_up
from needline.survey.cells import Domains, Options, Quantile, estimate_cells
from needline.survey.columns import Columns
from needline.survey.drawn import design_columns, draw
from needline.survey.plan import Coded, Estimated, Files, Made, Run, Source, Task
from needline.survey.sql import WEIGHT, Fetched, Households, unsuited


def run_plan_by_sql(
    path: Path,
    plan: Sequence[Analysis],
    stated: model.Design,
    files: Files = Files(),  # noqa: B008 - a frozen value
    *,
    engine: str = "duckdb",
    design_file: str = "design.toml",
) -> tuple[Estimated, Design]:
    """
    Estimate every line of a plan from a Parquet file, without reading it whole.

    Args:
        path: the data.
        plan: the lines.
        stated: the design as its file says it.
        files: names for problems.
        engine: which engine runs the queries.
        design_file: its name, for errors.

    Returns:
        tuple: as `run_plan`; and the design, with pools of households for rows.

    Raises:
        DesignError: the design cannot be estimated from.
        NeedlineError: the design needs every household at once.
    """
    why = unsuited(stated)
    if why:
        raise NeedlineError(design_file, f"cannot be estimated by SQL: {why}.", 'Take engine = "memory".')
    opened = open_engine(engine)
    try:
        with TemporaryDirectory() as folder:
            households = Households(opened, path, stated)
            _check(households, stated, design_file)
            there = set(households.schema.names)
            groups = dict.fromkeys(name for line in plan for name in line.group_var if name in there)
            pools = Columns(households.cut(list(groups), Path(folder)))
            design = _draw(households, pools, stated, design_file)
            return _SqlRun(households, pools, design, stated, files).estimate(plan), design
    finally:
        opened.close()


def _check(households: Households, stated: model.Design, file: str) -> None:
    """Refuse a design whose columns are not there, or whose weights cannot be added up."""
    named = {stated.weight, stated.strata, *stated.clusters, *stated.fpc} - {""}
    if named - set(households.schema.names) or households.bad_weights():
        _refuse(households, stated, file)


def _draw(households: Households, pools: Columns, stated: model.Design, file: str) -> Design:
    """The design, with pools for rows."""
    try:
        drawn = draw(
            pools, msgspec.structs.replace(stated, weight=WEIGHT, clusters=stated.clusters[:1]), file
        )
    except DesignError:
        _refuse(households, stated, file)
        raise
    assert isinstance(drawn, Design)
    return drawn


def _refuse(households: Households, stated: model.Design, file: str) -> None:
    """Say what is wrong with a design as its own columns, read alone, say it."""
    import pyarrow.parquet as pq

    held = tuple(households.schema.names)
    names = design_columns(stated, held)
    table = pq.read_table(households.path, columns=names)
    draw(Columns(table, [name for name in held if name not in names]), stated, file)


@dataclass(frozen=True, eq=False, kw_only=True)
class _OfHouseholds(Quantile):
    """A quantile of a number that was fetched, with the pool and weight of each household."""

    value: Floats
    rows: Fetched


class _SqlRun(Run):
    """A plan on its way, with the totals of pools for the rows of households."""

    def __init__(
        self, households: Households, pools: Columns, design: Design, stated: model.Design, files: Files
    ) -> None:
        self.households, self.pools, self.drawn = households, pools, design
        self.named = Columns(households.schema.empty_table())
        super().__init__(self.named, design, stated, files)

    def _cut(self, tasks: Sequence[Task]) -> None:
        groupings = dict.fromkeys(task.groups for task in tasks)
        self.crossings = {groups: self.pools.crossed(groups) for groups in groupings}

    def _code(self, source: Source) -> Coded | None:
        kind, name = source[:2]
        size = len(self.drawn.weight)
        if kind in {"number", "sum"} and self._is_number(name):
            totals = self.households.number(name, size, summed=kind == "sum")
            if totals is not None:
                return Coded(totals, [None])
        fetched = self._fetch(kind, source)
        self.columns = Columns(fetched.table)
        coded = super()._code(source)
        self.columns = self.named
        if coded is None or isinstance(coded.variable, Totals):
            return coded
        if isinstance(coded.variable, Quantile):
            return Coded(_OfHouseholds(value=coded.variable.value, rows=fetched), coded.answers)
        totals = sum_up(coded.variable, fetched.weight, By(fetched.pool, size), alike=fetched.alike)
        return Coded(totals, coded.answers)

    def _fetch(self, kind: str, source: Source) -> Fetched:
        """The answers of a question: put together where they are few, else household by household."""
        name = source[1]
        if kind == "categories":
            return self.households.alike([name])
        if kind == "choices":
            options = [column for _, column in self.named.options.get(name, [])]
            there = name in self.named
            return self.households.each([name, *options]) if there else self.households.alike(options)
        return self.households.each(list(dict.fromkeys(source[1:3] if kind == "ratio" else [name])))

    def _is_number(self, name: str) -> bool:
        import pyarrow as pa

        of = self.households.schema.field(name).type
        return bool(pa.types.is_integer(of) or pa.types.is_floating(of))

    def _block(self, block: Sequence[tuple[Task, Coded]]) -> dict[int, Made]:
        made: dict[int, Made] = {}
        together: dict[tuple[tuple[str, ...], Options], list[tuple[Task, Coded]]] = {}
        for task, coded in block:
            if isinstance(coded.variable, _OfHouseholds):
                made[task.place] = (coded.answers, self._quantile(task, coded.variable))
            else:
                together.setdefault((task.groups, task.options), []).append((task, coded))
        for (groups, options), some in together.items():
            totals = [coded.variable for _, coded in some if isinstance(coded.variable, Totals)]
            stack = Stack(totals, lambda one: one, len(self.drawn.weight))
            cells = estimate_cells(self._domains(groups, pooled=False), stack, options)
            made |= {
                task.place: (coded.answers, cell) for (task, coded), cell in zip(some, cells, strict=True)
            }
        return made

    def _quantile(self, task: Task, variable: _OfHouseholds) -> Floats:
        """A quantile in the domains of a grouping, from the households that were fetched."""
        rows, crossing = variable.rows, self.crossings[task.groups]
        design = replace(self.drawn, weight=rows.weight, cluster=self.drawn.cluster[rows.pool])
        domains = Domains(design, crossing.code[rows.pool], len(crossing.levels))
        (found,) = estimate_cells(domains, [variable], task.options)
        return found
