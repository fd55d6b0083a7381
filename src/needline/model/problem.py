"""Evidence that could not be read, or not wholly: a row of its own, never an exception."""

from __future__ import annotations

from typing import Literal

import msgspec

from needline.model.ids import content_id

Severity = Literal["error", "warning", "note"]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """
    One thing wrong with the evidence: where it stands, what was found, what would mend it.

    Args:
        id: hash of the rest.
        code: a short name of the kind of problem, the same from run to run ("unknown-place").
        file: path inside the mission folder.
        where: a row, a key, or a passage in it; empty for the whole file.
        found: what stands there.
        mend: what would put it right.
        severity: error (something was left out), warning (read, but doubtful), note (worth knowing).
    """

    id: str
    code: str
    file: str
    where: str
    found: str
    mend: str
    severity: Severity

    def line(self) -> str:
        """The problem in one line, as the terminal prints it."""
        place = f"{self.file}, {self.where}" if self.where else self.file
        return f"{place}: {self.found} {self.mend}"


def problem(code: str, file: str, where: str, found: str, mend: str, severity: Severity = "error") -> Problem:
    """Make a problem of one line, and name it by its content."""
    where, found = " ".join(where.split()), " ".join(found.split())
    return Problem(
        id=content_id("problem", code, file, where, found),
        code=code,
        file=file,
        where=where,
        found=found,
        mend=mend,
        severity=severity,
    )
