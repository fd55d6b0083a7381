"""
How things are marked in the page: numbers with their trace, moments, codes, quotations, and words of people.

Every digit in the report stands in one of these marks, so that a reader of the source, and a test, can tell
what it is: a number with `data-n`, a `<time>`, a `<code>`, a quotation, words as `written` in the mission's files,
a sentence `told` by one of needline's steps, or a `tick` of an axis.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import msgspec
from markupsafe import Markup

from needline.model import Count, Mission, Need, Place, Ref, Source
from needline.publish import words
from needline.publish.derived import rows_ref
from needline.publish.formats import PERCENT, RULES, Form, text
from needline.publish.numbers import Numbers, Printed, form_of, ref_of, row_of

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NOT_KNOWN = Markup('<span class="unknown">not known</span>')
_SYNTHETIC = Markup('<span class="syn" title="rests on a made-up survey">◇</span>')


def anchor(ref: Ref) -> str:
    """The id, in the page, of a row's evidence."""
    row = str(row_of(ref))
    return "e-" + re.sub(r"[^A-Za-z0-9-]", lambda found: f"_{ord(found[0]):x}", row.replace("/", "-", 1))


def same_number(count: Count) -> tuple[Any, ...]:
    """What two counts share that write the same number of the same thing."""
    return count.measure, count.unit, count.number_low, count.number_high, count.damaged


