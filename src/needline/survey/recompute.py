"""
The way back from an estimate: its recipe followed over the private table of households.

Shares and means follow by SQL: totals by stratum and cluster, linearised and summed in the engine. Other statistics,
and designs that say more than one stage of clusters, follow by the general statistics, an estimate at a time. Both are
other ways than the one that made the estimate; they agree to 1e-9 or one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from needline.engines import Engine, open_engine
from needline.engines.base import quoted
from needline.errors import TraceError
from needline.model import Estimate, Mission, Recipe, Survey, SurveyRow, read_recipe
from needline.stats.arrays import NO_SPREAD, Bools, Ints
from needline.stats.grouped import Categories, Number, Sum
from needline.stats.intervals import ShareInterval, share_interval
from needline.store import Store
from needline.store.store import fingerprint
from needline.survey.cells import FIELDS, Domains, Options, Quantile, Variable, estimate_generally, ratio
from needline.survey.drawn import beyond
from needline.survey.households import Households
from needline.survey.lines import SEVERITY
from needline.survey.settings import QUANTILES

if TYPE_CHECKING:
    import pyarrow as pa

NUMBERS = FIELDS
BY_SQL = frozenset({"share@1", "mean@1"})

QUERY = """
WITH chosen AS (
    SELECT stratum, cluster, fpc, {weight} AS w, CASE WHEN {asked} THEN 1e0 ELSE 0e0 END AS b,
        CASE WHEN {asked} THEN {value} ELSE 0e0 END AS y
    FROM households
), whole AS (
    SELECT SUM(w * y) AS a, SUM(w * b) AS b, SUM(b) AS asked, SUM(CASE WHEN y > 0 THEN 1e0 ELSE 0e0 END) AS chosen,
        SUM(CASE WHEN w > 0 THEN b ELSE 0e0 END) AS used
    FROM chosen
), spread AS (
    SELECT SUM(c.w * c.b * (c.y - whole.a / whole.b) ** 2) AS squares FROM chosen c, whole
), clusters AS (
    SELECT stratum, SUM(w * y) AS a, SUM(w * b) AS b, MAX(fpc) AS fpc, MAX(b) AS present,
        MAX(CASE WHEN w > 0 THEN 1e0 ELSE 0e0 END) AS there, MAX(CASE WHEN w > 0 THEN b ELSE 0e0 END) AS inside
    FROM chosen GROUP BY stratum, cluster
), linear AS (
    SELECT c.*, (c.a - whole.a / whole.b * c.b) / whole.b AS z FROM clusters c, whole
), strata AS (
    SELECT stratum, COUNT(*) AS m, VAR_SAMP(z) AS v, SUM(z) AS z, SUM(there) AS there, MAX(there) AS any_there,
        SUM(inside) AS inside, MAX(inside) AS any_inside, MAX(present) AS present,
        CASE WHEN MAX(fpc) IS NULL THEN 0e0 WHEN MAX(fpc) <= 1 THEN MAX(fpc) ELSE COUNT(*) / MAX(fpc) END AS f
    FROM linear GROUP BY stratum
)
SELECT whole.*, spread.squares, strata.* EXCLUDE (stratum) FROM whole, spread, strata ORDER BY stratum
"""


def recompute_estimate(_mission: Mission, store: Store, row: Estimate) -> dict[str, Any]:
    """
    Follow an estimate's recipe.

    Returns:
        dict: its numeric columns; all None for a hidden one.

    Raises:
        TraceError: the households are gone, or are not those that the estimate was made from.
    """
    if row.hidden:
        return dict.fromkeys(NUMBERS)
    recipe = read_recipe(row.recipe)
    path = store.private_path(recipe.table)
    survey = store.get(Survey, row.survey)
    if survey is None or not path.exists():
        raise TraceError(
            recipe.table, "no such private table.", "Build the mission on the machine that has it."
        )
    seen = path.stat()
    if recipe.rule not in BY_SQL or beyond(survey.design):
        table = _table(path, seen.st_mtime_ns, seen.st_size, recipe.fingerprint)
        return _generally(Households(table, survey.design), recipe)
    engine = _engine(path, seen.st_mtime_ns, seen.st_size, recipe.fingerprint)
    asked, values = _selection(recipe)
    query = QUERY.format(weight=_weight(recipe), asked=asked, value=_value(recipe, values))
    strata = engine.sql(query, values).to_pylist()
    return _numbers(recipe, strata)


def recompute_survey(_mission: Mission, store: Store, row: SurveyRow) -> dict[str, Any]:
    """Count a survey's households, strata and clusters again in its private tables."""
    engine = open_engine()
    try:
        engine.register("households", store.private_path(f"households/{row.id}"))
        engine.register("submissions", store.private_path(f"submissions/{row.id}"))
        found = engine.sql(
            "SELECT COUNT(*) AS households, COUNT(DISTINCT stratum) AS strata,"
            " COUNT(DISTINCT (stratum, cluster)) AS clusters FROM households"
        ).to_pylist()[0]
        read = engine.sql("SELECT COUNT(*) AS n FROM submissions").to_pylist()[0]["n"]
    finally:
        engine.close()
    return {**found, "set_aside": read - found["households"]}


