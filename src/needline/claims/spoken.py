"""
Who says what in one sentence: what the tagger found there, read by rules.

The tagger says which words are a cue, a source and a content. The rules here say what sort of statement that is,
whom it accuses, on which day it was said, whether it is negated, and through whom it came; and they find the relays
("quoted local sources as saying"), which are one statement with a chain of two.
"""

from __future__ import annotations

import re

from needline.claims.attribution import Attribution, attributions, of_relays, points_back
from needline.claims.chains import chained
from needline.claims.contents import contents, is_day, is_only_days
from needline.claims.cues import Cue, content_kinds, cues_within, entry_of, find_cues, verbs_of
from needline.claims.denying import (
    calls_false,
    denied_back,
    is_called_false,
    is_negated,
    is_refused,
    withdraws,
    withholds,
)
from needline.claims.draft import can_be_accused, subject_of
from needline.claims.passage import Passage, meet, words
from needline.claims.sources import source_of, stood_for
from needline.claims.speakers import is_pronoun
from needline.claims.withholding import of_neither, of_withdrawn
from needline.model import Span
from needline.model.claim import ClaimKind
from needline.text.dates import DateMention
from needline.text.marks import QUOTES
from needline.text.tagger import Tagged

_TELLING = {"denies", "accuses", "warns", "permits"}
_STATING = {"states", "reports", "announces", "confirms"}
_HEARSAY = {"reportedly", "allegedly", "purportedly", "supposedly"}
_BENT = {"states", "announces", "confirms", "promises"}
_UNDERTAKING = {"promises", "estimates", "confirms", "urges"}
_PLAIN = {"say", "says", "said"}
_FAR = 60  # characters between a cue and its day of saying
_MOST_CUES = 24  # words of saying of a sentence that are looked at; what has more is no text
_OWN_WORDS = 8  # words at the head of a content that can tell another kind of statement


def spoken(here: Passage, tagged: list[Tagged]) -> list[Attribution]:
    """
    The statements of a sentence, in order of their cues.

    Args:
        here: the sentence of the cues.
        tagged: what the tagger found whose cue stands in it; content may stand in other sentences.
    """
    cues = find_cues(here)[:_MOST_CUES]
    neither = [*of_neither(here), *of_withdrawn(here)]
    if not cues and not tagged and not neither:
        return []
    relays = [*neither, *(one for one in of_relays(here, cues) if one.content)]
    acts = [one for one in tagged if _is_act(here, one) or any(_names(other, one) for other in tagged)]
    kept = [one for one in tagged if one not in acts and not any(_part_of(one, relay) for relay in relays)]
    named = [_read(here, one) for one in kept]
    read = _with_participles(here, _without_echoes(named))
    if all(one.sources for one in named) and _tell_all(here, cues, [*relays, *read]):
        ruled = []
    else:
        ruled = [
            one for one in attributions(here, cues) if not any(meet(one.cue, other.cue) for other in neither)
        ]
        read = _with_participles(here, _without_echoes([_with_source(one, ruled) for one in named]))
    added = [one for one in ruled if _is_missed(here, one, [*relays, *read])]
    read = [_cut_before(here, one, added, [other for other in read if other is not one]) for one in read]
    found = sorted(
        (one for one in [*relays, *read, *added] if _is_somebodys(one)), key=lambda one: one.cue.start
    )
    found = [_with_outcome(here, one) for one in found]
    linked = chained(here, found)
    return [_dated(here, one, linked) for one in linked]


def _is_somebodys(one: Attribution) -> bool:
    """Whether who speaks is no number and not the reader: "43 confirmed cases", "can you confirm"."""
    return not (one.sources and _NO_SPEAKER.fullmatch(one.sources[0].text))


_NO_SPEAKER = re.compile(r"[\d.,\s]+|you", re.IGNORECASE)


