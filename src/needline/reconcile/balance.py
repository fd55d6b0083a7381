"""What is left over: of a population balance, and of a list that does not add up to its whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from needline.model import Count, Figure, Place, Range, Recipe, Residual, content_id
from needline.model.figure import AS_WRITTEN, EXACT
from needline.reconcile.figures import BOUND, STANDING, World
from needline.reconcile.quantities import Quantity

BALANCE = "baseline and arrivals, less those who left, less those who remain"
LIST = "the whole less its listed parts"
MOST_READINGS = 8
"""So many single readings of contested terms are listed for a baseline; the range above them holds them all."""
_LIST_PARTS = 2


def balances(world: World, figures: Iterable[Figure], places: Sequence[Place]) -> list[Residual]:
    """
    What each baseline leaves over at the mission's instant.

    Baselines of different dates are alternatives, each with its own residual; one given as "about" is also taken
    as exact. A contested term enters with the least range that holds all its readings, so that no side of a
    conflict is taken; below it stand single readings, one term varied at a time, at most `MOST_READINGS` a
    baseline. What may explain a residual is listed beside it and never subtracted. The latest baseline leads.
    """
    people = [figure for figure in figures if figure.scenario != BOUND and figure.unit == "people"]
    standing = [figure for figure in people if figure.scenario in STANDING]
    parents = {place.id: place.parent for place in places}
    found: list[Residual] = []
    baselines = [
        one for one in world.witnesses if one.measure == "baseline_population" and one.unit == "people"
    ]
    for quantity in baselines:
        terms = _terms(quantity.place, standing, parents)
        if terms is None:
            continue
        causes = [
            f"figures/{figure.figure}"
            for figure in standing
            if world.kinds[figure.measure].explains and quantity.place in _line(figure, parents)
        ]
        counts = [witness.figure for witness in world.witnesses[quantity]]
        past = [one for one in counts if one.as_of_start is None or one.as_of_start <= world.mission.as_of]
        latest = max(
            past,
            key=lambda one: (one.as_of_end.isoformat() if one.as_of_end else "", one.count),
            default=None,
        )
        for count in past:
            number = Range(count.number_low, count.number_high)
            readings = [AS_WRITTEN] if number == count.asserted else [EXACT, AS_WRITTEN]
            cases = [(reading, terms) for reading in readings]
            cases += [(readings[0], varied) for varied in islice(_varied(terms, people), MOST_READINGS)]
            mine = [
                _balance(world.mission.as_of, count, quantity, reading, one, causes, world.decided)
                for reading, one in cases
            ]
            found.append(msgspec.structs.replace(mine[0], leads=count is latest))
            found += mine[1:]
    return found


Term = tuple[str, Figure]


def _terms(place: str, figures: Sequence[Figure], parents: Mapping[str, str]) -> list[Term] | None:
    """
    What enters a place's balance: the sign and figure of each term.

    None, and so no balance, where nobody counted who left or who remains.
    """
    left = _outermost(
        [one for one in figures if one.measure == "arrived_cumulative" and one.from_place == place], parents
    )
    left = left or [
        one for one in figures if one.measure == "departed_cumulative" and one.from_place == place
    ]
    remain = [one for one in figures if one.measure == "remaining" and one.place == place]
    back = [one for one in figures if one.measure == "returned_cumulative" and one.place == place]
    if not left or not remain:
        return None
    gone = [*sorted(left, key=_quantity), min(remain, key=_quantity)]
    return [*(("+", one) for one in sorted(back, key=_quantity)), *(("-", one) for one in gone)]


def _varied(terms: Sequence[Term], figures: Sequence[Figure]) -> Iterator[list[Term]]:
    """The terms again with one contested term taken in one of its readings."""
    for position, (sign, contested) in enumerate(terms):
        for one in figures:
            if one.scenario not in STANDING and _quantity(one) == _quantity(contested):
                yield [*terms[:position], (sign, one), *terms[position + 1 :]]


def _quantity(figure: Figure) -> tuple[str, str, str, str]:
    return figure.measure, figure.from_place, figure.place, figure.group


def _outermost(figures: Sequence[Figure], parents: Mapping[str, str]) -> list[Figure]:
    """Of figures by place and group, those that lie in no other's place and speak of the whole group."""
    wide = [one for one in figures if " " not in one.group]
    places = {one.place for one in wide}
    return [one for one in wide if not places & set(_above(one.place, parents))]


