"""Counts that cannot all hold with the rules: minimal sets, with their gap and what each would have to give."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from needline.reconcile.clash import Clash
from needline.reconcile.held import Held
from needline.reconcile.listed import Listed, list_clashes
from needline.reconcile.pairs import pairs, two_dates
from needline.reconcile.program import Core, Rules, core, terms_of
from needline.reconcile.quantities import Quantity
from needline.reconcile.relations import Relations
from needline.reconcile.repairs import apart, least_sets
from needline.reconcile.sums import sum_clashes

MOST_CONFLICTS = 50
"""So many conflicts of one quantity are written, the widest; a note says how many more there are."""
SMALL = 300
"""Counts that bear on one another are put to the program together up to this number, and by parts above it."""
MOST_SOUGHT = 200
"""So many sets beyond pairs are sought among counts that bear on one another."""
_MOST_CHECKED = 64


def conflicts(
    helds: Sequence[Held], relations: Relations, lists: Iterable[Listed], rules: Rules
) -> list[Clash]:
    """
    Every conflict found among some counts.

    Pairs are compared one with another, and are all found; so are lists of one statement, and counts put on two dates.
    Among counts that bear on one another, at most `SMALL` of them, the program then looks for larger sets: among those
    that nobody contests, with each contested count beside them, and in what each way to repair would leave. Of more
    counts, each cumulative quantity is put to the program with its flows, each balance with its terms, and sums are
    compared without it.

    Returns:
        list: the widest gap first; conflicts of days last.
    """
    found = pairs(helds, relations)
    known = _Known(found)
    for one in (*list_clashes(lists), *_larger(helds, relations, rules, found)):
        if known.adds(one):
            found.append(one)
    dated = [one for one in two_dates(helds) if known.adds(one)]
    return [*sorted(found, key=lambda one: (-one.gap, one.ids)), *dated]


class _Known:
    """The sets found so far; a set that holds another is not minimal."""

    def __init__(self, found: Iterable[Clash]) -> None:
        self._holding: dict[str, list[frozenset[str]]] = {}
        for one in found:
            self.adds(one)

    def adds(self, clash: Clash) -> bool:
        """Whether a set is new, and holds none that is known; noted if so."""
        ids = frozenset(clash.ids)
        if any(one <= ids for id_ in ids for one in self._holding.get(id_, ())):
            return False
        for id_ in ids:
            self._holding.setdefault(id_, []).append(ids)
        return True


def _larger(
    helds: Sequence[Held], relations: Relations, rules: Rules, pairs_found: Iterable[Clash]
) -> Iterator[Clash]:
    contested = [frozenset(one.ids) for one in pairs_found]
    for ones in together(helds, relations, rules):
        ids = {one.id for one in ones}
        mine = [one for one in contested if one & ids]
        if len({one.quantity for one in ones}) == 1 and ones[0].behaviour != "baseline":
            continue  # of one quantity all conflicts are pairs
        if len(ones) <= SMALL:
            yield from _sought(ones, mine, rules)
            continue
        for some in _parts(ones, relations, rules):
            inside = {one.id for one in some}
            yield from _sought(some, [one for one in mine if one <= inside], rules)
        named = frozenset().union(*mine)
        yield from sum_clashes(ones, named, relations.sums)


def together(helds: Sequence[Held], relations: Relations, rules: Rules) -> list[list[Held]]:
    """Counts whose quantities bear on one another, directly or through others."""
    quantities = sorted({one.quantity for one in helds})
    top: dict[Quantity, Quantity] = {one: one for one in (*quantities, *relations.flows)}

    def find(one: Quantity) -> Quantity:
        root = one
        while top[root] != root:
            root = top[root]
        while top[one] != root:
            top[one], one = root, top[one]
        return root

    for joined in _joined(quantities, relations, rules):
        first, *rest = (find(one) for one in joined)
        for other in rest:
            top[other] = first
    found: dict[Quantity, list[Held]] = {}
    for one in helds:
        if one.behaviour != "plan":
            found.setdefault(find(one.quantity), []).append(one)
    return [found[one] for one in sorted(found)]


def _joined(
    quantities: Sequence[Quantity], relations: Relations, rules: Rules
) -> Iterator[Sequence[Quantity]]:
    """Quantities that a relation, a sum, a flow or a balance binds together."""
    for one, above in relations.above.items():
        yield (one, *above)
    for each in relations.sums:
        yield (each.whole, *each.parts)
    for chain, flows in relations.flows.items():
        yield (chain, *flows)
    for one in quantities:
        if rules.known[one.measure].balance == "baseline":
            terms = terms_of(one.place, one.unit, quantities, rules)
            yield (one, *(term for some in terms for term in some))


def _parts(ones: Sequence[Held], relations: Relations, rules: Rules) -> Iterator[list[Held]]:
    """Of many counts, those of a cumulative quantity and its flows, and those of a balance, where they are few."""
    by_quantity: dict[Quantity, list[Held]] = {}
    for one in ones:
        by_quantity.setdefault(one.quantity, []).append(one)
    for chain, flows in relations.flows.items():
        some = [held for quantity in (chain, *flows) for held in by_quantity.get(quantity, ())]
        if 1 < len(some) <= SMALL:
            yield some
    for base in by_quantity:
        if rules.known[base.measure].balance == "baseline":
            terms = terms_of(base.place, base.unit, by_quantity, rules)
            quantities = [base, *(term for each in terms for term in each)]
            some = [held for quantity in quantities for held in by_quantity[quantity]]
            if 1 < len(some) <= SMALL:
                yield some


def _sought(ones: Sequence[Held], contested: Sequence[frozenset[str]], rules: Rules) -> Iterator[Clash]:
    """The sets beyond pairs among a few counts; see `conflicts`."""
    search = _Search(ones, contested, rules)
    search.run()
    yield from search.found


class _Search:
    """Looks for minimal sets in ever more of the counts, until what every repair leaves can hold."""

    def __init__(self, ones: Sequence[Held], contested: Sequence[frozenset[str]], rules: Rules) -> None:
        self.ones, self.rules = ones, rules
        self.sets = list(dict.fromkeys(contested))
        self.found: list[Clash] = []

    def run(self) -> None:
        while self._met(self._plain()) and self._on():
            pass
        done: set[str] = set()
        while self._on():
            named = sorted(frozenset().union(*self.sets) - done) if self.sets else []
            if not named:
                break
            done.add(named[0])
            one = next((one for one in self.ones if one.id == named[0]), None)
            if one is not None:
                self._met([*self._plain(), one])
        asked: set[tuple[str, ...]] = set()
        while self._on() and self.sets and len(asked) < _MOST_CHECKED:
            left = next((one for one in self._ways() if one not in asked), None)
            if left is None:
                break
            asked.add(left)
            self._met([one for one in self.ones if one.id not in left])

    def _on(self) -> bool:
        return len(self.found) < MOST_SOUGHT

    def _plain(self) -> list[Held]:
        named = frozenset().union(*self.sets)
        return [one for one in self.ones if one.id not in named]

    def _ways(self) -> Iterator[tuple[str, ...]]:
        """
        Ways to leave no known conflict, a least set of each block in each.

        All of them where they are few; else as many as are checked, drawn with a stated seed so that any two counts
        of different blocks are left together by some.
        """
        found = [least_sets(one, dict.fromkeys(frozenset().union(*one), 1.0))[0] for one in apart(self.sets)]
        if math.prod(len(one) for one in found) <= _MOST_CHECKED:
            drawn: Iterable[Sequence[tuple[str, ...]]] = product(*found)
        else:
            draw = random.Random(len(found))  # noqa: S311 - a fixed choice, not a secret
            drawn = ([draw.choice(one) for one in found] for _ in range(_MOST_CHECKED))
        for way in drawn:
            yield tuple(sorted(id_ for one in way for id_ in one))

    def _met(self, some: Sequence[Held]) -> bool:
        """Whether a set that cannot hold was found among some counts, and noted."""
        met = core(some, self.rules)
        if met is None or frozenset(one.id for one in met.members) in self.sets:
            return False
        self.sets.append(frozenset(one.id for one in met.members))
        self.found.append(told(met, self.rules))
        return True


def told(met: Core, rules: Rules) -> Clash:
    """A set that the program found, with its rule in words."""
    members = tuple(sorted(met.members, key=lambda one: (one.start, one.end, one.id)))
    gives = {one.id: give for one, give in zip(met.members, met.gives, strict=True)}
    quantities = {one.quantity for one in members}
    relations = rules.relate(members)
    words = []
    if any(flow in quantities for flows in relations.flows.values() for flow in flows):
        words.append("a day's count is what a sum rose by in the day")
    if any(rules.known[one.measure].balance == "baseline" for one in quantities):
        words.append("who left and who remain are at most the baseline and who came in")
    if any({one.whole, *one.parts} <= quantities or one.whole in quantities for one in relations.sums):
        words.append("parts that do not overlap are at most their whole")
    if any(set(above) & quantities for one, above in relations.above.items() if one in quantities):
        words.append("a part is never more than its whole")
    if any(one.behaviour == "cumulative" for one in members):
        words.append("a sum never falls")
    widest = max(sorted(quantities), key=lambda one: sum(other.quantity == one for other in members))
    units = sorted({one.count.unit for one in members})
    return Clash(
        members,
        met.gap,
        tuple(gives[one.id] for one in members),
        "; ".join(words),
        widest,
        units[0],
        "core@1",
    )
