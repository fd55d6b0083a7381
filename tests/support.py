"""What test modules share."""

import os
from pathlib import Path

import pytest


def shared_folder(*parts: str) -> Path:
    """A folder of reference material beside the repository, or under NEEDLINE_SHARED; skips the test where absent."""
    given = os.environ.get("NEEDLINE_SHARED")
    root = Path(given) if given else Path(__file__).parents[2] / "shared"
    found = root.joinpath(*parts)
    if not found.exists():
        pytest.skip(f"reference material is not on this machine ({'/'.join(('../shared', *parts))})")
    return found
