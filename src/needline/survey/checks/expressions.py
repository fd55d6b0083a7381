"""
What relevance and constraints of an XLSForm say, read into something that can be evaluated.

Read are `${question}`, `.`, paths, numbers, texts, and, or, comparisons, arithmetic, and `FUNCTIONS`. Anything else
raises `NotEvaluatedError` while it is read, never while it is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from needline.survey.checks.functions import FUNCTIONS, Value, boolean, compare, number

SELF, TODAY = ".", "today()"
"""Names under which the answer itself, and the day of the interview, are asked for."""

Lookup = Mapping[str, Value]
Rule = Callable[[Lookup], Value]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?|\.\d+)
    | (?P<text>"[^"]*"|'[^']*')
    | \$\{\s*(?P<question>[^}]+?)\s*\}
    | (?P<function>(?!(?:and|or|div|mod)\b)[A-Za-z_][\w\-:.]*)\s*\(
    | (?P<path>(?:\.\.|\.)?(?:/(?:\.\.|[\w\-.:]+))+)
    | (?P<word>and|or|div|mod)\b
    | (?P<mark>!=|<=|>=|[=<>+\-*(),.])
    )""",
    re.VERBOSE,
)
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
_DEEPEST = 60


class NotEvaluatedError(Exception):
    """What an expression uses that is not evaluated."""


class Expression(NamedTuple):
    """
    An expression that can be evaluated.

    Args:
        asks: the questions it asks for, `.` and `today()` among them.
        rule: from their answers to its value; an empty answer is an empty text.
    """

    asks: tuple[str, ...]
    rule: Rule

    def holds(self, answers: Lookup) -> bool:
        """Whether it is true."""
        return boolean(self.rule(answers))


class _Token(NamedTuple):
    kind: str
    text: str


def read_expression(text: str) -> Expression:
    """
    Read an expression.

    Raises:
        NotEvaluatedError: it is none, or uses what is not evaluated.
    """
    reader = _Reader(list(_tokens(text.translate(_QUOTES))))
    rule = reader.level(0)
    if reader.at < len(reader.tokens):
        raise NotEvaluatedError(f'it goes on at "{reader.tokens[reader.at].text}"')
    return Expression(tuple(dict.fromkeys(reader.asks)), rule)


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if not found or found.lastgroup is None:
            raise NotEvaluatedError(f'it cannot be read at "{text[at : at + 12].strip()}"')
        yield _Token(found.lastgroup, found[found.lastgroup])
        at = found.end()


class _Reader:
    """Tokens, and how far they have been read."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.asks: list[str] = []

    def _next(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _Token("end", "")

    def _take(self, text: str) -> None:
        if self._next().text != text:
            raise NotEvaluatedError(f'"{text}" is missing')
        self.at += 1

    def level(self, place: int) -> Rule:
        """Operators of one rank, from left to right."""
        if place == len(_LEVELS):
            return self._signed()
        left = self.level(place + 1)
        while (token := self._next()).kind in {"word", "mark"} and token.text in _LEVELS[place]:
            self.at += 1
            left = _joined(token.text, left, self.level(place + 1))
        return left

    def _signed(self) -> Rule:
        if self._next() == _Token("mark", "-"):
            self.at += 1
            value = self._signed()
            return lambda answers: -number(value(answers))
        return self._single()

    def _single(self) -> Rule:
        token = self._next()
        self.at += 1
        if token.kind in {"number", "text"}:
            value = float(token.text) if token.kind == "number" else token.text[1:-1]
            return lambda _answers: value
        if token.kind in {"question", "path"} or token == _Token("mark", "."):
            return self._asked(SELF if token.text == "." else token.text.rpartition("/")[2])
        if token.kind == "function":
            return self._called(token.text)
        if token == _Token("mark", "("):
            return self._inside()
        raise NotEvaluatedError(f'it cannot be read at "{token.text}"' if token.text else "it ends too early")

    def _inside(self) -> Rule:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotEvaluatedError("it has too many brackets in one another")
        rule = self.level(0)
        self._take(")")
        self.depth -= 1
        return rule

    def _asked(self, name: str) -> Rule:
        self.asks.append(name)
        return lambda answers: answers[name]

    def _called(self, name: str) -> Rule:
        given: list[Rule] = []
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotEvaluatedError("it has too many brackets in one another")
        while self._next().text != ")" or self._next().kind != "mark":
            if given:
                self._take(",")
            given.append(self.level(0))
        self.at += 1
        self.depth -= 1
        if name in {"today", "now"} and not given:
            return self._asked(TODAY)
        function = FUNCTIONS.get(name)
        if function is None:
            raise NotEvaluatedError(f"{name}() is not evaluated")
        if not function.least <= len(given) <= function.most:
            raise NotEvaluatedError(f"{name}() has {len(given)} values")
        made = function.of
        return lambda answers: made(*(one(answers) for one in given))


def _joined(sign: str, left: Rule, right: Rule) -> Rule:
    if sign == "and":
        return lambda answers: boolean(left(answers)) and boolean(right(answers))
    if sign == "or":
        return lambda answers: boolean(left(answers)) or boolean(right(answers))
    if sign in _SUMS:
        made = _SUMS[sign]
        return lambda answers: made(number(left(answers)), number(right(answers)))
    return lambda answers: compare(sign, left(answers), right(answers))


def _divided(one: float, other: float) -> float:
    return one / other if other else float("nan")


def _left_over(one: float, other: float) -> float:
    return one - other * int(one / other) if other and one == one and other == other else float("nan")  # noqa: PLR0124 - NaN


_SUMS: dict[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "div": _divided,
    "mod": _left_over,
}
