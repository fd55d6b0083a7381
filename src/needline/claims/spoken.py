"""
Who says what in one sentence: what the tagger found there, read by rules.

The tagger says which words are a cue, a source and a content. The rules here say what sort of statement that is,
whom it accuses, on which day it was said, whether it is negated, and through whom it came; and they find the relays
("quoted local sources as saying"), which are one statement with a chain of two.
"""

from __future__ import annotations

import functools
import re

from needline.claims.attribution import Attribution, attributions, of_relays, points_back
from needline.claims.chains import chained
from needline.claims.cues import Cue, Entry, content_kinds, cues_within, find_cues, verbs_of
from needline.claims.denying import (
    REFUSING,
    calls_false,
    denied_back,
    is_called_false,
    is_negated,
    is_nobody,
    refused_before,
    withholds,
)
from needline.claims.draft import antecedent, can_speak, subject_of
from needline.claims.passage import Passage, phrase_before, phrase_pattern, words
from needline.claims.speakers import is_pronoun
from needline.claims.withholding import of_neither
from needline.model import Span
from needline.model.claim import ClaimKind
from needline.text.dates import DateMention
from needline.text.lexicon import any_of
from needline.text.marks import APOSTROPHES, QUOTES
from needline.text.tagger import Tagged

_TELLING = {"denies", "accuses", "warns", "permits"}
_STATING = {"states", "reports", "announces", "confirms"}
_HEARSAY = {"reportedly", "allegedly", "purportedly", "supposedly"}
_TAKEN_UP = {"he", "she", "they"}
_BENT = {"states", "announces", "confirms", "promises"}
_BEFORE_DAYS = {"on", "at", "late", "early", "since", "in", ","}
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
    if not cues and not tagged:
        return []
    neither = list(of_neither(here))
    ruled = [one for one in attributions(here, cues) if not any(_meet(one.cue, other.cue) for other in neither)]
    relays = [*neither, *(one for one in of_relays(here, cues) if one.content)]
    acts = [one for one in tagged if _is_act(here, one) or any(_names(other, one) for other in tagged)]
    kept = [one for one in tagged if one not in acts and not any(_part_of(one, relay) for relay in relays)]
    read = [_read(here, one) for one in kept]
    read = _with_participles(here, _without_echoes([_with_source(one, ruled) for one in read]))
    added = [one for one in ruled if _is_missed(here, one, [*relays, *read])]
    read = [_cut_before(here, one, added) for one in read]
    found = sorted([*relays, *read, *added], key=lambda one: one.cue.start)
    linked = chained(here, found)
    return [_dated(here, one, linked) for one in linked]


def _names(one: Tagged, other: Tagged) -> bool:
    """Whether the cue of another is a word of whom one names: "the village head man he told"."""
    return any(start <= other.cue[0] and other.cue[1] <= end for start, end in one.source)


def _is_act(here: Passage, one: Tagged) -> bool:
    """Whether a cue tells what somebody does, and not what one says: "refused to allow", "On Monday Ana wrote:"."""
    low = here.text[slice(*one.cue)].lower().split()
    opens = here.text[one.content[0][0] : one.content[0][0] + 3].lower() if one.content else ""
    only_days = bool(one.content) and all(_is_only_day(here, _span(here, place)) for place in one.content)
    if only_days or (bool(low) and low[-1] in words("acts") and opens == "to "):
        return True
    if not one.content or not low or low[-1] not in verbs_of("denies"):
        return False
    return withholds(here.text[slice(*one.content[0])])


def _with_source(one: Attribution, ruled: list[Attribution]) -> Attribution:
    """A statement for which the tagger found nobody, with whom the rules find at the same cue."""
    if one.sources:
        return one
    for other in ruled:
        if _meet(one.cue, other.cue) and other.sources:
            inside = any(_meet(source, span) for source in other.sources for span in one.content)
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
        inside = begins and any(_meet(one.sources[0], span) for other in kept for span in other.content)
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
    same = any(_meet(span, theirs) for span in one.content for theirs in other.content)
    return not one.sources and bool(other.sources) and same


def _is_missed(here: Passage, ruled: Attribution, found: list[Attribution]) -> bool:
    """Whether a statement by the rules is one that the tagger seldom finds, and has not found here."""
    if any(_meet(ruled.cue, other.cue) for other in found):
        return False
    nested = any(span.start < ruled.cue.start < span.end for other in found for span in other.content)
    if ruled.by_noun or ruled.kind in _TELLING:
        return not (ruled.kind == "denies" and withholds(ruled.content[0].text))
    return _is_told_that(here, ruled) if nested else not found and _is_plain(here, ruled)


