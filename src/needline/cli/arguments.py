"""Arguments that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

folder = click.argument(
    "directory",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
)
format_option = click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="json where a program reads it.",
)
