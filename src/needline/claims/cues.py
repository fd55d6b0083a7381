"""Cue words: which words show that somebody speaks, and how the words go on."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from needline.claims.passage import ENGLISH, Passage
from needline.model.claim import ClaimKind
from needline.text.lexicon import any_of, lexicon


class Entry(NamedTuple):
    """
    What a cue's words can be.

    Args:
        kind: of statement.
        family: verb, noun, according, relay, passing.
        frames: how the words go on, for a verb.
        told: whether one is named who is told.
    """

    kind: ClaimKind
    family: str
    frames: frozenset[str] = frozenset()
    told: bool = False


class Cue(NamedTuple):
    """A cue in a sentence: its first token, the one after it, and all that its words can be."""

    first: int
    after: int
    entries: list[Entry]

    def entry(self, *families: str) -> Entry | None:
        """The entry of one of some families; the frames of all its verbs together."""
        found = [entry for entry in self.entries if entry.family in families]
        if len(found) <= 1:
            return found[0] if found else None
        frames = frozenset[str]().union(*(entry.frames for entry in found))
        return found[0]._replace(frames=frames, told=any(entry.told for entry in found))


def find_cues(here: Passage) -> list[Cue]:
    """The cue words of a sentence, the longest first, none overlapping."""
    table, lowered = _table(), here.lowered
    found: list[Cue] = []
    after = 0
    for at in [at for at, low in enumerate(lowered) if low in table]:
        if at < after:
            continue
        for form in table[lowered[at]]:
            if lowered[at : at + len(form)] == list(form):
                after = at + len(form)
                found.append(Cue(at, after, _forms()[form]))
                break
    return found


def cues_within(here: Passage, first: int, after: int) -> list[Cue]:
    """The cue words of the list that begin among some tokens of a sentence."""
    found = []
    for at, low in enumerate(here.lowered[first:after], first):
        for form in _table().get(low, ()):
            if here.lowered[at : at + len(form)] == list(form):
                found.append(Cue(at, at + len(form), _forms()[form]))
                break
    return found


def cue_of(form: tuple[str, ...]) -> list[Entry]:
    """All that some words, in small letters, can be."""
    return _forms().get(form, [])


@functools.cache
def _forms() -> dict[tuple[str, ...], list[Entry]]:
    """Every form of the lexicon with what it can be."""
    data = lexicon(ENGLISH, "cues")
    forms: dict[tuple[str, ...], list[Entry]] = {}

    def add(entry: Entry, phrases: list[str]) -> None:
        for phrase in phrases:
            forms.setdefault(tuple(phrase.lower().split()), []).append(entry)

    for verb in data["verb"]:
        add(Entry(verb["kind"], "verb", frozenset(verb["frames"]), verb.get("told", False)), verb["forms"])
    for noun in data["noun"]:
        add(Entry(noun["kind"], "noun"), noun["forms"])
    for one in data["according"]:
        add(Entry(one["kind"], "according"), one["forms"])
    for relay in data["relay"]:
        add(Entry(relay["kind"], "relay"), relay["before"])
    add(Entry("states", "passing"), data["passing"]["forms"])
    return forms


@functools.cache
def verbs_of(kind: str) -> frozenset[str]:
    """The forms, of one word, of the verbs of a kind of statement."""
    found = ((form, entry) for form, entries in _forms().items() for entry in entries)
    verbs = (form for form, entry in found if (entry.kind, entry.family) == (kind, "verb"))
    return frozenset(form[0] for form in verbs if len(form) == 1)


@functools.cache
def passing_words() -> frozenset[str]:
    """The words with which those begin who name a source in passing."""
    return frozenset(
        form[0] for form, entries in _forms().items() if any(one.family == "passing" for one in entries)
    )


@functools.cache
def _table() -> dict[str, list[tuple[str, ...]]]:
    """Forms by their first word, the longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for form in sorted(_forms(), key=lambda form: (-len(form), form)):
        table.setdefault(form[0], []).append(form)
    return table


@functools.cache
def relay_endings(word: str) -> tuple[tuple[str, ...], ...]:
    """What ends the one quoted, for a relay's words: "as saying"."""
    return tuple(
        tuple(ending.lower().split())
        for relay in lexicon(ENGLISH, "cues")["relay"]
        if word in {form.lower() for form in relay["before"]}
        for ending in relay["after"]
    )


@functools.cache
def content_kinds() -> tuple[tuple[ClaimKind, re.Pattern[str]], ...]:
    """Kinds that the first words of what is said can give a statement, and the words, in small letters."""
    return tuple(
        (one["kind"], re.compile(rf"\b{any_of(one['words'])}\b"))
        for one in lexicon(ENGLISH, "cues")["content"]
    )


def entry_of(here: Passage, start: int, end: int) -> Entry | None:
    """What the words of a cue can be, by its place in the text; a telling kind of statement before a plain one."""
    first, after = here.index_at(start), here.index_at(end - 1) + 1
    cues = (cue for cue in cues_within(here, first, after + 1) if cue.first < after)
    entries = [entry for cue in cues for entry in cue.entries]
    telling = [entry for entry in entries if entry.kind not in {"states", "reports"}]
    return next(iter([*telling, *entries]), None)
