"""The reference says what the code says, and names every command, reader, output, standard and table."""

from __future__ import annotations

import importlib.util
import pkgutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import needline.publish
from needline.cli import COMMANDS
from needline.readers.counts import COLUMNS, POPULATION
from needline.readers.places import COLUMNS as OF_PLACES
from needline.readers.reports import SUFFIXES
from needline.standards import available, load
from needline.store import TABLES

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_what_the_code_gives(generate):
    made = generate.pages()
    standing = {path.name: path.read_text("utf-8") for path in REFERENCE.glob("*.md")}
    stale = sorted(name for name in made.keys() | standing.keys() if made.get(name) != standing.get(name))
    assert not stale, f"run `python docs/generate.py`: {', '.join(stale)}"


NAMED: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "every command has its heading": ("commands.md", lambda: [f"## needline {name}\n" for name in COMMANDS]),
    "every table has its heading": ("tables.md", lambda: [f"## {name}\n" for name in TABLES]),
    "every column of counts, population and places": (
        "files.md",
        lambda: [f"| `{name}` |" for name in (*COLUMNS, *POPULATION, *OF_PLACES)],
    ),
    "every suffix of a report": ("files.md", lambda: [f"`{suffix}`" for suffix in SUFFIXES]),
    "every standard and version": (
        "standards.md",
        lambda: [f"## {name} {version}:" for name, version in available()],
    ),
    "every input of every standard": (
        "standards.md",
        lambda: [f"| `{name}` |" for one in available() for name in load(*one).inputs],
    ),
}


@pytest.mark.parametrize(("page", "wanted"), NAMED.values(), ids=NAMED)
def test_the_reference_names(page, wanted):
    text = (REFERENCE / page).read_text("utf-8")
    assert [one for one in wanted() if one not in text] == []


def test_every_output_has_its_line(generate):
    """A module of publish that writes (its docstring's function is `write` or `render`) stands among the outputs."""
    writers = [
        one.name
        for one in pkgutil.iter_modules(needline.publish.__path__)
        if {"write", "render", "record"} & set(_names(f"needline.publish.{one.name}"))
    ]
    assert sorted(writers) == sorted(generate.OUTPUTS)


def _names(module: str) -> list[str]:
    """Functions that a module defines itself."""
    found = vars(importlib.import_module(module))
    return [name for name, one in found.items() if getattr(one, "__module__", "") == module]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_in_an_example_to_paste(command):
    found = importlib.import_module(f"needline.cli.{command}").command
    assert found.epilog.startswith("Example:  needline " + command), found.epilog
    assert found.help


def test_the_docstring_parser_reads_shared_and_continued_entries(generate):
    class Told:
        """
        A thing.

        Args:
            one, two: what both are,
                told over two lines.
            three: None where True where it is not known.

        Returns:
            four: not an argument.
        """

    assert generate.meanings(Told) == {
        "one": "what both are, told over two lines.",
        "two": "what both are, told over two lines.",
        "three": "empty where true where it is not known.",
    }
