"""
Where scoring rules are registered, those of needline and those that others add.

A rule is one function from columns to a column. `@rule("name", args=...)` registers it; a package that declares the
function's module under the entry point `needline.rules` is imported when a standard first names an unknown rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from importlib.metadata import entry_points
from typing import Any, NamedTuple, TypeAlias

import msgspec

from needline.errors import UnknownNameError
from needline.standards.columns import Column
from needline.standards.definition import Step

Compute: TypeAlias = Callable[[Step, Sequence[Column]], Column]
Without: TypeAlias = Callable[[Step, Collection[str]], Step]

GROUP = "needline.rules"


class Rule(NamedTuple):
    """
    A scoring rule.

    Args:
        compute: makes the column of a step from the columns of its `of`.
        args: what a step may say beside `name`, `rule` and `of`.
        without: the same step where optional inputs were not asked; None where it then runs as it is.
    """

    compute: Compute
    args: frozenset[str]
    without: Without | None = None


RULES: dict[str, Rule] = {}


def rule(
    name: str, *, args: Collection[str] = (), without: Without | None = None
) -> Callable[[Compute], Compute]:
    """
    Register a function as a scoring rule.

    Args:
        name: as standards write it.
        args: what a step may say beside `name`, `rule` and `of`; anything else is refused as a standard is read.
        without: see `Rule`.
    """

    def register(compute: Compute) -> Compute:
        RULES[name] = Rule(compute, frozenset(args), without)
        return compute

    return register


def find_rule(name: str, where: str) -> Rule:
    """
    The rule of that name; asks installed packages where needline has none.

    Raises:
        UnknownNameError: nobody registered it; `where` says who asked.
    """
    if name not in RULES:
        for point in entry_points(group=GROUP):
            point.load()
    if name not in RULES:
        raise UnknownNameError(where, name, RULES)
    return RULES[name]


def fewer(step: Step, absent: Collection[str]) -> Step:
    """A step that gathers its columns, without those that were not asked."""
    kept = [place for place, name in enumerate(step.of) if name not in absent]
    return msgspec.structs.replace(
        step,
        of=tuple(step.of[place] for place in kept),
        ceilings=tuple(step.ceilings[place] for place in kept),
    )


def fewer_cases(step: Step, absent: Collection[str]) -> Step:
    """A step of cases, without those that rest on what was not asked: they do not hold."""
    cases: list[dict[str, Any]] = [
        one for one in step.args["cases"] if not set(one.get("when", {})) & set(absent)
    ]
    return msgspec.structs.replace(step, args={**step.args, "cases": cases})
