"""A text as sentences with their offsets; headings, list items, lines of tables and blank lines end one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from needline.text.lexicon import lexicon
from needline.text.marks import DASHES
from needline.text.tables import find_tables

SentenceKind = Literal["prose", "heading", "item"]

_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+")
_ITEM = re.compile(
    rf"[ \t]{{0,12}}(?:[-*+\u2022\u00b7\u25aa\u25cf{DASHES}]|\(?\d{{1,2}}[.)]|[a-z][.)])[ \t]+(?=\S)"
)
_QUOTED = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+(?![ \t]*\d)")
_CLOSERS = "\"'\u201d\u2019\u00bb)]"
_STOP = re.compile(rf"[.!?\u2026]+[{re.escape(_CLOSERS)}]{{0,3}}(?=\s|$|\[\d)")
_LAST_WORD = re.compile(r"((?:[^\W\d_]\.)*[^\W\d_]{1,12})$")
_NEXT_WORD = re.compile(r"[\s\"'(\u201c\u2018\u00ab\[]{0,6}(\w{1,20})")
_NUMBER_ALONE = re.compile(r"\s*[<>~]?\d[\d,.'?_#<>\u2026]*\s*")
_LIST_LINE = re.compile(r"[ \t]{0,3}(?=\D{0,60}\d)[A-Z][^\n]{3,56}[^\n,;:-]\s*")
_LONGEST_HEADING = 90
_LONGEST = 1500  # what is longer is a table or no text at all; rules look at no more at a time


class Sentence(NamedTuple):
    """A sentence: where it stands, as written, and whether it is prose, a heading or a list item."""

    start: int
    end: int
    text: str
    kind: SentenceKind


def sentences(text: str) -> list[Sentence]:
    """
    Cut a text into sentences.

    Args:
        text: plain text or Markdown.

    Returns:
        list[Sentence]: in order, without the white space around them and without heading marks and bullets.
    """
    return [
        Sentence(start, end, text[start:end], kind)
        for block_start, block_end, kind in _blocks(text)
        for start, end in _cut(text, block_start, block_end)
    ]


def _blocks(text: str) -> Iterator[tuple[int, int, SentenceKind]]:
    """Paragraphs, headings and list items: lines that belong together, and no more deeply quoted than each other."""
    start, kind, at, deep = None, "prose", 0, 0
    lines = text.splitlines(keepends=True)
    rows, loose, listed = _rows(text), _loose(text), _listed(lines)
    held = 0
    for number, line in enumerate(lines):
        if at < held:
            at += len(line)
            continue
        row = rows.get(at + len(line) - len(line.lstrip(" \u00a0"))) if rows else None
        if row:
            if start is not None:
                yield start, at, kind  # type: ignore[misc] # as below
                start = None
            held = loose.get(at + len(line) - len(line.lstrip(" \u00a0")), at + len(line))
            yield at, held, row
            at += len(line)
            continue
        quoting = _QUOTED.match(line)
        depth = quoting.group().count(">") if quoting else 0
        skipped = quoting.end() if quoting else 0
        opens = _opens(line[skipped:])
        blank = not line[skipped:].strip()
        titled = not opens and not blank and _is_title(lines, number)
        if start is not None and (blank or opens or titled or depth != deep):
            yield start, at, kind  # type: ignore[misc] # the kinds are those of _opens
            start = None
        deep = depth
        if opens:
            found, kind = opens
            start = at + skipped + found.end()
        elif not blank and start is None:
            start = at + skipped
            kind = "heading" if titled or _stands_alone(lines, number) else "prose"
        at += len(line)
        if start is not None and (kind == "heading" or _NUMBER_ALONE.fullmatch(line) or number in listed):
            yield start, at, kind  # type: ignore[misc] # as above
            start = None
    if start is not None:
        yield start, at, kind  # type: ignore[misc] # as above


def _listed(lines: list[str]) -> set[int]:
    """Short lines that each begin with a capital and have a digit, two or more in a row: a list without bullets."""
    short = [bool(_LIST_LINE.fullmatch(line)) for line in lines]
    return {
        at
        for at, one in enumerate(short)
        if one and ((at and short[at - 1]) or (at + 1 < len(short) and short[at + 1]))
    }


def _rows(text: str) -> dict[int, SentenceKind]:
    """Where the lines of tables begin: a header is a heading, a line under it an item."""
    found: dict[int, SentenceKind] = {}
    for one in find_tables(text):
        listed = one.rows if one.header else one.rows[:1]
        found.update(dict.fromkeys((row.start for row in listed), "item"))
        if one.header:
            found[one.header.start] = "heading"
    return found


def _loose(text: str) -> dict[int, int]:
    """Where the lines that nothing heads begin and end; they stay together."""
    return {one.rows[0].start: one.rows[-1].end for one in find_tables(text) if not one.header}


def _opens(line: str) -> tuple[re.Match[str], SentenceKind] | None:
    """The mark with which a line opens a heading or an item."""
    if found := _HEADING.match(line):
        return found, "heading"
    if found := _ITEM.match(line):
        return found, "item"
    return None


def _stands_alone(lines: list[str], number: int) -> bool:
    """Whether a line is a heading without a mark: short, alone between blanks, not closed like a sentence."""
    line = lines[number].strip()
    after = number + 1 == len(lines) or not lines[number + 1].strip()
    before = number == 0 or not lines[number - 1].strip()
    return before and after and len(line) <= _LONGEST_HEADING and line[-1] not in ".!?:;,\u2026" + _CLOSERS


def _is_title(lines: list[str], number: int) -> bool:
    """
    Whether a line is a heading right above its text: short, not closed, behind a line that is, and either all in
    capitals above a line that is not, or above the first item of a list.
    """
    line = lines[number].strip()
    following = lines[number + 1] if number + 1 < len(lines) else ""
    if len(line) > _LONGEST_HEADING or line[-1] in ".!?:;,\u2026" + _CLOSERS or not following.strip():
        return False
    before = lines[number - 1].strip() if number else ""
    done = before[-1:] in ".!?:;\u2026" or (
        bool(_ITEM.match(lines[number - 1])) and len(before) < _SHORT_ITEM
    )
    if not done:
        return False
    if line.isupper() and not following.isupper():
        return len(line) > _ACRONYM and not following.lstrip()[0].islower()
    outside = line == lines[number].rstrip()
    return outside and bool(_ITEM.match(following)) and line[0].isupper() and len(line.split()) <= _TITLE


_SHORT_ITEM = 50  # characters of a list item that has not run to the end of its line
_TITLE = 6  # words of a heading right above a list
_ACRONYM = 3  # letters of a word in capitals that is no title


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if _ends(text, stop, end) and text[begin : stop.start()].strip():
            yield from _trimmed(text, begin, stop.end())
            begin = stop.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A passage without white space around it; one too long for a sentence in pieces, cut at white space."""
    while end - start > _LONGEST:
        space = max(text.rfind(blank, start + 1, start + _LONGEST) for blank in " \n\t")
        cut = space if space > start else start + _LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
    passage = text[start:end]
    if quoting := _QUOTED.match(passage.lstrip()):
        start = end - len(passage.lstrip()) + quoting.end()
        passage = text[start:end]
    bare = passage.strip()
    if any(character.isalnum() for character in bare):
        begin = start + len(passage) - len(passage.lstrip())
        yield begin, begin + len(bare)


def _ends(text: str, stop: re.Match[str], end: int) -> bool:
    """Whether this stop ends a sentence."""
    following = _NEXT_WORD.match(text, stop.end(), end)
    word = following[1] if following else ""
    if word[:1].islower() and not stop.group().startswith(("!", "?")):
        return False
    if word[:1].islower():
        return stop.group()[-1] not in _CLOSERS
    if not stop.group().startswith(".") or stop.group().startswith(".."):
        return True
    before = _LAST_WORD.search(text, max(0, stop.start() - 16), stop.start())
    return not (before and word and _abbreviates(before[1], word))


def _abbreviates(before: str, word: str) -> bool:
    """Whether the stop after a word is that of an abbreviation and the next word goes on with it."""
    words = lexicon("needline.text.en", "abbreviations")
    folded = before.lower()
    if folded in words["never_end"]:
        return word[0].isupper() or word[0].isdigit()
    if folded in words["may_end"]:
        return word.lower() not in words["sentence_openers"]
    initial = len(before) == 1 and before.isupper()
    return initial or ("." in before and word.lower() not in words["sentence_openers"])
