"""What sets two definitions of one indicator apart, rule by rule, and one of them with some rules of the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from needline.standards.definition import Indicator, Step
from needline.standards.explain import argument

Path = tuple[str, ...]
"""Where a value stands in a step: the argument, then keys of its table; "#2" is the third of a list."""


class Difference(NamedTuple):
    """
    One rule in which two definitions differ.

    Args:
        told: in words: "up to 21 is poor, instead of below 21.5 is poor".
        steps: the steps in which they differ so.
        path: where in the step; empty where the steps are other ones altogether.
        value: what the second says; None where it says nothing.
    """

    told: str
    steps: tuple[str, ...]
    path: Path
    value: Any


def differences(first: Indicator, second: Indicator) -> list[Difference]:
    """
    The rules in which the second definition differs from the first, in the order of its steps.

    The same change in several steps is one difference. Steps that only one of them has are told of, without a way to
    take over one alone, unless all they rest on is there.
    """
    found: dict[tuple[str, Path, str], Difference] = {}
    mine = {step.name: step for step in first.steps}
    for step in second.steps:
        for one in _of_step(mine.get(step.name), step):
            key = one.told, one.path, repr(one.value)
            before = found.get(key)
            found[key] = one._replace(steps=(*before.steps, *one.steps)) if before else one
    return list(found.values())


def swapped(first: Indicator, second: Indicator, taken: Iterable[Difference]) -> Indicator:
    """The first definition with some rules of the second; where a rule needs what is not there it stays as it was."""
    steps = {step.name: step for step in first.steps}
    theirs = {step.name: step for step in second.steps}
    for difference in taken:
        for name in difference.steps:
            if not difference.path and name in steps:
                steps[name] = theirs[name]
            elif name in steps:
                args = _put(steps[name].args, difference.path, difference.value)
                steps[name] = msgspec.structs.replace(steps[name], args=args)
    known = {one.name for one in first.inputs}
    for step in steps.values():
        if not known.issuperset(step.of):
            return first
        known.add(step.name)
    return msgspec.structs.replace(first, steps=tuple(steps.values()))


def _of_step(mine: Step | None, theirs: Step) -> Iterator[Difference]:
    if mine is None or (mine.rule, mine.of) != (theirs.rule, theirs.of):
        what = "is another step" if mine else "is one step more"
        yield Difference(f"{theirs.name} {what}", (theirs.name,), (), None)
        return
    for path, before, after in _leaves((), mine.args, theirs.args):
        yield Difference(_told(theirs, path, before, after), (theirs.name,), path, after)


def _leaves(path: Path, mine: Any, theirs: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Where two values differ: inside tables, and inside lists of classes with the same names."""
    if mine == theirs:
        return
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        for key in dict.fromkeys([*mine, *theirs]):
            yield from _leaves((*path, key), mine.get(key), theirs.get(key))
    elif path == ("classes",) and [one["is"] for one in mine] == [one["is"] for one in theirs]:
        for place, pair in enumerate(zip(mine, theirs, strict=True)):
            if pair[0] != pair[1]:
                yield (*path, f"#{place}"), *pair
    else:
        yield path, mine, theirs


def _told(step: Step, path: Path, before: Any, after: Any) -> str:
    if path[0] == "classes" and len(path) > 1:
        before, after = [before], [after]
    now, then = argument(step, path, after), argument(step, path, before)
    return f"{now}, instead of {then}"


def _put(args: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The arguments with one value in its place; None takes it out."""
    key, *rest = path
    found = dict(args)
    if rest and rest[0].startswith("#"):
        listed = list(found[key])
        listed[int(rest[0][1:])] = value
        found[key] = listed
    elif rest:
        found[key] = _put(found.get(key) or {}, tuple(rest), value)
    elif value is None:
        found.pop(key, None)
    else:
        found[key] = value
    return found
