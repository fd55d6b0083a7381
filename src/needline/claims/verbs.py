"""Statements by a verb: "said that", "denied it", "urged the parties to", "accused the army of"."""

from __future__ import annotations

from collections.abc import Iterator

from needline.claims.cues import Cue, Entry, content_kinds, cue_of
from needline.claims.draft import FAR, Draft, after_asides, all_before, can_speak, left_of, subject
from needline.claims.passage import Passage, phrase_after, words
from needline.model import Span
from needline.model.claim import ClaimKind
from needline.text.dates import DateMention

_ENDS = {".", "!", "?"}
_BEFORE_NUMBERS = {"in", "on", "at", "between", "about", "over", "around"}
_NO_CLAUSE = words("subordinators") - {"more", "after", "before", "as", "since", "no", "following"}


def by_verb(here: Passage, cue: Cue, entry: Entry) -> Iterator[Draft]:
    """The statement that a verb makes, if its subject can speak and its words go on as they must."""
    left = left_of(here, cue)
    word = here.lower(cue.first)
    passive = bool(left.auxiliaries) and left.auxiliaries[0] in words("be") and not word.endswith("ing")
    if here.lower(left.subject_end - 1) == "to" or here.lower(cue.first - 1) == "to":
        return
    if passive:
        yield from _passive(here, cue, entry)
        return
    start, said = after_asides(here, cue.after, told=entry.told)
    said = left.said or said
    begin, source, pronoun = subject(here, left.subject_end)
    opening = _content_opening(here, entry, start)
    alone = opening is None or here.lower(start) == "as"  # "which it rejected as baseless"
    hinge = _hinge(here, begin, left.subject_end) if source and alone and "noun" in entry.frames else 0
    if hinge:
        begin = begin if hinge == 1 else begin + hinge
        found = [span for span in (here.span(begin, left.subject_end),) if span]
        yield Draft(cue, entry.kind, begin, found, pronoun, refused=left.negated, fixed=True, hinge=hinge)
        return
    inverted = _inverted(here, cue, entry, start)
    if inverted:
        yield inverted._replace(said=said, refused=left.negated)
        return
    if source is None or opening is None:
        return
    kind = _kind(here, entry, opening)
    draft = Draft(cue, kind, begin, [source], pronoun, opening, len(here.tokens), refused=left.negated)
    draft = draft._replace(said=said or _dated(here, begin))
    if "person_of" in entry.frames:
        yield from _with_accused(here, draft, cue.after)
    elif _quoted_before(here, begin) and opening >= len(here.tokens) - 1:
        yield draft._replace(before=all_before(here, begin), start=0, end=0, fixed=True)
    else:
        yield draft._replace(before=_quote_before(here, begin))


def _hinge(here: Passage, begin: int, end: int) -> int:
    """How many words lead back to what was said: "which the army denies", "a charge it rejects"; 0 for none."""
    if here.lower(begin - 1) == "which":
        return 1
    named = any(entry.family == "noun" for entry in cue_of((here.lower(begin + 1),)))
    return 2 if here.lower(begin) in {"a", "an", "the"} and named and begin + 2 < end else 0


def _content_opening(here: Passage, entry: Entry, at: int) -> int | None:
    """Where the content begins, if the words go on as the verb's frames allow; None where they do not."""
    word, frames = here.lower(at), entry.frames
    if frames & {"clause", "that"}:
        opening = _clause_opening(here, at)
        if opening is not None:
            return opening
    if "to" in frames and word == "to":
        return at
    if "of" in frames and word in {"of", "about", "against"}:
        return at + 1
    return _object_opening(here, frames, at)


def _clause_opening(here: Passage, at: int) -> int | None:
    """After "that", a colon, or at a quotation."""
    word, quoted = here.lower(at), at < len(here.tokens) and here.tokens[at].kind == "quote"
    if word == "that" and here.lower(at + 1) not in {"", "."}:
        return at + 1
    if word in {":", ","} and here.lower(at + 1) and here.tokens[at + 1].kind == "quote":
        return at + 1
    return at + (word == ":") if quoted or word == ":" else None


def _object_opening(here: Passage, frames: frozenset[str], at: int) -> int | None:
    """At a noun phrase or a clause without "that"."""
    word = here.lower(at)
    if at >= len(here.tokens) or not here.tokens[at].text[0].isalnum():
        return None
    if "person_to" in frames and "to" in here.lowered[at : at + 2 * FAR]:
        return at
    if "for" in frames and word not in words("prepositions"):
        return at
    if word in _NO_CLAUSE or (word in words("prepositions") and word not in _BEFORE_NUMBERS):
        return None
    if "noun" in frames and word not in words("prepositions", "subordinators"):
        return at
    return at if frames & {"clause", "person_of"} else None


