"""What the response reached, and which places can be reached at all."""

from __future__ import annotations

import datetime as dt

import msgspec


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """
    People reached in a place, group and sector.

    Args:
        id: hash of place, group and sector.
        place, group, sector: whom; an empty group means all people of the place.
        reached_low: the largest single activity: people are not summed where they may be the same.
        reached_high: the sum, were all of them different people; never above the population.
        planned: people of planned activities, apart.
        organisations: who.
        uncounted: activities that could not be counted in people (kits for households without a size).
        trace: refs of the activities.
        recipe: how it is computed again.
    """

    id: str
    place: str
    group: str
    sector: str
    reached_low: float | None
    reached_high: float | None
    planned: float | None
    organisations: list[str]
    uncounted: int
    trace: list[str]
    recipe: str


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """
    Whether a place can be reached by road at an instant.

    Args:
        id: hash of place and instant.
        place, instant: which, when.
        reachable_from: entries from which an open road leads there.
        restricted: True where every such road has a leg that is restricted or of unknown state.
        hours: the shortest of them, in usual hours; None where it cannot be reached or no time is known.
        only_legs: legs without which it could not be reached.
        people_behind_low, people_behind_high: people who depend on those legs; None where not known.
        cut_off_since: since when no open road leads there; None where one does.
        trace: refs of the legs and states used.
        recipe: how it is computed again.
    """

    id: str
    place: str
    instant: dt.datetime
    reachable_from: list[str]
    restricted: bool
    hours: float | None
    only_legs: list[str]
    people_behind_low: float | None
    people_behind_high: float | None
    cut_off_since: dt.datetime | None
    trace: list[str]
    recipe: str
