"""Words on a page to lines in reading order: cut at the white between columns and blocks, as far as it goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

_GUTTER = 9.0  # points of white between two columns
_LEAST_LINES = 3  # lines that a column has at least
_BLOCK_GAP = 0.9  # heights of a line between two blocks
_PARAGRAPH_GAP = 0.55  # heights of a line between two paragraphs
_DEEPEST = 40
_BULLET = re.compile(r"[\u2022\u25cf\u25aa\u00b7\u2043*\uf0b7\u2219-]\s+|\(?\d{1,2}[.)]\s+")
_HYPHENS = ("-", "\u2010", "\u00ad")


class Box(NamedTuple):
    """Where something stands on a page, in points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, word: dict[str, Any]) -> bool:
        """Whether the middle of a word lies inside."""
        across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
        return bool(self.left <= across <= self.right and self.top <= down <= self.bottom)

    def covers(self, other: Box) -> bool:
        """Whether the middle of another lies inside."""
        across, down = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= across <= self.right and self.top <= down <= self.bottom

    def overlaps(self, other: Box) -> bool:
        """Whether the two share some of the page's width."""
        return self.left < other.right and other.left < self.right


class Line(NamedTuple):
    """A word, or a line of words, with its place."""

    box: Box
    text: str


def lines_of(words: Sequence[Line]) -> list[list[Line]]:
    """
    The words of a page as blocks of lines, in reading order.

    The page is cut at the widest white that goes all through it: across between blocks, down between columns, and
    each part again. What can no longer be cut is a block.
    """
    return [_in_lines(block) for block in _cut(list(words), 0)]


def _cut(words: list[Line], deep: int) -> Iterator[list[Line]]:
    if not words:
        return
    if deep < _DEEPEST:
        down = _columns(words)
        if down:
            yield from (block for part in down for block in _cut(part, deep + 1))
            return
        across = _blocks(words)
        if across:
            yield from (block for part in across for block in _cut(part, deep + 1))
            return
    yield words


def _columns(words: list[Line]) -> tuple[list[Line], list[Line]] | None:
    """Two parts on both sides of the widest white that goes down through all lines, each of several lines."""
    at = _widest(((one.box.left, one.box.right) for one in words), _GUTTER)
    if at is None:
        return None
    left = [one for one in words if one.box.right <= at]
    right = [one for one in words if one.box.left >= at]
    if min(_lines(left), _lines(right)) < _LEAST_LINES:
        return None
    return left, right


def _blocks(words: list[Line]) -> tuple[list[Line], list[Line]] | None:
    """Two parts above and under the widest white that goes across all of it."""
    height = sorted(one.box.bottom - one.box.top for one in words)[len(words) // 2]
    at = _widest(((one.box.top, one.box.bottom) for one in words), _BLOCK_GAP * height)
    if at is None:
        return None
    return [one for one in words if one.box.bottom <= at], [one for one in words if one.box.top >= at]


def _widest(stretches: Iterable[tuple[float, float]], least: float) -> float | None:
    """The middle of the widest gap between stretches; None where none is wide enough."""
    best, at, reached = least, None, None
    for start, end in sorted(stretches):
        if reached is not None and start - reached > best:
            best, at = start - reached, (start + reached) / 2
        reached = end if reached is None else max(reached, end)
    return at


def _lines(words: list[Line]) -> int:
    return len({round(one.box.top / 4) for one in words})


def _in_lines(words: list[Line]) -> list[Line]:
    """Words that stand at one height as one line, from left to right."""
    return [_line(one) for one in in_lines(words)]


def in_lines(words: list[Line]) -> list[list[Line]]:
    """The words at one height together, each line from left to right, the lines from above."""
    lines: list[list[Line]] = []
    for word in sorted(words, key=lambda one: (one.box.top, one.box.left)):
        middle = (word.box.top + word.box.bottom) / 2
        if lines and lines[-1][0].box.top <= middle <= lines[-1][0].box.bottom:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(one, key=lambda word: word.box.left) for one in lines]


def _line(words: list[Line]) -> Line:
    boxes = [one.box for one in words]
    box = Box(
        min(one.left for one in boxes),
        min(one.top for one in boxes),
        max(one.right for one in boxes),
        max(one.bottom for one in boxes),
    )
    return Line(box, " ".join(one.text for one in words))


def paragraphs(lines: Sequence[Line], known: set[str]) -> Iterator[str]:
    """
    The lines of a block as paragraphs, words broken at the end of a line joined.

    Args:
        lines: in reading order.
        known: words of the document; a broken word is joined without its hyphen unless only the form with it is known.
    """
    text, last = "", None
    for line in lines:
        written = line.text.strip()
        bullet = bool(_BULLET.match(written))
        if last is not None and not bullet and not _new_paragraph(last, line):
            text = _joined(text, written, known)
        else:
            if text:
                yield text
            text = written
        last = line
    if text:
        yield text


def _new_paragraph(before: Line, line: Line) -> bool:
    height = max(1.0, before.box.bottom - before.box.top)
    return line.box.top - before.box.bottom > _PARAGRAPH_GAP * height or line.box.top < before.box.top


def _joined(text: str, line: str, known: set[str]) -> str:
    if not text.endswith(_HYPHENS) or not line[:1].islower() or not text[-2:-1].isalpha():
        return f"{text} {line}"
    left, right = text.rsplit(None, 1)[-1][:-1], line.split(None, 1)[0]
    left, right = left.lstrip("(\"'").lower(), right.rstrip(".,;:)\"'").lower()
    keep = f"{left}-{right}" in known and left + right not in known
    return text + line if keep else text[:-1] + line
