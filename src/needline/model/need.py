"""Who needs what, where, how badly: the judged table at the end of the line."""

from __future__ import annotations

from typing import Literal

import msgspec

Basis = Literal["estimate", "observed", "bound", "not_known"]


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """
    The need of one population group in one place and sector.

    Args:
        need: hash of place, group and sector.
        place, group, sector: whose; sector "all" is over all sectors, by the count that the mission chose.
        people_low, people_high: the reconciled population; None is open or not known.
        in_need_low, in_need, in_need_high: people in need; the middle is None where only bounds are known.
        mosaic_low, mosaic, mosaic_high: of the row over all sectors: in each smallest unit the largest sector,
            summed over units. None where no sector was sampled, and in every other row.
        households_low, households, households_high: of the same row: people of households that are in need in
            one sector or another; None where no survey has it. The mission says which of the two `in_need` follows.
        share_low, share, share_high: share in need where it was estimated.
        severity, severity_low, severity_high: class 1 to 5 of the area as it stands, and at the ends of its
            interval; None where not known.
        preliminary: the class by the evidence, before people agreed on another.
        published: the worst class that published indicators give; None where there are none.
        basis: estimate (a sample), observed (seen or heard), bound (arithmetic alone), not_known.
        synthetic: True where it rests on a survey whose households are made up.
        flags: what a reader must know ("population is a bound", "a sector is missing").
        missing: what would be needed to know it; empty where it is known.
        from_population: the part of the width that the uncertainty of the population contributes, 0 to 1; the
            sample contributes the rest. None where there is no width, or an end is open.
        dominated_by: population or sample: which of the two is the larger; empty where there is no width.
        gap_low, gap_high: in need less reached; None where either is not known.
        trace: refs of the figure, estimates, observations and coverage it rests on.
        recipe: how it is computed again.
    """

    need: str
    place: str
    group: str
    sector: str
    people_low: float | None
    people_high: float | None
    in_need_low: float | None
    in_need: float | None
    in_need_high: float | None
    share_low: float | None
    share: float | None
    share_high: float | None
    severity: int | None
    severity_low: int | None
    severity_high: int | None
    basis: Basis
    synthetic: bool
    flags: list[str]
    missing: str
    dominated_by: str
    gap_low: float | None
    gap_high: float | None
    trace: list[str]
    recipe: str
    mosaic_low: float | None = None
    mosaic: float | None = None
    mosaic_high: float | None = None
    households_low: float | None = None
    households: float | None = None
    households_high: float | None = None
    preliminary: int | None = None
    published: int | None = None
    from_population: float | None = None


FOLLOWED = ("promise", "demand")
"""Kinds of statement of which later evidence can show what became of them."""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """
    A statement that stands in the register: an allegation, a promise, a demand, a recommendation.

    Args:
        id: hash of the claim or decision it comes from.
        kind: allegation, promise, demand or recommendation.
        by: who says it, as written; in place of a pronoun or "the spokesman" whom it stands for.
        on: whom it concerns or is addressed to, as written; empty where not said.
        said_on: day of saying as ISO text; empty where not known.
        content: what, in the words as written.
        place: place code; empty where not said, or the name is ambiguous.
        conduct: alleged conduct that the law concerns; empty of others.
        counted: what monitoring counts of that conduct, "per victim" or "per event"; empty where nothing.
        others: independent of `by`: other origins that allege the same conduct of the same accused, as written.
        denied_by: who denies it.
        outcome: of a promise or demand, what people found that later evidence shows: kept, not kept, not yet or no
            evidence; empty where nobody has looked.
        why: their reason.
        trace: refs of the claims, and of the decisions.
        recipe: how it is computed again.
    """

    id: str
    kind: str
    by: str
    on: str
    said_on: str
    content: str
    place: str
    conduct: str = ""
    counted: str = ""
    others: list[str] = []
    denied_by: list[str]
    outcome: str
    why: str = ""
    trace: list[str]
    recipe: str
