"""A standard's inputs, had from a survey's own columns and choices."""

from __future__ import annotations

from needline.errors import UnknownNameError, near
from needline.model import Binding, Mission, Survey
from needline.standards import Column, Input, StandardDefinition, load
from needline.standards.columns import read_many, read_numbers, read_one
from needline.survey.sheet import Sheet


def definitions(mission: Mission, sheet: Sheet) -> list[StandardDefinition]:
    """The mission's standards that this survey binds at least one input of; unknown ones become problems."""
    bound = {binding.standard for binding in sheet.survey.bindings}
    found = []
    for standard in mission.standards:
        try:
            definition = load(standard.name, standard.version)
        except UnknownNameError as error:
            sheet.say(
                "unknown-standard",
                "mission.toml",
                "standards",
                f"{error.where}: {error.what}",
                error.next_step,
            )
            continue
        if standard.name in bound:
            found.append(definition)
    pinned = {standard.name for standard in mission.standards}
    for name in sorted(bound - pinned):
        what = "the mission does not judge by this standard, so nothing is scored by it."
        sheet.say("unknown-standard", sheet.beside("bind.toml"), name, what, near(name, pinned), "warning")
    return found


def answers(definition: StandardDefinition, sheet: Sheet) -> dict[str, Column]:
    """
    Read the columns that a survey binds to a standard's inputs.

    Args:
        definition: the standard.
        sheet: the submissions; gathers problems.

    Returns:
        dict: input to column; an input that is not bound, or whose column is absent, is not in it.
    """
    found: dict[str, Column] = {}
    for binding in _bindings(definition, sheet.survey):
        given = definition.inputs.get(binding.input)
        key = f"{binding.standard}.{binding.input}"
        if given is None:
            what = f"the standard {definition.name} {definition.version} has no such input."
            mend = near(binding.input, definition.inputs)
            sheet.say("unknown-input", sheet.beside("bind.toml"), key, what, mend)
            continue
        if sheet.asked(binding.column, "bind.toml", key, "The input is not answered.") is not None:
            found[binding.input] = _read(given, binding, sheet, key)
    _say_unbound(definition, found, sheet)
    return found


def _bindings(definition: StandardDefinition, survey: Survey) -> list[Binding]:
    """Those of this standard, and for an input with a role the column that the design names."""
    mine = [one for one in survey.bindings if one.standard == definition.name]
    bound = {one.input for one in mine}
    for name, given in definition.inputs.items():
        if given.role == "setting" and survey.setting and name not in bound:
            mine.append(Binding(standard=definition.name, input=name, column=survey.setting))
    return mine


def _read(given: Input, binding: Binding, sheet: Sheet, key: str) -> Column:
    cells = sheet.cells(binding.column)
    for answer, category in sorted(binding.choices.items()):
        if category and category not in given.choices:
            what = f'"{answer}" is bound to "{category}", which is no category of the standard.'
            sheet.say("unknown-category", sheet.beside("bind.toml"), key, what, near(category, given.choices))
    column: Column
    if given.kind == "number":
        column, misfits = read_numbers(cells, given.low, given.high)
    elif given.kind == "one":
        column, misfits = read_one(cells, given.choices, binding.choices)
    else:
        column, misfits = read_many(cells, given.choices, binding.choices)
    sheet.misfits(binding.column, misfits)
    return column


def _say_unbound(definition: StandardDefinition, found: dict[str, Column], sheet: Sheet) -> None:
    for indicator in definition.indicators:
        missing = [one.name for one in indicator.inputs if one.name not in found and not one.optional]
        if missing:
            what = f"{indicator.title}: {', '.join(missing)} not answered by this survey."
            mend = (
                "Bind them to columns; the severity over all sectors is a lower bound where one is missing."
            )
            where = f"{definition.name}.{indicator.sector}"
            sheet.say("unbound-input", sheet.beside("bind.toml"), where, what, mend, "note")
