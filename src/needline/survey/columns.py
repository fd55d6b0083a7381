"""The columns of a survey's data as estimation takes them: coded answers, numbers, choices, crossings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.ordering import distinct
from needline.text.numerals import has_two_readings

if TYPE_CHECKING:
    import pyarrow as pa

SEPARATORS = ("/", ".")
"""What stands between a question and an option in the name of a column."""
NOT_KNOWN = frozenset({"", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
"""Texts that say nothing: an empty cell, and what a spreadsheet writes where a formula fails."""
CHOSEN = frozenset({"1", "TRUE", "True", "true"})
NOT_CHOSEN = frozenset({"0", "FALSE", "False", "false"})


class Coded(NamedTuple):
    """
    Answers as codes.

    Args:
        labels: the distinct answers, sorted; numbers by size.
        code: shape (n,), place in `labels`; -1 not asked or not answered.
    """

    labels: tuple[str, ...]
    code: Ints


class Numbers(NamedTuple):
    """
    A column as numbers.

    Args:
        value: shape (n,); NaN not asked, or no number.
        wrong: distinct texts that are no number, or not finite, with how many rows hold each.
    """

    value: Floats
    wrong: dict[str, int]


class Chosen(NamedTuple):
    """
    A question with several answers.

    Args:
        options: the K options.
        chosen: shape (n, K).
        asked: shape (n,), True where the question was answered.
        differ: rows where the text and the columns of the question name different options.
        extra: options that the text names and no column, with how many rows name each.
        not_choices: the first column that holds something else than chosen or not; empty where none does.
    """

    options: tuple[str, ...]
    chosen: Bools
    asked: Bools
    differ: int = 0
    extra: dict[str, int] = {}  # noqa: RUF012 - never changed
    not_choices: str = ""


class Crossing(NamedTuple):
    """
    Households by the values of some columns, crossed; only combinations that occur.

    Args:
        names: the columns; none for all households.
        levels: the values of each domain, sorted.
        code: shape (n,), place in `levels`; -1 where a value is missing.
    """

    names: tuple[str, ...]
    levels: list[tuple[str, ...]]
    code: Ints


class Columns:
    """
    A table of answers, a row a household.

    Args:
        table: any Arrow table; text, numbers, True and False.
        unread: names of columns that the data hold beside these.
    """

    def __init__(self, table: pa.Table, unread: Iterable[str] = ()) -> None:
        self.table = table
        self.held = (*table.column_names, *unread)

    def __len__(self) -> int:
        """How many households there are."""
        return int(self.table.num_rows)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in the order of the table."""
        return tuple(self.table.column_names)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.names)

    def __contains__(self, name: str) -> bool:
        """Whether there is a column of that name."""
        return name in self._known

    @cached_property
    def options(self) -> dict[str, list[tuple[str, str]]]:
        """For each name before a separator: the options after it, and their columns."""
        return _options(self.names)

    @property
    def questions(self) -> tuple[str, ...]:
        """What may be asked for: every column that the data hold, and every question of options."""
        return tuple(dict.fromkeys((*self.held, *_options(self.held))))

    def where(self, keep: Bools) -> Columns:
        """The households of some rows."""
        import pyarrow as pa

        left = self.table.filter(pa.array(keep))
        for at, field in enumerate(left.schema):
            if pa.types.is_dictionary(field.type):  # which would keep the values of the others
                left = left.set_column(at, field.name, left[field.name].cast(field.type.value_type))
        return Columns(left, self.held[len(self.names) :])

    def coded(self, name: str) -> Coded:
        """A column as codes."""
        values, code = self._encoded(name)
        texts = ["" if _says_nothing(value) else _text(value) for value in values]
        places = {text: place for place, text in enumerate(dict.fromkeys(texts)) if text not in NOT_KNOWN}
        numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
        labels = sorted(places, key=float) if numeric else sorted(places)
        rank = {text: place for place, text in enumerate(labels)}
        again = np.array([*(rank.get(text, -1) for text in texts), -1], np.int64)
        return Coded(tuple(labels), again[code])

    def numbers(self, name: str) -> Numbers:
        """A column as numbers."""
        import pyarrow as pa

        column = self.table[name]
        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            value = column.to_numpy(zero_copy_only=False).astype(np.float64)
            endless = np.isinf(value)
            if not endless.any():
                return Numbers(value, {})
            return Numbers(np.where(endless, np.nan, value), _counted(f"{one:g}" for one in value[endless]))
        values, code = self._encoded(name)
        parsed = np.array([*(_number(one) for one in values), np.nan])
        bad = [
            place for place, one in enumerate(values) if np.isnan(parsed[place]) and not _says_nothing(one)
        ]
        counts = np.bincount(code[code >= 0], minlength=len(values))
        return Numbers(
            parsed[code], {_text(values[place]): int(counts[place]) for place in bad if counts[place]}
        )

    def may_be_thousands(self, name: str) -> bool:
        """Whether every cell of a column of text that has a mark may be thousands as well as a decimal: `1.200`."""
        import pyarrow as pa

        type_ = self.table.schema.field(name).type
        if not pa.types.is_string(type_.value_type if pa.types.is_dictionary(type_) else type_):
            return False
        marked = (text for value in self._encoded(name)[0] if value and "." in (text := str(value)))
        first = next(marked, "")
        return bool(first) and has_two_readings(first) and all(map(has_two_readings, marked))

    def choices(self, name: str) -> Chosen:
        """
        A question with several answers, in whichever way the data hold it.

        Where text and columns both hold it, the columns say what was chosen and the text who was asked; a row that
        has only one of them goes by that one. Options are those of the columns; what else the text names is told.
        """
        pairs = self.options.get(name, [])
        text = self._words(name) if name in self else None
        if not pairs:
            assert text is not None
            return Chosen(text.options, text.chosen, text.asked)
        options = tuple(dict.fromkeys(option for option, _ in pairs))
        chosen = np.zeros((len(self), len(options)), np.bool_)
        known = np.zeros(len(self), np.bool_)
        for option, column in pairs:
            flag = self.flags(column)
            if flag is None:
                return Chosen(options, chosen, known, not_choices=column)
            chosen[:, options.index(option)] |= flag == 1
            known |= flag >= 0
        if text is None:
            return Chosen(options, chosen, known)
        return _agreed(text, Chosen(options, chosen, known))

    def flags(self, name: str) -> Ints | None:
        """A column of chosen or not: 1, 0, and -1 where empty; None where it holds anything else."""
        import pyarrow as pa

        column = self.table[name]
        if pa.types.is_boolean(column.type) or pa.types.is_integer(column.type):
            plain = column.cast(pa.int8()) if pa.types.is_boolean(column.type) else column
            value = plain.to_numpy(zero_copy_only=False)
            yes, no = value == 1, value == 0
            if int(np.count_nonzero(yes)) + int(np.count_nonzero(no)) + column.null_count < len(value):
                return None
            chosen: Ints = yes.view(np.int8) - ~(yes | no)
            return chosen
        values, code = self._encoded(name)
        texts = [_text(value) for value in values]
        if not all(text in CHOSEN or text in NOT_CHOSEN or text in NOT_KNOWN for text in texts):
            return None
        flag = np.array([*(1 if text in CHOSEN else 0 if text in NOT_CHOSEN else -1 for text in texts), -1])
        result: Ints = flag[code]
        return result

    def crossed(self, names: Sequence[str]) -> Crossing:
        """Households by some columns, crossed."""
        if not names:
            return Crossing((), [()], np.zeros(len(self), np.int64))
        return Crossing(tuple(names), *cross([self.coded(name) for name in names]))

    def distinct(self, name: str) -> int:
        """How many different values a column holds."""
        _, code = self._encoded(name)
        return len(np.unique(code[code >= 0]))

    def texts(self, name: str) -> tuple[list[str], int]:
        """The distinct texts of a column that say something, and how many rows hold one."""
        values, code = self._encoded(name)
        says = np.array([*(not _says_nothing(value) for value in values), False])
        return [_text(value) for value in values if not _says_nothing(value)], int(says[code].sum())

    def _words(self, name: str) -> Chosen:
        """A text of options, separated by blanks."""
        values, code = self._encoded(name)
        lists = [[] if _says_nothing(value) else _text(value).split() for value in values]
        options = sorted({word for words in lists for word in words})
        place = {word: at for at, word in enumerate(options)}
        named = np.zeros((len(values) + 1, len(options)), np.bool_)
        for at, words in enumerate(lists):
            named[at, [place[word] for word in words]] = True
        chosen = named[code]
        return Chosen(tuple(options), chosen, np.any(chosen, axis=1))

    def _encoded(self, name: str) -> tuple[list[Any], Ints]:
        """Distinct values of a column and each row's place among them; -1 where empty."""
        import pyarrow as pa

        column = self.table[name]
        if column.num_chunks > 1 and pa.types.is_dictionary(column.type):
            column = column.unify_dictionaries()
        whole = column.combine_chunks()
        whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) and whole.num_chunks else whole
        if not len(whole) or pa.types.is_null(whole.type):
            return [], np.full(len(self), -1, np.int64)
        encoded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
        code = encoded.indices.to_numpy(zero_copy_only=False)
        known = np.nan_to_num(code, nan=-1.0) if encoded.null_count else code
        return encoded.dictionary.to_pylist(), known.astype(np.int64)


