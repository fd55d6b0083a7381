"""Features of the second pass: for one cue, which tokens around it are who says it and what is said."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from needline.text.crf import Hashes, Ints, mixed, numbered, stirred
from needline.text.parts import TAGS, Neighbours
from needline.text.roles import ROLES
from needline.text.signs import Signs

LINKS = ("other", "source", "source on", "content", "content on", "cue")
"""What a token is to a cue."""
BEFORE, AFTER = 1, 3
"""Sentences looked at before and after that of the cue."""
_FAR = 150
_VERB = TAGS.index("VERB")
_COMMA = 1
_MARK = 2  # as in `Signs.quoted`
_SOURCE, _CUE, _CONTENT = (ROLES.index(role) for role in ("source", "cue", "content"))


class Candidate(NamedTuple):
    """Tokens that may be a cue, from first up to after, and how likely the first pass finds it."""

    first: int
    after: int
    probability: float


class Around:
    """
    What the second pass knows of a text before it looks at any cue.

    Args:
        here: the tokens.
        parts: (tokens,), parts of speech.
        roles: (tokens, 7), probabilities of the first pass.
    """

    def __init__(self, here: Signs, parts: Ints, roles: npt.NDArray[np.float64]) -> None:
        self.here, self.parts = here, parts
        low, suffix, _ending, _opening, self.stem, shape = here.looks.T
        s = here.sentence
        part = (parts + 2).astype(np.uint64)
        quoted = (here.quoted + 2).astype(np.uint64)
        best = roles.argmax(axis=1)
        role = (best + 2).astype(np.uint64)
        share = np.stack([roles[:, 1:3].sum(1), roles[:, 3:5].sum(1), roles[:, 5:7].sum(1)], axis=1)
        shares = (np.minimum(share * 5, 4).astype(np.int64) + 2).astype(np.uint64)
        starts = np.concatenate([[True], s[1:] != s[:-1]]) if len(s) else np.zeros(0, bool)
        edge = np.zeros(len(s), np.uint64)
        edge[starts] += np.uint64(1)
        edge[np.concatenate([starts[1:], [True]])[: len(s)]] += np.uint64(2)
        self.low, self.part = low, part
        at = Neighbours(len(part)).at
        self.low_before, self.low_after = at(low, -1), at(low, 1)
        self.part_before, self.part_after = at(part, -1), at(part, 1)
        own = [
            *(at(low, o) for o in (-2, -1, 0, 1, 2)),
            self.stem,
            *(at(suffix, o) for o in (-1, 0, 1)),
            *(at(shape, o) for o in (0, 1)),
            *(at(part, o) for o in (-1, 0, 1)),
            mixed(at(part, -1), part),
            mixed(part, at(part, 1)),
            mixed(at(part, -2), at(part, -1), part),
            mixed(at(part, -1), part, at(part, 1)),
            mixed(part, at(part, 1), at(part, 2)),
            role,
            mixed(at(role, -1), role),
            mixed(role, at(role, 1)),
            mixed(at(role, -1), role, at(role, 1)),
            mixed(shares[:, 0]),
            mixed(shares[:, 2]),
            mixed(shares[:, 0], shares[:, 1], shares[:, 2]),
            mixed(at(quoted, -1), quoted, at(quoted, 1)),
            mixed(edge, role),
            mixed(edge, quoted, part),
        ]
        self.own = mixed(numbered(1, [(column,) for column in own]))
        self.role, self.best, self.edge = role, best, edge
        self.sums = np.stack(
            [
                np.cumsum(here.marks == _COMMA),
                np.cumsum(here.quoted == _MARK),
                np.cumsum(parts == _VERB),
                np.cumsum(best == _SOURCE),
                np.cumsum(best == _CUE),
                np.cumsum(best == _CONTENT),
            ],
            axis=1,
        )

    def window(self, cue: Candidate) -> tuple[int, int]:
        """The tokens looked at for a cue."""
        here, sentence = self.here, int(self.here.sentence[cue.first])
        first = here.first[max(0, sentence - BEFORE)]
        after = here.first[min(len(here.first) - 1, sentence + 1 + AFTER)]
        return max(int(first), cue.first - _FAR), min(int(after), cue.after + _FAR)

    def features(self, cues: list[Candidate]) -> Hashes:
        """Features (tokens of all windows one after another, features) for some cues."""
        here = self.here
        windows = [self.window(one) for one in cues]
        sizes = np.array([after - first for first, after in windows])
        t = np.concatenate([np.arange(first, after) for first, after in windows])
        each = np.repeat(np.arange(len(cues)), sizes)
        c0, c1 = (np.array(one) for one in zip(*((one.first, one.after - 1) for one in cues), strict=True))
        opens = np.minimum(c0 - here.first[here.sentence[c0]], 6)
        rest = np.minimum(here.first[here.sentence[c0] + 1] - 1 - c1, 6)
        head = np.array([self._head(one) for one in cues])
        likely = np.array([int(one.probability * 8) for one in cues], np.uint64) + np.uint64(2)
        signs_of = mixed(*(self.part[np.minimum(c0 + i, c1)] for i in range(4)))[each]
        last = self.low[c1][each]
        following, next_part = self.low_after[c1][each], self.part_after[c1][each]
        ahead, ahead_part = self.low_before[c0][each], self.part_before[c0][each]
        head = self.stem[head][each]
        opens, rest, likely = opens[each].astype(np.uint64), rest[each].astype(np.uint64), likely[each]
        c0, c1 = c0[each], c1[each]

        before, after = t < c0, t > c1
        side = np.where(before, 0, np.where(after, 2, 1))
        gap = np.where(before, c0 - t, np.where(after, t - c1, 0))
        crossed = here.sentence[t] - here.sentence[c0]
        zone = (side + 3 * (np.clip(crossed, -2, 2) + 2) + 20).astype(np.uint64)
        far = mixed(zone, _far(gap))
        between = np.abs(self.sums[t] - self.sums[np.where(before, c0, c1)])
        commas, quotes, verbs, sources, cues_, contents = np.minimum(between, 3).T.astype(np.uint64)
        same = (here.quotation[t] == here.quotation[c0]) & (here.quotation[c0] > 0)
        beside = (here.paragraph[t] == here.paragraph[c0]).astype(np.uint64)
        quoted = mixed(zone, here.quoted[t].astype(np.uint64), beside)
        part, role, low = mixed(zone, self.part[t]), mixed(zone, self.role[t]), self.low[t]
        more: list[tuple[Hashes, ...]] = [
            (far, self.role[t]),
            (far, self.part[t]),
            (head, zone),
            (head, part),
            (head, far),
            (head, role),
            (last, role),
            (last, far),
            (following, far),
            (following, role),
            (following, part),
            (ahead, role),
            (ahead, far),
            (next_part, ahead_part, far),
            (signs_of, role),
            (signs_of, far),
            (commas, far),
            (commas, role),
            (commas, zone, low),
            (quotes, quoted),
            (quotes, quoted, same.astype(np.uint64)),
            (verbs, part),
            (verbs, role),
            (cues_, role),
            (sources, role),
            (contents, role),
            (cues_, sources, contents, role),
            (opens, role),
            (rest, role),
            (opens, rest, role),
            (opens, rest, here.quoted[c0].astype(np.uint64), quotes, quoted),
            (self.edge[t], quoted),
            (likely, zone),
            (likely, role),
        ]
        own = stirred(self.own.take(t, axis=1) ^ zone)
        return np.concatenate([own, far[None], numbered(100, more)]).T

    def _head(self, cue: Candidate) -> int:
        """The word that a cue is about: its last verb, else its last word."""
        inside = range(cue.first, cue.after)
        verbs = [at for at in inside if self.parts[at] == _VERB]
        lettered = [at for at in inside if self.here.letters[at]]
        return (verbs or lettered or [cue.after - 1])[-1]


def _far(gap: Ints) -> Hashes:
    """A distance in tokens as one of a few classes."""
    classes = np.searchsorted(np.array([1, 2, 3, 4, 6, 9, 14, 20, 30, 50]), gap, side="right")
    return (classes + 2).astype(np.uint64)
