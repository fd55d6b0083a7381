"""What a statement does not vouch for: denials without a verb of denying, what is called false, and numbers denied."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from needline.claims.passage import Passage, words
from needline.model import Claim, Span
from needline.text.lexicon import any_of
from needline.text.marks import APOSTROPHES, QUOTES

_CLOSE = 40  # characters of a negation and an adverb
_FAR = 80  # characters of a clause in which a negation is looked for
_NEGATION = (
    rf"(?:\b(?:not|never|cannot|neither|nor|no|nobody|without|declin\w+|refus\w+|unable|unwilling|fail\w*|retract\w*)\b"
    rf"|n[{APOSTROPHES}]t\b)"
)
REFUSING = re.compile(_NEGATION, re.IGNORECASE)
"""Words that negate a word of saying: "did not say", "declined to confirm"."""
_AUXILIARY = r"(?:is|are|was|were|be|been|has|have|had|do|does|did|would|will|could|can|should)"
_NOT_SO = re.compile(rf"[^,;:]{{0,{_FAR}}}?\b{_AUXILIARY}(?:\s(?:not|never)\b|n[{APOSTROPHES}]t\b)")
_NOTHING = re.compile(
    rf"(?:that\s+)?(?:no\s+one|nobody|none|nothing|neither|no\s+(?!fewer|less|more|longer|doubt|matter|later)\w+)\b"
    rf"(?=[^,;:]{{0,{_FAR}}}?\b(?:{_AUXILIARY}|\w+ed|went|came|took|got|said|saw)\b)",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"(?:that\s+)?there\s+(?:is|was|are|were|has\s+been|have\s+been|will\s+be)\s+"
    r"(?:no\s+(?!fewer|less|more|doubt)|no\s?one\b|nobody\b|nothing\b|none\b)",
    re.IGNORECASE,
)
_NO_SIGN = re.compile(
    r"(?:that\s+)?(?:there\s+(?:is|was|are|were|has\s+been)|(?:\w+\s+){1,3}(?:has|have|had|found|saw|sees))\s+no\s+"
    r"(?:evidence|proof|sign|signs|indication|indications|record|records|truth)\s+(?:that|of|to|in)\b",
    re.IGNORECASE,
)
_NEGATIONS = (_NOT_SO, _NOTHING, _NONE, _NO_SIGN)
_MAY_NEGATE = re.compile(rf"[nN](?:[oO]|[eE][iIvV]|[{APOSTROPHES}][tT])")
"""What every negation holds."""
_NEGATED_VERB = re.compile(
    rf"\b(?:{_AUXILIARY}(?:\s(?:not|never)|n[{APOSTROPHES}]t)|cannot|never|unable\sto|fail(?:ed|s|ing)?\sto|yet\sto|refus(?:ed|es|ing)\sto"
    rf"|no\s(?!fewer\b|less\b|more\b|longer\b|doubt\b|later\b)(?:\w+\s){{1,3}}?{_AUXILIARY}(?:\s(?:yet|been))*)\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
_BEFORE_NUMBER = re.compile(
    r"\b(?:none|not\s(?:a\ssingle\s)?one|neither)\sof\s(?:(?:the|these|those|its|their|some|about|all)\s){0,2}$|\b(?:(?:but|and)\s+)?(?:not|rather\s+than|instead\s+of)\s+(?:the\s+|about\s+|some\s+)?$",
    re.IGNORECASE,
)
_TWO_SIDED = r"(?:confirm(?:s|ed|ing)?|den(?:y|ies|ied|ying))"
BOTH_SIDES = re.compile(rf"\b(?:n?either\s+)?{_TWO_SIDED}\s+n?or\s+(?:to\s+)?{_TWO_SIDED}\b", re.IGNORECASE)
"""Words that neither confirm nor deny, if a negation stands before or among them."""


def is_negated(content: str) -> bool:
    """Whether the first clause of a content says that something is not so: "no aid came", "it was false that"."""
    if _MAY_NEGATE.search(content) and any(pattern.match(content) for pattern in _NEGATIONS):
        return True
    return is_called_false(content)


def is_called_false(content: str) -> bool:
    """Whether a content begins with saying of what was told, or of "this", that it is false."""
    return bool(_is_false().match(content) or _false_that().match(content))


def denied_back(cue: str, content: str) -> bool:
    """Whether what is called false is a bare word for something told: "the report was false", "called this a lie"."""
    found = _is_false().match(content) or _called().match(f"{cue} {content}")
    return bool(found) and len(found["what"].split()) <= _BARE  # type: ignore[index] # it matched


_BARE = 3  # words of a name for what was told: "these false claims"


@functools.cache
def _untrue() -> str:
    often = "all|both|completely|entirely|totally|utterly|simply|just|only|pure|an?|absolutely|mere|total|outright"
    return rf"(?:(?:{often})\s+){{0,3}}{QUOTES}?(?:(?:{often})\s+){{0,2}}{any_of(words('untrue'))}\b"


@functools.cache
def _not_true() -> str:
    return rf"(?:not|n[{APOSTROPHES}]t)\s+(?:at\s+all\s+)?{any_of(words('true'))}\b"


@functools.cache
def _any_untrue() -> re.Pattern[str]:
    return re.compile(rf"{any_of([*words('untrue'), *words('true')])}\b", re.IGNORECASE)


@functools.cache
def _is_false() -> re.Pattern[str]:
    """`reports that 40 died are false`, `the accusation was untrue`, `this is a lie`."""
    return re.compile(
        rf"(?:that\s+)?(?P<what>\b(?:(?:\w+\s+){{0,3}}?{any_of(words('told'))}\b[^.;]{{0,200}}?"
        r"|this|that|it|these|those))"
        rf"(?:\s+(?:is|are|was|were)\s*|[{APOSTROPHES}](?:s|re)\s+)(?:{_untrue()}|{_not_true()})",
        re.IGNORECASE,
    )


@functools.cache
def _false_that() -> re.Pattern[str]:
    """`it is not true that 40 died`."""
    return re.compile(
        rf"(?:that\s+)?\bit(?:\s+(?:is|was)\s*|[{APOSTROPHES}]s\s+)(?:{_untrue()}|{_not_true()})\s+that\b",
        re.IGNORECASE,
    )


@functools.cache
def _called() -> re.Pattern[str]:
    """`called reports of 40 dead false`, `dismissed the claim as propaganda`."""
    return re.compile(
        rf"\b{any_of(words('calling'))}\s+(?P<what>(?:\w+\s+){{0,3}}?(?:{any_of(words('told'))}|this|that|it|them)\b"
        rf"[^.;]{{0,200}}?)\s+(?:as\s+)?{_untrue()}",
        re.IGNORECASE,
    )


def calls_false(cue: str, content: str) -> bool:
    """Whether a cue and what follows it call something told false: "called the report false", "reports … are false"."""
    together = f"{cue} {content}"
    return bool(_called().match(together) or _is_false().match(together))


def denies_number(here: Passage, claim: Claim, start: int, verb: int) -> bool:
    """
    Whether a number stands in what its speaker denies or does not vouch for, so that it is nobody's count.

    Args:
        here: the sentence of the number.
        claim: the claim that it is part of.
        start: of the number, in characters of the text.
        verb: of the word that says what it measures.

    Returns:
        bool: True in a denial ("denied that 40 died"), behind a refusal ("could not confirm that 40 died"), in what
        is called false ("reports that 40 died are false"), right after "not" or "rather than", and behind a negated
        verb that it is the measure of ("did not kill 40"; 40 who "were not paid" are counted). What somebody
        denies to people ("denied 300 families passage") is none of these.
    """
    if _BEFORE_NUMBER.search(here.text, max(here.start, start - _CLOSE), start):
        return True
    if here.start < verb < start and _NEGATED_VERB.search(here.text, max(here.start, verb - _CLOSE), verb):
        return True
    return _is_disowned(here, claim, start) or _is_unconfirmed(here, start) or _is_called_false(here, start)


def _is_unconfirmed(here: Passage, start: int) -> bool:
    """Whether a number stands behind "could not confirm", in the same clause: "it cannot verify 3 more deaths"."""
    if words("verifying").isdisjoint(here.lowered):
        return False
    found = [*_unconfirmed().finditer(here.text, max(here.start, start - _FAR), start)]
    between = here.text[found[-1].end() : start] if found else ";"
    return not _OTHERWISE.search(between)


_OTHERWISE = re.compile(
    r"[;:]|\b(?:who|whom|whose|how|why|when|where|which|what|but|although|though|while)\b", re.IGNORECASE
)


@functools.cache
def _unconfirmed() -> re.Pattern[str]:
    return re.compile(
        rf"{_NEGATION}\s+(?:able\s+to\s+|to\s+)?(?:\w+ly\s+|yet\s+){{0,2}}{any_of(words('verifying'))}\b",
        re.IGNORECASE,
    )


def _is_disowned(here: Passage, claim: Claim, start: int) -> bool:
    """Whether a number stands in what the speaker of its claim denies, or does not vouch for, up to a semicolon."""
    held = next((span for span in claim.content if span.start <= start < span.end), None)
    if claim.cue is None or (held is not None and ";" in here.text[held.start : start]):
        return False
    asked = claim.kind == "asks" and bool(_WHETHER.match(claim.content[0].text if claim.content else ""))
    return asked or refuses(claim) or (claim.kind == "denies" and _is_proposition(claim))


_WHETHER = re.compile(r"(?:if|whether)\b", re.IGNORECASE)


def _is_called_false(here: Passage, start: int) -> bool:
    """Whether a number stands in what its sentence calls false, or finds no sign of."""
    sentence, at = here.text[here.start : here.end], start - here.start
    if any(one.end() <= at for one in _NO_SIGN.finditer(sentence)):
        return True
    if not _any_untrue().search(sentence):
        return False
    named = (one for pattern in (_is_false(), _called()) for one in pattern.finditer(sentence))
    if any(one.start("what") <= at < one.end("what") for one in named):
        return True
    return any(0 <= at - one.end() <= _FAR for one in _false_that().finditer(sentence))


def refuses(claim: Claim) -> bool:
    """Whether the words of saying are themselves negated: "did not say", "neither confirmed nor denied"."""
    if claim.cue is None:
        return False
    before = claim.passage[: max(0, claim.cue.start - claim.start)].lower().split()[-_BEFORE:]
    return is_refused(claim.cue.text, before, claim.sources) or _takes_back(claim)


def is_refused(cue: str, before: list[str], sources: Sequence[Span]) -> bool:
    """
    Whether a cue is negated, in its words or before them, or nobody is its source.

    Args:
        cue: its words.
        before: the last words before it, in small letters, three at most.
        sources: whose words they are.
    """
    nobody = bool(sources) and bool(_NOBODY.match(sources[0].text))
    return nobody or bool(REFUSING.search(cue)) or _refused_before(before)


def _takes_back(claim: Claim) -> bool:
    return bool(claim.cue and claim.content) and withdraws(claim.cue.text, claim.content[0].text)  # type: ignore[union-attr] # it has a cue


def withdraws(cue: str, content: str) -> bool:
    """Whether words of saying take back what was said: "has withdrawn its figure"; not "withdrew 40 soldiers"."""
    taken = cue.lower().endswith(tuple(words("withdrawing")))
    return taken and bool(_told().search(" ".join(content.split()[:_HEAD])))


_HEAD = 5  # words at the head of a content among which one tells of something said


@functools.cache
def _told() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(words('told', 'tallies'))}\b", re.IGNORECASE)


_NOBODY = re.compile(r"(?:no\s?one|nobody|none|neither)\b|no\s", re.IGNORECASE)
_BEFORE = 3


def _refused_before(before: list[str]) -> bool:
    """Whether the last words before a cue negate it: "did not", "has not yet"."""
    before = before if before[:1] == ["nor"] else before[-2:]
    joined = " ".join(before)
    return bool(REFUSING.search(joined)) and not joined.lower().startswith("no ")


def _is_proposition(claim: Claim) -> bool:
    """Whether a denial's content can be true or false, and is not what is withheld from people."""
    head = claim.content[0].text if claim.content else ""
    first = head.split(maxsplit=1)[0].lower() if head else ""
    if not head or first in {"that", "any", "having", *words("pronouns")} or first.endswith("ing"):
        return True
    if withholds(head):
        return False
    return bool(_told().search(head) or _VERB.search(head))


_VERB = re.compile(rf"\b(?:{_AUXILIARY}|\w{{3,}}ed|left|fled|went|came|took|died|shot)\b")


def withholds(content: str) -> bool:
    """Whether what is denied or rejected is something that people want: "access", "17 appeals", "a request by …"."""
    return bool(_wanted().match(content))


@functools.cache
def _wanted() -> re.Pattern[str]:
    determiners = any_of(words("determiners"))
    return re.compile(
        rf"(?:{determiners}\s+)?(?:\d[\d,.]*\s+)?(?:\w+\s+)?{any_of(words('withheld'))}\b"
        rf"|\d[\d,.]*\s+\w+\s+(?!of\b)(?:{any_of(words('prepositions', 'withheld'))}\b)",
        re.IGNORECASE,
    )
