"""An e-mail's text apart from the messages it quotes or forwards, which are other people's words."""

from __future__ import annotations

import re
from typing import NamedTuple

from needline.readers.texts.base import one_line
from needline.text.dates import find_dates

_DIVIDER = re.compile(
    r"\s*[-_*]{2,}\s*(?:Forwarded message|Forwarded by .{1,80}|Original Message|Reply message)\b.{0,80}"
    r"|\s*Begin forwarded message:?\s*",
    re.IGNORECASE,
)
_HEADER = re.compile(r"[>\s*]*(From|Sent|Date|Subject|To|Cc)\s*\*?:\*?\s*(\S.*)", re.IGNORECASE)
_WROTE = re.compile(
    r"\s*(?:On|Le|Am|El)\s.{6,160}\b(?:wrote|writes|\u00e9crit|schrieb|escribi\u00f3)\s*:\s*", re.IGNORECASE
)
_NAME = re.compile(
    r",?\s*(?P<name>[^,<>\d:]{2,60}?)\s*(?:<[^>]*>)?\s*(?:wrote|writes|\u00e9crit|schrieb|escribi\u00f3)\s*:\s*$",
    re.IGNORECASE,
)
_FEWEST = 2
_HEADERS = 12
_DEEPEST = 12


class Quoted(NamedTuple):
    """
    A message inside another.

    Args:
        text: its words, without the marks of quotation.
        sender: who wrote it, as written; empty where nothing says so.
        sent: its day as ISO 8601; empty where nothing says so, or it could be two.
        subject: as written; empty where there is none.
    """

    text: str
    sender: str = ""
    sent: str = ""
    subject: str = ""


def apart(text: str, deep: int = 0) -> tuple[str, list[Quoted]]:
    """
    The sender's own words, and the messages quoted or forwarded below and among them.

    What follows a line that says a message is forwarded, or a block of From and Date, is another's message to its
    end; so is what follows "On …, … wrote:", but where its lines begin with `>` only those are. Lines that begin with
    `>` are another's wherever they stand.
    """
    lines, found = text.split("\n"), []
    own: list[str] = []
    among: list[str] = []
    at = 0
    while at < len(lines):
        start = _after_opening(lines, at)
        if start == at:
            (among if lines[at].lstrip().startswith(">") else own).append(lines[at])
            at += 1
            continue
        marked = next((one for one in lines[start : start + 3] if one.strip()), "").lstrip().startswith(">")
        end = _end_of_marks(lines, start) if marked else len(lines)
        body = "\n".join(_unmarked(line) if marked else line for line in lines[start:end])
        words, deeper = apart(body, deep + 1) if deep < _DEEPEST else (body, [])
        found += [_told(lines[at:start])._replace(text=words.strip("\n")), *deeper]
        at = end
    if among:
        found.append(Quoted("\n".join(map(_unmarked, among))))
    return "\n".join(own), [one for one in found if one.text.strip()]


def _after_opening(lines: list[str], at: int) -> int:
    """The line after those that introduce another's message; the line itself where none is introduced."""
    following = lines[at : at + _HEADERS]
    if _DIVIDER.fullmatch(lines[at]):
        blank = next((more for more, line in enumerate(following[1:], 1) if line.strip()), 1)
        return at + blank + _length(following[blank:])
    if len(_headers(following)) >= _FEWEST:
        return at + _length(following)
    if _WROTE.fullmatch(lines[at]):
        return at + 1
    broken = len(following) > 1 and not following[1].lstrip().startswith(">")
    return at + 2 if broken and _WROTE.fullmatch(f"{following[0]} {following[1].strip()}") else at


def _end_of_marks(lines: list[str], start: int) -> int:
    """Where a run of lines with `>` ends, blank ones among them included."""
    end = start
    for at in range(start, len(lines)):
        if lines[at].lstrip().startswith(">"):
            end = at + 1
        elif lines[at].strip():
            break
    return end


def _unmarked(line: str) -> str:
    bare = line.lstrip()
    return bare[1:].removeprefix(" ") if bare.startswith(">") else line


def _told(opening: list[str]) -> Quoted:
    """What the lines that introduce a message say of it."""
    bare = [line for line in opening if line.strip() and not _DIVIDER.fullmatch(line)]
    headers = _headers(bare)
    if headers:
        sent = _day(headers.get("sent", headers.get("date", "")))
        return Quoted("", _person(headers["from"]), sent, headers.get("subject", ""))
    line = " ".join(bare)
    named = _NAME.search(line)
    return Quoted("", _person(named["name"]) if named else "", _day(line))


def _headers(lines: list[str]) -> dict[str, str]:
    """The headers that a stretch of lines begins with: From first, the others without a break."""
    found: dict[str, str] = {}
    for line in lines:
        header = _HEADER.fullmatch(line)
        if header is None or (not found and header[1].lower() != "from"):
            break
        found.setdefault(header[1].lower(), one_line(header[2]))
    return found


def _length(lines: list[str]) -> int:
    return next((at for at, line in enumerate(lines) if not _HEADER.fullmatch(line)), len(lines))


def _person(written: str) -> str:
    """A name without its address."""
    return one_line(re.sub(r"<[^>]*>|\[mailto:[^\]]*\]", "", written)).strip(" \"'")


def _day(written: str) -> str:
    days = [one for one in find_dates(written) if one.first is not None and one.first == one.last]
    return days[0].value[:10] if len(days) == 1 else ""
