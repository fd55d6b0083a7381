"""`design.toml`: how a survey's households were drawn, with the tables of frame and totals that it names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from needline.errors import near
from needline.model import Design
from needline.model.survey import read_design
from needline.readers.base import Door

OF_SURVEY = (
    *(
        "title",
        "synthetic",
        "place",
        "group",
        "setting",
        "household_size",
        "disaggregate",
        "checks",
        "roster",
        "from_repeat",
    ),
    "decimal",
    "repeat_key",
)
"""Keys of design.toml that say something of the survey itself."""


def read_design_table(door: Door, path: Path, stated: dict[str, Any], then: str) -> Design | None:
    """
    The design among the plain values of a design.toml.

    Args:
        door: where problems go.
        path: of design.toml; the files it names lie beside it.
        stated: its values.
        then: what follows where it cannot be used, for the problem that says so.

    Returns:
        Design | None: None, and a problem, where it cannot be used.
    """
    fields = Design.__struct_fields__
    for key in sorted(set(stated) - {*fields, *OF_SURVEY}):
        door.say("unknown-key", path, key, "not read.", near(key, (*fields, *OF_SURVEY)), "warning")
    plain = {key: value for key, value in stated.items() if key in fields}
    try:
        design = read_design(_with_lists(door, path, plain))
    except msgspec.ValidationError as error:
        door.say("design", path, "", f"cannot be used: {error}. {then}", "Mend it.")
        return None
    if design.frame and not design.frame.counts:
        frame = msgspec.structs.replace(design.frame, counts=_frame(door, path, design))
        return msgspec.structs.replace(design, frame=frame)
    return design


def _with_lists(door: Door, path: Path, plain: dict[str, Any]) -> dict[str, Any]:
    """Totals that stand in a CSV file beside, read; a column of clusters or of sizes alone is a list of one."""
    found = dict(plain)
    for key in ("clusters", "fpc"):
        if isinstance(found.get(key), str):
            found[key] = [found[key]]
    for key in ("poststratify", "rake"):
        margins = found.get(key)
        if isinstance(margins, dict):
            margins = [margins]
        if isinstance(margins, list):
            found[key] = [_margin(door, path, one) if isinstance(one, dict) else one for one in margins]
    return found


def _margin(door: Door, path: Path, margin: dict[str, Any]) -> dict[str, Any]:
    named, by = margin.get("totals"), margin.get("by", [])
    if not isinstance(named, str):
        return margin
    columns = [by] if isinstance(by, str) else by
    totals = {}
    for row in door.rows(path.with_name(named), (*columns, "total"), (*columns, "total")):
        count = row.number_of("total", least=0.0)
        if count is not None:
            totals["|".join(row.text(name) for name in columns)] = count
    return {**margin, "totals": totals}


def _frame(door: Door, path: Path, design: Design) -> dict[str, float]:
    """Households of each stratum, from the frame beside design.toml."""
    frame = design.frame
    assert frame is not None
    strata = frame.strata or design.strata
    counts: dict[str, float] = {}
    for row in door.rows(path.with_name(frame.file), (strata, frame.population), (strata, frame.population)):
        count = row.number_of(frame.population, least=0.0)
        if row.text(strata) and count is not None:
            counts[row.text(strata)] = counts.get(row.text(strata), 0.0) + count
    return counts
