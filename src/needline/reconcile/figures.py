"""Ranges of every quantity at the mission's instant, and of the groups' populations in their areas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

import msgspec

from needline.model import (
    Count,
    Figure,
    Kind,
    Mission,
    Place,
    Range,
    Recipe,
    areas_under,
    content_id,
    in_units,
)
from needline.reconcile.kinds import part_of
from needline.reconcile.quantities import Quantity, Witness
from needline.reconcile.ranges import UNKNOWN, Bounds, bounds, moment
from needline.reconcile.repairs import Block

CONSISTENT, UNCONTESTED, CONTESTED, BOUND = "consistent", "uncontested", "contested", "bound"
STANDING = {CONSISTENT, CONTESTED}
"""The scenarios that stand for a quantity: what all figures give, or what holds every reading of a contested one."""
LEAST_OF_PARTS = "least of parts"
"""The scenario of what the parts of a whole come to at least; each part's range refers to it."""
MOST_READINGS = 12
"""So many readings of a contested quantity are written; the range above them holds them all."""


class World(NamedTuple):
    """
    What reconciling starts from.

    Args:
        mission: its settings.
        kinds: every kind of measure.
        witnesses: figures by what they measure.
        blocks: conflicts that share counts, with what is least to set aside, by the id of each count in one.
        decided: id of a count to the refs of the decisions that changed it.
        names: id of a count to what it is called where one is named.
    """

    mission: Mission
    kinds: Mapping[str, Kind]
    witnesses: Mapping[Quantity, list[Witness]]
    blocks: Mapping[str, Block]
    decided: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]

    def bounds(self, quantity: Quantity, witnesses: Sequence[Witness]) -> Bounds:
        """The range that some figures give a quantity at the mission's instant."""
        kind = self.kinds[quantity.measure]
        return bounds(witnesses, kind.behaviour, self.mission.as_of, self.carry_days(quantity))

    def carry_days(self, quantity: Quantity) -> int:
        """For how many days a stock is carried forward."""
        own = self.kinds[quantity.measure].carry_days
        return self.mission.figures.carry_days if own is None else own


def counted_figures(world: World) -> list[Figure]:
    """
    The range of every quantity that somebody counted.

    Where figures of a quantity contradict others and it matters at the instant, there is one range from the
    uncontested figures, one for each way to repair the conflict with least set aside, one for each figure that every
    such way sets aside, taken as right, and the least range that holds them all, which stands for the quantity: no
    side is taken, and nothing is averaged.
    """
    figures: list[Figure] = []
    for quantity, witnesses in world.witnesses.items():
        readings = _readings(world, quantity, witnesses)
        figures += readings
        if any(one.scenario != CONSISTENT for one in readings):
            figures.append(_contested(quantity, readings))
    return figures


def _readings(world: World, quantity: Quantity, witnesses: Sequence[Witness]) -> list[Figure]:
    """
    The range of a quantity, or each of its readings where it is contested at the instant.

    A way to repair that leaves no count of it standing bounds it on neither side, and is a reading too, without ends:
    what stands for the quantity must hold it.
    """
    contested = [one for one in witnesses if one.figure.count in world.blocks]
    if not contested:
        return _figure(world, quantity, world.bounds(quantity, witnesses), CONSISTENT)
    plain = [one for one in witnesses if one.figure.count not in world.blocks]
    options = list(_options(world, contested))
    if not options:  # every way to repair leaves all of its counts standing
        return _figure(world, quantity, world.bounds(quantity, witnesses), CONSISTENT)
    base = world.bounds(quantity, plain)
    newest = _newest(world, quantity, plain, contested)
    readings: dict[str, Bounds] = {}
    for kept, without in options:
        among = [one for one in kept if not newest or one in newest]
        found = world.bounds(quantity, [*plain, *among])
        if newest and not among:
            continue
        bearing = [one.figure for one in among if one.figure in found.by]
        if len(bearing) == 1:
            told = f"if {_told_apart(bearing[0], [one.figure for one in contested])}"
        else:
            told = f"without {', '.join(without)}"
        if newest or (bearing and found.range != base.range):
            readings.setdefault(told, found)
    scenario = UNCONTESTED if readings else CONSISTENT
    plain_too = [] if newest else _figure(world, quantity, base, scenario)
    shown = list(readings.items())[:MOST_READINGS]
    told_too = [one for told, found in shown for one in _figure(world, quantity, found, told)]
    aside = _unbounded(world, quantity, plain, contested) if told_too else []
    opened = [_row(world, quantity, UNKNOWN, f"without {', '.join(aside)}")] if aside else []
    return plain_too + told_too + opened


def _unbounded(
    world: World, quantity: Quantity, plain: Sequence[Witness], contested: Sequence[Witness]
) -> list[str]:
    """The names of what is least to set aside where that leaves nothing to bound a quantity; else none."""
    aside: set[str] = set()
    for block in {id(one): one for one in (world.blocks[each.figure.count] for each in contested)}.values():
        mine = [one for one in contested if one.figure.count in block.members]
        for repair in block.repairs:
            kept = [one for one in mine if one.figure.count not in repair]
            if not world.bounds(quantity, [*plain, *kept]).by:
                aside.update(repair)
                break
        else:
            return []
    return sorted(world.names[id_] for id_ in aside)


