"""The step that reconciles: counts in, figures, conflicts and residuals out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    Recipe,
    Residual,
    content_id,
    problem,
    read_recipe,
    read_ref,
)
from needline.model.figure import EXACT
from needline.reconcile.balance import balances, lists, residual
from needline.reconcile.conflicts import MOST_CONFLICTS, Clash, apart, clashes
from needline.reconcile.decided import decide
from needline.reconcile.figures import World, area_figures, area_range, counted_figures, from_counts, hull
from needline.reconcile.kinds import kinds
from needline.reconcile.quantities import Quantity, gather, strangers, without_copies
from needline.store import Progress, Store, no_progress


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Reconcile every figure of the store at the mission's instant, after what analysts decided."""
    places = store.read(Place)
    known = kinds(mission)
    counts = store.read(Count)
    decided = decide(counts, store.read(Decision), mission)
    aside = [count for count in counts if _set_aside(store, decided.aside.get(count.count, ""))]
    witnesses = gather(without_copies(decided.counts, aside, mission, known), mission, known)
    found = {one: clashes(ones, known[one.measure].behaviour) for one, ones in witnesses.items()}
    world = World(mission, known, witnesses, found, decided.by)
    progress(1, 3)
    figures = counted_figures(world)
    areas = area_figures(world, figures, places)
    progress(2, 3)
    store.write("reconcile", Figure, [*areas, *figures])
    conflicts = [
        _conflict(quantity, clash, decided.by)
        for quantity, ones in found.items()
        for clash in ones[:MOST_CONFLICTS]
    ]
    store.write("reconcile", Conflict, conflicts)
    store.write("reconcile", Residual, [*balances(world, figures, places), *lists(world, places)])
    as_written = {count.count: count.group for count in counts}
    grouped = [count for count in decided.counts if count.group == as_written[count.count]]
    more = [_more(one, ones) for one, ones in found.items() if len(ones) > MOST_CONFLICTS]
    store.write("reconcile", Problem, [*decided.problems, *strangers(grouped, mission), *more])
    progress(3, 3)


def _set_aside(store: Store, ref: str) -> bool:
    """Whether the decision that took a figure out set it aside, rather than merged it with another."""
    return bool(ref) and store.cell(read_ref(ref)).action == "set_aside"


def _more(quantity: Quantity, found: Sequence[Clash]) -> Problem:
    """What is said where a quantity has more conflicts than are written."""
    of = " ".join(
        one for one in (quantity.measure, quantity.from_place, quantity.place, quantity.group) if one
    )
    said = f"{len(found):,} pairs of counts contradict each other; the {MOST_CONFLICTS} widest are listed, "
    said += f"{len(found) - MOST_CONFLICTS:,} more are not. All of them bear on the range."
    return problem(
        "conflicts", found[0].low.file, of, said, "Set aside the counts that are out of place.", "note"
    )


def _conflict(quantity: Quantity, clash: Clash, decided: Mapping[str, tuple[str, ...]]) -> Conflict:
    members = [f"counts/{clash.low.count}", f"counts/{clash.high.count}"]
    changed = [ref for one in (clash.low, clash.high) for ref in decided.get(one.count, ())]
    return Conflict(
        id=content_id("conflict", *members),
        measure=quantity.measure,
        from_place=quantity.from_place,
        place=quantity.place,
        group=quantity.group,
        members=members,
        gap=clash.gap,
        unit=clash.low.unit,
        gives=[clash.gap, clash.gap],
        start=clash.low.as_of_start or clash.low.as_of_end,
        end=clash.high.as_of_end,
        rule=clash.rule,
        trace=[*members, *changed],
        recipe=Recipe(rule="gap@1").text(),
    )


def _figure_again(mission: Mission, store: Store, row: Figure) -> dict[str, Any]:
    recipe = read_recipe(row.recipe)
    if recipe.rule == "area@1":
        named = {key: recipe.args[key] for key in ("parts", "own", "others")}
        again = {key: [_figure(store, id_) for id_ in ids] for key, ids in named.items()}
        found = area_range(_figure(store, recipe.args["whole"]), **again)
    elif recipe.rule == "hull@1":
        found = hull([store.cell(read_ref(ref)) for ref in row.trace])
    else:
        found = from_counts(_counts(mission, store, row.trace), recipe)
    return {"low": found.low, "high": found.high}


def _figure(store: Store, id_: str) -> Figure:
    row: Figure = store.cell(read_ref(f"figures/{id_}"))
    return row


def _conflict_again(mission: Mission, store: Store, row: Conflict) -> dict[str, Any]:
    low, high = _counts(mission, store, row.trace)
    gap = apart(low, high)
    return {"gap": gap, "gives": [gap, gap]}


def _residual_again(mission: Mission, store: Store, row: Residual) -> dict[str, Any]:
    exact = read_recipe(row.recipe).args["reading"] == EXACT
    ends = []
    for term in row.terms:
        value = store.cell(read_ref(term[1:]))
        if isinstance(value, Count):
            value = _counts(mission, store, [term[1:], *row.trace])[0]
        number = (
            Range(value.number_low, value.number_high)
            if exact and isinstance(value, Count)
            else Range(value.low, value.high)
        )
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
    "residuals": _residual_again,
}
