"""What is left over: of a population balance, and of a list that does not add up to its whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from needline.model import Count, Figure, Range, Recipe, Residual, content_id
from needline.model.figure import AS_WRITTEN, EXACT
from needline.reconcile.figures import BOUND, LEAST_OF_PARTS, STANDING, World
from needline.reconcile.listed import Listed
from needline.reconcile.program import Rules, terms_of
from needline.reconcile.quantities import Quantity
from needline.reconcile.relations import line

BALANCE = "baseline and arrivals, less those who left, less those who remain"
LIST = "the whole less its listed parts"
WHOLE_LIST = "the whole less its parts, which are all of it"
MOST_READINGS = 8
"""So many single readings of contested terms are listed for a baseline; the range above them holds them all."""


def balances(world: World, figures: Iterable[Figure], rules: Rules) -> list[Residual]:
    """
    What each baseline leaves over at the mission's instant.

    Baselines of different dates are alternatives, each with its own residual; one given as "about" is also taken
    as exact. A contested term enters with the least range that holds all its readings, so that no side of a
    conflict is taken; below it stand single readings, one term varied at a time, at most `MOST_READINGS` a
    baseline, and where several counts tell who remains, what each of them alone would leave. What may explain a
    residual is listed beside it and never subtracted. The latest baseline leads.
    """
    people = [one for one in figures if one.scenario not in {BOUND, LEAST_OF_PARTS} and one.unit == "people"]
    standing = [figure for figure in people if figure.scenario in STANDING]
    found: list[Residual] = []
    baselines = [
        one
        for one in world.witnesses
        if world.kinds[one.measure].balance == "baseline" and one.unit == "people"
    ]
    for quantity in baselines:
        terms = _terms(quantity, standing, rules)
        if terms is None:
            continue
        causes = [
            f"figures/{figure.figure}"
            for figure in standing
            if world.kinds[figure.measure].explains and quantity.place in _places(figure, rules.parents)
        ]
        counts = [witness.figure for witness in world.witnesses[quantity]]
        past = [
            one
            for one in counts
            if one.asserted.known and (one.as_of_start is None or one.as_of_start <= world.mission.as_of)
        ]
        latest = max(
            past,
            key=lambda one: (one.as_of_end.isoformat() if one.as_of_end else "", one.count),
            default=None,
        )
        alone = list(_alone(world, terms))
        for count in past:
            number = Range(count.number_low, count.number_high)
            readings = [AS_WRITTEN] if number == count.asserted else [EXACT, AS_WRITTEN]
            cases: list[tuple[str, Sequence[Term]]] = [(reading, terms) for reading in readings]
            cases += [(readings[0], varied) for varied in islice(_varied(terms, people), MOST_READINGS)]
            cases += [(reading, one) for one in alone for reading in readings]
            mine = [_balance(world, count, quantity, reading, one, causes) for reading, one in cases]
            found.append(msgspec.structs.replace(mine[0], leads=count is latest))
            found += mine[1:]
    return found


Term = tuple[str, Figure | Count]


def _terms(baseline: Quantity, figures: Sequence[Figure], rules: Rules) -> list[Term] | None:
    """
    What enters a place's balance: the sign and figure of each term.

    None, and so no balance, where nobody counted who left or who remains.
    """
    by_quantity = {_quantity(one): one for one in figures}
    left, came, remain = terms_of(baseline.place, baseline.unit, by_quantity, rules)
    stays = next(iter(sorted(remain, key=lambda one: (" " in one.group, one))), None)
    if not left or stays is None:
        return None
    gone = [*left, stays]
    return [*(("+", by_quantity[one]) for one in came), *(("-", by_quantity[one]) for one in gone)]


def _varied(terms: Sequence[Term], figures: Sequence[Figure]) -> Iterator[list[Term]]:
    """The terms again with one contested term taken in one of its readings."""
    for position, (sign, contested) in enumerate(terms):
        for one in figures:
            reads = isinstance(contested, Figure) and _quantity(one) == _quantity(contested)
            if reads and one.scenario not in STANDING:
                yield [*terms[:position], (sign, one), *terms[position + 1 :]]


def _alone(world: World, terms: Sequence[Term]) -> Iterator[list[Term]]:
    """The terms again with those who remain as one count alone has them, where several counts tell."""
    *others, (sign, last) = terms
    assert isinstance(last, Figure)  # as `_terms` gives them
    if last.scenario not in STANDING:
        return
    for one in world.witnesses[_quantity(last)]:
        found = world.bounds(_quantity(last), [one]).range
        if found.known and found != Range(last.low, last.high):
            yield [*others, (sign, one.figure)]


def _quantity(figure: Figure) -> Quantity:
    return Quantity(figure.measure, figure.from_place, figure.place, figure.group, figure.unit)


def _places(figure: Figure, parents: Mapping[str, str]) -> list[str]:
    """The places a figure speaks of: where from, where, and all above."""
    return [one for one in (figure.from_place, *line(figure.place, parents)) if one]


def _balance(
    world: World,
    count: Count,
    quantity: Quantity,
    reading: str,
    terms: Sequence[Term],
    causes: Sequence[str],
) -> Residual:
    start = Range(count.number_low, count.number_high) if reading == EXACT else count.asserted
    left = residual(start, [(sign, Range(one.low, one.high)) for sign, one in terms])
    signed = [f"+counts/{count.count}", *(f"{sign}{_ref(one)}" for sign, one in terms)]
    named = [count, *(one for _, one in terms if isinstance(one, Count))]
    decided = [ref for one in named for ref in world.decided.get(one.count, ())]
    instant: dt.datetime = world.mission.as_of
    return Residual(
        id=content_id("residual", instant, reading, *signed),
        kind="balance",
        place=quantity.place,
        group=quantity.group,
        instant=instant,
        reading=", ".join([reading, *_told(terms, world.names)]),
        leads=False,
        terms=signed,
        low=left.low,
        high=left.high,
        causes=list(causes),
        rule=BALANCE,
        trace=[*(one[1:] for one in signed), *decided],
        recipe=Recipe(rule="residual@2", args={"reading": reading}).text(),
    )


def _ref(one: Figure | Count) -> str:
    return f"counts/{one.count}" if isinstance(one, Count) else f"figures/{one.figure}"


def _told(terms: Sequence[Term], names: Mapping[str, str]) -> list[str]:
    """The readings of terms that a residual follows: of a contested one ("if k027"), or one count alone."""
    told = [one.scenario for _, one in terms if isinstance(one, Figure) and one.scenario not in STANDING]
    return [*told, *(f"from {names[one.count]} alone" for _, one in terms if isinstance(one, Count))]


def residual(whole: Range, terms: Iterable[tuple[str, Range]]) -> Range:
    """A whole with each term added or taken away, in whole people; of nothing there are fewer than none."""
    for sign, term in terms:
        people = term & Range(0.0, None)
        whole = whole + people if sign == "+" else whole - people
    return whole.whole()


def left_by(lists: Iterable[Listed], world: World) -> list[Residual]:
    """What each list leaves of its whole: regions of a country, men and women of all."""
    return [_list(one, world) for one in lists]


def _list(one: Listed, world: World) -> Residual:
    whole = one.whole.count
    parts = [part.count for part in one.parts]
    left = residual(whole.asserted, [("-", count.asserted) for count in parts])
    signed = [f"+counts/{whole.count}", *(f"-counts/{count.count}" for count in parts)]
    changed = [ref for count in (whole, *parts) for ref in world.decided.get(count.count, ())]
    return Residual(
        id=content_id("residual", "list", *signed),
        kind="list",
        place=one.whole.quantity.place,
        group=one.whole.quantity.group,
        instant=whole.as_of_end or world.mission.as_of,
        reading="",
        leads=False,
        terms=signed,
        low=left.low,
        high=left.high,
        causes=[],
        rule=WHOLE_LIST if one.complete else LIST,
        trace=[*(each[1:] for each in signed), *changed],
        recipe=Recipe(rule="residual@2", args={"reading": AS_WRITTEN}).text(),
    )
