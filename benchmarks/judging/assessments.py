"""Assessments of a made-up country whose truth is known: cluster surveys, estimated and judged as a mission's are."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from needline.model import Mission, Place, Population, Range, Thresholds
from needline.model.mission import Group, Sector, Standard
from needline.needs.evidence import COLUMNS, Rows, gather, units
from needline.needs.judge import Judged, judge
from needline.stats.grouped import Categories
from needline.survey.cells import FIELDS, Domains, Options, estimate_cells
from needline.survey.households import make_design

AREAS, CLUSTERS, DRAWN, HOUSEHOLDS = 12, 400, 30, 10
"""Areas; clusters in each; those drawn of them, with replacement; households drawn in each."""
CLASSES = 5
SECTORS = ("food", "wash", "health")
ALL = len(SECTORS)
BEYOND = np.array([0.0, 0.55, 1.0, 1.75])
"""How much further a household has to be for classes 2 to 5 than for class 2, in deviations."""


class Country(NamedTuple):
    """
    The truth.

    Args:
        people: shape (A,), of each area.
        rates: shape (A, CLUSTERS, S, 4), share of households of class 2 to 5 or worse.
        worst: shape (A, CLUSTERS, 4), the same of a household's worst sector.
    """

    people: np.ndarray
    rates: np.ndarray
    worst: np.ndarray

    @property
    def shares(self) -> np.ndarray:
        """Shape (A, S + 1, 4), true share of people in each class or worse, the last over all sectors."""
        return np.concatenate([self.rates.mean(axis=1), self.worst.mean(axis=1)[:, None]], axis=1)


def country(draw: np.random.Generator, leads: float) -> Country:
    """A country in which the first sector is worse than the others by so many deviations; 0: all lie equal."""
    from scipy.special import ndtr

    level = draw.normal(-0.9, 0.3, AREAS)[:, None, None]
    cluster = draw.normal(0, 0.35, (AREAS, CLUSTERS, 1)) + draw.normal(
        0, 0.15, (AREAS, CLUSTERS, len(SECTORS))
    )
    first = leads * (np.arange(len(SECTORS)) == 0)
    rates = ndtr((level + first + cluster)[..., None] + 0.9 - BEYOND)
    return Country(draw.integers(5_000, 90_000, AREAS), rates, 1 - (1 - rates).prod(axis=2))


def survey(truth: Country, draw: np.random.Generator) -> pa.Table:
    """Estimates from clusters drawn in each area, and households in each, as the table of estimates has them."""
    drawn = draw.integers(0, CLUSTERS, (AREAS, DRAWN))
    rates = truth.rates[np.arange(AREAS)[:, None], drawn]
    n = AREAS * DRAWN * HOUSEHOLDS
    place = draw.random((AREAS, DRAWN, HOUSEHOLDS, len(SECTORS), 1))
    classes = (place < rates[:, :, None]).sum(axis=-1).reshape(n, len(SECTORS))
    classes = np.concatenate([classes, classes.max(axis=1, keepdims=True)], axis=1)
    area = np.repeat(np.arange(AREAS), DRAWN * HOUSEHOLDS)
    cluster = np.repeat(np.arange(AREAS * DRAWN), HOUSEHOLDS)
    design = make_design(np.repeat(truth.people / (DRAWN * HOUSEHOLDS), DRAWN * HOUSEHOLDS), area.astype(str),
                         cluster.astype(str), None, nest=False, lonely="fail")  # fmt: skip
    asked = [(k, level) for k in range(ALL + 1) for level in range(1, CLASSES)]
    variables = [Categories(np.where(classes[:, k] >= level, 0, 1), 2) for k, level in asked]
    found = np.stack(estimate_cells(Domains(design, area, AREAS), variables, Options()))[:, :, :, 0]
    return _table(asked, found)


def _table(asked: list[tuple[int, int]], found: np.ndarray) -> pa.Table:
    names, rows = [*SECTORS, ""], []
    fields = {name: found[:, FIELDS.index(name)] for name in ("stat", "stat_low", "stat_upp", "df")}
    for one, (k, level) in enumerate(asked):
        of = f"s.{names[k]}" if names[k] else "s"
        rows += [
            {
                "estimate": f"{one}-{area}", "survey": "v", "synthetic": True,
                "analysis_var": f"{of}.severity_{level + 1}_or_more", "analysis_var_value": "yes",
                "group_var": "place, group", "group_var_value": f"A{area} %/% g", "hidden": "",
                **{name: float(values[one, area]) for name, values in fields.items()},
            }
            for area in range(AREAS)
        ]  # fmt: skip
    return pa.Table.from_pylist(rows).select(COLUMNS)


def mission(**thresholds: object) -> Mission:
    """The mission that judges."""
    return Mission(
        title="",
        question="",
        as_of=dt.datetime(2024, 5, 14, tzinfo=dt.UTC),
        standards=[Standard(name="s", version="1")],
        groups=[Group(id="g", names=["G"], population="remaining", within="P")],
        sectors=[Sector(id=one, name=one) for one in SECTORS],
        thresholds=Thresholds(**thresholds),
    )


def assess(people: np.ndarray, estimates: pa.Table, by: Mission) -> Judged:
    """
    Judge a survey.

    Args:
        people: shape (A, 2), what sources say of the people of each area, from and to.
        estimates: of the survey.
        by: the mission.
    """
    places = [Place(id="P", name="P", names=["P"], kind="country")]
    places += [Place(id=f"A{one}", name="", names=[], kind="area", parent="P") for one in range(AREAS)]
    counted = {
        (f"A{one}", "g"): Population(Range(float(people[one, 0]), float(people[one, 1])))
        for one in range(AREAS)
    }
    rows = Rows(counted, estimates, [], [], {}, places)
    return judge(gather(by, units(by, places), rows), by)
