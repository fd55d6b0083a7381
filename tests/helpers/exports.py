"""Small exports of a survey, made in code: workbooks, forms, archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from needline.model import Form
from needline.readers.base import Door
from needline.readers.forms import read_form
from needline.readers.submissions import Submissions, read_submissions, submissions_files

Rows = Sequence[Sequence[Any]]

SURVEY: Rows = [
    [
        "type",
        "name",
        "label::English (en)",
        "label::Français (fr)",
        "required",
        "relevant",
        "constraint",
        "calculation",
    ],
    ["start", "start", "", "", "", "", "", ""],
    ["today", "today", "", "", "", "", "", ""],
    ["begin_group", "home", "Home", "Foyer", "", "", "", ""],
    ["select_one area", "area", "Where do you live?", "Où vivez-vous ?", "yes", "", "", ""],
    ["integer", "people", "How many people?", "Combien de personnes ?", "true()", "", ". > 0", ""],
    ["decimal", "litres", "Litres of water a day", "Litres d'eau par jour", "", "", "", ""],
    ["select_multiple need", "needs", "What do you need?", "De quoi avez-vous besoin ?", "", "", "", ""],
    ["text", "needs_other", "Which other?", "Laquelle ?", "", "selected(${needs}, 'other')", "", ""],
    ["date", "arrived", "When did you arrive?", "Quand ?", "", "", "", ""],
    ["geopoint", "spot", "Where is it?", "Où ?", "", "", "", ""],
    ["end_group", "", "", "", "", "", "", ""],
    ["begin_repeat", "person", "Person", "Personne", "", "", "", ""],
    ["integer", "age", "Age", "Âge", "", "", "", ""],
    ["select_one sex", "sex", "Sex", "Sexe", "", "", "", ""],
    ["select_one yn", "sick", "Sick?", "Malade ?", "", "${people} > 0", "", ""],
    ["end_repeat", "", "", "", "", "", "", ""],
    ["calculate", "two", "", "", "", "", "", "1 + 1"],
]
CHOICES: Rows = [
    ["list_name", "name", "label::English (en)", "label::Français (fr)"],
    ["area", "N", "North bank", "Rive nord"],
    ["area", "S", "South bank", "Rive sud"],
    ["need", "food", "Food", "Nourriture"],
    ["need", "cash", "Cash in hand", "Argent"],
    ["need", "other", "Something else", "Autre"],
    ["sex", "f", "Female", "Femme"],
    ["sex", "m", "Male", "Homme"],
    ["yn", "yes", "Yes", "Oui"],
    ["yn", "no", "No", "Non"],
    ["yn", "dnk", "Don't know", "Ne sait pas"],
]
SETTINGS: Rows = [["form_title", "version", "default_language"], ["Households", "7", "English (en)"]]
FORM = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}


def workbook(path: Path, sheets: Mapping[str, Rows], merge: Sequence[tuple[str, str, str]] = ()) -> Path:
    """Write a workbook; `merge` names a sheet, a range of cells, and what stands in them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stated = {
        "default_date_format": "yyyy-mm-dd hh:mm",
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(path, stated) as book:
        written = {}
        for name, rows in sheets.items():
            written[name] = book.add_worksheet(name)
            for number, row in enumerate(rows):
                written[name].write_row(number, 0, row)
        for name, cells, text in merge:
            written[name].merge_range(cells, text)
    return path


def archive(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a zip archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    path.write_bytes(held.getvalue())
    return path


def survey_folder(root: Path) -> Path:
    """The folder of a survey inside a mission's."""
    path = root / "survey" / "hh"
    path.mkdir(parents=True, exist_ok=True)
    return path


def read_folder(root: Path, *, decimal: str = "") -> tuple[Submissions, Form, Door]:
    """Read the form, where there is one, and the submissions of the survey's folder."""
    folder, door = survey_folder(root), Door(root)
    form = read_form(door, folder / "form.xlsx") if (folder / "form.xlsx").is_file() else Form()
    read = read_submissions(door, submissions_files(folder)[0], form, decimal)
    assert read is not None, door.problems
    return read, form, door


def column(read: Submissions, name: str, repeat: str = "") -> list[str | None]:
    """Cells of the households, or of a repeat."""
    table = read.repeats[repeat] if repeat else read.main
    cells: list[str | None] = table[name].to_pylist()
    return cells


def codes(door: Door) -> set[str]:
    """Codes of what was said."""
    return {one.code for one in door.problems}
