"""Problems of survey answers as the mission's own machine may see them: with what was written, and in which row."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from needline.model import Problem
from needline.store import Store
from needline.store.written import KEPT, Detail, keep_written

__all__ = ["Detail", "keep_written", "with_written"]


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
    for name in store.private_names(KEPT):
        for row in store.read_private(name).to_pylist():
            details.setdefault(row.pop("of"), []).append(msgspec.convert(row, Problem))
    return [told for one in problems for told in details.get(one.id, [one])]
