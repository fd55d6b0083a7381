"""
How well found attributions agree with marked ones, as F1 of exact passages and of whole attributions.

Passages are compared by their letters and digits, so that a comma or a quotation mark at an end does not matter.
source, cue, content: the same passages. claim: the cue overlaps. linked: and so do content and source (or neither
has a source). strict: the source is the same, and the contents share at least half of what is in either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

ROLES = ("source", "cue", "content")
MEASURES = (*ROLES, "claim", "linked", "strict")


class _Letters(NamedTuple):
    """Where the letters of each role stand."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


def f1s(gold: Iterable[Mapping[str, Any]], found: Mapping[str, list[Mapping[str, Any]]]) -> dict[str, float]:
    """
    F1 of each measure.

    Args:
        gold: documents with `id`, `text`, and `attributions` of `source`, `cue` and `content`: lists of (start, end).
        found: attributions of the same form by a document's id; `cue` may be one (start, end).
    """
    hits: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for row in gold:
        wanted = [_letters(one, row["text"]) for one in row["attributions"]]
        given = [_letters(one, row["text"]) for one in found.get(row["id"], [])]
        for role in ROLES:
            both = [Counter(each for one in side if (each := getattr(one, role))) for side in (wanted, given)]
            hits[role] += (both[0] & both[1]).total()
            sizes[role] += both[0].total() + both[1].total()
        for measure in MEASURES[len(ROLES) :]:
            sizes[measure] += len(wanted) + len(given)
        _pair(given, wanted, hits)
    return {
        measure: round(2 * hits[measure] / sizes[measure], 4) if sizes[measure] else 0.0
        for measure in MEASURES
    }


def _pair(given: list[_Letters], wanted: list[_Letters], hits: Counter[str]) -> None:
    """Each found attribution with the first marked one, not yet taken, whose cue it overlaps."""
    left = list(wanted)
    for one in given:
        other = next((each for each in left if one.cue & each.cue), None)
        if other is None:
            continue
        left.remove(other)
        neither = not one.source and not other.source
        shared, either = one.content & other.content, one.content | other.content
        hits["claim"] += 1
        hits["linked"] += bool(shared) and (neither or bool(one.source & other.source))
        hits["strict"] += bool(either) and 2 * len(shared) >= len(either) and one.source == other.source


def _letters(one: Mapping[str, Any], text: str) -> _Letters:
    return _Letters(*(_of(one.get(role) or (), text) for role in ROLES))


def _of(spans: Any, text: str) -> frozenset[int]:
    each = [spans] if spans and isinstance(spans[0], int) else spans
    return frozenset(at for start, end in each for at in range(start, end) if text[at].isalnum())
