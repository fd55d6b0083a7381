"""A survey's form: what was asked, of whom, with which choices, as its XLSForm says."""

from __future__ import annotations

import msgspec

SELECTS = frozenset({"select_one", "select_multiple", "rank"})
"""Kinds of question that are answered by choices of a list."""

UNASKED = frozenset({"note", "group", "repeat"})
"""Kinds of row that no answer comes of."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """
    One choice of a list.

    Args:
        name: what an answer holds.
        labels: by language; the language is empty where a form has labels in one without saying which.
        row: of the sheet `choices`, the header being row 1.
    """

    name: str
    labels: dict[str, str] = {}
    row: int = 0


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """
    One question of a form; a calculation, a note and what the device records are rows of the same kind.

    Args:
        name: as the form names it, without blanks at its ends.
        path: with the groups and repeats it stands in: `household/roster/age`.
        kind: select_one, select_multiple, rank, integer, decimal, range, text, date, time, dateTime, geopoint,
            geotrace, geoshape, barcode, image, audio, video, file, calculate, hidden, note, acknowledge, and what a
            device records (start, end, today, deviceid, …); as written where it is none of these.
        list_name: of its choices; empty where it has none.
        labels: by language, as in `Choice`.
        required: True where an answer is demanded.
        relevant: when it is asked, in XPath, that of its groups included; empty: always.
        constraint: what an answer must meet, in XPath; empty: nothing.
        calculation: what it is made of, in XPath; empty where somebody answers.
        repeat: name of the repeat it stands in; empty in the main form.
        choice_filter: which choices of the list are offered, in XPath; empty: all.
        other: True where a choice `other`, which the list lacks, is offered with it (`or_other`).
        row: of the sheet `survey`, the header being row 1.
    """

    name: str
    path: str
    kind: str
    list_name: str = ""
    labels: dict[str, str] = {}
    required: bool = False
    relevant: str = ""
    constraint: str = ""
    calculation: str = ""
    repeat: str = ""
    choice_filter: str = ""
    other: bool = False
    row: int = 0


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """
    A form as its XLSForm says it.

    Args:
        file: inside the mission folder; empty where a survey came without a form.
        title: as people see it.
        version: as its makers count; empty where they do not.
        languages: of its labels, in order.
        questions: in the order of the form, those of repeats among them.
        choices: by the name of their list, in order.
        repeats: each repeat and the one it stands in, empty for the main form.
    """

    file: str = ""
    title: str = ""
    version: str = ""
    languages: list[str] = []
    questions: list[Question] = []
    choices: dict[str, list[Choice]] = {}
    repeats: dict[str, str] = {}

    def named(self) -> dict[str, Question]:
        """Its questions by name; of two of one name, the first."""
        found: dict[str, Question] = {}
        for question in self.questions:
            found.setdefault(question.name, question)
        return found

    def choices_of(self, question: Question) -> list[Choice]:
        """
        What may be answered to a question of choices, `other` included where it offers that.

        Nothing where it is answered by no choices, or its list is not in the form.
        """
        listed = self.choices.get(question.list_name, [])
        return [*listed, Choice(name="other")] if question.other and listed else listed
