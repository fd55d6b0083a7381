"""Lists of one statement: a whole, the parts listed with it, and what they leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from needline.reconcile.clash import Clash
from needline.reconcile.held import Held
from needline.reconcile.program import Rules
from needline.reconcile.quantities import Quantity
from needline.reconcile.relations import group_line, line

LEAST_PARTS = 2


class Listed(NamedTuple):
    """
    A whole and its parts, given by one statement for one time.

    Args:
        whole: the count that holds the others.
        parts: in the order of their ids.
        by: what divides it: place, from_place or group.
        complete: True where the parts are all of it.
        summed: False where nothing may be asked of the sum: a partial list.
    """

    whole: Held
    parts: tuple[Held, ...]
    by: str
    complete: bool
    summed: bool

    @property
    def least(self) -> float:
        """The least sum of the parts."""
        return sum(one.low or 0.0 for one in self.parts)

    @property
    def most(self) -> float | None:
        """The greatest sum of the parts; None where one is open."""
        highs = [one.high for one in self.parts]
        return None if None in highs else sum(one for one in highs if one is not None)


def listed(helds: Iterable[Held], rules: Rules) -> list[Listed]:
    """
    The lists of each statement: at least two parts of one whole, for one measure and one time; of a list that says it
    is complete one is enough.

    Parts are places that lie in the whole's place, with no listed place between; places where people came from; or
    groups that are part of its group. Groups that a partition names are all of it, and so are the parts of a list
    that says it is complete.
    """
    said: dict[tuple[str, float, float], list[Held]] = {}
    for one in helds:
        if one.behaviour in {"cumulative", "stock", "flow", "baseline"} and one.count.statement:
            said.setdefault((one.count.statement, one.start, one.end), []).append(one)
    found: list[Listed] = []
    for _, ones in sorted(said.items()):
        if len(ones) > 1:
            for field in ("place", "from_place", "group"):
                found += _lists(ones, field, rules)
    return sorted(found, key=lambda one: (one.whole.id, one.by, one.parts[0].id))


def _lists(ones: Sequence[Held], field: str, rules: Rules) -> Iterator[Listed]:
    alike: dict[Quantity, dict[str, Held]] = {}
    for one in sorted(ones, key=lambda one: one.id):
        at = getattr(one.quantity, field)
        if at:
            alike.setdefault(one.quantity._replace(**{field: ""}), {}).setdefault(at, one)
    for _, by_name in sorted(alike.items()):
        if len(by_name) > 1:
            parts: dict[str, list[str]] = {}
            for name in by_name:
                above = group_line(name, rules.mission) if field == "group" else line(name, rules.parents)
                holder = next((one for one in above[1:] if one in by_name and one != name), None)
                if holder is not None:
                    parts.setdefault(holder, []).append(name)
            for whole, names in sorted(parts.items()):
                yield from _list(by_name, whole, names, field, rules)


def _list(
    by_name: Mapping[str, Held], whole: str, names: Sequence[str], field: str, rules: Rules
) -> Iterator[Listed]:
    told = field != "group" and {by_name[one].count.listing for one in (whole, *names)} == {"complete"}
    if len(names) < (1 if told else LEAST_PARTS):
        return
    if field == "group":
        last = {name.rpartition(" ")[2]: name for name in names}
        fitting = [one for one in rules.partitions if one <= set(last)]
        sure = [one for one in fitting if not any(one < other or other < one for other in fitting)]
        for one in sure:
            yield _made(by_name, whole, [last[word] for word in sorted(one)], field, complete=True)
        if sure:
            return
    yield _made(by_name, whole, names, field, complete=False)


def _made(
    by_name: Mapping[str, Held], whole: str, names: Sequence[str], field: str, *, complete: bool
) -> Listed:
    parts = tuple(sorted((by_name[name] for name in names), key=lambda one: one.id))
    words = {one.count.listing for one in (by_name[whole], *parts)}
    all_of_it = "partial" not in words and (complete or (field != "group" and words == {"complete"}))
    summed = "partial" not in words and (complete or field != "group")
    return Listed(by_name[whole], parts, field, all_of_it, summed)


def list_clashes(lists: Iterable[Listed]) -> Iterator[Clash]:
    """Lists whose parts come to more than their whole, or whose complete parts to less."""
    for one in lists:
        whole = one.whole
        if not one.summed:
            continue
        if whole.high is not None and one.least > whole.high:
            parts = minimal(one.parts, whole.high)
            gap = sum(part.low or 0.0 for part in parts) - whole.high
            if len(parts) > 1:  # a single part above its whole is a pair
                rule = "the listed parts come to more than their whole"
                yield summed(whole, parts, gap, rule, "above")
        if one.complete and whole.low is not None and one.most is not None and one.most < whole.low:
            gap = whole.low - one.most
            rule = "the listed parts, which are all of it, come to less than their whole"
            yield summed(whole, one.parts, gap, rule, "below")


def summed(whole: Held, parts: Sequence[Held], gap: float, rule: str, side: str) -> Clash:
    """A whole and parts whose sum it cannot be."""
    members = (whole, *sorted(parts, key=lambda one: one.id))
    return Clash(members, gap, (gap,) * len(members), rule, whole.quantity, whole.count.unit, f"sum@1 {side}")


def minimal(parts: Sequence[Held], most: float) -> list[Held]:
    """Of parts whose least sum is above a whole, a minimal set that still is: each in order of its id is left out."""
    kept = sorted(parts, key=lambda one: one.id)
    total = sum(one.low or 0.0 for one in kept)
    for one in list(kept):
        if total - (one.low or 0.0) > most:
            kept.remove(one)
            total -= one.low or 0.0
    return kept