class Marks:
    """
    The marks of one page; `in_texts` holds the counts that were read from texts, by `same_number`.

    Args:
        mission: for its zone and the names of its groups and sectors.
        numbers: the numbers of the publication; `marks.number` and its kin go through it.
    """

    def __init__(self, mission: Mission, numbers: Numbers) -> None:
        self.mission = mission
        self.numbers = numbers
        self.store = numbers.store
        self._places = {place.id: place for place in self.store.read(Place)}
        self._groups = {group.id: (group.names or [group.id])[0] for group in mission.groups}
        self._sectors = {sector.id: sector.name for sector in mission.sectors}
        self._sources = _by_name(self.store.read(Source))
        self.in_texts: dict[Any, list[Count]] = {}
        for count in self.store.read(Count):
            if count.claim and not count.denied:
                self.in_texts.setdefault(same_number(count), []).append(count)

    # numbers

    def number(self, row: Any, column: str, form: Form | None = None, *, opens: bool = True) -> Markup:
        """
        Print a cell of a row as a link to its evidence, or as "not known".

        Args:
            row: a row of the store.
            column: its column.
            form: how it is written; None: as the schema's unit has it.
            opens: False where it already stands in a link or in its own evidence.
        """
        index = column.partition(".")
        value = getattr(row, index[0])
        value = value[int(index[2])] if index[2] else value
        if value is None:
            return _NOT_KNOWN
        ref = ref_of(row, column)
        printed = self.numbers.number(value, ref, form or form_of(row, column))
        return self._link(ref, _bare(printed), opens=opens) + self._made_up(row, column)

    def range(self, row: Any, low: str, high: str, form: Form | None = None, *, opens: bool = True) -> Markup:
        """
        Print a range: one number where its ends are equal, "1,000 or more", "up to 999", or "50-999".

        Args:
            row: a row of the store.
            low, high: columns of its ends; a missing value is an open end, two are "not known".
            form, opens: as for a number.
        """
        ends = getattr(row, low), getattr(row, high)
        if ends == (None, None):
            return _NOT_KNOWN
        form = form or form_of(row, low)
        written = self._ends(row, (low, ends[0]), (high, ends[1]), form)
        return self._link(ref_of(row), written, opens=opens) + self._made_up(row, low)

    def likely(self, row: Any, point: str, low: str, high: str, *, opens: bool = True) -> Markup:
        """
        Print a likely number with its range, "830 (780-880)", as one link; the range alone where none is likely.

        Args:
            row: a row of the store.
            point, low, high: columns; a range that is one value is not repeated.
            opens: as for a number.
        """
        value, ends = getattr(row, point), (getattr(row, low), getattr(row, high))
        if value is None or ends in {(None, None), (value, value)}:
            column = low if ends != (None, None) else point
            return (
                self.range(row, low, high, opens=opens)
                if column == low
                else self.number(row, point, opens=opens)
            )
        form = form_of(row, point)
        likely = _bare(self.numbers.number(value, ref_of(row, point), form))
        written = Markup("{} ({})").format(likely, self._ends(row, (low, ends[0]), (high, ends[1]), form))
        return self._link(ref_of(row, point), written, opens=opens) + self._made_up(row, point)

    def _ends(self, row: Any, low: tuple[str, Any], high: tuple[str, Any], form: Form) -> Markup:
        def end(column: str, value: float) -> Markup:
            return _bare(self.numbers.number(value, ref_of(row, column), form))

        if low[1] is None:
            return Markup("up to {}").format(end(*high))
        if high[1] is None:
            return Markup("{} or more").format(end(*low))
        if text(low[1], form) == text(high[1], form):
            return end(*low)
        least = self.numbers.number(low[1], ref_of(row, low[0]), form)
        least = msgspec.structs.replace(least, text=least.text.removesuffix(PERCENT))
        between = " to " if low[1] < 0 else "–"  # which would read as another minus
        return Markup("{}{}{}").format(_bare(least), between, end(*high))

    def said(self, count: Count, *, opens: bool = True) -> Markup:
        """A reported number with its qualifier, as its source put it: "more than 100,000"."""
        known = count.number_low is not None
        columns = ("number_low", "number_high") if known else ("low", "high")
        written = self.range(count, *columns, opens=False)
        if known and count.qualifier not in {"exact", "between", ""}:
            written = Markup("{} {}").format(count.qualifier, written)
        if count.damaged:
            written += Markup(' <span class="flag">digits missing in the text</span>')
        if count.denied:
            written += Markup(' <span class="flag">denied</span>')
        return self._link(ref_of(count), written, opens=opens)

    def rows(self, table: str, noun: str = "", unless: dict[str, str] | None = None, **where: str) -> Markup:
        """How many rows a table holds, with a selection; the noun in its plural is set to the number."""
        ref = rows_ref(table, where, unless)
        value = self.numbers.cell(ref)
        number = self._link(ref, _bare(self.numbers.number(value, ref)), opens=True)
        if not noun:
            return number
        return Markup("{} {}").format(number, _singular(noun) if value == 1 else noun)

    def _link(self, ref: Ref, inner: Markup, *, opens: bool) -> Markup:
        if not opens:
            return inner
        self.numbers.open(row_of(ref))
        return Markup('<a class="n" href="#{}">{}</a>').format(anchor(ref), inner)

    def _made_up(self, row: Any, column: str) -> Markup:
        rests = getattr(row, "synthetic", False) and not (
            isinstance(row, Need) and column.startswith(("people", "published"))
        )
        return _SYNTHETIC if rests and column not in {"households", "set_aside"} else Markup("")

    def link(self, row: Any, label: str | Markup) -> Markup:
        """A link to the evidence of a row, in words."""
        return self._link(ref_of(row), Markup("{}").format(label), opens=True)

    # moments

    def instant(self, moment: dt.datetime | None) -> Markup:
        """An instant in the mission's zone, to the minute."""
        if moment is None:
            return _NOT_KNOWN
        local = moment.astimezone(self.mission.tz)
        shown = f"{_day(local)}, {local:%H:%M}"
        return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="minutes"), shown)

    def day(self, moment: dt.datetime | dt.date | None) -> Markup:
        """A day in the mission's zone."""
        if moment is None:
            return _NOT_KNOWN
        local = moment.astimezone(self.mission.tz).date() if isinstance(moment, dt.datetime) else moment
        return Markup('<time datetime="{}">{}</time>').format(local.isoformat(), _day(local))

    def when(self, start: dt.datetime | None, end: dt.datetime | None, written: str = "") -> Markup:
        """A moment between two ends: an instant, a day, or a span; as written where neither is known."""
        if start is None and end is None:
            return self.written(written) if written else _NOT_KNOWN
        if start is None or end is None:
            return (
                Markup("from {}").format(self.instant(start))
                if start
                else Markup("until {}").format(self.instant(end))
            )
        if start == end:
            return self.instant(start)
        if start.astimezone(self.mission.tz).date() == end.astimezone(self.mission.tz).date():
            return self.day(start)
        return Markup("{} to {}").format(self.day(start), self.day(end))

    def offset(self) -> Markup:
        """The mission's zone at its as-of date, as an offset from UTC."""
        local = self.mission.as_of.astimezone(self.mission.tz)
        return Markup("<code>UTC{}</code>").format(local.strftime("%z")[:3] + ":" + local.strftime("%z")[3:])

    # words of the mission's files, and of needline's steps

    def written(self, words_: str) -> Markup:
        """Words from the mission's files: titles, names, notes."""
        return Markup('<span data-as="written">{}</span>').format(words_)

    def told(self, sentence: str) -> Markup:
        """A sentence made by one of needline's steps: a rule, a flag, what would be needed."""
        return Markup('<span data-as="told">{}</span>').format(sentence)

    def reading(self, reading: str) -> Markup:
        """How a residual was taken; names of counts in it ("if k027") stand as codes."""
        parts = [one for one in reading.split(", ") if one]
        return Markup(", ").join(
            self.code(one) if any(map(str.isdigit, one)) else self.told(one) for one in parts
        )

    def code(self, word: str) -> Markup:
        """A code, an id, a file's name."""
        return Markup("<code>{}</code>").format(word)

    def address(self, url: str) -> Markup:
        """An address as a link, where it is one; nothing is fetched."""
        if url.startswith(("https://", "http://")):
            return Markup('<a class="url" rel="noreferrer" href="{}" data-as="written">{}</a>').format(
                url, url
            )
        return self.written(url)

    def place(self, code: str) -> Markup:
        """All names of a place, in the mission's order; the code where it has none."""
        found = self._places.get(code)
        return self.written(found.name if found else code)

    def by_name(self, code: str) -> tuple[Any, ...]:
        """A key that sorts places by name, with numbers in names by value: District 2 before District 10."""
        parts = re.split(r"(\d+)", self.place_name(code).casefold())
        return (*((int(part), "") if part.isdigit() else (0, part) for part in parts), (0, code))

    def place_name(self, code: str) -> str:
        """The same as plain text, for a picture."""
        found = self._places.get(code)
        return found.name if found else code

    def group(self, name: str) -> Markup:
        """The mission's name of a group, or the words as written."""
        return self.written(self._groups.get(name, name))

    def sector(self, name: str) -> Markup:
        """A sector's name."""
        fixed = {"all": Markup("All sectors"), "": Markup("no sector given")}.get(name)
        return fixed or self.written(self._sectors.get(name, name))

    def by_group(self, name: str) -> tuple[int, str]:
        """A key that sorts groups as the mission lists them."""
        order = list(self._groups)
        return (order.index(name) if name in order else len(order), name)

    def by_sector(self, name: str) -> tuple[int, str]:
        """A key that sorts sectors as the mission lists them."""
        order = list(self._sectors)
        return (order.index(name) if name in order else len(order), name)

    def source(self, name: str) -> Markup:
        """A source as files write it, linked to what the mission says of it."""
        found = self._sources.get(name.casefold())
        return self.link(found, self.written(name)) if found else self.written(name)

    def source_row(self, name: str) -> Source | None:
        """The mission's source of that id or name."""
        return self._sources.get(name.casefold())

    def where(self, row: Any) -> Markup:
        """The places of a count, figure or conflict: "from A to B", "in B"; who moved within B is in B."""
        to = row.to_place if isinstance(row, Count) else row.place
        if row.from_place and to and row.from_place != to:
            return Markup("from {} to {}").format(self.place(row.from_place), self.place(to))
        if row.from_place or to:
            return Markup("in {}").format(self.place(row.from_place or to))
        return self.written(getattr(row, "place_text", ""))

    def quantity(self, row: Any) -> Markup:
        """What a count, figure or conflict is of, in words: "arrived, from A to B"."""
        unit = "" if row.unit in {"people", "other", "", "percent"} else f" ({row.unit})"
        vehicles = unit if words.measure(row.measure).split()[0] != row.unit else ""
        return Markup("{}{} {}").format(words.measure(row.measure), vehicles, self.where(row))


def _bare(printed: Printed) -> Markup:
    form = "" if printed.form == "whole" else Markup(' data-f="{}"').format(printed.form)
    rule = Markup(' data-rule="{}"').format(RULES[printed.form]) if printed.form == "significant" else ""
    return Markup('<span data-n="{}"{}{}>{}</span>').format(printed.ref, form, rule, printed.text)


def _singular(noun: str) -> str:
    return noun.removesuffix("ies") + "y" if noun.endswith("ies") else noun.removesuffix("s")


def _day(moment: dt.date) -> str:
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def _by_name(sources: list[Source]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for source in sources:
        for name in (source.id, source.name, *source.aliases):
            found.setdefault(name.casefold(), source)
    return found
