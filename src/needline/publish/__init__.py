"""
An assessment to files: the report, the spreadsheet, CSV, Parquet, and the record of the run.

Every number passes `numbers.Numbers.number`, which takes the cell it comes from; one that its cell does not give
stops the publication before a file is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from needline.model import Mission
    from needline.publish.terminal import Line
    from needline.store import Store

__all__ = ["headline", "run"]


def run(
    mission: Mission, store: Store, out: Path, evidence: dict[str, str], code: str = ""
) -> dict[Path, str]:
    """Write everything that may leave into `out/`; see `needline.publish.outputs`."""
    from needline.publish.outputs import run as publish

    return publish(mission, store, out, evidence, code)


def headline(mission: Mission, store: Store) -> list[Line]:
    """The headline table as plain text; see `needline.publish.terminal`."""
    from needline.publish.terminal import headline as lines

    return lines(mission, store)
