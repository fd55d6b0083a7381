"""The command line: a file a command, each imported only when it is called."""

from __future__ import annotations

import importlib
import sys

import click

from needline import __version__
from needline.cli.process import collect_seldom, without_pandas
from needline.errors import NeedlineError

COMMANDS = {
    "new": "A folder to start a mission from, every setting commented.",
    "check": "Every problem of a mission's evidence at once.",
    "clean": "A cleaning log applied to its submissions, and what it changed.",
    "build": "The line: from evidence to the published tables and report.",
    "trace": "The way back from a number to its evidence.",
    "compare": "What changed between two builds, and which evidence changed it.",
    "decide": "Record a decision about the evidence, with its reason.",
    "reconcile": "One counts file to ranges, conflicts, repairs and residuals.",
    "read": "One report to attributed claims and figures.",
    "standards": "What is scored and how; and whom another standard would class otherwise.",
    "estimate": "One survey, a design and a plan to design-correct estimates.",
}
DONE, PROBLEMS, MISUSE = 0, 1, 2


class Lazy(click.Group):
    """A group whose commands are imported when they are called, so that help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, imported now."""
        del ctx
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"needline.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands with their line of help, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example:  needline new my-mission && needline build my-mission",
)
@click.version_option(__version__, prog_name="needline")
def cli() -> None:
    """
    From evidence to need: a needs assessment in which every printed number opens to its evidence.

    Exit codes: 0 done; 1 done, but evidence had errors, each told in a line; 2 wrong use, nothing was done.
    """


def main() -> None:
    """Run the command line; an error of use is one line and exit code 2, never a traceback."""
    without_pandas()
    collect_seldom()
    try:
        code = cli.main(prog_name="needline", standalone_mode=False)
    except NeedlineError as error:
        click.echo(f"needline: {error}", err=True)
        sys.exit(MISUSE)
    except OSError as error:
        where = error.filename or "a file"
        click.echo(f"needline: {where}: {error.strerror}. Check the path and its rights.", err=True)
        sys.exit(MISUSE)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("needline: stopped.", err=True)
        sys.exit(MISUSE)
    sys.exit(code if isinstance(code, int) else DONE)
