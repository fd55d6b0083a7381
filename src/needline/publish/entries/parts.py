"""What lines of evidence are made of."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from needline import model
from needline.publish.marks import Marks

Lines = tuple[Markup, list[Markup]]
"""An entry of the evidence: its title, and its lines."""


def dotted(*parts: Markup | str | None) -> Markup:
    """Parts of a line, with a dot between those there are."""
    return Markup(" · ").join(part for part in parts if part)


def in_file(marks: Marks, row: Any) -> Markup:
    """The file and row a row of evidence stands in."""
    if not row.row:
        return marks.code(row.file)
    return Markup("{}, row {}").format(marks.code(row.file), marks.number(row, "row", opens=False))


def graded(marks: Marks, name: str) -> Markup:
    """The Admiralty grade of a source that the mission lists."""
    source = marks.source_row(name)
    if source is None:
        return Markup("")
    return Markup(" (reliability {})").format(marks.code(source.reliability))


def rule(row: Any) -> Markup:
    """The rule that a row was computed by."""
    rule = model.read_recipe(row.recipe).rule if row.recipe else ""
    return Markup("computed by rule <code>{}</code>").format(rule) if rule else Markup("")
