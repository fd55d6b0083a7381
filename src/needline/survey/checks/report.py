"""What checks found: counts for everybody, with small ones as "fewer than"; the rest for this machine alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from needline.errors import near
from needline.model import Problem, Survey, problem
from needline.survey.checks.flagged import Check, Finding, Flagged, Unmade
from needline.survey.checks.interviews import Interviews
from needline.survey.written import Detail

if TYPE_CHECKING:
    import pyarrow as pa

LISTED = ("check", "question", "interview", "row", "enumerator", "value", "issue")
"""Columns of the private list."""
_SHOWN = 20


class Checked(NamedTuple):
    """
    What checks found.

    Args:
        problems: without an answer, an id or a row.
        details: the first of each, for this machine.
        listed: every interview that a check lists, columns `LISTED`; private.
    """

    problems: list[Problem]
    details: list[Detail]
    listed: pa.Table


class Report:
    """Gathers what the checks of one survey find."""

    def __init__(
        self, survey: Survey, interviews: Interviews, threshold: int, settled: Collection[tuple[int, str]]
    ) -> None:
        self._survey, self._interviews, self._threshold, self._settled = (
            survey,
            interviews,
            threshold,
            settled,
        )
        self._problems: list[Problem] = []
        self._details: list[Detail] = []
        self._rows: list[dict[str, Any]] = []

    def take(self, check: Check, finding: Finding) -> None:
        """Note one finding."""
        if isinstance(finding, Unmade):
            where = _where(finding.question)
            self._problems.append(
                problem(f"check-{check.name}", self._survey.file, where, finding.found, finding.mend, "note")
            )
            return
        left = _without(finding, self._settled)
        if not len(left.places):
            return
        for place, held, issue in zip(left.places.tolist(), left.held, left.each, strict=True):
            self._rows.append(self._row(check, left.question, place, held, issue))
        if check.name != "duplicate-id":  # told where the second interview is left out
            self._tell(check, left)

    def _row(self, check: Check, question: str, place: int, held: str, issue: str) -> dict[str, Any]:
        return {
            "check": check.name,
            "question": question,
            "interview": self._interviews.ids[place],
            "row": str(self._interviews.rows[place]),
            "enumerator": self._enumerators[place],
            "value": held,
            "issue": issue,
        }

    @cached_property
    def _enumerators(self) -> list[str]:
        column = self._interviews.enumerator
        return self._interviews.texts(column) if column else [""] * len(self._interviews)

    def _tell(self, check: Check, found: Flagged) -> None:
        where = _where(found.question)
        number = len(found.places) if found.number is None else found.number
        told = f"{self._count(number, found.noun)} {found.issue}."
        code = f"check-{check.name}"
        shared = problem(code, self._survey.file, where, told, check.mend, check.severity)
        self._problems.append(shared)
        rows = self._rows[-len(found.places) :]
        if (
            len(rows) > 1
            and len({(row["value"], row["issue"]) for row in rows}) == 1
            and not rows[0]["value"]
        ):
            numbers = ", ".join(row["row"] for row in rows[:_SHOWN])
            more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
            at = f"rows {numbers}{more}" + (f", {where}" if where else "")
            detail = problem(code, self._survey.file, at, f"{rows[0]['issue']}.", check.mend, check.severity)
            self._details.append(Detail(shared.id, detail))
            return
        for row in rows[:_SHOWN]:
            at = f"row {row['row']}" + (f", {where}" if where else "")
            quoted = f'"{row["value"]}": ' if found.question and row["value"] else ""
            detail = problem(
                code, self._survey.file, at, f"{quoted}{row['issue']}.", check.mend, check.severity
            )
            self._details.append(Detail(shared.id, detail))
        if len(found.places) > _SHOWN:
            more = f"{len(found.places) - _SHOWN} more interviews {found.issue}."
            detail = problem(
                code,
                self._survey.file,
                where,
                more,
                "`needline check DIR --log FILE` lists them.",
                check.severity,
            )
            self._details.append(Detail(shared.id, detail))

    def _count(self, number: int, noun: str) -> str:
        """How many, where that many may be told."""
        if noun in {"interview", "answer"} and number < self._threshold:
            return f"fewer than {self._threshold} {noun}s"
        return f"{number:,} {noun}{'' if number == 1 else 's'}"

    def say_unknown(self, known: Iterable[str]) -> None:
        """Checks that the settings name and nobody knows."""
        file = str(PurePosixPath(self._survey.file).parent / "design.toml")
        for name in sorted(set(self._survey.checks.skip) - set(known)):
            found = f'"{name}" is no check.'
            self._problems.append(
                problem("unknown-check", file, "checks, skip", found, near(name, known), "warning")
            )

    def checked(self) -> Checked:
        """All that was found."""
        import pyarrow as pa

        schema = pa.schema([(name, pa.string()) for name in LISTED])
        return Checked(self._problems, self._details, pa.Table.from_pylist(self._rows, schema=schema))


def _without(found: Flagged, settled: Collection[tuple[int, str]]) -> Flagged:
    """A finding without the interviews that the log has decided on, each with its words."""
    each = found.each or [found.issue] * len(found.places)
    if not settled:
        return found._replace(each=each)
    stay = [at for at, place in enumerate(found.places.tolist()) if (place, found.question) not in settled]
    return found._replace(
        places=found.places[np.array(stay, np.int64)],
        held=[found.held[at] for at in stay],
        each=[each[at] for at in stay],
        number=found.number,
    )


def _where(question: str) -> str:
    return f'column "{question}"' if question else ""
