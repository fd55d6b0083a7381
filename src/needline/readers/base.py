"""What every reader shares: the door where evidence is parsed once, and its problems written down."""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
import tomllib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from needline.errors import near
from needline.model import Problem, When, problem, read_when
from needline.model.problem import Severity
from needline.model.when import HOW_TO_WRITE
from needline.places import Gazetteer
from needline.readers.decoding import decode
from needline.readers.headers import fold, match_headers
from needline.readers.mapping import read_columns
from needline.text.numerals import decimal_mark, has_two_readings, read_number

if TYPE_CHECKING:
    from needline.store.written import Detail

MOST_PEOPLE = 1e10
"""More people, houses or vehicles than there are: a number above it is a slip of the pen."""

MOST = 1e15
"""The largest number of any unit."""

_LARGEST_FIELD = 10_000_000


class Door:
    """
    Where a mission's files are read: the folder, its zone, and the problems met so far.

    Args:
        root: the mission folder.
        zone: in which a bare date is a day.
    """

    def __init__(self, root: Path, zone: ZoneInfo | None = None) -> None:
        self.root = root
        self.zone = zone or ZoneInfo("UTC")
        self.problems: list[Problem] = []
        self.details: list[Detail] = []
        self.taken: set[Path] = set()

    def name(self, path: Path) -> str:
        """The file's path inside the mission folder, as problems and tables write it."""
        return path.relative_to(self.root).as_posix()

    def say(
        self, code: str, path: Path, where: str, found: str, mend: str, severity: Severity = "error"
    ) -> None:
        """Write a problem down and go on."""
        self.problems.append(problem(code, self.name(path), where, found, mend, severity))

    def say_rows(
        self,
        code: str,
        path: Path,
        where: str,
        found: str,
        mend: str,
        severity: Severity = "error",
        *,
        told: Iterable[str] = (),
    ) -> None:
        """Write down a problem of households: `found` for everybody, `told` (which rows) for this machine alone."""
        from needline.store.written import Detail

        shared = problem(code, self.name(path), where, found, mend, severity)
        self.problems.append(shared)
        for one in told:
            detail = problem(code, self.name(path), where, one, mend, severity)
            self.details.append(Detail(shared.id, detail))

    def files(self, folder: str, *suffixes: str) -> list[Path]:
        """The files of a folder with one of the suffixes, in order of name; hidden ones left out."""
        base = self.root / folder
        found = (path for path in base.rglob("*") if path.is_file()) if base.is_dir() else iter(())
        return sorted(
            path
            for path in found
            if not any(part.startswith((".", "~$")) for part in path.relative_to(base).parts)
            and (not suffixes or path.suffix.lower() in suffixes)
        )

    def text(self, path: Path) -> str | None:
        """The text of a file; None, and a problem, where it has none."""
        content = self.content(path)
        return None if content is None else self.decoded(path, content)

    def content(self, path: Path) -> bytes | None:
        """The bytes of a file, a packed one unpacked; None, and a problem, where it cannot be opened."""
        self.taken.add(path)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            self.say(
                "unreadable", path, "", "there is no such file.", "Check its name, and the folder it is in."
            )
            return None
        except OSError as error:
            self.say(
                "unreadable", path, "", f"cannot be opened ({error.strerror}).", "Check the file's rights."
            )
            return None
        if path.suffix.lower() != ".gz":
            return content
        try:
            return gzip.decompress(content)
        except (OSError, EOFError, zlib.error):
            self.say(
                "binary", path, "", "it cannot be unpacked.", "Pack it anew, or put the plain file here."
            )
            return None

    def decoded(self, path: Path, content: bytes, where: str = "") -> str | None:
        """The text of bytes that stand in a file; None, and a problem, where they are none."""
        read = decode(content)
        if read.encoding == "empty":
            self.say("empty", path, where, "the file is empty.", "Put its content back, or delete it.")
        elif read.text is None:
            self.say(
                "binary", path, where, "this is no text.", "Save it as UTF-8 text, or name it by its format."
            )
        elif not read.plain:
            self.say(
                "encoding",
                path,
                where,
                f"not in UTF-8; read as {read.encoding}.",
                "Check names with accents, then save it as UTF-8.",
                "warning",
            )
        return read.text

    def toml(self, path: Path) -> dict[str, Any]:
        """A TOML file as plain values; empty, and a problem, where it cannot be read."""
        text = self.text(path)
        if text is None:
            return {}
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.say(
                "toml", path, "", f"not valid TOML: {error}.", "Mend that line; nothing of the file was read."
            )
            return {}

    def rows(
        self,
        path: Path,
        columns: Iterable[str],
        required: Iterable[str] = (),
        *,
        foreign: bool = False,
        mapping: Path | None = None,
    ) -> Iterator[Row]:
        """
        The rows of a CSV file.

        Args:
            path: the file; a `NAME.csv.toml` beside it says what its columns mean (see `readers.mapping`).
            columns: the columns known to the reader; others are kept out of the way and said nothing of.
            required: columns without which no row can be read; a missing one is a problem, and no row comes.
            foreign: headers of others, and HXL tags, are matched to ours, and the match is said.
            mapping: where the mapping stands, if not beside the file.
        """
        columns = tuple(columns)
        table = self.csv(path)
        if table is None:
            return
        beside = mapping or path.with_name(path.name + ".toml")
        header = table.header
        given = read_columns(self, beside, header)
        theirs = {ours: one[0] for ours, one in given.columns.items() if one}
        if foreign:
            matched = self._matched(path, table, columns, given.settled())
            theirs |= matched
            given = msgspec.structs.replace(
                given, columns={**given.columns, **{ours: (one,) for ours, one in matched.items()}}
            )
        absent = [
            one
            for one in required
            if one not in given.fixed
            and one not in given.made
            and not set(given.columns.get(one, (one,))) & set(header)
        ]
        if absent:
            found = f"no column {', '.join(absent)}."
            write = f'{absent[0]} = "their header" under [columns] in {beside.name}'
            self.say("missing-column", path, "row 1", found, f"It has {', '.join(header)}. Write {write}.")
            return
        decimals = Decimals(table, theirs)
        for number, cells in table.rows:
            for named in given.named(cells, columns):
                yield Row(self, path, number, named, decimals, tuple(given.lies_in(cells)))

    def _matched(
        self, path: Path, table: Sheet, columns: tuple[str, ...], settled: Iterable[str]
    ) -> dict[str, str]:
        """Our columns to their headers, and a note of those that are not ours by name."""
        theirs = match_headers(columns, table.header, table.tags, settled)
        told = [f'{ours} from "{their}"' for ours, their in theirs.items() if fold(ours) != fold(their)]
        if told:
            mend = f"Where that is wrong, say so under [columns] in {path.name}.toml."
            self.say("matched", path, "row 1", f"headers of others; read {', '.join(told)}.", mend, "note")
        return theirs

    def csv(self, path: Path) -> Sheet | None:
        """A CSV file as a header and rows of text; None, and a problem, where it cannot be read."""
        text = self.text(path)
        if text is None:
            return None
        records, separator = self.records(path, text)
        first = next((index for index, record in enumerate(records) if any(record)), None)
        if first is None:
            self.say("empty", path, "", "no cell of it is filled.", "Put its content back, or delete it.")
            return None
        first, tags = _tags(records, first)
        header = records[first]
        while header and not header[-1]:
            header.pop()
        twice = sorted({one for one in header if one and header.count(one) > 1})
        if twice:
            found = f"the column {', '.join(twice)} stands twice."
            self.say(
                "twice", path, "row 1", found, "The first is read; rename or delete the other.", "warning"
            )
        tagged = {one: tag for one, tag in reversed([*zip(header, tags, strict=False)]) if one and tag}
        return Sheet(header, list(self._records(path, header, records, first + 1)), separator, tagged)

    def records(self, path: Path, text: str) -> tuple[list[list[str]], str]:
        """The cells of each row of a CSV text, as far as the quotes close, and what separates them."""
        separator, text = _separator(text)
        csv.field_size_limit(_LARGEST_FIELD)
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        records: list[list[str]] = []
        try:
            for record in lines:
                records.append([cell.strip() for cell in record])  # noqa: PERF401 - what stood before an error stays
        except csv.Error as error:
            found = f"a quote is not closed ({error}); nothing from here on was read."
            self.say(
                "csv", path, f"row {len(records) + 1}", found, 'Close it, or write "" for a quote in a cell.'
            )
        return records, separator

    def _records(
        self, path: Path, header: list[str], records: list[list[str]], first: int
    ) -> Iterator[tuple[int, dict[str, str]]]:
        for number, record in enumerate(records[first:], start=first + 1):
            if not any(record) or is_hxl(record):
                continue
            if len(record) > len(header) and any(record[len(header) :]):
                found = f"{len(record)} cells under {len(header)} headers."
                self.say("ragged", path, f"row {number}", found, "Quote cells that hold the separator.")
            cells: dict[str, str] = {}
            for name, cell in zip(header, record, strict=False):
                cells.setdefault(name, cell)
            yield number, cells


