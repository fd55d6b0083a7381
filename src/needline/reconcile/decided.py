"""What analysts decided about figures, applied before anything is compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from needline.model import Count, Decision, Mission, Problem, problem, read_ref, read_when
from needline.model.decision import in_order, read_correction

_CHANGES = {"correct", "other_population", "other_day"}
_REMOVES = {"set_aside", "same_count"}
_OF_CLAIMS = ("report/", "claims/")
"""What decisions about claims begin with; they are attached where claims are read."""


class Decided(msgspec.Struct, frozen=True):
    """
    Figures after decisions.

    Args:
        counts: those that still stand, corrected where somebody corrected them.
        by: id of a count to the refs of the decisions that changed it.
        aside: ids of those set aside, with the decision's ref.
        problems: decisions that could not be applied.
    """

    counts: list[Count]
    by: dict[str, tuple[str, ...]]
    aside: dict[str, str]
    problems: list[Problem]


def decide(counts: Iterable[Count], decisions: Iterable[Decision], mission: Mission) -> Decided:
    """Apply what is in force on each figure; a decision that cannot be applied is a problem and changes nothing."""
    standing = {count.count: count for count in counts}
    by: dict[str, tuple[str, ...]] = {}
    aside: dict[str, str] = {}
    same: dict[str, str] = {}
    problems = []
    for decision in _in_force(decisions):
        try:
            count = _figure(decision, standing)
            if decision.action == "same_count":
                same[count.count] = _other(count, decision, standing, same)
            changed = _apply(count, decision, mission)
        except ValueError as error:
            found = f"{decision.action} cannot be applied: {str(error).rstrip('.')}."
            mend = "Record it anew with `needline decide`."
            problems.append(problem("decision", decision.file, decision.id, found, mend, "warning"))
            continue
        ref = f"decisions/{decision.id}"
        by[count.count] = (*by.get(count.count, ()), ref)
        if changed is None:
            aside[count.count] = ref
        else:
            standing[count.count] = changed
    return Decided([count for id_, count in standing.items() if id_ not in aside], by, aside, problems)


def _figure(decision: Decision, standing: dict[str, Count]) -> Count:
    ref = read_ref(decision.on)
    if ref.table != "counts" or ref.key not in standing:
        raise ValueError(f'there is no figure "{decision.on}"')
    return standing[ref.key]


def _in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """
    The decisions in force on each figure: of each kind of change the latest, so that a number and a day both hold.

    Who sets a figure aside or merges it supersedes that until a later change; who accepts it supersedes all before.
    """
    found: dict[str, dict[str, Decision]] = {}
    for decision in in_order(decisions):
        if decision.on.startswith(_OF_CLAIMS):
            continue
        mine = found.setdefault(decision.on, {})
        if decision.action == "accept":
            mine.clear()
        elif decision.action in _CHANGES | _REMOVES:
            for action in _REMOVES:
                mine.pop(action, None)
            mine[decision.action] = decision
    return [mine[action] for _, mine in sorted(found.items()) for action in sorted(mine, key=_late)]


def _late(action: str) -> tuple[bool, str]:
    """Changes come before a removal."""
    return action in _REMOVES, action


def _other(count: Count, decision: Decision, standing: Mapping[str, Count], same: Mapping[str, str]) -> str:
    """The figure that a figure is said to repeat; one must be left to stand for them."""
    other = decision.value.strip().removeprefix("counts/")
    if other not in standing:
        raise ValueError(f'it names no other figure ("{decision.value}")')
    at = other
    while at in same and at != count.count:
        at = same[at]
    if at == count.count:
        raise ValueError("each would stand for the other, and none would be left")
    return other


def _apply(count: Count, decision: Decision, mission: Mission) -> Count | None:
    """The figure as decided; None where it no longer stands for itself."""
    value = decision.value.strip()
    if decision.action in {"set_aside", "same_count"}:
        return None
    if decision.action == "other_population":
        return msgspec.structs.replace(count, group=value or f"other than {count.group}")
    if decision.action == "other_day":
        when = read_when(value, mission.tz)
        return msgspec.structs.replace(
            count, as_of_text=when.text, as_of_start=when.start, as_of_end=when.end
        )
    return _corrected(count, value)


def _corrected(count: Count, value: str) -> Count:
    """The figure with another number."""
    number = read_correction(value, count.unit)
    low, high = number.low, number.high
    if low is None or high is None:
        qualifier = "up to" if low is None else "at least"
    else:
        qualifier = "exact" if number.point else "between"
    return msgspec.structs.replace(
        count,
        qualifier=qualifier,
        damaged=False,
        denied=False,
        number_low=high if low is None else low,
        number_high=low if high is None else high,
        low=low,
        high=high,
    )
