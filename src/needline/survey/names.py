"""
Names of columns as different programs write one and the same: `g/water`, `g.water`, `water `, R's `X_uuid`.

Two names are one where they are equal; else where they differ by blanks, capitals and what R makes of letters that
its names cannot have; else where one is the other with its groups before it, and no second column is so named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

IDS = ("_uuid", "uuid", "meta/instanceID", "meta-instanceID", "instanceID", "KEY", "__id", "_id")
"""Columns that name an interview, the best first."""

_BEFORE = re.compile(r"^(?:\ufeff|x\.u\.feff\.|ï\.\.|ï»¿)+")
_BY_R = re.compile(r"^x(?=[._\d])")
_OTHER = re.compile(r"[^\w]+")


class Names:
    """
    The names of a table's columns, to be found as others write them.

    Args:
        names: as the table has them.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self._exact = frozenset(self.names)
        self._folded: dict[str, list[str]] = {}
        self._ends: dict[str, list[str]] = {}
        split = {name: _parts(name) for name in self.names}
        for name, parts in split.items():
            self._folded.setdefault(".".join(parts), []).append(name)
        for name, parts in split.items():
            for end in self._without_groups(parts):
                self._ends.setdefault(end, []).append(name)

    def all(self, written: str) -> list[str]:
        """The columns that a written name may mean: none, one, or several where it does not tell them apart."""
        if written in self._exact:
            return [written]
        parts = _parts(written)
        folded = ".".join(parts)
        shorter = (self._folded.get(end) for end in self._without_groups(parts))
        return self._folded.get(folded) or self._ends.get(folded) or next((one for one in shorter if one), [])

    def find(self, written: str) -> str:
        """The one column that a written name means; empty where there is none, or more than one."""
        found = self.all(written)
        return found[0] if len(found) == 1 else ""

    def id_column(self) -> str:
        """The column that names interviews: one of `IDS`, as programs write them; empty where there is none."""
        exact = next((name for name in IDS if name in self._exact), "")
        folded = (self._folded.get(".".join(_parts(name)), []) for name in IDS if name != "KEY")
        return exact or next((found[0] for found in folded if len(found) == 1), "")

    def first(self, written: Sequence[str]) -> str:
        """The column of the first name that means one; empty where none does."""
        return next((found for one in written if (found := self.find(one))), "")

    def _without_groups(self, parts: list[str]) -> list[str]:
        """A name without its first part, its first two, …; what stands before an option is a question, no group."""
        starts = (at for at in range(1, len(parts)) if ".".join(parts[:at]) not in self._folded)
        return [".".join(parts[at:]) for at in starts if parts[at - 1] not in self._folded]


def _parts(name: str) -> list[str]:
    """A name without what programs change in it, part by part: groups, question, option."""
    plain = _BY_R.sub("", _BEFORE.sub("", name.strip().casefold()))
    return [part for part in _OTHER.split(plain) if part]


def plain_id(written: str) -> str:
    """An id of an interview without what programs add to it: `uuid:`, capitals, the point of a spreadsheet."""
    text = written.strip().casefold().removeprefix("uuid:").strip("{}")
    whole = text.removesuffix(".0")
    return whole if whole.isdigit() else text
