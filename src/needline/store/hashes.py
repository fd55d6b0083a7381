"""Fingerprints of what a step reads and of files, by which a build knows what has changed."""

from __future__ import annotations

from pathlib import Path


def hashed(*parts: str | bytes) -> str:
    """The sha256 of some parts in their order, each apart from the next."""
    from hashlib import sha256

    digest = sha256()
    for part in parts:
        digest.update(part if isinstance(part, bytes) else part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """The sha256 of a file's bytes; empty where there is none that can be read."""
    from hashlib import file_digest

    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
