"""Counts in; ranges, conflicts, repairs and what is left over out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from needline.model import (
    Conflict,
    Count,
    Decision,
    Figure,
    Mission,
    Place,
    Problem,
    Recipe,
    Repair,
    Residual,
    Source,
    content_id,
    problem,
)
from needline.reconcile.balance import balances, left_by
from needline.reconcile.citations import loops
from needline.reconcile.clash import Clash
from needline.reconcile.conflicts import MOST_CONFLICTS, conflicts, together
from needline.reconcile.corrections import corrected
from needline.reconcile.decided import decide
from needline.reconcile.exact import solved
from needline.reconcile.figures import World, area_figures, counted_figures
from needline.reconcile.held import Held, held
from needline.reconcile.kinds import faults, kinds, partitions
from needline.reconcile.listed import Listed, listed
from needline.reconcile.narrow import narrowed
from needline.reconcile.program import Rules
from needline.reconcile.quantities import Quantity, Witness, gather, strangers, without_copies
from needline.reconcile.relations import parents_of
from needline.reconcile.repairs import Block, blocks
from needline.reconcile.weights import weights


class Reconciled(NamedTuple):
    """
    What some counts can and cannot mean together.

    Args:
        figures: ranges at the mission's instant.
        conflicts: minimal sets that cannot all hold, the widest first.
        repairs: least sets to set aside, block by block.
        residuals: what balances and lists leave over.
        problems: what could not be applied or compared.
        witnesses: counts by what they measure, copies already one.
    """

    figures: list[Figure]
    conflicts: list[Conflict]
    repairs: list[Repair]
    residuals: list[Residual]
    problems: list[Problem]
    witnesses: Mapping[Quantity, Sequence[Witness]]


def reconcile(
    mission: Mission,
    counts: Sequence[Count],
    places: Sequence[Place] = (),
    decisions: Sequence[Decision] = (),
    sources: Sequence[Source] = (),
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Reconciled:
    """
    Reconcile counts at a mission's instant. The order of what is given changes nothing.

    Args:
        mission: its instant, groups, kinds and rules of figures.
        counts: as read; what a text denies is nobody's count, and is compared with nothing.
        places: by which areas lie in others.
        decisions: what analysts settled.
        sources: by whose grades counts weigh.
        progress: told how far it is.
    """
    known = kinds(mission)
    rules = Rules(mission, known, parents_of((one.id, one.parent) for one in places), partitions(mission))
    decided = decide(counts, decisions, mission)
    standing, notes = corrected([one for one in decided.counts if not one.denied])
    aside = set(decided.aside.values())
    set_aside = {f"decisions/{one.id}" for one in decisions if one.action == "set_aside"} & aside
    gone = [one for one in counts if decided.aside.get(one.count) in set_aside]
    witnesses = gather(without_copies(standing, gone, mission, known), mission, known)
    told = {one: [each for w in ones for each in (w.figure, *w.copies)] for one, ones in witnesses.items()}
    circular, circles = loops(told)
    witnesses = _one_witness(witnesses, circles)
    helds = [held(one.figure, quantity, known) for quantity, ones in witnesses.items() for one in ones]
    relations = rules.relate(helds)
    lists = listed([*helds, *_copies(witnesses, rules)], rules)
    progress(1, 4)
    clashes = conflicts(helds, relations, lists, rules)
    weigh = weights([one.count for one in helds], sources, decisions)
    found = blocks(clashes, lambda id_: weigh.get(id_, 1.0))
    progress(2, 4)
    names = _names(helds)
    of = {id_: block for block in found for id_ in block.members}
    world = World(mission, known, witnesses, of, decided.by, names)
    figures = narrowed(counted_figures(world), relations)
    if mission.figures.exact:
        figures = solved(figures, _bearing(helds, found, rules), mission.figures.exact, rules)
    progress(3, 4)
    areas = area_figures(world, figures, places)
    residuals = [*balances(world, figures, rules), *left_by(lists, world)]
    rows, more = _conflict_rows(clashes, decided.by)
    grouped = [one for one in _as_written(counts, decided.counts) if not one.denied]
    progress(4, 4)
    return Reconciled(
        [*areas, *figures],
        rows,
        _repair_rows(found, {one.id for one in rows}),
        residuals,
        [
            *decided.problems,
            *strangers(grouped, mission),
            *faults(mission),
            *circular,
            *notes,
            *more,
            *_overlaps(lists),
        ],
        witnesses,
    )


def _copies(witnesses: Mapping[Quantity, Sequence[Witness]], rules: Rules) -> list[Held]:
    return [
        held(copy, quantity, rules.known)
        for quantity, ones in witnesses.items()
        for one in ones
        for copy in one.copies
    ]


def _one_witness(
    witnesses: Mapping[Quantity, list[Witness]], circles: Iterable[Sequence[Count]]
) -> dict[Quantity, list[Witness]]:
    """Witnesses again, those of a circle that give one value merged: nobody in it counted."""
    ids = [{one.count for one in circle} for circle in circles]
    if not ids:
        return dict(witnesses)
    found: dict[Quantity, list[Witness]] = {}
    for quantity, ones in witnesses.items():
        kept: list[Witness] = []
        for one in ones:
            same = next((other for other in kept if _of_one_circle(one, other, ids)), None)
            if same is None:
                kept.append(one)
            else:
                copies = (*same.copies, one.figure, *one.copies)
                kept[kept.index(same)] = same._replace(copies=copies)
        found[quantity] = kept
    return found


def _of_one_circle(one: Witness, other: Witness, circles: Sequence[set[str]]) -> bool:
    same = one.figure.asserted == other.figure.asserted
    return same and any({one.figure.count, other.figure.count} <= ids for ids in circles)


def _names(helds: Iterable[Held]) -> dict[str, str]:
    """What each count is called: its own name, else who said it and what."""
    return {
        one.id: one.count.name or f"{one.count.said_by} ({one.count.qualifier} {one.count.number_low:,.10g})"
        if one.count.name or one.count.number_low is not None
        else one.count.said_by or one.id
        for one in helds
    }


def _as_written(counts: Iterable[Count], decided: Iterable[Count]) -> list[Count]:
    """The counts whose group is still as written: one that an analyst changed is meant so."""
    written = {count.count: count.group for count in counts}
    return [count for count in decided if count.group == written[count.count]]


def _bearing(helds: Sequence[Held], found: Iterable[Block], rules: Rules) -> dict[Quantity, list[Held]]:
    """Each quantity's counts and all that bear on them, without those that any least repair sets aside."""
    out = {id_ for block in found for repair in block.repairs for id_ in repair}
    kept = [one for one in helds if one.id not in out]
    groups = together(kept, rules.relate(kept), rules)
    return {quantity: ones for ones in groups for quantity in {one.quantity for one in ones}}


