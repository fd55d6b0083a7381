"""`needline build`: the line, from evidence to what is published."""

from __future__ import annotations

import json
from pathlib import Path

import click

from needline.cli import show
from needline.cli.arguments import folder, format_option


@click.command(epilog="Example:  needline build examples/karabakh")
@folder
@format_option
@click.option("--quiet", is_flag=True, help="Say nothing but problems.")
def command(directory: Path, output: str, quiet: bool) -> None:
    """
    Build a mission: read, extract, reconcile, score, estimate, reach, judge, publish.

    Only what changed runs again. Writes report.html, tables.xlsx, CSV and Parquet into DIR/out.
    """
    import msgspec

    from needline.line import build, open_store
    from needline.model import SurveyRow
    from needline.publish import headline

    with show.telling(quiet=quiet or output == "json") as tell:
        told = build(directory, tell=tell)
    if output == "json":
        click.echo(
            json.dumps(
                {
                    "title": told.mission.title,
                    "ran": told.ran,
                    "written": told.written,
                    "problems": msgspec.to_builtins(told.problems),
                },
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        show.problems([one for one in told.problems if one.severity != "note"])
        if not quiet:
            mission, store = open_store(directory)
            lines = headline(mission, store)
            as_of = mission.as_of.astimezone(mission.tz).isoformat(" ", "minutes")
            made_up = any(survey.synthetic for survey in store.read(SurveyRow))
            show.headline(mission.title, as_of, lines, synthetic=made_up)
            ran = "Nothing had changed." if not told.ran else f"Ran {', '.join(told.ran)}."
            click.echo(f"{ran} {show.summary(told.problems)} (needline check {directory}).")
            click.echo(f"Report: {directory / 'out' / 'report.html'}")
    raise click.exceptions.Exit(1 if show.failed(told.problems) else 0)
