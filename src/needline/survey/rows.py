"""Estimates as rows of the table of estimates: whole columns at once, each row with its id, trace and recipe."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from needline.model import Design, Estimate, Recipe, Survey, content_ids
from needline.stats.arrays import Bools, Floats, Ints
from needline.store.store import arrow_schema
from needline.store.tables import OF_ROW
from needline.survey.cells import FIELDS
from needline.survey.disclosure import WHY
from needline.survey.lines import SHARES, Line
from needline.survey.results import BETWEEN, PARTS, key_part
from needline.survey.settings import QUANTILES

if TYPE_CHECKING:
    import pyarrow as pa

NUMBERS = FIELDS
ASKED = FIELDS.index("n_total")
_COUNTS = {"n", "n_total"}


class Block(NamedTuple):
    """
    The estimates of one line: D domains, each with J answers.

    Args:
        line: what is estimated.
        columns: of the table of households, those it is grouped by.
        answers, levels: as printed: J names, empty for what is no share; D tuples of values.
        numbers: shape (10, D, J), in the order of `FIELDS`.
        why: shape (D, J), places in `WHY`.
        whole: shape (D, J), whether the number of a hidden estimate is not even kept in private.
    """

    line: Line
    columns: list[str]
    answers: list[str]
    levels: list[tuple[str, ...]]
    numbers: Floats
    why: Ints
    whole: Bools


class Rows(NamedTuple):
    """
    The estimates of a survey twice.

    Args:
        shown: as they may leave, without any number where one is hidden.
        known: with the numbers of hidden ones whose group is large enough to be shown; still marked as hidden.
    """

    shown: pa.Table
    known: pa.Table

    def hidden(self, why: str) -> int:
        """How many are hidden for a reason."""
        import pyarrow.compute as pc

        return int(pc.sum(pc.equal(self.shown["hidden"], why)).as_py() or 0)


def make_rows(survey: Survey, fingerprint: str, blocks: Iterable[Block]) -> Rows:
    """
    Write estimates as rows.

    Args:
        survey: whose they are.
        fingerprint: of the table of households.
        blocks: what was estimated; of estimates of one key the first stays.
    """
    made = [_rows(survey, fingerprint, block) for block in blocks]
    return Rows(in_order([one.shown for one in made]), in_order([one.known for one in made]))


def in_order(tables: Sequence[pa.Table]) -> pa.Table:
    """Tables of estimates as one, sorted by id; of those of one id the first."""
    import pyarrow as pa

    schema = arrow_schema(OF_ROW[Estimate])
    whole = pa.concat_tables([schema.empty_table(), *tables])
    ids = whole["estimate"].to_numpy().astype("S16")
    return whole.take(pa.array(np.unique(ids, return_index=True)[1]))


def _rows(survey: Survey, fingerprint: str, block: Block) -> Rows:
    import pyarrow as pa

    line, size = block.line, block.why.size
    domain, answer = (one.ravel() for one in np.indices(block.why.shape))
    group = [key_part(line.groups, level) for level in block.levels]
    own = [_key(line, name) for name in block.answers]
    keys = [f"{own[j]}{PARTS}{group[d]}" for d in range(len(group)) for j in range(len(own))]
    of_values = [BETWEEN.join(level) for level in block.levels]
    fixed: dict[str, Any] = {
        "estimate": pa.array(content_ids("estimate", survey.name, keys)),
        "survey": _coded([survey.name], np.zeros(size, np.int64)),
        "synthetic": pa.array(np.full(size, survey.synthetic)),
        "analysis_type": _coded([line.analysis_type], np.zeros(size, np.int64)),
        "analysis_var": _coded([line.analysis_var], np.zeros(size, np.int64)),
        "analysis_var_value": _coded(block.answers, answer),
        "group_var": _coded([", ".join(line.groups)], np.zeros(size, np.int64)),
        "group_var_value": _coded(of_values, domain),
        "analysis_key": pa.array(keys, pa.string()),
        "hidden": _coded(list(WHY), block.why.ravel()),
        "trace": pa.ListArray.from_arrays(
            pa.array(np.arange(size + 1, dtype=np.int32)),
            _coded([f"surveys/{survey.name}"], np.zeros(size, np.int64)),
        ),
    }
    recipes = _Recipes(survey, fingerprint, block)
    hidden = block.why > 0
    schema = arrow_schema(OF_ROW[Estimate])

    def table(gone: Bools) -> pa.Table:
        told = {**fixed, **_numbers(block.numbers, gone), "recipe": pa.array(recipes.texts(gone), pa.string())}
        return pa.table([told[field.name] for field in schema], schema=schema)

    return Rows(table(hidden), table(hidden & block.whole))


def _coded(texts: Sequence[str], code: Ints) -> pa.Array:
    """A column of few different texts."""
    import pyarrow as pa

    return pa.array(texts, pa.string()).take(pa.array(code))


def _key(line: Line, answer: str) -> str:
    """The part of a key that is one for all groups: type, variable and value; `NA` where there is none."""
    variables = tuple(line.analysis_var.split(BETWEEN)) if line.analysis_type == "ratio" else (line.analysis_var,)
    return PARTS.join((line.analysis_type, key_part(variables, (answer,) * len(variables))))


def _numbers(numbers: Floats, gone: Bools) -> dict[str, pa.Array]:
    """The columns of numbers; none where an estimate is hidden, or is not known."""
    import pyarrow as pa

    found = {}
    for name, values in zip(NUMBERS, numbers.reshape(len(NUMBERS), -1), strict=True):
        missing = gone.ravel() | ~np.isfinite(values)
        if name in _COUNTS:
            values = np.where(missing, 0.0, values).astype(np.int64)
        found[name] = pa.array(values, mask=missing)
    return found


class _Recipes:
    """How each estimate of a block is computed again; the text of `Recipe`, put together from its parts."""

    def __init__(self, survey: Survey, fingerprint: str, block: Block) -> None:
        self._rows = block.numbers[ASKED]
        self._made = [_recipe(survey, fingerprint, block.line, name) for name in block.answers]
        self._where = [_where(block.columns, level) for level in block.levels]

    def texts(self, gone: Bools) -> list[str]:
        """Shape (D * J,); of what is hidden nobody is told how many rows were selected."""
        found = []
        for where, asked, hidden in zip(self._where, self._rows.tolist(), gone.tolist(), strict=True):
            for (before, after), rows, secret in zip(self._made, asked, hidden, strict=True):
                told = "" if secret else f',"rows":{rows:.0f}'
                found.append(f"{before}{told}{after}{where}")
        return found


def _recipe(survey: Survey, fingerprint: str, line: Line, answer: str) -> tuple[str, str]:
    """The text of a recipe before the number of rows, and from there to the selection."""
    share = line.analysis_type in SHARES
    args: dict[str, Any] = {"column": line.column, "weight": "people" if line.people else "households"}
    if share:
        args |= {"kind": line.analysis_type, "category": answer}
    if line.at_least:
        args["at_least"] = line.at_least
    if line.over:
        args |= {"over": line.over, "switches": list(line.switches)}
    text = Recipe(
        rule="share@1" if share else f"{line.analysis_type}@1",
        table=f"households/{survey.name}",
        fingerprint=fingerprint,
        args=args | settings(line, survey.design),
    ).text()
    before, mark, after = text.rpartition(',"rule":')
    return before, mark + after.removesuffix("}")


def _where(columns: Sequence[str], level: Sequence[str]) -> str:
    """The selection as a recipe ends with it; nothing where all households are selected."""
    if not columns:
        return "}"
    chosen = json.dumps(
        dict(zip(columns, level, strict=True)), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return f',"where":{chosen}}}'


def settings(line: Line, design: Design) -> dict[str, Any]:
    """What an interval depends on, beside the sample."""
    of = line.options
    told: dict[str, Any] = {"level": of.level, "lonely": design.lonely}
    if line.analysis_type in QUANTILES:
        told |= {"probability": of.probability, "rule": of.quantile_rule, "ci": of.quantile_ci}
        return told | {"df": of.quantile_df}
    return told | {"ci": of.ci, "df": of.df}
