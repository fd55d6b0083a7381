"""Ranges of every quantity at the mission's instant, and of the groups' populations in their areas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

import msgspec

from needline.model import Count, Figure, Kind, Mission, Place, Range, Recipe, content_id, in_units
from needline.reconcile.conflicts import Clash
from needline.reconcile.kinds import part_of
from needline.reconcile.quantities import Quantity, Witness
from needline.reconcile.ranges import Bounds, bounds, moment

CONSISTENT, UNCONTESTED, CONTESTED, BOUND = "consistent", "uncontested", "contested", "bound"
STANDING = {CONSISTENT, CONTESTED}
"""The scenarios that stand for a quantity: what all figures give, or what holds every reading of a contested one."""


class World(NamedTuple):
    """
    What reconciling starts from.

    Args:
        mission: its settings.
        kinds: every kind of measure.
        witnesses: figures by what they measure.
        clashes: pairs that cannot both hold, by what they measure.
        decided: id of a count to the refs of the decisions that changed it.
    """

    mission: Mission
    kinds: Mapping[str, Kind]
    witnesses: Mapping[Quantity, list[Witness]]
    clashes: Mapping[Quantity, list[Clash]]
    decided: Mapping[str, tuple[str, ...]]

    def bounds(self, quantity: Quantity, witnesses: Sequence[Witness]) -> Bounds:
        """The range that some figures give a quantity at the mission's instant."""
        behaviour = self.kinds[quantity.measure].behaviour
        return bounds(witnesses, behaviour, self.mission.as_of, self.mission.figures.carry_days)


def counted_figures(world: World) -> list[Figure]:
    """
    The range of every quantity that somebody counted.

    Where figures of a quantity contradict each other and it matters at the instant, there is one range from the
    uncontested figures, one for each contested figure taken as right, and the least range that holds them all,
    which stands for the quantity: no side is taken, and nothing is averaged.
    """
    figures: list[Figure] = []
    for quantity, witnesses in world.witnesses.items():
        readings = _readings(world, quantity, witnesses)
        figures += readings
        if any(one.scenario != CONSISTENT for one in readings):
            figures.append(_contested(quantity, readings))
    return figures


def _readings(world: World, quantity: Quantity, witnesses: Sequence[Witness]) -> list[Figure]:
    """The range of a quantity, or each of its readings where it is contested at the instant."""
    named = {count.count: count for clash in world.clashes[quantity] for count in (clash.low, clash.high)}
    plain = [one for one in witnesses if one.figure.count not in named]
    contested = [one for one in witnesses if one.figure.count in named]
    base = world.bounds(quantity, plain)
    newest = _newest(world, quantity, plain, contested)
    ifs = {one.figure.count: world.bounds(quantity, [*plain, one]) for one in newest or contested}
    matters = {id_: found for id_, found in ifs.items() if found.range != base.range}
    if matters and newest:
        return [figure for id_ in ifs for figure in _if(world, quantity, ifs[id_], id_, named)]
    figures = _figure(world, quantity, base, UNCONTESTED if matters else CONSISTENT)
    return figures + [figure for id_ in matters for figure in _if(world, quantity, ifs[id_], id_, named)]


def _newest(
    world: World, quantity: Quantity, plain: Sequence[Witness], contested: Sequence[Witness]
) -> list[Witness]:
    """
    The latest contested figures of a stock, where they are newer than all that nobody contests.

    A stock has its latest value: beside them what was counted earlier is out of date, though nobody contests it.
    """
    if world.kinds[quantity.measure].behaviour != "stock":
        return []
    bearing = [one for one in (*plain, *contested) if world.bounds(quantity, [one]).by]
    latest = max((moment(one.figure) for one in bearing), default=None)
    newest = [one for one in bearing if moment(one.figure) == latest]
    return [] if any(one in plain for one in newest) else newest


def _if(
    world: World, quantity: Quantity, found: Bounds, id_: str, contested: Mapping[str, Count]
) -> list[Figure]:
    return _figure(world, quantity, found, f"if {_told_apart(contested[id_], contested.values())}")


def _contested(quantity: Quantity, readings: Sequence[Figure]) -> Figure:
    """The least range that holds every reading of a contested quantity."""
    found = hull(readings)
    return msgspec.structs.replace(
        readings[0],
        figure=figure_id(quantity, readings[0].instant, CONTESTED),
        low=found.low,
        high=found.high,
        scenario=CONTESTED,
        carried=any(one.carried for one in readings),
        sources=list(dict.fromkeys(source for one in readings for source in one.sources)),
        reasons=[f"figures/{one.figure}" for one in readings],
        rules=["the least range that holds every reading"],
        trace=[f"figures/{one.figure}" for one in readings],
        recipe=Recipe(rule="hull@1").text(),
    )


def hull(readings: Sequence[Figure]) -> Range:
    """Follow a `hull@1` recipe: the least range that holds each of some figures."""
    return reduce(or_, (Range(one.low, one.high) for one in readings))


def _told_apart(count: Count, among: Collection[Count]) -> str:
    """A contested figure by its name or speaker; with its number where others bear the name, else with its id."""
    ways: tuple[Callable[[Count], str], ...] = (
        lambda one: one.name or one.said_by,
        lambda one: f"{one.name or one.said_by} ({one.qualifier} {one.number_low:,.10g})",
    )
    for way in ways:
        if [way(one) for one in among].count(way(count)) == 1:
            return way(count)
    return f"{count.name or count.said_by} ({count.count})"


