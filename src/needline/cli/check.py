"""`needline check`: every problem of a mission's evidence at once."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from needline.cli import show
from needline.cli.arguments import folder, format_option


@click.command(epilog="Example:  needline check examples/karabakh")
@folder
@format_option
def command(directory: Path, output: str) -> None:
    """
    List everything wrong with a mission's evidence: where, what was found, what would mend it.

    Survey answers that cannot be used are printed as written, with their rows; they may name people, and what is
    published says only how many they are. Nothing is written, neither to DIR/out nor to the working folder.
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
        found = with_written(
            Store(working), build(directory, tell=tell, publish=False, working=working).problems
        )
    if output == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        show.problems(found, err=False)
        click.echo(f"{show.summary(found).capitalize()}.")
    raise click.exceptions.Exit(1 if show.failed(found) else 0)
