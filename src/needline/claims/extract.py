"""One report to its claims and figures."""

from __future__ import annotations

import bisect
from itertools import compress

import msgspec

from needline.claims.asides import Aside, with_asides, without_asides
from needline.claims.denials import tie_denials
from needline.claims.figures import Figures
from needline.claims.language import not_english
from needline.claims.passage import Passage, passage, words
from needline.claims.quantities import is_crowded
from needline.claims.rows import heaps, unmatched
from needline.claims.speakers import Speakers
from needline.claims.spoken import spoken
from needline.claims.standing import with_full_names
from needline.claims.statements import claims_of, own_claim
from needline.claims.unclear import unclear_dates
from needline.model import Claim, Count, Mission, Problem, Report, Source, Span
from needline.places import Gazetteer
from needline.text.sentences import sentences
from needline.text.tagger import Tagged, tag


class Extraction(msgspec.Struct, frozen=True):
    """What a report holds: who says what, which figures, and what could not be read."""

    claims: list[Claim]
    counts: list[Count]
    problems: list[Problem]


def extract(
    report: Report, text: str, gazetteer: Gazetteer, mission: Mission, sources: list[Source]
) -> Extraction:
    """
    Read one report.

    Every sentence belongs to at least one claim: those of whoever it lets speak, or the publication's own statement
    (kind `states`, no cue, no sources), so that nothing a report says is lost to the reader of the table.
    Headings give the claims of those they let speak, and figures that the text does not repeat.

    Args:
        report: who published it and when.
        text: its words; all offsets refer to it.
        gazetteer: the mission's places.
        mission: its groups and its zone.
        sources: those who are listed, by which speakers are known.

    Returns:
        Extraction: claims, counts and problems in the order of the text. A report in a language that is not read
        yet gives one problem and nothing else.
    """
    foreign = not_english(report, text)
    if foreign:
        return Extraction([], [], [foreign])
    speakers = Speakers(sources)
    day = report.published.astimezone(mission.tz).date() if report.published else None
    cut = sentences(text)
    read = [passage(text, one, day) for one in cut]
    wordy = [not is_crowded(here) for here in read]
    plain = [without_asides(here) for here in read]
    tagged = tag(text, [*compress(cut, wordy)], [here.tokens for here, _ in compress(plain, wordy)])
    spoken_of = [one for one in tagged if not _is_label(text, one, gazetteer, speakers)]
    said = tie_denials(_said(report, plain, spoken_of, speakers))
    said = with_full_names(said, speakers, _publisher(report, text))
    figures = Figures(report, gazetteer, mission, speakers)
    claims = list(said)
    for here, one, beside in zip(read, cut, _by_sentence(said, read), strict=True):
        if one.kind != "heading":
            own = [] if _told(beside, here) else [own_claim(report, here)]
            figures.read(here, [*beside, *own])
            claims += own
    for here, one in zip(read, cut, strict=True):
        if one.kind == "heading":
            figures.read_heading(here)
    problems = [
        *figures.problems,
        *unmatched(report, text),
        *heaps(report, read),
        *unclear_dates(report, read),
    ]
    return Extraction(_in_order([*claims, *figures.claims]), figures.counts, problems)


def _publisher(report: Report, text: str) -> Span | None:
    """Where a text first names its publisher."""
    at = text.find(report.publisher) if report.publisher else -1
    return Span(at, at + len(report.publisher), report.publisher) if at >= 0 else None


def _is_label(text: str, one: Tagged, gazetteer: Gazetteer, speakers: Speakers) -> bool:
    """Whether a word before a colon says where or of what, and not who speaks: "Aleppo: 2,400 families displaced"."""
    if len(one.source) != 1 or text[slice(*one.cue)] != ":":
        return False
    name = text[slice(*one.source[0])]
    heads = name.lower() in words("labels") or bool(gazetteer.candidates(name))
    return heads and speakers.find(name) is None


def _said(
    report: Report, read: list[tuple[Passage, list[Aside]]], tagged: list[Tagged], speakers: Speakers
) -> list[Claim]:
    """The claims of all who speak, in the order of their cues."""
    starts = [here.start for here, _ in read]
    cues: dict[int, list[Tagged]] = {}
    for one in tagged:
        cues.setdefault(bisect.bisect_right(starts, one.cue[0]) - 1, []).append(one)
    found = (
        claims_of(report, here, with_asides(spoken(here, cues.get(at, [])), asides), speakers)
        for at, (here, asides) in enumerate(read)
    )
    return [claim for each in found for claim in each]


def _by_sentence(claims: list[Claim], read: list[Passage]) -> list[list[Claim]]:
    """For each sentence the claims that stand in it, or of which some of what is said does, in order."""
    starts = [here.start for here in read]
    found: list[list[Claim]] = [[] for _ in read]
    for claim in claims:
        spans = [(claim.start, claim.start + 1), *((span.start, span.end) for span in claim.content)]
        touched = {
            at
            for start, end in spans
            for at in range(max(0, bisect.bisect_right(starts, start) - 1), bisect.bisect_left(starts, end))
        }
        for at in sorted(touched):
            found[at].append(claim)
    return found


def _told(claims: list[Claim], here: Passage) -> bool:
    """Whether a sentence has a cue of its own, or most of it is what somebody says."""
    held = sum(
        max(0, min(span.end, here.end) - max(span.start, here.start))
        for one in claims
        for span in one.content
    )
    return any(one.start == here.start for one in claims) or 2 * held > here.end - here.start


def _in_order(claims: list[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda one: (one.start, one.cue.start if one.cue else one.start, one.claim))