def _figure(world: World, quantity: Quantity, found: Bounds, scenario: str) -> list[Figure]:
    """A figure as a list of one; empty where nothing bounds the quantity at the instant."""
    if not found.by or not found.range.known:
        return []
    decisions = sorted({ref for count in found.by for ref in world.decided.get(count.count, ())})
    recipe = Recipe(
        rule="range@1",
        args={
            "behaviour": world.kinds[quantity.measure].behaviour,
            "carry_days": world.mission.figures.carry_days,
            "instant": world.mission.as_of.isoformat(),
        },
    )
    whole = in_units(found.range, quantity.unit)
    return [
        Figure(
            figure=figure_id(quantity, world.mission.as_of, scenario),
            measure=quantity.measure,
            from_place=quantity.from_place,
            place=quantity.place,
            group=quantity.group,
            instant=world.mission.as_of,
            low=whole.low,
            high=whole.high,
            unit=quantity.unit,
            exactness="outer",
            scenario=scenario,
            carried=found.carried,
            sources=list(dict.fromkeys(count.counted_by for count in found.by if count.counted_by)),
            reasons=[f"counts/{count.count}" for count in found.reasons],
            rules=[],
            trace=[f"counts/{count.count}" for count in found.by] + decisions,
            recipe=recipe.text(),
        )
    ]


def figure_id(quantity: Quantity, instant: dt.datetime, scenario: str) -> str:
    """The id of a figure: what it measures, when, and in which reading."""
    return content_id("figure", *quantity, instant, scenario)


def area_figures(world: World, figures: Iterable[Figure], places: Sequence[Place]) -> list[Figure]:
    """
    The population of every group in the areas under its place, as far as wholes and parts bound it.

    Each part is at least what is part of it (people housed there have arrived there), and at most the whole less
    the least of the other parts. A figure that somebody counted for the area itself is kept as it is.
    """
    standing = {
        Quantity(figure.measure, figure.from_place, figure.place, figure.group, figure.unit): figure
        for figure in figures
        if figure.scenario in STANDING
    }
    found: list[Figure] = []
    for group in world.mission.groups:
        moved = bool(group.from_place) and group.from_place != group.within
        whole = standing.get(
            Quantity(group.population, group.from_place if moved else "", group.within, group.id)
        )
        areas = [
            place.id
            for place in places
            if place.parent == group.within and place.kind == world.mission.area_level
        ]
        if whole is None or not areas:
            continue
        parts = {area: _parts(world, standing, whole, area) for area in areas}
        for area, part in parts.items():
            others = [one for other, ones in parts.items() if other != area for one in ones[:1]]
            found.append(_area(whole, area, part, others))
    return found


def _parts(world: World, standing: Mapping[Quantity, Figure], whole: Figure, area: str) -> list[Figure]:
    """The figures that bound the whole's people in an area from below, the greatest first."""
    measures = [
        measure
        for measure in world.kinds
        if measure == whole.measure or whole.measure in part_of(measure, dict(world.kinds))
    ]
    near = [standing.get(Quantity(measure, whole.from_place, area, whole.group)) for measure in measures]
    known = [figure for figure in near if figure is not None and figure.low is not None]
    return sorted(known, key=lambda figure: (-(figure.low or 0.0), figure.figure))


def _area(whole: Figure, area: str, parts: Sequence[Figure], others: Sequence[Figure]) -> Figure:
    own = [figure for figure in parts if figure.measure == whole.measure]
    recipe = Recipe(
        rule="area@1",
        args={
            "whole": whole.figure,
            "parts": [figure.figure for figure in parts[:1]],
            "own": [figure.figure for figure in own],
            "others": [figure.figure for figure in others],
        },
    )
    found = area_range(whole, parts[:1], own, others)
    used = {figure.figure: figure for figure in (*parts[:1], *own, whole, *others)}
    rules = ["a part is at most the whole less the other parts"]
    rules += [f"{figure.measure} is part of {whole.measure}" for figure in parts[:1] if figure not in own]
    quantity = Quantity(whole.measure, whole.from_place, area, whole.group)
    return Figure(
        figure=figure_id(quantity, whole.instant, BOUND),
        measure=whole.measure,
        from_place=whole.from_place,
        place=area,
        group=whole.group,
        instant=whole.instant,
        low=found.low,
        high=found.high,
        unit=whole.unit,
        exactness="outer",
        scenario=BOUND,
        carried=any(figure.carried for figure in used.values()),
        sources=sorted({source for figure in used.values() for source in figure.sources}),
        reasons=[f"figures/{figure.figure}" for figure in (*parts[:1], whole)],
        rules=rules,
        trace=[f"figures/{id_}" for id_ in used],
        recipe=recipe.text(),
    )


def area_range(
    whole: Figure, parts: Sequence[Figure], own: Sequence[Figure], others: Sequence[Figure]
) -> Range:
    """The range of an area: from its own parts below, from the whole less the other areas above."""
    low = max((figure.low or 0.0 for figure in (*parts, *own)), default=0.0)
    high = None if whole.high is None else whole.high - sum(figure.low or 0.0 for figure in others)
    found = Range(low, high)
    for figure in own:
        found &= Range(figure.low, figure.high)
    return found


def from_counts(counts: Sequence[Count], recipe: Recipe) -> Range:
    """Follow a `range@1` recipe: the range that the traced counts give at the recipe's instant."""
    witnesses = [Witness(count, ()) for count in counts]
    instant = dt.datetime.fromisoformat(recipe.args["instant"])
    found = bounds(witnesses, recipe.args["behaviour"], instant, recipe.args["carry_days"])
    return in_units(found.range, counts[0].unit) if counts else found.range
