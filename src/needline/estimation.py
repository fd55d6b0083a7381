"""
One survey, a design and a plan to estimates: what `needline estimate` and `needline.estimate` run.

    from needline import estimate

    found = estimate("data.csv", design="design.toml", plan="plan.csv")
    found.write("estimates.xlsx")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import msgspec

from needline.errors import DesignError, NeedlineError
from needline.model import Analysis, Design, Problem
from needline.model.survey import read_design
from needline.readers.base import Door
from needline.readers.data import read_data
from needline.readers.plans import read_plan
from needline.readers.surveys import read_design_table
from needline.survey.columns import Columns
from needline.survey.drawn import design_columns, draw
from needline.survey.kinds import Inferred, infer
from needline.survey.plan import Files, every_line, run_plan
from needline.survey.results import write_results

if TYPE_CHECKING:
    import pyarrow as pa

    from needline.stats.estimates import AnyDesign

Data: TypeAlias = "str | Path | pa.Table | Mapping[str, Sequence[Any]] | Any"
Settings: TypeAlias = "str | Path | Mapping[str, Any] | Design | None"
Lines: TypeAlias = "str | Path | Iterable[Mapping[str, Any] | Analysis] | None"
By: TypeAlias = "str | Iterable[str | Sequence[str]]"


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
    columns = Columns(_table(data, stated, asked))
    drawn = draw(columns, stated, Path(design_file).name)
    inferred = None
    if asked is None:
        inferred, told = infer(columns, *_kinds(kinds))
        problems += told
        asked = every_line(columns, inferred, _groupings(by, columns), design_columns(stated, columns.names))
    found = run_plan(columns, drawn, asked, stated, Files(data_file, plan_file))
    return Results(found.table, [*problems, *found.problems], inferred, len(asked), drawn)


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
        stated = read_design_table(door, path, {**door.toml(path), **more})
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


def _table(data: Data, stated: Design, asked: list[Analysis] | None) -> pa.Table:
    """The data as Arrow; of a Parquet file only the columns that the plan and the design name."""
    import pyarrow as pa

    if isinstance(data, str | Path):
        path = Path(data)
        if not path.is_file():
            raise NeedlineError(str(path), "there is no such file.", "Name a table of households.")
        if asked is None or path.suffix.lower() != ".parquet":
            return read_data(path)
        return read_data(path, _wanted(path, stated, asked))
    if isinstance(data, pa.Table):
        return data
    if isinstance(data, Mapping):
        return pa.table(dict(data))
    if hasattr(data, "__arrow_c_stream__"):
        return pa.table(data)
    return pa.Table.from_pandas(data, preserve_index=False)


def _wanted(path: Path, stated: Design, asked: list[Analysis]) -> list[str]:
    """The columns of a Parquet file that are needed, in the order of the file."""
    import pyarrow.parquet as pq

    names = tuple(pq.read_schema(path).names)
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
    return [name for name in names if name in named or name in options]


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
                from needline.errors import UnknownNameError

                raise UnknownNameError("by", name, columns.names)
        found.append(groups)
    return list(dict.fromkeys(found))
