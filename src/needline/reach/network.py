"""The road network at an instant: what is reachable, in how many hours, and on which single legs it hangs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import rustworkx as rx

from needline.model import Leg, LegState
from needline.model.route import usable

PASSABLE = {"open", "restricted", "unknown"}
DOUBTFUL = {"restricted", "unknown"}
_NO_TIME = 1.0
_RANK = 1e-9
_AFTER = dt.timedelta(microseconds=1)


Graph = rx.PyGraph[str, str | int]
"""Places as nodes; on edges the id of a leg, or the rank of an entry."""


class Road(NamedTuple):
    """
    How a place is reached.

    Args:
        entries: from which entries.
        hours: of the shortest road; None where a leg of it has no time.
        restricted: True where no road is open all the way.
        legs: the legs of the shortest road, from the entry.
        only: of these, the legs without which no road of that kind would lead to the place.
    """

    entries: list[str]
    hours: float | None
    restricted: bool
    legs: list[str]
    only: list[str]


class Network:
    """
    Legs between places, and their states through time.

    Args:
        legs: usable both ways; one whose ends are not known places is left out.
        states: a leg that no state speaks of at an instant is of unknown state; of several, the one that began
            last holds.
        entries: places through which one enters.
        vehicle: class of vehicle that travels; empty for whatever gets through.
    """

    def __init__(
        self, legs: Iterable[Leg], states: Iterable[LegState], entries: Sequence[str], vehicle: str = ""
    ) -> None:
        self.legs = {leg.id: leg for leg in legs if leg.from_place and leg.to_place}
        self.states: dict[str, list[LegState]] = {}
        for state in sorted(states, key=lambda one: (_began(one), one.id)):
            self.states.setdefault(state.leg, []).append(state)
        self.places = sorted({end for leg in self.legs.values() for end in (leg.from_place, leg.to_place)})
        self.entries = [entry for entry in dict.fromkeys(entries) if entry in set(self.places)]
        self.vehicle = vehicle
        self._held: dict[tuple[str, dt.datetime], LegState | None] = {}
        self._at = {place: at for at, place in enumerate(self.places)}

    def holding(self, leg: str, instant: dt.datetime) -> LegState | None:
        """The state that holds on a leg at an instant: of several, the one that began last."""
        key = leg, instant
        if key not in self._held:
            self._held[key] = self._find(leg, instant)
        return self._held[key]

    def _find(self, leg: str, instant: dt.datetime) -> LegState | None:
        holding = [
            one
            for one in self.states.get(leg, [])
            if (one.from_time is None or one.from_time <= instant)
            and (one.to_time is None or instant <= one.to_time)
        ]
        return holding[-1] if holding else None

    def state(self, leg: str, instant: dt.datetime) -> str:
        """The state of a leg at an instant, for the network's vehicle."""
        found = self.holding(leg, instant)
        able = (found and found.vehicle) or (self.legs[leg].vehicle if leg in self.legs else "")
        if not usable(able, self.vehicle):
            return "closed"
        return found.state if found else "unknown"

    def roads(self, instant: dt.datetime, any_roads: Mapping[str, Road] | None = None) -> dict[str, Road]:
        """
        How each place is reached at an instant; places that cannot be reached are left out.

        A road open all the way stands before a shorter one that is restricted or of unknown state; the legs a
        place hangs on are those without which no road of the same kind would lead there.

        Args:
            instant: which.
            any_roads: as the method of that name gives them, where they are had already.
        """
        state = {leg: self.state(leg, instant) for leg in self.legs}
        wide_open = [leg for leg in self.legs if state[leg] in PASSABLE - DOUBTFUL]
        found = self._roads(wide_open)
        doubtful = {
            place: road._replace(restricted=True)
            for place, road in (self.any_roads(instant) if any_roads is None else any_roads).items()
            if place not in found
        }
        return dict(sorted({**found, **doubtful}.items()))

    def any_roads(self, instant: dt.datetime) -> dict[str, Road]:
        """How each place is reached by the shortest road, be it open or restricted."""
        return self._roads([leg for leg in self.legs if self.state(leg, instant) in PASSABLE])

    def cut_off_since(self, places: Iterable[str], instant: dt.datetime) -> dict[str, dt.datetime]:
        """
        Since when places that cannot be reached at an instant could not; without those that never could before.

        The states of legs are followed backward, change by change, until each place could last be reached.
        """
        waiting, found = set(places) & set(self.places), dict[str, dt.datetime]()
        changes = self._changes(instant)
        passable = {leg for leg in self.legs if self.state(leg, instant) in PASSABLE}
        graph = self._graph([])
        edges = {leg: self._add(graph, leg) for leg in sorted(passable)}
        for time in sorted(changes, reverse=True):
            if not waiting:
                break
            before = {leg for leg in changes[time] if self.state(leg, time - _AFTER) in PASSABLE}
            gained, lost = before - edges.keys(), (changes[time] & edges.keys()) - before
            for leg in lost:
                graph.remove_edge_from_index(edges.pop(leg))
            edges |= {leg: self._add(graph, leg) for leg in gained}
            if gained:
                now = waiting & self._reachable(graph)
                found |= dict.fromkeys(now, time)
                waiting -= now
        return found

    def _changes(self, instant: dt.datetime) -> dict[dt.datetime, set[str]]:
        """The instants up to one at which a state begins or has ended, with the legs."""
        changes: dict[dt.datetime, set[str]] = {}
        for leg in self.legs:
            for one in self.states.get(leg, []):
                for time in (one.from_time, one.to_time and one.to_time + _AFTER):
                    if time is not None and time <= instant:
                        changes.setdefault(time, set()).add(leg)
        return changes

    def last_change(self, instant: dt.datetime) -> dt.datetime | None:
        """The last instant up to one at which the state of a leg became another; None where none ever did."""
        changes = self._changes(instant)
        for time in sorted(changes, reverse=True):
            if any(self.state(leg, time) != self.state(leg, time - _AFTER) for leg in changes[time]):
                return time
        return None

    def edges(self, instant: dt.datetime) -> dict[str, list[str]]:
        """For each place, the closed legs at the edge of its part of the network."""
        passable = [leg for leg in self.legs if self.state(leg, instant) in PASSABLE]
        part = {
            node: at
            for at, nodes in enumerate(rx.connected_components(self._graph(passable)))
            for node in nodes
        }
        found: dict[int, list[str]] = {}
        for id_, leg in sorted(self.legs.items()):
            one, two = part[self._at[leg.from_place]], part[self._at[leg.to_place]]
            if one != two:
                found.setdefault(one, []).append(id_)
                found.setdefault(two, []).append(id_)
        return {place: found.get(part[at], []) for place, at in self._at.items()}

    def behind(self, roads: Mapping[str, Road]) -> dict[str, list[str]]:
        """For each leg that is the only way to somewhere, the places that hang on it."""
        found: dict[str, list[str]] = {}
        for place, road in sorted(roads.items()):
            for leg in road.only:
                found.setdefault(leg, []).append(place)
        return found

    def _graph(self, legs: Iterable[str]) -> Graph:
        """Places as nodes in their order, and legs as edges."""
        graph: Graph = rx.PyGraph()
        graph.add_nodes_from(self.places)
        at = self._at
        graph.add_edges_from(
            [(at[self.legs[leg].from_place], at[self.legs[leg].to_place], leg) for leg in legs]
        )
        return graph

    def _add(self, graph: Graph, leg: str) -> int:
        """Add a leg to a graph, and say which edge it is."""
        return graph.add_edge(self._at[self.legs[leg].from_place], self._at[self.legs[leg].to_place], leg)

    def _reachable(self, graph: Graph) -> set[str]:
        """The places to which legs lead from any entry."""
        starts = {self._at[entry] for entry in self.entries}
        parts = rx.connected_components(graph)
        return {self.places[node] for part in parts if not starts.isdisjoint(part) for node in part}

    def _roads(self, legs: Sequence[str]) -> dict[str, Road]:
        """How each place is reached by these legs: the shortest road, and which of its legs are the only ones."""
        graph = self._graph(legs)
        entries: dict[int, list[str]] = {}
        for part in rx.connected_components(graph):
            here = [entry for entry in self.entries if self._at[entry] in part]
            entries |= dict.fromkeys(part, here) if here else {}
        origin = graph.add_node("")
        for rank, entry in enumerate(self.entries):  # twice, so that an entry hangs on no leg
            graph.add_edges_from([(origin, self._at[entry], rank), (origin, self._at[entry], rank)])
        single = self._single(graph)
        paths = rx.dijkstra_shortest_paths(graph, origin, weight_fn=self._time)
        quickest = self._quickest(legs)
        found = {}
        for node in sorted(entries):
            way = list(paths[node]) if node in paths else []
            path = [quickest[min(a, b), max(a, b)] for a, b in pairwise(way[1:])]
            only = [leg for leg in path if leg in single]
            found[self.places[node]] = Road(
                entries[node], self._hours(path), restricted=False, legs=path, only=only
            )
        return dict(sorted(found.items()))

    def _quickest(self, legs: Iterable[str]) -> dict[tuple[int, int], str]:
        """The quickest leg between each two places; of equal ones the first by id."""
        found: dict[tuple[int, int], str] = {}
        for leg in sorted(legs, key=lambda one: (self._time(one), one)):
            one, two = self._at[self.legs[leg].from_place], self._at[self.legs[leg].to_place]
            found.setdefault((min(one, two), max(one, two)), leg)
        return found

    def _single(self, graph: Graph) -> set[str]:
        """The bridges of a network: legs beside which no other way round leads."""
        pairs: dict[tuple[int, int], list[str | int]] = {}
        for one, two, leg in graph.weighted_edge_list():
            pairs.setdefault((min(one, two), max(one, two)), []).append(leg)
        between = (pairs[min(pair), max(pair)] for pair in rx.bridges(graph))
        return {str(legs[0]) for legs in between if len(legs) == 1}

    def _time(self, leg: str | int) -> float:
        """Hours of a leg; next to nothing for an entry, the first ones least, so that of equal ways one is chosen."""
        if isinstance(leg, int):
            return leg * _RANK
        hours = self.legs[leg].hours
        return _NO_TIME if hours is None else hours

    def _hours(self, legs: Iterable[str]) -> float | None:
        times = [self.legs[leg].hours for leg in legs]
        return (
            None if any(time is None for time in times) else sum(time for time in times if time is not None)
        )


def _began(state: LegState) -> dt.datetime:
    return state.from_time or dt.datetime.min.replace(tzinfo=dt.UTC)
