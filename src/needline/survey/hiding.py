"""
Hiding counts until none that is hidden can be had back: all domains of all groupings at once.

Hiding only grows. Cheap rules come first (`settle`): of one domain, and along each line of a margin and its parts. What
they leave is held against all that is shown (`hide_what_follows`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints
from needline.survey.audit import Cuts, directions, stays
from needline.survey.households import Domain

MANY = np.iinfo(np.int64).max


class Rule(NamedTuple):
    """
    What may be shown.

    Args:
        threshold: least number of households.
        ordered: True where "this category or a later one" is shown.
        keep: of an ordered question, the category whose "or later" is given up last.
    """

    threshold: int
    ordered: bool
    keep: int


class Run(NamedTuple):
    """A sum, or the difference of two: the categories from the one up to the other."""

    sum: int
    less: int | None


class Lines(NamedTuple):
    """
    Margins of one grouping and their parts in a finer one.

    Args:
        margin: shape (L,), the domain of each line that is the sum.
        part: shape (P,), the domains that it is made of.
        line: shape (P,), the line each part lies in.
    """

    margin: Ints
    part: Ints
    line: Ints


class Tables:
    """
    All domains of all groupings in one numbering, with what is hidden so far.

    Args:
        codes: shape (n,), the category of each household; -1 not asked.
        sums: shape (M, K), which categories each published sum takes in; the first is the whole domain.
        domains: the groupings.
        rule: what may be shown.
    """

    def __init__(self, codes: Ints, sums: Bools, domains: Sequence[Domain], rule: Rule) -> None:
        self.codes, self.takes, self.domains, self.rule = codes, sums, domains, rule
        self.starts = np.cumsum([0, *(len(one.levels) for one in domains)])
        self.counts = np.concatenate([_counts(one, codes, sums.shape[1]) for one in domains])
        self.sums = self.counts @ sums.T.astype(np.int64)
        self.hidden = np.zeros(self.sums.shape, np.bool_)
        self.lines = list(self._lines())
        self.runs = list(_runs(len(sums), ordered=rule.ordered))
        self._crossed: tuple[Ints, Floats] | None = None

    def slice(self, grouping: int) -> slice:
        """Where a grouping's domains stand."""
        return slice(self.starts[grouping], self.starts[grouping + 1])

    def _lines(self) -> Iterator[Lines]:
        """Every grouping with a finer one that it is made of."""
        for coarse, margin in enumerate(self.domains):
            for fine, parts in enumerate(self.domains):
                if not set(margin.groups) < set(parts.groups):
                    continue
                places = [parts.groups.index(name) for name in margin.groups]
                known = {level: at for at, level in enumerate(margin.levels)}
                line = np.array(
                    [known.get(tuple(level[place] for place in places), -1) for level in parts.levels],
                    np.int64,
                )
                made_of, number = np.unique(line[line >= 0], return_inverse=True)
                part = np.flatnonzero(line >= 0) + self.starts[fine]
                yield Lines(made_of + self.starts[coarse], part, number)

    def settle(self) -> None:
        """Hide within domains and along margins until nothing changes."""
        before = -1
        while before != int(self.hidden.sum()):
            before = int(self.hidden.sum())
            self._settle_domains()
            for lines in self.lines:
                for run in self.runs:
                    self._settle_lines(lines, run)

    # within a domain

    def _settle_domains(self) -> None:
        self.hidden[:, 0] |= self.sums[:, 0] < self.rule.threshold
        self.hidden[self.hidden[:, 0]] = True
        shown = np.flatnonzero(~self.hidden[:, 0])
        if self.rule.ordered:
            self._merge(shown)
        else:
            self._hide_small(shown)

    def _hide_small(self, domains: Ints) -> None:
        """Hide small categories, and the next smallest until what is hidden cannot be had from the rest."""
        threshold = self.rule.threshold
        self.hidden[domains, 1:] |= self.counts[domains] < threshold
        while len(domains):
            hidden, counts = self.hidden[domains, 1:], self.counts[domains]
            row, category = np.nonzero(hidden)
            bad = exposed(counts[row, category], row, len(domains), threshold) & ~hidden.all(axis=1)
            domains = domains[bad]
            self.hidden[domains, 1 + np.where(hidden, MANY, counts)[bad].argmin(axis=1)] = True

    def _merge(self, domains: Ints) -> None:
        """Give up "k or later" until every run of categories between two that are shown is large enough."""
        categories = self.takes.shape[1]
        every = np.arange(categories)
        while len(domains):
            run = np.cumsum(~self.hidden[domains], axis=1) - 1
            segment = (np.arange(len(domains))[:, None] * categories + run).ravel()
            counts, size = self.counts[domains].ravel(), len(domains) * categories
            total, wide = (
                np.bincount(segment, counts, size).astype(np.int64),
                np.bincount(segment, minlength=size),
            )
            settled = settled_by_words(counts, segment, size, self.rule.threshold)
            small = (wide > 0) & ((total < self.rule.threshold) | ((wide > 1) & settled))
            bad = small.reshape(-1, categories)
            go = bad.any(axis=1) & (run[:, -1] > 0)
            worst = np.where(bad, total.reshape(-1, categories), MANY).argmin(axis=1)[go, None]
            domains, run = domains[go], run[go]
            low = np.where(run == worst, every, categories).min(axis=1, initial=categories)
            high = np.where(run == worst + 1, every, categories).min(axis=1, initial=categories)
            self.hidden[domains, self._worth_less(domains, low, high)] = True

    def _worth_less(self, domains: Ints, one: Ints, other: Ints) -> Ints:
        """Of two sums of each domain the one that is given up first; never the whole, and none beyond the last."""
        usable = [(cut > 0) & (cut < self.takes.shape[1]) for cut in (one, other)]
        keep = [cut == self.rule.keep for cut in (one, other)]
        near = [-np.abs(cut - self.rule.keep) for cut in (one, other)]
        held = [self.sums[domains, np.minimum(cut, len(self.takes) - 1)] for cut in (one, other)]
        alike = keep[0] == keep[1]
        first = (
            (~keep[0] & keep[1])
            | (alike & (near[0] < near[1]))
            | (alike & (near[0] == near[1]) & (held[0] <= held[1]))
        )
        result: Ints = np.where(usable[0] & (first | ~usable[1]), one, other)
        return result

    # along a margin

    def _settle_lines(self, lines: Lines, run: Run) -> None:
        margin, part, line = lines
        households = self._households(run)
        while True:
            gone = self._gone(run)
            inside = gone[part]
            few = exposed(households[part[inside]], line[inside], len(margin), self.rule.threshold)
            none = np.bincount(line[inside], minlength=len(margin)) == 0
            bad = np.where(gone[margin], none, few)
            if not bad.any():
                return
            open_ = np.flatnonzero(~inside & bad[line])
            order = open_[np.lexsort((part[open_], households[part[open_]], line[open_]))]
            first = order[np.unique(line[order], return_index=True)[1]]
            whole = bad.copy()
            whole[line[first]] = False
            self._hide_run(np.concatenate([part[first], margin[whole]]), run)

    def _gone(self, run: Run) -> Bools:
        gone = self.hidden[:, run.sum]
        return gone if run.less is None else gone | self.hidden[:, run.less]

    def _households(self, run: Run) -> Ints:
        households: Ints = self.sums[:, run.sum] - (0 if run.less is None else self.sums[:, run.less])
        return households

    def _hide_run(self, domains: Ints, run: Run) -> None:
        """Hide a run of some domains by the sum that is worth less."""
        ends = [one for one in (run.sum, run.less) if one]
        if len(ends) > 1:
            one, other = (np.full(len(domains), end) for end in ends)
            self.hidden[domains, self._worth_less(domains, one, other)] = True
        else:
            self.hidden[domains, ends[0] if ends else 0] = True

    # against all that is shown

    def hide_what_follows(self) -> bool:
        """Hide more sums if hidden ones follow from what is shown; False where none does."""
        if not self.hidden.any() or self.hidden.all():
            return False
        domain, first, last = self._following()
        touched: set[int] = set()
        for at, low, high in zip(domain.tolist(), first.tolist(), last.tolist(), strict=True):
            if at not in touched:
                touched |= {at, self._hide_one(at, low, high)}
        return bool(touched)

    def _following(self) -> tuple[Ints, Ints, Ints]:
        """Hidden counts that follow: domain, first category, last category and one; the smallest first."""
        keys, counts = self._atoms()
        categories = self.takes.shape[1]
        sets = np.where(self.hidden[:, :1], -1, self._sets())
        cut = [np.where(key[:, None] < 0, -1, sets[key]).ravel() for key in keys]
        drawn = directions(Cuts(cut, counts))
        moved = drawn.reshape(keys.shape[1], categories, drawn.shape[1])
        held = np.zeros((len(self.counts), categories, drawn.shape[1]))
        atoms = np.zeros(len(self.counts))
        for key in keys:
            np.add.at(held, key[key >= 0], moved[key >= 0])
            np.add.at(atoms, key[key >= 0], 1.0)
        takes = self.takes.astype(np.float64)
        cells = [(self.hidden, np.einsum("mk,dkt->dmt", takes, held), takes.sum(axis=1))]
        ends = [np.array([_ends(one) for one in self.takes])]
        if self.rule.ordered:
            next_ = np.concatenate([self.hidden[:, 1:], np.zeros_like(self.hidden[:, :1])], axis=1)
            cells.append((self.hidden | next_, held, np.ones(categories)))
            ends.append(np.stack([np.arange(categories), np.arange(1, categories + 1)], axis=1))
        found = []
        for (secret, change, wide), end in zip(cells, ends, strict=True):
            of = atoms[:, None] * wide
            domain, one = np.nonzero(secret & (of > 0) & stays(change, of))
            found.append(np.column_stack([domain, end[one]]))
        every = np.concatenate(found)
        domain, first, last = every[:, 0], every[:, 1], every[:, 2]
        upto = np.pad(np.cumsum(self.counts, axis=1), ((0, 0), (1, 0)))
        order = np.lexsort((last, first, domain, upto[domain, last] - upto[domain, first]))
        return domain[order], first[order], last[order]

    def _sets(self) -> Ints:
        """Shape (D, K), the set of known size that each category of a shown domain lies in."""
        size = len(self.takes) + 1
        start = np.arange(len(self.hidden))[:, None] * size
        if self.rule.ordered:
            result: Ints = start + np.cumsum(~self.hidden, axis=1) - 1
        else:
            result = start + np.where(self.hidden[:, 1:], 0, np.arange(1, size - 1))
        return result

    def _atoms(self) -> tuple[Ints, Floats]:
        """
        Shape (G, C), the domain that each of C combinations lies in, -1 in none; shape (C * K,), households.

        An atom is a category in a combination of domains; a reader does not know which categories are empty.
        """
        if self._crossed is None:
            asked = self.codes >= 0
            keys = np.stack(
                [
                    np.where(one.codes[asked] < 0, -1, one.codes[asked] + start)
                    for one, start in zip(self.domains, self.starts, strict=False)
                ]
            )
            place_of, first = np.zeros(keys.shape[1], np.int64), np.zeros(0, np.int64)
            for key in keys:
                crossed = place_of * (len(self.counts) + 1) + key + 1
                _, first, place_of = np.unique(crossed, return_index=True, return_inverse=True)
            flat = place_of * self.takes.shape[1] + self.codes[asked]
            counts = np.bincount(flat, minlength=len(first) * self.takes.shape[1])
            self._crossed = keys[:, first], counts.astype(np.float64)
        return self._crossed

    def _hide_one(self, domain: int, low: int, high: int) -> int:
        """Hide the smallest sum that is shown and takes in some of these categories; gives its domain."""
        keys = self._atoms()[0]
        beside = np.unique(keys[:, (keys == domain).any(axis=0)])
        beside = beside[beside >= 0]
        takes = self.takes[:, low:high].any(axis=1)
        row, one = np.nonzero(~self.hidden[beside] & takes)
        if not len(row):
            row, one = np.nonzero(~self.hidden)
            beside = np.arange(len(self.hidden))
        at = beside[row]
        best = np.lexsort((one, at, self.sums[at, one], one == 0))[0]
        self.hidden[at[best], one[best]] = True
        return int(at[best])


