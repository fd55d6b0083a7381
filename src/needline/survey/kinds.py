"""
The kind of each column where no form says it, by a rule that is stated, printed, and may be put right.

A column is
- `empty` where no cell is filled;
- `meta` where its name begins with an underscore, or is one that data collection adds (start, end, deviceid, …);
- `option` of a question where its name is `question/option` or `question.option`, and all columns of that question
  hold 0 and 1, or TRUE and FALSE, alone; the question is then a `select_multiple`. Columns of one question of which
  any holds another number are counts: each is a `number`;
- `date` where it holds dates or times;
- `select_one` where it holds TRUE and FALSE;
- `number` where it holds numbers, `id` where these are whole and hardly any stands twice;
- of texts: `number` where all are numbers; `select_multiple` where answers are made of names of options, some of one
  and some of several, there being more different answers than names; `select_one` where there are at most 50
  different answers, and no more than 10 or than half of those given; `text` else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, get_args

from needline.errors import near
from needline.model import Problem, problem
from needline.survey.columns import NOT_KNOWN, Columns

Kind = Literal[
    "select_one", "select_multiple", "number", "option", "text", "date", "id", "meta", "empty", "skip"
]
ESTIMATED: dict[str, tuple[str, ...]] = {
    "select_one": ("prop_select_one",),
    "select_multiple": ("prop_select_multiple",),
    "number": ("mean", "median"),
}
"""What is estimated of each kind where no plan says it."""

_MOST, _ALWAYS, _SPARSE, _UNLIKE = 50, 10, 0.5, 0.99
_META = frozenset(
    (
        *("start", "end", "today", "audit", "uuid", "deviceid", "device_id", "simserial", "subscriberid"),
        *("phonenumber", "username", "instanceid", "instancename", "formdef_version", "xform_id_string"),
    )
)
_NAME = re.compile(r"[A-Za-z_0-9][A-Za-z_0-9.\-]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?|\d{1,2}/\d{1,2}/\d{4}")


class Inferred(NamedTuple):
    """
    The kind of every column.

    Args:
        kinds: by column, and by question for those that only have columns of options; in the order of the data.
        stated: columns whose kind was given.
    """

    kinds: dict[str, Kind]
    stated: frozenset[str] = frozenset()

    def of(self, kind: Kind) -> list[str]:
        """Names of one kind, in the order of the data."""
        return [name for name, one in self.kinds.items() if one == kind]


def infer(columns: Columns, stated: Mapping[str, str], file: str) -> tuple[Inferred, list[Problem]]:
    """
    Tell the kind of every column.

    Args:
        columns: the data.
        stated: kinds that are given.
        file: where they are given, as problems name it.

    Returns:
        tuple: the kinds; problems of what is stated and cannot hold.
    """
    given, problems = _checked(columns, stated, file)
    questions = _questions(columns, given)
    kinds: dict[str, Kind] = {}
    for name in columns.names:
        question = questions.get(name)
        if name in given:
            kinds[name] = given[name]
        elif question is not None:
            kinds.setdefault(question, given.get(question, "select_multiple"))
            kinds.setdefault(name, "option")
        elif name not in kinds:
            kinds[name] = _kind(columns, name)
    return Inferred(kinds, frozenset(given)), problems


def _checked(columns: Columns, stated: Mapping[str, str], file: str) -> tuple[dict[str, Kind], list[Problem]]:
    """Kinds that may be stated, of columns that are there."""
    known: tuple[Kind, ...] = get_args(Kind)
    given: dict[str, Kind] = {}
    problems = []
    for name, kind in stated.items():
        if name not in columns and name not in columns.options:
            found = "the data have no such column."
            problems.append(problem("kind-column", file, name, found, near(name, columns.names)))
        elif kind not in known:
            problems.append(problem("kind", file, name, f'"{kind}" is no kind.', near(str(kind), known)))
        else:
            given[name] = known[known.index(kind)]
    return given, problems


def _questions(columns: Columns, given: Mapping[str, Kind]) -> dict[str, str]:
    """For each column of an option, its question."""
    found: dict[str, str] = {}
    for question, pairs in columns.options.items():
        names = [name for _, name in pairs]
        if given.get(question) == "select_multiple" or (
            question not in given
            and not any(name in given for name in names)
            and (len(names) > 1 or question in columns)
            and all(columns.flags(name) is not None for name in names)
            and any(columns.distinct(name) for name in names)
        ):
            found |= dict.fromkeys(names, question)
            found[question] = question
    return {name: question for name, question in found.items() if name != question or question in columns}


def _kind(columns: Columns, name: str) -> Kind:
    """The kind of a column by itself."""
    import pyarrow as pa

    of = columns.table.schema.field(name).type
    filled = len(columns) - columns.table[name].null_count
    if pa.types.is_null(of) or not filled:
        return "empty"
    if name.startswith("_") or name.lower() in _META:
        return "meta"
    if pa.types.is_temporal(of):
        return "date"
    if pa.types.is_boolean(of):
        return "select_one"
    if pa.types.is_integer(of) or pa.types.is_floating(of) or pa.types.is_decimal(of):
        whole = pa.types.is_integer(of)
        return "id" if whole and _hardly_twice(columns.distinct(name), filled) else "number"
    return _kind_of_text(columns, name)


def _kind_of_text(columns: Columns, name: str) -> Kind:
    distinct, filled = columns.texts(name)
    if not distinct:
        return "empty"
    if all(_DATE.fullmatch(text) for text in distinct):
        return "date"
    if all(_is_number(text) for text in distinct):
        whole = all(text.lstrip("+-").isdigit() for text in distinct)
        return "id" if whole and _hardly_twice(len(distinct), filled) else "number"
    if _is_multiple(distinct):
        return "select_multiple"
    few = len(distinct) <= _ALWAYS or len(distinct) <= filled * _SPARSE
    if len(distinct) <= _MOST and few:
        return "select_one"
    return (
        "id" if _hardly_twice(len(distinct), filled) and not any(" " in text for text in distinct) else "text"
    )


def _hardly_twice(distinct: int, filled: int) -> bool:
    return filled > _MOST and distinct >= filled * _UNLIKE


def _is_number(text: str) -> bool:
    """Whether a text is a number, and no code such as 007."""
    try:
        float(text)
    except ValueError:
        return False
    plain = text.lstrip("+-")
    return not (len(plain) > 1 and plain[0] == "0" and plain.isdigit())


def _is_multiple(distinct: Iterable[str]) -> bool:
    """Whether answers are lists of names of options."""
    lists = [text.split() for text in distinct if text not in NOT_KNOWN]
    names = {word for words in lists for word in words}
    return (
        any(len(words) > 1 for words in lists)
        and any(len(words) == 1 for words in lists)
        and len(names) <= _MOST
        and len(lists) > len(names)
        and all(len(set(words)) == len(words) for words in lists)
        and all(_NAME.fullmatch(name) for name in names)
    )
