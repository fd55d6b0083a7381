"""`python -m needline`, and the `needline` command."""

from needline.cli import main
from needline.cli.process import leave

__all__ = ["main", "run"]


def run() -> None:
    """Run the command line as a process of its own, to its end."""
    try:
        main()
    except SystemExit as done:
        leave(done)


if __name__ == "__main__":
    run()
