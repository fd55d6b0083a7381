"""`reports/*`: texts that came in, each with an optional `NAME.toml` beside it that says whose they are."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from needline.model import Report, Source, Text, content_id, read_when
from needline.model.when import HOW_TO_WRITE
from needline.readers.base import Door

SUFFIXES = (".txt", ".md")
"""Formats read today. Another is a problem that says so, never a silent loss."""


def read_reports(door: Door, sources: list[Source]) -> tuple[list[Report], list[Text]]:
    """Read every report of the folder, with its words."""
    names = {one.casefold(): source.id for source in sources for one in (source.name, *source.aliases)}
    reports, texts = [], []
    for path in door.files("reports"):
        if path.suffix == ".toml":
            _orphan(door, path)
            continue
        if path.suffix.lower() not in SUFFIXES:
            mend = f"Save it as {' or '.join(SUFFIXES)}."
            door.say("format", path, "", f"no reader for {path.suffix or 'a file without suffix'}.", mend)
            continue
        text = door.text(path)
        if text is None:
            continue
        report = _report(door, path, text, names)
        reports.append(report)
        texts.append(Text(report=report.id, text=text))
    return reports, texts


def _report(door: Door, path: Path, text: str, names: dict[str, str]) -> Report:
    beside = path.with_name(path.name + ".toml")
    stated = {key: str(value) for key, value in door.toml(beside).items()} if beside.is_file() else {}
    published, written = _published(door, beside, stated.get("published", ""))
    publisher = stated.get("publisher", "")
    if not stated.get("published"):
        door.say(
            "undated",
            path,
            "",
            "no day of publication; its dates cannot be resolved.",
            f'Write published = 2023-09-30 into "{beside.name}".',
            "warning",
        )
    lines = (line.strip(" #*_") for line in text.splitlines())
    return Report(
        id=content_id("report", text, publisher),
        file=door.name(path),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        title=stated.get("title") or next((line for line in lines if line), ""),
        publisher=publisher,
        author=stated.get("author", ""),
        published=published,
        published_text=written,
        url=stated.get("url", ""),
        source=stated.get("source") or names.get(publisher.casefold(), ""),
        language=stated.get("language", "en"),
    )


def _published(door: Door, path: Path, written: str) -> tuple[dt.datetime | None, str]:
    if not written:
        return None, ""
    try:
        when = read_when(written, door.zone)
    except ValueError as error:
        door.say("date", path, "published", str(error), HOW_TO_WRITE)
        return None, ""
    return when.start, when.text


def _orphan(door: Door, path: Path) -> None:
    if not path.with_suffix("").is_file():
        found = f'there is no "{path.with_suffix("").name}" beside it.'
        door.say("orphan", path, "", found, "Put the report back, or delete this file.", "warning")
