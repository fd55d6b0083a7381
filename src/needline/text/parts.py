"""Parts of speech: one of the universal tags for each token, by its looks and those of its neighbours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from needline.text.crf import Hashes, mixed

TAGS = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT"),
    *("SCONJ", "SYM", "VERB", "X"),
)


def shifted(values: npt.NDArray[np.uint64], by: int, group: npt.NDArray[np.int64] | None = None) -> Hashes:
    """Each token's neighbour so many to the right; 1 beyond the ends, or where the neighbour is of another group."""
    moved = np.ones_like(values)
    if by == 0:
        return values
    if abs(by) >= len(values):
        return moved
    if by > 0:
        moved[:-by] = values[by:]
    else:
        moved[-by:] = values[:by]
    if group is not None:
        same = np.zeros(len(values), bool)
        if by > 0:
            same[:-by] = group[by:] == group[:-by]
        else:
            same[-by:] = group[:by] == group[-by:]
        moved = np.where(same, moved, np.uint64(1))
    return moved


def features(looks: Hashes, sentence: npt.NDArray[np.int64]) -> Hashes:
    """Features (tokens, features) of the part of speech."""
    low, suffix, ending, opening, stem, shape = looks.T
    out, number = [], 0
    for column, offsets in (
        (low, (-2, -1, 0, 1, 2)),
        (suffix, (-2, -1, 0, 1, 2)),
        (ending, (-1, 0, 1)),
        (opening, (0, 1)),
        (stem, (-1, 0, 1)),
        (shape, (-1, 0, 1)),
    ):
        for offset in offsets:
            number += 1
            out.append(mixed(number, shifted(column, offset, sentence)))
    begins = shifted(low, -1, sentence) == 1
    out.append(mixed(40, shape, begins.astype(np.uint64)))
    out.append(mixed(41, suffix, shape))
    return np.stack(out, axis=1)
