"""Ranges solved exactly, for the measures a mission asks: each holds no value that the counts and rules rule out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from needline.model import Figure, Range, Recipe, in_units
from needline.reconcile.figures import CONSISTENT
from needline.reconcile.held import Held, Moment
from needline.reconcile.program import Program, Rules
from needline.reconcile.quantities import Quantity

EVERY = "all"
"""Asks for every measure."""


def solved(
    figures: Sequence[Figure],
    groups: Mapping[Quantity, Sequence[Held]],
    asked: Iterable[str],
    rules: Rules,
) -> list[Figure]:
    """
    The figures again, those of the asked measures with their exact range.

    Solved are figures that nobody contests, at the mission's instant: of what never falls, of what hardly changes, of
    a day's flow, and of a stock counted at one known moment that is not carried on. The others stay outer bounds.

    Args:
        figures: as reconciled.
        groups: each quantity's counts and all that bear on them, without those that a least repair sets aside.
        asked: measures, or `EVERY`.
        rules: what holds between quantities.
    """
    wanted = set(asked)
    programs: dict[tuple[Any, ...], Program] = {}
    found = []
    for figure in figures:
        quantity = Quantity(figure.measure, figure.from_place, figure.place, figure.group, figure.unit)
        some = groups.get(quantity, ())
        moment = _moment(figure, quantity, some)
        if figure.scenario != CONSISTENT or moment is None or not wanted & {figure.measure, EVERY}:
            found.append(figure)
            continue
        cumulative = rules.known[quantity.measure].behaviour == "cumulative"
        asked_at = (quantity, figure.instant.timestamp()) if cumulative else None
        key = (id(some), asked_at)
        if key not in programs:
            programs[key] = Program(some, rules, asked_at)
        found.append(_solved(figure, programs[key], quantity, moment))
    return found


def _moment(figure: Figure, quantity: Quantity, some: Sequence[Held]) -> Moment | None:
    own = [one for one in some if one.quantity == quantity]
    if not own:
        return None
    behaviour = own[0].behaviour
    if behaviour == "cumulative":
        return (figure.instant.timestamp(),)
    if behaviour == "slow":
        return ()
    at = {f"counts/{one.id}": one.moment for one in own}
    moments = {at[ref] for ref in figure.trace if ref in at}
    return moments.pop() if len(moments) == 1 and not figure.carried else None


def _solved(figure: Figure, program: Program, quantity: Quantity, moment: Moment) -> Figure:
    found, by = program.range(quantity, moment)
    if found.empty or not found.known:
        return figure
    whole = in_units(found, quantity.unit)
    recipe = Recipe(rule="exact@1", args={"quantity": list(quantity), "moment": [str(one) for one in moment]})
    if not by:
        return figure
    return msgspec.structs.replace(
        figure,
        low=whole.low,
        high=whole.high,
        exactness="exact",
        reasons=[f"counts/{one.id}" for one in by],
        several=False,
        rules=list(dict.fromkeys([*figure.rules, "solved with every count that bears on it"])),
        trace=[f"counts/{one.id}" for one in by],
        recipe=recipe.text(),
    )


def exact_again(helds: Sequence[Held], args: Mapping[str, Any], instant: dt.datetime, rules: Rules) -> Range:
    """Follow an `exact@1` recipe with the traced counts alone."""
    quantity = Quantity(*args["quantity"])
    behaviour = rules.known[quantity.measure].behaviour
    own = [one for one in helds if one.quantity == quantity]
    if behaviour == "cumulative":
        moment: Moment = (instant.timestamp(),)
    else:
        moment = next((one.moment for one in own if [str(part) for part in one.moment] == args["moment"]), ())
    asked = (quantity, instant.timestamp()) if behaviour == "cumulative" else None
    found, _ = Program(helds, rules, asked).range(quantity, moment)
    return in_units(found, quantity.unit)
