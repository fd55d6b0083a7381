"""CSV: one table a file; repeats lie beside it as `submissions-REPEAT.csv`."""

from __future__ import annotations

from pathlib import Path

from needline.readers.submissions.parts import Part, Telling, read_part

SUFFIXES = (".csv", ".tsv", ".txt")
BESIDE = True
"""Whether repeats stand in files of their own."""


def read(telling: Telling, path: Path) -> list[Part]:
    """
    Read a CSV file.

    Args:
        telling: where problems go.
        path: the file.
    """
    text = telling.door.text(path)
    return [] if text is None else read_text(telling, text, path.stem)


def read_text(telling: Telling, text: str, name: str) -> list[Part]:
    """A table from the text of a CSV file."""
    records, separator = telling.door.records(telling.path, text)
    part = read_part(telling, records, name=name, commas=separator == ",")
    return [part] if part else []
