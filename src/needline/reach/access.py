"""Places, single legs and changes of the network as rows, each with the people who depend on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from needline.model import (
    Access,
    AccessChange,
    Leg,
    LegState,
    Mission,
    Place,
    Population,
    Range,
    Recipe,
    SingleLeg,
    content_id,
)
from needline.model.route import classes
from needline.reach.network import Network, Road

People = Mapping[tuple[str, str], Population]
_AFTER = dt.timedelta(microseconds=1)


class Roads:
    """
    The roads of a mission at its instant.

    Args:
        mission: its entries, its instant, the vehicles it asks for, and the instant it compares with.
        legs, states: as read.
        people: population of each place and group.
        places: which place lies in which.
    """

    def __init__(
        self,
        mission: Mission,
        legs: Sequence[Leg],
        states: Sequence[LegState],
        people: People,
        places: Iterable[Place],
    ) -> None:
        self.mission, self.legs, self.states, self.people = mission, legs, states, people
        self.parents = {place.id: place.parent for place in places}
        self._under: dict[str, list[str]] = {}
        for place, parent in self.parents.items():
            self._under.setdefault(parent, []).append(place)

    def vehicles(self) -> list[str]:
        """Whatever gets through (""), then the classes the mission asks for, else those that files name."""
        written = [*(leg.vehicle for leg in self.legs), *(state.vehicle for state in self.states)]
        named = {one for vehicle in written for one in classes(vehicle)}
        asked = [one for vehicle in self.mission.vehicles for one in classes(vehicle)]
        return ["", *dict.fromkeys(asked or sorted(named))]

    def network(self, vehicle: str = "") -> Network:
        """The network of a class of vehicle."""
        return Network(self.legs, self.states, self.mission.entries, vehicle)

    def rows(self) -> tuple[list[Access], list[SingleLeg]]:
        """Whether each place can be reached, and the legs that are the only way to some, by vehicle."""
        access: list[Access] = []
        single: list[SingleLeg] = []
        for vehicle in self.vehicles():
            one, two = self._by(self.network(vehicle))
            access, single = access + one, single + two
        return access, single

    def _by(self, network: Network) -> tuple[list[Access], list[SingleLeg]]:
        instant = self.mission.as_of
        every = network.any_roads(instant)
        roads = network.roads(instant, every)
        behind, cut = network.behind(roads), network.behind(every)
        living = {leg: self.living(places) for leg, places in behind.items()}
        lost = [place for place in network.places if place not in roads]
        since, edges = network.cut_off_since(lost, instant), network.edges(instant) if lost else {}
        access = [
            self._place(network, place, roads.get(place), living, since.get(place), edges.get(place, []))
            for place in network.places
        ]
        single = [
            self._leg(network, leg, places, living[leg], cut.get(leg, []))
            for leg, places in sorted(behind.items())
        ]
        return access, single

    def living(self, places: Iterable[str]) -> Range:
        """
        How many people live in some places and in what lies in them: never more than their area's whole.

        Unknown where nobody's population is known there.
        """
        counted = self._counted(places)
        areas: dict[tuple[str, str], Range] = {}
        for where, group in sorted(counted):
            one, area = self.people[where, group].people, (self.parents.get(where, ""), group)
            areas[area] = areas[area] + one if area in areas else one
        if not areas:
            return Range()
        total = Range(0.0, 0.0)
        for area, found in sorted(areas.items()):
            most = self.people[area].people.high if area in self.people else None
            total += found & Range(None, most)
        return total

    def _counted(self, places: Iterable[str]) -> set[tuple[str, str]]:
        """
        Places and groups whose population is known, none inside another.

        A place without one stands for what lies in it, never for what it lies in.
        """
        groups = [group.id for group in self.mission.groups]
        found: set[tuple[str, str]] = set()
        wanted = set(places)
        for place in sorted(wanted):
            if any(above in wanted for above in self._above(place)):
                continue
            for group in groups:
                found |= self._finest(place, group, set())
        return found

    def _finest(self, place: str, group: str, seen: set[str]) -> set[tuple[str, str]]:
        if (place, group) in self.people:
            return {(place, group)}
        if place in seen:
            return set()
        below = (self._finest(one, group, seen | {place}) for one in self._under.get(place, []))
        return set().union(*below)

    def _above(self, place: str) -> list[str]:
        line: list[str] = []
        while (place := self.parents.get(place, "")) and place not in line:
            line.append(place)
        return line

    def _place(
        self,
        network: Network,
        place: str,
        road: Road | None,
        living: Mapping[str, Range],
        since: dt.datetime | None,
        edge: list[str],
    ) -> Access:
        instant = self.mission.as_of
        legs = road.legs if road else edge
        people = living[road.only[0]] if road and road.only else Range() if road else self.living([place])
        return Access(
            id=content_id("access", place, instant, *([network.vehicle] if network.vehicle else [])),
            place=place,
            instant=instant,
            vehicle=network.vehicle,
            reachable_from=road.entries if road else [],
            restricted=road.restricted if road else False,
            hours=road.hours if road else None,
            only_legs=road.only if road else [],
            people_behind_low=people.low,
            people_behind_high=people.high,
            cut_off_since=since,
            trace=[f"places/{place}", *_evidence(network, legs, instant if road else None)],
            recipe=self._recipe("access@2", network).text(),
        )

    def _leg(self, network: Network, leg: str, places: list[str], people: Range, cut: list[str]) -> SingleLeg:
        instant, lost = self.mission.as_of, people if cut == places else self.living(cut)
        return SingleLeg(
            id=content_id("single_leg", leg, instant, network.vehicle),
            leg=leg,
            instant=instant,
            vehicle=network.vehicle,
            state=network.state(leg, instant),
            places=places,
            people_low=people.low,
            people_high=people.high,
            cut=cut,
            cut_low=lost.low,
            cut_high=lost.high,
            trace=[
                *_evidence(network, [leg], instant),
                *(f"figures/{figure}" for figure in self._figures(places)),
                *(f"places/{place}" for place in places),
            ],
            recipe=self._recipe("single_leg@1", network).text(),
        )

    def _figures(self, places: Iterable[str]) -> list[str]:
        return sorted({one for key in self._counted(places) for one in self.people[key].figures})

    def changes(self) -> list[AccessChange]:
        """
        Places whose access is not what it was: at the instant the mission compares with, else before the last change.

        None where no leg ever changed.
        """
        network = self.network()
        after = self.mission.as_of
        before = self.compared_with(network)
        if before is None or before >= after:
            return []
        then, now = network.roads(before), network.roads(after)
        turned = [leg for leg in network.legs if network.state(leg, before) != network.state(leg, after)]
        recipe = Recipe(
            rule="access_change@1", table="legs", rows=len(network.legs),
            args={"before": before.isoformat(), "after": after.isoformat()},
        ).text()  # fmt: skip
        found = []
        for place in network.places:
            one, two = then.get(place), now.get(place)
            if _way(one) == _way(two) and (one and one.hours) == (two and two.hours):
                continue
            used = {leg for road in (one, two) if road for leg in road.legs}
            legs = sorted(used & set(turned)) or sorted(turned)
            states = [
                held
                for leg in legs
                for time in (before, after)
                if (held := network.holding(leg, time)) is not None
            ]
            found.append(
                AccessChange(
                    id=content_id("access_change", place, before, after),
                    place=place,
                    before=before,
                    after=after,
                    was=_way(one),
                    now=_way(two),
                    hours_before=one.hours if one else None,
                    hours_after=two.hours if two else None,
                    legs=legs,
                    trace=[
                        f"places/{place}",
                        *(f"legs/{leg}" for leg in legs),
                        *dict.fromkeys(f"leg_states/{held.id}" for held in states),
                    ],
                    recipe=recipe,
                )
            )
        return found

    def compared_with(self, network: Network) -> dt.datetime | None:
        """The earlier instant: what the mission says, else just before the last change of a leg."""
        if self.mission.compared_with is not None:
            return self.mission.compared_with.end
        last = network.last_change(self.mission.as_of)
        return last - _AFTER if last else None

    def _recipe(self, rule: str, network: Network) -> Recipe:
        args = {"instant": self.mission.as_of.isoformat(), "vehicle": network.vehicle}
        return Recipe(rule=rule, table="legs", rows=len(network.legs), args=args)


def _evidence(network: Network, legs: Sequence[str], instant: dt.datetime | None) -> list[str]:
    """Refs of legs, and of the states that hold on them at an instant; of all that are known, where it is None."""
    states = [
        one
        for leg in legs
        for one in (network.states.get(leg, []) if instant is None else [network.holding(leg, instant)])
        if one is not None
    ]
    return [*(f"legs/{leg}" for leg in legs), *(f"leg_states/{one.id}" for one in states)]


def _way(road: Road | None) -> str:
    if road is None:
        return "none"
    return "restricted" if road.restricted else "open"