class Sheet(NamedTuple):
    """A table of text: header, rows with their numbers (the header is row 1), what separates cells, and HXL tags."""

    header: list[str]
    rows: list[tuple[int, dict[str, str]]]
    separator: str
    tags: dict[str, str]
    name: str = ""

    @classmethod
    def of(cls, name: str, records: list[list[str]]) -> Sheet:
        """A sheet of a workbook, its first filled row the header."""
        filled = [(number, record) for number, record in enumerate(records, start=1) if any(record)]
        header = filled[0][1] if filled else []
        rows = [
            (number, {one: cell for one, cell in reversed([*zip(header, record, strict=True)]) if one})
            for number, record in filled[1:]
        ]
        return cls([one for one in header if one], rows, "", {}, name)


class Decimals:
    """
    The decimal mark of each column of a table, found when first asked for.

    Args:
        sheet: the table.
        theirs: our column to the file's header, where they differ.
    """

    def __init__(self, sheet: Sheet, theirs: dict[str, str]) -> None:
        self._sheet, self._theirs = sheet, theirs
        self._found: dict[str, str] = {}
        self.comma_separated = sheet.separator == ","

    def mark(self, column: str) -> str:
        """The mark that a column's cells decide; empty where they decide none, or both."""
        if column not in self._found:
            name = self._theirs.get(column, column)
            different = {cells.get(name, "") for _, cells in self._sheet.rows}
            self._found[column] = decimal_mark(different, comma_separated=self.comma_separated)
        return self._found[column]


