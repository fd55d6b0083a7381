"""Archives (ODK Central's export): a CSV file for the submissions and one for each repeat, or JSON."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from needline.readers.submissions import delimited, records
from needline.readers.submissions.parts import Part, Telling, counted

SUFFIXES = (".zip",)
BESIDE = False
_READ = dict.fromkeys(delimited.SUFFIXES, delimited.read_text) | dict.fromkeys(
    records.SUFFIXES, records.read_text
)
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, RuntimeError, EOFError)
"""What reading an archive may raise; a password is a RuntimeError, an unknown compression a NotImplementedError."""
_LARGEST = 4_000_000_000
"""Bytes of all its tables; a small archive that unpacks to more is not unpacked."""


def read(telling: Telling, path: Path) -> list[Part]:
    """
    Read the tables of an archive.

    Args:
        telling: where problems go.
        path: the archive.
    """
    telling.door.taken.add(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _tables(telling, archive)
    except _DAMAGED as error:
        found = f"is no archive that can be read ({error})."
        telling.say("unreadable", found, "Export it again, without a password.")
        return []


def _tables(telling: Telling, archive: zipfile.ZipFile) -> list[Part]:
    files = [one for one in archive.infolist() if not one.is_dir() and not _hidden(one.filename)]
    tables = [one for one in files if PurePosixPath(one.filename).suffix.lower() in _READ]
    if sum(one.file_size for one in tables) > _LARGEST:
        found = f"its tables unpack to more than {_LARGEST:,} bytes; nothing was read."
        telling.say("too-large", found, "Unpack it, and put the tables here.")
        return []
    other = len(files) - len(tables)
    if other:
        found = f"{counted(other, 'file')} of the archive, of media or the form, not read."
        telling.say("not-read", found, "Nothing is to be done.", "note")
    parts: list[Part] = []
    for one in sorted(tables, key=lambda one: one.filename):
        name = PurePosixPath(one.filename)
        of_file = telling.of(name.name)
        try:
            content = archive.read(one)
        except _DAMAGED as error:
            found = f"is damaged, and was not read ({error})."
            of_file.say("unreadable", found, "Export it again.")
            continue
        text = telling.door.decoded(telling.path, content, name.name)
        if text is not None:
            parts += _READ[name.suffix.lower()](of_file, text, name.stem)
    return parts


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
