"""Published folders of crises made of model values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import worlds

from needline import publish
from needline.model import Mission
from needline.store import Store


class Published(NamedTuple):
    mission: Mission
    store: Store
    out: Path

    @property
    def report(self) -> str:
        return (self.out / "report.html").read_text("utf-8")


def publish_world(fill: Callable[[Path], tuple[Mission, Store]], root: Path) -> Published:
    mission, store = fill(root / ".needline")
    publish.run(mission, store, root / "out", {"mission.toml": "00"})
    return Published(mission, store, root / "out")


@pytest.fixture(scope="session")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return publish_world(worlds.valley, tmp_path_factory.mktemp("valley"))


@pytest.fixture(scope="session")
def flood(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return publish_world(worlds.flood, tmp_path_factory.mktemp("flood"))


@pytest.fixture(scope="session")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return publish_world(worlds.empty, tmp_path_factory.mktemp("nothing"))
