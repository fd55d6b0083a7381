"""Who says what in a text, by needline, by its word lists alone, and by the first verb of saying of a sentence."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

from needline.claims import extract
from needline.claims.attribution import attributions
from needline.claims.cues import find_cues
from needline.claims.passage import passage
from needline.model import Mission, Report
from needline.places import Gazetteer
from needline.text.sentences import sentences

Found = dict[str, list[tuple[int, int]]]
_MISSION = Mission(title="", question="", as_of=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
_REPORT = Report(
    **dict.fromkeys(
        ("id", "file", "sha256", "title", "publisher", "author", "published_text", "url", "source"), ""
    ),
    published=None,
    language="en",
)


def read_gold(path: Path) -> list[dict[str, Any]]:
    """The marked texts of a file."""
    raw = path.read_bytes()
    lines = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def needline(text: str) -> list[Found]:
    """The claims that needline reads, without those that are the publication's own."""
    claims = extract(_REPORT, text, Gazetteer([]), _MISSION, []).claims
    return [_found(one.cue, one.sources, one.content) for one in claims if one.cue]


def word_lists(text: str) -> list[Found]:
    """By needline's lexicon of cues and its rules alone, without anything that was learned."""
    heres = [passage(text, one, None) for one in sentences(text) if one.kind != "heading"]
    return [_found(one.cue, one.sources, one.content) for here in heres for one in attributions(here)]


def first_verb(text: str) -> list[Found]:
    """By the first word of a sentence that can be a cue: before it stands the source, after it the content."""
    found = []
    for one in sentences(text):
        here = passage(text, one, None)
        cue = next(iter(find_cues(here)), None)
        if cue:
            source, said = here.span(0, cue.first), here.span(cue.after, len(here.tokens))
            found.append(
                _found(here.span(cue.first, cue.after), [source] if source else [], [said] if said else [])
            )
    return found


def _found(cue: Any, sources: list[Any], content: list[Any]) -> Found:
    return {
        "source": [(one.start, one.end) for one in sources[:1]],
        "cue": [(cue.start, cue.end)],
        "content": [(one.start, one.end) for one in content],
    }


PEERS = {"needline": needline, "its word lists alone": word_lists, "the first verb": first_verb}