def _conflict_rows(
    clashes: Sequence[Clash], decided: Mapping[str, tuple[str, ...]]
) -> tuple[list[Conflict], list[Problem]]:
    """Conflicts as rows, the widest of each quantity, and a note where a quantity has more."""
    written: dict[Quantity, list[Clash]] = {}
    for one in clashes:
        written.setdefault(one.quantity, []).append(one)
    rows = [
        _conflict(one, decided)
        for one in clashes
        if len(written[one.quantity]) <= MOST_CONFLICTS or one in written[one.quantity][:MOST_CONFLICTS]
    ]
    more = [_more(one, ones) for one, ones in written.items() if len(ones) > MOST_CONFLICTS]
    return rows, more


def _conflict(clash: Clash, decided: Mapping[str, tuple[str, ...]]) -> Conflict:
    members = [f"counts/{one.id}" for one in clash.members]
    changed = [ref for one in clash.members for ref in decided.get(one.id, ())]
    rule, _, side = clash.recipe.partition(" ")
    first, last = clash.members[0].count, clash.members[-1].count
    starts = [one.count.as_of_start for one in clash.members if one.count.as_of_start]
    ends = [one.count.as_of_end for one in clash.members if one.count.as_of_end]
    pair = rule == "gap@1"
    return Conflict(
        id=content_id("conflict", *members),
        measure=clash.quantity.measure,
        from_place=clash.quantity.from_place,
        place=clash.quantity.place,
        group=clash.quantity.group,
        members=members,
        gap=clash.gap,
        unit=clash.unit,
        gives=list(clash.gives),
        start=(first.as_of_start or first.as_of_end) if pair else min(starts, default=None),
        end=last.as_of_end if pair else max(ends, default=None),
        rule=clash.rule,
        trace=[*members, *changed],
        recipe=Recipe(rule=rule, args={"side": side} if side else {}).text(),
    )


def _repair_rows(found: Iterable[Block], written: set[str]) -> list[Repair]:
    rows = []
    for block in found:
        ids = [content_id("conflict", *(f"counts/{id_}" for id_ in one.ids)) for one in block.clashes]
        resolved = [f"conflicts/{id_}" for id_ in ids if id_ in written]
        must = [f"counts/{id_}" for id_ in sorted(block.must_give)]
        for repair in block.repairs:
            aside = [f"counts/{id_}" for id_ in repair]
            rows.append(
                Repair(
                    id=content_id("repair", *ids, *aside),
                    conflicts=resolved,
                    set_aside=aside,
                    weight=block.weight,
                    ties=len(block.repairs) if len(resolved) == len(ids) else None,
                    more=block.more,
                    must_give=must,
                    trace=[*aside, *resolved],
                    recipe=Recipe(rule="repair@1").text(),
                )
            )
    return rows


def _more(quantity: Quantity, found: Sequence[Clash]) -> Problem:
    """What is said where a quantity has more conflicts than are written."""
    of = " ".join(
        one for one in (quantity.measure, quantity.from_place, quantity.place, quantity.group) if one
    )
    said = f"{len(found):,} sets of counts contradict each other; the {MOST_CONFLICTS} widest are listed, "
    said += f"{len(found) - MOST_CONFLICTS:,} more are not. All of them bear on the range."
    return problem(
        "conflicts",
        found[0].members[0].count.file,
        of,
        said,
        "Set aside the counts that are out of place.",
        "note",
    )


def _overlaps(lists: Iterable[Listed]) -> list[Problem]:
    """Partial lists whose parts come to more than their whole: they overlap, or a figure is wrong."""
    found = []
    for one in lists:
        if not one.summed and one.whole.high is not None and one.least > one.whole.high:
            over = one.least - one.whole.high
            found.append(
                problem(
                    "overlap",
                    one.whole.count.file,
                    f"row {one.whole.count.row}",
                    f"{len(one.parts)} parts listed with it come to {over:,.10g} more than it: they overlap, "
                    "or one is wrong.",
                    "Nothing is asked of the sum of a partial list; check it at the source.",
                    "note",
                )
            )
    return found
