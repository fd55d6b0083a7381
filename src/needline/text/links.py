"""Features of the second pass: for one cue, which tokens around it are who says it and what is said."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from needline.text.crf import Hashes, Ints, mixed
from needline.text.parts import TAGS, shifted
from needline.text.signs import Signs

LINKS = ("other", "source", "source on", "content", "content on", "cue")
BEFORE, AFTER = 1, 3
"""Sentences looked at before and after that of the cue."""
_FAR = 150
_VERB = TAGS.index("VERB")


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
        self.quoted = here.quoted

        def at(column: Hashes, offset: int) -> Hashes:
            return shifted(column, offset)

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
        numbered = [mixed(i + 1, column) for i, column in enumerate(own)]
        self.own = np.stack(numbered, axis=1) if len(s) else np.zeros((0, len(own)), np.uint64)
        self.role, self.best, self.edge = role, best, edge
        begins = lambda label: np.cumsum(best == label)  # noqa: E731
        self.sums = np.stack(
            [
                np.cumsum(here.marks == 1),
                np.cumsum(here.quoted == 2),
                np.cumsum(parts == _VERB),
                begins(1),
                begins(3),
                begins(5),
            ],
            axis=1,
        )

    def window(self, cue: tuple[int, int]) -> tuple[int, int]:
        """The tokens looked at for a cue."""
        here, sentence = self.here, int(self.here.sentence[cue[0]])
        first = here.first[max(0, sentence - BEFORE)]
        after = here.first[min(len(here.first) - 1, sentence + 1 + AFTER)]
        return max(int(first), cue[0] - _FAR), min(int(after), cue[1] + _FAR)

    def features(self, cue: tuple[int, int]) -> Hashes:
        """Features (tokens of the window, features) for one cue."""
        here = self.here
        first, after = self.window(cue)
        t = np.arange(first, after)
        w = slice(first, after)
        c0, c1 = cue[0], cue[1] - 1
        side = np.where(t < c0, 0, np.where(t > c1, 2, 1))
        gap = np.where(t < c0, c0 - t, np.where(t > c1, t - c1, 0))
        crossed = here.sentence[w] - here.sentence[c0]
        zone = (side + 3 * (np.clip(crossed, -2, 2) + 2) + 20).astype(np.uint64)
        far = _far(gap)
        anchor = np.where(t < c0, c0, c1)
        between = np.abs(self.sums[w] - self.sums[anchor])
        commas, quotes, verbs, sources, cues, contents = np.minimum(between, 3).T.astype(np.uint64)
        same = ((here.quotation[w] == here.quotation[c0]) & (here.quotation[c0] > 0)).astype(np.uint64)
        beside = (here.paragraph[w] == here.paragraph[c0]).astype(np.uint64)
        head = self._head(cue)
        k, last = int(here.sentence[c0]), int(self.low[c1])
        opens = min(c0 - int(here.first[k]), 6)
        rest = min(int(here.first[k + 1]) - 1 - c1, 6)
        following = int(self.low[c1 + 1]) if c1 + 1 < len(self.low) else 1
        ahead = int(self.low[c0 - 1]) if c0 else 1
        next_part = int(self.part[c1 + 1]) if c1 + 1 < len(self.low) else 1
        ahead_part = int(self.part[c0 - 1]) if c0 else 1
        signature = int(mixed(*(int(x) for x in self.part[c0 : min(c1 + 1, c0 + 4)]))[0])
        part, role, low = self.part[w], self.role[w], self.low[w]
        quoted = (here.quoted[w] + 2).astype(np.uint64)
        own = mixed_rows(self.own[w], zone)
        more = [
            (zone, far),
            (zone, far, role),
            (zone, far, part),
            (head, zone),
            (head, zone, part),
            (head, zone, far),
            (head, zone, role),
            (last, zone, role),
            (last, zone, far),
            (following, zone, far),
            (following, zone, role),
            (following, zone, part),
            (ahead, zone, role),
            (ahead, zone, far),
            (next_part, ahead_part, zone, far),
            (signature, zone, role),
            (signature, zone, far),
            (commas, zone, far),
            (commas, zone, role),
            (commas, zone, low),
            (quotes, quoted, zone),
            (quotes, quoted, same, zone, beside),
            (verbs, zone, part),
            (verbs, zone, role),
            (cues, zone, role),
            (sources, zone, role),
            (contents, zone, role),
            (cues, sources, contents, zone, role),
            (opens, zone, role),
            (rest, zone, role),
            (opens, rest, zone, role),
            (opens, rest, int(here.quoted[c0]), zone, quoted, quotes),
            (self.edge[w], zone, beside, quoted),
        ]
        rows = [mixed(100 + i, *values) for i, values in enumerate(more)]
        return np.concatenate([own, np.stack(np.broadcast_arrays(*rows), axis=1)], axis=1)

    def _head(self, cue: tuple[int, int]) -> int:
        """The stem of the word that a cue is about: its last verb, else its last word."""
        inside = range(cue[0], cue[1])
        verbs = [at for at in inside if self.parts[at] == _VERB]
        lettered = [at for at in inside if self.here.letters[at]]
        at = (verbs or lettered or [cue[1] - 1])[-1]
        return int(self.stem[at])


def _far(gap: Ints) -> Hashes:
    """A distance in tokens as one of a few classes."""
    classes = np.searchsorted(np.array([1, 2, 3, 4, 6, 9, 14, 20, 30, 50]), gap, side="right")
    return (classes + 2).astype(np.uint64)


def mixed_rows(rows: Hashes, column: Hashes) -> Hashes:
    """Every column of a table hashed with one more value a row."""
    return mixed(rows.reshape(-1), np.repeat(column, rows.shape[1])).reshape(rows.shape)
