"""
Who says what in a text, by a trained tagger: cues, and for each cue its source and its content.

Two passes of linear-chain conditional random fields over hashed features. The first gives every token its role in
anybody's statement. From its probabilities come the candidates for cues; the second looks at the sentences around
each candidate, decides whether it is a cue, and finds the source and the content of this cue alone, so that what is
said inside of what is said comes out too. numpy is all it needs. How it was trained, on what, and how well it does
stands in `docs/explanation/tagger.md`.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Iterator
from typing import IO, NamedTuple

import numpy as np
import numpy.typing as npt

from needline.text import links, parts, roles
from needline.text.crf import Crf, Floats, Ints, Marginals, best_paths, marginals
from needline.text.links import Around, Candidate
from needline.text.sentences import Sentence, sentences
from needline.text.signs import Signs, signs

Mask = npt.NDArray[np.bool_]
Place = tuple[int, int]

_CUE, _CUE_ON = roles.ROLES.index("cue"), roles.ROLES.index("cue on")
_IS_CUE, _NONE = links.LINKS.index("cue"), links.LINKS.index("none")
_SAYS, _SAID = links.LINKS.index("source"), links.LINKS.index("content")
_LONGEST_CUE = 12
_PIECE = 128  # tokens of a sentence that the first pass looks at together
_BLOCK = 20_000  # tokens of a text held in memory together, in whole sentences
_TOGETHER = 32  # candidates that the second pass looks at together
_NUDGE, _NUDGES = 2.0, 3  # how much likelier content is made where there is none, and how often
LEAST = 0.12
"""Probability in the first pass from which words are a candidate for a cue."""


class Tagged(NamedTuple):
    """
    A statement that a text gives to somebody; places are offsets in the text.

    Args:
        cue: the words that show that somebody speaks.
        source: who says it, in order; empty where the text does not name anybody.
        content: what is said, in one or more passages in order.
        probability: how likely it is that the cue is one.
    """

    cue: Place
    source: list[Place]
    content: list[Place]
    probability: float


class Model(NamedTuple):
    """
    Everything that was learned.

    Args:
        parts: of speech.
        roles: the first pass.
        links: the second.
        threshold: probability from which a candidate is a cue.
    """

    parts: Crf
    roles: Crf
    links: Crf
    threshold: float


class Read(NamedTuple):
    """A text after the first pass: its tokens, what surrounds a cue, and the candidates for cues."""

    here: Signs
    around: Around
    candidates: list[Candidate]


@functools.cache
def model() -> Model:
    """The model that comes with needline, for English."""
    with _file("attribution.npz") as file, np.load(file) as table:
        first, second = (
            Crf(*(table[f"{name}_{part}"].astype(np.float32) for part in Crf._fields))
            for name in ("roles", "links")
        )
        threshold = float(table["threshold"])
    return Model(parts_model(), first, second, threshold)


@functools.cache
def parts_model() -> Crf:
    """The model of the parts of speech: the labels of neighbours do not depend on each other."""
    with _file("parts.npz") as file, np.load(file) as table:
        weights, first = table["weights"].astype(np.float32), table["first"].astype(np.float32)
    return Crf(weights, np.zeros((len(first), len(first)), np.float32), first)


def _file(name: str) -> IO[bytes]:
    return (importlib.resources.files("needline.text.en") / name).open("rb")


def tag(text: str, found: list[Sentence] | None = None) -> list[Tagged]:
    """
    Find who says what.

    Args:
        text: any text; offsets refer to it.
        found: its sentences, where they are known already.

    Returns:
        list[Tagged]: in the order of their cues, which do not overlap.
    """
    learned = model()
    tagged: list[Tagged] = []
    for block in _blocks(sentences(text) if found is None else found):
        here = signs(text, block)
        if len(here.starts):
            tagged += chosen(read(here, learned), learned)
    return tagged


def _blocks(found: list[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences in blocks that fit in memory, at four characters a token or fewer."""
    block: list[Sentence] = []
    size = 0
    for one in found:
        block.append(one)
        size += one.end - one.start
        if size > _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def read(here: Signs, learned: Model) -> Read:
    """The first pass over the tokens of a text."""
    part = (learned.parts.scores(parts.features(here.looks, here.sentence)) + learned.parts.first).argmax(
        axis=1
    )
    scores = learned.roles.scores(roles.features(here, part))
    first, sizes = _pieces(here)
    padded, mask = pad(scores, sizes)
    found = marginals(learned.roles, padded, mask)
    around = Around(here, part, found.tokens[mask])
    return Read(here, around, list(_candidates(found, first, sizes)))


def _pieces(here: Signs) -> tuple[Ints, Ints]:
    """Sentences, the longest cut: where each begins, and how many tokens it has."""
    starts = [
        at
        for first, after in zip(here.first[:-1].tolist(), here.first[1:].tolist(), strict=True)
        for at in range(first, after, _PIECE)
    ]
    first = np.array(starts, np.int64)
    return first, np.diff(np.append(first, len(here.starts)))


