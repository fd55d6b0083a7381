"""`needline check`: every problem of a mission's evidence at once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from needline.cli import show
from needline.cli.arguments import folder, format_option

if TYPE_CHECKING:
    from needline.store import Store


@click.command(epilog="Example:  needline check examples/karabakh")
@folder
@format_option
@click.option(
    "--log",
    type=click.Path(path_type=Path),
    help="Write what checks list as a draft of a cleaning log; a bare name goes to DIR/.needline/private.",
)
def command(directory: Path, output: str, log: Path | None) -> None:
    """
    List everything wrong with a mission's evidence: where, what was found, what would mend it.

    Survey answers that cannot be used are printed as written, with their rows; they may name people, and what is
    published says only how many they are. Nothing is written, neither to DIR/out nor to the working folder, but for
    the draft of a cleaning log that --log asks for.
    """
    import msgspec

    from needline.line import build
    from needline.store import Store
    from needline.survey import with_written

    with (
        tempfile.TemporaryDirectory(prefix="needline-") as scratch,
        show.telling(quiet=output == "json") as tell,
    ):
        working = Path(scratch) / "check"
        built = build(directory, tell=tell, publish=False, working=working)
        store = Store(working)
        found = with_written(store, built.problems)
        if log is not None:
            _draft(directory, store, log)
    if output == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        show.problems(found, err=False)
        click.echo(f"{show.summary(found).capitalize()}.")
    raise click.exceptions.Exit(1 if show.failed(found) else 0)


def _draft(root: Path, store: Store, log: Path) -> None:
    """Write the interviews that checks list as lines of a cleaning log, to be decided on."""
    from needline.cli.clean import write_csv
    from needline.line import OUT, WORKING
    from needline.store import Store

    path = log
    if log.name == str(log):
        path = Store(root / WORKING).root / "private" / log
    if (root / OUT).resolve() in path.resolve().parents:
        raise click.UsageError("A draft quotes answers: it does not go to where what may leave stands.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    header = ("survey", "uuid", "row", "question", "issue", "check", "old_value", "change_type", "new_value")
    keys = ("interview", "row", "question", "issue", "check", "value")
    rows = [
        (name.removeprefix("checks/"), *(row[key] for key in keys))
        for name in store.private_names("checks/")
        for row in store.read_private(name).to_pylist()
    ]
    write_csv(path, header, ((*row[:6], row[6] if row[3] else "", "", "") for row in rows))
    click.echo(f"{len(rows):,} lines to decide on, in {path}.", err=True)
