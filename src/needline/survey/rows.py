"""Estimates as rows of the table of estimates: whole columns at once, each row with its id, trace and recipe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from json.encoder import encode_basestring
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


def make_rows(survey: Survey, fingerprint: str, blocks: Sequence[Block]) -> Rows:
    """
    Write estimates as rows.

    Args:
        survey: whose they are.
        fingerprint: of the table of households.
        blocks: what was estimated; of estimates of one key the first stays.

    Returns:
        Rows: sorted by id. Those that are known lack the key, the trace and the recipe.
    """
    import pyarrow as pa

    schema = arrow_schema(OF_ROW[Estimate])
    every = _Words.of(blocks)
    ids = content_ids("estimate", survey.name, every.keys().to_pylist())
    order = np.unique(np.frombuffer(bytes.fromhex("".join(ids)), ">u8").astype(np.uint64), return_index=True)[
        1
    ]
    words, size = every.ordered(order), len(order)
    why = _joined(block.why for block in blocks)[order]
    whole = _joined(block.whole for block in blocks)[order].astype(np.bool_)
    one = np.zeros(size, np.int64)
    told: dict[str, Any] = {
        "estimate": pa.array(ids, pa.string()).take(pa.array(order)),
        "survey": _coded([survey.name], one),
        "synthetic": pa.array(np.full(size, survey.synthetic)),
        "analysis_type": words.by_line(lambda line: line.analysis_type),
        "analysis_var": words.by_line(lambda line: line.analysis_var),
        "analysis_var_value": words.by_answer(lambda _, answer: answer),
        "group_var": words.by_line(lambda line: ", ".join(line.groups)),
        "group_var_value": words.by_level(lambda _groups, _columns, level: BETWEEN.join(level)),
        "hidden": _coded(list(WHY), why),
    }
    numbers = [np.zeros((len(NUMBERS), 0)), *(block.numbers.reshape(len(NUMBERS), -1) for block in blocks)]
    values = np.concatenate(numbers, axis=1)[:, order]
    known = told | _numbers(values, (why > 0) & whole)
    told |= _numbers(values, why > 0)
    told["analysis_key"] = words.keys()
    told["trace"] = pa.ListArray.from_arrays(
        pa.array(np.arange(size + 1, dtype=np.int32)), _coded([f"surveys/{survey.name}"], one)
    )
    told["recipe"] = _recipes(survey, fingerprint, words, told["n_total"])
    return Rows(
        pa.table([told[field.name] for field in schema], schema=schema),
        pa.table({field.name: known[field.name] for field in schema if field.name in known}),
    )


class _Words(NamedTuple):
    """
    The words of N estimates: each is made once for the line, answer or domain that it names.

    Args:
        lines: each line.
        answers: each answer, with its line.
        levels: each domain, with its grouping and the columns of that.
        line, answer, level: shape (N,), places in these.
    """

    lines: list[Line]
    answers: list[tuple[Line, str]]
    levels: list[tuple[tuple[str, ...], list[str], tuple[str, ...]]]
    line: Ints
    answer: Ints
    level: Ints

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> _Words:
        """The words of blocks, of which those of one grouping have the same domains."""
        groupings = {block.line.groups: block for block in blocks}
        sizes = [len(block.levels) for block in groupings.values()]
        start = dict(zip(groupings, np.cumsum([0, *sizes]).tolist(), strict=False))
        first = np.cumsum([0, *(len(block.answers) for block in blocks)]).tolist()
        places = [np.indices(block.why.shape) for block in blocks]
        return cls(
            [block.line for block in blocks],
            [(block.line, name) for block in blocks for name in block.answers],
            [(groups, one.columns, level) for groups, one in groupings.items() for level in one.levels],
            np.repeat(np.arange(len(blocks)), [block.why.size for block in blocks]),
            _joined(at[1] + before for at, before in zip(places, first, strict=False)),
            _joined(at[0] + start[block.line.groups] for at, block in zip(places, blocks, strict=True)),
        )

    def ordered(self, order: Ints) -> _Words:
        """The words of some estimates, in an order."""
        return self._replace(line=self.line[order], answer=self.answer[order], level=self.level[order])

    def by_line(self, text: Callable[[Line], str]) -> pa.Array:
        """A column that each line gives."""
        return _coded([text(line) for line in self.lines], self.line)

    def by_answer(self, text: Callable[[Line, str], str]) -> pa.Array:
        """A column that each answer to a line gives."""
        return _coded([text(line, answer) for line, answer in self.answers], self.answer)

    def by_level(self, text: Callable[[tuple[str, ...], list[str], tuple[str, ...]], str]) -> pa.Array:
        """A column that the grouping, the columns and the values of each domain give."""
        return _coded([text(*of) for of in self.levels], self.level)

    def keys(self) -> pa.Array:
        """The keys: of line and answer, then of the domain."""
        groups = self.by_level(lambda names, _, level: key_part(names, level))
        return _together(self.by_answer(_key), groups)


def no_rows() -> Rows:
    """The estimates of no survey."""
    schema = arrow_schema(OF_ROW[Estimate])
    return Rows(schema.empty_table(), schema.empty_table().drop_columns(["analysis_key", "trace", "recipe"]))


def in_order(tables: Sequence[pa.Table]) -> pa.Table:
    """The rows of several surveys as one table, sorted by id."""
    import pyarrow as pa

    filled = [one for one in tables if len(one)]
    if len(filled) == 1:
        return filled[0]
    whole = pa.concat_tables(tables).combine_chunks()
    return whole.take(pa.array(np.argsort(whole["estimate"].to_numpy().astype("S16"), kind="stable")))


def _joined(parts: Iterable[Ints | Bools]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *(part.ravel() for part in parts)])


def _coded(texts: Sequence[str], code: Ints) -> pa.Array:
    """A column of few different texts."""
    import pyarrow as pa

    return pa.array(texts, pa.string()).take(pa.array(code))


def _together(*parts: pa.Array) -> pa.Array:
    """Texts written one after another, row by row."""
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(*parts, "")


def _key(line: Line, answer: str) -> str:
    """The part of a key before the group: type, variable and value; `NA` where there is none."""
    variables = (
        tuple(line.analysis_var.split(BETWEEN)) if line.analysis_type == "ratio" else (line.analysis_var,)
    )
    return PARTS.join((line.analysis_type, key_part(variables, (answer,) * len(variables)), ""))


def _numbers(values: Floats, gone: Bools) -> dict[str, pa.Array]:
    """The columns of numbers; none where an estimate is hidden, or is not known."""
    import pyarrow as pa

    found = {}
    for name, row in zip(NUMBERS, values, strict=True):
        missing = gone | ~np.isfinite(row)
        column = np.where(missing, 0.0, row).astype(np.int64) if name in _COUNTS else row
        found[name] = pa.array(column, mask=missing)
    return found


def _recipes(survey: Survey, fingerprint: str, words: _Words, asked: pa.Array) -> pa.Array:
    """
    How each estimate is computed again: the text of its `Recipe`, put together from its parts.

    Of a hidden one nobody is told how many rows were selected.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = pc.fill_null(_together(pa.scalar(',"rows":'), pc.cast(asked, pa.string())), "")
    made = [_recipe(survey, fingerprint, line, answer) for line, answer in words.answers]
    before, after = (_coded([one[at] for one in made], words.answer) for at in (0, 1))
    return _together(before, rows, after, words.by_level(lambda _, columns, level: _where(columns, level)))


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
    selection = sorted(dict(zip(columns, level, strict=True)).items())
    chosen = ",".join(f"{encode_basestring(name)}:{encode_basestring(value)}" for name, value in selection)
    return f',"where":{{{chosen}}}}}'


def settings(line: Line, design: Design) -> dict[str, Any]:
    """What an interval depends on, beside the sample."""
    of = line.options
    told: dict[str, Any] = {"level": of.level, "lonely": design.lonely}
    if line.analysis_type in QUANTILES:
        told |= {"probability": of.probability, "rule": of.quantile_rule, "ci": of.quantile_ci}
        return told | {"df": of.quantile_df}
    return told | {"ci": of.ci, "df": of.df}
