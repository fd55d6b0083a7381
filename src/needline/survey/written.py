"""
Problems of survey answers, told twice: to everybody how many cells, to this machine what stands in which row.

An answer that cannot be used may name a person, and a row is a person: neither is in a `Problem` of the store, which
is published. What was written is kept in the private folder, and `needline check` prints it from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from needline.errors import TraceError
from needline.model import Problem
from needline.store import Store

KEPT = "problems/"
_FIELDS = ("of", *Problem.__struct_fields__)


class Detail(NamedTuple):
    """
    A problem with what was written.

    Args:
        of: id of the problem that is published in its place.
        told: with answers and rows; never leaves this machine.
    """

    of: str
    told: Problem


def keep_written(store: Store, step: str, details: Iterable[Detail]) -> None:
    """Keep a step's details in the private folder, in place of those it kept before."""
    import pyarrow as pa

    rows = [{"of": one.of, **msgspec.to_builtins(one.told)} for one in details]
    schema = pa.schema([(name, pa.string()) for name in _FIELDS])
    store.write_private(KEPT + step, pa.Table.from_pylist(rows, schema=schema))


def with_written(store: Store, problems: Sequence[Problem]) -> list[Problem]:
    """
    Problems as the mission's own machine may see them.

    Args:
        store: of the mission; where it holds no details the problems stay as they are.
        problems: as published.

    Returns:
        list: each problem of survey answers gives way to its details; not for what leaves the machine.
    """
    details: dict[str, list[Problem]] = {}
    for step in ("clean", "score", "estimate"):
        try:
            kept = store.read_private(KEPT + step).to_pylist()
        except TraceError:
            continue
        for row in kept:
            details.setdefault(row.pop("of"), []).append(msgspec.convert(row, Problem))
    return [told for one in problems for told in details.get(one.id, [one])]
