"""A row of the table of needs computed once more, from the rows that its trace names and no others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from needline.model import (
    Coverage,
    Decision,
    Estimate,
    Figure,
    Mission,
    Need,
    Observation,
    Place,
    populations,
    read_recipe,
    read_ref,
)
from needline.needs.evidence import Evidence, Rows, Unit, gather
from needline.needs.judge import judge
from needline.needs.step import decided, estimates
from needline.needs.table import numbers
from needline.store import Store


def again(mission: Mission, store: Store, row: Need) -> dict[str, Any]:
    """
    The computed columns of a row.

    Args:
        mission: its thresholds.
        store: with the rows that the trace names; of hidden estimates it may hold the values.
        row: as it was judged.
    """
    needs, rests = _below(store, row)
    judged = _units(mission, needs)
    of = gather(mission, judged, _rows(mission, store, rests))
    _as_it_was(of, needs)
    found = judge(of, mission)
    at = next(u for u, unit in enumerate(judged) if (unit.place, unit.group) == (row.place, row.group))
    place = at * len(of.sectors) + of.sectors.index(row.sector)
    columns = {name: _plain(values[place]) for name, values in numbers(of, found).items()}
    beside = set(found.beside[at, of.sectors.index(row.sector)])
    own = [one for one in columns["flags"] if one not in beside]
    return columns | {"flags": [*own, *read_recipe(row.recipe).args.get("beside", [])]}


def _below(store: Store, row: Need) -> tuple[list[Need], list[Any]]:
    """All needs that a row rests on, itself first, and the rows of other tables that these rest on."""
    needs, rests = {row.need: row}, {}
    ahead = [row]
    while ahead:
        for ref in ahead.pop().trace:
            found = store.cell(read_ref(ref))
            if not isinstance(found, Need):
                rests[ref] = found
            elif found.need not in needs:
                needs[found.need] = found
                ahead.append(found)
    return list(needs.values()), list(rests.values())


def _units(mission: Mission, needs: list[Need]) -> list[Unit]:
    """The places and groups of some needs; an area stands under its place where that is among them."""
    within = {group.id: group.within for group in mission.groups}
    pairs = sorted({(one.place != within.get(one.group), one.place, one.group) for one in needs})
    wholes = {group: at for at, (area, _, group) in enumerate(pairs) if not area}
    # an area without its place stands under one that is not here
    alone = len(pairs)
    return [Unit(place, group, wholes.get(group, alone) if area else -1) for area, place, group in pairs]


def _rows(mission: Mission, store: Store, rests: list[Any]) -> Rows:
    import pyarrow as pa
    import pyarrow.compute as pc

    named = [one.estimate for one in rests if isinstance(one, Estimate)]
    known = estimates(store)
    kept = known.filter(pc.is_in(known["estimate"], value_set=pa.array(named, pa.string())))
    return Rows(
        people=populations(mission, [one for one in rests if isinstance(one, Figure)]),
        estimates=kept,
        observations=[one for one in rests if isinstance(one, Observation)],
        coverage=[one for one in rests if isinstance(one, Coverage)],
        decided=decided(one for one in rests if isinstance(one, Decision)),
        places=store.read(Place),
    )


def _as_it_was(of: Evidence, needs: list[Need]) -> None:
    """What was said of cells because of others that are not here."""
    of.notes.clear()
    at = {(unit.place, unit.group): u for u, unit in enumerate(of.units)}
    of.elsewhere[:] = np.False_
    for one in needs:
        args = read_recipe(one.recipe).args
        u = at[one.place, one.group]
        if notes := args.get("notes"):
            of.notes[u, of.sectors.index(one.sector)] = list(notes)
        of.elsewhere[u] |= bool(args.get("elsewhere"))
        of.parted[u] |= bool(args.get("parted"))


def _plain(value: Any) -> Any:
    """A value as the store gives it back: None where it is not known."""
    if value is np.ma.masked or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


RECOMPUTE: dict[str, Callable[[Mission, Store, Any], dict[str, Any]]] = {"needs": again}
