"""
A made-up survey of any size, its design and its analysis plan; the same seed gives the same bytes.

Households lie in clusters of 10, clusters in 52 strata (13 regions by 4 population groups). Answers depend on the
cluster, so design effects are real. 300 indicators (180 with one answer, 60 with several, 60 numbers) and 60 medians
are asked overall and by region, district, group and sex: 1,800 lines over 99 domains, 187,110 estimates.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SEED = 20230919
HOUSEHOLDS = 10
"""In a cluster."""
REGIONS, POPULATIONS, DISTRICTS = 13, 4, 79
BLOCK = 2_000
"""Clusters made at a time, so that memory does not grow with the survey."""
GROUPINGS = ("", "region", "district", "group", "sex")
DOMAINS = 1 + REGIONS + DISTRICTS + POPULATIONS + 2
LIKENESS = 0.15
"""Share of the spread of an answer that lies between clusters."""

DESIGN = """\
# Households of a made-up survey: drawn in clusters within strata.
weight = "weight"
strata = "stratum"
clusters = ["cluster"]
df = "design"
level = 0.95
ci = "logit"
quantile_rule = "math"
"""


@dataclass(frozen=True)
class Question:
    """
    A column, or several that share a question.

    Args:
        name: of the column; options stand in `name.option`.
        kind: one, several, number.
        cuts: thresholds on the normal scale: between categories of `one`, one for each option of `several`.
        missing: share of households not asked.
    """

    name: str
    kind: str
    cuts: tuple[float, ...] = ()
    missing: float = 0.0

    @property
    def values(self) -> tuple[str, ...]:
        """The answers that can be given; empty for a number."""
        size = {"one": len(self.cuts) + 1, "several": len(self.cuts), "number": 0}[self.kind]
        return tuple(f"answer_{place:02d}" for place in range(1, size + 1))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it fills."""
        return (
            tuple(f"{self.name}.{value}" for value in self.values) if self.kind == "several" else (self.name,)
        )


@dataclass(frozen=True)
class Made:
    """Where the parts of a made survey lie."""

    data: Path
    design: Path
    plan: Path
    households: int


def questions(seed: int = SEED) -> list[Question]:
    """The 300 questions, the same whatever the number of households."""
    rng = np.random.default_rng([seed, 0])
    ones = islice(cycle((2, 12, 3, 11, 4, 10, 5, 9, 6, 8, 7)), 180)
    several = islice(cycle((5, 12, 6, 11, 7, 10, 8, 9)), 60)
    made = [
        Question(f"one_{at:03d}", "one", _cuts(rng, size), _missing(rng)) for at, size in enumerate(ones, 1)
    ]
    made += [
        Question(f"several_{at:02d}", "several", _options(rng, size), _missing(rng))
        for at, size in enumerate(several, 1)
    ]
    return made + [Question(f"number_{at:02d}", "number", missing=_missing(rng)) for at in range(1, 61)]


def _missing(rng: np.random.Generator) -> float:
    """A third of the questions are asked of everybody; the others of most."""
    return 0.0 if rng.random() < 1 / 3 else float(rng.uniform(0.02, 0.4))


def _cuts(rng: np.random.Generator, size: int) -> tuple[float, ...]:
    shares = rng.dirichlet(np.full(size, 2.0)) * 0.9 + 0.1 / size
    return tuple(NormalDist().inv_cdf(float(share)) for share in np.cumsum(shares)[:-1])


def _options(rng: np.random.Generator, size: int) -> tuple[float, ...]:
    return tuple(NormalDist().inv_cdf(float(share)) for share in rng.uniform(0.4, 0.97, size))


def plan_lines(seed: int = SEED) -> list[dict[str, str]]:
    """The 1,800 lines of the analysis plan, as rows of `plan.csv`."""
    kinds = {"one": "prop_select_one", "several": "prop_select_multiple", "number": "mean"}
    asked = questions(seed)
    pairs = [(kinds[question.kind], question.name) for question in asked]
    pairs += [("median", question.name) for question in asked if question.kind == "number"]
    return [
        {"analysis_type": kind, "analysis_var": name, "group_var": group, "level": "0.95"}
        for group in GROUPINGS
        for kind, name in pairs
    ]