def pad(scores: Floats, sizes: Ints) -> tuple[Floats, Mask]:
    """Rows of several sequences one after another as (sequences, longest, labels), and where there is a row."""
    mask = np.arange(int(sizes.max()))[None] < sizes[:, None]
    padded = np.zeros((*mask.shape, scores.shape[1]), np.float32)
    padded[mask] = scores
    return padded, mask


def _candidates(found: Marginals, first: Ints, sizes: Ints) -> Iterator[Candidate]:
    """Words that are a cue with some probability: that of exactly these words, from the first to the last."""
    for row, start in zip(*np.nonzero(found.tokens[:, :, _CUE] >= LEAST), strict=True):
        if start >= sizes[row]:
            continue
        message = found.forward[row, start, _CUE]
        label = _CUE
        for after in range(start + 1, min(start + _LONGEST_CUE, sizes[row]) + 1):
            whole = message * found.backward[row, after - 1, label]
            on = going_on = 0.0
            if after < sizes[row]:
                local = found.local[row, after, _CUE_ON] / found.scale[row, after]
                on = message * found.steps[label, _CUE_ON] * local
                going_on = on * found.backward[row, after, _CUE_ON]
            if whole - going_on >= LEAST:
                begin = int(first[row])
                yield Candidate(begin + int(start), begin + after, float(whole - going_on))
            if going_on < LEAST:
                break
            message, label = on, _CUE_ON


def chosen(found: Read, learned: Model) -> list[Tagged]:
    """The second pass: the candidates that are cues, the likeliest first and none overlapping, with their links."""
    scored = [one for at in range(0, len(found.candidates), _TOGETHER) for one in _linked(found, at, learned)]
    taken: set[int] = set()
    kept = []
    for one, labels, first in sorted(scored, key=lambda each: (-each[0].probability, each[0].first)):
        inside = set(range(one.first, one.after))
        if one.probability >= learned.threshold and not taken & inside:
            taken |= inside
            kept.append(_tagged(found.here, one, labels, first))
    return sorted(kept, key=lambda one: one.cue)


def _linked(found: Read, at: int, learned: Model) -> Iterator[tuple[Candidate, Ints, int]]:
    """Some candidates, each with its probability after the second pass, and its window's labels if it is a cue."""
    some = found.candidates[at : at + _TOGETHER]
    windows = [found.around.window(one) for one in some]
    scores = learned.links.scores(found.around.features(some))
    padded, mask = pad(scores, np.array([after - first for first, after in windows]))
    sure = as_cues(some, windows, padded)
    likely = marginals(learned.links, padded, mask).tokens[:, :, _IS_CUE]
    paths = _with_content(learned.links, sure, mask)
    for row, (one, (first, after)) in enumerate(zip(some, windows, strict=True)):
        second = float(likely[row, one.first - first : one.after - first].min())
        yield one._replace(probability=(one.probability + second) / 2), paths[row, : after - first], first


def _with_content(crf: Crf, scores: Floats, mask: Mask) -> Ints:
    """The likeliest labels; where they leave a cue without content, content is made likelier until there is some."""
    paths = best_paths(crf, scores, mask)
    for _ in range(_NUDGES):
        empty = ~(((paths == _SAID) | (paths == _SAID + 1)) & mask).any(axis=1)
        if not empty.any():
            break
        scores[empty, :, _SAID : _SAID + 2] += _NUDGE
        paths[empty] = best_paths(crf, scores[empty], mask[empty])
    return paths


def as_cues(some: list[Candidate], windows: list[Place], scores: Floats) -> Floats:
    """Scores under which each candidate is the cue of its window, and nothing else is."""
    sure = scores.copy()
    sure[:, :, [_IS_CUE, _NONE]] -= 1e3
    for row, (one, (first, _)) in enumerate(zip(some, windows, strict=True)):
        sure[row, one.first - first : one.after - first, _IS_CUE] += 2e3
    return sure


def _tagged(here: Signs, one: Candidate, labels: Ints, first: int) -> Tagged:
    cue = (int(here.starts[one.first]), int(here.ends[one.after - 1]))
    return Tagged(cue, _runs(here, labels, _SAYS, first), _runs(here, labels, _SAID, first), one.probability)


def _runs(here: Signs, labels: Ints, label: int, first: int) -> list[Place]:
    """Passages of a label: each begins with it, or with the label for going on where that follows another."""
    found: list[Place] = []
    start = -1
    for at, one in enumerate([*labels.tolist(), -1]):
        if start >= 0 and one != label + 1:
            begin, end = first + start, first + at
            if here.letters[begin:end].any():
                found.append((int(here.starts[begin]), int(here.ends[end - 1])))
            start = -1
        if one == label or (one == label + 1 and start < 0):
            start = at
    return found
