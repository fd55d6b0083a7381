"""What claims say of legs of road: their state, movement on them, and who controls them. A claim changes no state."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from needline.model import Claim, Leg, LegClaim, Place, Recipe, content_id
from needline.places import Gazetteer

_RULE = Recipe(rule="leg_claim@1").text()


def leg_claims(claims: Iterable[Claim], legs: Sequence[Leg], places: Iterable[Place]) -> list[LegClaim]:
    """
    Tie claims to the legs of which they speak.

    A passage speaks of a leg where it names the leg, or both its ends, and says a word of `road_words.toml` of its
    state, of movement or of control. A claim of a road of many legs is tied to each that bears the road's name.

    Args:
        claims: with their passages.
        legs: with their names and ends.
        places: with all their names.
    """
    gazetteer = Gazetteer(places)
    named = {leg.id: _pattern(leg.names) for leg in legs if leg.names}
    found = []
    for claim in claims:
        words = {
            about: said for about, pattern in _words().items() if (said := _said(pattern, claim.passage))
        }
        if not words:
            continue
        ends = {mention.code: mention.text for mention in gazetteer.find(claim.passage) if mention.code}
        for leg in legs:
            name = _named(leg, named.get(leg.id), ends, claim.passage)
            if name:
                found.append(_row(leg, claim, name, words))
    return found


def _named(leg: Leg, pattern: re.Pattern[str] | None, ends: dict[str, str], passage: str) -> str:
    """How a passage names a leg; empty where it does not."""
    own = pattern.search(passage) if pattern else None
    if own:
        return own.group()
    if leg.from_place != leg.to_place and {leg.from_place, leg.to_place} <= ends.keys():
        return f"{ends[leg.from_place]}, {ends[leg.to_place]}"
    return ""


def _row(leg: Leg, claim: Claim, name: str, words: dict[str, list[str]]) -> LegClaim:
    return LegClaim(
        id=content_id("leg_claim", leg.id, claim.claim),
        leg=leg.id,
        claim=claim.claim,
        named=name,
        about=sorted(words),
        words=list(dict.fromkeys(word for about in sorted(words) for word in words[about])),
        trace=[f"legs/{leg.id}", f"claims/{claim.claim}"],
        recipe=_RULE,
    )


def _said(pattern: re.Pattern[str], passage: str) -> list[str]:
    return list(dict.fromkeys(found.group() for found in pattern.finditer(passage)))


def _pattern(names: Iterable[str], ending: str = "") -> re.Pattern[str]:
    """Any of some names as whole words, the longest first; with an ending that it may have."""
    longest = sorted((re.escape(name) for name in names if name), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)}){ending}(?!\w)", re.IGNORECASE)


@cache
def _words() -> dict[str, re.Pattern[str]]:
    read = tomllib.loads(files("needline.reach").joinpath("road_words.toml").read_text("utf-8"))
    return {about: _pattern(words, "(?:s|ed|ing)?") for about, words in read.items()}
