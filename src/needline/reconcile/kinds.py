"""Kinds of measure, how they behave and relate: needline's own in `kinds.toml` and `lists.toml`, and a mission's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from needline.errors import near
from needline.model import Kind, Mission, Problem, problem


@cache
def _own() -> dict[str, Kind]:
    text = files("needline.reconcile").joinpath("kinds.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Kind])


@cache
def _own_partitions() -> tuple[frozenset[str], ...]:
    text = files("needline.reconcile").joinpath("lists.toml").read_text("utf-8")
    return tuple(frozenset(one) for one in tomllib.loads(text)["partitions"])


def kinds(mission: Mission) -> dict[str, Kind]:
    """All kinds of measure by name; the mission's own come before needline's of the same name."""
    return {**_own(), **mission.kinds}


def partitions(mission: Mission) -> list[frozenset[str]]:
    """The sets of words that divide a group into parts that are all of it."""
    own = [frozenset(word.casefold() for word in one) for one in mission.figures.partitions]
    return list(dict.fromkeys([*_own_partitions(), *own]))


def part_of(measure: str, known: Mapping[str, Kind]) -> list[str]:
    """The measures that a measure is part of, nearest first ("housed" gives "arrived_cumulative")."""
    found: list[str] = []
    while measure in known and (measure := known[measure].part_of) and measure not in found:
        found.append(measure)
    return found


def faults(mission: Mission) -> list[Problem]:
    """Relations of the mission's own kinds that name no measure, or lead back to where they began."""
    known = kinds(mission)
    found = []
    for name, kind in mission.kinds.items():
        for field in ("part_of", "difference_of"):
            named = getattr(kind, field)
            if named and named not in known:
                told = f'"{named}" is no measure, so that {name} is compared with none.'
                found.append(_fault(f"kinds.{name}, {field}", told, near(named, known)))
        if name in part_of(name, known):
            told = f"{' is part of '.join([name, *part_of(name, known)])}: a circle, read as equal."
            found.append(_fault(f"kinds.{name}, part_of", told, "Take one of them out."))
        rises = known.get(kind.difference_of)
        if rises is not None and rises.behaviour != "cumulative":
            told = f"{kind.difference_of} is no cumulative measure; only of one is a flow the rise."
            found.append(_fault(f"kinds.{name}, difference_of", told, "Name a cumulative measure."))
    return found


def _fault(where: str, found: str, mend: str) -> Problem:
    return problem("kind", "mission.toml", where, found, mend, "warning")
