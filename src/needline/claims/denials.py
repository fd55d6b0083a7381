"""Which statement a denial denies."""

from __future__ import annotations

import msgspec

from needline.model import Claim

POINTS_BACK = "before"
"""Stands in `denies` until the statement meant is found: a denial of "it", or behind "which"."""


def tie_denials(claims: list[Claim]) -> list[Claim]:
    """
    Tie each denial to the claim it denies.

    Args:
        claims: of one report, in the order of the text.

    Returns:
        list[Claim]: the same, a denial with the id of what it denies. One that points back ("which the army denies",
        "denied the accusation") is tied to an accusation of its own sentence, else to the nearest before it. One
        that names what it denies is tied to the nearest accusation before it of the same conduct. A denial of
        something nobody has said in the report stays untied.
    """
    tied: list[Claim] = []
    for claim in claims:
        if claim.kind == "denies":
            denied = _denied(claim, tied)
            content = denied.content if denied and claim.denies == POINTS_BACK else claim.content
            conduct = claim.conduct or (denied.conduct if denied else "")
            name = denied.claim if denied else ""
            tied.append(msgspec.structs.replace(claim, denies=name, content=content, conduct=conduct))
        else:
            tied.append(claim)
    return tied


def _denied(denial: Claim, before: list[Claim]) -> Claim | None:
    accusations = [one for one in reversed(before) if _accuses(one) and not _same_speaker(one, denial)]
    if denial.denies == POINTS_BACK:
        beside = [one for one in accusations if one.start == denial.start]
        anything = [one for one in reversed(before) if one.start == denial.start and one.kind != "denies"]
        return next(iter([*beside, *anything, *accusations]), None)
    return next((one for one in accusations if denial.conduct and one.conduct == denial.conduct), None)


def _accuses(claim: Claim) -> bool:
    return claim.kind == "accuses" or (bool(claim.conduct) and bool(claim.sources) and claim.kind != "denies")


def _same_speaker(one: Claim, other: Claim) -> bool:
    return bool(one.sources) and bool(other.sources) and one.sources[0].text == other.sources[0].text
