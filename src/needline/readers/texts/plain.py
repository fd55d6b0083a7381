"""
Plain text and Markdown, with a header line of publisher and date where there is one.

    OCHA, 30 September 2023                       Publisher: OCHA
    The Valley Post | 2023-09-30 18:00+04:00      Published: 2023-09-30
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from needline.readers.decoding import decode
from needline.readers.texts.base import Remark, Taken, nothing, worded
from needline.text.dates import find_dates

_LINES = 8
_LONGEST = 110
_MOST_WORDS = 8
_KEYS = {
    "publisher": "publisher",
    "source": "publisher",
    "published by": "publisher",
    "published": "published",
    "date": "published",
    "publication date": "published",
    "date published": "published",
    "title": "title",
    "headline": "title",
    "author": "author",
    "by": "author",
    "url": "url",
    "link": "url",
    "language": "language",
}
_KEYED = re.compile(
    rf"\W{{0,4}}(?P<key>{'|'.join(_KEYS)})\W{{0,3}}:\W{{0,3}}\s(?P<value>\S.*)", re.IGNORECASE
)
_SEPARATORS = " \t,;|/\u00b7\u2022-\u2013\u2014:()[]*_#"


def read(content: bytes) -> Taken:
    """Read plain text or Markdown."""
    read_as = decode(content)
    if read_as.text is None:
        if read_as.encoding == "empty":
            return nothing("empty", "the file is empty.", "Put its content back, or delete it.")
        return nothing("binary", "this is no text.", "Save it as UTF-8 text, or name it by its format.")
    remarks = []
    if not read_as.plain:
        found = f"not in UTF-8; read as {read_as.encoding}."
        remarks.append(
            Remark("encoding", found, "Check names with accents, then save it as UTF-8.", "warning")
        )
    stated = header(read_as.text)
    return Taken([worded(read_as.text, stated)], remarks)


def header(text: str) -> dict[str, str]:
    """
    What the first lines say of a text: lines of `Key: value`, or one line of a publisher and a day with its year.

    Returns:
        dict: fields of `Words`; empty where the first lines say nothing. The lines stay in the text.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(_first_lines(text)):
        keyed = _KEYED.match(line)
        if keyed:
            found.setdefault(_KEYS[keyed["key"].lower()], keyed["value"].strip(" *_"))
        elif number < _LINES // 2 and "published" not in found:
            found = {**_publisher_and_day(line), **found}
    if found.get("published"):
        found["published"] = _day(found["published"]) or found["published"]
    return found


def _first_lines(text: str) -> Iterator[str]:
    taken = 0
    for line in text[: _LINES * 400].splitlines():
        if line.strip():
            yield line.strip()
            taken += 1
        if taken == _LINES:
            return


def _publisher_and_day(line: str) -> dict[str, str]:
    """`OCHA, 30 September 2023`: a short line that is a name and one day; nothing of any other line."""
    if len(line) > _LONGEST:
        return {}
    dates = [one for one in find_dates(line) if one.first is not None and one.first == one.last]
    if len(dates) != 1:
        return {}
    before, after = line[: dates[0].start].strip(_SEPARATORS), line[dates[0].end :].strip(_SEPARATORS)
    name = _TIME.sub("", before or after).strip(_SEPARATORS)
    rest = after if before else ""
    if _TIME.sub("", rest).strip(_SEPARATORS) or not _is_name(name):
        return {}
    return {"publisher": name, "published": dates[0].value}


_TIME = re.compile(
    r"\b\d{1,2}:\d\d(?:\s?(?:UTC|GMT|Z|[+-]\d\d:?\d\d|hrs|local time))?\b|\b(?:published|updated|posted|on)\b:?",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"[.!?]\s|\b(?:is|are|was|were|has|have|had|said|says|killed|on|in|by|since|after|of|as|to)$|\b(?:is|are|was|were|said|says|has|have|had|killed|fled)\b"
)


def _is_name(text: str) -> bool:
    """Whether words can be a publisher's name: few, the first with a capital, and no sentence among them."""
    return (
        0 < len(text.split()) <= _MOST_WORDS
        and (text[0].isupper() or text[0].isdigit())
        and not _NO_NAME.search(text)
    )


def _day(written: str) -> str:
    """A date in words as ISO 8601; empty where it is none, or already is."""
    dates = [one for one in find_dates(written) if one.first is not None and one.first == one.last]
    if len(dates) != 1 or re.match(r"\d{4}-\d\d-\d\d", written):
        return ""
    return dates[0].value
