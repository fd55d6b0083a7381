"""
An export's headers brought to the form's names: with or without groups, by label, in other capitals.

A column is named as its question, one of an option `question/option`. What is matched by more than its groups is said;
what is not in the form keeps its header, and is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from needline.model import Form, Question
from needline.model.form import UNASKED
from needline.readers.headers import fold
from needline.readers.submissions.parts import Part, Telling, counted, listed

if TYPE_CHECKING:
    import pyarrow as pa

SEPARATORS = ("/", ".", ":", "-")
"""What stands between a group, a question and an option in a header."""
_ADDED = re.compile(
    r"_.*|__.*|.*@odata.*|formhub/uuid|meta[-/].*|(x_)?uuid|index|KEY|PARENT_KEY|SET-OF-.*|.*[-_]count|start|end|today"
    r"|SubmissionDate|SubmitterID|SubmitterName|AttachmentsPresent|AttachmentsExpected|Status|ReviewState|DeviceID"
    r"|Edits|FormVersion|instanceID|instanceName|deviceid|username|phonenumber|audit|simserial|subscriberid"
)
"""Headers that a server or a device adds to any form."""
_POINTS = ("latitude", "longitude", "altitude", "precision", "accuracy")


class Met(NamedTuple):
    """
    Headers of one table, by what they are of the form.

    Args:
        names: header to the name its column gets; those that keep theirs are left out.
        loosely: headers that were met by label or in other capitals, and their name.
        strange: headers that are not in the form.
    """

    names: dict[str, str]
    loosely: dict[str, str]
    strange: list[str]


def meet(telling: Telling, part: Part, form: Form, repeat: str = "") -> Part:
    """
    Name a table's columns as the form names its questions.

    Args:
        telling: where problems go.
        part: the table.
        form: without a question, nothing is done.
        repeat: the repeat whose rows these are; empty for the households.
    """
    questions = [one for one in form.questions if one.repeat == repeat]
    if not questions:
        return part
    met = match(part.names, form, questions)
    if len(met.strange) == len([one for one in part.names if not _ADDED.fullmatch(one)]) and met.strange:
        found = "no column of it stands in the form; is it another form's?"
        telling.say("other-form", found, "Put the form of these submissions beside them.")
    else:
        _say(telling, met, questions, part)
    names = [met.names.get(name, name) for name in part.table.column_names]
    typed = frozenset(met.names.get(name, name) for name in part.typed)
    table = _by_names(telling, part.table.rename_columns(names), form, questions)
    return part._replace(table=_as_flags(telling, table, form, questions), typed=typed)


def match(headers: Iterable[str], form: Form, questions: list[Question]) -> Met:
    """
    Find what of the form each header is.

    Args:
        headers: of one table.
        form: for its choices.
        questions: those whose answers the table may hold.
    """
    headers = list(headers)
    exact = dict(_spellings(form, questions))
    loose = dict(reversed([*_labelled(form, questions), *((fold(one), to) for one, to in exact.items())]))
    for one, to in exact.items():
        loose[fold(one)] = to
    names: dict[str, str] = {}
    loosely: dict[str, str] = {}
    strange = []
    taken = {name for name in headers if exact.get(name) == name}
    spelled = {exact[one] for one in headers if one in exact}
    for header in headers:
        name = exact.get(header) or _trailing(header, exact)
        if not name and not _ADDED.fullmatch(header):
            name = loose.get(fold(header), "")
            name = "" if name in spelled else name
            if name and name not in taken:
                loosely[header] = name
        if not name or (name in taken and name != header):
            if not _ADDED.fullmatch(header):
                strange.append(header)
        elif name != header:
            names[header] = name
            taken.add(name)
    return Met(names, loosely, strange)


def _trailing(header: str, exact: Mapping[str, str]) -> str:
    """A header whose groups the form does not have (an older version's): the question at its end."""
    rest = header
    while "/" in rest:
        rest = rest.partition("/")[2]
        if rest in exact:
            return exact[rest]
    return ""


def _spellings(form: Form, questions: list[Question]) -> Iterator[tuple[str, str]]:
    """Every way a header may name a question or an option, the first question last so that it holds."""
    for question in reversed(questions):
        if question.kind in UNASKED:
            continue
        parts = question.path.split("/")
        spelled = [
            between.join(parts[start:])
            for start in range(len(parts))
            for between in (SEPARATORS if start < len(parts) - 1 else SEPARATORS[:1])
        ]
        for one in spelled:
            yield one, question.name
            yield from ((one + end, f"{question.name}/{option}") for end, option in _options(form, question))


def _options(form: Form, question: Question) -> Iterator[tuple[str, str]]:
    """What may follow a question in a header, and the option or the part of a point that it is."""
    if question.kind in {"select_multiple", "rank"}:
        for choice in form.choices_of(question):
            yield from ((between + choice.name, choice.name) for between in "/.")
    elif question.kind == "geopoint":
        for point in _POINTS:
            yield from ((between + point.title(), point) for between in "-_/")
            yield f"_{point}", point


def _labelled(form: Form, questions: list[Question]) -> Iterator[tuple[str, str]]:
    """Folded labels, and names of options after them; a label of several questions names none."""
    of: dict[str, set[str]] = {}
    for question in questions:
        if question.kind in UNASKED:
            continue
        for label in question.labels.values():
            of.setdefault(fold(label), set()).add(question.name)
            if question.kind == "select_multiple":
                for choice in form.choices_of(question):
                    for text in (choice.name, *choice.labels.values()):
                        of.setdefault(fold(f"{label}/{text}"), set()).add(f"{question.name}/{choice.name}")
    yield from ((label, next(iter(names))) for label, names in of.items() if len(names) == 1 and label)


def _say(telling: Telling, met: Met, questions: list[Question], part: Part) -> None:
    if met.loosely:
        told = [f'{name} from "{" ".join(header.split())[:60]}"' for header, name in met.loosely.items()]
        found = f"{counted(len(told), 'header')} not as the form writes it; read {listed(told)}."
        telling.say("matched", found, "Rename them where that is wrong.", "note")
    if met.strange:
        found = (
            f"{counted(len(met.strange), 'column')} not in the form: {listed(met.strange)}; kept as named."
        )
        telling.say("not-in-form", found, "Nothing is to be done where they were added later.", "note")
    there = {met.names.get(name, name).partition("/")[0] for name in part.names}
    there |= {met.names.get(name, name) for name in part.names}
    asked = [one.name for one in questions if one.kind not in UNASKED and not _ADDED.fullmatch(one.name)]
    absent = [name for name in asked if name not in there]
    if absent:
        found = f"{counted(len(absent), 'question')} of the form without a column: {listed(absent)}."
        telling.say("not-in-export", found, "Export all questions, where they were asked.", "note")


def _by_names(telling: Telling, table: pa.Table, form: Form, questions: list[Question]) -> pa.Table:
    """Answers given by the labels of choices, brought to their names."""
    by_label = []
    for question in questions:
        if question.kind not in {"select_one", "select_multiple"} or question.name not in table.column_names:
            continue
        place = table.column_names.index(question.name)
        named = _named(table[question.name].unique().to_pylist(), form, question)
        if named:
            by_label.append(question.name)
            table = table.set_column(place, question.name, _replaced(table[question.name], named))
    if by_label:
        found = f"{counted(len(by_label), 'column')} with labels of choices, or names in other capitals: "
        found += f"{listed(by_label)}; read by the form as names."
        telling.say("by-label", found, "Export names (XML values) to be certain.", "note")
    return table


def _named(texts: Iterable[str | None], form: Form, question: Question) -> dict[str, str]:
    """Texts that are no names of choices, and the names that they mean for certain."""
    choices = form.choices_of(question)
    names = {one.name for one in choices}
    means: dict[str, set[str]] = {}
    for one in choices:
        for text in (one.name, *one.labels.values()):
            means.setdefault(_plain(text), set()).add(one.name)
    single = {text: next(iter(found)) for text, found in means.items() if len(found) == 1}
    named: dict[str, str] = {}
    for text in filter(None, texts):
        if text in names:
            continue
        if question.kind == "select_one":
            meant = single.get(_plain(text), "")
        else:
            meant = "" if names.issuperset(text.split()) else _several(text, single)
        if meant and meant != text:
            named[text] = meant
    return named


def _as_flags(telling: Telling, table: pa.Table, form: Form, questions: list[Question]) -> pa.Table:
    """Columns of options that say chosen in words, or by the option's name or label, as 1 and 0."""
    read = []
    for question in questions:
        if question.kind != "select_multiple":
            continue
        for choice in form.choices_of(question):
            column = f"{question.name}/{choice.name}"
            if column not in table.column_names:
                continue
            texts = {text for text in table[column].unique().to_pylist() if text}
            chosen = _YES | {_plain(text) for text in (choice.name, *choice.labels.values())}
            flags = {text: "1" if _plain(text) in chosen else "0" for text in texts}
            if texts and not texts <= _FLAGS and {*map(_plain, texts)} <= chosen | _NO:
                read.append(column)
                place = table.column_names.index(column)
                table = table.set_column(place, column, _replaced(table[column], flags))
    if read:
        found = f"{counted(len(read), 'column')} of options in words (yes and no, or the option itself): "
        telling.say(
            "option-words", f"{found}{listed(read)}; read as 1 and 0.", "Nothing is to be done.", "note"
        )
    return table


_FLAGS = frozenset({"0", "1", "TRUE", "FALSE", "True", "False", "true", "false"})
_YES = frozenset({"1", "true", "yes", "y", "oui", "si", "sí", "sim", "да", "այո", "نعم", "x", "selected"})
_NO = frozenset({"0", "false", "no", "n", "non", "não", "нет", "ոչ", "لا", "not selected"})
"""How columns of options say chosen and not, plain."""


def _several(text: str, single: Mapping[str, str]) -> str:
    """Several labels in one text, parted by blanks, commas or semicolons; empty where they do not make it up."""
    left, found = _plain(text), list[str]()
    ordered = sorted(single, key=len, reverse=True)
    while left:
        label = next((one for one in ordered if _begins(left, one)), None)
        if label is None:
            return ""
        found.append(single[label])
        left = left[len(label) :].lstrip(" ,;|")
    return " ".join(dict.fromkeys(found))


def _begins(text: str, label: str) -> bool:
    return text.startswith(label) and (len(text) == len(label) or text[len(label)] in " ,;|")


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _replaced(column: pa.ChunkedArray, named: Mapping[str, str]) -> pa.Array:
    import pyarrow as pa

    return pa.array(
        [named.get(text, text) if text is not None else None for text in column.to_pylist()], pa.string()
    )
