"""Whether a report is in a language that is read: English, for now."""

from __future__ import annotations

from needline.claims.counted import tells_of_people
from needline.model import Problem, Report, problem
from needline.text.language import identify
from needline.text.tokens import tokens

READ = ("en",)
"""Languages that reports are read in."""

_LOOKED_AT = 20_000
_ENOUGH = 30
_LEAST = 0.06


def not_english(report: Report, text: str) -> Problem | None:
    """
    A problem where a report is in another language than English, else None.

    A text that tells its language by its frequent words is taken at them. One of thirty words or more in which under
    6 in 100 are frequent English words, or words by which people and houses are counted, is in a language that is
    not known here, or is no text at all; a table in English has that many.
    """
    found = identify(text)
    if found.code in READ and found.english >= _LEAST:
        return None
    if found.name and found.code not in READ:
        what = f"in {found.name}, which is not read yet."
    elif found.words >= _ENOUGH and _counted(text, found.words) + found.english < _LEAST:
        what = "in no language that is known here."
    else:
        return None
    said = "" if report.language in {"", "en"} else f' ("{report.language}" stands beside it)'
    mend = "Add an English translation as a report of its own."
    return problem(
        "language", report.file, "", f"{what[:-1]}{said}; nothing of it was read.", mend, "warning"
    )


def _counted(text: str, words: int) -> float:
    """The share of words by which people and houses are counted."""
    seen = tokens(text, 0, min(len(text), _LOOKED_AT))
    return sum(tells_of_people(one.text) for one in seen if one.kind == "word") / words
