"""Help answers at once and to the point: nothing heavy is imported, every command shows how it is called."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from needline.cli import COMMANDS, cli

REFERENCE = Path(__file__).parents[1] / "docs" / "reference" / "commands.md"
HEAVY = (
    "numpy",
    "pyarrow",
    "duckdb",
    "scipy",
    "rich",
    "jinja2",
    "rustworkx",
    "xlsxwriter",
    "charset_normalizer",
)
ASKED = """
import sys
from needline.__main__ import main
sys.argv = ["needline", *sys.argv[1:]]
try:
    main()
finally:
    print("LOADED", *sorted(name.partition(".")[0] for name in sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["new", "--help"], ["build", "--help"]])
def test_help_loads_nothing_heavy(arguments):
    done = subprocess.run(
        [sys.executable, "-c", ASKED, *arguments], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.partition("LOADED")[2].split())
    assert "click" in loaded
    assert not loaded & set(HEAVY)


def command(name: str) -> click.Command:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_commands_help_ends_in_an_example_to_paste(name):
    with click.Context(command(name), info_name=name, max_content_width=100) as context:
        last = command(name).get_help(context).rstrip().rpartition("\n\n")[2]
    assert last.strip().startswith(f"Example:  needline {name} ")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_tells_what_each_does(name):
    with click.Context(cli, info_name="needline", max_content_width=200, terminal_width=200) as context:
        assert COMMANDS[name] in cli.get_help(context)
    assert (command(name).help or "").strip()


@pytest.mark.skipif(not REFERENCE.exists(), reason="docs/reference/commands.md has not been generated yet")
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_reference(name):
    assert f"needline {name}" in REFERENCE.read_text("utf-8")


def test_an_unknown_command_is_misuse_told_in_a_line():
    done = subprocess.run(
        [sys.executable, "-m", "needline", "bild"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    assert done.returncode == 2
    assert "No such command 'bild'" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_command_loads_pandas(tmp_path):
    """pyarrow would, where pandas is installed: here a pandas that cannot be loaded without a word."""
    (tmp_path / "pandas").mkdir()
    (tmp_path / "pandas" / "__init__.py").write_text(
        'print("PANDAS WAS LOADED")\n__version__ = "9"\n', "utf-8"
    )
    data = tmp_path / "households.csv"
    data.write_text("water,weight\nwell,1\ntap,2\nwell,1\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ASKED, "estimate", str(data), "-o", str(tmp_path / "out.parquet")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert "PANDAS WAS LOADED" not in done.stdout
    assert (tmp_path / "out.parquet").is_file()
