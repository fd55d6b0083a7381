"""
Which cells of a survey's tables must be hidden, so that nobody can be found behind a number.

A cell of fewer households than the threshold is hidden ("small"). So are further cells ("complement") until no hidden
one can be had back: a hidden cell is never alone on a line that adds up (the categories of one group, the groups under
their margin), what is hidden on a line counts at least as many households as the threshold, and what the words small
and complement themselves say does not settle it on that line. At last every hidden cell is held against all that is
shown (see `audit`); where it follows, more is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from needline.stats.arrays import Bools, Ints
from needline.survey.hiding import Rule, Tables
from needline.survey.households import Domain

WHY = ("", "small", "complement")
"""Why a cell is hidden; empty where it is shown."""


@dataclass(frozen=True, eq=False)
class Question:
    """
    What is tabulated: one category a household.

    Args:
        codes: shape (n,), 0 to categories - 1; -1 not asked.
        categories: how many there are, K.
        ordered: True where tables also show "this category or a later one".
        keep: of an ordered question, the category whose "or later" is given up last.
        option: of several choices, the one that is tabulated.
    """

    codes: Ints
    categories: int
    ordered: bool = False
    keep: int = -1
    option: str = ""

    @property
    def shape(self) -> tuple[int, bool, str]:
        """Questions of one column that have this in common tabulate the same categories."""
        return self.categories, self.ordered, self.option

    @property
    def sums(self) -> Bools:
        """
        Shape (M, K), which categories each published sum takes in.

        The first sum is all of them. Of an ordered question the others are "category k or later", from which the
        categories follow by subtraction; else they are the single categories.
        """
        one = np.eye(self.categories, dtype=np.bool_)
        if self.ordered:
            return np.triu(np.ones((self.categories, self.categories), np.bool_))
        return np.vstack([np.ones((1, self.categories), np.bool_), one])


@dataclass(frozen=True, eq=False)
class Hidden:
    """
    What must be hidden of a question, by domain.

    Args:
        counts: shape (D, K), households.
        sums: shape (D, M), True where that sum is hidden; the first is the whole domain.
        question: the question.
        threshold: least number of households that is shown.
    """

    counts: Ints
    sums: Bools
    question: Question
    threshold: int

    def categories(self) -> Ints:
        """Shape (D, K), places in `WHY` of each category of each domain."""
        if self.question.ordered:
            last = np.zeros_like(self.sums[:, :1])
            return self._why(self.sums | np.concatenate([self.sums[:, 1:], last], axis=1), self.counts)
        return self._why(self.sums[:, 1:], self.counts)

    def from_category(self, category: int, *, reached: bool) -> Ints:
        """Shape (D,), the same of "this category or later" (or, not reached, "an earlier one") in each domain."""
        part = self.counts[:, category:] if reached else self.counts[:, :category]
        return self._why(self.sums[:, category], part.sum(axis=1))

    def wholes(self) -> Ints:
        """Shape (D,), the same of whole domains."""
        return self._why(self.sums[:, 0], self.counts.sum(axis=1))

    def _why(self, hidden: Bools, households: Ints) -> Ints:
        result: Ints = np.where(hidden, np.where(households < self.threshold, 1, 2), 0)
        return result


def hide(
    question: Question, domains: Sequence[Domain], threshold: int, already: Sequence[Bools] = ()
) -> list[Hidden]:
    """
    Decide what to hide of one question, over all the groupings it is shown by.

    Args:
        question: the categories.
        domains: the groupings; one whose columns are among another's is its margin.
        threshold: least number of households that is shown.
        already: for each grouping, shape (D, m), True where one of the first m sums is hidden whatever the question;
            the first is the whole domain.

    Returns:
        list: one a grouping.
    """
    tables = Tables(question.codes, question.sums, domains, Rule(threshold, question.ordered, question.keep))
    for place, gone in enumerate(already):
        tables.hidden[tables.slice(place), : gone.shape[1]] |= gone
    tables.settle()
    while tables.hide_what_follows():
        tables.settle()
    return [
        Hidden(tables.counts[tables.slice(place)], tables.hidden[tables.slice(place)], question, threshold)
        for place in range(len(domains))
    ]


def hide_together(
    questions: Sequence[Question], domains: Sequence[Domain], threshold: int, already: Sequence[Bools]
) -> list[list[Hidden]]:
    """
    Decide what to hide of questions that tell of the same answers: counted in people, in households, as a mean.

    What is hidden of one is hidden of all that have its categories, and a whole domain of all.

    Args:
        questions: each over all the groupings.
        domains, threshold, already: as `hide` takes them.

    Returns:
        list: one a question, each with one a grouping.
    """
    known = [[gone.copy() for gone in already] for _ in questions]
    while True:
        found = [hide(one, domains, threshold, gone) for one, gone in zip(questions, known, strict=True)]
        known = [
            [_of_all(question, questions, found, place) for place in range(len(domains))]
            for question in questions
        ]
        if all(
            np.array_equal(new, made[place].sums)
            for wanted, made in zip(known, found, strict=True)
            for place, new in enumerate(wanted)
        ):
            return found


def _of_all(
    question: Question, questions: Sequence[Question], found: Sequence[Sequence[Hidden]], place: int
) -> Bools:
    """What any question hides of a grouping, in the sums of this one."""
    gone = np.zeros_like(found[questions.index(question)][place].sums)
    for other, made in zip(questions, found, strict=True):
        gone[:, 0] |= made[place].sums[:, 0]
        if other.shape == question.shape:
            gone |= made[place].sums
    return gone
