"""`plan.csv`: what to estimate, a line an analysis; headers and words as teams that use analysistools write them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec

from needline.errors import near
from needline.model import Analysis
from needline.model.survey import AnalysisType, Degrees, QuantileInterval, QuantileRule, ShareInterval
from needline.readers.base import Door, Row

COLUMNS = (
    *("analysis_type", "analysis_var", "group_var", "level", "probability", "ci", "df", "quantile_rule"),
    *("analysis_var_numerator", "analysis_var_denominator", "numerator_NA_to_0", "filter_denominator_0"),
)
_EMPTY = {"", "NA"}
_SWITCH = {
    "true": True,
    "t": True,
    "1": True,
    "yes": True,
    "false": False,
    "f": False,
    "0": False,
    "no": False,
}
_WORDS: dict[str, tuple[str, ...]] = {
    "ci": (*get_args(ShareInterval), *get_args(QuantileInterval)),
    "df": get_args(Degrees),
    "quantile_rule": get_args(QuantileRule),
}


def read_plan(door: Door, path: Path) -> Iterator[Analysis]:
    """Read a plan; a line that cannot be read is a problem, and the others come."""
    for row in door.rows(path, COLUMNS, required=COLUMNS[:1]):
        line = _line(row)
        if not row.bad and line:
            yield msgspec.convert(line, Analysis)


def _line(row: Row) -> dict[str, Any]:
    """A row of the plan as plain values; `NA`, as R writes it, is empty."""
    row.cells = {name: "" if cell in _EMPTY else cell for name, cell in row.cells.items()}
    row.needed("analysis_type")
    line: dict[str, Any] = {
        "analysis_type": row.choice("analysis_type", get_args(AnalysisType)),
        "analysis_var": row.text("analysis_var"),
        "group_var": [
            one.strip() for one in row.text("group_var").replace("%/%", ",").split(",") if one.strip()
        ],
        "row": row.number,
        **{name: row.text(name) for name in ("analysis_var_numerator", "analysis_var_denominator")},
    }
    for name in ("level", "probability"):
        value = row.number_of(name)
        if value is not None and not 0 < value < 1:
            row.say("range", name, f"{value:g} is not between 0 and 1.", "Say 0.95 for 95 %.")
        elif value is not None:
            line[name] = value
    for name, known in _WORDS.items():
        line[name] = row.choice(name, known)
    for name in ("numerator_NA_to_0", "filter_denominator_0"):
        written = row.text(name)
        if written and written.lower() not in _SWITCH:
            row.say(
                "unknown-word",
                name,
                f'"{written}" is neither TRUE nor FALSE.',
                near(written, ("TRUE", "FALSE")),
            )
        elif written:
            line[name] = _SWITCH[written.lower()]
    return line
