"""`reports/*`: texts that came in, each with an optional `NAME.toml` beside it that says whose they are."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

from needline.model import Report, Source, Text, content_id, read_when
from needline.model.when import HOW_TO_WRITE
from needline.readers import texts
from needline.readers.base import Door
from needline.readers.texts import Words

SUFFIXES = texts.SUFFIXES
"""Formats read today. Another is a problem that says so, never a silent loss."""


def read_reports(door: Door, sources: list[Source]) -> tuple[list[Report], list[Text]]:
    """Read every report of the folder, with its words; the very same words of one publisher are kept once."""
    names = {one.casefold(): source.id for source in sources for one in (source.name, *source.aliases)}
    reports: dict[str, Report] = {}
    words: dict[str, Text] = {}
    for path in door.files("reports"):
        if path.suffix == ".toml":
            _orphan(door, path)
            continue
        for one, content in take(door, path):
            report = _report(door, path, one, content, names)
            if report.id in reports:
                found = f"the same words as {reports[report.id].file}, of the same publisher."
                door.say("report-twice", path, one.part, found, "Delete one of the two.", "note")
                continue
            reports[report.id] = report
            words[report.id] = Text(report=report.id, text=one.text, pages=list(one.pages))
    return list(reports.values()), list(words.values())


def take(door: Door, path: Path) -> Iterator[tuple[Words, bytes]]:
    """The reports of a file, each with the bytes that stand for it; what could not be read goes to the door."""
    content = door.content(path)
    if content is None:
        return
    taken = texts.read(path.name, content)
    for one in taken.remarks:
        door.say(one.code, path, one.where, one.found, one.mend, one.severity)
    for words in taken.words:
        yield words, words.text.encode("utf-8", "surrogatepass") if words.part else content


def _report(door: Door, path: Path, words: Words, content: bytes, names: dict[str, str]) -> Report:
    """A report: what stands in the file beside it comes before what the file says of itself."""
    beside = path.with_name(path.name + ".toml")
    stated = {key: str(value) for key, value in door.toml(beside).items()} if beside.is_file() else {}
    where = (beside, "published") if stated.get("published") else (path, words.part)
    written = stated.get("published") or words.published
    published, written = _published(door, *where, written)
    publisher = stated.get("publisher") or words.publisher
    if not published and not stated.get("published"):
        found = "no day of publication; its dates cannot be resolved."
        mend = f'Write published = 2023-09-30 into "{beside.name}".'
        door.say("undated", path, words.part, found, mend, "warning")
    lines = (line.strip(" #*_") for line in words.text.splitlines())
    return Report(
        id=content_id("report", words.text, publisher),
        file=door.name(path),
        sha256=hashlib.sha256(content).hexdigest(),
        title=stated.get("title") or words.title or next((line for line in lines if line), ""),
        publisher=publisher,
        author=stated.get("author") or words.author,
        published=published,
        published_text=written,
        url=stated.get("url") or words.url,
        source=stated.get("source") or names.get(publisher.casefold(), ""),
        language=stated.get("language") or words.language or "en",
    )


def _published(door: Door, path: Path, where: str, written: str) -> tuple[dt.datetime | None, str]:
    if not written:
        return None, ""
    try:
        when = read_when(written, door.zone)
    except ValueError as error:
        door.say("date", path, where, str(error), HOW_TO_WRITE)
        return None, ""
    return when.start, when.text


def _orphan(door: Door, path: Path) -> None:
    if not path.with_suffix("").is_file():
        found = f'there is no "{path.with_suffix("").name}" beside it.'
        door.say("orphan", path, "", found, "Put the report back, or delete this file.", "warning")
