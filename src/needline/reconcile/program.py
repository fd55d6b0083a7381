"""Counts and rules as a linear program: can they all hold, which cannot, and how far a quantity can reach."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from needline.model import Kind, Mission, Range
from needline.reconcile.held import Held, Moment
from needline.reconcile.quantities import Quantity
from needline.reconcile.relations import Relations, Sum, line, relate

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

_SLACK = 1e-6
"""People: less than this is the arithmetic of the solver."""
_TO_INFINITY = 1e15


class Rules(NamedTuple):
    """
    What holds between quantities, apart from counts.

    Args:
        mission: its groups.
        known: kinds of measure.
        parents: place code to the code of the place it lies in.
        partitions: sets of words that divide a group.
    """

    mission: Mission
    known: Mapping[str, Kind]
    parents: Mapping[str, str]
    partitions: Sequence[frozenset[str]]

    def relate(self, helds: Iterable[Held]) -> Relations:
        """How the quantities of some counts bear on each other."""
        given = list(helds)
        quantities = sorted({one.quantity for one in given})
        summed = {one.quantity for one in given if one.count.listing != "partial"}
        return relate(quantities, self.mission, self.known, self.parents, self.partitions, summed)


class Core(NamedTuple):
    """
    A minimal set of counts that cannot all hold.

    Args:
        members: in a fixed order.
        gap: by how much, where all may give together.
        gives: for each member, how far it alone would have to give.
    """

    members: tuple[Held, ...]
    gap: float
    gives: tuple[float, ...]


class Program:
    """
    The variables and rows of some counts: a variable is a quantity at a moment.

    Args:
        helds: the counts.
        rules: what holds between quantities.
        asked: a quantity and an instant, in seconds, whose range will be asked.
    """

    def __init__(
        self, helds: Sequence[Held], rules: Rules, asked: tuple[Quantity, float] | None = None
    ) -> None:
        self.helds, self.rules = helds, rules
        self.relations = rules.relate(helds)
        self.variables: dict[tuple[Quantity, Moment], int] = {}
        self.rows: list[tuple[dict[int, float], float]] = []
        self.bounds: list[tuple[int, int | None, Held]] = []
        self._times: dict[Quantity, list[float]] = {}
        if asked:
            self._add_time(asked[0], asked[1])
        self._lay_out()

    # variables

    def _add_time(self, quantity: Quantity, time: float) -> None:
        times = self._times.setdefault(quantity, [])
        at = bisect_left(times, time)
        if at == len(times) or times[at] != time:
            times.insert(at, time)

    def _at(self, quantity: Quantity, moment: Moment) -> int:
        return self.variables.setdefault((quantity, moment), len(self.variables))

    def _lay_out(self) -> None:
        cumulative: dict[Quantity, set[float]] = {one: set(times) for one, times in self._times.items()}
        moments: dict[Quantity, dict[Moment, tuple[float, float]]] = {}
        for one in self.helds:
            if one.behaviour == "cumulative":
                times = cumulative.setdefault(one.quantity, set())
                times |= {one.end} if one.low is not None and math.isfinite(one.end) else set()
                times |= {one.start} if one.high is not None and math.isfinite(one.start) else set()
            elif one.behaviour != "plan":
                moments.setdefault(one.quantity, {})[one.moment] = (one.start, one.end)
        for chain, flows in self.relations.flows.items():
            for flow in flows:
                for start, end in moments.get(flow, {}).values():
                    if math.isfinite(start) and math.isfinite(end) and start < end:
                        cumulative.setdefault(chain, set()).update((start, end))
        sums = sorted(self.relations.sums, key=self._depth)
        self._share_times(sums, cumulative, moments)
        self._times = {one: sorted(times) for one, times in sorted(cumulative.items())}
        self._moments = {one: dict(sorted(ones.items(), key=str)) for one, ones in sorted(moments.items())}
        self._chains()
        self._orders()
        for each in sums:
            self._sum(each)
        self._balances()
        self._figures()

    def _depth(self, one: Sum) -> tuple[int, int, Quantity]:
        """Sorts wholes before the wholes among their parts."""
        return len(line(one.whole.place, self.rules.parents)), len(one.whole.group), one.whole

    def _share_times(
        self,
        sums: Sequence[Sum],
        cumulative: dict[Quantity, set[float]],
        moments: dict[Quantity, dict[Moment, tuple[float, float]]],
    ) -> None:
        """Give parts that are wholes themselves, and those that are all of a whole, the times of their whole."""
        wholes = {one.whole for one in sums}
        for one in sums:
            for part in one.parts:
                if one.complete or part in wholes:
                    if one.whole in cumulative:
                        cumulative.setdefault(part, set()).update(cumulative[one.whole])
                    for moment, span in moments.get(one.whole, {}).items():
                        moments.setdefault(part, {}).setdefault(moment, span)

    # rows: sum of coefficient times variable is at most a bound

    def _row(self, terms: Iterable[tuple[int | None, float]], most: float = 0.0) -> None:
        row: dict[int, float] = {}
        for variable, factor in terms:
            if variable is not None:
                row[variable] = row.get(variable, 0.0) + factor
        self.rows.append((row, most))

    def _chains(self) -> None:
        for quantity, times in self._times.items():
            for before, after in pairwise(times):
                self._row([(self._at(quantity, (before,)), 1.0), (self._at(quantity, (after,)), -1.0)])
        for chain, flows in self.relations.flows.items():
            for flow in flows:
                for moment, (start, end) in self._moments.get(flow, {}).items():
                    if math.isfinite(start) and math.isfinite(end) and start < end:
                        terms = [
                            (self._at(flow, moment), 1.0),
                            (self._at(chain, (end,)), -1.0),
                            (self._at(chain, (start,)), 1.0),
                        ]
                        self._row(terms)
                        self._row([(variable, -factor) for variable, factor in terms])

    def _last(self, quantity: Quantity, time: float) -> int | None:
        """The variable of a cumulative quantity at the last of its times not after an instant."""
        times = self._times.get(quantity, [])
        at = bisect_right(times, time)
        return self._at(quantity, (times[at - 1],)) if at else None

    def _next(self, quantity: Quantity, time: float) -> int | None:
        """The variable of a cumulative quantity at the first of its times not before an instant."""
        times = self._times.get(quantity, [])
        at = bisect_left(times, time)
        return self._at(quantity, (times[at],)) if at < len(times) else None

    def _orders(self) -> None:
        for small, above in self.relations.above.items():
            for big in above:
                self._order(small, big)

    def _order(self, small: Quantity, big: Quantity) -> None:
        for time in self._times.get(small, ()):
            later = self._next(big, time)
            if later is not None:
                self._row([(self._at(small, (time,)), 1.0), (later, -1.0)])
        for moment, (_, end) in self._moments.get(small, {}).items():
            if moment in self._moments.get(big, {}):
                self._row([(self._at(small, moment), 1.0), (self._at(big, moment), -1.0)])
            later = self._next(big, end) if math.isfinite(end) else None
            if later is not None:
                self._row([(self._at(small, moment), 1.0), (later, -1.0)])
        for moment, (start, _) in self._moments.get(big, {}).items():
            earlier = self._last(small, start) if math.isfinite(start) else None
            if earlier is not None:
                self._row([(earlier, 1.0), (self._at(big, moment), -1.0)])

    def _sum(self, one: Sum) -> None:
        whole, parts, complete = one.whole, one.parts, one.complete
        for time in self._times.get(whole, ()):
            at = self._at(whole, (time,))
            self._row([(at, -1.0), *((self._last(part, time), 1.0) for part in parts)])
            after = [self._next(part, time) for part in parts]
            if complete and None not in after:
                self._row([(at, 1.0), *((later, -1.0) for later in after)])
        for moment in self._moments.get(whole, ()):
            at = self._at(whole, moment)
            there = [
                self._at(part, moment) if moment in self._moments.get(part, {}) else None for part in parts
            ]
            self._row([(at, -1.0), *((part, 1.0) for part in there)])
            if complete and None not in there:
                self._row([(at, 1.0), *((part, -1.0) for part in there)])

    def _balances(self) -> None:
        """Who left and who remain are at most a baseline and those who came in."""
        for one in self.helds:
            if self.rules.known[one.quantity.measure].balance == "baseline":
                self._balance(one)

    def _balance(self, baseline: Held) -> None:
        place, unit = baseline.quantity.place, baseline.quantity.unit
        given = [*self._times, *self._moments]
        left, came, remain = terms_of(place, unit, given, self.rules)
        most = self._at(baseline.quantity, baseline.moment)
        for stock in remain:
            for moment, (start, end) in self._moments.get(stock, {}).items():
                if start >= baseline.end:
                    after = [self._next(one, end) for one in came]
                    if None not in after:
                        gone = [(self._last(one, start), 1.0) for one in left]
                        terms = [(self._at(stock, moment), 1.0), *gone, *((one, -1.0) for one in after)]
                        self._row([*terms, (most, -1.0)])
        if left and not came:
            self._row([*((self._last(one, math.inf), 1.0) for one in left), (most, -1.0)])

    def _figures(self) -> None:
        for one in self.helds:
            low = high = None
            if one.behaviour == "cumulative":
                if one.low is not None and math.isfinite(one.end):
                    low = self._at(one.quantity, (one.end,))
                if one.high is not None and math.isfinite(one.start):
                    high = self._at(one.quantity, (one.start,))
            elif one.behaviour != "plan":
                at = self._at(one.quantity, one.moment)
                low, high = at if one.low is not None else None, at if one.high is not None else None
            if low is not None:
                self.bounds.append((low, None, one))
            if high is not None:
                self.bounds.append((high, 1, one))

    # what it is asked

    def violation(self) -> tuple[float, dict[str, float]]:
        """
        By how much the counts together miss holding, and each count's share in the certificate.

        Returns:
            tuple: the least sum of slacks; id of a count to its multiplier, where that is not zero.
        """
        import numpy as np
        from scipy.optimize import linprog

        if not self.bounds:
            return 0.0, {}
        ids = sorted({held.id for _, _, held in self.bounds})
        position = {one: len(self.variables) + number for number, one in enumerate(ids)}
        rows = list(self.rows)
        start = len(rows)
        for variable, upper, one in self.bounds:
            if upper:
                rows.append(({variable: 1.0, position[one.id]: -1.0}, float(one.high or 0.0)))
            else:
                rows.append(({variable: -1.0, position[one.id]: -1.0}, -float(one.low or 0.0)))
        width = len(self.variables) + len(ids)
        cost = np.zeros(width)
        cost[len(self.variables) :] = 1.0
        found = linprog(cost, A_ub=_matrix(rows, width), b_ub=[most for _, most in rows], method="highs")
        if found.status != 0 or found.fun <= _SLACK:
            return 0.0, {}
        shares: dict[str, float] = {}
        for number, (_, _, one) in enumerate(self.bounds):
            factor = -float(found.ineqlin.marginals[start + number])
            if factor > _SLACK:
                shares[one.id] = shares.get(one.id, 0.0) + factor
        return float(found.fun), shares

    def range(self, quantity: Quantity, moment: Moment) -> tuple[Range, list[Held]]:
        """
        The least and greatest value of a quantity at a moment, and counts that alone give it.

        The range is empty where the counts cannot all hold, and open where nothing bounds the quantity.
        """
        import numpy as np

        at = self.variables.get((quantity, moment))
        if at is None:
            return Range(), []
        width = len(self.variables)
        least, most = np.zeros(width), np.full(width, np.inf)
        for variable, upper, one in self.bounds:
            if upper:
                most[variable] = min(most[variable], float(one.high or 0.0))
            else:
                least[variable] = max(least[variable], float(one.low or 0.0))
        if (least > most).any():
            return Range(1.0, 0.0), []
        low, below = self._end(at, 1.0, least, most)
        high, above = self._end(at, -1.0, least, most)
        return Range(low, high), sorted(
            {one.id: one for one in (*below, *above)}.values(), key=lambda one: one.id
        )

    def _end(
        self, at: int, sign: float, least: np.ndarray, most: np.ndarray
    ) -> tuple[float | None, list[Held]]:
        import numpy as np
        from scipy.optimize import linprog

        cost = np.zeros(len(least))
        cost[at] = sign
        found = linprog(
            cost,
            A_ub=_matrix(self.rows, len(least)) if self.rows else None,
            b_ub=[bound for _, bound in self.rows] if self.rows else None,
            bounds=np.column_stack([least, most]),
            method="highs",
        )
        if found.status == _INFEASIBLE:
            return (1.0 if sign > 0 else 0.0), []
        if found.status != 0:
            return None, []
        tight: dict[tuple[int, bool], Held] = {}
        for variable, upper, one in self.bounds:
            value = one.high if upper else one.low
            end = most if upper else least
            if value == end[variable]:
                tight.setdefault((variable, bool(upper)), one)
        used = []
        for upper, marginals in ((False, found.lower.marginals), (True, found.upper.marginals)):
            used += [
                tight[int(variable), upper]
                for variable in np.flatnonzero(np.abs(marginals) > _SLACK)
                if (int(variable), upper) in tight
            ]
        return _rounded(sign * float(found.fun)), used


_INFEASIBLE = 2


def _rounded(value: float) -> float:
    near = round(value)
    return float(near) if abs(value - near) < _SLACK else value


def _matrix(rows: Sequence[tuple[dict[int, float], float]], width: int) -> csr_matrix:
    from scipy.sparse import csr_matrix

    columns = [variable for row, _ in rows for variable in row]
    factors = [factor for row, _ in rows for factor in row.values()]
    starts = [0]
    for row, _ in rows:
        starts.append(starts[-1] + len(row))
    return csr_matrix((factors, columns, starts), shape=(len(rows), width))


def terms_of(
    place: str, unit: str, given: Iterable[Quantity], rules: Rules
) -> tuple[list[Quantity], list[Quantity], list[Quantity]]:
    """
    The quantities of a place's balance: who left it, who came into it, who remain in it.

    Those who left are counted where they arrived, in its outermost places and for the whole group; where nobody
    counted arrivals, by those who departed.
    """
    role = {one: rules.known[one.measure].balance for one in given if one.unit == unit}
    moved = [one for one, what in role.items() if what == "left" and one.from_place == place]
    whole = [one for one in moved if " " not in one.group] or moved
    first = min((one.measure for one in whole), default="")
    same = [one for one in whole if one.measure == first]
    places = {one.place for one in same}
    left = [one for one in same if not places & set(line(one.place, rules.parents)[1:])]
    came = [one for one, what in role.items() if what == "in" and one.place == place]
    remain = [one for one, what in role.items() if what == "remaining" and one.place == place]
    return sorted(left), sorted(came), sorted(remain)


def core(helds: Sequence[Held], rules: Rules) -> Core | None:
    """
    A minimal set of counts that cannot all hold, or None where they can.

    The certificate of the program names a set; of it each count in order of its id is left out where the rest still
    cannot hold.
    """
    gap, shares = Program(helds, rules).violation()
    if not shares:
        return None
    members = sorted((one for one in helds if one.id in shares), key=lambda one: one.id)
    for one in list(members):
        if one not in members:
            continue
        rest = [other for other in members if other is not one]
        missed, again = Program(rest, rules).violation()
        if missed > 0:
            members = [other for other in rest if other.id in again]
    gap, shares = Program(members, rules).violation()
    if gap <= 0:  # what the certificate named is feasible by itself: the solver's arithmetic, not a conflict
        return None
    return Core(tuple(members), _rounded(gap), tuple(_rounded(gap / shares[one.id]) for one in members))
