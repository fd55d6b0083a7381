"""The road network at an instant: what is reachable, in how many hours, and on which single legs it hangs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import rustworkx as rx

from needline.model import Leg, LegState

PASSABLE = {"open", "restricted", "unknown"}
DOUBTFUL = {"restricted", "unknown"}
_NO_TIME = 1.0


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
    """

    def __init__(self, legs: Iterable[Leg], states: Iterable[LegState], entries: Sequence[str]) -> None:
        self.legs = {leg.id: leg for leg in legs if leg.from_place and leg.to_place}
        self.states: dict[str, list[LegState]] = {}
        for state in sorted(states, key=lambda one: (_began(one), one.id)):
            self.states.setdefault(state.leg, []).append(state)
        self.places = sorted({end for leg in self.legs.values() for end in (leg.from_place, leg.to_place)})
        self.entries = [entry for entry in entries if entry in self.places]

    def state(self, leg: str, instant: dt.datetime) -> str:
        """The state of a leg at an instant."""
        holding = [
            one
            for one in self.states.get(leg, [])
            if (one.from_time is None or one.from_time <= instant)
            and (one.to_time is None or instant <= one.to_time)
        ]
        return holding[-1].state if holding else "unknown"

    def roads(self, instant: dt.datetime) -> dict[str, Road]:
        """
        How each place is reached at an instant; places that cannot be reached are left out.

        A road open all the way stands before a shorter one that is restricted or of unknown state; the legs a
        place hangs on are those without which no road of the same kind would lead there.
        """
        state = {leg: self.state(leg, instant) for leg in self.legs}
        passable = [leg for leg in self.legs if state[leg] in PASSABLE]
        wide_open = [leg for leg in passable if state[leg] not in DOUBTFUL]
        found = self._hanging(wide_open)
        doubtful = {
            place: road._replace(restricted=True)
            for place, road in self._hanging(passable).items()
            if place not in found
        }
        return dict(sorted({**found, **doubtful}.items()))

    def _hanging(self, legs: Sequence[str]) -> dict[str, Road]:
        """How each place is reached by these legs, with those of its road that it hangs on."""
        roads = self._roads(legs)
        tried = sorted({leg for road in roads.values() for leg in road.legs})
        lost = {leg: set(roads) - set(self._reached([one for one in legs if one != leg])) for leg in tried}
        return {
            place: road._replace(only=[leg for leg in road.legs if place in lost[leg]])
            for place, road in roads.items()
        }

    def cut_off_since(self, place: str, instant: dt.datetime) -> dt.datetime | None:
        """Since when a place that cannot be reached at an instant could not; None where it never could before."""
        changes = {
            time
            for ones in self.states.values()
            for one in ones
            for time in (one.from_time, one.to_time and one.to_time + dt.timedelta(microseconds=1))
            if time is not None and time <= instant
        }
        since = None
        for change in sorted(changes, reverse=True):
            passable = [leg for leg in self.legs if self.state(leg, change) in PASSABLE]
            if place in self._reached(passable):
                return since
            since = change
        return since

    def behind(self, roads: Mapping[str, Road]) -> dict[str, list[str]]:
        """For each leg that is the only way to somewhere, the places that hang on it."""
        found: dict[str, list[str]] = {}
        for place, road in sorted(roads.items()):
            for leg in road.only:
                found.setdefault(leg, []).append(place)
        return found

    def _graph(self, legs: Iterable[str]) -> tuple[rx.PyGraph[str, str], dict[str, int]]:
        graph: rx.PyGraph[str, str] = rx.PyGraph()
        nodes = dict(zip(self.places, graph.add_nodes_from(self.places), strict=True))
        for id_ in legs:
            leg = self.legs[id_]
            graph.add_edge(nodes[leg.from_place], nodes[leg.to_place], id_)
        return graph, nodes

    def _reached(self, legs: Iterable[str]) -> dict[str, list[str]]:
        """Each place with the entries from which these legs lead there."""
        graph, nodes = self._graph(legs)
        found: dict[str, list[str]] = {}
        for entry in self.entries:
            for node in sorted({nodes[entry], *rx.descendants(graph.to_directed(), nodes[entry])}):
                found.setdefault(self.places[node], []).append(entry)
        return found

    def _roads(self, legs: Sequence[str]) -> dict[str, Road]:
        graph, nodes = self._graph(legs)
        entries = self._reached(legs)
        best: dict[str, tuple[float, list[str]]] = {place: (0.0, []) for place in self.entries}
        for entry in self.entries:
            paths = rx.dijkstra_shortest_paths(graph, nodes[entry], weight_fn=self._time)
            for node in sorted(paths):
                path = self._path(graph, list(paths[node]))
                hours = sum(self._time(leg) for leg in path)
                place = self.places[node]
                if place not in best or hours < best[place][0]:
                    best[place] = (hours, path)
        return {
            place: Road(entries[place], self._hours(path), restricted=False, legs=path, only=[])
            for place, (_, path) in sorted(best.items())
        }

    def _path(self, graph: rx.PyGraph[str, str], nodes: list[int]) -> list[str]:
        """The quickest legs along a way of nodes."""
        pairs = pairwise(nodes)
        return [min(graph.get_all_edge_data(a, b), key=lambda leg: (self._time(leg), leg)) for a, b in pairs]

    def _time(self, leg: str) -> float:
        hours = self.legs[leg].hours
        return _NO_TIME if hours is None else hours

    def _hours(self, legs: Iterable[str]) -> float | None:
        times = [self.legs[leg].hours for leg in legs]
        return (
            None if any(time is None for time in times) else sum(time for time in times if time is not None)
        )


def _began(state: LegState) -> dt.datetime:
    return state.from_time or dt.datetime.min.replace(tzinfo=dt.UTC)