def _inverted(here: Passage, cue: Cue, entry: Entry, start: int) -> Draft | None:
    """`"…," said the mayor` and `…, the mayor said`: the content stands before."""
    if not entry.frames & {"clause", "that"}:
        return None
    before = here.tokens[cue.first - 1] if cue.first else None
    if before is not None and (before.text == "," or before.kind == "quote"):
        after = phrase_after(here, cue.after)
        source, content = here.span(cue.after, after), all_before(here, cue.first)
        speaks = after > cue.after and can_speak(here, cue.after, after) and here.lower(cue.after) != "that"
        closed = here.lower(after) in {"", ".", ","} or here.date_at(after) is not None
        if source and content and speaks and closed and not here.lower(cue.first).endswith("ing"):
            rest = _quote_after(here, after)
            return Draft(
                cue, entry.kind, cue.first, [source], start=rest, end=len(here.tokens), before=content
            )
    if here.lower(start) in {"", *_ENDS}:
        left = left_of(here, cue)
        begin, found, pronoun = subject(here, left.subject_end)
        content = all_before(here, begin)
        if (
            found
            and content
            and begin
            and (here.lower(begin - 1) == "," or here.tokens[begin - 1].kind == "quote")
        ):
            return Draft(cue, entry.kind, begin, [found], pronoun, before=content, fixed=True)
    return None


def _quoted_before(here: Passage, begin: int) -> bool:
    return begin > 0 and (here.tokens[begin - 1].kind == "quote" or here.lower(begin - 1) == ",")


def _quote_before(here: Passage, begin: int) -> Span | None:
    """A quotation right before the source: `"We left," she said, "at night."`"""
    return all_before(here, begin) if begin > 1 and here.tokens[begin - 1].kind == "quote" else None


def _quote_after(here: Passage, at: int) -> int:
    """Where a quotation goes on after `said X,`; the sentence's end where none does."""
    end = len(here.tokens)
    return next((i for i in range(at, min(at + 3, end)) if here.tokens[i].kind == "quote"), end)


def _passive(here: Passage, cue: Cue, entry: Entry) -> Iterator[Draft]:
    """`was reported by X that …`; without a "by" nobody is named, and nothing is found."""
    at, said = after_asides(here, cue.after, told=False)
    if here.lower(at) != "by":
        return
    after = phrase_after(here, at + 1)
    after = next((i for i in range(at + 2, after) if here.lower(i) == "to"), after)
    source = here.span(at + 1, after)
    if source is None or not can_speak(here, at + 1, after):
        return
    start = after + 1 if here.lower(after) == "that" else len(here.tokens)
    before = None if start < len(here.tokens) else all_before(here, left_of(here, cue).subject_end)
    if here.lower(after) == "to":
        start = after
    draft = Draft(cue, entry.kind, cue.first, [source], start=start, end=len(here.tokens))
    yield draft._replace(before=before, said=said)


def _with_accused(here: Passage, draft: Draft, at: int) -> Iterator[Draft]:
    """`accused X of Y`: the accused, and what it is accused of."""
    for joint in range(at + 1, min(at + 2 * FAR, len(here.tokens))):
        if here.lower(joint) in {"of", "for"} and _accuses(here, joint):
            accused = here.span(at, joint)
            yield draft._replace(start=joint + 1, accused=accused.text if accused else "")
            return


def _accuses(here: Passage, joint: int) -> bool:
    """Whether "of" or "for" leads to what one is accused of, and is not part of the name of the accused."""
    word = here.lower(joint + 1)
    named = joint + 1 < len(here.tokens) and here.tokens[joint + 1].text[0].isupper()
    return word.endswith("ing") or not (named or word in {"the", ""}) or here.lower(joint) == "for"


def _kind(here: Passage, entry: Entry, opening: int) -> ClaimKind:
    """The kind of statement, also by what its content says first: "said it would allow" permits."""
    if entry.kind not in {"states", "announces", "confirms", "promises"} or opening >= len(here.tokens):
        return entry.kind
    start, end = here.tokens[opening].start, here.tokens[min(opening + 8, len(here.tokens) - 1)].end
    first = here.text[start:end].lower()
    for kind, phrases in content_kinds():
        if kind == "plans" and (entry.kind != "states" or not _of_its_own(here, opening)):
            continue
        if phrases.search(first):
            return kind
    return entry.kind


def _of_its_own(here: Passage, opening: int) -> bool:
    """Whether a content speaks of a named actor or of the speaker: "it would", "Nairobi would"."""
    return here.lower(opening) in words("pronouns") or here.tokens[opening].text[0].isupper()


def _dated(here: Passage, begin: int) -> DateMention | None:
    """A day of saying right before the source: "On Thursday the army said"."""
    date = here.date_at(begin - 1) or (here.date_at(begin - 2) if here.lower(begin - 1) == "," else None)
    return date if date and date.first == date.last and date.clock is None else None
