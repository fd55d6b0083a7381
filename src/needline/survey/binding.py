"""A standard's inputs, had from a survey's own columns and choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from needline.errors import NeedlineError, UnknownNameError, near
from needline.model import Binding, Mission
from needline.standards import Cells, Column, Input, StandardDefinition, define_all, load
from needline.standards.columns import filled, read_column
from needline.store import Store
from needline.survey.sheet import Sheet

KEPT = "standards"


def own_standards(store: Store) -> list[StandardDefinition]:
    """The standards of the mission's own folder, as the reader kept them."""
    return define_all(store.recall("read", KEPT) or [])[0]


def definitions(
    mission: Mission, sheet: Sheet, own: Sequence[StandardDefinition] = ()
) -> list[StandardDefinition]:
    """The mission's standards that this survey binds at least one input of; unknown ones become problems."""
    found, pinned = [], {standard.name for standard in mission.standards}
    used: set[str] = set()
    bound = _by_origin(sheet, own)
    for standard in mission.standards:
        try:
            definition = load(standard.name, standard.version, own)
        except NeedlineError as error:
            where = f"{error.where}: {error.what}"
            sheet.say("unknown-standard", "mission.toml", "standards", where, error.next_step)
            continue
        origins = {one.origin for one in definition.inputs.values()}
        used |= origins
        named = any(one.standard == standard.name for one in sheet.survey.bindings)
        if named or origins & set(bound):
            found.append(definition)
    for name in sorted({one.standard for one in sheet.survey.bindings} - pinned):
        if not used & {origin for origin, one in bound.items() if one.standard == name}:
            what = "the mission does not judge by this standard, so nothing is scored by it."
            sheet.say(
                "unknown-standard", sheet.beside("bind.toml"), name, what, near(name, pinned), "warning"
            )
    return found


def answers(
    definition: StandardDefinition, sheet: Sheet, own: Sequence[StandardDefinition] = ()
) -> dict[str, Column]:
    """
    Read the columns that a survey binds to a standard's inputs.

    Args:
        definition: the standard.
        sheet: the submissions; gathers problems.
        own: the mission's own standards.

    Returns:
        dict: input to column; an input that is not bound, or whose column is absent, is not in it. A binding under
        another standard's name answers an input of the same origin.
    """
    found: dict[str, Column] = {}
    for name, binding in _bindings(definition, sheet, own):
        given = definition.inputs.get(name)
        key = f"{binding.standard}.{binding.input}"
        if given is None:
            what = f"the standard {definition.key} has no such input."
            sheet.say("unknown-input", sheet.beside("bind.toml"), key, what, near(name, definition.inputs))
        elif sheet.asked(binding.column, "bind.toml", key, "The input is not answered.") is not None:
            found[name] = _read(given, binding, sheet, key)
    _say_unbound(definition, found, sheet)
    return found


def _by_origin(sheet: Sheet, own: Sequence[StandardDefinition]) -> dict[str, Binding]:
    """The survey's bindings by the question they answer, whatever standard they are written for."""
    found: dict[str, Binding] = {}
    for one in sheet.survey.bindings:
        try:
            given = load(one.standard, own=own).inputs.get(one.input)
        except UnknownNameError:
            continue
        if given is not None:
            found.setdefault(given.origin, one)
    return found


def _bindings(
    definition: StandardDefinition, sheet: Sheet, own: Sequence[StandardDefinition]
) -> Iterator[tuple[str, Binding]]:
    """Input and binding: those of this standard, then of its origins, and for a role the column of the design."""
    survey, mine = sheet.survey, set()
    for one in survey.bindings:
        if one.standard == definition.name:
            mine.add(one.input)
            yield one.input, one
    others = _by_origin(sheet, own)
    for name, given in definition.inputs.items():
        if name in mine:
            continue
        if given.origin in others:
            yield name, others[given.origin]
        elif given.role == "setting" and survey.setting:
            yield name, Binding(standard=definition.name, input=name, column=survey.setting)


def _read(given: Input, binding: Binding, sheet: Sheet, key: str) -> Column:
    """The column, and where a cell of it is empty what another column says, if the binding names one."""
    cells = sheet.cells(binding.column)
    column = _column(given, binding.choices, binding.column, cells, sheet, key)
    other = binding.where_empty
    if other is None or sheet.asked(other.column, "bind.toml", key, "Empty cells stay empty.") is None:
        return column
    whole = sheet.cells(other.column)
    empty = np.where(cells.codes < 0, whole.codes, -1)
    there, codes = np.unique(empty[empty >= 0], return_inverse=True)
    left = np.full(len(empty), -1, np.int64)
    left[empty >= 0] = codes
    few = Cells(tuple(whole.texts[place] for place in there), left, whole.decimal)
    return filled(column, _column(given, other.choices, other.column, few, sheet, key))


def _column(given: Input, choices: dict[str, str], name: str, cells: Cells, sheet: Sheet, key: str) -> Column:
    for answer, category in sorted(choices.items()):
        if category and given.kind != "number" and category not in given.choices:
            what = f'"{answer}" is bound to "{category}", which is no category of the standard.'
            sheet.say("unknown-category", sheet.beside("bind.toml"), key, what, near(category, given.choices))
    column, misfits = read_column(given, cells, choices)
    sheet.misfits(name, misfits, cells)
    return column


def _say_unbound(definition: StandardDefinition, found: dict[str, Column], sheet: Sheet) -> None:
    for indicator in definition.indicators:
        missing = [one.name for one in indicator.inputs if one.name not in found and not one.optional]
        if missing:
            what = f"{indicator.title}: {', '.join(missing)} not answered by this survey."
            mend = "Bind them to columns; what depends on one is missing where it could change it."
            if definition.need_from:
                mend = "Bind them to columns; the severity over all sectors is a lower bound where one is missing."
            where = f"{definition.name}.{indicator.name}"
            sheet.say("unbound-input", sheet.beside("bind.toml"), where, what, mend, "note")
