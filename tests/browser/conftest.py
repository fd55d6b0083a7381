"""A browser where there is one, and reports to look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import worlds

from needline import line, publish

EXAMPLE = Path(__file__).parents[2] / "examples" / "karabakh"
WORLDS = {"valley": partial(worlds.valley, areas_of=4), "flood": worlds.flood}
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("there is no chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


@pytest.fixture(scope="session", params=["example", "valley", "flood"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example, a crisis with everything in it, and a thin one."""
    root = tmp_path_factory.mktemp(request.param)
    if request.param == "example":
        shutil.copytree(EXAMPLE, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".needline", "out"))
        line.build(root)
    else:
        mission, store = WORLDS[request.param](root / ".needline")
        publish.run(mission, store, root / "out", {})
    return root / "out" / "report.html"


@pytest.fixture
def opened(browser: Any, report: Path) -> Iterator[Callable[..., Any]]:
    """Open the report in a page of its own."""
    contexts = []

    def open_page(width: int = 1280, **more: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **more)
        contexts.append(context)
        page = context.new_page()
        page.goto(report.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
