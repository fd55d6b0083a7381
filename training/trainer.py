"""
Training of conditional random fields over hashed features, in numpy and scipy.

Minibatches of whole sequences, AdaGrad, dropout of features, and weights averaged over the later passes. The numbers
are drawn from a stated seed, so that the same data give the same model on the same versions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from needline.text.crf import Crf, Floats, Hashes, Ints, bucket


class Sequence(NamedTuple):
    """Features (tokens, features a token) and gold labels (tokens,) of one sequence."""

    features: Hashes
    labels: Ints


class Settings(NamedTuple):
    """
    How a model is trained.

    Args:
        labels: how many.
        bits: of the table of weights, which has 2 ** bits rows.
        passes: over the data.
        rate: of AdaGrad.
        l2: pull of the weights to zero, a token.
        dropout: share of features left out at each step.
        batch: tokens of a minibatch, at least.
        chained: whether labels of neighbours depend on each other.
        seed: of all random numbers.
    """

    labels: int
    bits: int = 18
    passes: int = 5
    rate: float = 0.05
    l2: float = 2e-5
    dropout: float = 0.2
    batch: int = 1000
    chained: bool = True
    seed: int = 0


class _Batch(NamedTuple):
    columns: npt.NDArray[np.int32]
    labels: Ints
    mask: npt.NDArray[np.bool_]


def train(sequences: list[Sequence], settings: Settings) -> Crf:
    """Fit a model; the weights are the average over the passes of the later half."""
    rng = np.random.default_rng(settings.seed)
    batches = list(_batches(sequences, settings))
    shapes = ((1 << settings.bits, settings.labels), (settings.labels,) * 2, (settings.labels,))
    weights, steps, first = (np.zeros(shape, np.float32) for shape in shapes)
    squares = [np.full(shape, 1e-8, np.float32) for shape in shapes]
    mean = [np.zeros(shape, np.float32) for shape in shapes]
    for turn in range(settings.passes):
        for at in rng.permutation(len(batches)):
            batch = batches[at]
            features = _kept(batch.columns, settings, rng)
            slopes, on_steps, on_first = gradient(features @ weights, steps, first, batch, settings)
            used = np.unique(batch.columns)
            slope = (features.T @ slopes)[used] + settings.l2 * len(batch.labels) * weights[used]
            squares[0][used] += slope**2
            weights[used] -= settings.rate * slope / np.sqrt(squares[0][used])
            _step(steps, squares[1], on_steps, settings.rate)
            _step(first, squares[2], on_first, settings.rate)
        if turn >= settings.passes // 2:
            share = 1 / (settings.passes - settings.passes // 2)
            mean = [
                total + share * values for total, values in zip(mean, (weights, steps, first), strict=True)
            ]
    return Crf.of(*(one.astype(np.float32) for one in mean), sequences[0].features.shape[1])


def _step(values: Floats, squares: Floats, slope: Floats, rate: float) -> None:
    """AdaGrad, in place."""
    squares += slope**2
    values -= (rate * slope / np.sqrt(squares)).astype(np.float32)


def _batches(sequences: list[Sequence], settings: Settings):
    """Sequences of like length together."""
    batch: list[Sequence] = []
    for one in sorted(sequences, key=lambda one: len(one.labels)):
        batch.append(one)
        if sum(len(each.labels) for each in batch) >= settings.batch or one is sequences[-1]:
            yield _packed(batch, settings.bits)
            batch = []
    if batch:
        yield _packed(batch, settings.bits)


def _packed(batch: list[Sequence], bits: int) -> _Batch:
    sizes = np.array([len(one.labels) for one in batch])
    columns = np.concatenate([bucket(one.features, 1 << bits).astype(np.int32) for one in batch])
    return _Batch(
        columns, np.concatenate([one.labels for one in batch]), np.arange(sizes.max()) < sizes[:, None]
    )


def _kept(columns: npt.NDArray[np.int32], settings: Settings, rng: np.random.Generator) -> sp.csr_matrix:
    """The features of a batch as a sparse matrix; some are left out, and the rest made up for it."""
    count, width = columns.shape
    keep = (rng.random(columns.size, np.float32) >= settings.dropout).astype(np.float32)
    keep /= np.float32(1 - settings.dropout)
    return sp.csr_matrix((keep, columns.ravel(), np.arange(count + 1) * width), (count, 1 << settings.bits))


def gradient(scores: Floats, steps: Floats, first: Floats, batch: _Batch, settings: Settings):
    """Of the negative log likelihood: by the scores, by the steps from label to label, by the first label."""
    count, gold = len(batch.labels), batch.labels
    if not settings.chained:
        slopes = _softmax(scores + first)
        slopes[np.arange(count), gold] -= 1
        return slopes, np.zeros_like(steps), slopes.sum(axis=0)
    mask = batch.mask
    padded = np.zeros((*mask.shape, settings.labels), np.float32)
    padded[mask] = scores
    labels = np.zeros(mask.shape, np.int64)
    labels[mask] = gold
    tokens, pairs = _forward_backward(padded, steps, first, mask)
    both = mask[:, 1:]
    np.subtract.at(pairs, (labels[:, :-1][both], labels[:, 1:][both]), 1)
    on_first = tokens[:, 0].sum(axis=0)
    np.subtract.at(on_first, labels[:, 0], 1)
    slopes = tokens[mask]
    slopes[np.arange(count), gold] -= 1
    return slopes.astype(np.float32), pairs, on_first


def _softmax(scores: Floats) -> Floats:
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    return likely / likely.sum(axis=1, keepdims=True)


def _forward_backward(padded: Floats, steps: Floats, first: Floats, mask: npt.NDArray[np.bool_]):
    """Probabilities of each label at each token, and how often each follows each."""
    local = np.exp((padded - padded.max(axis=2, keepdims=True)).astype(np.float64))
    on, longest = np.exp(steps.astype(np.float64)), padded.shape[1]
    forward, backward, scale = np.empty(local.shape), np.ones(local.shape), np.ones(mask.shape)
    now = local[:, 0] * np.exp(first.astype(np.float64))
    for at in range(longest):
        if at:
            now = np.where(mask[:, at, None], (now @ on) * local[:, at], now)
        scale[:, at] = now.sum(axis=1)
        now = now / scale[:, at, None]
        forward[:, at] = now
    pairs = np.zeros(on.shape)
    behind = np.ones(now.shape)
    for at in range(longest - 1, 0, -1):
        live = mask[:, at, None]
        right = behind * local[:, at] / scale[:, at, None]
        pairs += np.where(live, forward[:, at - 1], 0).T @ right * on
        behind = np.where(live, right @ on.T, behind)
        backward[:, at - 1] = behind
    tokens = forward * backward
    return tokens / tokens.sum(axis=2, keepdims=True), pairs


def arrays(crf: Crf, name: str = "") -> dict[str, np.ndarray]:
    """What is kept of a model."""
    kept = {"weights": crf.weights, "unit": np.float64(crf.unit), "steps": crf.steps, "first": crf.first}
    kept["features"] = np.int64(crf.features)
    return {name + part: value for part, value in kept.items()}
