"""
Households by SQL: totals of (stratum, cluster, domain, answer) for a survey that does not fit in memory.

Households are put into pools, those of one stratum and cluster that lie in the same domains; a question is added up by
pool and answer, in SQL that any engine runs. What comes back is as large as pools times answers, and takes the same way
from there as totals made in memory. The values of a median, and of a question that is held in several ways, are fetched
one question at a time with the pool of each household, and go through the arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from needline.engines import Engine
from needline.engines.base import quoted
from needline.model import Design
from needline.stats.arrays import Floats, Ints
from needline.stats.sums import Alike, Totals

if TYPE_CHECKING:
    import pyarrow as pa

WEIGHT = "weight of the pool"
"""The column of a pool's weight; no survey calls one so."""
_DATA, _POOLS = "households", "pools"


def unsuited(stated: Design) -> str:
    """Why a design cannot be estimated from totals by SQL; empty where it can."""
    adjusted = {
        "replicate weights": stated.replicates,
        "weights from a frame": stated.frame,
        "poststratification": stated.poststratify,
        "raking": stated.rake,
        "calibration": stated.calibrate,
        "trimming": stated.trim,
    }
    for name, there in adjusted.items():
        if there:
            return f"{name} needs every household at once"
    if not stated.clusters:
        return "without clusters there are as many totals as households"
    if stated.fpc and (len(stated.clusters) > 1 or not stated.weight):
        return "several stages with sizes, or weights made of sizes, need every household at once"
    return ""


class Fetched(NamedTuple):
    """
    Households, or groups of alike ones, with some of their answers.

    Args:
        table: the columns asked for, m rows.
        pool: shape (m,), pool of each row.
        weight: shape (m,), weight of each row; of alike ones together.
        alike: how many households a row stands for; None where each is one.
    """

    table: pa.Table
    pool: Ints
    weight: Floats
    alike: Alike | None


