"""What was judged as rows of the table of needs, each with its trace and recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from needline.model import Need, Recipe
from needline.needs.cells import BASES
from needline.needs.evidence import ALL, Evidence, need_id
from needline.needs.judge import Judged
from needline.stats.arrays import Floats, Ints
from needline.store.store import arrow_schema
from needline.store.tables import OF_ROW

if TYPE_CHECKING:
    import pyarrow as pa

SECTOR, OVER_ALL = "need@2", "needs@2"
_PLAIN = {rule: Recipe(rule=rule).text() for rule in (SECTOR, OVER_ALL)}


def table(of: Evidence, judged: Judged) -> pa.Table:
    """All rows, in Arrow form, sorted by their key."""
    import pyarrow as pa

    columns = {**numbers(of, judged), **_names(of, judged)}
    schema = arrow_schema(OF_ROW[Need])
    order = pa.array(np.argsort(np.array(columns["need"], np.str_), kind="stable"))
    arrays = [pa.array(columns[field.name], field.type, from_pandas=True).take(order) for field in schema]
    return pa.table(arrays, schema=schema)


def numbers(of: Evidence, judged: Judged) -> dict[str, Any]:
    """
    The columns that are computed, each of U x K values, a unit's sectors after one another.

    Numbers are arrays in which NaN, and for classes a mask, stands for what is not known.
    """
    cells, size = judged.cells, judged.cells.severity.shape
    over = {"mosaic": judged.overall.mosaic, "households": judged.overall.households}
    found: dict[str, Any] = {
        "people_low": _wide(of.fewest, size),
        "people_high": _wide(of.most, size),
        "in_need_low": cells.counted.low,
        "in_need": cells.counted.at,
        "in_need_high": cells.counted.high,
        "share_low": cells.share.low,
        "share": cells.share.stat,
        "share_high": cells.share.upp,
        "from_population": judged.from_population,
        "gap_low": judged.gap_low,
        "gap_high": judged.gap_high,
    }
    for name, counted in over.items():
        for suffix, one in (("_low", counted.low), ("", counted.at), ("_high", counted.high)):
            column = np.full(size, np.nan)
            column[:, -1] = one
            found[name + suffix] = column
    found = {name: one.ravel() for name, one in found.items()}
    published = of.published.copy()
    published[:, -1] = published.max(axis=1)
    for name, classes in (
        ("severity", cells.severity),
        ("severity_low", cells.low),
        ("severity_high", cells.high),
        ("preliminary", cells.preliminary),
        ("published", published),
    ):
        found[name] = _classes(classes)
    found["basis"] = [BASES[one] for one in cells.basis.ravel().tolist()]
    found["dominated_by"] = _dominant(judged)
    found["missing"] = cells.missing.ravel().tolist()
    found["flags"] = [
        [*own, *beside]
        for own, beside in zip(cells.flags.ravel().tolist(), judged.beside.ravel().tolist(), strict=True)
    ]
    return found


def _wide(people: Floats, size: tuple[int, ...]) -> Floats:
    result: Floats = np.broadcast_to(people[:, None], size)
    return result


def _classes(found: Ints) -> Any:
    flat = found.ravel()
    return np.ma.masked_array(flat, flat == 0)


def _dominant(judged: Judged) -> list[str]:
    """Which uncertainty makes the wider range: that of the population, or that of the sample; "" where neither does."""
    part = judged.from_population.ravel()
    half = 0.5
    return ["" if np.isnan(one) else "population" if one > half else "sample" for one in part.tolist()]


def _names(of: Evidence, judged: Judged) -> dict[str, list[Any]]:
    """What a row is called, what it rests on, and how it was made."""
    found: dict[str, list[Any]] = {
        "place": [],
        "group": [],
        "sector": [],
        "need": [],
        "trace": [],
        "recipe": [],
    }
    found["need"] = [need_id(unit.place, unit.group, sector) for unit in of.units for sector in of.sectors]
    refs = np.array([f"needs/{one}" for one in found["need"]], object).reshape(judged.cells.severity.shape)
    areas: dict[int, list[int]] = {}
    for u, unit in enumerate(of.units):
        areas.setdefault(unit.whole, []).append(u)
    summed, ids = judged.cells.summed.tolist(), of.ids.tolist()
    beside = judged.beside.tolist()
    for u, unit in enumerate(of.units):
        figures = [f"figures/{one}" for one in of.figures[u]]
        for k, sector in enumerate(of.sectors):
            found["place"].append(unit.place)
            found["group"].append(unit.group)
            found["sector"].append(sector)
            trace = [*figures, *(f"estimates/{one}" for one in ids[u][k] if one), *of.refs.get((u, k), ())]
            if sector == ALL:
                trace += refs[u, :-1].tolist()
            if summed[u][k]:
                trace += refs[areas.get(u, []), k].tolist()
            found["trace"].append(trace)
            found["recipe"].append(_recipe(of, beside[u][k], (u, k)))
    return {**found, "synthetic": judged.cells.synthetic.ravel().tolist()}


def _recipe(of: Evidence, beside: list[str], at: tuple[int, int]) -> str:
    rule = OVER_ALL if at[1] == len(of.sectors) - 1 else SECTOR
    told: dict[str, Any] = {
        "beside": beside,
        "notes": of.notes.get(at),
        "elsewhere": bool(of.elsewhere[at[0]]),
        "parted": rule == OVER_ALL and bool(of.parted[at[0]]),
    }
    args = {name: value for name, value in told.items() if value}
    return Recipe(rule=rule, args=args).text() if args else _PLAIN[rule]
