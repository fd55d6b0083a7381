"""The register of statements: who alleges, promises or demands what, and who denies it. Nothing is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from needline.model import Claim, Decision, Recipe, Statement, content_id

REGISTERED = {
    "accuses": "allegation",
    "promises": "promise",
    "permits": "promise",
    "urges": "demand",
    "asks": "demand",
}
THROUGH = " ← "


def statements(claims: Sequence[Claim], decisions: Iterable[Decision]) -> list[Statement]:
    """Enter every allegation, promise and demand of the claims, and every recommendation people recorded."""
    denials: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.denies and not claim.set_aside:
            denials.setdefault(claim.denies, []).append(claim)
    found = [
        _of_claim(claim, denials.get(claim.claim, []))
        for claim in claims
        if claim.kind in REGISTERED and claim.sources and not claim.set_aside
    ]
    return found + [_of_decision(one) for one in decisions if one.action == "recommend"]


def _of_claim(claim: Claim, denials: Sequence[Claim]) -> Statement:
    return Statement(
        id=content_id("statement", claim.claim),
        kind=REGISTERED[claim.kind],
        by=THROUGH.join(source.text for source in claim.chain),
        on=claim.accused,
        said_on=claim.said_on.isoformat() if claim.said_on else "",
        content=" … ".join(span.text for span in claim.content),
        place="",
        denied_by=sorted({THROUGH.join(source.text for source in one.chain) for one in denials}),
        outcome="",
        trace=[f"claims/{claim.claim}", *(f"claims/{one.claim}" for one in denials)],
        recipe=Recipe(rule="register@1").text(),
    )


def _of_decision(decision: Decision) -> Statement:
    return Statement(
        id=content_id("statement", decision.id),
        kind="recommendation",
        by=decision.author,
        on=decision.on,
        said_on=decision.at[:10],
        content=decision.value or decision.reason,
        place="",
        denied_by=[],
        outcome="",
        trace=[f"decisions/{decision.id}"],
        recipe=Recipe(rule="register@1").text(),
    )