def _with_outcome(here: Passage, one: Attribution) -> Attribution:
    """What is said with what came of it: "said that troops had fired on a market, killing four"."""
    last = one.content[-1] if one.content else None
    if last is None or words("outcomes").isdisjoint(here.lowered) or not one.cue.end <= last.start < here.end:
        return one
    at = here.index_at(last.end)
    if (
        here.lower(at) != ","
        or here.lower(at + 1) not in words("outcomes")
        or here.tokens[at].start < last.end
    ):
        return one
    after = next(
        (i for i in range(at + 1, len(here.tokens)) if here.tokens[i].text in {",", ";", ".", "!"}), 0
    )
    end = here.ends[(after or len(here.tokens)) - 1]
    return one._replace(content=[*one.content[:-1], here.at(last.start, end)])


def _tell_all(here: Passage, cues: list[Cue], found: list[Attribution]) -> bool:
    """Whether each word of saying is that of a statement found already, so that the rules can add none."""
    starts = [here.tokens[cue.first].start for cue in cues]
    return all(any(one.cue.start <= start < one.cue.end for one in found) for start in starts)


def _names(one: Tagged, other: Tagged) -> bool:
    """Whether the cue of another is a word of whom one names: "the village head man he told"."""
    return any(start <= other.cue[0] and other.cue[1] <= end for start, end in one.source)


def _is_act(here: Passage, one: Tagged) -> bool:
    """Whether a cue tells what somebody does, and not what one says: "refused to allow", "On Monday Ana wrote:"."""
    low = here.text[slice(*one.cue)].lower().split()
    opens = here.text[one.content[0][0] : one.content[0][0] + 3].lower() if one.content else ""
    if is_only_days(here, one) or (bool(low) and low[-1] in words("acts") and opens == "to "):
        return True
    if not one.content or not low:
        return False
    if " ".join(low[-3:]).endswith(tuple(words("withdrawing"))):
        return not withdraws(" ".join(low), here.text[slice(*one.content[0])])
    if low[-1] not in verbs_of("denies"):
        return False
    return withholds(here.text[slice(*one.content[0])])


def _with_source(one: Attribution, ruled: list[Attribution]) -> Attribution:
    """A statement for which the tagger found nobody, with whom the rules find at the same cue."""
    if one.sources:
        return one
    for other in ruled:
        if meet(one.cue, other.cue) and other.sources:
            inside = any(meet(source, span) for source in other.sources for span in one.content)
            return one._replace(sources=other.sources, content=other.content if inside else one.content)
    return one


def _with_participles(here: Passage, found: list[Attribution]) -> list[Attribution]:
    """`The army denied it, saying …`: a participle behind a comma has the speaker of the statement before."""
    kept: list[Attribution] = []
    for one in found:
        at = here.index_at(one.cue.start)
        follows = one.cue.text.lower().endswith("ing") and here.lower(at - 1) == ","
        speaker = kept[-1].sources if kept and kept[-1].sources else None
        begins = bool(one.sources) and one.sources[0].start >= here.start
        inside = begins and any(meet(one.sources[0], span) for other in kept for span in other.content)
        if follows and speaker and (inside or not one.sources):
            kept.append(one._replace(sources=speaker))
        else:
            kept.append(one)
    return kept


def _without_echoes(found: list[Attribution]) -> list[Attribution]:
    """
    Leave out what only says again what another says: a statement of the same speaker inside of what that one says,
    and one of nobody whose content is another's.
    """
    return [
        one
        for one in found
        if not any(other is not one and (_repeats(one, other) or _is_nobodys(one, other)) for other in found)
    ]


def _repeats(one: Attribution, other: Attribution) -> bool:
    inside = any(span.start <= one.cue.start < span.end for span in other.content)
    return inside and bool(one.sources) and one.sources == other.sources


def _is_nobodys(one: Attribution, other: Attribution) -> bool:
    same = any(meet(span, theirs) for span in one.content for theirs in other.content)
    return not one.sources and bool(other.sources) and same