def _is_plain(here: Passage, ruled: Attribution) -> bool:
    """Whether a sentence is "She said …"."""
    return bool(ruled.sources) and here.index_at(ruled.sources[0].start) == 0 and ruled.cue.text in _PLAIN


def _is_told_that(here: Passage, ruled: Attribution) -> bool:
    """Whether a statement tells somebody "that …": "a driver had told him that the bridge was mined"."""
    at = here.index_at(ruled.content[0].start)
    told = any(entry.told for cue in cues_within(here, here.index_at(ruled.cue.start), at) for entry in cue.entries)
    return told and here.lower(at - 1) == "that" and not is_pronoun(ruled.sources[-1])


def _cut_before(here: Passage, one: Attribution, added: list[Attribution]) -> Attribution:
    """A content without what stands in it of another kind: "to open the road amid Egypt's warnings that …"."""
    content = list(one.content)
    for other in added:
        begin = min(span.start for span in (other.cue, *other.sources))
        at = here.index_at(begin)
        if here.lower(at - 1) not in words("adjuncts") or not content:
            continue
        last, end = content[-1], here.ends[at - 2] if at > 1 else 0
        if last.start < end < last.end and last.start < begin < last.end:
            content[-1] = Span(last.start, end, here.text[last.start : end])
    return one._replace(content=content)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _part_of(one: Tagged, relay: Attribution) -> bool:
    """Whether a cue is one of the words of a relay, from its first source to what is said."""
    starts = [span.start for span in (*relay.sources, relay.cue)]
    ends = [span.end for span in (*relay.sources, relay.cue)]
    return min(starts) <= one.cue[0] < max(*ends, min(span.start for span in relay.content))


def _read(here: Passage, one: Tagged) -> Attribution:
    entry = _entry(here, one)
    cue = _span(here, one.cue)
    content = [trimmed(_within_quoting(here, _span(here, place))) for place in one.content]
    content, said = _without_day(here, one.cue, content)
    content = _with_told(here, one, _without_rest(here, one, content))
    content = [_without_judgement(span) for span in content]
    kind = _kind(entry.kind if entry else "states", content)
    sources = [_without_owning(trimmed(_span(here, place))) for place in one.source][:1]
    sources, content = _without_hinge(sources, content)
    if len(content) > 1 and content[0].text.lower() in words("nobody"):
        content = content[1:]  # "it was said by the doctor that …"
    sources = [_resumed(here, _without_pronoun(source), content) for source in sources]
    refused = _refused(here, cue, sources)
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
        stands_for=_antecedent(here, sources),
    )


def _without_pronoun(source: Span) -> Span:
    """For "the village head he": the village head."""
    found = _TRAILING.search(source.text)
    return Span(source.start, source.start + found.start(), source.text[: found.start()]) if found else source


_TRAILING = re.compile(r"(?<=[^\W\d_])\s+(?:he|she|they)$")


def _resumed(here: Passage, source: Span, content: list[Span]) -> Span:
    """For "the chief of the district he declared that …": the chief of the district, whom a pronoun only takes up."""
    at = here.index_at(source.start)
    if source.text.lower() not in _TAKEN_UP or here.tokens[at].start != source.start or not content:
        return source
    begin = phrase_before(here, at)
    opens = here.lower(at + 2) == "that" or content[0].text.startswith("that ")
    named = begin < at and (here.lower(begin) in words("determiners") or here.tokens[begin].text[0].isupper())
    timely = any(here.lower(i) in words("times") for i in range(begin, at))
    alone = all(here.lower(i) == "," or here.date_at(i) for i in range(begin))
    phrase = here.span(begin, at)
    if not (opens and named and alone and phrase) or timely or not can_speak(here, begin, at):
        return source
    return phrase


def _without_hinge(sources: list[Span], content: list[Span]) -> tuple[list[Span], list[Span]]:
    """For "a claim the army rejected as baseless": the army, and no words of its own that are denied."""
    found = _hinge().match(sources[0].text) if sources else None
    if found is None:
        return sources, content
    start = sources[0].start + found.end()
    rest = [span for span in content if not _as_untrue().fullmatch(span.text)]
    return [Span(start, sources[0].end, sources[0].text[found.end() :])], rest


@functools.cache
def _hinge() -> re.Pattern[str]:
    determiners = any_of(words("determiners"))
    return re.compile(
        rf"(?i:(?:an?|the|such)\s+(?:\w+\s+)?{any_of(words('told'))}\s+)(?:(?:that|which)\s+)?"
        rf"(?=(?i:{determiners})\s|[A-Z])"
    )