def cross(encoded: Sequence[tuple[Sequence[str], Ints]]) -> tuple[list[tuple[str, ...]], Ints]:
    """
    Cross columns of codes; only combinations that occur.

    Args:
        encoded: one or more columns, each with its labels and its code of each row; -1 where missing.

    Returns:
        tuple: labels of each combination, sorted by code, and each row's place among them; -1 where any is missing.
    """
    size = len(encoded[0][1])
    flat, known = np.zeros(size, np.int64), np.ones(size, np.bool_)
    for labels, code in encoded:
        flat, known = flat * (len(labels) + 1) + code, known & (code >= 0)
    _, first, place = distinct(flat[known])
    rows = np.flatnonzero(known)
    crossed = np.full(size, -1, np.int64)
    crossed[rows] = place
    return [tuple(labels[code[rows[at]]] for labels, code in encoded) for at in first], crossed


def _options(names: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """For each name before a separator: the options after it, and their columns."""
    found: dict[str, list[tuple[str, str]]] = {}
    listed = tuple(names)
    for separator in SEPARATORS:
        for name in listed:
            question, there, option = name.partition(separator)
            if there and question and option:
                found.setdefault(question, []).append((option, name))
    return found


def _agreed(text: Chosen, columns: Chosen) -> Chosen:
    """One question from its text and its columns."""
    from_text = np.zeros_like(columns.chosen)
    places = {option: at for at, option in enumerate(columns.options)}
    for at, option in enumerate(text.options):
        if option in places:
            from_text[:, places[option]] = text.chosen[:, at]
    both = text.asked & columns.asked
    differ = int((both & (from_text != columns.chosen).any(axis=1)).sum())
    chosen: Bools = np.where((text.asked & ~columns.asked)[:, None], from_text, columns.chosen)
    asked: Bools = np.logical_or(text.asked, np.any(chosen, axis=1))
    extra = {
        option: int(text.chosen[:, at].sum())
        for at, option in enumerate(text.options)
        if option not in places
    }
    return Chosen(columns.options, chosen, asked, differ, extra)


def _text(value: Any) -> str:
    """A value as a label; whole numbers without a point, as text writes them."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    return str(value).strip()


def _says_nothing(value: Any) -> bool:
    return value is None or value != value or _text(value) in NOT_KNOWN  # noqa: PLR0124 - only NaN differs from itself


def _number(value: Any) -> float:
    """A finite number, else NaN."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return float("nan")
    return number if np.isfinite(number) else float("nan")


def _counted(texts: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text in texts:
        found[text] = found.get(text, 0) + 1
    return found
