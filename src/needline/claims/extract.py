"""One report to its claims and figures."""

from __future__ import annotations

import msgspec

from needline.claims.denials import tie_denials
from needline.claims.figures import Figures
from needline.claims.language import not_english
from needline.claims.passage import passage
from needline.claims.speakers import Speakers
from needline.claims.statements import claims_of, with_named_sources
from needline.model import Claim, Count, Mission, Problem, Report, Source
from needline.places import Gazetteer
from needline.text.sentences import sentences


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

    Every sentence gives at least one claim: those of whoever it lets speak, or the publication's own statement
    (kind `states`, no cue, no sources), so that nothing a report says is lost to the reader of the table.
    Headings are read for figures only, and only for those that the text does not repeat.

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
    read = [(passage(text, one, day), one.kind) for one in sentences(text)]
    body = [here for here, kind in read if kind != "heading"]
    headings = [here for here, kind in read if kind == "heading"]
    claims = with_named_sources(
        tie_denials([claim for here in body for claim in claims_of(report, here, speakers)])
    )
    figures = Figures(report, gazetteer, mission, speakers)
    for here in body:
        figures.read(here, [claim for claim in claims if claim.start == here.start])
    for here in headings:
        figures.read_heading(here)
    return Extraction(_in_order([*claims, *figures.claims]), figures.counts, figures.problems)


def _in_order(claims: list[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda one: (one.start, one.cue.start if one.cue else one.start, one.claim))