def _is_missed(here: Passage, ruled: Attribution, found: list[Attribution]) -> bool:
    """Whether a statement by the rules is one that the tagger seldom finds, and has not found here."""
    if any(meet(ruled.cue, other.cue) for other in found):
        return False
    nested = any(span.start < ruled.cue.start < span.end for other in found for span in other.content)
    if ruled.by_noun or ruled.kind in _TELLING:
        return not (ruled.kind == "denies" and withholds(ruled.content[0].text))
    if nested:
        return _is_told_that(here, ruled)
    return not found and (_is_plain(here, ruled) or _closes(here, ruled) or _undertakes(here, ruled))


def _undertakes(here: Passage, ruled: Attribution) -> bool:
    """Whether a sentence opens with who promises, urges or vouches for something: "The governor pledged 400 tents"."""
    if ruled.cue.text.lower() == "per":
        return True
    opens = bool(ruled.sources) and here.index_at(ruled.sources[0].start) == 0
    opens = opens and here.lower(0) not in words("prepositions")
    return (
        opens
        and (ruled.kind in _UNDERTAKING or _speaks_of(ruled))
        and ruled.cue.start < here.start + 2 * _FAR
    )


def _speaks_of(ruled: Attribution) -> bool:
    """Whether somebody tells a number, or words in quotation marks: "spoke of 39 dead"."""
    head = ruled.content[0].text.lower() if ruled.content else ""
    return ruled.cue.text.lower().endswith(" of") and bool(_TELLS.match(head))


_TELLS = re.compile(rf"{QUOTES}|(?:\w+\s+){{0,3}}\d|(?:over|some|about|nearly|at least|more than)\s")


def _closes(here: Passage, ruled: Attribution) -> bool:
    """Whether a sentence ends in whose words it has: "…, Radio Tamazuj reported on Monday."."""
    before = bool(ruled.sources) and all(span.end <= ruled.sources[0].start for span in ruled.content)
    named = before and ruled.kind in _STATING and not is_pronoun(ruled.sources[0])
    return named and here.ends[-1] - ruled.cue.end <= _FAR and here.tokens[-1].text != "?"


def _is_plain(here: Passage, ruled: Attribution) -> bool:
    """Whether a sentence is "She said …"."""
    return bool(ruled.sources) and here.index_at(ruled.sources[0].start) == 0 and ruled.cue.text in _PLAIN


def _is_told_that(here: Passage, ruled: Attribution) -> bool:
    """Whether a statement tells somebody "that …": "a driver had told him that the bridge was mined"."""
    at = here.index_at(ruled.content[0].start)
    told = any(
        entry.told for cue in cues_within(here, here.index_at(ruled.cue.start), at) for entry in cue.entries
    )
    return told and here.lower(at - 1) == "that" and not is_pronoun(ruled.sources[-1])


def _cut_before(
    here: Passage, one: Attribution, added: list[Attribution], beside: list[Attribution]
) -> Attribution:
    """A content without what stands in it of another kind: "to open the road amid Egypt's warnings that …"."""
    content = list(one.content)
    for other in [*added, *beside]:
        begin = min(span.start for span in (other.cue, *other.sources))
        at = here.index_at(begin)
        clause = here.lower(at - 1) == ";" and not _is_quoted(here, content)
        if not content or not (clause or (other in added and here.lower(at - 1) in words("adjuncts"))):
            continue
        last, end = content[-1], here.ends[at - 2] if at > 1 else 0
        if last.start < end < last.end and last.start < begin < last.end:
            content[-1] = Span(last.start, end, here.text[last.start : end])
    return one._replace(content=content)


def _is_quoted(here: Passage, content: list[Span]) -> bool:
    """Whether what is said ends inside quotation marks, within which a semicolon ends nothing."""
    last = content[-1] if content else None
    return last is not None and bool(_QUOTE.search(here.text[max(last.start - 2, 0) : last.start + 1]))


_QUOTE = re.compile(QUOTES)


