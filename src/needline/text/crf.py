"""
Linear-chain conditional random fields over hashed features: scores, best paths and probabilities, in numpy alone.

A model is a table of weights (buckets, labels), the weights of a label after another (labels, labels), and those of
a first label. A feature is a number; its bucket is a hash of it, so nothing of the text can be read back.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint64]

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)


class Crf(NamedTuple):
    """
    A trained model, its weights packed: 16 bits a label, four labels in 64 bits, so that one addition adds four.

    Args:
        weights: (buckets, labels), whole numbers; buckets is a power of two.
        unit: what one stands for.
        steps: (labels, labels), from one label to the next; all zero where labels do not depend on each other.
        first: (labels,), of the first label of a sequence.
        features: how many a token has; the more, the less room is there for each weight.
        words: for every four labels (buckets,), their weights packed, each raised so that it is not negative.
    """

    weights: npt.NDArray[np.int16]
    unit: float
    steps: Floats
    first: Floats
    features: int
    words: tuple[Hashes, ...]

    @classmethod
    def of(cls, weights: Floats, steps: Floats, first: Floats, features: int) -> Crf:
        """A model from weights as they were learned, for so many features a token; they are rounded to fit."""
        most = _most(features)
        unit = float(np.abs(weights).max()) / most or 1.0
        return cls.packed(np.rint(weights / unit).astype(np.int16), unit, steps, first, features)

    @classmethod
    def packed(
        cls, weights: npt.NDArray[np.int16], unit: float, steps: Floats, first: Floats, features: int
    ) -> Crf:
        """A model from whole weights."""
        lanes = np.zeros((len(weights), -(-weights.shape[1] // 4) * 4), np.uint16)
        lanes[:, : weights.shape[1]] = weights + np.int16(_most(features))
        words = tuple(
            lanes[:, at : at + 4].copy().view(np.uint64)[:, 0] for at in range(0, lanes.shape[1], 4)
        )
        return cls(weights, unit, steps, first, features, words)

    def scores(self, features: Hashes) -> Floats:
        """Scores of every label: features (n, features a token) to (n, labels)."""
        count, width = features.shape
        columns = bucket(features, len(self.weights)).T.copy()
        taken = np.empty(count, np.uint64)
        lanes = np.empty((count, len(self.words) * 4), np.uint16)
        for at, word in enumerate(self.words):
            total = np.zeros(count, np.uint64)
            for column in columns:
                total += word.take(column, out=taken, mode="clip")
            lanes[:, at * 4 : at * 4 + 4] = total.view(np.uint16).reshape(count, 4)
        whole = lanes[:, : self.weights.shape[1]].astype(np.int32) - width * _most(self.features)
        scores: Floats = (whole * self.unit).astype(np.float32)
        return scores


def _most(features: int) -> int:
    """The largest weight of which the sum over so many features fits into 16 bits, from its negative upward."""
    return 0xFFFF // (2 * features) - 1


def mixed(*parts: Hashes | int) -> Hashes:
    """One hash of several values, in order; each an array of the same length or a number."""
    total, rest = np.full(1, _ODD), parts
    if isinstance(parts[0], int):
        total, rest = _begun(parts[0]), parts[1:]
    for part in rest:
        total = (total ^ (part if isinstance(part, np.ndarray) else np.uint64(part))) * _ODD
        total ^= total >> np.uint64(29)
    return total


@functools.cache
def _begun(part: int) -> Hashes:
    """What a hash that begins with a number comes to by then."""
    total = (np.full(1, _ODD) ^ np.uint64(part)) * _ODD
    total ^= total >> np.uint64(29)
    return total


def bucket(features: Hashes, buckets: int) -> Ints:
    """Where each feature's weights stand in a table of a power of two of rows."""
    bits = np.uint64(64 - (buckets.bit_length() - 1))
    return ((features * _MIX) >> bits).astype(np.int64)


def best_paths(crf: Crf, scores: Floats, mask: npt.NDArray[np.bool_]) -> Ints:
    """
    The likeliest labels of several sequences at once.

    Args:
        crf: the model.
        scores: (sequences, longest, labels), padded at the end.
        mask: (sequences, longest), True where there is a token.

    Returns:
        Ints: (sequences, longest); what stands beyond a sequence's end means nothing.
    """
    count, longest, labels = scores.shape
    last, rows = mask.sum(axis=1) - 1, np.arange(count)
    best = np.empty((longest, count, labels), np.float32)
    best[0] = scores[:, 0] + crf.first
    after = np.ascontiguousarray(crf.steps.T)
    for at in range(1, longest):
        np.add((best[at - 1][:, None, :] + after).max(axis=2), scores[:, at], out=best[at])
    paths = np.zeros((count, longest), np.int64)
    label = best[last, rows].argmax(axis=1)
    for at in range(longest - 1, -1, -1):
        if at < longest - 1:
            before = (best[at] + after[label]).argmax(axis=1)
            label = np.where(last > at, before, label)
        paths[:, at] = label
    return paths


class Marginals(NamedTuple):
    """
    Probabilities of a batch of sequences.

    Args:
        tokens: (sequences, longest, labels), of each label at each token.
        forward, backward: scaled messages of the same shape, for probabilities of whole spans.
        local: (sequences, longest, labels), what one token adds, scaled by what `scale` tells.
        scale: (sequences, longest), by which each step was divided.
        steps: (labels, labels), factors from label to label.
    """

    tokens: npt.NDArray[np.float64]
    forward: npt.NDArray[np.float64]
    backward: npt.NDArray[np.float64]
    local: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]
    steps: npt.NDArray[np.float64]


def marginals(crf: Crf, scores: Floats, mask: npt.NDArray[np.bool_]) -> Marginals:
    """Forward and backward over padded sequences, scaled at every token so that nothing overflows."""
    count, longest, labels = scores.shape
    local = np.exp(scores.astype(np.float64) - scores.max(axis=2, keepdims=True))
    steps = np.exp(crf.steps.astype(np.float64))
    forward = np.ones((count, longest, labels))
    backward = np.ones((count, longest, labels))
    scale = np.ones((count, longest))
    now = local[:, 0] * np.exp(crf.first.astype(np.float64))
    for at in range(longest):
        if at:
            live = mask[:, at, None]
            now = np.where(live, (now @ steps) * local[:, at], now)
        scale[:, at] = now.sum(axis=1)
        now = now / scale[:, at, None]
        forward[:, at] = now
    behind = np.ones((count, labels))
    for at in range(longest - 1, 0, -1):
        moved = ((behind * local[:, at]) @ steps.T) / scale[:, at, None]
        behind = np.where(mask[:, at, None], moved, behind)
        backward[:, at - 1] = behind
    tokens = forward * backward
    tokens /= tokens.sum(axis=2, keepdims=True)
    return Marginals(tokens, forward, backward, local, scale, steps)
