"""
Files that no reader takes, told: a spreadsheet among the counts, a folder with a letter missing.

Left alone are hidden files and those that Office keeps open (`~$…`), `.needline/`, `out/` and what Python keeps of a
script (`__pycache__/`), and files directly in
the mission folder that are no tables (README.md, a script, a licence).
"""

from __future__ import annotations

from pathlib import Path

from needline.errors import near
from needline.readers.base import Door

FOLDERS: dict[str, str] = {
    "activities": "Save it as CSV or XLSX.",
    "counts": "Save it as CSV.",
    "decisions": "Decisions stand in .jsonl files, as `needline decide` writes them.",
    "observations": "Save it as CSV.",
    "population": "Save it as CSV.",
    "reports": "Save it as .txt or .md.",
    "routes": "Routes stand in legs.csv and states.csv, access in indicators.csv.",
    "standards": "A standard is a folder: standards/NAME/standard.toml, and indicators/ beside it.",
    "survey": "A survey is a folder: survey/NAME with submissions (csv, xlsx, json, zip, parquet).",
}
"""The folders of a mission, and how evidence in them wants to be written."""

_TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xls", ".ods"})
_OF_SURVEY = frozenset({"design.toml", "plan.csv", "plan.toml", "bind.toml", "kinds.toml"})
_KEPT = frozenset({"sample_frame.csv"})
_OUTPUTS = frozenset({"out", "__pycache__"})
_SHOWN = 3


def say_untaken(door: Door) -> None:
    """Write a problem down for every file that nothing read; one for all files of a folder that is none of these."""
    told = {one.file for one in door.problems}
    for path in sorted(door.root.iterdir()):
        if _hidden(path) or (path.is_dir() and path.name in _OUTPUTS):
            continue
        if path.is_dir() and path.name not in FOLDERS:
            _folder(door, path)
        elif path.is_dir():
            for file in door.files(path.name):
                if file not in door.taken and door.name(file) not in told:
                    _file(door, file, told)
        elif path.suffix.lower() in _TABLES and path not in door.taken:
            mend = f"Put it into one of {', '.join(FOLDERS)}, as CSV; or delete it."
            door.say("not-read", path, "", "no reader takes a table here; it was not read.", mend)


def _folder(door: Door, path: Path) -> None:
    files = [door.name(one) for one in door.files(path.name)]
    if not files:
        return
    more = ", …" if len(files) > _SHOWN else ""
    found = f"no folder of a mission; {len(files)} not read: {', '.join(files[:_SHOWN])}{more}."
    door.say("unknown-folder", path, "", found, near(path.name, FOLDERS))


def _file(door: Door, path: Path, told: set[str]) -> None:
    """A file inside one of the mission's folders that nothing read."""
    parts = path.relative_to(door.root).parts
    if path.suffix == ".toml" and path.with_suffix("").is_file():
        return
    if parts[0] == "decisions" and path.suffix == ".jsonl":
        return
    if parts[0] == "survey" and len(parts) > 2:  # noqa: PLR2004 - survey/NAME/FILE
        if door.name(path.parent) in told or path.name in _OF_SURVEY:
            return
        if path.name in _KEPT:
            door.say(
                "not-read", path, "", "kept, and not read by this version.", "Nothing is to be done.", "note"
            )
            return
    door.say("not-read", path, "", "no reader takes this file; it was not read.", FOLDERS[parts[0]])


def _hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$"))
