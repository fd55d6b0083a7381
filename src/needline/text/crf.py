"""
Linear-chain conditional random fields over hashed features: scores, best paths and probabilities, in numpy alone.

A model is a table of weights (buckets, labels), the weights of a label after another (labels, labels), and those of
a first label. A feature is a number; its bucket is a hash of it, so nothing of the text can be read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint64]

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(29)


class Crf(NamedTuple):
    """
    A trained model, its weights packed: 16 bits a label, four labels in 64 bits, so that one addition adds four.

    Args:
        weights: (buckets, labels), whole numbers; buckets is a power of two.
        unit: what one stands for.
        steps: (labels, labels), from one label to the next; all zero where labels do not depend on each other.
        first: (labels,), of the first label of a sequence.
        features: how many a token has; the more, the less room is there for each weight.
        words: (buckets, labels / 4), the weights packed, each raised so that it is not negative.
    """

    weights: npt.NDArray[np.int16]
    unit: float
    steps: Floats
    first: Floats
    features: int
    words: Hashes

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
        return cls(weights, unit, steps, first, features, lanes.view(np.uint64))

    def scores(self, features: Hashes) -> Floats:
        """Scores of every label: features (n, features a token) to (n, labels)."""
        count, width = features.shape
        total = np.zeros((count, self.words.shape[1]), np.uint64)
        taken = np.empty_like(total)
        for column in np.ascontiguousarray(bucket(features, len(self.weights)).T):
            total += self.words.take(column, axis=0, out=taken, mode="clip")
        lanes = total.view(np.uint16)[:, : self.weights.shape[1]]
        whole = lanes.astype(np.int32) - width * _most(self.features)
        scores: Floats = (whole * self.unit).astype(np.float32)
        return scores


def _most(features: int) -> int:
    """The largest weight of which the sum over so many features fits into 16 bits, from its negative upward."""
    return 0xFFFF // (2 * features) - 1


def mixed(*parts: Hashes | int) -> Hashes:
    """One hash of several values, in order; each an array of the same length or a number."""
    total = np.full(1, _ODD)
    for part in parts:
        total = stirred(total ^ (part if isinstance(part, np.ndarray) else np.uint64(part)))
    return total


def numbered(first: int, rows: Sequence[tuple[Hashes, ...]]) -> Hashes:
    """Features (features, tokens): the values of each row hashed after its number, those of most values first."""
    begun = mixed(np.arange(first, first + len(rows), dtype=np.uint64))
    order = sorted(range(len(rows)), key=lambda i: -len(rows[i]))
    out = np.empty((len(rows), len(rows[0][0])), np.uint64)
    out[:] = begun[order, None]
    for depth in range(len(rows[order[0]])):
        going_on = [rows[i][depth] for i in order if len(rows[i]) > depth]
        for row, value in zip(out, going_on, strict=False):
            np.bitwise_xor(row, value, out=row)
        stirred(out[: len(going_on)])
    return out


def stirred(total: Hashes) -> Hashes:
    """Hashes with their bits mixed, in place."""
    total *= _ODD
    total ^= total >> _SHIFT
    return total


def bucket(features: Hashes, buckets: int) -> Ints:
    """Where each feature's weights stand in a table of a power of two of rows."""
    bits = np.uint64(64 - (buckets.bit_length() - 1))
    mixed_up = features * _MIX
    mixed_up >>= bits
    return mixed_up.view(np.int64)


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
    best = scores.transpose(1, 2, 0).copy()
    best[0] += crf.first[:, None]
    steps = crf.steps[:, :, None]
    reached = np.empty((labels, labels, count), np.float32)
    most = np.empty((labels, count), np.float32)
    for before, now in zip(best[:-1, :, None], best[1:], strict=True):
        np.add(before, steps, out=reached)
        np.maximum.reduce(reached, axis=0, out=most)
        now += most  # noqa: PLW2901 # in place
    ended = np.arange(longest - 1)[:, None] >= last
    came = np.where(ended[:, None], np.arange(labels)[:, None], _before(best, steps)) * count + rows
    places = np.empty((longest, count), np.int64)
    places[-1] = best[last, :, rows].argmax(axis=1) * count + rows
    for at in range(longest - 2, -1, -1):
        came[at].take(places[at + 1], out=places[at], mode="clip")
    paths: Ints = places.T // count
    return paths


def _before(best: Floats, steps: Floats) -> Ints:
    """The label from which each is reached best: (longest - 1, labels, sequences); the first of several."""
    most = best[:-1, 0, None] + steps[0]
    label = np.zeros(most.shape, np.int64)
    for one in range(1, len(steps)):
        here = best[:-1, one, None] + steps[one]
        label[here > most] = one
        np.maximum(most, here, out=most)
    return label


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
    local = np.exp(scores.astype(np.float64) - scores.max(axis=2, keepdims=True)).transpose(1, 0, 2).copy()
    steps = np.exp(crf.steps.astype(np.float64))
    forward, backward = np.empty_like(local), np.ones_like(local)
    scale = np.empty((longest, count, 1))
    forward[0] = local[0] * np.exp(crf.first.astype(np.float64))
    before = None
    for now, own, whole in zip(forward, local, scale, strict=True):
        if before is not None:
            np.matmul(before, steps, out=now)
            now *= own  # noqa: PLW2901 # in place
        np.add.reduce(now, axis=1, keepdims=True, out=whole)
        now /= whole  # noqa: PLW2901 # in place
        before = now
    live, moved = mask.T[:, :, None], np.empty((count, labels))
    for at in range(longest - 1, 0, -1):
        np.multiply(backward[at], local[at], out=moved)
        np.divide(moved @ steps.T, scale[at], out=backward[at - 1], where=live[at])
    forward, backward, local, scale = (one.swapaxes(0, 1) for one in (forward, backward, local, scale))
    tokens = forward * backward
    tokens /= tokens.sum(axis=2, keepdims=True)
    return Marginals(tokens, forward, backward, local, scale[:, :, 0], steps)