def _above(place: str, parents: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    while (place := parents.get(place, "")) and place not in found:
        found.append(place)
    return found


def _line(figure: Figure, parents: Mapping[str, str]) -> list[str]:
    """The places a figure speaks of: where from, where, and all above."""
    return [one for one in (figure.from_place, figure.place, *_above(figure.place, parents)) if one]


def _balance(
    instant: dt.datetime,
    count: Count,
    quantity: Quantity,
    reading: str,
    terms: Sequence[Term],
    causes: Sequence[str],
    decided: Mapping[str, tuple[str, ...]],
) -> Residual:
    start = Range(count.number_low, count.number_high) if reading == EXACT else count.asserted
    left = residual(start, [(sign, Range(figure.low, figure.high)) for sign, figure in terms])
    signed = [f"+counts/{count.count}", *(f"{sign}figures/{figure.figure}" for sign, figure in terms)]
    trace = [*(one[1:] for one in signed), *decided.get(count.count, ())]
    return Residual(
        id=content_id("residual", instant, reading, *signed),
        kind="balance",
        place=quantity.place,
        group=quantity.group,
        instant=instant,
        reading=", ".join([reading, *_contested(terms)]),
        leads=False,
        terms=signed,
        low=left.low,
        high=left.high,
        causes=list(causes),
        rule=BALANCE,
        trace=trace,
        recipe=Recipe(rule="residual@1", args={"reading": reading}).text(),
    )


def _contested(terms: Sequence[Term]) -> list[str]:
    """The readings of contested terms that a residual follows ("if k027")."""
    return [figure.scenario for _, figure in terms if figure.scenario not in STANDING]


def residual(whole: Range, terms: Iterable[tuple[str, Range]]) -> Range:
    """A whole with each term added or taken away, in whole people; of nothing there are fewer than none."""
    for sign, term in terms:
        people = term & Range(0.0, None)
        whole = whole + people if sign == "+" else whole - people
    return whole.whole()


def lists(world: World, places: Sequence[Place]) -> list[Residual]:
    """
    What the lists of one statement leave of their whole: regions of a country, men and women of all.

    A list is at least two figures of one statement and time, of parts of a place, or of parts of a group.
    """
    parents = {place.id: place.parent for place in places}
    counts: dict[str, list[tuple[Quantity, Count]]] = {}
    for quantity, witnesses in world.witnesses.items():
        for witness in witnesses:
            for count in (witness.figure, *witness.copies):
                counts.setdefault(count.statement or count.count, []).append((quantity, count))
    found: list[Residual] = []
    for _, said in sorted(counts.items()):
        for quantity, whole in said:
            lists = (_by_place(quantity, whole, said, parents), _by_group(quantity, whole, said))
            found += [_list(world, quantity, whole, one) for one in lists if len(one) >= _LIST_PARTS]
    return found


def _by_place(
    quantity: Quantity, whole: Count, said: Sequence[tuple[Quantity, Count]], parents: Mapping[str, str]
) -> list[Count]:
    return [
        count
        for other, count in said
        if other.measure == quantity.measure
        and other.group == quantity.group
        and other.from_place == quantity.from_place
        and parents.get(other.place) == quantity.place
        and _together(whole, count)
    ]


def _by_group(quantity: Quantity, whole: Count, said: Sequence[tuple[Quantity, Count]]) -> list[Count]:
    return [
        count
        for other, count in said
        if other[:3] == quantity[:3]
        and count.group.casefold().startswith(f"{whole.group.casefold()} ")
        and _together(whole, count)
    ]


def _together(whole: Count, part: Count) -> bool:
    same = (whole.as_of_start, whole.as_of_end) == (part.as_of_start, part.as_of_end)
    return same and whole.unit == part.unit and whole.count != part.count


def _list(world: World, quantity: Quantity, whole: Count, parts: Sequence[Count]) -> Residual:
    left = residual(whole.asserted, [("-", count.asserted) for count in parts])
    signed = [f"+counts/{whole.count}", *(f"-counts/{count.count}" for count in parts)]
    changed = [ref for one in (whole, *parts) for ref in world.decided.get(one.count, ())]
    return Residual(
        id=content_id("residual", "list", *signed),
        kind="list",
        place=quantity.place,
        group=quantity.group,
        instant=whole.as_of_end or world.mission.as_of,
        reading="",
        leads=False,
        terms=signed,
        low=left.low,
        high=left.high,
        causes=[],
        rule=LIST,
        trace=[*(one[1:] for one in signed), *changed],
        recipe=Recipe(rule="residual@1", args={"reading": AS_WRITTEN}).text(),
    )