def _ends(takes: Bools) -> tuple[int, int]:
    """First and last and one of the categories that a sum takes in."""
    places = np.flatnonzero(takes)
    return int(places[0]), int(places[-1]) + 1


def _runs(sums: int, *, ordered: bool) -> Iterator[Run]:
    """What adds up over domains: each sum, and of an ordered question also the difference of any two."""
    for one in range(sums):
        yield Run(one, None)
    if ordered:
        yield from (Run(one, less) for one in range(sums) for less in range(one + 1, sums))


def _counts(domain: Domain, codes: Ints, categories: int) -> Ints:
    known = (domain.codes >= 0) & (codes >= 0)
    flat = domain.codes[known] * categories + codes[known]
    size = len(domain.levels) * categories
    return np.bincount(flat, minlength=size).astype(np.int64).reshape(-1, categories)


def exposed(counts: Ints, segment: Ints, segments: int, threshold: int) -> Bools:
    """
    Whether hidden cells whose sum can be had by subtraction are too few or too small to stay hidden.

    Args:
        counts: shape (n,), households of hidden cells.
        segment: shape (n,), the sum each is part of.
        segments: how many sums there are.
        threshold: least number of households that is shown.

    Returns:
        Bools: shape (segments,).
    """
    there = np.bincount(segment, minlength=segments)
    total = np.bincount(segment, counts, segments)
    few = (there == 1) | (total < threshold) | settled_by_words(counts, segment, segments, threshold)
    result: Bools = (there > 0) & few
    return result


def settled_by_words(counts: Ints, segment: Ints, segments: int, threshold: int) -> Bools:
    """Whether the sum of some cells, and which of them are small, leave only one value for one of them."""
    small = counts < threshold
    total = np.bincount(segment, counts, segments)[segment]
    low = np.where(small, 0, threshold)
    high = np.where(small, threshold - 1, total)
    least = np.maximum(low, total - (np.bincount(segment, high, segments)[segment] - high))
    most = np.minimum(high, total - (np.bincount(segment, low, segments)[segment] - low))
    result = np.zeros(segments, np.bool_)
    result[segment[least >= most]] = True
    return result
