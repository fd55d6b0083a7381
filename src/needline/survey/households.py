"""The scored households of a survey as estimation takes them: a design, domains, categories, numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from needline import model
from needline.stats.arrays import Floats, Ints
from needline.stats.design import make_design
from needline.stats.estimates import AnyDesign
from needline.survey.columns import Columns, cross
from needline.survey.drawn import beyond, draw

if TYPE_CHECKING:
    import pyarrow as pa

ANSWER, NUMBER = "answer:", "number:"
LOWER_BOUND, SECTORS_MISSING = ".lower_bound", ".sectors_missing"


class Domain(NamedTuple):
    """
    Households by the values of some columns, crossed.

    Args:
        groups: the columns as a plan names them; none for all households.
        levels: their values, one tuple a domain, sorted.
        codes: shape (n,), place in `levels`; -1 where a value is missing.
    """

    groups: tuple[str, ...]
    levels: list[tuple[str, ...]]
    codes: Ints


class Households:
    """
    The private table of a survey's households, with its design.

    Args:
        table: as scored.
        design: as the survey states it.
        questions: names of all columns of the submissions, to offer where a plan names one that is not there.
    """

    def __init__(self, table: pa.Table, design: model.Design, questions: Sequence[str] = ()) -> None:
        self.table, self._design, self.questions = table, design, tuple(questions)
        self._names = frozenset(table.column_names)
        self._domains: dict[tuple[str, ...], Domain] = {}
        self._few: dict[tuple[str, int, bool], frozenset[str]] = {}

    def __len__(self) -> int:
        """How many households there are."""
        return len(self.table)

    @cached_property
    def size(self) -> Floats:
        """People in each household; NaN not known."""
        return self.number("size")

    @property
    def counts_people(self) -> bool:
        """True where the size of at least one household is known, so that people can be estimated."""
        return not bool(np.isnan(self.size).all())

    @cached_property
    def design(self) -> AnyDesign:
        """
        The design, weighing households.

        Raises:
            DesignError: as `draw`.
        """
        if beyond(self._design):
            return draw(self._answers, self._design)
        fpc = self.number("fpc")
        return make_design(
            self.number("weight"),
            self._text("stratum"),
            self._text("cluster"),
            None if np.isnan(fpc).any() else fpc,
            nest=self._design.nest,
            lonely=self._design.lonely,
        )

    @property
    def _answers(self) -> Columns:
        """The answers as the submissions named them."""
        names = [name for name in self.table.column_names if name.startswith(ANSWER)]
        return Columns(self.table.select(names).rename_columns([name.removeprefix(ANSWER) for name in names]))

    @cached_property
    def people_design(self) -> AnyDesign:
        """The design, weighing people; a household of unknown size weighs 0."""
        return self.design.reweighted(self.design.weight * np.nan_to_num(self.size, nan=0.0))

    def column_of(self, name: str, prefix: str = ANSWER) -> str:
        """The table's column for a name of a plan: a score, or an answer; empty where there is neither."""
        scored = name in {"place", "group"} or "." in name
        if scored and name in self._names:
            return name
        return prefix + name if prefix + name in self._names else ""

    def is_number(self, column: str) -> bool:
        """Whether a column holds numbers."""
        import pyarrow as pa

        return bool(pa.types.is_floating(self.table.schema.field(column).type))

    def number(self, column: str) -> Floats:
        """A column of numbers, NaN where missing."""
        import pyarrow as pa

        values = self.table[column].cast(pa.float64()).to_numpy(zero_copy_only=False)
        return np.asarray(values, np.float64)

    def categories(self, column: str) -> tuple[list[str], Ints]:
        """Distinct values of a column, sorted, and each household's place among them; -1 where missing."""
        return _encode(self.table[column].combine_chunks())

    def options(self, column: str) -> tuple[list[str], list[set[str] | None]]:
        """Distinct choices of a column of several, sorted, and each household's; None where missing."""
        taken = [None if text is None else set(text.split()) for text in self.table[column].to_pylist()]
        return sorted({one for chosen in taken if chosen for one in chosen}), taken

    def few(self, column: str, threshold: int, *, several: bool = False) -> frozenset[str]:
        """Answers, or choices among several, that fewer than the threshold of all households gave."""
        key = column, threshold, several
        if key not in self._few:
            if several:
                held = Counter(
                    one for chosen in self.options(column)[1] if chosen is not None for one in chosen
                )
            else:
                names, codes = self.categories(column)
                counts = np.bincount(codes[codes >= 0], minlength=len(names)).tolist()
                held = Counter(dict(zip(names, counts, strict=True)))
            self._few[key] = frozenset(one for one, count in held.items() if count < threshold)
        return self._few[key]

    def domain(self, groups: Sequence[str]) -> Domain:
        """Households by some columns of a plan, crossed; only combinations that occur are domains."""
        key = tuple(groups)
        if key not in self._domains:
            self._domains[key] = self._cross(key)
        return self._domains[key]

    def _cross(self, groups: tuple[str, ...]) -> Domain:
        if not groups:
            return Domain((), [()], np.zeros(len(self), np.int64))
        levels, codes = cross([self.categories(self.column_of(name)) for name in groups])
        return Domain(groups, levels, codes)

    def _text(self, column: str) -> np.ndarray:
        return np.array(self.table[column].to_pylist(), object).astype(str)


def _encode(column: pa.Array) -> tuple[list[str], Ints]:
    import pyarrow as pa

    text = column if pa.types.is_string(column.type) else _as_text(column)
    encoded = text.dictionary_encode()
    values = encoded.dictionary.to_pylist()
    order = sorted(range(len(values)), key=lambda place: values[place])
    places = np.full(len(values) + 1, -1, np.int64)
    places[order] = np.arange(len(values))
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return [values[place] for place in order], places[codes]


def _as_text(column: pa.Array) -> pa.Array:
    import pyarrow as pa

    return pa.array([None if value is None else f"{value:g}" for value in column.to_pylist()], pa.string())
