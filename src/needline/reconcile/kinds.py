"""Kinds of measure and how they behave in time: needline's own in `kinds.toml`, and those of a mission."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from needline.model import Kind, Mission


@cache
def _own() -> dict[str, Kind]:
    text = files("needline.reconcile").joinpath("kinds.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Kind])


def kinds(mission: Mission) -> dict[str, Kind]:
    """All kinds of measure by name; the mission's own come before needline's of the same name."""
    return {**_own(), **mission.kinds}


def part_of(measure: str, known: dict[str, Kind]) -> list[str]:
    """The measures that a measure is part of, nearest first ("housed" gives "arrived_cumulative")."""
    found: list[str] = []
    while measure in known and (measure := known[measure].part_of) and measure not in found:
        found.append(measure)
    return found