class Row:
    """
    One row at the door; each method parses one cell and writes a problem down where it cannot.

    `bad` turns true once a cell could not be read; `lies_in` names places of the row and what each lies in, where a
    mapping says so.
    """

    def __init__(
        self,
        door: Door,
        path: Path,
        number: int,
        cells: dict[str, str],
        decimals: Decimals,
        lies_in: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.door, self.path, self.number, self.cells = door, path, number, cells
        self.lies_in = lies_in
        self._decimals = decimals
        self.bad = False

    @property
    def file(self) -> str:
        """The file's path inside the mission folder."""
        return self.door.name(self.path)

    def say(self, code: str, column: str, found: str, mend: str, severity: Severity = "error") -> None:
        """Write down what is wrong with a cell of this row."""
        self.bad = self.bad or severity == "error"
        self.door.say(code, self.path, f"row {self.number}, {column}", found, mend, severity)

    def text(self, column: str) -> str:
        """The cell as text; empty where it is not known."""
        return self.cells.get(column, "")

    def needed(self, column: str) -> str:
        """The cell as text; a problem where it is empty."""
        if not self.text(column):
            self.say("missing", column, "empty, and needed.", "Fill it in.")
        return self.text(column)

    def number_of(self, column: str, *, least: float | None = None, most: float = MOST) -> float | None:
        """
        The cell as a number, thousands marks allowed; None where it is empty, or cannot be read for certain.

        A comma is a decimal mark only where the file is not separated by commas and the column shows it. A cell such
        as `12.000`, whose column does not tell which mark it is, is a problem and never a guess.
        """
        written = self.text(column)
        if not written:
            return None
        mark = self._decimals.mark(column)
        if not mark and self._doubtful(written, most):
            thousands, decimal = re.sub("[.,]", "", written), f"{float(written.replace(',', '.')):g}"
            found = f'"{written}" has two readings: {thousands} or {decimal}.'
            self.say("two-readings", column, found, f"Write {thousands}, or {decimal}.")
            return None
        try:
            value = read_number(written, mark or ".")
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.say(
                "number", column, f'"{written}" is no number.', "Write digits, with a point for decimals."
            )
            return None
        if least is not None and value < least:
            self.say("range", column, f"{written} is below {least:g}.", "Check the figure at its source.")
            return None
        if value > most:
            self.say(
                "range", column, f"{written[:40]} is above {most:,.0f}.", "Check the figure at its source."
            )
            return None
        return value

    def _doubtful(self, written: str, most: float) -> bool:
        """Whether both readings of a cell are possible: by the separator, and within bounds."""
        if not has_two_readings(written) or (self._decimals.comma_separated and "," in written):
            return False
        return abs(float(re.sub("[.,]", "", written))) <= most

    def when(self, column: str) -> When | None:
        """The cell as a date or instant; None where it is empty."""
        if not self.text(column):
            return None
        try:
            return read_when(self.text(column), self.door.zone)
        except ValueError as error:
            self.say("date", column, str(error), HOW_TO_WRITE)
            return None

    def day(self, column: str) -> str:
        """The cell as the text of a date; empty where it is empty or none."""
        return self.text(column) if self.when(column) else ""

    def choice(self, column: str, known: Iterable[str], default: str = "") -> str:
        """The cell as one of the known words; the default where it is empty."""
        written, words = self.text(column), tuple(known)
        if not written:
            return default
        if written in words:
            return written
        folded = written.casefold().replace(" ", "_")
        for word in words:
            if word.casefold().replace(" ", "_") == folded:
                return word
        self.say("unknown-word", column, f'"{written}" is not known.', near(written, words))
        return default

    def place(self, column: str, gazetteer: Gazetteer) -> str:
        """The cell as the code of a place; empty where it is empty, or not known to the mission."""
        written = self.text(column)
        code = gazetteer.resolve(written) if written else ""
        if written and not code:
            several = gazetteer.candidates(written)
            found = f'"{written}" is ' + (
                f"several: {', '.join(several)}." if several else "no place of places.csv."
            )
            self.say("unknown-place", column, found, f"Add it there. {gazetteer.near(written)}")
        return code


def _separator(text: str) -> tuple[str, str]:
    """
    The separator of a CSV file, and its text without the line that names it.

    It is what a first line `sep=;` says, as Excel writes it, else the commonest of comma, semicolon and tab in the
    first line; a bar where that has none of them.
    """
    said = _SEPARATOR.match(text)
    if said:
        return said["mark"], text[said.end() :]
    first = text.lstrip().split("\n", 1)[0]
    found = max((",", ";", "\t"), key=first.count)
    return ("|" if found not in first and "|" in first else found), text


_SEPARATOR = re.compile(r"\s*\"?sep=(?P<mark>[,;|\t])\"?[ ,;]*(?:\r\n|\r|\n)", re.IGNORECASE)


def _tags(records: list[list[str]], first: int) -> tuple[int, list[str]]:
    """
    Where the header stands, and the HXL tags under or above it.

    A row of tags that no header follows, since numbers do, is the header itself.
    """
    if not is_hxl(records[first]):
        below = next((record for record in records[first + 1 :] if any(record)), [])
        return first, below if is_hxl(below) else []
    following = next((index for index in range(first + 1, len(records)) if any(records[index])), None)
    if following is None or any(re.match(r"[+-]?\d", cell) for cell in records[following]):
        return first, list(records[first])
    return following, records[first]


def is_hxl(record: Sequence[str]) -> bool:
    """Whether a row holds HXL tags: every filled cell starts with a hash and a letter."""
    filled = next((cell for cell in record if cell), "")
    return filled.startswith("#") and all(re.match(r"#[a-z]", cell) for cell in record if cell)