@functools.cache
def _as_untrue() -> re.Pattern[str]:
    return re.compile(rf"(?:as\s+)?(?:\w+\s+)?{any_of(words('untrue'))}", re.IGNORECASE)


def _without_judgement(span: Span) -> Span:
    """For "rejected as false claims that …": the claims."""
    found = _judged().match(span.text)
    start = span.start + found.end() if found else span.start
    return Span(start, span.end, span.text[start - span.start :])


@functools.cache
def _judged() -> re.Pattern[str]:
    return re.compile(rf"as\s+(?:\w+ly\s+)?{any_of(words('untrue'))}\s+(?=\w)", re.IGNORECASE)


def _without_rest(here: Passage, one: Tagged, content: list[Span]) -> list[Span]:
    """Content without what only tells where it was said, and without a next sentence that nobody quotes."""
    if len(content) < _SEVERAL:
        return content
    told = content[0] if content[1].text.startswith("that ") and _is_told(here, one, content[0]) else None
    return [
        span
        for span in content
        if span is not told and not _is_aside(here, one, span) and not _RUNS_ON.match(span.text)
    ] or content


def _is_told(here: Passage, one: Tagged, span: Span) -> bool:
    """Whether a passage right behind a cue is who is told: "told the desk, that …"."""
    entry = _entry(here, one)
    return entry is not None and entry.told and one.cue[1] <= span.start <= one.cue[1] + 2


def _is_aside(here: Passage, one: Tagged, span: Span) -> bool:
    """Whether a passage right behind a cue is "on state television", "reporters"."""
    if not one.cue[1] <= span.start <= one.cue[1] + 2:
        return False
    return any(
        found and found.end() >= span.end
        for name in ("asides", "addressees")
        for found in [phrase_pattern(name).match(here.text, span.start)]
    )


_SEVERAL = 2
_RUNS_ON = re.compile(r"[.!?]\s")


def _with_told(here: Passage, one: Tagged, content: list[Span]) -> list[Span]:
    """A content that begins with "that" behind a word for what was told, with that word: "reports that 40 died"."""
    first = content[0] if content else None
    if first is None or not first.text.startswith("that ") or not here.start < first.start < here.end:
        return content
    at = here.index_at(first.start)
    begin = at - 1
    if here.lower(begin) not in words("told"):
        return content
    begin -= here.lower(begin - 1) in words("determiners")
    start = here.tokens[begin].start
    if any(start < end and first.start > place for place, end in (one.cue, *one.source)):
        return content
    return [Span(start, first.end, here.text[start : first.end]), *content[1:]]


def _refused(here: Passage, cue: Span, sources: list[Span]) -> bool:
    """Whether a cue is negated, in its words or before them, or nobody is its source."""
    at = here.index_at(cue.start)
    before = [here.lower(i) for i in range(max(0, at - 2), at)]
    nobody = bool(sources) and is_nobody(sources[0].text)
    return nobody or bool(REFUSING.search(cue.text)) or refused_before(before)


def _denial(kind: ClaimKind, cue: str, content: list[Span], *, refused: bool) -> tuple[ClaimKind, bool]:
    """The kind of a statement that may deny without "deny", or not deny with it; and whether it points back."""
    if kind == "denies" and refused:
        return "states", False
    head = content[0].text if content else ""
    if kind in _STATING and not refused and (is_called_false(head) or calls_false(cue, head)):
        return "denies", denied_back(cue, head)
    return kind, kind == "denies" and denied_back(cue, head)


def _within_quoting(here: Passage, span: Span) -> Span:
    """A passage that begins in quoted lines of an e-mail, without the lines behind that are quoted less."""
    begin = here.text.rfind("\n", 0, span.start) + 1
    depth = _depth(here.text[begin : span.start])
    at = here.text.find("\n", span.start, span.end)
    while depth and at >= 0:
        if _depth(here.text[at + 1 : at + 1 + _MARGIN]) < depth:
            return Span(span.start, at, here.text[span.start : at])
        at = here.text.find("\n", at + 1, span.end)
    return span


_MARGIN = 16  # characters at the head of a line in which marks of quoting stand


def _depth(head: str) -> int:
    """How deeply a line is quoted: the marks at its head."""
    return len(re.findall(">", re.match(r"[>\s]*", head)[0]))  # type: ignore[index] # it always matches


def trimmed(span: Span) -> Span:
    """A passage without commas at its end, and without the quotation marks around all of it."""
    start, end, text = span.start, span.end, span.text
    quoted = bool(_OPENS.match(text)) and bool(_CLOSES.search(text))
    head = _OPENS.match(text).end() if quoted else 0  # type: ignore[union-attr] # it matched
    tail = (_CLOSES if quoted else _COMMAS).search(text)
    last = tail.start() if tail else len(text)
    return Span(start + head, start + last, text[head:last]) if head < last else Span(start, end, text)