def _options(world: World, contested: Sequence[Witness]) -> Iterator[tuple[list[Witness], list[str]]]:
    """
    What of a quantity's contested figures stands in each reading, and the names of what does not.

    A figure that no least repair sets aside stands in every reading. None where all of them do.
    """
    blocks = {id(block): block for block in (world.blocks[one.figure.count] for one in contested)}
    steady = [one for one in contested if not _gives(world.blocks[one.figure.count], one)]
    for block in blocks.values():
        mine = [one for one in contested if one.figure.count in block.members]
        if all(one in steady for one in mine):
            continue
        others = [one for one in steady if one not in mine]
        for repair in block.repairs:
            kept = [one for one in mine if one.figure.count not in repair]
            yield [*others, *kept], sorted(world.names[id_] for id_ in repair)
        for one in mine:
            if all(one.figure.count in repair for repair in block.repairs):
                against = {
                    id_ for clash in block.clashes if one.figure.count in clash.ids for id_ in clash.ids
                }
                against -= {one.figure.count}
                yield [*others, one], sorted(world.names[id_] for id_ in against)


def _gives(block: Block, one: Witness) -> bool:
    """Whether some least repair sets a figure aside."""
    return any(one.figure.count in repair for repair in block.repairs)


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
        several=False,
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
    return [_row(world, quantity, found, scenario)] if found.by and found.range.known else []


def _row(world: World, quantity: Quantity, found: Bounds, scenario: str) -> Figure:
    decisions = sorted({ref for count in found.by for ref in world.decided.get(count.count, ())})
    recipe = Recipe(
        rule="range@1",
        args={
            "behaviour": world.kinds[quantity.measure].behaviour,
            "carry_days": world.carry_days(quantity),
            "instant": world.mission.as_of.isoformat(),
        },
    )
    whole = in_units(found.range, quantity.unit)
    return Figure(
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
        several=found.several,
        rules=[],
        trace=[f"counts/{count.count}" for count in found.by] + decisions,
        recipe=recipe.text(),
    )


@lru_cache(maxsize=100_000)
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
        origins = (group.from_place,) if moved else ("", group.from_place)
        asked = (Quantity(group.population, one, group.within, group.id) for one in origins)
        whole = next((standing[one] for one in asked if one in standing), None)
        areas = [place.id for place in areas_under(group.within, world.mission.area_level, places)]
        if whole is None or not areas:
            continue
        parts = {area: _parts(world, standing, whole, area) for area in areas}
        least = least_of_parts(whole, [ones[0] for ones in parts.values() if ones])
        found += [least] if least else []
        found += [_area(whole, area, part, least) for area, part in parts.items()]
    return found


def least_of_parts(whole: Figure, parts: Sequence[Figure]) -> Figure | None:
    """What parts of a whole that do not overlap come to at least; None where there are none."""
    if not parts:
        return None
    quantity = Quantity(whole.measure, whole.from_place, whole.place, whole.group, whole.unit)
    trace = [f"figures/{one.figure}" for one in parts]
    return msgspec.structs.replace(
        whole,
        figure=content_id(figure_id(quantity, whole.instant, LEAST_OF_PARTS), *sorted(trace)),
        low=sum_of_least(parts),
        high=None,
        exactness="outer",
        scenario=LEAST_OF_PARTS,
        carried=any(one.carried for one in parts),
        sources=sorted({source for one in parts for source in one.sources}),
        reasons=trace,
        several=False,
        rules=["parts that do not overlap are at most their whole"],
        trace=trace,
        recipe=Recipe(rule="parts@1").text(),
    )


def sum_of_least(parts: Iterable[Figure]) -> float:
    """Follow a `parts@1` recipe: what some figures come to at least."""
    return sum(one.low or 0.0 for one in parts)


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


def _area(whole: Figure, area: str, parts: Sequence[Figure], least: Figure | None) -> Figure:
    own = [figure for figure in parts if figure.measure == whole.measure]
    sums = [] if least is None else [least]
    recipe = Recipe(
        rule="area@2",
        args={
            "whole": whole.figure,
            "parts": [figure.figure for figure in parts[:1]],
            "own": [figure.figure for figure in own],
            "least": [figure.figure for figure in sums],
        },
    )
    found = area_range(whole, parts[:1], own, sums)
    used = {figure.figure: figure for figure in (*parts[:1], *own, whole, *sums)}
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
        sources=sorted({source for figure in (*parts[:1], *own, whole) for source in figure.sources}),
        reasons=[f"figures/{figure.figure}" for figure in (*parts[:1], whole)],
        rules=rules,
        trace=[f"figures/{id_}" for id_ in used],
        recipe=recipe.text(),
    )


def area_range(
    whole: Figure, parts: Sequence[Figure], own: Sequence[Figure], least: Sequence[Figure]
) -> Range:
    """The range of an area: from its own parts below, from the whole less the least of the other areas above."""
    low = max((figure.low or 0.0 for figure in (*parts, *own)), default=0.0)
    others = sum_of_least(least) - sum_of_least(parts[:1])
    high = None if whole.high is None else whole.high - others
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
