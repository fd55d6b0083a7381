"""XLSForms: the sheets `survey`, `choices` and `settings` as a `Form`; what is broken in a form is a problem."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from needline.errors import near
from needline.model import Choice, Form, Question
from needline.model.form import SELECTS, UNASKED
from needline.model.problem import Severity
from needline.readers.base import Door
from needline.readers.workbooks import Cells, NoWorkbookError, read_workbook

_TYPES = (
    *("integer", "decimal", "range", "text", "date", "time", "dateTime", "geopoint", "geotrace", "geoshape"),
    *("barcode", "image", "audio", "video", "file", "calculate", "hidden", "note", "acknowledge", "trigger"),
    *("start", "end", "today", "deviceid", "username", "phonenumber", "email", "subscriberid", "simserial"),
    *("audit", "start-geopoint", "background-audio", "background-geopoint", "xml-external", "csv-external"),
    *("osm", "uri", "instance_name", *sorted(SELECTS)),
)
_ALIASES = {
    "int": "integer",
    "string": "text",
    "gps": "geopoint",
    "location": "geopoint",
    "photo": "image",
    "datetime": "dateTime",
    "date time": "dateTime",
    "calculation": "calculate",
    "phone number": "text",
    "add note prompt": "note",
    "q string": "text",
    "q int": "integer",
    "device id": "deviceid",
    "email": "email",
    "sim serial": "simserial",
    "phonenumber": "phonenumber",
    "draw": "image",
    "signature": "image",
    "annotate": "image",
    "binary": "file",
    "geopoint": "geopoint",
}
_SELECT = re.compile(
    r"(?P<kind>select[ _]?(?:one|1)(?:[ _]external)?|select[ _](?:multiple|all that apply)|rank)"
    r"(?:[ _]from[ _]file| from)?\s+(?P<list>\S+)(?P<other>\s+(?:or[ _]other|or specify other))?",
    re.IGNORECASE,
)
_SECTION = re.compile(r"(?P<end>begin|end)[ _](?P<kind>group|repeat|loop)", re.IGNORECASE)
_LABEL = re.compile(r"label\s*(?:::?\s*(?P<language>.+))?", re.IGNORECASE)
_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")
_TRUE = frozenset({"yes", "true", "true()", "1", "oui", "si", "x"})
_HEADERS = {
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind:relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "bind::calculate": "calculation",
    "calculate": "calculation",
    "list name": "list_name",
    "value": "name",
    "command": "type",
    "repeat count": "repeat_count",
    "choice filter": "choice_filter",
    "form title": "form_title",
}
_RULES = ("relevant", "constraint", "calculation", "choice_filter")
_PARTS = frozenset({"survey", "choices", "settings", "external_choices", "entities", "osm"})


class _Line(NamedTuple):
    """A row of a sheet of the form: its cells by header, and its number, the header being row 1."""

    cells: Mapping[str, str]
    row: int

    def text(self, column: str) -> str:
        return self.cells.get(column, "")


class _Section(NamedTuple):
    """A group or repeat that is open while its rows are read."""

    kind: str
    name: str
    relevant: str
    row: int


def read_form(door: Door, path: Path) -> Form:
    """
    Read an XLSForm.

    Args:
        door: where problems go.
        path: a workbook.

    Returns:
        Form: with what could be read of it; without a question where nothing could.
    """
    door.taken.add(path)
    try:
        sheets = {one.name.strip().lower(): one for one in read_workbook(path)}
    except (NoWorkbookError, OSError) as error:
        found = f"is no workbook that can be read ({error})."
        door.say("form", path, "", found, "Save the form again as .xlsx; until then it is read without.")
        return Form()
    return _Reading(door, path, sheets).form()


class _Reading:
    """One form while it is read."""

    def __init__(self, door: Door, path: Path, sheets: dict[str, Cells]) -> None:
        self.door, self.path, self.sheets = door, path, sheets
        self.languages: dict[str, None] = {}
        self.stack: list[_Section] = []
        self.repeats: dict[str, str] = {}
        self.default = ""

    def form(self) -> Form:
        """The form, its problems said."""
        if "survey" not in self.sheets:
            found = f"no sheet named survey among {', '.join(self.sheets) or 'none'}; nothing of it was read."
            self.say("", found, "Name the sheet of questions survey.", "error")
            return Form()
        settings = next(self._lines("settings"), _Line({}, 2))
        self.default = settings.text("default_language")
        choices = self._choices(allow_twice=settings.text("allow_choice_duplicates").lower() in _TRUE)
        questions = [*_with_others(list(self._questions(choices)))]
        self._check(questions, choices)
        other = [one.name for name, one in self.sheets.items() if name not in _PARTS]
        if other:
            found = f"sheets that are no part of a form, not read: {', '.join(other)}."
            self.say("", found, "Nothing is to be done.", "note")
        return Form(
            file=self.door.name(self.path),
            title=settings.text("form_title"),
            version=settings.text("version"),
            languages=[one for one in self.languages if one],
            questions=questions,
            choices=choices,
            repeats=self.repeats,
        )

    def say(self, where: str, found: str, mend: str, severity: Severity = "warning") -> None:
        """Note what is wrong with the form."""
        self.door.say("form", self.path, where, found, mend, severity)

    def _lines(self, name: str) -> Iterator[_Line]:
        """The rows of a sheet that say something."""
        sheet = self.sheets.get(name)
        if sheet is None:
            return
        first = next((place for place, row in enumerate(sheet.rows) if any(row)), None)
        if first is None:
            return
        header = [_header(cell) for cell in sheet.rows[first]]
        for number, row in enumerate(sheet.rows[first + 1 :], start=first + 2):
            cells: dict[str, str] = {}
            for column, cell in zip(header, row, strict=True):
                if column and cell:
                    cells.setdefault(column, cell)
            if cells and cells.get("disabled", "").lower() not in _TRUE:
                yield _Line(cells, number)

    def _labels(self, line: _Line) -> dict[str, str]:
        found: dict[str, str] = {}
        for column, cell in line.cells.items():
            label = _LABEL.fullmatch(column)
            if label:
                language = (label["language"] or self.default).strip()
                self.languages.setdefault(language)
                found.setdefault(language, cell)
        return found

    def _choices(self, *, allow_twice: bool) -> dict[str, list[Choice]]:
        found: dict[str, list[Choice]] = {}
        for line in self._lines("choices"):
            listed, name = line.text("list_name"), line.text("name")
            where = f"choices, row {line.row}"
            if not listed or not name:
                if name or self._labels(line):
                    lacks = "name" if listed else "list_name"
                    self.say(where, f"a choice without {lacks}; it was not read.", f"Fill {lacks}.", "error")
                continue
            there = found.setdefault(listed, [])
            if any(one.name == name for one in there) and not allow_twice:
                self.say(
                    where, f'"{name}" stands in {listed} before; the first is read.', "Delete one of the two."
                )
                continue
            there.append(Choice(name=name, labels=self._labels(line), row=line.row))
        return found

    def _questions(self, choices: Mapping[str, list[Choice]]) -> Iterator[Question]:
        for line in self._lines("survey"):
            kind = " ".join(line.text("type").split())
            section = _SECTION.fullmatch(kind)
            if section:
                self._section(line, section["end"].lower(), section["kind"].lower())
            elif kind:
                yield from self._question(line, kind, choices)
            elif line.text("name"):
                where = f"survey, row {line.row}"
                self.say(where, f'"{line.text("name")}" has no type; it was not read.', "Fill type.", "error")
        for open_ in self.stack:
            where = f"survey, row {open_.row}"
            self.say(
                where, f'the {open_.kind} "{open_.name}" is not closed.', f"Add end_{open_.kind}.", "error"
            )

    def _section(self, line: _Line, end: str, kind: str) -> None:
        where = f"survey, row {line.row}"
        kind = "group" if kind == "loop" else kind
        if end == "begin":
            name = line.text("name") or f"{kind}_{line.row}"
            if kind == "repeat":
                self.repeats[name] = self._repeat()
            self.stack.append(_Section(kind, name, line.text("relevant"), line.row))
        elif not self.stack:
            self.say(where, f"end_{kind}, and nothing is open.", f"Delete it, or add begin_{kind}.", "error")
        elif self.stack[-1].kind != kind:
            open_ = self.stack[-1]
            found = f'end_{kind}, where the {open_.kind} "{open_.name}" of row {open_.row} is open.'
            self.say(where, found, f"Close it by end_{open_.kind}; it is taken as closed here.", "error")
            self.stack.pop()
        else:
            self.stack.pop()

    def _repeat(self) -> str:
        return next((one.name for one in reversed(self.stack) if one.kind == "repeat"), "")

    def _question(self, line: _Line, written: str, choices: Mapping[str, list[Choice]]) -> Iterator[Question]:
        where, name = f"survey, row {line.row}", line.text("name")
        select = _SELECT.fullmatch(written)
        kind = _kind(select["kind"] if select else written)
        if not name and kind in {"note", *_METADATA}:
            name = kind if kind != "note" else f"note_{line.row}"
        if not name:
            self.say(
                where, f"a question of type {kind} without a name; it was not read.", "Name it.", "error"
            )
            return
        if kind not in _TYPES:
            self.say(where, f'"{kind}" is no type of question; kept as it stands.', near(kind, _TYPES))
        listed = select["list"] if select else ""
        from_file = "." in listed or (select is not None and "external" in select["kind"])
        if kind in SELECTS and not from_file and listed not in choices:
            found = f'"{name}" is answered from the list "{listed}", which has no choice.'
            self.say(where, found, near(listed, choices) if listed else "Name its list.", "error")
        rules = [one for one in (*(section.relevant for section in self.stack), line.text("relevant")) if one]
        yield Question(
            name=name,
            path="/".join([*(section.name for section in self.stack), name]),
            kind=kind,
            list_name=listed,
            labels=self._labels(line),
            required=line.text("required").lower() in _TRUE,
            relevant=rules[0] if len(rules) == 1 else " and ".join(f"({one})" for one in rules),
            constraint=line.text("constraint"),
            calculation=line.text("calculation"),
            repeat=self._repeat(),
            choice_filter=line.text("choice_filter"),
            other=bool(select and select["other"]),
            row=line.row,
        )

    def _check(self, questions: list[Question], choices: Mapping[str, list[Choice]]) -> None:
        """What can only be seen of the whole form."""
        known = {one.name for one in questions} | set(self.repeats) | self._groups()
        seen: dict[str, int] = {}
        for one in questions:
            where = f"survey, row {one.row}"
            if one.name in seen and one.kind not in UNASKED:
                found = f'"{one.name}" names the question of row {seen[one.name]} too.'
                self.say(where, found, "Rename one: their answers cannot be told apart by name.")
            seen.setdefault(one.name, one.row)
        several = {one.list_name for one in questions if one.kind == "select_multiple"}
        for listed in sorted(several & set(choices)):
            for choice in choices[listed]:
                if len(choice.name.split()) > 1:
                    found = (
                        f'"{choice.name}" of {listed} has a blank inside, and blanks part several choices.'
                    )
                    self.say(f"choices, row {choice.row}", found, "Write _ for the blank.", "error")
        self._say_unknown(known)
        self._say_blanks()

    def _say_unknown(self, known: set[str]) -> None:
        """Rules that ask for a question the form has not."""
        for line in self._lines("survey"):
            for rule in _RULES:
                for name in dict.fromkeys(_REFERENCE.findall(line.text(rule))):
                    if name not in known:
                        found = f'{rule} asks for "{name}", which is no question.'
                        self.say(f"survey, row {line.row}", found, near(name, known))

    def _groups(self) -> set[str]:
        return {line.text("name") for line in self._lines("survey") if _SECTION.fullmatch(line.text("type"))}

    def _say_blanks(self) -> None:
        """Names with a blank at an end, which answers never have."""
        for name, columns in (("survey", {"name"}), ("choices", {"name", "list_name"})):
            blank = self._padded(name, columns)
            if blank:
                found = f"{len(blank)} names with a blank at an end, read without it: {', '.join(blank)}."
                self.say(name, found, "Take the blanks out of the form.", "note")

    def _padded(self, name: str, columns: set[str]) -> list[str]:
        sheet = self.sheets.get(name)
        first = next((place for place, row in enumerate(sheet.rows) if any(row)), None) if sheet else None
        if sheet is None or first is None:
            return []
        places = {place for place, cell in enumerate(sheet.rows[first]) if _header(cell) in columns}
        padded = sorted((row, column) for row, column in sheet.padded if row > first and column in places)
        return list(dict.fromkeys(sheet.rows[row][column] for row, column in padded))


def _header(cell: str) -> str:
    """A header as the form's readers know it; labels keep their language as written."""
    plain = " ".join(cell.split())
    if _LABEL.fullmatch(plain):
        return plain
    lowered = plain.lower()
    return _HEADERS.get(lowered, lowered.replace(" ", "_"))


def _with_others(questions: list[Question]) -> Iterator[Question]:
    """The questions, and after each with `or_other` the text that it adds to the form; source: pyxform."""
    names = {one.name for one in questions}
    for one in questions:
        yield one
        added = f"{one.name}_other"
        if one.other and added not in names:
            yield Question(
                name=added,
                path=f"{one.path}_other",
                kind="text",
                relevant=f"selected(${{{one.name}}}, 'other')",
                repeat=one.repeat,
                row=one.row,
            )


_METADATA = frozenset({"start", "end", "today", "deviceid", "username", "phonenumber", "audit", "email"})


def _kind(written: str) -> str:
    """The kind of question that a type means."""
    lowered = written.lower().replace("_", " ")
    if lowered.startswith("select"):
        multiple = "multiple" in lowered or "all that" in lowered
        return "select_multiple" if multiple else "select_one"
    if lowered in _ALIASES:
        return _ALIASES[lowered]
    same = [one for one in _TYPES if one.lower().replace("_", " ") == lowered]
    return same[0] if same else written
