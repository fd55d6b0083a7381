"""
Two standards on the same households: who changes class, and the rule that moved them.

The rule is found by computing: the first standard with one rule of the second at a time, then with two, tells which of
them alone gives a household the second's class. What is returned are cells, never a household, and none of fewer
households than the threshold: smaller ones are put together until they reach it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from needline.errors import NeedlineError
from needline.standards.columns import Column, Many, Numbers, known_rows
from needline.standards.compute import Memo, steps_of
from needline.standards.definition import Indicator, StandardDefinition
from needline.standards.differences import Difference, differences, swapped
from needline.stats.arrays import Bools, Floats, Ints

NEVER, MISSING, OVERALL = "never asked", "missing", "all sectors"
SEVERAL = "several rules together"
_MOST = 12
"""Of more rules than this, pairs are not tried."""

Labels: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.object_]]"


class Cell(NamedTuple):
    """
    Households that two standards class alike, or that one rule moved from one class to another.

    Args:
        rule: the rule that moved them; empty where nothing did.
        before, after: class by the first and by the second standard; "never asked" where no question was answered,
            "missing" where some were and the class is not known.
        households: how many.
        share: their weighted share of all households compared, 0 to 1.
    """

    rule: str
    before: str
    after: str
    households: int
    share: float


class Compared(NamedTuple):
    """
    One indicator by two standards.

    Args:
        name: of the indicator; "all sectors" for the severity over all.
        households: how many were compared.
        differ: how many have another class, or a class by only one of the two; None where that, or the number that
            agree, is too small to be told.
        share: their weighted share; None as `differ`.
        rules: a cell a rule, `before` and `after` empty.
        moved, same: cells by class; those put together have "other classes".
        differences: every rule in which the two differ, whether it moved anybody or not.
    """

    name: str
    households: int
    differ: int | None
    share: float | None
    rules: list[Cell]
    moved: list[Cell]
    same: list[Cell]
    differences: list[str]


class _Part(NamedTuple):
    key: tuple[str, ...]
    households: int
    weight: float


class _Subject(NamedTuple):
    """Indicators whose worst is compared; one, but for the severity over all sectors."""

    name: str
    pairs: tuple[tuple[Indicator, Indicator], ...]


def compare(
    first: StandardDefinition,
    second: StandardDefinition,
    answers: Mapping[str, Column],
    weight: Floats,
    threshold: int = 10,
) -> list[Compared]:
    """
    Compare two standards on the same answers.

    Args:
        first, second: the standards; indicators of one name are compared, and where each has one those two.
        answers: their inputs by name, of n households.
        weight: shape (n,), households that each stands for.
        threshold: no cell is given of fewer households.

    Returns:
        list: one an indicator, and one for the severity over all sectors where both judge several.

    Raises:
        NeedlineError: they have no indicator in common.
    """
    return [_compared(one, answers, weight, threshold) for one in subjects(first, second)]


def subjects(first: StandardDefinition, second: StandardDefinition) -> list[_Subject]:
    """
    What two standards both measure.

    Raises:
        NeedlineError: nothing.
    """
    theirs = {one.name: one for one in second.indicators}
    pairs = [(one, theirs[one.name]) for one in first.indicators if one.name in theirs]
    if not pairs and len(first.indicators) == len(second.indicators) == 1:
        pairs = [(first.indicators[0], second.indicators[0])]
    if not pairs:
        has = [f"{one.key} has {', '.join(i.name for i in one.indicators)}" for one in (first, second)]
        what = f"they have no indicator in common: {'; '.join(has)}."
        raise NeedlineError(f"{first.key} and {second.key}", what, "Compare standards of the same thing.")
    found = [_Subject(mine.name, ((mine, other),)) for mine, other in pairs]
    if len(first.sectors) > 1 and len(second.sectors) > 1:
        found.append(_Subject(OVERALL, tuple(pairs)))
    return found


def _compared(subject: _Subject, answers: Mapping[str, Column], weight: Floats, threshold: int) -> Compared:
    n = len(weight)
    memo: Memo = {}
    found = [differences(*pair) for pair in subject.pairs]
    told = list(dict.fromkeys(one.told for listed in found for one in listed))
    before = _classes([mine for mine, _ in subject.pairs], answers, n, memo)
    after = _classes([other for _, other in subject.pairs], answers, n, memo)
    alike = _alike(subject.pairs)
    asked = np.zeros(n, np.bool_)
    for name in {one.name for pair in subject.pairs for indicator in pair for one in indicator.inputs}:
        if name in answers:
            asked |= known_rows(answers[name])
    differ = ~_same(before, after, alike)
    rules = _rules(subject, found, answers, before, after, differ, alike, memo)
    parts = _parts((rules, _shown(before, asked), _shown(after, asked)), weight)
    return _told(subject.name, parts, threshold, told)


def _classes(indicators: Sequence[Indicator], answers: Mapping[str, Column], n: int, memo: Memo) -> Labels:
    """The class of each household, as text, the greatest of several; empty where it is missing."""
    columns = [steps_of(one, answers, n, memo)[one.result] for one in indicators]
    numbers = [one.values for one in columns if isinstance(one, Numbers)]
    if len(numbers) == len(columns):
        stacked = np.stack(numbers)
        greatest = np.where(np.isnan(stacked), -np.inf, stacked).max(axis=0)
        distinct, codes = np.unique(greatest, return_inverse=True)
        names = ["" if np.isinf(value) else f"{value:g}" for value in distinct.tolist()]
        return np.array(names, object)[codes]
    column = columns[0]
    assert not isinstance(column, (Many, Numbers)), "a result is a number or a class"
    return np.array([*column.choices, ""], object)[column.codes]


def _alike(pairs: Iterable[tuple[Indicator, Indicator]]) -> set[tuple[str, str]]:
    """Pairs of classes with other names that mean the same, as either definition says."""
    found = set()
    for mine, other in pairs:
        found |= {(theirs, own) for own, listed in other.alike.items() for theirs in listed}
        found |= {(own, theirs) for own, listed in mine.alike.items() for theirs in listed}
    return found


def _same(before: Labels, after: Labels, alike: set[tuple[str, str]]) -> Bools:
    same = np.asarray(before == after, np.bool_)
    for one, other in sorted(alike):
        same |= np.asarray(before == one, np.bool_) & np.asarray(after == other, np.bool_)
    return same


def _shown(classes: Labels, asked: Bools) -> Labels:
    """Classes as they are told: of a household without one, whether it was asked anything."""
    return np.where(classes == "", np.where(asked, MISSING, NEVER), classes)


def _rules(
    subject: _Subject,
    found: Sequence[Sequence[Difference]],
    answers: Mapping[str, Column],
    before: Labels,
    after: Labels,
    differ: Bools,
    alike: set[tuple[str, str]],
    memo: Memo,
) -> Labels:
    """The rule that moved each household that differs; empty for the others."""
    n = len(before)
    rules = np.full(n, "", object)
    rules[differ] = SEVERAL
    every = list(dict.fromkeys(one.told for listed in found for one in listed))
    if not differ.any():
        return rules

    def reached(chosen: Iterable[str]) -> Bools:
        told = set(chosen)
        made = [
            swapped(mine, other, [one for one in listed if one.told in told])
            for (mine, other), listed in zip(subject.pairs, found, strict=True)
        ]
        return _same(_classes(made, answers, n, memo), after, alike)

    left = differ.copy()
    for size in (1, 2) if len(every) <= _MOST else (1,):
        names = np.full(n, "", object)
        for chosen in itertools.combinations(every, size):
            hit = left & reached(chosen)
            name = " and ".join(chosen)
            names[hit] = [f"{had}; or {name}" if had else name for had in names[hit]]
        done = left & (names != "")
        rules[done] = names[done]
        left &= ~done
    return rules


def _parts(keys: Sequence[Labels], weight: Floats) -> list[_Part]:
    """Households counted by their keys, with the sum of their weights."""
    flat: Ints = np.zeros(len(weight), np.int64)
    values = []
    for one in keys:
        known, codes = np.unique(one.astype(str), return_inverse=True)
        values.append(known)
        flat = flat * len(known) + codes
    there, codes = np.unique(flat, return_inverse=True)
    counts = np.bincount(codes, minlength=len(there))
    weights = np.bincount(codes, weights=weight, minlength=len(there))
    total = float(weight.sum()) or 1.0
    found = []
    places = np.unravel_index(there, [len(known) for known in values])
    named = [known[place].tolist() for known, place in zip(values, places, strict=True)]
    for *key, count, part in zip(*named, counts.tolist(), weights.tolist(), strict=True):
        found.append(_Part(tuple(key), count, part / total))
    return sorted(found, key=lambda one: (-one.households, one.key))


def pool(parts: Sequence[_Part], threshold: int, name: Callable[[_Part], _Part]) -> list[_Part]:
    """
    Put parts of fewer households than the threshold together, with the next larger ones until they reach it.

    Args:
        parts: of one whole, which may be told itself.
        threshold: no part is left that is smaller, unless the whole is.
        name: names the parts put together.

    Returns:
        list: parts of the same whole; none can be had from the others by subtraction.
    """
    small = [one for one in parts if one.households < threshold]
    large = sorted((one for one in parts if one.households >= threshold), key=lambda one: one.households)
    if not small:
        return list(parts)
    while large and sum(one.households for one in small) < threshold:
        small.append(large.pop(0))
    kept = [one for one in parts if one in large]
    together = _Part(small[0].key, sum(one.households for one in small), sum(one.weight for one in small))
    return [*kept, name(together)]


def _told(name: str, parts: list[_Part], threshold: int, told: list[str]) -> Compared:
    moved, same = ([one for one in parts if bool(one.key[0]) is wanted] for wanted in (True, False))
    counts = [sum(one.households for one in listed) for listed in (moved, same)]
    total = sum(counts)
    if any(0 < count < threshold for count in counts):
        return Compared(name, total, None, None, [], [], [], told)
    rules, cells = [], []
    by_rule: dict[str, list[_Part]] = {}
    for one in moved:
        by_rule.setdefault(one.key[0], []).append(one)
    wholes = [
        _Part((rule,), sum(one.households for one in listed), sum(one.weight for one in listed))
        for rule, listed in by_rule.items()
    ]
    for whole in pool(wholes, threshold, lambda one: one._replace(key=("other rules",))):
        rules.append(_cell(whole._replace(key=(whole.key[0], "", ""))))
        listed = by_rule.get(whole.key[0], [whole._replace(key=(whole.key[0], *_OTHER))])
        cells += [_cell(one) for one in pool(listed, threshold, _other)]
    share = sum(one.weight for one in moved)
    return Compared(
        name,
        total,
        counts[0],
        share,
        rules,
        cells,
        [_cell(one) for one in pool(same, threshold, _other)],
        told,
    )


_OTHER = ("other classes", "other classes")


def _other(part: _Part) -> _Part:
    return part._replace(key=(part.key[0], *_OTHER))


def _cell(part: _Part) -> Cell:
    rule, before, after = part.key
    return Cell(rule, before, after, part.households, part.weight)


def plain(compared: Iterable[Compared]) -> list[dict[str, object]]:
    """Comparisons as plain values, for JSON."""
    return [
        {
            key: [one._asdict() if isinstance(one, Cell) else one for one in value]
            if isinstance(value, list)
            else value
            for key, value in each._asdict().items()
        }
        for each in compared
    ]
