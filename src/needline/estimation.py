"""
One survey, a design and a plan to estimates: what `needline estimate` and `needline.estimate` run.

    from needline import estimate

    found = estimate("data.csv", design="design.toml", plan="plan.csv")
    found.write("estimates.xlsx")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, get_args

import msgspec

from needline.errors import DesignError, NeedlineError, UnknownNameError
from needline.model import Analysis, Design, Problem
from needline.model.survey import read_design
from needline.readers.base import Door
from needline.readers.data import column_names, read_data
from needline.readers.designs import read_design_table
from needline.readers.plans import read_plan
from needline.survey.columns import Columns
from needline.survey.drawn import design_columns, draw
from needline.survey.kinds import Inferred, infer
from needline.survey.plan import Files, every_line, run_plan
from needline.survey.results import write_results
from needline.survey.usable import usable

if TYPE_CHECKING:
    import pyarrow as pa

    from needline.stats.estimates import AnyDesign

Data: TypeAlias = "str | Path | pa.Table | Mapping[str, Sequence[Any]] | Any"
Settings: TypeAlias = "str | Path | Mapping[str, Any] | Design | None"
Lines: TypeAlias = "str | Path | Iterable[Mapping[str, Any] | Analysis] | None"
By: TypeAlias = "str | Iterable[str | Sequence[str]]"
Way: TypeAlias = Literal["auto", "memory", "sql"]
_EACH = "Until that is mended each household counts the same."
_FIT = 2_000_000_000
"""Cells of a Parquet file that are read into memory: about 6 GB of it."""
_SMALL = 100_000_000
"""Bytes of a Parquet file under which its cells need not be counted."""


class Results(NamedTuple):
    """
    The estimates of a survey.

    Args:
        table: a row an estimate, as Arrow.
        problems: what could not be used, of data, design and plan, each with what would mend it.
        kinds: the kind of each column where no plan was given; None with a plan.
        lines: how many lines were asked.
        design: as it was used.
    """

    table: pa.Table
    problems: list[Problem]
    kinds: Inferred | None
    lines: int
    design: AnyDesign

    def write(self, path: str | Path) -> None:
        """Write the table: .csv, .parquet or .xlsx by the name of the file."""
        write_results(self.table, Path(path))


def estimate(
    data: Data,
    design: Settings = None,
    plan: Lines = None,
    *,
    by: By = (),
    kinds: str | Path | Mapping[str, str] | None = None,
    preset: str | None = None,
    engine: Way = "auto",
) -> Results:
    """
    Estimate from a household survey: a whole plan, or without one everything by every grouping asked.

    Args:
        data: a file (Parquet, CSV, spreadsheet), an Arrow table, columns by name, or a data frame.
        design: a design.toml, or its settings; None: every household counts the same.
        plan: a plan.csv, or its lines; None: every column by every grouping of `by`, and overall.
        by: without a plan, groupings: a column, several crossed as "area, group", or a list of these.
        kinds: without a plan, a kinds.toml or kinds by column, where the inferred ones are wrong.
        preset: "analysistools" for that package's settings, in place of the design's own word.
        engine: "memory" reads the data into arrays; "sql" adds a Parquet file up where it lies, for data that do not
            fit; "auto" takes SQL for a plan over a Parquet file of more than two thousand million cells.

    Returns:
        Results: the table of estimates, and what was said on the way.

    Raises:
        DesignError: the design cannot be used with these data.
        NeedlineError: the data or a file cannot be read.
    """
    stated, problems = _stated(design, preset), list[Problem]()
    design_file = str(design) if isinstance(design, str | Path) else "design"
    plan_file = Path(plan).name if isinstance(plan, str | Path) else "plan"
    data_file = Path(data).name if isinstance(data, str | Path) else "data"
    asked: list[Analysis] | None = None
    if plan is not None:
        asked, told = _lines(plan)
        problems += told
    if asked is not None and _by_sql(engine, data, stated, asked):
        from needline.survey.plan_sql import run_plan_by_sql

        files, at = Files(data_file, plan_file), Path(str(data))
        by_sql, design_of_pools = run_plan_by_sql(
            at, asked, stated, files, design_file=Path(design_file).name
        )
        return Results(by_sql.table, [*problems, *by_sql.problems], None, len(asked), design_of_pools)
    if engine == "sql":
        raise NeedlineError(
            "engine", '"sql" needs a Parquet file and a plan.', 'Give both, or take "memory".'
        )
    columns, stated, told = usable(_read(data, stated, asked), stated, Path(design_file).name)
    problems += told
    drawn = draw(columns, stated, Path(design_file).name)
    inferred = None
    if asked is None:
        inferred, told = infer(columns, *_kinds(kinds))
        problems += told
        asked = every_line(columns, inferred, _groupings(by, columns), design_columns(stated, columns.names))
    found = run_plan(columns, drawn, asked, stated, Files(data_file, plan_file))
    return Results(found.table, [*problems, *found.problems], inferred, len(asked), drawn)


def _by_sql(engine: Way, data: Data, stated: Design, asked: list[Analysis]) -> bool:
    """
    Whether totals are made by SQL.

    Raises:
        UnknownNameError: no such engine.
    """
    if engine not in get_args(Way):
        raise UnknownNameError("engine", engine, get_args(Way))
    if engine == "memory" or not isinstance(data, str | Path) or Path(data).suffix.lower() != ".parquet":
        return False
    if not Path(data).is_file():
        raise NeedlineError(str(data), "there is no such file.", "Name a table of households.")
    if engine == "auto" and Path(data).stat().st_size < _SMALL:
        return False
    wide = len(_wanted(Path(data), stated, asked)[0])
    if engine == "sql":
        return True
    import pyarrow.parquet as pq

    from needline.survey.sql import unsuited

    cells = pq.read_metadata(data).num_rows * wide
    return cells > _FIT and not unsuited(stated)


def _stated(design: Settings, preset: str | None) -> Design:
    """
    The settings of a design.

    Raises:
        DesignError: a setting that is not known or cannot be used. Nothing is estimated by another design than the
            one meant.
    """
    if isinstance(design, Design):
        return design
    more = {} if preset is None else {"preset": preset}
    if isinstance(design, str | Path):
        path = Path(design)
        door = Door(path.parent)
        if not path.is_file():
            raise NeedlineError(str(path), "there is no such file.", "Name a design.toml.")
        stated = read_design_table(door, path, {**door.toml(path), **more}, _EACH) or Design()
        if door.problems:
            first = door.problems[0]
            where = ", ".join(part for part in (first.file, first.where) if part)
            raise DesignError(where, first.found, _mend(first))
        return stated
    try:
        return read_design({**(design or {}), **more})
    except msgspec.ValidationError as error:
        raise DesignError("design", f"cannot be used: {error}.", "See the settings of design.toml.") from None


def _mend(one: Problem) -> str:
    """What would mend a design; what a mission does until then is not done here."""
    return one.mend.partition(";")[0] if one.code == "design" else one.mend


def _lines(plan: Lines) -> tuple[list[Analysis], list[Problem]]:
    """The lines of a plan that can be read, and problems of the others."""
    if isinstance(plan, str | Path):
        path = Path(plan)
        if not path.is_file():
            raise NeedlineError(str(path), "there is no such file.", "Name a plan.csv.")
        door = Door(path.parent)
        return list(read_plan(door, path)), door.problems
    lines = []
    for number, line in enumerate(plan or (), start=1):
        lines.append(line if isinstance(line, Analysis) else _line(number, line))
    return lines, []


def _line(number: int, given: Mapping[str, Any]) -> Analysis:
    """
    A line from plain values, named as in plan.csv.

    Raises:
        NeedlineError: a value is of the wrong kind.
    """
    plain = {name: value for name, value in given.items() if value is not None}
    groups = plain.get("group_var", [])
    if isinstance(groups, str):
        plain["group_var"] = [one.strip() for one in groups.split(",") if one.strip()]
    try:
        return msgspec.convert({"row": number, **plain}, Analysis)
    except msgspec.ValidationError as error:
        raise NeedlineError(
            f"plan, line {number}", f"cannot be used: {error}.", "See the columns of plan.csv."
        ) from None


def _read(data: Data, stated: Design, asked: list[Analysis] | None) -> Columns:
    """The data; of a Parquet file only the columns that the plan and the design name."""
    import pyarrow as pa

    if isinstance(data, str | Path):
        path = Path(data)
        if not path.is_file():
            raise NeedlineError(str(path), "there is no such file.", "Name a table of households.")
        if asked is None or path.suffix.lower() != ".parquet":
            return Columns(read_data(path, plain=True))
        wanted, unread = _wanted(path, stated, asked)
        return Columns(read_data(path, wanted), unread)
    if isinstance(data, pa.Table):
        return Columns(data)
    if isinstance(data, Mapping):
        return Columns(pa.table(dict(data)))
    if hasattr(data, "__arrow_c_stream__"):
        return Columns(pa.table(data))
    return Columns(pa.Table.from_pandas(data, preserve_index=False))


def _wanted(path: Path, stated: Design, asked: list[Analysis]) -> tuple[list[str], list[str]]:
    """The columns of a Parquet file that are needed, in the order of the file, and the others."""
    names = column_names(path)
    multiple = {line.analysis_var for line in asked if line.analysis_type == "prop_select_multiple"}
    named = set(design_columns(stated, names))
    for line in asked:
        named |= {
            line.analysis_var,
            line.analysis_var_numerator,
            line.analysis_var_denominator,
            *line.group_var,
        }
        if line.analysis_type == "ratio":
            named |= {part.strip() for part in line.analysis_var.split("%/%")}
    options = {
        name for name in names for mark in "/." if name.partition(mark)[0] in multiple and mark in name
    }
    wanted = [name for name in names if name in named or name in options]
    return wanted, [name for name in names if name not in named and name not in options]


def _kinds(kinds: str | Path | Mapping[str, str] | None) -> tuple[dict[str, str], str]:
    """
    Kinds that are stated, and where.

    Raises:
        NeedlineError: no such file, or no TOML.
    """
    if kinds is None:
        return {}, ""
    if not isinstance(kinds, str | Path):
        return dict(kinds), "kinds"
    path = Path(kinds)
    if not path.is_file():
        raise NeedlineError(str(path), "there is no such file.", "Name a kinds.toml.")
    door = Door(path.parent)
    stated = door.toml(path)
    if door.problems:
        raise NeedlineError(path.name, door.problems[0].found, door.problems[0].mend)
    return {name: str(kind) for name, kind in stated.items()}, path.name


def _groupings(by: By, columns: Columns) -> list[tuple[str, ...]]:
    """
    The groupings asked, all households first.

    Raises:
        NeedlineError: one names a column that is not there.
    """
    asked = [by] if isinstance(by, str) else by
    found: list[tuple[str, ...]] = [()]
    for one in asked:
        parts = one.split(",") if isinstance(one, str) else one
        groups = tuple(part.strip() for part in parts if part.strip())
        for name in groups:
            if name not in columns:
                raise UnknownNameError("by", name, columns.names)
        found.append(groups)
    return list(dict.fromkeys(found))
