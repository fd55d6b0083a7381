"""What is never smaller than what, what adds up to what: from kinds of measure, places and groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from needline.model import Kind, Mission
from needline.reconcile.kinds import part_of
from needline.reconcile.quantities import ANYBODY, Quantity

COUNTED = {"people", "households", "vehicles", "houses", "other"}
"""Units that add up; a share does not."""
_COMPARED = {"cumulative", "stock", "flow"}


class Sum(NamedTuple):
    """
    A whole and parts of it that do not overlap.

    Args:
        whole: the quantity that holds them.
        parts: places in its place, or groups that divide its group.
        complete: True where the parts are all of it: groups of a stated partition.
        rule: in words.
    """

    whole: Quantity
    parts: tuple[Quantity, ...]
    complete: bool
    rule: str


class Relations(NamedTuple):
    """
    How the quantities of a world bear on each other.

    Args:
        above: quantity to those that are never smaller at the same time, the nearest first.
        sums: wholes and their parts.
        flows: cumulative quantity to the flows that are its rise.
    """

    above: Mapping[Quantity, tuple[Quantity, ...]]
    sums: tuple[Sum, ...]
    flows: Mapping[Quantity, tuple[Quantity, ...]]


def relate(
    quantities: Sequence[Quantity],
    mission: Mission,
    known: Mapping[str, Kind],
    parents: Mapping[str, str],
    partitions: Sequence[frozenset[str]],
    summed: Collection[Quantity],
) -> Relations:
    """
    Relate the quantities that somebody counted.

    Args:
        quantities: in a fixed order.
        mission: its groups.
        known: kinds of measure.
        parents: place code to the code of the place it lies in.
        partitions: sets of words that divide a group.
        summed: of the quantities those that enter sums; of a partial list none does.
    """
    given = set(quantities)
    compared = [
        one for one in quantities if known[one.measure].behaviour in _COMPARED and one.unit in COUNTED
    ]
    above = {one: tuple(_above(one, given, mission, known, parents)) for one in compared}
    added = [one for one in compared if one in summed]
    sums = [*_places(added, parents), *_groups(added, mission, partitions)]
    flows: dict[Quantity, list[Quantity]] = {}
    for one in compared:
        of = known[one.measure].difference_of
        if of and of in known and known[of].behaviour == "cumulative":
            flows.setdefault(one._replace(measure=of), []).append(one)
    return Relations(above, tuple(sums), {one: tuple(ones) for one, ones in flows.items()})


def line(code: str, parents: Mapping[str, str]) -> list[str]:
    """A place, what it lies in, and so on up; a circle ends the line."""
    found = [code]
    while (code := parents.get(code, "")) and code not in found:
        found.append(code)
    return found


def group_line(group: str, mission: Mission) -> list[str]:
    """
    A group and those it is part of: "displaced women" is part of "displaced", and everybody of all.

    "Displaced and hosts" are more than "displaced", and part of all alone.
    """
    words = group.split()
    found = [group]
    for length in range(0 if _MORE & set(words) else len(words) - 1, 0, -1):
        shorter = " ".join(words[:length])
        found.append(mission.group_of(shorter) or shorter)
    return list(dict.fromkeys([*found, "all"]))


_MORE = {"and", "or", "plus", "&", "+", "/"}
"""Words after which a group is more than the words before them."""


def _above(
    one: Quantity,
    given: set[Quantity],
    mission: Mission,
    known: Mapping[str, Kind],
    parents: Mapping[str, str],
) -> Iterator[Quantity]:
    """Every counted quantity that holds it: a wider measure, place, origin or group, or several of these."""
    measures = [one.measure, *part_of(one.measure, known)]
    origins = line(one.from_place, parents) if one.from_place else [""]
    ways = product(measures, origins, line(one.place, parents), group_line(one.group, mission))
    for measure, origin, place, group in ways:
        wider = Quantity(measure, origin, place, group, one.unit)
        if wider in given and wider != one:
            yield wider


def _places(quantities: Sequence[Quantity], parents: Mapping[str, str]) -> Iterator[Sum]:
    """Of each whole, its outermost counted places, and where its people come from its outermost origins."""
    alike: dict[tuple[str, ...], list[Quantity]] = {}
    for one in quantities:
        alike.setdefault(("place", one.measure, one.from_place, one.group, one.unit), []).append(one)
        if one.from_place:
            alike.setdefault(("from_place", one.measure, one.place, one.group, one.unit), []).append(one)
    for (field, *_), ones in alike.items():
        if len(ones) < 3:  # noqa: PLR2004 - a whole and two parts; one part is compared with its whole anyway
            continue
        by_place = {getattr(one, field): one for one in ones}
        parts: dict[Quantity, list[Quantity]] = {}
        for one in ones:
            holder = next((p for p in line(getattr(one, field), parents)[1:] if p in by_place), None)
            if holder is not None:
                parts.setdefault(by_place[holder], []).append(one)
        for whole, within in parts.items():
            if len(within) > 1:
                yield Sum(whole, tuple(within), complete=False, rule="places of a place do not overlap")


def _groups(
    quantities: Sequence[Quantity], mission: Mission, partitions: Sequence[frozenset[str]]
) -> Iterator[Sum]:
    """Of each whole, the groups that divide it: men and women are all."""
    given = set(quantities)
    wholes: dict[Quantity, dict[str, Quantity]] = {}
    for one in quantities:
        first, _, last = one.group.rpartition(" ")
        if first:
            wholes.setdefault(one._replace(group=mission.group_of(first) or first), {})[last] = one
        elif last not in ANYBODY:
            wholes.setdefault(one._replace(group="all"), {})[last] = one
    for whole, parts in wholes.items():
        if whole not in given:
            continue
        fitting = [one for one in partitions if one <= set(parts)]
        for words in fitting:
            if not any(words < other or other < words for other in fitting):
                members = tuple(parts[word] for word in sorted(words))
                yield Sum(whole, members, complete=True, rule=f"{' and '.join(sorted(words))} are all")


def parents_of(places: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Place code to the code of the place it lies in, for those that lie in one."""
    return {code: parent for code, parent in places if parent}
