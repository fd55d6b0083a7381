"""A standard in words: what it asks, how it counts, where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from needline.standards.definition import Input, Step

_WORDS: dict[tuple[str, Any], str] = {
    ("missing", "zero"): "a missing answer counts 0",
    ("missing", "any"): "a missing answer makes it missing",
    ("missing", "no"): "a missing answer counts as no, never asked too",
    ("missing", "unknown"): "a missing answer that could decide makes it missing",
    ("never_asked", "zero"): "never asked counts 0",
    ("never_asked", "missing"): "never asked is missing",
    ("round", "down"): "the score is taken down to a whole number",
    ("round", "no"): "the score is not rounded",
}
_DEFAULTS: dict[tuple[str, str], Any] = {
    ("weighted_sum", "missing"): "any",
    ("weighted_sum", "never_asked"): "missing",
    ("weighted_sum", "round"): "no",
    ("any_at_least", "missing"): "unknown",
    ("any_at_least", "count"): 1,
}


def answer(given: Input) -> str:
    """What may be answered to an input: "a number from 0 to 7", "one of yes, no"."""
    optional = " (may be left out)" if given.optional else ""
    if given.kind != "number":
        word = "one of" if given.kind == "one" else "any of"
        return f"{word} {', '.join(given.choices)}{optional}"
    ends = [f"{word} {end:g}" for word, end in (("from", given.low), ("to", given.high)) if end is not None]
    return " ".join(["a number", *ends]) + optional


def argument(step: Step, path: tuple[str, ...], value: Any) -> str:
    """
    One argument of a step in words.

    Args:
        step: whose.
        path: the argument, then keys inside it.
        value: what it is; None for the rule's default.
    """
    name = path[0]
    if name == "classes" and value is not None:
        return cuts(value)
    value = _DEFAULTS.get((step.rule, name)) if value is None else value
    if (name, str(value)) in _WORDS:
        return _WORDS[name, str(value)]
    where = " ".join(path[1:]) or name
    return (
        f"{where} {_plain(value)}"
        if name in {"table", "members"}
        else f"{step.name}: {where} {_plain(value)}"
    )


def cuts(classes: list[dict[str, Any]]) -> str:
    """Classes of a number with their cuts: "poor below 21.5, borderline up to 35, else acceptable"."""
    return ", ".join(
        f"{one['is']} below {one['below']:g}"
        if "below" in one
        else f"{one['is']} up to {one['up_to']:g}"
        if "up_to" in one
        else f"else {one['is']}"
        for one in classes
    )


def sentence(step: Step) -> str:
    """How a step makes its column, in a line or a few; a rule that needline does not know is shown as written."""
    tell = _TOLD.get(step.rule)
    if tell is not None:
        return tell(step)
    args = "; ".join(f"{key} {_plain(value)}" for key, value in step.args.items())
    return f"{step.rule} of {', '.join(step.of)}" + (f"; {args}" if args else "")


def _sum(step: Step) -> str:
    weights = step.args.get("weights", [1] * len(step.of))
    terms = [
        name if weight == 1 else f"{weight:g} × {name}" for weight, name in zip(weights, step.of, strict=True)
    ]
    return "; ".join([" + ".join(terms), *_ways(step, "missing", "never_asked", "round")])


def _any(step: Step) -> str:
    count = step.args.get("count", 1)
    of = f"yes where at least {count} of {', '.join(step.of)} is {_or(step.args['choices'])}"
    return "; ".join([of, *_ways(step, "missing")])


def _ways(step: Step, *names: str) -> list[str]:
    stated = [name for name in names if name in step.args or name == "missing"]
    return [argument(step, (name,), step.args.get(name)) for name in stated]


def _choices(step: Step) -> str:
    weights = ", ".join(f"{choice} {weight:g}" for choice, weight in step.args["weights"].items())
    told = [f"sum over the choices of {step.of[0]}: {weights}"]
    if "unknown" in step.args:
        told.append(f"{_or(step.args['unknown'])} makes it missing")
    if "unscored" in step.args:
        told.append(f"{_or(step.args['unscored'])} does so where nothing else counts")
    return "; ".join(told)


def _cases(step: Step) -> str:
    told = []
    for one in step.args["cases"]:
        is_ = one.get("is", "missing")
        whens = [f"{name} is {_or(wanted)}" for name, wanted in one.get("when", {}).items()]
        told.append(f"{is_} where {' and '.join(whens)}" if whens else f"else {is_}")
    return "the first that holds: " + "; ".join(told)


def _table(step: Step) -> str:
    return f"by {' and '.join(step.of)}: {_plain(step.args['table'])}"


_TOLD: dict[str, Callable[[Step], str]] = {
    "weighted_sum": _sum,
    "weighted_choices": _choices,
    "count_true": lambda step: f"how many of {_plain(step.args['among'])} are chosen in {step.of[0]}",
    "count_answers": lambda step: f"how many of {', '.join(step.of)} are {_or(step.args['choices'])}",
    "any_at_least": _any,
    "classify": lambda step: f"{step.of[0]}: {cuts(step.args['classes'])}",
    "lookup": _table,
    "member_of": lambda step: f"by {step.of[0]}: {_plain(step.args['members'])}",
    "cases": _cases,
    "max_of": lambda step: f"the greatest of {', '.join(step.of)}",
}


def _or(words: Any) -> str:
    return " or ".join(map(str, words)) if isinstance(words, list) else str(words)


def _plain(value: Any) -> str:
    """A value of a definition as text, without the marks of a program."""
    if isinstance(value, Mapping):
        inner = [
            f"{key} ({_plain(one)})" if isinstance(one, Mapping) else f"{key} {_plain(one)}"
            for key, one in value.items()
        ]
        return (
            ", ".join(inner)
            if not any(isinstance(one, Mapping) for one in value.values())
            else "; ".join(inner)
        )
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
