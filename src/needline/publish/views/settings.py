"""The settings in force, and how any number is followed on the command line."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

import needline
from needline import model
from needline.publish.marks import Marks


class SettingView(msgspec.Struct, frozen=True):
    """One setting: its name, its value, and whether the mission states it."""

    name: Markup
    value: Markup
    stated: bool


class Settings(msgspec.Struct, frozen=True):
    """What the section shows."""

    rows: list[SettingView]
    standards: list[Markup]
    example: Markup
    version: Markup


def settings(marks: Marks, example: str) -> Settings:
    """
    The settings, the standards judged by, and a ref to try.

    Args:
        marks: the page's marks.
        example: a ref that the report prints.
    """
    return Settings(
        rows=[_setting(marks, row) for row in marks.store.read(model.Setting)],
        standards=[marks.code(f"{one.name} {one.version}") for one in marks.mission.standards],
        example=marks.code(f"needline trace DIR {example}"),
        version=marks.code(f"needline {needline.__version__}"),
    )


def _setting(marks: Marks, row: model.Setting) -> SettingView:
    value = marks.number(row, "number", "decimal") if row.number is not None else marks.code(row.value)
    return SettingView(marks.code(row.name), value, row.stated)
