"""Hiding as it was done one sum at a time, all atoms in one dense matrix: exact, and slow; to compare with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from hiding.exact import follows
from needline.stats.arrays import Bools, Floats, Ints
from needline.survey.disclosure import Hidden, Question
from needline.survey.households import Domain


def hide_one_at_a_time(
    question: Question, domains: Sequence[Domain], threshold: int, already: Sequence[Bools] = ()
) -> list[Hidden]:
    """Decide what to hide of one question, as `needline.survey.disclosure.hide`."""
    tables = Tables(question, domains, threshold)
    for place, gone in enumerate(already):
        tables.hidden[tables.slice(place), : gone.shape[1]] |= gone
    tables.settle()
    while tables.hide_what_follows():
        tables.settle()
    return [
        Hidden(tables.counts[tables.slice(place)], tables.hidden[tables.slice(place)], question, threshold)
        for place in range(len(domains))
    ]


class Run(NamedTuple):
    """A sum, or the difference of two: the categories from the one up to the other."""

    sum: int
    less: int | None


class Tables:
    """All domains of all groupings in one numbering, with what is hidden so far; hiding only grows."""

    def __init__(self, question: Question, domains: Sequence[Domain], threshold: int) -> None:
        self.question, self.domains, self.threshold = question, domains, threshold
        self.starts = np.cumsum([0, *(len(one.levels) for one in domains)])
        self.counts = np.concatenate([_counts(one, question) for one in domains])
        self.sums = self.counts @ question.sums.T.astype(np.int64)
        self.hidden = np.zeros(self.sums.shape, np.bool_)
        self.lines = list(self._lines())
        self.runs = list(_runs(question))

    def slice(self, grouping: int) -> slice:
        """Where a grouping's domains stand."""
        return slice(self.starts[grouping], self.starts[grouping + 1])

    def _lines(self) -> Iterator[tuple[int, list[int]]]:
        """Every domain with the domains of a finer grouping that it is made of."""
        for coarse, margin in enumerate(self.domains):
            for fine, parts in enumerate(self.domains):
                if not set(margin.groups) < set(parts.groups):
                    continue
                places = [parts.groups.index(name) for name in margin.groups]
                made_of: dict[tuple[str, ...], list[int]] = {}
                for number, level in enumerate(parts.levels):
                    key = tuple(level[place] for place in places)
                    made_of.setdefault(key, []).append(int(self.starts[fine]) + number)
                for number, level in enumerate(margin.levels):
                    if level in made_of:
                        yield int(self.starts[coarse]) + number, made_of[level]

    def settle(self) -> None:
        """Hide within domains and along margins until nothing changes."""
        before = -1
        while before != int(self.hidden.sum()):
            before = int(self.hidden.sum())
            for domain in range(len(self.counts)):
                self._settle_domain(domain)
            for margin, parts in self.lines:
                self._settle_line(margin, parts)

    def _settle_domain(self, domain: int) -> None:
        hidden = self.hidden[domain]
        hidden[0] |= self.sums[domain, 0] < self.threshold
        if hidden[0]:
            hidden[:] = True
        elif self.question.ordered:
            self._merge(domain)
        else:
            hidden[1:] |= self.counts[domain] < self.threshold
            while _exposed(self.counts[domain][hidden[1:]], self.threshold) and not hidden[1:].all():
                shown = np.flatnonzero(~hidden[1:])
                hidden[1 + shown[np.argmin(self.counts[domain][shown])]] = True

    def _merge(self, domain: int) -> None:
        """Give up "k or later" until every run of categories between two that are shown is large enough."""
        while True:
            cuts = [int(one) for one in np.flatnonzero(~self.hidden[domain])] + [self.question.categories]
            runs = [self.counts[domain, low:high] for low, high in pairwise(cuts)]
            bad = [place for place, run in enumerate(runs) if self._too_small(run)]
            if not bad or len(runs) == 1:
                self.hidden[domain, 1:] |= bool(bad)
                return
            place = min(bad, key=lambda one: (runs[one].sum(), one))
            edges = [cut for cut in (cuts[place], cuts[place + 1]) if 0 < cut < self.question.categories]
            self.hidden[domain, min(edges, key=lambda cut: self._worth(domain, cut))] = True

    def _too_small(self, run: Ints) -> bool:
        return int(run.sum()) < self.threshold or (len(run) > 1 and _settled_by_words(run, self.threshold))

    def _worth(self, domain: int, cut: int) -> tuple[bool, int, int]:
        return cut == self.question.keep, abs(cut - self.question.keep) * -1, int(self.sums[domain, cut])

    def _settle_line(self, margin: int, parts: list[int]) -> None:
        for run in self.runs:
            while self._line_exposed(margin, parts, run):
                shown = [part for part in parts if not self._gone(part, run)]
                self._hide_run(
                    min(shown, key=lambda part: (self._households(part, run), part)) if shown else margin, run
                )

    def _line_exposed(self, margin: int, parts: list[int], run: Run) -> bool:
        """Whether what is hidden of a margin and its parts can be had from the rest of them."""
        gone = [part for part in parts if self._gone(part, run)]
        if self._gone(margin, run):
            return not gone
        return _exposed(np.array([self._households(part, run) for part in gone], np.int64), self.threshold)

    def _gone(self, domain: int, run: Run) -> bool:
        return bool(self.hidden[domain, run.sum] or (run.less is not None and self.hidden[domain, run.less]))

    def _households(self, domain: int, run: Run) -> int:
        return int(self.sums[domain, run.sum] - (0 if run.less is None else self.sums[domain, run.less]))

    def _hide_run(self, domain: int, run: Run) -> None:
        """Hide a run of a domain by the sum that is worth less."""
        ends = [one for one in (run.sum, run.less) if one]
        self.hidden[domain, min(ends, key=lambda cut: self._worth(domain, cut)) if ends else 0] = True

    def hide_what_follows(self) -> bool:
        """Hide one more sum if a hidden one follows from what is shown; False where none does."""
        vectors, counts = self._atoms()
        shown, cells = vectors[~self.hidden], self._hidden_cells(vectors)
        if not len(cells) or not len(shown):
            return False
        found = follows(shown, cells, counts)
        if not len(found):
            return False
        sums = np.argwhere(~self.hidden)
        touching = sums[(shown @ cells[found[0]]) > 0]
        candidates = (touching if len(touching) else sums).tolist()
        domain, one = min(candidates, key=lambda at: (at[1] == 0, self.sums[at[0], at[1]], at))
        self.hidden[domain, one] = True
        return True

    def _atoms(self) -> tuple[Floats, Floats]:
        """
        Shape (D, M, A), which of the A smallest groups of households each sum takes in; shape (A,), their counts.

        An atom is a category in a combination of domains; a reader does not know which categories are empty.
        """
        asked = self.question.codes >= 0
        keys = np.stack([one.codes[asked] for one in self.domains])
        crossed, place_of = np.unique(keys, axis=1, return_inverse=True)
        inside = np.concatenate(
            [np.arange(len(one.levels))[:, None] == crossed[place] for place, one in enumerate(self.domains)]
        )
        both = inside[:, None, :, None] & self.question.sums[None, :, None, :]
        flat = place_of.ravel() * self.question.categories + self.question.codes[asked]
        counts = np.bincount(flat, minlength=crossed.shape[1] * self.question.categories)
        return both.reshape(*self.hidden.shape, -1).astype(np.float64), counts.astype(np.float64)

    def _hidden_cells(self, vectors: Floats) -> Floats:
        cells = vectors[self.hidden]
        if self.question.ordered:
            last = np.zeros_like(vectors[:, :1])
            single = vectors - np.concatenate([vectors[:, 1:], last], axis=1)
            edge = np.zeros_like(self.hidden[:, :1])
            cells = np.concatenate(
                [cells, single[self.hidden | np.concatenate([self.hidden[:, 1:], edge], axis=1)]]
            )
        result: Floats = cells[np.abs(cells).sum(axis=1) > 0]
        return result


