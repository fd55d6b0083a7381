"""Saved answers of the ReliefWeb API: one report, or a list of them."""

from __future__ import annotations

from typing import Any

import msgspec

from needline.readers.decoding import decode
from needline.readers.texts import html
from needline.readers.texts.base import Remark, Taken, Words, nothing, one_line

_MEND = 'Save the answer of the API as it came: {"data": [{"fields": {"title": …, "body": …}}]}.'


def read(content: bytes) -> Taken:
    """Read a saved answer of the ReliefWeb API."""
    text = decode(content).text
    try:
        whole = msgspec.json.decode(text or "")
    except msgspec.DecodeError as error:
        return nothing("json", f"not valid JSON: {error}.", "Save the answer of the API again.")
    items = _items(whole)
    if not items:
        return nothing("format", "no report of the ReliefWeb API in it.", _MEND)
    words, remarks = [], []
    for number, item in enumerate(items, start=1):
        part = f"item {number}" if len(items) > 1 else ""
        read_item = _words(item, part)
        if read_item.text.strip():
            words.append(read_item)
        else:
            mend = "Ask the API for the field body, or save the attached document into reports/."
            remarks.append(Remark("no-text", "this report has no body.", mend, "error", part))
    return Taken(words, remarks)


def _items(whole: Any) -> list[dict[str, Any]]:
    """The fields of every report in an answer, in a list of answers, or alone."""
    if isinstance(whole, list):
        return [fields for one in whole for fields in _items(one)]
    if not isinstance(whole, dict):
        return []
    data = whole.get("data")
    if isinstance(data, (list, dict)):
        return _items(data)
    fields = whole.get("fields", whole)
    return (
        [fields]
        if isinstance(fields, dict) and ("body" in fields or "body-html" in fields or "title" in fields)
        else []
    )


def _words(fields: dict[str, Any], part: str) -> Words:
    marked = fields.get("body-html")
    text = ""
    if isinstance(marked, str) and marked.strip():
        text = html.fragment(marked)
    if not text.strip():
        body = fields.get("body")
        text = body if isinstance(body, str) else ""
    dates = fields.get("date")
    dates = dates if isinstance(dates, dict) else {}
    published = next((str(dates[key]) for key in ("original", "created", "changed") if dates.get(key)), "")
    return Words(
        text.replace("\r\n", "\n"),
        title=_first(fields.get("title")),
        publisher=" and ".join(_names(fields.get("source"))),
        published=published,
        url=_first(fields.get("url_alias")) or _first(fields.get("url")),
        language=_code(fields.get("language")),
        part=part,
    )


def _first(value: Any) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _names(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [one_line(str(one["name"])) for one in listed if isinstance(one, dict) and one.get("name")]


def _code(value: Any) -> str:
    listed = value if isinstance(value, list) else [value]
    codes = [str(one["code"]) for one in listed if isinstance(one, dict) and one.get("code")]
    return codes[0] if len(codes) == 1 else ""
