"""Mission folders for tests: the worked example, and small ones of other crises, read by the real readers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from needline.model import Count, Mission, Problem
from needline.readers.folder import read
from needline.readers.mission import read_mission
from needline.store import Store

EXAMPLE = Path(__file__).parents[1] / "examples" / "karabakh"
MADE = (".needline", "out")


class Evidence(NamedTuple):
    """A mission folder once it has been read."""

    root: Path
    mission: Mission
    store: Store

    def problems(self, severity: str = "") -> list[Problem]:
        found = self.store.read(Problem)
        return [one for one in found if one.severity == (severity or one.severity)]

    def lines(self) -> list[str]:
        return [one.line() for one in self.problems()]

    def names(self) -> dict[str, str]:
        """The ref of each figure to the name its own file gives it."""
        return {f"counts/{one.count}": one.name for one in self.store.read(Count)}


def read_folder(root: Path, working: Path) -> Evidence:
    mission, door, stated = read_mission(root)
    store = Store(working)
    read(mission, door, stated, store)
    return Evidence(root, mission, store)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of examples/karabakh, without what an earlier build left there."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "karabakh", ignore=shutil.ignore_patterns(*MADE)))


@pytest.fixture
def small_example(example: Path) -> Path:
    """The same with the households of one region only, where a test builds it all and looks at no estimate."""
    keep_region(example, "AM10")
    return example


def keep_region(root: Path, region: str) -> None:
    """Keep of the survey the interviews of one region."""
    path = root / "survey" / "households_2023_10" / "submissions.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    at = header.split(",").index("admin1")
    kept = [row for row in rows if row.split(",")[at] == region]
    path.write_text("\n".join([header, *kept, ""]), "utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small example, built; for tests that only look at what a build leaves."""
    from needline.line import build

    root = tmp_path_factory.mktemp("built") / "karabakh"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(*MADE))
    keep_region(root, "AM10")
    build(root)
    return root


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Make a mission folder from its files' content."""

    def make(files: Mapping[str, str | bytes], name: str = "mission") -> Path:
        for file, content in files.items():
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / name

    return make


@pytest.fixture
def reading(tmp_path: Path) -> Callable[[Path], Evidence]:
    """Read a mission folder into a store of its own."""
    made: list[Path] = []

    def of(root: Path) -> Evidence:
        made.append(tmp_path / f"working-{len(made)}")
        return read_folder(root, made[-1])

    return of


@pytest.fixture(scope="session")
def karabakh(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """The worked example, read once; a test that writes tables writes those of the step it tests."""
    return read_folder(EXAMPLE, tmp_path_factory.mktemp("karabakh") / "working")