@lru_cache(maxsize=4)
def _engine(path: Path, changed: int, size: int, wanted: str) -> Engine:
    """An engine with the households open, once their fingerprint is the one wanted."""
    _table(path, changed, size, wanted)
    engine = open_engine()
    engine.register("households", path)
    return engine


@lru_cache(maxsize=4)
def _table(path: Path, _changed: int, _size: int, wanted: str) -> pa.Table:
    """The households, once their fingerprint is the one wanted."""
    import pyarrow.parquet as pq

    table = pq.ParquetFile(path).read()
    if fingerprint(table) != wanted:
        raise TraceError(
            path.stem, "the households have changed since the estimate was made.", "Build again."
        )
    return table


def _generally(households: Households, recipe: Recipe) -> dict[str, Any]:
    """Follow a recipe by the general statistics."""
    people = recipe.args["weight"] == "people"
    design = households.people_design if people else households.design
    code = np.zeros(len(households), np.int64)
    for name, value in recipe.where.items():
        levels, codes = households.categories(name)
        code[codes != levels.index(value)] = -1
    variable = _variable(households, recipe, counted=~np.isnan(households.size) if people else None)
    made = estimate_generally(Domains(design, code, 1), variable, _options(recipe))
    numbers = dict(zip(FIELDS, made[:, 0, 0].tolist(), strict=True))
    found: dict[str, Any] = {name: value if np.isfinite(value) else None for name, value in numbers.items()}
    return found | {name: int(numbers[name]) for name in ("n", "n_total")}


def _options(recipe: Recipe) -> Options:
    of = recipe.args
    if recipe.rule.partition("@")[0] in QUANTILES:
        return Options(
            level=of["level"],
            probability=of["probability"],
            quantile_rule=of["rule"],
            quantile_ci=of["ci"],
            quantile_df=of["df"],
        )
    return Options(level=of["level"], ci=of["ci"], df=of["df"])


def _variable(households: Households, recipe: Recipe, counted: Bools | None) -> Variable:
    """What a recipe is about; a share as those in the category and the others."""
    kind, column = recipe.rule.partition("@")[0], recipe.args["column"]
    if kind == "share":
        code = _answer(households, recipe)
        return Categories(code if counted is None else np.where(counted, code, -1), 2)
    value = households.number(column)
    if kind == "ratio":
        zero, leave = recipe.args["switches"]
        return ratio(value, households.number(recipe.args["over"]), zero=zero, leave=leave)
    made: dict[str, type[Number | Sum | Quantile]] = {"mean": Number, "total": Sum}
    return made.get(kind, Quantile)(value)


def _answer(households: Households, recipe: Recipe) -> Ints:
    """0 in the category, 1 in another, -1 not asked."""
    of = recipe.args
    column, category = of["column"], of["category"]
    if of["kind"] == "prop_select_multiple":
        _, taken = households.options(column)
        return np.array([-1 if one is None else int(category not in one) for one in taken], np.int64)
    if "at_least" in of or column.endswith(SEVERITY):
        level = households.number(column)
        reached = level >= of["at_least"] if "at_least" in of else level == int(category)
        holds = ~reached if category == "no" else reached
        return np.where(np.isnan(level), -1, np.where(holds, 0, 1)).astype(np.int64)
    levels, code = households.categories(column)
    at = levels.index(category)
    return np.where(code < 0, -1, np.where(code == at, 0, 1)).astype(np.int64)


