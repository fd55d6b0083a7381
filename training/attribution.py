"""
Train the tagger on documents in which it is marked who says what, and on the sentences of `examples.txt`.

    python training/attribution.py train.jsonl.gz           # writes src/needline/text/en/attribution.npz
    python training/attribution.py train.jsonl.gz --held    # trains on seven documents of eight, scores the eighth

Each line of the file: {"id": …, "text": …, "attributions": [{"source": [[start, end], …], "cue": …, "content": …}]},
offsets in characters. The second pass learns from what the first says of documents that it did not learn from.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from examples import examples
from trainer import Sequence, Settings, arrays, train

from needline.text import links, parts, roles, tagger
from needline.text.crf import Crf, Ints
from needline.text.links import Candidate
from needline.text.signs import Signs, signs

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

MODEL = Path(__file__).parents[1] / "src" / "needline" / "text" / "en" / "attribution.npz"
FIRST = Settings(len(roles.ROLES), passes=5, batch=1000)
SECOND = Settings(len(links.LINKS), passes=4, batch=3000)
FOLDS = 4
EXAMPLES_TIMES = 4
THRESHOLD = 0.25
_INSIDE = {role: roles.ROLES.index(role) for role in ("source", "cue", "content")}


class Document(NamedTuple):
    """A labelled text: its tokens, parts of speech, and its attributions by tokens."""

    row: dict[str, Any]
    here: Signs
    parts: Ints
    tokens: list[dict[str, list[int]]]


def document(row: dict[str, Any]) -> Document:
    """Look at a text, and find the tokens of its labels."""
    here = signs(row["text"])
    learned = tagger.parts_model()
    part = (learned.scores(parts.features(here.looks, here.sentence)) + learned.first).argmax(axis=1)
    tokens = [{role: _tokens(here, one.get(role)) for role in _INSIDE} for one in row["attributions"]]
    return Document(row, here, part, tokens)


def _tokens(here: Signs, spans: list[list[int]] | None) -> list[int]:
    found: list[int] = []
    for start, end in spans or ():
        first = int(np.searchsorted(here.ends, start, "right"))
        found += range(first, int(np.searchsorted(here.starts, end, "left")))
    return found


def _mark(labels: Ints, tokens: list[int], label: int) -> None:
    """The first token of each run gets the label, the others the one for going on."""
    for at, token in enumerate(tokens):
        labels[token] = label + (at > 0 and tokens[at - 1] == token - 1)


def first_pass(one: Document) -> list[Sequence]:
    """Every sentence with the roles of its tokens."""
    labels = np.zeros(len(one.here.starts), np.int64)
    for role in ("content", "source", "cue"):
        for each in one.tokens:
            _mark(labels, each[role], _INSIDE[role])
    features = roles.features(one.here, one.parts)
    ends = zip(one.here.first[:-1], one.here.first[1:], strict=True)
    return [Sequence(features[a:b], labels[a:b]) for a, b in ends if b > a]


def second_pass(one: Document, unseen: Crf) -> list[Sequence]:
    """The window of every cue with what belongs to it."""
    found = tagger.read(one.here, tagger.Model(tagger.parts_model(), unseen, unseen, 0.0))
    likely = {(each.first, each.after): each for each in found.candidates}
    wanted: list[tuple[Candidate, dict[str, list[int]]]] = []
    for each in one.tokens:
        if each["cue"]:
            place = (each["cue"][0], each["cue"][-1] + 1)
            wanted.append((likely.get(place, Candidate(*place, 0.0)), each))
    if not wanted:
        return []
    windows = [found.around.window(candidate) for candidate, _ in wanted]
    labels = [
        _linked(len(one.here.starts), candidate, each)[first:after]
        for (candidate, each), (first, after) in zip(wanted, windows, strict=True)
    ]
    features = found.around.features([candidate for candidate, _ in wanted])
    cuts = np.cumsum([len(each) for each in labels])[:-1]
    return [Sequence(*pair) for pair in zip(np.split(features, cuts), labels, strict=True)]


def _linked(size: int, candidate: Candidate, each: dict[str, list[int]]) -> Ints:
    labels = np.zeros(size, np.int64)
    for role in ("content", "source"):
        _mark(labels, each[role], links.LINKS.index(role))
    labels[candidate.first : candidate.after] = links.LINKS.index("cue")
    return labels


def fit(documents: list[Document]) -> tagger.Model:
    """Both passes; the second on what first passes say that have not seen the document."""
    whole = train(_all(map(first_pass, documents)), FIRST)
    sequences: list[Sequence] = []
    for fold in range(FOLDS):
        rest = [one for at, one in enumerate(documents) if at % FOLDS != fold]
        part = train(_all(map(first_pass, rest)), FIRST)
        sequences += _all(second_pass(one, part) for one in documents[fold::FOLDS])
    return tagger.Model(tagger.parts_model(), whole, train(sequences, SECOND), THRESHOLD)


def _all(lists: Iterable[list[Sequence]]) -> list[Sequence]:
    return [one for each in lists for one in each]


def save(model: tagger.Model) -> None:
    """Write both passes."""
    both = {**arrays(model.roles, "roles_"), **arrays(model.links, "links_")}
    np.savez_compressed(MODEL, **both, threshold=np.float64(model.threshold))
    print(f"{MODEL.name}: {MODEL.stat().st_size / 1e6:.1f} MB")


def main(path: str, *options: str) -> None:
    """Train on all documents, or on seven of eight and say how it does on the eighth."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = [document(json.loads(line)) for line in lines]
    ours = [document(row) for row in examples()] * EXAMPLES_TIMES
    if "--held" not in options:
        save(fit([*documents, *ours]))
        return
    from attributing.scoring import f1s

    held = documents[::8]
    model = fit([*(one for at, one in enumerate(documents) if at % 8), *ours])
    for threshold in (0.2, 0.24, 0.28, 0.32, 0.36):
        strict = model._replace(threshold=threshold)
        found = {
            one.row["id"]: [each._asdict() for each in tagger.chosen(tagger.read(one.here, model), strict)]
            for one in held
        }
        print(threshold, f1s([one.row for one in held], found))


if __name__ == "__main__":
    main(*sys.argv[1:])
