"""The register of statements: who alleges, promises or demands what, who denies it, what became of it. Not judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from needline.model import Claim, Decision, Problem, Recipe, Statement, content_id, problem
from needline.model.decision import OUTCOMES, in_order
from needline.model.need import FOLLOWED
from needline.needs.law import COUNTED
from needline.needs.whereabouts import place_in
from needline.places import Gazetteer

REGISTERED = {
    "accuses": "allegation",
    "promises": "promise",
    "permits": "promise",
    "urges": "demand",
    "asks": "demand",
}
THROUGH = " ← "


def statements(
    claims: Sequence[Claim], decisions: Iterable[Decision], places: Gazetteer
) -> tuple[list[Statement], list[Problem]]:
    """
    Enter every allegation, promise and demand of the claims, and every recommendation people recorded.

    Args:
        claims: of all reports. What is stated of conduct that the law concerns is an allegation, whatever the verb.
        decisions: outcomes of promises and demands among them; the last on each holds.
        places: the mission's gazetteer.

    Returns:
        tuple: statements in the order of the claims, then recommendations; and outcomes that could not be applied.
    """
    decided = list(decisions)
    outcomes = _outcomes(claims, decided)
    denials: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.denies and not claim.set_aside:
            denials.setdefault(claim.denies, []).append(claim)
    entered = [claim for claim in claims if _kind(claim) and claim.sources and not claim.set_aside]
    origins = _origins(entered)
    found = [
        _of_claim(claim, denials.get(claim.claim, []), origins, outcomes.get(claim.claim), places)
        for claim in entered
    ]
    followed = {claim.claim for claim, one in zip(entered, found, strict=True) if one.kind in FOLLOWED}
    problems = [
        _unfit(one) for on, one in outcomes.items() if on not in followed or _outcome(one) not in OUTCOMES
    ]
    return found + [_of_decision(one) for one in decided if one.action == "recommend"], problems


def _kind(claim: Claim) -> str:
    kind = REGISTERED.get(claim.kind, "")
    alleged = claim.conduct and claim.accused and not claim.negated and claim.kind != "denies"
    return kind or ("allegation" if alleged else "")


def _id(claim: Claim) -> str:
    return content_id("statement", claim.claim)


def _outcomes(claims: Iterable[Claim], decided: Iterable[Decision]) -> dict[str, Decision]:
    """The latest outcome by claim: of its passage, or of its statement; by what it names where there is no claim."""
    of_claim = {ref: claim.claim for claim in claims for ref in claim.decisions}
    of_statement = {f"statements/{_id(claim)}": claim.claim for claim in claims}
    return {
        of_claim.get(f"decisions/{one.id}") or of_statement.get(one.on, one.on): one
        for one in in_order(decided)
        if one.action == "outcome"
        and not (one.on.startswith("report/") and f"decisions/{one.id}" not in of_claim)
    }


def _outcome(decision: Decision | None) -> str:
    return decision.value.strip().replace("_", " ").lower() if decision else ""


def _unfit(decision: Decision) -> Problem:
    found = f'outcome "{decision.value}" on {decision.on} cannot be applied.'
    mend = f"Name a promise or a demand of the statements table, and one of: {', '.join(OUTCOMES)}."
    return problem("decision", decision.file, decision.id, found, mend, "warning")


def _origins(claims: Iterable[Claim]) -> dict[tuple[str, str], list[str]]:
    """By conduct and accused, those who allege it: the last of each chain, in the order of the claims, each once."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for claim in claims:
        if claim.conduct and claim.accused:
            origin = claim.chain[-1].text
            found.setdefault((claim.conduct, claim.accused), {}).setdefault(_plain(origin), origin)
    return {key: list(names.values()) for key, names in found.items()}


def by_whom(claim: Claim) -> str:
    """The chain of a claim's sources; in place of a pronoun or a word such as "the spokesman" whom it stands for."""
    first = claim.sources[0].text.split() if claim.sources else []
    named = any(word[0].isupper() for word in first if word.lower() not in _NO_NAME)
    return THROUGH.join(source.text for source in (claim.sources if named else claim.chain))


_NO_NAME = {"the", "a", "an", "he", "she", "it", "they", "we", "i"}


def _plain(name: str) -> str:
    return name.casefold().removeprefix("the ").strip()


def _of_claim(
    claim: Claim,
    denials: Sequence[Claim],
    origins: Mapping[tuple[str, str], Sequence[str]],
    decision: Decision | None,
    places: Gazetteer,
) -> Statement:
    kind = _kind(claim)
    content = " … ".join(span.text for span in claim.content)
    alleging = origins.get((claim.conduct, claim.accused), ())
    outcome = _outcome(decision) if kind in FOLLOWED else ""
    known = decision if outcome in OUTCOMES else None
    return Statement(
        id=_id(claim),
        kind=kind,
        by=by_whom(claim),
        on=claim.accused,
        said_on=claim.said_on.isoformat() if claim.said_on else "",
        content=content,
        place=place_in(content, places),
        conduct=claim.conduct,
        counted=COUNTED.get(claim.conduct, ""),
        others=[name for name in alleging if _plain(name) != _plain(claim.chain[-1].text)],
        denied_by=sorted({by_whom(one) for one in denials}),
        outcome=outcome if known else "",
        why=known.reason if known else "",
        trace=[
            f"claims/{claim.claim}",
            *(f"claims/{one.claim}" for one in denials),
            *([f"decisions/{known.id}"] if known else []),
        ],
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
        conduct="",
        counted="",
        others=[],
        denied_by=[],
        outcome="",
        why="",
        trace=[f"decisions/{decision.id}"],
        recipe=Recipe(rule="register@1").text(),
    )