def _weight(recipe: Recipe) -> str:
    return "weight * COALESCE(size, 0)" if recipe.args["weight"] == "people" else "weight"


def _selection(recipe: Recipe) -> tuple[str, dict[str, Any]]:
    """The condition for a household to be asked, and the values it names."""
    values = {f"where{place}": value for place, value in enumerate(recipe.where.values())}
    parts = [f"{quoted(name)} = ${key}" for name, key in zip(recipe.where, values, strict=True)]
    parts.append(f"{quoted(recipe.args['column'])} IS NOT NULL")
    if recipe.args["weight"] == "people":
        parts.append("size IS NOT NULL")
    return " AND ".join(parts), values


def _value(recipe: Recipe, values: dict[str, Any]) -> str:
    """What is added up of a household that was asked: the number, or 1 where it is in the category."""
    column = quoted(recipe.args["column"])
    if recipe.rule.startswith("mean@"):
        return column
    if "at_least" in recipe.args:
        holds = f"{column} >= {int(recipe.args['at_least'])}"
        holds = holds if recipe.args["category"] == "yes" else f"NOT {holds}"
    elif recipe.args["kind"] == "prop_select_multiple":
        values["category"] = recipe.args["category"]
        holds = f"list_contains(string_split_regex({column}, '\\s+'), $category)"
    elif recipe.args["column"].endswith(".severity"):
        holds = f"{column} = {int(recipe.args['category'])}"
    else:
        values["category"] = recipe.args["category"]
        holds = f"{column} = $category"
    return f"CASE WHEN {holds} THEN 1e0 ELSE 0e0 END"


def _numbers(recipe: Recipe, strata: list[dict[str, Any]]) -> dict[str, Any]:
    first = strata[0]
    df = _degrees(strata, recipe.args["df"])
    if not first["b"]:
        nobody = {"n": int(first["chosen"]), "n_total": int(first["asked"]), "n_w": 0.0, "n_w_total": 0.0}
        return {**dict.fromkeys(NUMBERS), "df": df if np.isfinite(df) else None, **nobody}
    is_mean = recipe.rule.startswith("mean@")
    stat = first["a"] / first["b"]
    variance = sum(_variances(strata, recipe.args["lonely"]))
    se = float(np.sqrt(variance))
    plain = first["squares"] / first["b"] / (first["used"] - 1) if first["used"] > 1 else 0.0
    level: float = recipe.args["level"]
    kind: ShareInterval = "wald" if is_mean else recipe.args["ci"]
    low, high = _interval(stat, se, df, first["asked"], level, kind)
    n = first["asked"] if is_mean else first["chosen"]
    weighted = first["b"] if is_mean else first["a"]
    found = dict(
        zip(
            NUMBERS,
            (stat, low, high, se, df, variance / plain if plain > NO_SPREAD * stat**2 else None),
            strict=False,
        )
    )
    finite = {name: value if value is None or np.isfinite(value) else None for name, value in found.items()}
    return {**finite, "n": int(n), "n_total": int(first["asked"]), "n_w": weighted, "n_w_total": first["b"]}


def _interval(
    stat: float, se: float, df: float, asked: float, level: float, kind: ShareInterval
) -> tuple[float, float]:
    of, error, degrees, n = (np.array([value], np.float64) for value in (stat, se, df, asked))
    low, high = share_interval(of, error, degrees, n=n, level=level, kind=kind)
    return float(low[0]), float(high[0])


def _variances(strata: list[dict[str, Any]], lonely: str) -> Iterator[float]:
    """Variance that each stratum adds; a lonely one as the design says."""
    known = [(1 - one["f"]) * one["m"] * one["v"] for one in strata if one["m"] > 1]
    present = [one for one in strata if one["present"] > 0]
    spread = [(1 - one["f"]) * one["m"] * one["v"] for one in present if one["m"] > 1 or one["f"] >= 1]
    if lonely == "average":
        yield sum(known) * len(present) / len(spread) if spread else float("nan")
        return
    yield from known
    if lonely == "adjust":
        yield from ((1 - one["f"]) * one["z"] ** 2 for one in strata if one["m"] == 1)


def _degrees(strata: list[dict[str, Any]], kind: str) -> float:
    if kind == "normal":
        return float("inf")
    clusters, there = ("there", "any_there") if kind == "design" else ("inside", "any_inside")
    return float(sum(one[clusters] - one[there] for one in strata))
