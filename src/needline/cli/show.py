"""What the terminal shows: progress that is quiet when piped, problems a line each, calm tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from needline.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from needline.store import Progress

_ROOMY = 90
_ORDER = {"error": 0, "warning": 1, "note": 2}


def console(*, err: bool = False) -> Console:
    """A console that writes plain text when it is piped."""
    from rich.console import Console

    return Console(stderr=err, highlight=False, soft_wrap=False)


@contextmanager
def telling(*, quiet: bool = False) -> Iterator[Callable[[str], Progress]]:
    """Show each step with its progress on the terminal; nothing where standard error is no terminal."""
    screen = console(err=True)
    if quiet or not screen.is_terminal:
        yield lambda _does: lambda _done, _total: None
        return
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<32}"), BarColumn(24), TaskProgressColumn(), TimeElapsedColumn())
    with Bars(*columns, console=screen, transient=True) as bars:

        def tell(does: str) -> Progress:
            task = bars.add_task(does, total=None)
            return lambda done, total: bars.update(task, completed=done, total=total)

        yield tell


def headline(title: str, as_of: str, lines: Sequence[tuple[str, ...]], *, synthetic: bool) -> None:
    """The headline of a build: who, how many, how many in need, how badly, and on what it rests."""
    from rich.table import Table

    screen = console()
    table = Table(
        title=f"{title}\nas of {as_of}",
        title_justify="left",
        title_style="bold",
        box=None,
        padding=(0, 2 if screen.width >= _ROOMY else 1, 0, 0),
    )
    for name, justify in (("", "left"), ("People", "right"), ("In need", "right"), ("Severity", "right")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type] # a literal of rich's
    table.add_column("Rests on")
    for line in lines:
        table.add_row(*line)
    screen.print(table)
    if synthetic:
        click.echo("◇ rests on a survey whose households are made up.")


def problems(found: Sequence[Problem], *, err: bool = True) -> None:
    """Print problems a line each, errors first."""
    for one in sorted(found, key=lambda one: (_ORDER[one.severity], one.file, _numbered(one.where), one.id)):
        label = click.style(f"{one.severity:<8}", fg={"error": "red", "warning": "yellow"}.get(one.severity))
        click.echo(f"{label}{one.line()}", err=err)


def _numbered(where: str) -> list[tuple[int, str]]:
    """A place by which row 10 comes after row 9."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", where)]


def summary(found: Sequence[Problem]) -> str:
    """How many problems of each severity, in words: "2 errors, 1 warning"."""
    counted = {name: sum(one.severity == name for one in found) for name in _ORDER}
    words = [f"{number} {name}{'s' if number > 1 else ''}" for name, number in counted.items() if number]
    return ", ".join(words) or "no problem"


def failed(found: Sequence[Problem]) -> bool:
    """Whether anything was left out: an error among the problems."""
    return any(one.severity == "error" for one in found)


def ends(low: float | None, high: float | None) -> str:
    """A range in words: "3,100 or more", "up to 900", "50 to 999"."""
    if low is None and high is None:
        return "not known"
    if low is None:
        return f"up to {high:,.10g}"
    if high is None:
        return f"{low:,.10g} or more"
    return f"{low:,.10g}" if low == high else f"{low:,.10g} to {high:,.10g}"
