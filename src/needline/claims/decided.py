"""
Decisions about claims: each is recorded on its passage, and stands on whichever claim is read there now.

A better reader moves passages a little, and gives claims new ids. A decision about a claim therefore names the report
by its sha256 and the characters of the passage; it is attached to the claim that shares most of them. One that finds
no claim there is a problem, and nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from needline.model import Claim, Decision, Problem, Report, problem
from needline.model.decision import in_order

_ON = re.compile(r"report/(?P<sha256>[0-9a-f]{64})/(?P<start>\d{1,9})-(?P<end>\d{1,9})")
_MEND = "Look at the report, and record it anew with `needline decide`."


def passage_of(claim: Claim, sha256: str) -> str:
    """The address of a claim's passage: from the first to the last character of its cue and what is said."""
    spans = [*claim.content, *([claim.cue] if claim.cue else [])]
    start = min((span.start for span in spans), default=claim.start)
    return f"report/{sha256}/{start}-{max((span.end for span in spans), default=claim.end)}"


def with_decisions(
    claims: list[Claim], reports: Iterable[Report], decisions: Iterable[Decision]
) -> tuple[list[Claim], list[Problem]]:
    """
    Attach decisions about passages and claims.

    Args:
        claims: of all reports.
        reports: theirs, by whose sha256 they are known.
        decisions: all; those about other rows are left alone.

    Returns:
        tuple[list[Claim], list[Problem]]: the claims, with `decisions` those in the order they were made and
        `set_aside` where the latest of set_aside and accept is set_aside; and decisions that found no claim.
    """
    of_report: dict[str, list[Claim]] = {}
    for claim in claims:
        of_report.setdefault(claim.report, []).append(claim)
    ids = {report.sha256: report.id for report in reports}
    known = {claim.claim for claim in claims}
    attached: dict[str, list[Decision]] = {}
    problems = []
    for one in in_order(decisions):
        if not one.on.startswith(("report/", "claims/")):
            continue
        named = one.on.removeprefix("claims/")
        at = named if named in known else _at(one.on, of_report, ids)
        if at:
            attached.setdefault(at, []).append(one)
        else:
            found = f"{one.action}: no claim is read at {one.on} any more."
            problems.append(problem("decision", one.file, one.id, found, _MEND, "warning"))
    return [_decided(claim, attached.get(claim.claim, [])) for claim in claims], problems


def _at(on: str, of_report: dict[str, list[Claim]], ids: dict[str, str]) -> str:
    """The claim that shares most of a passage, at least half of what either has; empty where none does."""
    named = _ON.fullmatch(on)
    if named is None:
        return ""
    start, end = int(named["start"]), int(named["end"])
    shared = [
        (share, claim.claim)
        for claim in of_report.get(ids.get(named["sha256"], ""), [])
        for share in [_share(passage_of(claim, ""), start, end)]
    ]
    most, claim = max(shared, default=(0.0, ""))
    return claim if most >= _LEAST else ""


_LEAST = 0.5


def _share(passage: str, start: int, end: int) -> float:
    """How much of two passages is in both, of what is in either."""
    first, last = (int(one) for one in passage.rsplit("/", 1)[1].split("-"))
    both = min(last, end) - max(first, start)
    return max(0.0, both / max(1, max(last, end) - min(first, start)))


def _decided(claim: Claim, decisions: list[Decision]) -> Claim:
    if not decisions:
        return claim
    last = next((one.action for one in reversed(decisions) if one.action in {"set_aside", "accept"}), "")
    refs = [f"decisions/{one.id}" for one in decisions]
    return msgspec.structs.replace(claim, decisions=refs, set_aside=last == "set_aside")
