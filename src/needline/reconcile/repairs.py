"""What would have to be set aside so that the rest can hold: the least, with every tie."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from needline.reconcile.clash import Clash

MOST_TIES = 32
"""So many least sets of a block are kept; more are counted as "and more"."""
_TRIES = 20_000
"""Branches that are looked at before the integer program is asked instead, of a few conflicts; of many fewer."""
_MANY = 300
"""More sets than these are put to the integer program at once."""


class Block(NamedTuple):
    """
    Conflicts that share counts, and what is least to set aside so that none of them is left.

    Args:
        clashes: the conflicts.
        repairs: every least set of ids to set aside, each sorted, in a fixed order; at most `MOST_TIES`.
        weight: of each of them.
        more: True where there are more of that weight.
    """

    clashes: tuple[Clash, ...]
    repairs: tuple[tuple[str, ...], ...]
    weight: float
    more: bool

    @property
    def must_give(self) -> frozenset[str]:
        """The counts that every least set holds."""
        sets = [frozenset(one) for one in self.repairs]
        return frozenset.intersection(*sets) if sets and not self.more else frozenset()

    @property
    def members(self) -> frozenset[str]:
        """Every count in one of the conflicts."""
        return frozenset(id_ for one in self.clashes for id_ in one.ids)


def blocks(clashes: Sequence[Clash], weight: Callable[[str], float]) -> list[Block]:
    """
    Sort conflicts into blocks that share no count, and repair each.

    Args:
        clashes: the conflicts, in a fixed order.
        weight: of a count's id: what setting it aside costs.
    """
    by_set: dict[frozenset[str], list[Clash]] = {}
    for one in clashes:
        by_set.setdefault(frozenset(one.ids), []).append(one)
    return [_block([one for ids in sets for one in by_set[ids]], weight) for sets in apart(list(by_set))]


def apart(sets: Iterable[frozenset[str]]) -> list[list[frozenset[str]]]:
    """Sort sets into those that share members, directly or through others."""
    top: dict[str, str] = {}

    def find(id_: str) -> str:
        root = id_
        while top.setdefault(root, root) != root:
            root = top[root]
        while top[id_] != root:
            top[id_], id_ = root, top[id_]
        return root

    given = [(min(one), one) for one in sets]
    for first, one in given:
        for other in one:
            top[find(other)] = find(first)
    found: dict[str, list[frozenset[str]]] = {}
    for first, one in given:
        found.setdefault(find(first), []).append(one)
    return list(found.values())


def _block(clashes: list[Clash], weight: Callable[[str], float]) -> Block:
    sets = minimal_sets({frozenset(one.ids) for one in clashes})
    weights = {id_: weight(id_) for one in sets for id_ in one}
    found, least, more = least_sets(sets, weights)
    return Block(tuple(clashes), tuple(found), least, more)


def minimal_sets(sets: Collection[frozenset[str]]) -> list[frozenset[str]]:
    """The sets that hold no other: who hits those hits all."""
    kept: list[frozenset[str]] = []
    holding: dict[str, list[frozenset[str]]] = {}
    for one in sorted(sets, key=lambda one: (len(one), sorted(one))):
        if not any(other <= one for id_ in one for other in holding.get(id_, ())):
            kept.append(one)
            for id_ in one:
                holding.setdefault(id_, []).append(one)
    return kept


def least_sets(
    sets: Sequence[frozenset[str]], weights: Mapping[str, float]
) -> tuple[list[tuple[str, ...]], float, bool]:
    """
    Every set of least weight that shares a member with each of some sets.

    Args:
        sets: to be hit.
        weights: of each member, above 0.

    Returns:
        tuple: the least sets, each sorted, at most `MOST_TIES`; their weight; whether there are more.
    """
    if len(sets) > _MANY:
        return _by_program(sets, weights)
    search = _Search(sets, weights)
    search.run()
    if search.gave_up:
        return _by_program(sets, weights)
    found = sorted(search.found)
    return found[:MOST_TIES], search.least, len(found) > MOST_TIES


class _Search:
    """Branch on the members of a set not hit yet, the rarest choice first, and bound by disjoint sets left."""

    def __init__(self, sets: Sequence[frozenset[str]], weights: Mapping[str, float]) -> None:
        self.sets, self.weights = list(sets), weights
        self.found: set[tuple[str, ...]] = set()
        self.least = float("inf")
        self.left = _TRIES * 20 // (20 + len(self.sets))

    @property
    def gave_up(self) -> bool:
        """Whether it stopped before every branch was looked at."""
        return self.left < 0

    def run(self) -> None:
        greedy = _greedy(self.sets, self.weights)
        self.least = sum(self.weights[one] for one in greedy)
        self._branch(frozenset(), 0.0, self.sets, frozenset())

    def _branch(
        self, taken: frozenset[str], weight: float, left: Sequence[frozenset[str]], barred: frozenset[str]
    ) -> None:
        self.left -= 1
        if self.gave_up:
            return
        if not left:
            if weight < self.least - _TINY:
                self.least = weight
                self.found.clear()
            if weight <= self.least + _TINY and len(self.found) <= MOST_TIES:
                self.found.add(tuple(sorted(taken)))
            return
        slack = (
            -_TINY if len(self.found) > MOST_TIES else _TINY
        )  # enough ties: only a lighter set is of interest
        if weight + self._bound(left, barred) > self.least + slack:
            return
        open_ = min(left, key=lambda one: (len(one - barred), sorted(one)))
        out = barred
        counted = {id_: sum(id_ in one for one in left) for id_ in open_ - barred}
        for id_ in sorted(counted, key=lambda one: (-counted[one] / self.weights[one], one)):
            rest = [one for one in left if id_ not in one]
            self._branch(taken | {id_}, weight + self.weights[id_], rest, out)
            out |= {id_}

    def _bound(self, left: Sequence[frozenset[str]], barred: frozenset[str]) -> float:
        """The weight that disjoint sets cannot do without."""
        total, used = 0.0, set[str]()
        for one in sorted(left, key=len):
            free = one - barred
            if not free:
                return float("inf")
            if not used & one:
                total += min(self.weights[id_] for id_ in free)
                used |= one
        return total


_TINY = 1e-9


def _greedy(sets: Iterable[frozenset[str]], weights: Mapping[str, float]) -> frozenset[str]:
    left, taken = list(sets), set[str]()
    while left:
        counted: dict[str, int] = {}
        for one in left:
            for id_ in one:
                counted[id_] = counted.get(id_, 0) + 1
        best = min(counted, key=lambda id_: (-counted[id_] / weights[id_], id_))
        taken.add(best)
        left = [one for one in left if best not in one]
    return frozenset(taken)


def _by_program(
    sets: Sequence[frozenset[str]], weights: Mapping[str, float]
) -> tuple[list[tuple[str, ...]], float, bool]:
    """
    The same by the integer program, each tie found by barring those before it; of very many sets one is asked for.

    A question is bounded by branches, not by time, so that the same counts give the same answer; what is found within
    them may not be the least, and is marked "and more".
    """
    import numpy as np
    from scipy.optimize import LinearConstraint, milp
    from scipy.sparse import csr_matrix

    ids = sorted(weights)
    at = {id_: number for number, id_ in enumerate(ids)}
    cost = np.array([weights[id_] for id_ in ids])
    rows = [[at[id_] for id_ in one] for one in sets]
    found: list[tuple[str, ...]] = []
    least, more = float("inf"), False
    barred: list[list[int]] = []
    most = MOST_TIES if len(sets) <= _MANY else 0
    while len(found) <= most:
        columns = [column for row in (*rows, *barred) for column in row]
        starts = np.cumsum([0, *(len(row) for row in (*rows, *barred))])
        matrix = csr_matrix(
            (np.ones(len(columns)), columns, starts), shape=(len(rows) + len(barred), len(ids))
        )
        low = [1.0] * len(rows) + [-np.inf] * len(barred)
        high = [np.inf] * len(rows) + [len(row) - 1.0 for row in barred]
        asked = milp(
            cost,
            constraints=LinearConstraint(matrix, low, high),
            integrality=np.ones(len(ids)),
            bounds=(0, 1),
            options={"node_limit": _BRANCHES},
        )
        more = more or (asked.status != 0 and asked.x is not None)
        if asked.x is None or asked.fun > least + 1e-6:
            break
        least = min(least, float(asked.fun))
        chosen = [number for number, value in enumerate(asked.x) if value > 0.5]  # noqa: PLR2004 - 0 or 1
        found.append(tuple(ids[number] for number in chosen))
        barred.append(chosen)
    return sorted(found[: max(most, 1)]), least, more or len(found) > most


_BRANCHES = 2_000
