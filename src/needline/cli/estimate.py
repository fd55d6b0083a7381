"""`needline estimate`: one survey, a design and a plan to design-correct estimates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from needline.cli import show
from needline.cli.arguments import format_option
from needline.cli.process import keep_memory, uncollected

if TYPE_CHECKING:
    from needline.estimation import Results, Way
    from needline.survey.kinds import Inferred

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_SMALL = 100_000_000
"""Bytes of data under which memory is kept: of a million households kept memory took 5.0 GB."""
_PER_BYTE, _MOST_AHEAD = 25, 200_000_000
"""Bytes of memory that a byte of data needs, and how many are made ready at most."""
_SHOWN = 12


@click.command(
    epilog="Example:  needline estimate households.csv --design design.toml --plan plan.csv -o estimates.csv"
)
@click.argument("data", metavar="DATA", type=_FILE)
@click.option("--design", type=_FILE, help="design.toml: weights, strata, clusters, settings. Without: none.")
@click.option("--plan", type=_FILE, help="plan.csv: an analysis a line. Without: everything by every --by.")
@click.option(
    "--by", multiple=True, metavar="COLUMN[,COLUMN]", help="Without a plan: a grouping, crossed by commas."
)
@click.option("--kinds", type=_FILE, help="Without a plan: kinds.toml, where an inferred kind is wrong.")
@click.option(
    "--write-kinds", type=click.Path(path_type=Path), help="Write the inferred kinds to correct them."
)
@click.option(
    "--preset", type=click.Choice(["analysistools"]), help="Settings and columns of that R package."
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "memory", "sql"]),
    default="auto",
    show_default=True,
    help="Arrays in memory, or totals by SQL for a Parquet file that does not fit.",
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="Write estimates: .csv, .parquet or .xlsx.",
)
@format_option
def command(
    data: Path,
    design: Path | None,
    plan: Path | None,
    by: tuple[str, ...],
    kinds: Path | None,
    write_kinds: Path | None,
    preset: str | None,
    engine: Way,
    target: Path | None,
    output: str,
) -> None:
    """
    Estimate shares, means, medians, quantiles, totals and ratios from one table of households.

    DATA is a CSV, Parquet or spreadsheet file with a household a row. A line of the plan that cannot be estimated is
    told, and the others run. Without a plan the kind of each column is inferred and printed.
    """
    size = data.stat().st_size
    if size < _SMALL:
        keep_memory(ahead=min(size * _PER_BYTE, _MOST_AHEAD))
    with uncollected():
        from needline.estimation import estimate

        found = estimate(data, design, plan, by=by, kinds=kinds, preset=preset, engine=engine)
    if target is not None:
        found.write(target)
    if write_kinds is not None and found.kinds is not None:
        write_kinds.write_text(_toml(found.kinds), "utf-8")
    if output == "json":
        click.echo(_json(found))
    else:
        show.problems([one for one in found.problems if one.severity != "note"])
        _print(found, target)
    raise click.exceptions.Exit(1 if show.failed(found.problems) else 0)


def _print(found: Results, target: Path | None) -> None:
    """What was inferred, the first estimates, and what was done."""
    if found.kinds is not None:
        _print_kinds(found.kinds)
    rows = found.table.num_rows
    if target is None or rows <= _SHOWN:
        _print_rows(found)
    notes = [one for one in found.problems if one.severity == "note"]
    for one in notes:
        click.echo(one.found.capitalize())
    alone = rows - found.table["flag"].null_count if "flag" in found.table.column_names else 0
    if alone:
        click.echo(f"{alone} estimates rest on one household each, and are flagged.")
    written = f", written to {target}" if target else ""
    click.echo(
        f"{rows:,} estimates from {found.lines:,} lines{written}. {show.summary(found.problems).capitalize()}."
    )


def _print_kinds(kinds: Inferred) -> None:
    """How many columns are of each kind, with the first of them."""
    from needline.survey.kinds import ESTIMATED

    click.echo("Kinds of columns, inferred (--write-kinds FILE lists all; --kinds FILE corrects them):")
    counted = dict.fromkeys([*ESTIMATED, *dict.fromkeys(kinds.kinds.values())])
    for kind in counted:
        names = kinds.of(kind)  # type: ignore[arg-type] # a kind of theirs
        if names:
            more = ", …" if len(names) > 3 else ""  # noqa: PLR2004 - a few names
            does = f" → {' and '.join(ESTIMATED[kind])}" if kind in ESTIMATED else ""
            click.echo(f"  {len(names):>4} {kind}{does}: {', '.join(names[:3])}{more}")


def _print_rows(found: Results) -> None:
    """The first estimates, a line each."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name, justify in (
        ("Estimate", "left"),
        ("by", "left"),
        ("value", "right"),
        ("interval", "right"),
        ("n", "right"),
    ):
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type] # a literal of rich's
    for row in found.table.slice(0, _SHOWN).to_pylist():
        answer = "" if row["analysis_type"] == "ratio" else row["analysis_var_value"]
        what = " ".join(part for part in (row["analysis_type"], row["analysis_var"], answer) if part)
        ends = f"{_number(row['stat_low'])} to {_number(row['stat_upp'])}"
        table.add_row(
            what, row["group_var_value"] or "all", _number(row["stat"]), ends, f"{row['n_total']:,}"
        )
    show.console().print(table)
    left = found.table.num_rows - _SHOWN
    if left > 0:
        click.echo(f"… and {left:,} more; -o FILE writes them all.")


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:,.4g}"


def _json(found: Results) -> str:
    import math

    import msgspec

    def finite(value: Any) -> Any:
        return None if isinstance(value, float) and not math.isfinite(value) else value

    rows = [{name: finite(value) for name, value in row.items()} for row in found.table.to_pylist()]
    kinds = None if found.kinds is None else found.kinds.kinds
    told = {"estimates": rows, "kinds": kinds, "problems": msgspec.to_builtins(found.problems)}
    return json.dumps(told, ensure_ascii=False, indent=2)


def _toml(kinds: Inferred) -> str:
    """The kinds as kinds.toml, a line a column."""
    return "".join(
        f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(kind)}\n" for name, kind in kinds.kinds.items()
    )
