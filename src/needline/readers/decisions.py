"""`decisions/*.jsonl`: what analysts decided, append-only, each line chained to the one before by its hash."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from needline.errors import DecisionError, near
from needline.model import Decision, content_id
from needline.model.decision import ACTIONS, decided_at, in_order
from needline.readers.base import Door

_FIELDS = tuple(field for field in Decision.__struct_fields__ if field != "file")


def read_decisions(door: Door) -> list[Decision]:
    """Read every line of every log. A line that cannot be read, or breaks the chain, is a problem."""
    found = []
    for path in door.files("decisions", ".jsonl"):
        previous: str | None = ""
        for number, line in enumerate((door.text(path) or "").split("\n"), start=1):
            if not line.strip():
                continue
            decision = _line(door, path, number, line)
            if decision is None:
                previous = None  # the line after one that cannot be read is not blamed too
                continue
            if previous is not None and decision.previous != previous:
                door.say(
                    "chain",
                    path,
                    f"line {number}",
                    "does not follow the line before it: a line was changed, lost or moved.",
                    "Compare the file with another copy.",
                    "warning",
                )
            previous = decision.id
            found.append(decision)
    _disagreements(door, found)
    return found


_SETTLES = {"accept", "set_aside", "same_count"}
_EACH_ITS_OWN = {"recommend"}


def _disagreements(door: Door, decisions: list[Decision]) -> None:
    """Say where the last words of two authors on one row differ; the later one holds."""
    last: dict[str, dict[str, Decision]] = {}
    for one in in_order(decisions):
        if one.action not in _EACH_ITS_OWN:
            last.setdefault(one.on, {}).pop(one.author, None)
            last[one.on][one.author] = one
    for on, by_author in sorted(last.items()):
        *earlier, latest = by_author.values()
        for one in earlier:
            if _contradicts(one, latest):
                found = (
                    f"on {on}, {one.author} decided {one.action} {one.value}".rstrip()
                    + f", and later {latest.author} {latest.action} {latest.value}".rstrip()
                    + "; the later holds."
                )
                mend = "Agree, and record what was agreed."
                door.say("decision", door.root / latest.file, latest.id, found, mend, "note")


def _contradicts(one: Decision, other: Decision) -> bool:
    if one.action == other.action:
        return one.value.strip() != other.value.strip()
    return bool({one.action, other.action} & _SETTLES)


def _line(door: Door, path: Path, number: int, line: str) -> Decision | None:
    where = f"line {number}"
    try:
        decision = msgspec.convert({**json.loads(line), "file": door.name(path)}, Decision)
    except (ValueError, TypeError, msgspec.ValidationError) as error:
        found = f"no decision: {str(error).rstrip('.')}."
        door.say("decision", path, where, found, "Restore the line; others are still read.")
        return None
    if decision.action not in ACTIONS:
        door.say(
            "decision", path, where, f'"{decision.action}" is no action.', near(decision.action, ACTIONS)
        )
        return None
    if decision.id != _id(decision):
        mend = "A decision is never edited: restore the line, or record a new one with `needline decide`."
        found = "its words do not give its id: the line was changed, and is not applied."
        door.say("chain", path, where, found, mend)
        return None
    try:
        decided_at(decision)
    except ValueError:
        found = f'"{decision.at}" is no instant, so that the decision is not applied.'
        door.say("decision", path, where, found, "Record it anew with `needline decide`.")
        return None
    return decision


def append_decision(
    root: Path,
    *,
    author: str,
    on: str,
    action: str,
    value: str,
    reason: str,
    at: dt.datetime,
    device: str = "",
) -> Decision:
    """
    Append a decision to its author's log; it is on the disk when this returns.

    Args:
        root: the mission folder.
        author: who decides; letters and digits of it name the file.
        on: what it is about: `table/id`.
        action: one of `model.decision.ACTIONS`.
        value: what the action takes; empty where it takes nothing.
        reason: why; needed.
        at: now.
        device: this machine's name; its host name where empty.

    Raises:
        DecisionError: no author, no reason, or an action nobody knows.
    """
    if action not in ACTIONS:
        raise DecisionError("action", f'"{action}" is not known.', near(action, ACTIONS))
    if not reason.strip() or not author.strip():
        raise DecisionError(
            "decide", "a decision needs an author and a reason.", "Add --author and --reason."
        )
    device = _slug(device or socket.gethostname())
    path = root / "decisions" / f"{_slug(author)}-{device}.jsonl"
    path.parent.mkdir(exist_ok=True)
    with path.open("a+b") as log, _alone(log):
        log.seek(0)
        written = log.read()
        draft = Decision(
            id="",
            previous=_last_id(written),
            at=at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            author=author,
            device=device,
            on=on,
            action=action,
            value=value,
            reason=reason,
            file=path.relative_to(root).as_posix(),
        )
        decision = msgspec.structs.replace(draft, id=_id(draft))
        plain: dict[str, Any] = {field: getattr(decision, field) for field in _FIELDS}
        apart = b"" if not written or written.endswith(b"\n") else b"\n"
        log.write(apart + _json(plain).encode() + b"\n")
        log.flush()
        os.fsync(log.fileno())
    return decision


_FAR = 1 << 30  # a byte no log reaches, locked in place of the log where a lock would keep it from being read


@contextmanager
def _alone(log: BinaryIO) -> Iterator[None]:
    """Hold a log so that no other writer comes between reading its last line and writing the next."""
    if sys.platform == "win32":
        import msvcrt

        log.seek(_FAR)
        msvcrt.locking(log.fileno(), msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            log.seek(_FAR)
            msvcrt.locking(log.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(log.fileno(), fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(log.fileno(), fcntl.LOCK_UN)


def _id(decision: Decision) -> str:
    return content_id("decision", *(getattr(decision, field) for field in _FIELDS if field != "id"))


def _json(plain: dict[str, Any]) -> str:
    """One line of JSON; the one control character that JSON lets stand is escaped, so that it stays text."""
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")


def _last_id(written: bytes) -> str:
    for line in reversed(written.split(b"\n")):
        try:
            return str(json.loads(line)["id"])
        except (ValueError, KeyError, TypeError):
            continue
    return ""


def _slug(text: str) -> str:
    return re.sub(r"\W+", ".", text).strip(".") or "nobody"
