"""The step that reconciles: counts in, figures, conflicts, repairs and residuals out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from needline.model import (
    Conflict,
    Count,
    Decision,
    Figure,
    Mission,
    Place,
    Problem,
    Range,
    Repair,
    Residual,
    Source,
    read_recipe,
    read_ref,
)
from needline.model.figure import EXACT
from needline.reconcile.balance import residual
from needline.reconcile.decided import decide
from needline.reconcile.exact import exact_again
from needline.reconcile.figures import area_range, from_counts, hull, sum_of_least
from needline.reconcile.held import Held, held
from needline.reconcile.kinds import kinds, partitions
from needline.reconcile.narrow import narrow_again
from needline.reconcile.pairs import days_apart
from needline.reconcile.program import Program, Rules
from needline.reconcile.quantities import quantity_of
from needline.reconcile.reconciling import reconcile
from needline.reconcile.relations import parents_of
from needline.reconcile.repairs import least_sets, minimal_sets
from needline.reconcile.weights import weights
from needline.store import Progress, Store, no_progress


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Reconcile every figure of the store at the mission's instant, after what analysts decided."""
    tables = (store.read(Count), store.read(Place), store.read(Decision), store.read(Source))
    found = reconcile(mission, *tables, progress=progress)
    store.write("reconcile", Figure, found.figures)
    store.write("reconcile", Conflict, found.conflicts)
    store.write("reconcile", Repair, found.repairs)
    store.write("reconcile", Residual, found.residuals)
    store.write("reconcile", Problem, found.problems)


def _figure_again(mission: Mission, store: Store, row: Figure) -> dict[str, Any]:
    found = _range_again(mission, store, row, row.recipe)
    return {"low": found.low, "high": found.high}


def _range_again(mission: Mission, store: Store, row: Figure, written: str) -> Range:
    recipe = read_recipe(written)
    if recipe.rule == "area@2":
        named = {key: recipe.args[key] for key in ("parts", "own", "least")}
        again = {key: [_figure(store, id_) for id_ in ids] for key, ids in named.items()}
        return area_range(_figure(store, recipe.args["whole"]), **again)
    if recipe.rule == "parts@1":
        return Range(sum_of_least(_figure(store, read_ref(ref).key) for ref in row.trace), None)
    if recipe.rule == "hull@1":
        return hull([store.cell(read_ref(ref)) for ref in row.trace])
    if recipe.rule == "narrowed@1":
        own = _range_again(mission, store, row, recipe.args["own"])
        least, most, less = (_optional(store, recipe.args.get(key, "")) for key in ("least", "most", "less"))
        return narrow_again(own, least, most, less, recipe.args.get("part", 0.0))
    counts = _counts(mission, store, row.trace)
    if recipe.rule == "exact@1":
        rules = _rules(mission, store)
        helds = [held(one, quantity_of(one, mission, rules.known), rules.known) for one in counts]
        return exact_again(helds, recipe.args, row.instant, rules)
    return from_counts(counts, recipe)


def _figure(store: Store, id_: str) -> Figure:
    row: Figure = store.cell(read_ref(f"figures/{id_}"))
    return row


def _optional(store: Store, id_: str) -> Figure | None:
    return _figure(store, id_) if id_ else None


def _rules(mission: Mission, store: Store) -> Rules:
    places = parents_of((one.id, one.parent) for one in store.read(Place))
    return Rules(mission, kinds(mission), places, partitions(mission))


def _conflict_again(mission: Mission, store: Store, row: Conflict) -> dict[str, Any]:
    rules = _rules(mission, store)
    counts = _counts(mission, store, row.trace)
    members = [held(one, quantity_of(one, mission, rules.known), rules.known) for one in counts]
    recipe = read_recipe(row.recipe)
    if recipe.rule == "core@1":
        gap, shares = Program(members, rules).violation()
        return {"gap": round(gap, 6), "gives": [round(gap / shares[one.id], 6) for one in members]}
    gap = _gap(members, recipe.rule, recipe.args.get("side", ""))
    return {"gap": gap, "gives": [gap] * len(members)}


def _gap(members: Sequence[Held], rule: str, side: str) -> float:
    first, *others = members
    if rule == "dates@1":
        return days_apart(first, others[0])
    if rule == "gap@1":
        return (first.low or 0.0) - (others[0].high or 0.0)
    if side == "above":
        return sum(one.low or 0.0 for one in others) - (first.high or 0.0)
    return (first.low or 0.0) - sum(one.high or 0.0 for one in others)


def _repair_again(mission: Mission, store: Store, row: Repair) -> dict[str, Any]:
    sets = [frozenset(store.cell(read_ref(ref)).members) for ref in row.conflicts]
    counts = _counts(mission, store, [*row.set_aside, *sorted(frozenset().union(*sets)), *_decisions(store)])
    found = weights(counts, store.read(Source), store.read(Decision))
    weigh = {f"counts/{id_}": weight for id_, weight in found.items()}
    again: dict[str, Any] = {"weight": sum(weigh[ref] for ref in row.set_aside)}
    if row.ties is not None:
        again["ties"] = len(least_sets(minimal_sets(sets), weigh)[0])
    return again


def _decisions(store: Store) -> list[str]:
    return [f"decisions/{one.id}" for one in store.read(Decision)]


def _residual_again(mission: Mission, store: Store, row: Residual) -> dict[str, Any]:
    exact = read_recipe(row.recipe).args["reading"] == EXACT
    ends: list[tuple[str, Range]] = []
    for term in row.terms:
        value = store.cell(read_ref(term[1:]))
        if isinstance(value, Count):
            value = _counts(mission, store, [term[1:], *row.trace])[0]
        whole = exact and isinstance(value, Count) and not ends
        number = Range(value.number_low, value.number_high) if whole else Range(value.low, value.high)
        ends.append((term[0], number))
    found = residual(ends[0][1], ends[1:])
    return {"low": found.low, "high": found.high}


def _counts(mission: Mission, store: Store, trace: Sequence[str]) -> list[Count]:
    """The counts of a trace in its order, each as its traced decision left it."""
    rows = [store.cell(read_ref(ref)) for ref in dict.fromkeys(trace)]
    counts = [row for row in rows if isinstance(row, Count)]
    decisions = [row for row in rows if isinstance(row, Decision)]
    standing = {count.count: count for count in decide(counts, decisions, mission).counts}
    return [standing[count.count] for count in counts if count.count in standing]


RECOMPUTE: dict[str, Callable[[Mission, Store, Any], dict[str, Any]]] = {
    "figures": _figure_again,
    "conflicts": _conflict_again,
    "repairs": _repair_again,
    "residuals": _residual_again,
}
