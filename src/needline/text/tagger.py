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
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from needline.text import ending, links, parts, roles
from needline.text.crf import Crf, Floats, Ints, Marginals, best_paths, marginals
from needline.text.ending import Linked
from needline.text.links import Around, Candidate
from needline.text.sentences import Sentence, sentences
from needline.text.signs import Signs, signs
from needline.text.tokens import Token

Mask = npt.NDArray[np.bool_]
Place = tuple[int, int]

_CUE, _CUE_ON = roles.ROLES.index("cue"), roles.ROLES.index("cue on")
_IS_CUE = links.LINKS.index("cue")
_SAYS, _SAID = links.LINKS.index("source"), links.LINKS.index("content")
_LONGEST_CUE = 12
_MOST_CUES = 8  # of a sentence; people mark five at most, and what has more is no text
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
        first, second = (_crf(table, f"{name}_") for name in ("roles", "links"))
        return Model(parts_model(), first, second, float(table["threshold"]))


@functools.cache
def parts_model() -> Crf:
    """The model of the parts of speech."""
    with _file("parts.npz") as file, np.load(file) as table:
        return _crf(table, "")


def _crf(table: Mapping[str, npt.NDArray[Any]], name: str) -> Crf:
    weights, unit, steps, first, features = (
        table[name + part] for part in ("weights", "unit", "steps", "first", "features")
    )
    return Crf.packed(weights, float(unit), steps, first, int(features))


def _file(name: str) -> IO[bytes]:
    return (importlib.resources.files("needline.text.en") / name).open("rb")


def tag(text: str, found: list[Sentence] | None = None, cut: list[list[Token]] | None = None) -> list[Tagged]:
    """
    Find who says what.

    Args:
        text: any text; offsets refer to it.
        found: its sentences, where they are known already.
        cut: the tokens of each of them, where those are known too.

    Returns:
        list[Tagged]: in the order of their cues, which do not overlap.
    """
    learned = model()
    tagged: list[Tagged] = []
    found = sentences(text) if found is None else found
    at = 0
    for block in _blocks(found):
        here = signs(text, block, None if cut is None else cut[at : at + len(block)])
        at += len(block)
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
    taken: set[int] = set()
    crowded: Counter[int] = Counter()
    kept = []
    for one in sorted(found.candidates, key=lambda each: (-each.probability, each.first)):
        inside = set(range(one.first, one.after))
        sentence = int(found.here.sentence[one.first])
        if one.probability >= learned.threshold and not taken & inside and crowded[sentence] < _MOST_CUES:
            taken |= inside
            crowded[sentence] += 1
            kept.append(one)
    kept.sort()
    linked = [
        one
        for at in range(0, len(kept), _TOGETHER)
        for one in _linked(found, kept[at : at + _TOGETHER], learned)
    ]
    return [_tagged(found.here, one) for one in ending.settled(found.here, linked)]


def _linked(found: Read, some: list[Candidate], learned: Model) -> list[Linked]:
    """What belongs to some cues."""
    windows = [found.around.window(one) for one in some]
    scores = learned.links.scores(found.around.features(some))
    padded, mask = pad(scores, np.array([after - first for first, after in windows]))
    paths = _with_content(learned.links, as_cues(some, windows, padded), mask).astype(np.uint8)
    linked = []
    for one, path, (first, after) in zip(some, paths, windows, strict=True):
        labels = path[: after - first].tobytes()
        linked.append(Linked(one, *(_runs(found.here, labels, first, pattern) for pattern in _RUNS)))
    return linked


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
    sure[:, :, _IS_CUE] -= 1e3
    for row, (one, (first, _)) in enumerate(zip(some, windows, strict=True)):
        sure[row, one.first - first : one.after - first, _IS_CUE] += 2e3
    return sure


def _tagged(here: Signs, one: Linked) -> Tagged:
    cue, *source = ((int(here.starts[a]), int(here.ends[b - 1])) for a, b in [one.cue[:2], *one.source])
    content = [(int(here.starts[a]), int(here.ends[b - 1])) for a, b in one.content]
    return Tagged(cue, source, content, one.cue.probability)


def _runs(here: Signs, labels: bytes, first: int, pattern: re.Pattern[bytes]) -> list[Place]:
    """Tokens of a label in runs that have a letter or a digit; the labels are those from the first token onward."""
    found = [(first + one.start(), first + one.end()) for one in pattern.finditer(labels)]
    return [(start, after) for start, after in found if here.letters[start:after].any()]


def _run_of(label: int) -> re.Pattern[bytes]:
    """A run of a label, one byte each: it begins with it, or with the label for going on that follows no other."""
    return re.compile(b"[%c%c]%c*" % (label, label + 1, label + 1))


_RUNS = _run_of(_SAYS), _run_of(_SAID)