def make_survey(folder: Path, households: int, seed: int = SEED) -> Made:
    """
    Write `households.parquet`, `design.toml` and `plan.csv` into a folder.

    Args:
        folder: made where it is not there.
        households: a multiple of 10, at least 2,080 so that every stratum has several clusters.
        seed: of everything.
    """
    if households % HOUSEHOLDS or households < 2 * 2 * REGIONS * POPULATIONS * HOUSEHOLDS:
        raise ValueError(f"{households}: a multiple of {HOUSEHOLDS}, at least 2080.")
    folder.mkdir(parents=True, exist_ok=True)
    made = Made(folder / "households.parquet", folder / "design.toml", folder / "plan.csv", households)
    made.design.write_text(DESIGN, encoding="utf-8")
    write_plan(made.plan, plan_lines(seed))
    blocks = _blocks(households // HOUSEHOLDS, seed)
    first = next(blocks)
    with pq.ParquetWriter(made.data, first.schema) as writer:
        writer.write_table(first)
        for block in blocks:
            writer.write_table(block)
    return made


def write_plan(path: Path, lines: list[dict[str, str]]) -> None:
    """Write the lines of a plan as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["analysis_type", "analysis_var", "group_var", "level"])
        writer.writeheader()
        writer.writerows(lines)


def _blocks(clusters: int, seed: int) -> Iterator[pa.Table]:
    asked = questions(seed)
    for number, start in enumerate(range(0, clusters, BLOCK), start=1):
        rng = np.random.default_rng([seed, number])
        cluster = np.arange(start, min(start + BLOCK, clusters))
        columns = _frame(rng, cluster, seed)
        for question in asked:
            columns |= _answers(rng, question, len(cluster))
        yield pa.table(columns)


def _frame(rng: np.random.Generator, cluster: Ints, seed: int) -> dict[str, pa.Array]:
    """Design and domains: a cluster lies in one stratum and one district, a household has its own sex of head."""
    stratum = cluster % (REGIONS * POPULATIONS)
    region, group = stratum // POPULATIONS, stratum % POPULATIONS
    first = region * DISTRICTS // REGIONS
    width = (region + 1) * DISTRICTS // REGIONS - first
    district = first + (cluster // (REGIONS * POPULATIONS) + 2 * group) % width
    base = np.random.default_rng([seed, 0, 0]).lognormal(3.0, 0.6, REGIONS * POPULATIONS)
    weight = np.repeat(base[stratum], HOUSEHOLDS) * rng.uniform(0.8, 1.25, len(cluster) * HOUSEHOLDS)
    sex = (rng.random(len(weight)) < 0.35).astype(np.int64)
    return {
        "household": pa.array(np.arange(cluster[0] * HOUSEHOLDS, (cluster[-1] + 1) * HOUSEHOLDS)),
        "weight": pa.array(weight),
        "stratum": _labels("stratum", np.repeat(stratum, HOUSEHOLDS), REGIONS * POPULATIONS),
        "cluster": pa.array(np.repeat(cluster, HOUSEHOLDS)).cast(pa.string()),
        "region": _labels("region", np.repeat(region, HOUSEHOLDS), REGIONS),
        "district": _labels("district", np.repeat(district, HOUSEHOLDS), DISTRICTS),
        "group": _labels("group", np.repeat(group, HOUSEHOLDS), POPULATIONS),
        "sex": pa.DictionaryArray.from_arrays(pa.array(sex.astype(np.int8)), ["man", "woman"]),
    }


def _labels(word: str, codes: Ints, size: int) -> pa.DictionaryArray:
    width = len(str(size))
    names = [f"{word}_{code:0{width}d}" for code in range(1, size + 1)]
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), names)


def _answers(rng: np.random.Generator, question: Question, clusters: int) -> dict[str, pa.Array]:
    absent = rng.random(clusters * HOUSEHOLDS) < question.missing
    if question.kind == "several":
        drawn = [_leaning(rng, clusters) > cut for cut in question.cuts]
        chosen = [pa.array(one.astype(np.int8), mask=absent) for one in drawn]
        return dict(zip(question.columns, chosen, strict=True))
    leaning = _leaning(rng, clusters)
    if question.kind == "number":
        value = np.exp(3 + 0.8 * leaning)
        whole = int(question.name[-2:]) % 2 == 0
        return {question.name: pa.array(np.round(value) if whole else value, mask=absent)}
    code = np.searchsorted(question.cuts, leaning).astype(np.int8)
    return {question.name: pa.DictionaryArray.from_arrays(pa.array(code, mask=absent), list(question.values))}


def _leaning(rng: np.random.Generator, clusters: int) -> Floats:
    """What leads to an answer, on the normal scale: in part the cluster's, in part the household's."""
    shared = np.repeat(rng.standard_normal(clusters), HOUSEHOLDS)
    own = rng.standard_normal(clusters * HOUSEHOLDS)
    leaning: Floats = np.sqrt(LIKENESS) * shared + np.sqrt(1 - LIKENESS) * own
    return leaning
