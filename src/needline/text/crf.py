"""
Linear-chain conditional random fields over hashed features: scores, best paths and probabilities, in numpy alone.

A model is a table of weights (buckets, labels), the weights of a label after another (labels, labels), and those of
a first label. A feature is a number; its bucket is a hash of it, so nothing of the text can be read back.
"""

from __future__ import annotations

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
    A trained model.

    Args:
        weights: (buckets, labels), buckets a power of two.
        steps: (labels, labels), from one label to the next; all zero where labels do not depend on each other.
        first: (labels,), of the first label of a sequence.
    """

    weights: Floats
    steps: Floats
    first: Floats

    def scores(self, features: Hashes) -> Floats:
        """Scores of every label: features (n, features a token) to (n, labels)."""
        buckets = bucket(features, len(self.weights))
        total = np.zeros((len(features), self.weights.shape[1]), np.float32)
        for column in buckets.T:
            total += self.weights[column]
        return total


def mixed(*parts: Hashes | int) -> Hashes:
    """One hash of several values, in order; each an array of the same length or a number."""
    total: Hashes = np.zeros(1, np.uint64)
    for part in parts:
        value = part if isinstance(part, np.ndarray) else np.full(1, part, np.uint64)
        total = (total ^ value) * _ODD
        total = (total ^ (total >> np.uint64(29))) * _MIX
    return total


def bucket(features: Hashes, buckets: int) -> Ints:
    """Where each feature's weights stand in a table of a power of two of rows."""
    bits = np.uint64(64 - (buckets.bit_length() - 1))
    return (features >> bits).astype(np.int64)


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
    back = np.zeros((longest, count, labels), np.int64)
    best = scores[:, 0] + crf.first
    steps = crf.steps[None]
    for at in range(1, longest):
        ways = best[:, :, None] + steps
        back[at] = ways.argmax(axis=1)
        moved = ways.max(axis=1) + scores[:, at]
        live = mask[:, at, None]
        best = np.where(live, moved, best)
        back[at] = np.where(live, back[at], np.arange(labels))
    paths = np.zeros((count, longest), np.int64)
    paths[:, -1] = best.argmax(axis=1)
    rows = np.arange(count)
    for at in range(longest - 1, 0, -1):
        paths[:, at - 1] = back[at, rows, paths[:, at]]
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
