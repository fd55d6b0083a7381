"""A sentence's statements as claims: those of whoever it lets speak, and the publication's own."""

from __future__ import annotations

import functools
import re

from needline.claims.attribution import Attribution
from needline.claims.denials import POINTS_BACK
from needline.claims.denying import is_negated
from needline.claims.draft import can_be_accused, subject_of
from needline.claims.passage import ENGLISH, Passage, words
from needline.claims.speakers import Speakers, is_pronoun
from needline.model import Claim, Report, Span, content_id
from needline.text.lexicon import lexicon

_ALLEGING = {"states", "reports", "confirms", "announces", "estimates", "accuses", "denies", "warns"}


def claims_of(report: Report, here: Passage, found: list[Attribution], speakers: Speakers) -> list[Claim]:
    """The statements of one sentence as claims."""
    return [_claim(report, here, one, speakers) for one in found]


def own_claim(report: Report, here: Passage) -> Claim:
    """The publication's own statement: a sentence in which it lets nobody speak."""
    text = here.text[here.start : here.end]
    return Claim(
        claim=content_id("claim", report.id, here.start, here.end),
        report=report.id,
        start=here.start,
        end=here.end,
        passage=text,
        kind="states",
        cue=None,
        sources=[],
        speaker="",
        content=[Span(here.start, here.end, text)],
        negated=is_negated(text),
    )


def _claim(report: Report, here: Passage, found: Attribution, speakers: Speakers) -> Claim:
    nearest = speakers.find(found.sources[0].text) if found.sources else None
    said = " ".join(span.text for span in found.content)
    conduct = conduct_in(said) if found.kind in _ALLEGING else ""
    where = (here.start, here.end, found.cue.start, [span.text for span in found.sources])
    return Claim(
        claim=content_id("claim", report.id, *where, [span.start for span in found.content]),
        report=report.id,
        start=here.start,
        end=here.end,
        passage=here.text[here.start : here.end],
        kind=found.kind,
        cue=found.cue,
        sources=found.sources,
        speaker=nearest.id if nearest else "",
        content=found.content,
        negated=found.negated,
        said_on=found.said.first if found.said else None,
        said_on_text=found.said.text if found.said else "",
        denies=POINTS_BACK if found.points_back and found.kind == "denies" else "",
        conduct=conduct,
        accused=found.accused or (_alleged(here, found) if conduct and not found.negated else ""),
        stands_for=found.stands_for,
    )


def _alleged(here: Passage, found: Attribution) -> str:
    """Who did it by what is said in the active voice: "said the army shelled the hospital"; empty where unsaid."""
    first = found.content[0] if found.content and found.sources else None
    if first is None or not here.start <= first.start < here.end:
        return ""
    at = here.index_at(first.start)
    at += here.lower(at) == "that"
    who = subject_of(here, at)
    after = at + len(who.split())
    passive = not words("be").isdisjoint(here.lowered[after : after + 2])
    return who if who and not passive and not is_pronoun(Span(0, 0, who)) and can_be_accused(who) else ""


def conduct_in(text: str) -> str:
    """The conduct that a text names and that the law concerns; the first of the list; empty where it names none."""
    low, (any_, each) = text.lower(), _conduct()
    return next(name for name, pattern in each if pattern.search(low)) if any_.search(low) else ""


@functools.cache
def _conduct() -> tuple[re.Pattern[str], list[tuple[str, re.Pattern[str]]]]:
    """Patterns of any conduct and of each by its name, in small letters."""
    listed = {one["name"]: "|".join(one["words"]) for one in lexicon(ENGLISH, "conduct")["conduct"]}
    any_, *each = (
        re.compile(rf"(?<!\w)(?:{one})(?!\w)") for one in ("|".join(listed.values()), *listed.values())
    )
    return any_, list(zip(listed, each, strict=True))
