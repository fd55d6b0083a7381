"""How many people a row of a 3W to 5W sheet speaks of, targeted and reached, and of which sex and age."""

from __future__ import annotations

from needline.model.demography import at_least
from needline.readers.base import MOST_PEOPLE
from needline.readers.response.columns import Columns
from needline.readers.response.numbers import EITHER, REACHED, TARGETED
from needline.readers.response.records import Record


def find_unmarked(columns: Columns, cells: list[tuple[int, dict[str, str]]]) -> str | None:
    """
    What columns by sex and age are that do not say: reached, targeted, or by each row's status ("").

    Where the sheet has totals of both, they are what their sums equal; None where they equal neither.
    """
    parts = [at for at, what in columns.counted.items() if what.kind == EITHER and what.part]
    totals = {
        what.kind: at
        for at, what in columns.counted.items()
        if what.kind and not what.part and not what.households
    }
    if not parts or not totals:
        return EITHER
    if len(totals) == 1:
        return next(iter(totals))
    for kind in (REACHED, TARGETED):
        sums = [
            (
                _sum(columns, [row.get(f"#{at}", "") for at in parts], parts),
                _plain_number(row.get(f"#{totals[kind]}", "")),
            )
            for _, row in cells
        ]
        compared = [total in one for one, total in sums if one and total is not None]
        if compared and all(compared):
            return kind
    return None


def _sum(columns: Columns, written: list[str], parts: list[int]) -> set[float]:
    """The sums of a row's parts: by sex alone, by age alone, by both."""
    sums: dict[tuple[bool, bool], float] = {}
    for cell, at in zip(written, parts, strict=True):
        number, what = _plain_number(cell), columns.counted[at]
        if number is not None:
            key = bool(what.sex), bool(what.age)
            sums[key] = sums.get(key, 0.0) + number
    return set(sums.values())


def _plain_number(cell: str) -> float | None:
    try:
        return float(cell.replace(",", "").replace(" ", ""))
    except ValueError:
        return None


class Amounts:
    """
    The numbers of a row: people where it says them, else households, else of its unit.

    Args:
        record: the row.
        columns: of the sheet.
        unmarked: what columns by sex and age are that do not say, as `unmarked` finds it.
        done: whether numbers that do not say are of people reached, by its status.
    """

    def __init__(self, record: Record, columns: Columns, unmarked: str | None, *, done: bool) -> None:
        self._record, self._unmarked, self._done = record, unmarked, done
        found: dict[tuple[str, bool, str], float] = {}
        of_people = False
        for at, what in columns.counted.items():
            kind = self._kind(what.kind, what.part)
            number = record.number_of(f"#{at}", least=0.0, most=MOST_PEOPLE) if kind else None
            if kind and number is not None:
                found.setdefault((kind, what.households, what.part), number)
                of_people = of_people or (what.people and not what.households)
        parts = {kind: {part: n for (k, hh, part), n in found.items() if k == kind and not hh and part}
                 for kind in (REACHED, TARGETED)}  # fmt: skip
        totals = {kind: found.get((kind, False, "")) for kind in (REACHED, TARGETED)}
        self.reached_by, self.targeted_by = parts[REACHED], parts[TARGETED]
        self.reached, self.reached_by = self._total(REACHED, totals[REACHED], parts[REACHED])
        self.targeted, self.targeted_by = self._total(TARGETED, totals[TARGETED], parts[TARGETED])
        self.unit = "people" if of_people else record.text("unit") or "people"
        if self.reached is None and self.targeted is None:
            self.reached, self.targeted = found.get((REACHED, True, "")), found.get((TARGETED, True, ""))
            if self.reached is not None or self.targeted is not None:
                self.unit = "households"

    def _kind(self, kind: str, part: str) -> str:
        if kind:
            return kind
        if part and self._unmarked is None:
            return ""
        return (part and self._unmarked) or (REACHED if self._done else TARGETED)

    def _total(
        self, kind: str, total: float | None, parts: dict[str, float]
    ) -> tuple[float | None, dict[str, float]]:
        """The total as written, else the sum of its parts; parts that pass the total are set aside."""
        if not parts:
            return total, parts
        least = at_least(parts)
        if total is None:
            return least, parts
        if least > total:
            found = f"by sex and age they are {least:,.0f}, in all {total:,.0f}; the parts are set aside."
            self._record.say("parts", kind, found, "Check both at the source.", "warning")
            return total, {}
        return total, parts
