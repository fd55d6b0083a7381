"""`needline clean`: a cleaning log applied, told, and written; of a mission, or of two files."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from needline.cli import show

if TYPE_CHECKING:
    import pyarrow as pa

    from needline.model import Problem
    from needline.survey.cleaning import Cleaned

_PATH = click.Path(path_type=Path, exists=True)
_PRIVATE = 0o600


@click.command(epilog="Example:  needline clean raw.csv cleaning_log.csv -o clean.csv")
@click.argument("data", metavar="DIR|RAW", type=_PATH)
@click.argument("log", metavar="[LOG]", type=_PATH, required=False)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="Write the cleaned data: .csv, .parquet.",
)
@click.option(
    "--diff", "wanted", is_flag=True, help="Count changes by question, and write them cell by cell."
)
def command(data: Path, log: Path | None, target: Path | None, wanted: bool) -> None:
    """
    Apply a cleaning log: to the surveys of a mission, DIR, or to one table of submissions, RAW.

    Lines are applied in order and compared with the answers that they say stood there. The submissions stay as they
    are. --diff writes every line with its cell, before and after, to DIR/.needline/private/cleaning_diff, or beside the
    cleaned file; it names interviews and quotes answers, and is not to leave this machine.
    """
    if log is None and data.is_dir():
        if target is not None:
            raise click.UsageError(
                "-o goes with RAW and LOG; a mission's line takes its cleaned interviews itself."
            )
        problems = _mission(data, wanted=wanted)
    elif log is None or data.is_dir():
        raise click.UsageError("Give a mission's folder, or a table of submissions and its cleaning log.")
    else:
        problems = _files(data, log, target, wanted=wanted)
    raise click.exceptions.Exit(1 if show.failed(problems) else 0)


def _mission(root: Path, *, wanted: bool) -> list[Problem]:
    """Read a mission's surveys with their logs, and tell what these did."""
    from needline.model import Problem, Survey
    from needline.readers.folder import read
    from needline.readers.mission import read_mission
    from needline.store import Store
    from needline.survey import run_clean, with_written

    with tempfile.TemporaryDirectory(prefix="needline-") as scratch:
        mission, door, stated = read_mission(root)
        store = Store(Path(scratch) / "clean")
        read(mission, door, stated, store)
        run_clean(mission, store)
        found = [one for one in store.read(Problem) if one.code.startswith("log-")]
        show.problems(with_written(store, found), err=False)
        logs = set(store.private_names("cleaning/"))
        for survey in store.read(Survey):
            if f"cleaning/{survey.name}" not in logs:
                click.echo(f"{survey.name}: no cleaning log.")
            elif wanted:
                table = store.read_private(f"cleaning_diff/{survey.name}")
                _tell(survey.name, table)
                beside = Store(root / ".needline").root / "private" / "cleaning_diff"
                _write(beside / f"{survey.name}.csv", table)
        return found


def _files(data: Path, log: Path, target: Path | None, *, wanted: bool) -> list[Problem]:
    """Clean one table of submissions."""
    from needline.readers.base import Door
    from needline.readers.cleaning_log import read_cleaning_log
    from needline.readers.data import read_data
    from needline.survey.cleaning import clean
    from needline.survey.cleaning_report import diff, tell

    door = Door(log.parent)
    cleaned = clean(read_data(data), read_cleaning_log(door, log))
    told = tell(cleaned, log.name)
    details: dict[str, list[Problem]] = {}
    for one in told.details:
        details.setdefault(one.of, []).append(one.told)
    show.problems(
        [*door.problems, *(quoted for one in told.problems for quoted in details.get(one.id, [one]))]
    )
    if target is not None:
        _write(target, cleaned.table)
    if wanted:
        _tell(data.name, diff(cleaned))
        beside = target or data
        _write(beside.with_name(f"{beside.stem}.diff.csv"), diff(cleaned))
    click.echo(_summary(cleaned, target))
    return [*door.problems, *told.problems]


def _summary(cleaned: Cleaned, target: Path | None) -> str:
    """What was done, in a line."""
    changed = len(
        {(one.place, one.column) for one in cleaned.outcomes if one.verdict in {"changed", "blanked"}}
    )
    removed = cleaned.raw.num_rows - cleaned.table.num_rows
    where = f", written to {target}" if target else "; -o FILE writes them"
    return f"{cleaned.table.num_rows:,} interviews stay, {removed:,} removed, {changed:,} answers changed{where}."


def _tell(name: str, table: pa.Table) -> None:
    """How many lines changed each question, and whether what they say stood there did."""
    from rich.table import Table

    counts: dict[str, dict[str, int]] = {}
    for row in table.select(["question", "done", "old_found"]).to_pylist():
        if row["done"] in {"changed", "blanked"}:
            of = counts.setdefault(row["question"], {})
            for key in (row["done"], row["old_found"]):
                of[key] = of.get(key, 0) + 1
    shown = Table(title=name, title_justify="left", box=None, pad_edge=False)
    shown.add_column("Question", overflow="fold")
    heads = {"changed": "changed", "blanked": "blanked", "agrees": "old agrees", "blank": "not stated"}
    heads |= {"repeated": "repeated", "differs": "differs"}
    for head in heads.values():
        shown.add_column(head, justify="right")
    for question, of in sorted(counts.items(), key=lambda pair: (-sum(pair[1].values()), pair[0])):
        shown.add_row(question, *(str(of.get(key, "")) for key in heads))
    show.console().print(shown)


def _write(path: Path, table: pa.Table) -> None:
    """Write a table of interviews, readable by its owner alone."""
    from needline.errors import NeedlineError, near

    suffix = path.suffix.lower()
    if suffix not in {".csv", ".parquet"}:
        raise NeedlineError(str(path), f'"{suffix}" cannot be written.', near(suffix, (".csv", ".parquet")))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if suffix == ".parquet":
        from needline.store.store import write_parquet

        write_parquet(table, path)
        path.chmod(_PRIVATE)
    else:
        write_csv(
            path,
            table.column_names,
            zip(*(table[name].to_pylist() for name in table.column_names), strict=True),
        )


def write_csv(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write rows as CSV, readable by its owner alone; an empty cell is not known."""
    from needline.survey.cleaning_values import text_of

    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE), "w", encoding="utf-8", newline=""
    ) as out:
        path.chmod(_PRIVATE)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([cell if isinstance(cell, str) else text_of(cell) for cell in row] for row in rows)