def _runs(question: Question) -> Iterator[Run]:
    """What adds up over domains: each sum, and of an ordered question also the difference of any two."""
    count = len(question.sums)
    for one in range(count):
        yield Run(one, None)
    if question.ordered:
        yield from (Run(one, less) for one in range(count) for less in range(one + 1, count))


def _counts(domain: Domain, question: Question) -> Ints:
    known = (domain.codes >= 0) & (question.codes >= 0)
    flat = domain.codes[known] * question.categories + question.codes[known]
    size = len(domain.levels) * question.categories
    return np.bincount(flat, minlength=size).astype(np.int64).reshape(-1, question.categories)


def _exposed(counts: Ints, threshold: int) -> bool:
    """Whether hidden cells whose sum can be had by subtraction are too few or too small to stay hidden."""
    if not len(counts):
        return False
    return len(counts) == 1 or int(counts.sum()) < threshold or _settled_by_words(counts, threshold)


def _settled_by_words(counts: Ints, threshold: int) -> bool:
    """Whether the sum of some cells, and which of them are small, leave only one value for one of them."""
    small, total = counts < threshold, int(counts.sum())
    low = np.where(small, 0, threshold)
    high = np.where(small, threshold - 1, total)
    least = np.maximum(low, total - (high.sum() - high))
    most = np.minimum(high, total - (low.sum() - low))
    return bool((least >= most).any())
