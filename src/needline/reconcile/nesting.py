"""Which places of a counts file lie in which, where no list of places tells: from what single statements show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from needline.model import Count, Kind, Place, Problem, problem
from needline.reconcile.kinds import part_of

_LEAST = 2


def nested(
    counts: Sequence[Count], places: Sequence[Place], known: Mapping[str, Kind]
) -> tuple[list[Place], list[Problem]]:
    """
    Give places that lie in no other the place they are listed with.

    A statement that gives at least two places and one more, for one measure and time, or for a measure that theirs is
    part of, lists parts of a whole, where the one is at least their sum and either just that, or a place that other
    statements give by itself while they give none of the parts so. Nothing is taken from a name, and a place that two
    statements would put into two wholes stays by itself.

    Returns:
        tuple: the places; a note that tells what was taken to lie in what.
    """
    by_itself = _by_itself(counts)
    parents: dict[str, set[str]] = {}
    for statement in _statements(counts).values():
        for field in ("to_place", "from_place"):
            for whole, parts in _lists(statement, field, by_itself, known):
                for part in parts:
                    parents.setdefault(part, set()).add(whole)
    free = {one.id for one in places if not one.parent}
    sure = {part: min(wholes) for part, wholes in parents.items() if len(wholes) == 1 and part in free}
    sure = {part: whole for part, whole in sure.items() if sure.get(whole) != part}
    made = [msgspec.structs.replace(one, parent=sure[one.id]) if one.id in sure else one for one in places]
    notes = [
        problem(
            "nested",
            counts[0].file,
            whole,
            f"taken to hold {', '.join(sorted(part for part in sure if sure[part] == whole))}, as statements list "
            "them with it.",
            "Where that is wrong, give a list of places with --places.",
            "note",
        )
        for whole in sorted(set(sure.values()))
    ]
    return made, [*notes, *_unsure(counts, sure)]


def _unsure(counts: Sequence[Count], sure: Mapping[str, str]) -> Iterator[Problem]:
    """A note on statements that list places of which none is known to lie in another: no sum is asked of them."""
    found: dict[str, set[str]] = {}
    for (statement, *_), ones in _statements(counts).items():
        for field in ("to_place", "from_place"):
            alike: dict[tuple[str, ...], set[str]] = {}
            for one in ones:
                if getattr(one, field):
                    alike.setdefault(_alike(one, field), set()).add(getattr(one, field))
            for places in alike.values():
                if len(places) > _LEAST and not any(sure.get(one) in places for one in places):
                    found.setdefault(str(statement), set()).update(places)
    if found:
        first = min(found)
        more = f" (and of {len(found) - 1} more)" if len(found) > 1 else ""
        yield problem(
            "nested",
            counts[0].file,
            f"statement {first}",
            f"of its {len(found[first])} places none is known to lie in another{more}; no sum of them is compared.",
            "Give a list of places with --places.",
            "note",
        )


def _statements(counts: Iterable[Count]) -> dict[tuple[object, ...], list[Count]]:
    found: dict[tuple[object, ...], list[Count]] = {}
    for one in counts:
        if one.statement and one.as_of_end:
            found.setdefault((one.statement, one.as_of_start, one.as_of_end), []).append(one)
    return found


def _alike(one: Count, field: str) -> tuple[str, ...]:
    other = one.from_place if field == "to_place" else one.to_place
    return (field, one.measure, other, one.group.casefold(), one.unit)


def _by_itself(counts: Iterable[Count]) -> set[tuple[str, str, str]]:
    """The side, measure and place of figures that a statement gives without another place beside it."""
    found: dict[tuple[str, ...], set[str]] = {}
    for one in counts:
        for field in ("to_place", "from_place"):
            if getattr(one, field):
                key = (*_alike(one, field), one.statement or one.count, one.as_of_text)
                found.setdefault(key, set()).add(getattr(one, field))
    return {(key[0], key[1], next(iter(places))) for key, places in found.items() if len(places) == 1}


def _lists(
    statement: Sequence[Count],
    field: str,
    by_itself: set[tuple[str, str, str]],
    known: Mapping[str, Kind],
) -> Iterator[tuple[str, list[str]]]:
    groups: dict[tuple[str, ...], dict[str, Count]] = {}
    for one in statement:
        if getattr(one, field):
            groups.setdefault(_alike(one, field), {}).setdefault(getattr(one, field), one)
    for (_, measure, *rest), ones in sorted(groups.items()):
        if len(ones) < _LEAST:
            continue
        wider = [groups.get((field, name, *rest), {}) for name in part_of(measure, known)]
        wholes = {**{place: one for each in reversed(wider) for place, one in each.items()}, **ones}
        for whole, figure in sorted(wholes.items()):
            parts = [place for place in ones if place != whole]
            alone = (field, figure.measure, whole) in by_itself
            alone = alone and not any((field, measure, part) in by_itself for part in parts)
            if len(parts) >= _LEAST and _holds(figure, [ones[one] for one in parts], alone=alone):
                yield whole, parts


def _holds(figure: Count, parts: Sequence[Count], *, alone: bool) -> bool:
    least = sum(one.low or 0.0 for one in parts)
    most = figure.high if figure.high is not None else figure.low
    if most is None or least > most:
        return False
    exact = figure.low == figure.high == least and all(one.low == one.high for one in parts)
    return exact or alone
