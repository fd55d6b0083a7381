"""Training of a linear-chain CRF over hashed features: minibatches, Adam, averaged weights (numpy and scipy)."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from needline.text.crf import Crf, bucket


class Sequence:
    """Features (tokens, features a token), gold labels (tokens,)."""

    def __init__(self, features, labels):
        self.features, self.labels = features, labels

    def __len__(self):
        return len(self.labels)


def batches(sequences, buckets, labels, size, linked, tokens=4000):
    """Padded batches of sequences of like length, as sparse matrices."""
    order = sorted(range(len(sequences)), key=lambda i: len(sequences[i]))
    out, batch = [], []
    for i in order:
        batch.append(sequences[i])
        if sum(map(len, batch)) >= tokens:
            out.append(pack(batch, buckets, linked))
            batch = []
    if batch:
        out.append(pack(batch, buckets, linked))
    return out


def pack(batch, buckets, linked):
    columns = np.concatenate([bucket(one.features, buckets).astype(np.int32) for one in batch])
    n, width = columns.shape
    X = sp.csr_matrix((np.ones(n * width, np.float32), columns.ravel(), np.arange(n + 1) * width), (n, buckets))
    y = np.concatenate([one.labels for one in batch])
    lengths = [len(one) for one in batch]
    T = max(lengths)
    mask = np.arange(T)[None] < np.array(lengths)[:, None]
    return X, X.T.tocsr() if False else None, y, mask


def gradient(W, steps, first, X, y, mask, linked):
    """Loss, and gradients with respect to scores (tokens, labels), steps, first."""
    S = X @ W
    L = W.shape[1]
    n = len(y)
    if not linked:
        S = S + first
        m = S.max(1, keepdims=True)
        P = np.exp(S - m)
        Z = P.sum(1, keepdims=True)
        P /= Z
        loss = -(np.log(np.maximum(P[np.arange(n), y], 1e-30))).sum()
        P[np.arange(n), y] -= 1
        return loss, P, np.zeros_like(steps), P.sum(0)
    B, T = mask.shape
    pad = np.zeros((B, T, L), np.float32)
    pad[mask] = S
    Y = np.zeros((B, T), np.int64)
    Y[mask] = y
    top = pad.max(2, keepdims=True)
    local = np.exp((pad - top).astype(np.float64))
    E = np.exp(steps.astype(np.float64))
    F = np.empty((B, T, L))
    Bk = np.ones((B, T, L))
    c = np.ones((B, T))
    now = local[:, 0] * np.exp(first.astype(np.float64))
    for t in range(T):
        if t:
            now = np.where(mask[:, t, None], (now @ E) * local[:, t], now)
        c[:, t] = now.sum(1)
        now = now / c[:, t, None]
        F[:, t] = now
    dE = np.zeros((L, L))
    beh = np.ones((B, L))
    for t in range(T - 1, 0, -1):
        live = mask[:, t, None]
        right = beh * local[:, t] / c[:, t, None]
        pair = np.einsum("bi,bj->ij", np.where(live, F[:, t - 1], 0), right)
        dE += pair * E
        beh = np.where(live, right @ E.T, beh)
        Bk[:, t - 1] = beh
    P = F * Bk
    P /= P.sum(2, keepdims=True)
    logZ = np.log(c).sum() + top[..., 0][mask].sum()
    gold = S[np.arange(n), y].sum() + first[Y[:, 0]].sum()
    both = mask[:, 1:]
    a, b = Y[:, :-1][both], Y[:, 1:][both]
    gold += steps[a, b].sum()
    np.add.at(dE, (a, b), -1)
    df = P[:, 0].sum(0)
    np.add.at(df, Y[:, 0], -1)
    G = P[mask]
    G[np.arange(n), y] -= 1
    return logZ - gold, G.astype(np.float32), dE, df


def train(sequences, labels, *, bits=18, epochs=6, rate=0.02, l2=1e-6, linked=True, seed=0, batch_tokens=3000, dropout=0.0, say=print):
    """Fit a CRF; the weights are the average over the second half of the epochs' steps."""
    rng = np.random.default_rng(seed)
    packed = batches(sequences, 1 << bits, labels, 64, linked, batch_tokens)
    W = np.zeros((1 << bits, labels), np.float32)
    steps, first = np.zeros((labels, labels), np.float32), np.zeros(labels, np.float32)
    G2 = np.full_like(W, 1e-8)
    s2, f2 = np.full_like(steps, 1e-8), np.full_like(first, 1e-8)
    mean = [np.zeros_like(W), np.zeros_like(steps), np.zeros_like(first)]
    counted, total = 0, sum(len(b[2]) for b in packed)
    for epoch in range(epochs):
        loss = 0.0
        for k in rng.permutation(len(packed)):
            X, _, y, mask = packed[k]
            if dropout:
                keep = rng.random(X.nnz, np.float32) >= dropout
                X = sp.csr_matrix((keep.astype(np.float32) / np.float32(1 - dropout), X.indices, X.indptr), X.shape)
            value, G, dE, df = gradient(W, steps, first, X, y, mask, linked)
            loss += value
            used = np.unique(X.indices)
            Xc = X.T
            g = (Xc @ G)[used]
            g += l2 * len(y) * W[used]
            # adagrad on the rows in use
            G2[used] += g * g
            W[used] -= rate * g / np.sqrt(G2[used])
            if linked:
                s2 += dE**2
                steps -= (rate * dE / np.sqrt(s2)).astype(np.float32)
            f2 += df**2
            first -= (rate * df / np.sqrt(f2)).astype(np.float32)
            
        if epoch >= epochs // 2:
            for m, v in zip(mean, (W, steps, first)):
                m += v
            counted += 1
        say(f"epoch {epoch} loss {loss / total:.4f}", flush=True)
    return Crf(*(m / counted for m in mean))
