"""Which statement a denial denies."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable

import msgspec

from needline.claims.denying import refuses
from needline.claims.passage import words
from needline.model import Claim, Report
from needline.text.signs import stem

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
        that names what it denies is tied to the nearest accusation before it of the same conduct, else to the
        nearest claim with most of its words. A statement that something is not so ("We hit no hospital") is tied to
        what another alleged in the same way, and is then a denial. A denial of something nobody has said in the
        report stays untied.
    """
    tied: list[Claim] = []
    for claim in claims:
        denied = _denied(claim, tied[-_BACK:]) if claim.kind == "denies" else _answered(claim, tied[-_BACK:])
        tied.append(_tied(claim, denied) if denied or claim.kind == "denies" else claim)
    return [_tied_forward(one, tied[at + 1 : at + 1 + _AHEAD]) for at, one in enumerate(tied)]


_AHEAD = 6  # claims behind a denial among which the allegation it answers is sought


def _tied_forward(denial: Claim, after: list[Claim]) -> Claim:
    """A denial that comes before the allegation: "The army denied shelling the hospital. The rebels said it had"."""
    if denial.kind != "denies" or denial.denies or not denial.conduct or not denial.sources:
        return denial
    who = denial.sources[0].text
    meant = (
        one
        for one in after
        if _accuses(one)
        and one.conduct == denial.conduct
        and one.sources[0].text != who
        and _concerns(one, who)
    )
    found = next(meant, None)
    return _tied(denial, found) if found else denial


def _tied(denial: Claim, denied: Claim | None) -> Claim:
    """A denial with the id of what it denies, with its content where it has none, and with its conduct."""
    return msgspec.structs.replace(
        denial,
        kind="denies",
        denies=denied.claim if denied else "",
        content=denied.content if denied and not denial.content else denial.content,
        conduct=denial.conduct or (denied.conduct if denied else ""),
    )


def _denied(denial: Claim, before: list[Claim]) -> Claim | None:
    others = _of_others(denial, before)
    accusations = [one for one in others if _accuses(one)]
    shared = next((one for one in others if _shares(one, denial)), None)
    if shared:
        return shared
    if denial.denies == POINTS_BACK:
        beside = [one for one in accusations if one.start == denial.start]
        anything = [one for one in reversed(before) if one.start == denial.start and one.kind != "denies"]
        near = [one for one in others if not one.negated and denial.start - one.end <= _NEAR]
        charged = [one for one in near if _accuses(one)]
        return next(iter([*beside, *anything, *charged, *near, *accusations]), None)
    same = next((one for one in accusations if denial.conduct and one.conduct == denial.conduct), None)
    return same or next((one for one in others if not one.negated and _alike(one, denial)), None)


_NEAR = 300  # characters between what is said and a denial of "it"


def _answered(claim: Claim, before: list[Claim]) -> Claim | None:
    """What somebody else alleged and a claim says is not so, without a word of denying: "We hit no hospital"."""
    if not _answers(claim):
        return None
    others = [one for one in _of_others(claim, before) if not one.negated]
    same = (one for one in others if _accuses(one) and claim.conduct and one.conduct == claim.conduct)
    return next(same, None) or next((one for one in others if _alike(one, claim)), None)


def _answers(claim: Claim) -> bool:
    """Whether a claim says in its own words that something is not so."""
    said = claim.kind in {"states", "announces", "confirms", "reports"} and bool(claim.sources)
    return said and claim.negated and not refuses(claim)


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


def _of_others(claim: Claim, before: list[Claim]) -> list[Claim]:
    """The claims of other speakers before one, the nearest first."""
    speaker = claim.sources[0].text if claim.sources else None
    return [one for one in reversed(before) if one.sources and one.sources[0].text != speaker]


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
    accusations = [one for one in claims if _accuses(one)]
    return [
        _tied(one, meant) if meant else one
        for one in claims
        for meant in [_elsewhere(one, accusations, days) if _is_untied(one) else None]
    ]


def _is_untied(claim: Claim) -> bool:
    return not claim.denies and (claim.kind == "denies" or _answers(claim))


def _elsewhere(denial: Claim, accusations: list[Claim], days: dict[str, dt.datetime | None]) -> Claim | None:
    fitting = [
        one
        for one in accusations
        if one.report != denial.report and denial.chain and _concerns(one, denial.chain[0].text)
        if (one.conduct and one.conduct == denial.conduct) or _alike(one, denial)
    ]
    at = _day(days.get(denial.report))
    before = [one for one in fitting if _day(days.get(one.report)) <= at]
    if before:
        return max(before, key=lambda one: (_day(days.get(one.report)), one.claim))
    return min(fitting, key=lambda one: (_day(days.get(one.report)), one.claim), default=None)


def _concerns(accusation: Claim, denier: str) -> bool:
    """Whether a denier is the one accused; where nobody is written as that, whether what is said names the denier."""
    if accusation.accused:
        return _names(denier, accusation.accused)
    named = _telling(denier)
    return bool(named) and named <= _telling(" ".join(span.text for span in accusation.content))


def _day(published: dt.datetime | None) -> dt.datetime:
    return published or dt.datetime.min.replace(tzinfo=dt.UTC)


def _names(denier: str, accused: str) -> bool:
    """Whether a denier is the one accused: one name holds all words of the other."""
    one, other = _telling(denier), _telling(accused)
    return bool(one and other) and (one <= other or other <= one)


def _alike(one: Claim, denial: Claim) -> bool:
    """Whether most words of what is denied are words of the accusation."""
    denied = _stems(denial)
    return len(denied) >= _ENOUGH and 2 * len(denied & _stems(one)) > len(denied)


_ENOUGH = 3  # words of a content that can be compared with another


def _telling(text: str) -> frozenset[str]:
    """The words of a text that are not small ones."""
    small = words("determiners", "prepositions", "auxiliaries", "pronouns", "negations") | {"any"}
    return frozenset(word for word in re.findall(r"\w+", text.lower()) if word not in small)


def _stems(claim: Claim) -> frozenset[str]:
    """The telling words of what is said, without the endings of their forms."""
    return _stems_in(" ".join(span.text for span in claim.content))


@functools.lru_cache(maxsize=1 << 12)
def _stems_in(text: str) -> frozenset[str]:
    return frozenset(map(stem, _telling(text)))
