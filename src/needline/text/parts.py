"""Parts of speech: one of the universal tags for each token, by its looks and those of its neighbours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from needline.text.crf import Hashes, numbered

TAGS = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT"),
    *("SCONJ", "SYM", "VERB", "X"),
)


class Neighbours:
    """
    Each token's neighbours.

    Args:
        size: how many tokens there are.
        group: shape (size,), the sentence of each; neighbours of another one are none. None: all are one group.
    """

    def __init__(self, size: int, group: npt.NDArray[np.int64] | None = None) -> None:
        self._size, self._group = size, group
        self._places: dict[int, npt.NDArray[np.int64]] = {}
        self._columns: dict[int, tuple[npt.NDArray[np.uint64], Hashes]] = {}

    def at(self, column: npt.NDArray[np.uint64], offset: int) -> Hashes:
        """A column of the neighbour so many to the right; 1 where there is none."""
        if offset == 0:
            return column
        if id(column) not in self._columns:  # kept with its column, so that the id stays its own
            self._columns[id(column)] = column, np.concatenate((column, _NONE))
        return self._columns[id(column)][1].take(self._place(offset), mode="clip")

    def _place(self, offset: int) -> npt.NDArray[np.int64]:
        """Where each token's neighbour stands; after the last token where there is none."""
        if offset not in self._places:
            place = np.arange(offset, self._size + offset)
            there = (place >= 0) & (place < self._size)
            if self._group is not None:
                there[there] = self._group[place[there]] == self._group[there]
            self._places[offset] = np.where(there, place, self._size)
        return self._places[offset]


_NONE = np.ones(1, np.uint64)


def features(looks: Hashes, sentence: npt.NDArray[np.int64]) -> Hashes:
    """Features (tokens, features) of the part of speech."""
    low, suffix, ending, opening, stem, shape = looks.T
    beside = Neighbours(len(looks), sentence)
    rows: list[tuple[Hashes, ...]] = [
        (beside.at(column, offset),)
        for column, offsets in (
            (low, (-2, -1, 0, 1, 2)),
            (suffix, (-2, -1, 0, 1, 2)),
            (ending, (-1, 0, 1)),
            (opening, (0, 1)),
            (stem, (-1, 0, 1)),
            (shape, (-1, 0, 1)),
        )
        for offset in offsets
    ]
    begins = beside.at(low, -1) == 1
    pairs = numbered(40, [(shape, begins.astype(np.uint64)), (suffix, shape)])
    return np.concatenate([numbered(1, rows), pairs]).T
