"""The mission: its question, its date, its people, and the settings everything else follows."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from needline.model.when import When

Name = Annotated[str, Meta(min_length=1)]
"""A short name, used in files."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """
    A population group of the mission ("those who remain", "those who left").

    Args:
        id: short name, used in files.
        names: as shown, one a language or a wording; the first leads.
        stands_for: what other files call these people ("displaced", "Armenians").
        population: the measure whose reconciled figure is this group's number of people.
        from_place: where they came from, for a group that moved; empty otherwise.
        within: the place in which the group now lives; its areas are judged under it.
    """

    id: Name
    names: Annotated[list[str], Meta(min_length=1)]
    stands_for: list[str] = []
    population: str = ""
    from_place: str = ""
    within: str = ""


class Sector(msgspec.Struct, frozen=True, kw_only=True):
    """A sector of the response ("shelter"): id as in files, name as shown."""

    id: Name
    name: str


class Standard(msgspec.Struct, frozen=True, kw_only=True):
    """A standard the mission judges by, pinned to a version."""

    name: str
    version: str


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Settings that decide what is shown and who counts as in need.

    Args:
        cell_households: cells of fewer households are hidden in everything that leaves.
        need_severity: a household at this severity (2 to 5) or above is in need.
        area_share: share of people that sets the severity of an area (the 20 % rule).
        level: coverage of the intervals.
        pin_min_severity: areas below this severity count nobody in need; 0 switches it off.
        intersectoral: how people in need over all sectors are counted: "mosaic", the largest sector of each smallest
            unit, summed; "households", people of households in need in one sector or another, where a survey has them.
    """

    cell_households: Annotated[int, Meta(ge=1)] = 10
    need_severity: Annotated[int, Meta(ge=2, le=5)] = 3
    area_share: Annotated[float, Meta(gt=0, le=1)] = 0.20
    level: Annotated[float, Meta(gt=0, lt=1)] = 0.95
    pin_min_severity: Annotated[int, Meta(ge=0, le=5)] = 0
    intersectoral: Literal["mosaic", "households"] = "mosaic"


class FigureRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    How reported figures are read.

    Args:
        carry_days: how many days a stock (people remaining, housed) is carried forward.
        household_size: people a household, where people are asked of households; None: never converted.
        partitions: words that divide a group into parts none of which overlap, beside needline's own
            (`[["men", "women"]]`): "displaced men" and "displaced women" are all "displaced".
        exact: measures whose ranges are solved exactly rather than bounded; each takes up to a second.
    """

    carry_days: Annotated[int, Meta(ge=0)] = 7
    household_size: Annotated[float, Meta(gt=0)] | None = None
    partitions: list[Annotated[list[Name], Meta(min_length=2)]] = []
    exact: list[Name] = []


class Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A kind of measure: how it behaves in time, and what it is part of.

    Args:
        behaviour: cumulative (never falls), stock (holds for a while), flow (of one day), slow (compared across
            its dates), baseline (figures of different dates are alternatives), plan (no count at all).
        part_of: a measure of the same people that is never smaller ("registered" of "arrived").
        difference_of: of a flow, the cumulative measure whose rise in the time it is the flow.
        balance: which term of a population balance it is: baseline, in, left or remaining; empty for none.
        unit: people, vehicles, percent.
        explains: True where it may explain what a balance leaves over.
        carry_days: of a stock, for how many days it is carried forward; None: as `[figures]` says.
    """

    behaviour: Literal["cumulative", "stock", "flow", "slow", "baseline", "plan"]
    part_of: str = ""
    difference_of: str = ""
    balance: Literal["", "baseline", "in", "left", "remaining"] = ""
    unit: str = "people"
    explains: bool = False
    carry_days: Annotated[int, Meta(ge=0)] | None = None


class Mission(msgspec.Struct, frozen=True, kw_only=True):
    """
    What `mission.toml` says, read once.

    Args:
        title, question: as shown.
        as_of: the instant the assessment speaks of.
        known_at: evidence published after this instant is left out; None admits all.
        zone: IANA name of the mission's time zone; a bare date is a day in it.
        languages: languages shown, the first leads.
        name_order: order in which the names of a place are shown; empty keeps the order of `places.csv`.
        area_level: kind of place at which needs are judged below a group's country or region.
        groups, sectors, standards, thresholds, figures: see there.
        kinds: measures of the mission's own, beside those of needline.
        entries: codes of places through which one enters, for access.
        vehicles: classes of vehicle for which access is asked; empty: those that the roads' files name.
        compared_with: the earlier instant with which roads are compared; None: just before their last change.
        synthetic: surveys whose households are made up; said wherever they show.
    """

    title: str
    question: str
    as_of: dt.datetime
    known_at: When | None = None
    zone: str = "UTC"
    languages: list[str] = msgspec.field(default_factory=lambda: ["en"])
    name_order: list[str] = []
    area_level: str = "area"
    groups: list[Group] = []
    sectors: list[Sector] = []
    standards: list[Standard] = []
    thresholds: Thresholds = Thresholds()
    figures: FigureRules = FigureRules()
    kinds: dict[str, Kind] = {}
    entries: list[str] = []
    vehicles: list[str] = []
    compared_with: When | None = None
    synthetic: list[str] = []

    @property
    def tz(self) -> ZoneInfo:
        """The mission's time zone."""
        return ZoneInfo(self.zone)

    def group_of(self, written: str) -> str:
        """The mission's group for what a file calls people; empty where the file names nobody it knows."""
        folded = written.strip().casefold()
        for group in self.groups:
            if folded in {group.id.casefold(), *(one.casefold() for one in group.stands_for)}:
                return group.id
        return ""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """
    One setting in force, so that a printed threshold opens to the place where it was set.

    Args:
        name: as in `mission.toml`, with its table ("thresholds.level").
        value: as text.
        number: the value where it is a number, else None.
        stated: True where the mission states it, False where needline's default holds.
    """

    name: str
    value: str
    number: float | None
    stated: bool


def settings(mission: Mission, stated: dict[str, Any]) -> list[Setting]:
    """List the settings in force: every threshold and figure rule, stated by the mission or not."""
    found = []
    for table, values in (("thresholds", mission.thresholds), ("figures", mission.figures)):
        for name in values.__struct_fields__:
            value = getattr(values, name)
            number = float(value) if isinstance(value, (int, float)) else None
            is_stated = name in stated.get(table, {})
            found.append(Setting(name=f"{table}.{name}", value=str(value), number=number, stated=is_stated))
    return found
