"""
From submissions to estimates: interviews cleaned and checked, households scored by the mission's standards, then
estimated with their design.

`run_clean`, `run_score` and `run_estimate` are the three steps of the line; `RECOMPUTE` follows the recipe of a row by
SQL, and `with_written` tells this machine which answers could not be used.
"""

from __future__ import annotations

from typing import Any

from needline.model import Mission
from needline.store import Progress, Store, no_progress
from needline.survey.written import with_written

__all__ = ["RECOMPUTE", "run_clean", "run_estimate", "run_score", "with_written"]


def run_clean(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Apply cleaning logs and check interviews: writes `cleaned/NAME`, `checks/NAME` (private) and problems."""
    from needline.survey.cleaning_step import run

    run(mission, store, progress)


def run_score(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Score the households of every survey: writes `households/NAME` (private), `surveys` and problems."""
    from needline.survey.score import run

    run(mission, store, progress)


def run_estimate(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Estimate from the scored households of every survey: writes `estimates` and problems."""
    from needline.survey.estimate import run

    run(mission, store, progress)


def _estimate(mission: Mission, store: Store, row: Any) -> dict[str, Any]:
    from needline.survey.recompute import recompute_estimate

    return recompute_estimate(mission, store, row)


def _survey(mission: Mission, store: Store, row: Any) -> dict[str, Any]:
    from needline.survey.recompute import recompute_survey

    return recompute_survey(mission, store, row)


RECOMPUTE = {"estimates": _estimate, "surveys": _survey}
