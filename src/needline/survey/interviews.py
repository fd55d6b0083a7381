"""
What is asked of every interview: who it is, where, of which group, how many people, and how it was drawn.

Each function adds its columns, and takes out of `keep` the interviews that cannot be used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from needline.errors import near
from needline.model import Mission, content_id
from needline.places import Gazetteer
from needline.standards import Cells
from needline.standards.columns import read_numbers
from needline.stats.arrays import Bools, Floats
from needline.survey.names import Names
from needline.survey.sheet import Sheet, Wrong

if TYPE_CHECKING:
    import pyarrow as pa

STATES = (
    *("_validation_status", "_validation_status/uid", "_validation_status/label"),
    *("__system/reviewState", "ReviewState", "reviewState"),
)
"""Where KoboToolbox and ODK Central keep what a reviewer said of a submission."""
_REJECTED = frozenset({"not approved", "validation status not approved", "rejected"})
_WAITING = frozenset({"on hold", "validation status on hold", "hasissues", "has issues"})
LARGEST_HOUSEHOLD = 60
LARGEST_WEIGHT = 1e10
LEFT_OUT = "The interview is left out."


def review(sheet: Sheet, keep: Bools) -> None:
    """Leave out what its reviewer rejected; say what waits for review, which is kept."""
    for name in STATES:
        if name not in sheet.names:
            continue
        cells = sheet.cells(name)
        states = {text: " ".join(text.replace("_", " ").split()).casefold() for text in cells.texts}
        rejected = [text for text, state in states.items() if state in _REJECTED]
        for text in rejected:
            keep[cells.rows(text)] = False
        found = f"that say a reviewer rejected the interview. {LEFT_OUT}"
        wrong = [Wrong(cells.rows(text), f'"{text}": {LEFT_OUT}') for text in rejected]
        sheet.say_cells("rejected", name, found, "Approve it, if it is to count.", wrong, "warning")
        waiting = [text for text, state in states.items() if state in _WAITING]
        found, kept = "that say the interview waits for its reviewer; it is kept.", "it is kept."
        wrong = [Wrong(cells.rows(text), f'"{text}": {kept}') for text in waiting]
        sheet.say_cells("in-review", name, found, "Review it before the figures leave.", wrong, "note")
        return


def identify(sheet: Sheet, keep: Bools, columns: dict[str, pa.Array]) -> None:
    """Name each household by its interview; of two interviews with one id the first is kept."""
    import pyarrow as pa

    there = [name for name in sheet.names if sheet.table[name].null_count < len(sheet)]
    column = Names(there).id_column()
    written = sheet.table[column].to_pylist() if column else [None] * len(sheet)
    seen: set[str] = set()
    again: list[Wrong] = []
    for place, text in enumerate(written):
        if text is not None and text in seen:
            keep[place] = False
            again.append(Wrong(np.array([place]), f'"{text}" was met before. {LEFT_OUT}'))
        elif text is not None:
            seen.add(text)
    found = f"with an id that was met before. {LEFT_OUT}"
    sheet.say_cells("duplicate-id", column, found, "Keep one of the two interviews.", again)
    names = [
        content_id("household", sheet.survey.name, *pair)
        for pair in zip(written, sheet.rows.tolist(), strict=True)
    ]
    columns["household"], columns["row"] = pa.array(names, pa.string()), pa.array(sheet.rows)


def locate(sheet: Sheet, keep: Bools, columns: dict[str, pa.Array], gazetteer: Gazetteer) -> None:
    """Find each household's place; without one the mission knows it is left out."""
    import pyarrow as pa

    columns["place"] = pa.nulls(len(sheet), pa.string())
    name = sheet.survey.place
    then = "No estimate is made by place."
    cells = sheet.asked(name, "design.toml", "place", then) if name else None
    if cells is None:
        return
    codes = [gazetteer.resolve(text) or None for text in cells.texts]
    empty = np.flatnonzero(cells.codes < 0)
    found = f"no place. {LEFT_OUT}"
    sheet.say_cells("no-place", name, f"with {found}", "Write the code of the place.", [Wrong(empty, found)])
    found = f"is no place of the mission. {LEFT_OUT}"
    unknown = [
        Wrong(cells.rows(text), f'"{text}" {found}', gazetteer.near(text))
        for text, code in zip(cells.texts, codes, strict=True)
        if code is None
    ]
    found = f"with what {found}"
    sheet.say_cells("unknown-place", name, found, "Write its code, or add it to places.csv.", unknown)
    located = np.array([*codes, None], object)[cells.codes]
    keep &= np.array([code is not None for code in located], np.bool_)
    columns["place"] = pa.array(located, pa.string())


