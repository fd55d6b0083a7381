"""A package imports only those under it, and every import is a stated dependency: the contracts of pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = Path(sys.executable).with_name(program)
    if not path.exists():
        pytest.skip(f"{program} is not installed: pip install -e '.[test]'")
    return subprocess.run([path, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_layers_are_kept():
    done = run("lint-imports", "--no-cache", "--config", "pyproject.toml")
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_dependencies_are_stated_and_used():
    done = run("deptry", "src")
    assert done.returncode == 0, done.stderr