def _part_of(one: Tagged, relay: Attribution) -> bool:
    """Whether a cue is one of the words of a relay, from its first source to what is said."""
    starts = [span.start for span in (*relay.sources, relay.cue)]
    ends = [span.end for span in (*relay.sources, relay.cue)]
    return min(starts) <= one.cue[0] < max(*ends, min(span.start for span in relay.content))


def _read(here: Passage, one: Tagged) -> Attribution:
    entry = entry_of(here, *one.cue)
    cue = here.at(*one.cue)
    content, said = contents(here, one)
    kind = _kind(entry.kind if entry else "states", content)
    sources, content = source_of(here, one.source, content)
    at = here.index_at(cue.start)
    refused = is_refused(cue.text, here.lowered[max(0, at - 3) : at], sources)
    head = content[0].text if content else ""
    if (
        cue.text.lower() in _HEARSAY
    ):  # it names nobody: what the tagger took for the source is part of what is said
        sources, content, kind = [], sorted([*sources, *content], key=lambda span: span.start), "reports"
    kind, back = _denial(kind, cue.text, content, refused=refused)
    return Attribution(
        kind=kind,
        cue=cue,
        sources=sources,
        content=content,
        negated=kind == "denies" or refused or is_negated(head),
        said=said,
        accused=_accused(here, one, head) if kind == "accuses" else "",
        points_back=back or not content or (len(content) == 1 and points_back(head)),
        stands_for=stood_for(here, sources),
    )


def _denial(kind: ClaimKind, cue: str, content: list[Span], *, refused: bool) -> tuple[ClaimKind, bool]:
    """The kind of a statement that may deny without "deny", or not deny with it; and whether it points back."""
    if kind == "denies" and refused:
        return "states", False
    head = content[0].text if content else ""
    if kind in _STATING and not refused and (is_called_false(head) or calls_false(cue, head)):
        return "denies", denied_back(cue, head)
    return kind, kind == "denies" and denied_back(cue, head)


def _dated(here: Passage, one: Attribution, found: list[Attribution]) -> Attribution:
    """A statement with its day of saying: near the cue, in nobody's words, with no other cue between."""
    if one.said is not None:
        return one
    held = [span for other in found for span in (*other.content, *other.sources)]
    days = [
        day
        for day in here.dates
        if is_day(day)
        and not any(span.start <= day.start < span.end for span in held)
        and _gap(day, one.cue) <= _FAR
        and not any(_is_between(other.cue, day, one.cue) for other in found)
    ]
    return one._replace(said=min(days, key=lambda day: _gap(day, one.cue), default=None))


def _gap(day: DateMention, cue: Span) -> int:
    return max(cue.start - day.end, day.start - cue.end)


def _is_between(other: Span, day: DateMention, cue: Span) -> bool:
    return min(day.end, cue.end) <= other.start and other.end <= max(day.start, cue.start)


def _kind(kind: ClaimKind, content: list[Span]) -> ClaimKind:
    """The kind of a statement, also by what its content says first: "said it would allow" permits."""
    if kind not in _BENT or not content:
        return kind
    head = content[0].text.split()[: _OWN_WORDS + 1]
    head = head[1:] if head and head[0].lower() == "that" else head
    first = " ".join(head).lower()
    for bent, phrases in content_kinds():
        own = bool(head) and (head[0].lower() in words("pronouns") or head[0][0].isupper())
        if bent == "plans" and (kind != "states" or not own):
            continue
        if phrases.search(first):
            return bent
    return kind


def _accused(here: Passage, one: Tagged, head: str) -> str:
    """Whom a statement accuses: whoever stands before "of" or "for", else the subject of what is said."""
    found = re.match(r"(?!that\b|of\b)(.{2,80}?)\s+(?:of|for)\s+\w+ing\b", head) or re.match(
        r"(?!that\b|of\b)(.{2,80}?)\s+(?:of|for)\s", head
    )
    if found:
        return found[1]
    if not one.content:
        return ""
    at = here.index_at(one.content[0][0])
    subject = subject_of(here, at + (here.lower(at) in {"that", "of"}))
    return subject if can_be_accused(subject) else ""
