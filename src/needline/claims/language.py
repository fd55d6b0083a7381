"""Whether a report is in a language that is read: English, for now."""

from __future__ import annotations

from needline.claims.passage import words
from needline.model import Problem, Report, problem
from needline.text.tokens import tokens

_LOOKED_AT = 20_000
_ENOUGH = 20
_LEAST_SHARE = 0.15


def not_english(report: Report, text: str) -> Problem | None:
    """
    A problem where a report is in another language than English, else None.

    A crude test without a model: in English text of any kind three to five words of ten are among the fifty most
    frequent ones; under 15 in 100 it is another language (or no text at all). Under twenty words, only letters
    of another script tell.
    """
    found = [one.lower for one in tokens(text, 0, min(len(text), _LOOKED_AT)) if one.kind == "word"]
    share = sum(word in words("frequent") for word in found) / len(found) if found else 1.0
    if len(found) < _ENOUGH:
        foreign = bool(found) and sum(word[0] > "\u024f" for word in found) > len(found) / 2
    else:
        foreign = share < _LEAST_SHARE
    if not foreign:
        return None
    said = "" if report.language in {"", "en"} else f' ("{report.language}" beside it)'
    what = f"not in English{said}: {share:.0%} of its words are frequent English ones."
    return problem("language", report.file, "", what, "Add a translation as a report of its own.", "warning")
