"""What came out of a world: does the range hold the truth, are lies found, who is named, and what others would say."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from typing import NamedTuple

from needline.model import Count, Range
from needline.reconcile import Reconciled
from needline.reconcile.held import Held, held
from needline.reconcile.kinds import kinds, partitions
from needline.reconcile.program import Program, Rules
from needline.reconcile.quantities import gather
from needline.reconcile.relations import parents_of
from reconciling.worlds import World

STANDING = {"consistent", "contested"}


class Found(NamedTuple):
    """
    Lies and who was named, by ids of witnesses.

    Args:
        lies: every lie.
        detectable: those that the honest figures, or these with the rules, contradict.
        in_conflict: lies in some conflict.
        named: figures that every least repair sets aside.
        conflicts, hold_a_lie: how many were shown, and how many of these hold a lie.
    """

    lies: set[str]
    detectable: set[str]
    in_conflict: set[str]
    named: set[str]
    conflicts: int
    hold_a_lie: int


def found(world: World, done: Reconciled) -> Found:
    """Compare what was found with what was planted."""
    helds, rules = helds_of(world)
    lies = {one.id for one in helds if one.id in world.lies}
    honest = [one for one in helds if one.id not in lies]
    detectable = {
        one.id for one in helds if one.id in lies and Program([*honest, one], rules).violation()[0] > 0
    }
    members = [{ref.removeprefix("counts/") for ref in one.members} for one in done.conflicts]
    named = {ref.removeprefix("counts/") for one in done.repairs for ref in one.must_give}
    return Found(
        lies,
        detectable,
        lies & set().union(*members),
        named,
        len(members),
        sum(bool(one & lies) for one in members),
    )


def helds_of(world: World) -> tuple[list[Held], Rules]:
    """A world's counts, copies already one, and the rules that hold between them."""
    known = kinds(world.mission)
    rules = Rules(
        world.mission,
        known,
        parents_of((one.id, one.parent) for one in world.places),
        partitions(world.mission),
    )
    witnesses = gather(world.counts, world.mission, known)
    helds = [held(one.figure, quantity, known) for quantity, ones in witnesses.items() for one in ones]
    return helds, rules


class Answer(NamedTuple):
    """What one way of answering says of every quantity: how often it holds the truth, its width, its error."""

    holds: float
    width: float
    error: float


def ours(world: World, done: Reconciled) -> Answer:
    """The ranges that stand, at the hour asked."""
    ranges = {
        (one.measure, one.place): Range(one.low, one.high)
        for one in done.figures
        if one.scenario in STANDING and one.unit == "people"
    }
    return _answer(world, ranges)


def theirs(world: World) -> dict[str, Answer]:
    """The latest figure, the median of those up to the hour, and the most conservative of them."""
    asked = world.mission.as_of
    before: dict[tuple[str, str], list[Count]] = {}
    for one in world.counts:
        if one.as_of_end is not None and one.as_of_end <= asked and one.low is not None:
            before.setdefault((one.measure, one.to_place), []).append(one)
    latest = {key: max(ones, key=lambda one: (one.as_of_end, one.count)) for key, ones in before.items()}
    day = {
        key: [one for one in ones if one.as_of_end == latest[key].as_of_end] for key, ones in before.items()
    }
    return {
        "the latest figure": _points(world, {key: one.low for key, one in latest.items()}),
        "the median of the latest hour": _points(
            world, {key: statistics.median(one.low for one in ones) for key, ones in day.items()}
        ),
        "the most conservative of the latest hour": _points(
            world, {key: min(one.low for one in ones) for key, ones in day.items()}
        ),
    }


def _points(world: World, points: dict[tuple[str, str], float | None]) -> Answer:
    return _answer(world, {key: Range(value, value) for key, value in points.items()})


def _answer(world: World, ranges: dict[tuple[str, str], Range]) -> Answer:
    hour = world.asked()
    truths = {(measure, place): value for (measure, place, at), value in world.truth.items() if at == hour}
    held_, widths, errors = [], [], []
    for key, truth in truths.items():
        known = ranges.get(key, Range())
        held_.append(truth in known)
        if known.low is not None and known.high is not None:
            widths.append((known.high - known.low) / truth)
        nearest = min(max(truth, known.low or 0.0), known.high if known.high is not None else truth)
        errors.append(abs(nearest - truth) / truth)
    return Answer(_mean(held_), _mean(widths), _mean(errors))


def wider_than_one(world: World, done: Reconciled) -> int:
    """How many ranges are wider than what a single figure of the quantity and hour asserts: none should be."""
    single: dict[tuple[str, str], list[Range]] = {}
    for one in world.counts:
        if one.as_of_start == world.mission.as_of:
            single.setdefault((one.measure, one.to_place), []).append(one.asserted)
    wider = 0
    for one in done.figures:
        if one.scenario in STANDING:
            for range_ in single.get((one.measure, one.place), ()):
                below = range_.low is not None and (one.low is None or one.low < range_.low)
                above = range_.high is not None and (one.high is None or one.high > range_.high)
                wider += below or above
    return wider


def _mean(values: Iterable[float]) -> float:
    some = list(values)
    return sum(some) / len(some) if some else float("nan")
