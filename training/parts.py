"""
Train the parts of speech on tables of words and universal tags, and say how many are right on others.

    python training/parts.py ewt_train.tsv.gz ewt_dev.tsv.gz

Each file: a word and its tag a line, with a tab between; an empty line after a sentence.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import numpy as np
from trainer import Sequence, Settings, arrays, train

from needline.text.parts import TAGS, features
from needline.text.signs import looks_of

MODEL = Path(__file__).parents[1] / "src" / "needline" / "text" / "en" / "parts.npz"


def sentences(path: str) -> list[Sequence]:
    """The sentences of a file, with their features."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        blocks = lines.read().strip().split("\n\n")
    return [_sequence([line.split("\t") for line in block.splitlines()]) for block in blocks if block.strip()]


def _sequence(pairs: list[list[str]]) -> Sequence:
    looks = np.array([looks_of(word.replace(" ", "")) for word, _ in pairs], np.uint64)
    labels = np.array([TAGS.index(tag) for _, tag in pairs])
    return Sequence(features(looks, np.zeros(len(pairs), np.int64)), labels)


def main(learn: str, check: str) -> None:
    """Train, say how well it does, and write the model."""
    settings = Settings(len(TAGS), bits=16, passes=8, rate=0.1, l2=1e-6, dropout=0.1, chained=False)
    model = train(sentences(learn), settings)
    held = sentences(check)
    right = sum(
        int(((model.scores(one.features) + model.first).argmax(axis=1) == one.labels).sum()) for one in held
    )
    print(f"right on {check}: {right / sum(len(one.labels) for one in held):.4f}")
    np.savez_compressed(MODEL, **arrays(model))
    print(f"{MODEL.name}: {MODEL.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:3])