class Households:
    """
    The households of a Parquet file, on an engine.

    Args:
        engine: where queries run.
        path: the file.
        stated: the design, of which `unsuited` has nothing to say.
    """

    def __init__(self, engine: Engine, path: Path, stated: Design) -> None:
        import pyarrow.parquet as pq

        self.engine, self.path, self.stated = engine, path, stated
        self.schema = pq.read_schema(path)
        self.keys: list[str] = []
        engine.register(_DATA, path)

    @property
    def _weight(self) -> str:
        """A household's weight as SQL."""
        return (
            f"TRY_CAST(t.{quoted(self.stated.weight)} AS DOUBLE)"
            if self.stated.weight
            else "CAST(1 AS DOUBLE)"
        )

    def bad_weights(self) -> int:
        """Households whose weight is missing, negative or no finite number."""
        w = self._weight
        query = f"SELECT COUNT(*) AS n FROM {_DATA} t WHERE {w} IS NULL OR {w} < 0 OR NOT ({w} - {w} = 0)"  # noqa: S608 - names are quoted
        return int(self.engine.sql(query)["n"][0].as_py())

    def cut(self, groups: Sequence[str], folder: Path) -> pa.Table:
        """
        Put households into pools.

        Args:
            groups: every column that a plan groups by.
            folder: where the list of pools may be written, for the queries that follow.

        Returns:
            A row a pool: the columns of the design, those of `groups`, and `WEIGHT`.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        stated = self.stated
        named = [stated.strata, *stated.clusters[:1], *stated.fpc, *groups]
        self.keys = list(dict.fromkeys(name for name in named if name))
        keys = ", ".join(f"t.{quoted(name)}" for name in self.keys)
        query = f"SELECT {keys}, SUM({self._weight}) AS {quoted(WEIGHT)} FROM {_DATA} t GROUP BY {keys} ORDER BY {keys}"  # noqa: S608 - names are quoted
        pools = self.engine.sql(query)
        numbered = pools.append_column("pool", pa.array(np.arange(pools.num_rows)))
        pq.write_table(numbered.select(["pool", *self.keys]), folder / "pools.parquet")
        self.engine.register(_POOLS, folder / "pools.parquet")
        return pools

    @property
    def _joined(self) -> str:
        """Households beside their pool; empty cells of a key are alike."""
        same = (f"t.{quoted(name)} IS NOT DISTINCT FROM p.{quoted(name)}" for name in self.keys)
        return f"{_DATA} t JOIN {_POOLS} p ON {' AND '.join(same)}"

    def alike(self, names: Sequence[str]) -> Fetched:
        """Households put together by pool and answers."""
        columns = ", ".join(f"t.{quoted(name)}" for name in names)
        w = self._weight
        found = self.engine.sql(
            f"SELECT p.pool AS pool, {columns}, SUM({w}) AS w, COUNT(*) AS n, "  # noqa: S608 - names are quoted
            f"SUM(CASE WHEN {w} > 0 THEN 1 ELSE 0 END) AS used FROM {self._joined} GROUP BY p.pool, {columns}"
        )
        start = found.num_columns - 3
        w_, n, used = (_floats(found.column(start + at)) for at in range(3))
        return Fetched(_answers(found, names), _pool(found), w_, Alike(n, used))

    def each(self, names: Sequence[str]) -> Fetched:
        """Households one by one."""
        columns = ", ".join(f"t.{quoted(name)}" for name in names)
        found = self.engine.sql(f"SELECT p.pool AS pool, {columns}, {self._weight} AS w FROM {self._joined}")  # noqa: S608 - names are quoted
        return Fetched(
            _answers(found, names), _pool(found), _floats(found.column(found.num_columns - 1)), None
        )

    def number(self, name: str, pools: int, *, summed: bool) -> Totals | None:
        """
        Totals of a column of numbers.

        Args:
            name: the column; integers or floating numbers.
            pools: how many pools there are.
            summed: True where the total itself is asked.

        Returns:
            Totals; None where the column holds an infinite number, or no number at all.
        """
        x, w = f"CAST(t.{quoted(name)} AS DOUBLE)", self._weight
        known = f"{x} - {x} = 0"
        overall = self.engine.sql(
            f"SELECT SUM(CASE WHEN {known} THEN {w} * {x} END) AS upper, SUM(CASE WHEN {known} THEN {w} END) AS lower, "  # noqa: S608 - names are quoted
            f"SUM(CASE WHEN {known} THEN 1 ELSE 0 END) AS n, SUM(CASE WHEN ABS({x}) > 1.7976931348623157e308 "
            f"AND NOT ISNAN({x}) THEN 1 ELSE 0 END) AS endless FROM {_DATA} t"
        ).to_pylist()[0]
        if overall["endless"] or not overall["n"]:
            return None
        centre = overall["upper"] / overall["lower"] if overall["lower"] else 0.0
        found = self.engine.sql(
            f"SELECT p.pool AS pool, SUM({w} * {x}) AS upper, SUM({w}) AS lower, COUNT(*) AS n, "  # noqa: S608 - names are quoted
            f"SUM(CASE WHEN {w} > 0 THEN 1 ELSE 0 END) AS used, SUM({w} * ({x} - $centre) * ({x} - $centre)) AS square "
            f"FROM {self._joined} WHERE {known} GROUP BY p.pool",
            {"centre": centre},
        )
        upper, lower, n, used, square = (
            _spread(found, column, pools) for column in ("upper", "lower", "n", "used", "square")
        )
        squares = np.stack([square, upper - centre * lower, lower])
        return Totals(upper[:, None], lower, lower, n[:, None], n, used, lower, squares, centre, summed)


def _answers(found: pa.Table, names: Sequence[str]) -> pa.Table:
    """The columns after the first, by the names asked for."""
    return found.select(range(1, 1 + len(names))).rename_columns(list(names))


def _pool(found: pa.Table) -> Ints:
    return np.asarray(found.column(0).to_numpy(), np.int64)


def _floats(column: pa.ChunkedArray) -> Floats:
    import pyarrow as pa

    return np.asarray(column.cast(pa.float64()).to_numpy(), np.float64)


def _spread(found: pa.Table, name: str, pools: int) -> Floats:
    """A column of totals by pool; 0 for pools that have none."""
    result = np.zeros(pools)
    result[_pool(found)] = _floats(found[name])
    return result