_OPENS = re.compile(rf"{QUOTES}\s*")
_CLOSES = re.compile(rf"[\s,.;:]*{QUOTES}[\s,.;:]*$")
_COMMAS = re.compile(r"[\s,;:]+$")


def _antecedent(here: Passage, sources: list[Span]) -> Span | None:
    """For "the union, which announced": the union."""
    if not sources or not is_pronoun(sources[0]) or sources[0].text.lower() not in {"who", "which"}:
        return None
    at = here.index_at(sources[0].start)
    return here.span(antecedent(here, at), at)


def _dated(here: Passage, one: Attribution, found: list[Attribution]) -> Attribution:
    """A statement with its day of saying: near the cue, in nobody's words, with no other cue between."""
    if one.said is not None:
        return one
    held = [span for other in found for span in (*other.content, *other.sources)]
    days = [
        day
        for day in here.dates
        if _is_day(day)
        and not any(span.start <= day.start < span.end for span in held)
        and _gap(day, one.cue) <= _FAR
        and not any(_is_between(other.cue, day, one.cue) for other in found)
    ]
    return one._replace(said=min(days, key=lambda day: _gap(day, one.cue), default=None))


def _gap(day: DateMention, cue: Span) -> int:
    return max(cue.start - day.end, day.start - cue.end)


def _is_between(other: Span, day: DateMention, cue: Span) -> bool:
    return min(day.end, cue.end) <= other.start and other.end <= max(day.start, cue.start)


def _entry(here: Passage, one: Tagged) -> Entry | None:
    """What the words of a cue can be; a noun after a possessive is read as one."""
    first, after = here.index_at(one.cue[0]), here.index_at(one.cue[1] - 1) + 1
    entries = [entry for cue in cues_within(here, first, after + 1) for entry in _fitting(cue, after)]
    telling = [entry for entry in entries if entry.kind not in {"states", "reports"}]
    return next(iter([*telling, *entries]), None)


def _fitting(cue: Cue, after: int) -> list[Entry]:
    """Entries of a cue of the list that begins inside of the tagger's words."""
    return cue.entries if cue.first < after else []


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


def _without_day(
    here: Passage, cue: tuple[int, int], content: list[Span]
) -> tuple[list[Span], DateMention | None]:
    """Content without the day of saying: right after its cue, or all of one of its passages in the cue's sentence."""
    kept: list[Span] = []
    said = None
    for span in content:
        rest, day = _after_day(here, span) if _is_near(here, cue, span, content) else (span, None)
        said = said or day
        if rest is not None:
            kept.append(rest)
    return (kept, said) if kept else (content, None)


def _is_near(here: Passage, cue: tuple[int, int], span: Span, content: list[Span]) -> bool:
    """Whether a passage begins right after its cue, or stands before it beside others."""
    before = here.start <= span.start < cue[0] and len(content) > 1 and _is_only_day(here, span)
    return before or cue[1] <= span.start <= cue[1] + 2


def _is_only_day(here: Passage, span: Span) -> bool:
    """Whether a passage is nothing but a day: "On Monday"."""
    at = here.index_at(span.start)
    day = here.date_at(at + (here.lower(at) in _BEFORE_DAYS))
    return day is not None and day.end >= span.end


def _after_day(here: Passage, span: Span) -> tuple[Span | None, DateMention | None]:
    """A passage without the day that it begins with, and the day; None where it is nothing else."""
    at = here.index_at(span.start)
    at += here.lower(at) in _BEFORE_DAYS
    day = here.date_at(at)
    if day is None or not _is_day(day):
        return span, None
    if day.end >= span.end:
        return None, day
    rest = here.index_at(day.end)
    rest += here.lower(rest) == ","
    if rest >= len(here.tokens) or here.tokens[rest].start >= span.end:
        return (None, day) if here.tokens[-1].start < span.end else (span, None)
    start = here.tokens[rest].start
    return Span(start, span.end, here.text[start : span.end]), day


def _is_day(day: DateMention) -> bool:
    return day.first is not None and day.first == day.last and day.clock is None


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
    return subject_of(here, at + (here.lower(at) in {"that", "of"}))


def _without_owning(span: Span) -> Span:
    text = re.sub(rf"[{APOSTROPHES}]s?$", "", span.text)
    return Span(span.start, span.start + len(text), text)


def _span(here: Passage, place: tuple[int, int]) -> Span:
    return Span(*place, here.text[place[0] : place[1]])
