"""Do two programs say the same? Estimates and standard errors of two result tables, key by key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

KEYS = ["analysis_type", "analysis_var", "analysis_var_value", "group_var", "group_var_value"]
TOLERANCE = 1e-8
"""Relative; absolute for what is smaller than that."""


@dataclass(frozen=True)
class Agreement:
    """
    How two tables compare.

    Args:
        compared: estimates in both.
        missing: estimates of the peer that needline does not give.
        stat, se: how many differ by more than the tolerance.
        worst: greatest difference of those that agree.
    """

    compared: int
    missing: int
    stat: int
    se: int
    worst: float


def read_results(path: Path) -> pa.Table:
    """A result table from Parquet or CSV: the five keys as text, `stat` and `se` as numbers."""
    if path.suffix == ".parquet":
        table = pq.read_table(path, columns=[*KEYS, "stat", "se"])
    else:
        types = dict.fromkeys(KEYS, pa.string()) | {"stat": pa.float64(), "se": pa.float64()}
        options = pa_csv.ConvertOptions(column_types=types, null_values=["NA", "NaN", ""])
        table = pa_csv.read_csv(path, convert_options=options)
    keys = {name: pc.fill_null(pc.cast(table[name], pa.string()), "") for name in KEYS}
    return pa.table(keys | {name: pc.cast(table[name], pa.float64()) for name in ("stat", "se")})


def compare(ours: Path, theirs: Path, stat_of: set[str], se_of: set[str]) -> Agreement:
    """
    Compare a peer's results with needline's.

    Args:
        ours, theirs: result tables.
        stat_of: kinds of analysis whose estimates both define alike.
        se_of: those whose standard errors do.
    """
    peer = read_results(theirs)
    peer = peer.filter(pc.is_in(peer["analysis_type"], pa.array(sorted(stat_of))))
    both = peer.join(read_results(ours), KEYS, join_type="inner", right_suffix="_ours")
    stat = _difference(both, "stat")
    se = _difference(both.filter(pc.is_in(both["analysis_type"], pa.array(sorted(se_of)))), "se")
    alike = np.concatenate([stat[stat <= TOLERANCE], se[se <= TOLERANCE], [0.0]])
    return Agreement(
        compared=both.num_rows,
        missing=peer.num_rows - both.num_rows,
        stat=int((stat > TOLERANCE).sum()),
        se=int((se > TOLERANCE).sum()),
        worst=float(alike.max()),
    )


def _difference(both: pa.Table, name: str) -> npt.NDArray[np.float64]:
    """Relative differences; absolute where both are under the tolerance; infinite where one alone is unknown."""
    one, other = (_numbers(both[column]) for column in (name, f"{name}_ours"))
    scale = np.maximum(np.abs(one), np.abs(other))
    gap = np.abs(one - other) / np.where(scale > TOLERANCE, scale, 1.0)
    unknown = np.isnan(one).astype(int) + np.isnan(other).astype(int)
    return np.select([unknown == 2, unknown == 1], [0.0, np.inf], gap)


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    return np.asarray(column.to_numpy(), np.float64)
