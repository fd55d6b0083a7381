"""
The blocks of README and documentation, run as printed.

A page's blocks run in order in an empty folder, with a copy of the worked example where the page speaks of it:

- a block with `title="path"` is written to that path;
- `console`: each line after `$ ` is run; what follows is compared with what it prints, where anything follows;
- `pycon`: run as doctests, names kept from block to block.

`...` stands for anything: alone on a line for any number of lines, inside a line for any words.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from needline.line import build

ROOT = Path(__file__).parents[2]
EXAMPLE = "examples/karabakh"
PAGES = ["README.md", *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(
    r'^```(?P<kind>\w+)(?: +title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)
BIN = Path(sys.executable).parent
LEFT_TO_THE_READER = {"make test"}

pytestmark = pytest.mark.xdist_group("docs")


class Block(NamedTuple):
    kind: str
    title: str
    text: str


def blocks(page: str) -> list[Block]:
    """The blocks of a page that do something."""
    found = BLOCK.finditer((ROOT / page).read_text("utf-8"))
    every = [Block(one["kind"], one["title"] or "", one["text"]) for one in found]
    return [one for one in every if one.title or one.kind in {"console", "pycon"}]


RUN = [page for page in PAGES if blocks(page)]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example, built once."""
    root = tmp_path_factory.mktemp("built") / "karabakh"
    shutil.copytree(ROOT / EXAMPLE, root, ignore=shutil.ignore_patterns(".needline", "out"))
    build(root)
    return root


@pytest.mark.parametrize("page", RUN)
def test_the_blocks_run_as_printed(page, tmp_path, monkeypatch, request):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NEEDLINE_AUTHOR", raising=False)
    found = blocks(page)
    if any(EXAMPLE in one.text or "make demo" in one.text for one in found):
        shutil.copytree(request.getfixturevalue("built"), tmp_path / EXAMPLE)
    names: dict[str, object] = {}
    for one in found:
        if one.title:
            path = tmp_path / one.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(one.text, "utf-8")
        elif one.kind == "console":
            run_console(one.text)
        else:
            run_doctest(one.text, page, names)


def run_console(text: str) -> None:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, wanted = part.partition("\n")
        if command in LEFT_TO_THE_READER:
            continue
        done = subprocess.run(
            shlex.split(unmade(command)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode in {0, 1}, f"$ {command}\n{done.stdout}"
        if wanted.strip():
            assert matches(done.stdout, wanted), f"$ {command}\n{done.stdout}"


def unmade(command: str) -> str:
    """A command of the Makefile that sets nothing up here: what it runs once everything is."""
    if not command.startswith("make "):
        return command
    recipe = (
        (ROOT / "Makefile")
        .read_text("utf-8")
        .split(f"\n{command.removeprefix('make ')}: ")[1]
        .splitlines()[1]
    )
    return recipe.strip().lstrip("@").replace("$(BIN)/", "")


def matches(printed: str, wanted: str) -> bool:
    """Whether what was printed is what the page shows; ends of lines count for nothing."""
    lines = [line.rstrip() for line in printed.strip().splitlines()]
    pattern = ""
    for line in wanted.strip().splitlines():
        words = [re.escape(part) for part in line.rstrip().split("...")]
        pattern += r"(?:.*\n)*?" if line.strip() == "..." else ".*".join(words) + r"\n"
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None


def run_doctest(text: str, page: str, names: dict[str, object]) -> None:
    told: list[str] = []
    test = doctest.DocTestParser().get_doctest(text, names, page, page, 0)
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append, clear_globs=False)
    names.update(test.globs)
    assert not told, "".join(told)


MATCHES = [
    # printed, as the page shows it, whether they match, the rule
    ("a\nb\n", "a\nb\n", True, "the same"),
    ("a  \nb\n", "a\nb\n", True, "spaces at the end of a line count for nothing"),
    ("a\nb\nc\n", "a\n...\nc\n", True, "dots alone stand for a line"),
    ("a\nc\n", "a\n...\nc\n", True, "or for none"),
    ("a 12 c\n", "a ... c\n", True, "dots in a line stand for words"),
    ("a\nb\n", "a\n", False, "nothing may be left over"),
    ("a\n", "a\nb\n", False, "nor missing"),
    ("a.c\n", "abc\n", False, "a point is a point"),
    ("abc\n", "a.c\n", False, "on both sides"),
]


@pytest.mark.parametrize(("printed", "wanted", "same", "rule"), MATCHES, ids=[row[-1] for row in MATCHES])
def test_matching(printed, wanted, same, rule):
    assert matches(printed, wanted) is same, rule


def test_a_doctest_that_fails_is_noticed():
    with pytest.raises(AssertionError, match="Expected"):
        run_doctest(">>> 1 + 1\n3\n", "page", {})


def test_every_page_stands_in_the_navigation():
    told = (ROOT / "mkdocs.yml").read_text("utf-8")
    inside = [page.removeprefix("docs/") for page in PAGES if page.startswith("docs/")]
    assert [page for page in inside if f" {page}\n" not in told] == []


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md", "CONTEXT.md", "adr/README.md"])
def test_links_inside_the_repository_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)", (ROOT / page).read_text("utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (ROOT / page).parent.joinpath(link).exists()] == []
