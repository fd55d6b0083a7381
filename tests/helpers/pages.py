"""Reads a report the way the promise is put: every number in it, and whether it stands in a mark that opens."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
MARKS = {"time", "code", "q", "blockquote", "mark"}
"""Elements in which a digit is a moment, a code or a quotation."""
SILENT = {"style", "script", "title"}
VOID = {"meta", "link", "br", "img", "input", "hr", "path", "line", "circle"}


class Number(NamedTuple):
    """One printed number: its text as it stands, the ref it carries, and the form it was written in."""

    text: str
    ref: str
    form: str


class Page(HTMLParser):
    """
    A report taken apart.

    Attributes:
        numbers: every number that carries a ref.
        bare: texts with a digit that stand in no mark at all: there must be none.
        told: sentences of needline's steps.
        ids, targets: ids of elements, and fragments that links point at.
        addresses: what the page would fetch or leads away to.
        headings: levels in order.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.numbers: list[Number] = []
        self.bare: list[str] = []
        self.told: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.addresses: list[tuple[str, str]] = []
        self.headings: list[int] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("href", "src", "action", "xlink:href"):
            if name in values:
                if values[name].startswith("#"):
                    self.targets.append(values[name][1:])
                else:
                    self.addresses.append((tag, values[name]))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self._open.append((tag, values))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if any(tag in SILENT for tag, _ in self._open):
            return
        holder = next((values for _, values in reversed(self._open) if "data-n" in values), None)
        if holder is not None:
            self.numbers.append(Number(data, holder["data-n"], holder.get("data-f", "whole")))
        elif any(values.get("data-as") == "told" for _, values in self._open):
            self.told.append(data)
        elif NUMBER.search(data) and not self._marked():
            self.bare.append(data.strip())

    def _marked(self) -> bool:
        return any(
            tag in MARKS or values.get("data-as") == "written" or "data-tick" in values
            for tag, values in self._open
        )


def value_of(text: str) -> float:
    """The number that a printed text stands for: percent as a share of a hundred, the true minus as minus."""
    plain = text.replace("\u2212", "-").replace(",", "").replace("\u00a0", " ")
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)(?: %)?", plain)
    assert found, f"{text!r} is no number"
    return float(found[1])


def agrees(number: Number, value: float) -> bool:
    """
    Whether a printed text is a value, written by the rule of its form.

    Written apart from `needline.publish.formats`: it reads the text back and allows for what the form rounds away.
    """
    read = value_of(number.text)
    if number.form == "share":
        return abs(read - 100 * value) <= (0.5 if "." not in number.text else 0.05) + 1e-9
    if number.form == "percent":
        return abs(read - value) <= 0.05 + 1e-9
    if number.form == "significant":
        digits = len(str(int(abs(value))))
        return abs(read - value) <= 0.5 * 10 ** max(digits - 3, 0) + 1e-9
    if number.form == "decimal":
        size = 10 ** -len(number.text.partition(".")[2]) if "." in number.text else 1.0
        return abs(read - value) <= max(0.5 * size, 0.006 * abs(value)) + 1e-9
    return abs(read - value) <= 0.5 + 1e-9
