"""Which statement a denial denies."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import msgspec

from needline.claims.passage import words
from needline.model import Claim, Report

POINTS_BACK = "before"
"""Stands in `denies` until the statement meant is found: a denial of "it", or behind "which"."""


_BACK = 100
"""Claims before a denial among which the one it denies is sought."""


def tie_denials(claims: list[Claim]) -> list[Claim]:
    """
    Tie each denial to the claim it denies.

    Args:
        claims: of one report, in the order of the text.

    Returns:
        list[Claim]: the same, a denial with the id of what it denies. One whose content is the very words that another
        says is tied to that claim. One that points back ("which the army denies",
        "denied the accusation") is tied to an accusation of its own sentence, else to the nearest before it. One
        that names what it denies is tied to the nearest accusation before it of the same conduct. A denial of
        something nobody has said in the report stays untied.
    """
    tied: list[Claim] = []
    for claim in claims:
        if claim.kind == "denies":
            denied = _denied(claim, tied[-_BACK:])
            content = denied.content if denied and not claim.content else claim.content
            conduct = claim.conduct or (denied.conduct if denied else "")
            name = denied.claim if denied else ""
            tied.append(msgspec.structs.replace(claim, denies=name, content=content, conduct=conduct))
        else:
            tied.append(claim)
    return tied


def _denied(denial: Claim, before: list[Claim]) -> Claim | None:
    accusations = [one for one in reversed(before) if _accuses(one) and not _same_speaker(one, denial)]
    shared = next(
        (one for one in reversed(before) if _shares(one, denial) and not _same_speaker(one, denial)), None
    )
    if shared:
        return shared
    if denial.denies == POINTS_BACK:
        beside = [one for one in accusations if one.start == denial.start]
        anything = [one for one in reversed(before) if one.start == denial.start and one.kind != "denies"]
        return next(iter([*beside, *anything, *accusations]), None)
    return next((one for one in accusations if denial.conduct and one.conduct == denial.conduct), None)


def _shares(one: Claim, denial: Claim) -> bool:
    """Whether most of what is denied is what another said: the same words of the text."""
    if one.kind == "denies" or not one.sources:
        return False
    size = sum(span.end - span.start for span in denial.content)
    shared = sum(
        max(0, min(said.end, denied.end) - max(said.start, denied.start))
        for said in one.content
        for denied in denial.content
    )
    return 2 * shared > size > 0


def _accuses(claim: Claim) -> bool:
    alleges = bool(claim.conduct) and bool(claim.sources) and claim.kind != "denies"
    return not claim.negated and (claim.kind == "accuses" or alleges)


def _same_speaker(one: Claim, other: Claim) -> bool:
    return bool(one.sources) and bool(other.sources) and one.sources[0].text == other.sources[0].text


def tie_across(claims: list[Claim], reports: Iterable[Report]) -> list[Claim]:
    """
    Tie denials that deny nothing in their own report to accusations in other reports.

    The denier must be the one accused, by name; and both must speak of the same conduct that the law concerns, or
    share most words of what is denied. Of several accusations the latest published not after the denial is meant,
    else the earliest after it, so that the order of the reports does not matter.

    Args:
        claims: of all reports.
        reports: by which it is known when each was published.
    """
    days = {one.id: one.published for one in reports}
    accusations = [one for one in claims if one.accused]
    return [
        msgspec.structs.replace(one, denies=meant.claim) if meant else one
        for one in claims
        for meant in [_elsewhere(one, accusations, days) if one.kind == "denies" and not one.denies else None]
    ]


def _elsewhere(denial: Claim, accusations: list[Claim], days: dict[str, dt.datetime | None]) -> Claim | None:
    fitting = [
        one
        for one in accusations
        if one.report != denial.report and denial.chain and _names(denial.chain[0].text, one.accused)
        if (one.conduct and one.conduct == denial.conduct) or _alike(one, denial)
    ]
    at = _day(days.get(denial.report))
    before = [one for one in fitting if _day(days.get(one.report)) <= at]
    if before:
        return max(before, key=lambda one: (_day(days.get(one.report)), one.claim))
    return min(fitting, key=lambda one: (_day(days.get(one.report)), one.claim), default=None)


def _day(published: dt.datetime | None) -> dt.datetime:
    return published or dt.datetime.min.replace(tzinfo=dt.UTC)


def _names(denier: str, accused: str) -> bool:
    """Whether a denier is the one accused: one name holds all words of the other."""
    one, other = _telling(denier), _telling(accused)
    return bool(one and other) and (one <= other or other <= one)


def _alike(one: Claim, denial: Claim) -> bool:
    """Whether most words of what is denied are words of the accusation."""
    denied = _telling(" ".join(span.text for span in denial.content))
    said = _telling(" ".join(span.text for span in one.content))
    return len(denied) >= _ENOUGH and 2 * len(denied & said) > len(denied)


_ENOUGH = 3  # words of a content that can be compared with another


def _telling(text: str) -> frozenset[str]:
    """The words of a text that are not small ones."""
    small = words("determiners", "prepositions", "auxiliaries", "pronouns")
    return frozenset(word for word in re.findall(r"\w+", text.lower()) if word not in small)
