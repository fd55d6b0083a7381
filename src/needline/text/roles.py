"""Features of the first pass: what each token is in anybody's statement, by itself and its neighbours."""

from __future__ import annotations

import numpy as np

from needline.text.crf import Hashes, Ints, numbered
from needline.text.parts import TAGS, Neighbours
from needline.text.signs import Signs

ROLES = ("other", "source", "source on", "cue", "cue on", "content", "content on")
_VERB = TAGS.index("VERB")


def features(here: Signs, parts: Ints) -> Hashes:
    """Features (tokens, features) of the first pass."""
    low, suffix, ending, _opening, stem, shape = here.looks.T
    part = (parts + 2).astype(np.uint64)
    quoted = (here.quoted + 2).astype(np.uint64)
    at = Neighbours(len(part), here.sentence).at
    out: list[tuple[Hashes, ...]] = []

    def add(*values: Hashes) -> None:
        out.append(values)

    for column, offsets in (
        (low, range(-3, 4)),
        (stem, range(-2, 3)),
        (suffix, range(-1, 2)),
        (ending, range(1)),
        (shape, range(-1, 2)),
        (part, range(-2, 3)),
    ):
        for offset in offsets:
            add(at(column, offset))
    for first, after in ((-2, 0), (-1, 1), (0, 2), (1, 3), (-2, 1), (-1, 2), (0, 3), (-3, 1), (0, 4)):
        add(*(at(part, offset) for offset in range(first, after)))
    for column in (low, stem):
        add(column, part, at(part, 1))
        add(column, at(part, -1))
        add(column, quoted)
    add(at(low, -1), part)
    add(at(low, 1), part)
    add(at(low, 1), at(part, -1))
    add(at(low, 2), at(part, 1))
    add(quoted, at(quoted, -1), at(quoted, 1))
    add(quoted, part)
    for column in _around(here):
        add(column)
        add(column, part)
    left, right = _verbs(here, parts)
    add(left, part)
    add(right, part)
    add(left, right)
    return numbered(1, out).T


def _around(here: Signs) -> list[Hashes]:
    """Where the token stands in its sentence, and what the sentence has: quotations, its end."""
    sizes = np.diff(here.first)
    place = np.arange(len(here.starts)) - here.first[here.sentence]
    rest = sizes[here.sentence] - 1 - place
    quotes = np.bincount(here.sentence, here.quoted > 0, len(sizes)) > 0
    near = np.minimum(place, 5) * 10 + np.minimum(rest, 5)
    has = np.minimum(sizes[here.sentence] // 8, 6) * 2 + quotes[here.sentence]
    return [near.astype(np.uint64), has.astype(np.uint64)]


def _verbs(here: Signs, parts: Ints) -> tuple[Hashes, Hashes]:
    """The stem of the nearest verb left and right in the sentence; 1 where there is none."""
    stem = here.looks[:, 4]
    places = np.arange(len(stem))
    verb = parts == _VERB
    left = np.maximum.accumulate(np.where(verb, places, -1))
    left = np.concatenate([[-1], left[:-1]])
    right = np.minimum.accumulate(np.where(verb, places, len(stem))[::-1])[::-1]
    right = np.concatenate([right[1:], [len(stem)]])
    starts, ends = here.first[here.sentence], here.first[here.sentence + 1]
    to_left = np.where(left >= starts, stem[np.maximum(left, 0)], np.uint64(1))
    to_right = np.where(right < ends, stem[np.minimum(right, len(stem) - 1)], np.uint64(1))
    return to_left, to_right
