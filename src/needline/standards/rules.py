"""
The rules that standards are written in: named functions from columns to a column.

A standard is data; what a new standard cannot say with these is one more function, registered with `@rule`. Unless a
standard says otherwise, a result is known where no missing answer could change it, and missing elsewhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from needline.standards.columns import Column, Many, Numbers, One
from needline.standards.definition import Step
from needline.standards.registry import fewer, fewer_cases, rule
from needline.stats.arrays import Bools, Floats, Ints


@rule("weighted_sum", args={"weights", "missing", "never_asked", "round"})
def weighted_sum(step: Step, columns: Sequence[Column]) -> Column:
    """
    Sum of numbers times `weights` (default 1 each).

    `missing = "any"` (the default): one missing number makes the sum missing; "zero": it counts 0. Where all are
    missing the sum is missing, unless `never_asked = "zero"`. `round = "down"` takes the sum down to a whole number.
    """
    values = np.stack([_numbers(column) for column in columns])
    weights = np.asarray(step.args.get("weights", [1.0] * len(columns)), np.float64)[:, None]
    if len(weights) != len(columns):
        raise ValueError(f"{len(weights)} weights for {len(columns)} columns")
    gone = np.isnan(values)
    total = (np.where(gone, 0.0, values) * weights).sum(axis=0)
    never, some = gone.all(axis=0), gone.any(axis=0)
    lost = never & (_said(step, "never_asked", "missing", "zero") == "missing")
    if _said(step, "missing", "any", "zero") == "any":
        lost |= some & ~never
    if _said(step, "round", "no", "down") == "down":
        total = np.floor(total)
    return Numbers(np.where(lost, np.nan, total))


@rule("weighted_choices", args={"weights", "unknown", "unscored"})
def weighted_choices(step: Step, columns: Sequence[Column]) -> Column:
    """
    Sum of the `weights` of the choices taken in one question of several choices.

    A choice in `unknown` ("don't know") makes the sum missing; one in `unscored` ("other") does so where
    nothing else was scored.
    """
    many = _many(columns[0])
    weights: dict[str, float] = step.args["weights"]
    total = np.zeros(len(many.answered))
    for place, choice in enumerate(many.choices):
        if weights.get(choice):
            total += float(weights[choice]) * many.chosen[:, place]
    unknown = ~many.answered | _any_of(many, step.args.get("unknown", []))
    unscored = _any_of(many, step.args.get("unscored", []))
    unknown |= unscored & np.equal(total, 0.0)
    return Numbers(np.where(unknown, np.nan, total))


@rule("count_true", args={"among", "unknown"})
def count_true(step: Step, columns: Sequence[Column]) -> Column:
    """How many of the choices in `among` were taken; a choice in `unknown` makes the count missing."""
    many = _many(columns[0])
    among = np.isin(np.array(many.choices), step.args["among"])
    unknown = ~many.answered | _any_of(many, step.args.get("unknown", []))
    return Numbers(np.where(unknown, np.nan, many.chosen[:, among].sum(axis=1)))


@rule("count_answers", args={"choices"})
def count_answers(step: Step, columns: Sequence[Column]) -> Column:
    """How many of the questions have an answer among `choices`; one missing answer makes the count missing."""
    hits = np.zeros(_length(columns[0]))
    for one in map(_one, columns):
        hits += np.where(one.codes < 0, np.nan, _among(one, step.args["choices"]))
    return Numbers(hits)


@rule("any_at_least", args={"choices", "count", "missing"}, without=fewer)
def any_at_least(step: Step, columns: Sequence[Column]) -> Column:
    """
    Yes where at least `count` (default 1) of the questions have an answer among `choices`.

    Missing where a missing answer could decide it; with `missing = "no"` a missing answer counts as none of them.
    """
    needed = int(step.args.get("count", 1))
    sure = np.zeros(_length(columns[0]), np.int64)
    gone = np.zeros_like(sure)
    for one in map(_one, columns):
        sure += _among(one, step.args["choices"])
        gone += one.codes < 0
    if _said(step, "missing", "unknown", "no") == "no":
        gone[:] = 0
    return One(np.where(sure >= needed, 0, np.where(sure + gone < needed, 1, -1)), ("yes", "no"))


@rule("classify", args={"classes"})
def classify(step: Step, columns: Sequence[Column]) -> Column:
    """Class of a number: the first of `classes` whose `below` or `up_to` holds; the last has neither."""
    values = _numbers(columns[0])
    classes: list[dict[str, Any]] = step.args["classes"]
    result, open_ = np.full(len(values), -1, np.int64), ~np.isnan(values)
    for place, one in enumerate(classes):
        holds = open_ & (values < one.get("below", np.inf)) & (values <= one.get("up_to", np.inf))
        result[holds] = place
        open_ &= ~holds
    return _named(result, [one["is"] for one in classes])


@rule("lookup", args={"table"})
def lookup(step: Step, columns: Sequence[Column]) -> Column:
    """What `table` says for the answers, one level of it a column; a pair it does not hold is missing."""
    entries = list(_leaves(step.args["table"], len(columns)))
    result = np.full(_length(columns[0]), -1, np.int64)
    for place, (keys, _) in enumerate(entries):
        result[np.logical_and.reduce([_is(c, key) for c, key in zip(columns, keys, strict=True)])] = place
    return _named(result, [value for _, value in entries])


@rule("member_of", args={"members"})
def member_of(step: Step, columns: Sequence[Column]) -> Column:
    """Number of the class in `members` whose list holds the value."""
    values = _numbers(columns[0])
    result = np.full(len(values), np.nan)
    for name, members in step.args["members"].items():
        result[np.isin(values, members)] = float(name)
    return Numbers(result)


@rule("cases", args={"cases"}, without=fewer_cases)
def cases(step: Step, columns: Sequence[Column]) -> Column:
    """
    What the first of `cases` says whose conditions all hold; one without `is` says missing.

    A case without `when` always holds. A condition is a list of choices, or for a number a text such as "1..",
    "..3" or "0". Where a missing answer leaves open whether an earlier case holds, the result is missing.
    """
    named = dict(zip(step.of, columns, strict=True))
    listed: list[dict[str, Any]] = step.args["cases"]
    n = _length(columns[0])
    result, open_ = np.full(n, -1, np.int64), np.ones(n, np.bool_)
    for place, case in enumerate(listed):
        conditions = [_condition(named[name], wanted) for name, wanted in case.get("when", {}).items()]
        holds = np.logical_and.reduce([np.ones(n, np.bool_), *(yes for yes, _ in conditions)])
        fails = np.logical_or.reduce([np.zeros(n, np.bool_), *(no for _, no in conditions)])
        result[open_ & holds] = place
        open_ &= fails
    return _named(result, [case.get("is") for case in listed])


@rule("max_of", args={"optional"}, without=fewer)
def max_of(step: Step, columns: Sequence[Column]) -> Column:
    """
    The greatest of several classes.

    A missing one makes the result missing, unless what is known already reaches the highest class that it
    could give, or it is named in `optional`.
    """
    values = np.stack([_numbers(column) for column in columns])
    gone = np.isnan(values)
    known = np.where(gone, -np.inf, values).max(axis=0)
    must = np.array([name not in step.args.get("optional", []) for name in step.of])
    ceilings = np.array(step.ceilings)
    could = np.where(gone & must[:, None], ceilings[:, None], -np.inf).max(axis=0)
    return Numbers(np.where((known >= could) & (known > -np.inf), known, np.nan))


def _said(step: Step, name: str, default: str, other: str) -> str:
    """What a step says of one of its arguments, which is one of two words."""
    said = step.args.get(name, default)
    if said not in {default, other}:
        raise ValueError(f'{name} = "{said}"; it is "{default}" or "{other}"')
    return str(said)


def _length(column: Column) -> int:
    if isinstance(column, Numbers):
        return len(column.values)
    return len(column.codes) if isinstance(column, One) else len(column.answered)


def _numbers(column: Column) -> Floats:
    if not isinstance(column, Numbers):
        raise TypeError(f"this rule takes numbers, not {type(column).__name__}")
    return column.values


def _one(column: Column) -> One:
    if not isinstance(column, One):
        raise TypeError(f"this rule takes single choices, not {type(column).__name__}")
    return column


def _many(column: Column) -> Many:
    if not isinstance(column, Many):
        raise TypeError(f"this rule takes several choices, not {type(column).__name__}")
    return column


def _among(one: One, wanted: Sequence[str]) -> Bools:
    """Where the answer is one of these choices; a missing one is not."""
    known: Bools = np.array([*(choice in wanted for choice in one.choices), False], np.bool_)
    found: Bools = known[one.codes]
    return found


def _any_of(many: Many, wanted: Sequence[str]) -> Bools:
    among = np.isin(np.array(many.choices), list(wanted))
    return np.asarray(many.chosen[:, among].any(axis=1), np.bool_)


def _is(column: Column, key: str) -> Bools:
    if isinstance(column, Numbers):
        return np.equal(column.values, float(key))
    return _among(_one(column), [key])


def _condition(column: Column, wanted: Any) -> tuple[Bools, Bools]:
    """Where a condition surely holds, and where it surely does not."""
    if isinstance(column, Numbers):
        low, _, high = (part.strip() for part in str(wanted).partition(".."))
        if ".." not in str(wanted):
            high = low
        above = np.greater_equal(column.values, float(low or -np.inf))
        inside: Bools = above & np.less_equal(column.values, float(high or np.inf))
        return inside, ~inside & ~np.isnan(column.values)
    if isinstance(column, One):
        among = _among(column, wanted)
        return among, ~among & (column.codes >= 0)
    taken = column.answered & _any_of(column, wanted)
    return taken, ~taken & column.answered


def _leaves(table: dict[str, Any], depth: int) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in table.items():
        if depth == 1:
            yield (key,), value
        else:
            yield from (((key, *rest), leaf) for rest, leaf in _leaves(value, depth - 1))


def _named(places: Ints, values: Sequence[Any]) -> Column:
    """Turn places in a list of values into a column, of numbers or of words; None stands for missing."""
    known = [value for value in values if value is not None]
    if all(isinstance(value, (int, float)) for value in known):
        numbers = [np.nan if value is None else float(value) for value in values]
        return Numbers(np.array([*numbers, np.nan])[places])
    choices = tuple(dict.fromkeys(map(str, known)))
    codes = [-1 if value is None else choices.index(str(value)) for value in values]
    return One(np.array([*codes, -1], np.int64)[places], choices)


def classes_of(step: Step) -> Iterator[float]:
    """The classes a step can give, as far as its data lists them; from these follows its ceiling."""
    listed = itertools.chain(
        (one["is"] for one in step.args.get("classes", [])),
        (one.get("is") for one in step.args.get("cases", [])),
        (float(name) for name in step.args.get("members", {})),
        _flat(step.args.get("table", {})),
    )
    return (float(one) for one in listed if isinstance(one, (int, float)))


def _flat(table: dict[str, Any]) -> Iterator[Any]:
    for value in table.values():
        if isinstance(value, dict):
            yield from _flat(value)
        else:
            yield value