def group(sheet: Sheet, columns: dict[str, pa.Array], mission: Mission) -> None:
    """Find each household's population group; without one it counts in no group."""
    import pyarrow as pa

    columns["group"] = pa.nulls(len(sheet), pa.string())
    name = sheet.survey.group
    cells = sheet.asked(name, "design.toml", "group", "No estimate is made by group.") if name else None
    if cells is None:
        return
    groups = [mission.group_of(text) or None for text in cells.texts]
    known = [name for group in mission.groups for name in (group.id, *group.stands_for)]
    found = "is no population group of the mission; the household counts in no group."
    mend = "Add it to stands_for of a group in mission.toml."
    unknown = [
        Wrong(cells.rows(text), f'"{text}" {found}', f"{mend} {near(text, known)}")
        for text, group in zip(cells.texts, groups, strict=True)
        if group is None
    ]
    sheet.say_cells("unknown-group", name, f"with what {found}", mend, unknown, "warning")
    columns["group"] = pa.array(np.array([*groups, None], object)[cells.codes], pa.string())


def size(sheet: Sheet, columns: dict[str, pa.Array]) -> None:
    """People in the household; what cannot be is not known, and leaves estimates of people."""
    import pyarrow as pa

    columns["size"] = pa.nulls(len(sheet), pa.float64())
    name = sheet.survey.household_size
    then = "Estimates count households, not people."
    cells = sheet.asked(name, "design.toml", "household_size", then) if name else None
    if cells is None:
        return
    column, misfits = read_numbers(cells, 1, LARGEST_HOUSEHOLD)
    sheet.misfits(name, misfits)
    columns["size"] = numbers(column.values)
    unknown = np.flatnonzero(np.isnan(column.values))
    if len(unknown):
        found = f"{len(unknown)} households of unknown size; they are left out of estimates of people."
        sheet.say(
            "no-size",
            sheet.survey.file,
            f'column "{name}"',
            found,
            "Ask again where that is possible.",
            "note",
        )


def sampled(sheet: Sheet, keep: Bools, columns: dict[str, pa.Array]) -> None:
    """Weight, stratum, cluster, population of clusters; a column that is absent leaves the whole survey out."""
    import pyarrow as pa

    design, n = sheet.survey.design, len(sheet)
    then = "Nothing is estimated from this survey until that is mended."
    columns["weight"] = pa.array(np.ones(n))
    columns["stratum"] = pa.array([""] * n)
    columns["cluster"] = pa.array([str(row) for row in sheet.rows])
    columns["fpc"] = pa.nulls(n, pa.float64())
    if not n:
        mend = "Export the submissions again."
        sheet.say("no-submissions", sheet.survey.file, "", "a header, and no interview under it.", mend)
    keep &= sheet.survey.design_usable
    if design.weight and (cells := _needed(sheet, keep, design.weight, "weight", then)):
        column, misfits = read_numbers(cells, 0.0, LARGEST_WEIGHT)
        found, mend = (
            f"is no weight. {LEFT_OUT}",
            f"A weight is a number, 0 or greater, at most {LARGEST_WEIGHT:,.0f}.",
        )
        wrong = [Wrong(cells.rows(one.text), f'"{one.text}" {found}') for one in misfits]
        sheet.say_cells("bad-weight", design.weight, f"with what {found}", mend, wrong)
        keep &= ~np.isnan(column.values)
        columns["weight"] = numbers(column.values)
        if keep.any() and not column.values[keep].any():
            keep[:] = False
            said = f'every weight in the column "{design.weight}" is 0. {then}'
            sheet.say("no-weight", sheet.survey.file, "", said, "Give each interview its weight.")
    elif not (design.weight or design.frame or design.replicates):
        said = "names no weight, so each household counts the same."
        mend = "Name the column of weights, if households were not drawn with equal chances."
        sheet.say("no-weight", sheet.beside("design.toml"), "weight", said, mend, "warning")
    for key, name in (("strata", design.strata), ("clusters", design.clusters[0] if design.clusters else "")):
        if name and (cells := _needed(sheet, keep, name, key, then)):
            keep &= cells.codes >= 0
            columns["stratum" if key == "strata" else "cluster"] = sheet.table[name].combine_chunks()
    _fpc(sheet, keep, columns, then)


def _needed(sheet: Sheet, keep: Bools, name: str, key: str, then: str) -> Cells | None:
    """A column of the design; where it is absent nothing is kept, where a cell is empty its row is not."""
    cells = sheet.asked(name, "design.toml", key, then)
    if cells is None:
        keep[:] = False
        return None
    empty = np.flatnonzero(cells.codes < 0)
    found = f"no value, so its part in the sample is not known. {LEFT_OUT}"
    sheet.say_cells("no-design-value", name, f"with {found}", "Fill the cell.", [Wrong(empty, found)])
    return cells


def _fpc(sheet: Sheet, keep: Bools, columns: dict[str, pa.Array], then: str) -> None:
    """The population of clusters of a design of one stage; several stages are taken from the answers."""
    design = sheet.survey.design
    if not design.fpc:
        return
    if len(design.fpc) > 1:
        return
    cells = _needed(sheet, keep, design.fpc[0], "fpc", then)
    if cells is not None:
        column, misfits = read_numbers(cells, 0.0)
        sheet.misfits(design.fpc[0], misfits)
        keep &= ~np.isnan(column.values)
        columns["fpc"] = numbers(column.values)


def numbers(values: Floats) -> pa.Array:
    """Numbers as a column; NaN becomes an empty cell."""
    import pyarrow as pa

    return pa.array(values, pa.float64(), from_pandas=True)
