"""What the response reached, and which places can be reached at all."""

from __future__ import annotations

import datetime as dt

import msgspec


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """
    People reached in a place, group and sector, by activities there and in the places that lie in it.

    Args:
        id: hash of place, group and sector.
        place, group, sector: whom; an empty group means people of whatever group, an empty sector that none is known.
        reached_low: the fewest different people: the largest single activity, more where the records state different
            people by sex, age or place; None where none could be counted.
        reached_high: the sum, were all of them different people; never above the population.
        ongoing_low, ongoing_high: of these, by activities that go on.
        completed_low, completed_high: of these, by activities that are completed.
        planned: people whom planned activities aim at, at least.
        planned_high: their sum, were all of them different people.
        targeted_low, targeted_high: people at whom activities of any status aim, cancelled ones left out.
        stated: the sum of people reached as the records state it, before the population caps it.
        organisations: who.
        activities: how many activities stand in it, those of places that lie in it among them.
        uncounted: activities that could not be counted in people (kits for households without a size).
        flags: what a reader must know: capped at the population, without a date.
        trace: refs of the activities here, and of the coverage of places that lie in it.
        recipe: how it is computed again.
    """

    id: str
    place: str
    group: str
    sector: str
    reached_low: float | None
    reached_high: float | None
    ongoing_low: float | None = None
    ongoing_high: float | None = None
    completed_low: float | None = None
    completed_high: float | None = None
    planned: float | None
    planned_high: float | None = None
    targeted_low: float | None = None
    targeted_high: float | None = None
    stated: float | None = None
    organisations: list[str]
    activities: int = 0
    uncounted: int
    flags: list[str] = []
    trace: list[str]
    recipe: str


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """
    What one organisation does in one sector, over all places and groups.

    Args:
        id: hash of organisation and sector.
        organisation: who; empty for all organisations together.
        sector: id of a sector; empty where none is known, "all" for all of them together.
        reached_low, reached_high: people reached; over several sectors at least those of the largest one.
        targeted_low, targeted_high: people aimed at.
        planned_low, planned_high: people aimed at by planned activities.
        places: in how many places.
        activities: how many.
        unplaced: of these, without a known place; they are in no number of people.
        uncounted: of these, not countable in people.
        partners, donors: with whom, with whose money.
        trace: refs of the activities.
        recipe: how it is computed again.
    """

    id: str
    organisation: str
    sector: str
    reached_low: float | None
    reached_high: float | None
    targeted_low: float | None
    targeted_high: float | None
    planned_low: float | None
    planned_high: float | None
    places: int
    activities: int
    unplaced: int
    uncounted: int
    partners: list[str]
    donors: list[str]
    trace: list[str]
    recipe: str


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """
    Whether a place can be reached by road at an instant.

    Args:
        id: hash of place, instant and vehicle.
        place, instant: which, when.
        vehicle: class of vehicle; empty for whatever gets through.
        reachable_from: entries from which an open road leads there.
        restricted: True where every such road has a leg that is restricted or of unknown state.
        hours: the shortest of them, in usual hours; None where it cannot be reached or no time is known.
        only_legs: legs without which it could not be reached.
        people_behind_low, people_behind_high: people who depend on those legs, or of a place that cannot be reached,
            who live there; None where not known.
        cut_off_since: since when no open road leads there; None where one does.
        trace: refs of the legs and states used.
        recipe: how it is computed again.
    """

    id: str
    place: str
    instant: dt.datetime
    vehicle: str = ""
    reachable_from: list[str]
    restricted: bool
    hours: float | None
    only_legs: list[str]
    people_behind_low: float | None
    people_behind_high: float | None
    cut_off_since: dt.datetime | None
    trace: list[str]
    recipe: str


class SingleLeg(msgspec.Struct, frozen=True, kw_only=True):
    """
    A leg on which places depend at an instant: a bridge of the network.

    Args:
        id: hash of leg, instant and vehicle.
        leg, instant: which, when.
        vehicle: class of vehicle; empty for whatever gets through.
        state: open, restricted or unknown.
        places: codes of the places behind it: without it no road of the kind they have, open or restricted, is left.
        people_low, people_high: who live there; None where not known.
        cut: of these places, those to which no road at all would be left.
        cut_low, cut_high: who live there; None where not known, or where there is no such place.
        trace: refs of the leg, its states, and the places.
        recipe: how it is computed again.
    """

    id: str
    leg: str
    instant: dt.datetime
    vehicle: str
    state: str
    places: list[str]
    people_low: float | None
    people_high: float | None
    cut: list[str]
    cut_low: float | None
    cut_high: float | None
    trace: list[str]
    recipe: str


class AccessChange(msgspec.Struct, frozen=True, kw_only=True):
    """
    A place whose access is not what it was at an earlier instant.

    Args:
        id: hash of place and both instants.
        place: which.
        before, after: the two instants.
        was, now: open, restricted, or none, where no road led there.
        hours_before, hours_after: of the shortest road; None where there is none, or no time is known.
        legs: legs whose state changed between the two.
        trace: refs of the legs and their states.
        recipe: how it is computed again.
    """

    id: str
    place: str
    before: dt.datetime
    after: dt.datetime
    was: str
    now: str
    hours_before: float | None
    hours_after: float | None
    legs: list[str]
    trace: list[str]
    recipe: str


class LegClaim(msgspec.Struct, frozen=True, kw_only=True):
    """
    A claim that speaks of a leg of road: its state, restrictions of movement on it, or who controls it.

    Args:
        id: hash of leg and claim.
        leg: the leg's id.
        claim: the claim's id.
        named: how the passage names it, as written: the leg's own name, or both its ends.
        about: what of: state, movement, control; sorted.
        words: the words by which that is seen, as written.
        trace: refs of the leg and the claim.
        recipe: how it is found again.
    """

    id: str
    leg: str
    claim: str
    named: str
    about: list[str]
    words: list[str]
    trace: list[str]
    recipe: str
