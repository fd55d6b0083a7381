"""A made-up country of households, people and estimates, as the tables that judging reads."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from needline.model import Figure, Mission, Place, Thresholds, content_id
from needline.model.mission import Group, Sector, Standard
from needline.stats.grouped import Categories
from needline.store import Store
from needline.survey.cells import FIELDS, Domains, Options, estimate_cells
from needline.survey.households import make_design

SEED, CLASSES = 20240514, 5
AT = dt.datetime(2024, 5, 14, 12, tzinfo=dt.UTC)
SHARES = np.array([0.30, 0.30, 0.22, 0.13, 0.05])


class Size(NamedTuple):
    """How large a country is; households are spread evenly over areas and groups."""

    areas: int = 1_000
    groups: int = 5
    sectors: int = 10
    households: int = 100_000


class Survey(NamedTuple):
    """
    Households of a sample.

    Args:
        unit: shape (n,), area and group of each, `area * groups + group`.
        cluster: shape (n,), ten in each area.
        weight: shape (n,).
        classes: shape (n, S + 1), severity 1 to 5 in each sector, and the worst of them.
    """

    unit: np.ndarray
    cluster: np.ndarray
    weight: np.ndarray
    classes: np.ndarray


def mission(size: Size, **thresholds: object) -> Mission:
    """The mission that judges the country."""
    return Mission(
        title="A made-up country",
        question="Who needs what, where?",
        as_of=AT,
        standards=[Standard(name="ours", version="1")],
        groups=[
            Group(id=f"g{one}", names=[f"Group {one}"], population="remaining", within="LAND")
            for one in range(size.groups)
        ],
        sectors=[Sector(id=f"s{one}", name=f"Sector {one}") for one in range(size.sectors)],
        thresholds=Thresholds(**thresholds),
    )


def households(size: Size) -> Survey:
    """The sample; the same size gives the same households."""
    draw = np.random.default_rng(SEED)
    n = size.households
    area, inside = np.arange(n) % size.areas, np.arange(n) // size.areas
    cluster = area * 10 + (inside // size.groups) % 10
    worse = draw.normal(0, 0.5, size.areas)[area] + draw.normal(0, 0.3, size.areas * 10)[cluster]
    cuts = np.quantile(draw.normal(0, 1.16, 200_000), np.cumsum(SHARES)[:-1])
    level = 1 + np.searchsorted(cuts, worse[:, None] + draw.normal(0, 1, (n, size.sectors)))
    classes = np.concatenate([level, level.max(axis=1, keepdims=True)], axis=1)
    return Survey(area * size.groups + inside % size.groups, cluster, draw.uniform(5, 15, n), classes)


def estimates(size: Size, survey: Survey) -> pa.Table:
    """Shares in class 2 to 5 or worse of every area and group, estimated as a survey's are, as a table."""
    area = (survey.unit // size.groups).astype(str)
    design = make_design(survey.weight, area, survey.cluster.astype(str), None, nest=False, lonely="fail")
    units = size.areas * size.groups
    sectors = range(size.sectors + 1)
    asked = [(k, level) for k in sectors for level in range(1, CLASSES)]
    variables = [Categories(np.where(survey.classes[:, k] > level, 0, 1), 2) for k, level in asked]
    found = np.stack(estimate_cells(Domains(design, survey.unit, units), variables, Options()))[..., 0]
    names = [f"ours.s{k}.severity" if k < size.sectors else "ours.severity" for k in sectors]
    whose = [f"A{unit // size.groups:04} %/% g{unit % size.groups}" for unit in range(units)]
    rows = len(asked) * units
    columns = {
        "estimate": [f"{one:016x}" for one in range(rows)],
        "survey": ["homes"] * rows,
        "synthetic": [True] * rows,
        "analysis_var": [f"{names[k]}_{level + 1}_or_more" for k, level in asked for _ in range(units)],
        "analysis_var_value": ["yes"] * rows,
        "group_var": ["place, group"] * rows,
        "group_var_value": whose * len(asked),
        "hidden": [""] * rows,
    }
    numbers = {name: found[:, FIELDS.index(name)].ravel() for name in ("stat", "stat_low", "stat_upp", "df")}
    return pa.table(columns | numbers)


def write_people(store: Store, size: Size) -> None:
    """Places, and an exact count of every group in every area."""
    draw = np.random.default_rng(SEED + 1)
    places = [Place(id="LAND", name="Land", names=["Land"], kind="country")]
    places += [
        Place(id=f"A{one:04}", name=f"Area {one}", names=[f"Area {one}"], kind="area", parent="LAND")
        for one in range(size.areas)
    ]
    store.write("read", Place, places)
    people = draw.integers(500, 20_000, (size.areas, size.groups)).astype(float)
    store.write(
        "reconcile",
        Figure,
        [
            _figure(f"A{area:04}", f"g{group}", people[area, group])
            for area in range(size.areas)
            for group in range(size.groups)
        ],
    )


def _figure(place: str, group: str, people: float) -> Figure:
    return Figure(
        figure=content_id("figure", place, group), measure="remaining", from_place="", place=place, group=group,
        instant=AT, low=people, high=people, unit="people", exactness="outer", scenario="consistent", carried=False,
        sources=["office"], reasons=[], rules=[], trace=[], recipe="",
    )  # fmt: skip
