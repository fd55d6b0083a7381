"""The stages of a sample: which units were drawn at each, out of how many, and how rows lie in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.ordering import distinct

Labels: TypeAlias = npt.ArrayLike
Columns: TypeAlias = Labels | tuple[Labels, ...] | None
Texts: TypeAlias = npt.NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class Stage:
    """
    One stage of sampling: U units drawn in S strata. After the first stage the strata lie within the units of
    the stage before.

    Args:
        unit: shape (n,), code of the unit each row lies in, 0 to U - 1; units of one stratum follow each other.
        unit_stratum: shape (U,), code of each unit's stratum, 0 to S - 1, never falling.
        fraction: shape (S,), share of the stratum's units that was drawn; 0 where drawn with replacement.
        parent: shape (S,), unit of the stage before in which the stratum lies; 0 at the first stage.
        strata: the S labels, as text; after the first stage the unit's and the stratum's, such as "15 / urban".
    """

    unit: Ints
    unit_stratum: Ints
    fraction: Floats
    parent: Ints
    strata: tuple[str, ...]

    @property
    def units(self) -> int:
        """Number of units, U."""
        return len(self.unit_stratum)

    @property
    def sizes(self) -> Ints:
        """Shape (S,), units drawn in each stratum."""
        return np.bincount(self.unit_stratum, minlength=len(self.strata)).astype(np.int64)

    @property
    def alone(self) -> Bools:
        """Shape (S,), True where a stratum has a single unit that was not certain to be drawn."""
        result: Bools = (self.sizes == 1) & (self.fraction < 1)
        return result

    @property
    def inverse_fraction(self) -> Floats:
        """Shape (n,), units of the population that each row's unit stands for; needs a fraction above 0."""
        result: Floats = 1 / self.fraction[self.unit_stratum[self.unit]]
        return result


def make_stages(
    weight: npt.ArrayLike | None, stratum: Columns, cluster: Columns, fpc: Columns, *, nest: bool
) -> list[Stage]:
    """
    Code the labels of each stage; arguments and errors as `make_design`.

    Returns:
        list: at least one stage. Units of a later stage are told apart within their unit of the stage before.
    """
    clusters, strata, sizes = _columns(cluster), _columns(stratum), _columns(fpc)
    n = _rows(weight, clusters, strata, sizes)
    if weight is None and not sizes:
        raise DesignError("weight", "is not given, nor fpc.", "Weights follow from an fpc of every stage.")
    if sizes and len(sizes) != max(len(clusters), 1):
        raise DesignError(
            "fpc",
            f"has {len(sizes)} columns for {max(len(clusters), 1)} stages.",
            "Give one a stage, or none where clusters were drawn with replacement.",
        )
    numbers = [_numbers(one) for one in sizes]
    counted = any(bool((one > 1).any()) for one in numbers)
    stages: list[Stage] = []
    for level in range(max(len(clusters), 1)):
        own = _codes(clusters[level], n, "cluster")[1] if clusters else np.arange(n)
        names, label = _codes(strata[min(level, len(strata) - 1)] if strata else None, n, "stratum")
        above = stages[-1] if stages else None
        one = _stage(above, names, label, own)
        if above is None and not nest:
            _refuse_shared(one, label, own, clusters)
        drawn = _fractions(one, numbers[level], counted=counted) if numbers else one.fraction
        stages.append(Stage(one.unit, one.unit_stratum, drawn, one.parent, one.strata))
    return stages


def checked_weight(weight: npt.ArrayLike) -> Floats:
    """
    Weights as numbers.

    Raises:
        DesignError: one is no number, not finite, or below 0.
    """
    numbers = _numbers(weight, "weight")
    wrong = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0)))
    if len(wrong):
        where, found = f"weight, row {wrong[0]}", f"{numbers[wrong[0]]:g} is no weight."
        raise DesignError(where, found, "A weight is a number, 0 or greater.")
    return numbers


def _columns(columns: Columns) -> tuple[Labels, ...]:
    if columns is None:
        return ()
    return columns if isinstance(columns, tuple) else (columns,)


def _rows(weight: npt.ArrayLike | None, *groups: Sequence[Labels]) -> int:
    """Length that all columns share."""
    lengths = [len(np.asarray(one)) for group in groups for one in group]
    lengths += [] if weight is None else [len(np.asarray(weight))]
    if not lengths:
        raise DesignError("design", "has no column.", "Give weights, or an fpc of every stage.")
    if len(set(lengths)) > 1:
        shown = ", ".join(str(one) for one in sorted(set(lengths)))
        raise DesignError("design", f"its columns differ in length: {shown} rows.", "Give one value a row.")
    return lengths[0]


def _numbers(column: npt.ArrayLike, name: str = "fpc") -> Floats:
    try:
        return np.asarray(column, np.float64)
    except (TypeError, ValueError) as error:
        raise DesignError(name, "holds text.", "Give numbers.") from error


def _codes(column: Labels | None, n: int, name: str) -> tuple[Texts, Ints]:
    """Labels in order, and each row's code. A missing label is an error: the row has no place in the sample."""
    if column is None:
        return np.array([""]), np.zeros(n, np.int64)
    given = np.asarray(column)
    missing = np.flatnonzero([one is None for one in given] if given.dtype == object else given != given)  # noqa: PLR0124 - only NaN differs from itself
    if len(missing):
        raise DesignError(f"{name}, row {missing[0]}", "is missing.", f"Give every row its {name}.")
    if given.dtype == np.int64:
        numbers, _, code = distinct(given)
        return numbers.astype(str), code
    names, code = np.unique(given.astype(str) if given.dtype == object else given, return_inverse=True)
    return names.astype(str), code.astype(np.int64)


def _stage(above: Stage | None, names: Texts, label: Ints, own: Ints) -> Stage:
    """A stage whose strata are told apart within the units above, and its units within their strata."""
    within = np.zeros(len(label), np.int64) if above is None else above.unit
    seen, _, stratum = distinct(within * len(names) + label)
    wide = int(own.max(initial=0)) + 1
    pairs, _, unit = distinct(stratum * wide + own)
    parent, kind = seen // len(names), seen % len(names)
    texts = _texts(above, names, parent, kind)
    return Stage(unit, pairs // wide, np.zeros(len(seen)), parent, texts)


def _texts(above: Stage | None, names: Texts, parent: Ints, kind: Ints) -> tuple[str, ...]:
    if above is None:
        return tuple(str(names[code]) for code in kind)
    return tuple(f"unit {up} / {names[code]}" for up, code in zip(parent, kind, strict=True))


def _refuse_shared(stage: Stage, label: Ints, own: Ints, clusters: Sequence[Labels]) -> None:
    """A cluster label that stands in two strata is an error unless labels repeat on purpose."""
    _, first, whole = distinct(stage.unit)
    several = np.flatnonzero(np.bincount(own[first]) > 1)
    if whole.size == 0 or not len(several):
        return
    shared = np.flatnonzero(own == several[0])
    raise DesignError(
        f'cluster "{np.asarray(clusters[0])[shared[0]]}"',
        f'lies in stratum "{stage.strata[label[shared].min()]}" and in another.',
        "Give its parts different labels, or set nest = true where labels repeat from stratum to stratum.",
    )


def _fractions(stage: Stage, given: Floats, *, counted: bool) -> Floats:
    """Share drawn in each stratum, from counts of the population or from shares."""
    stratum = stage.unit_stratum[stage.unit]
    low = np.full(len(stage.strata), np.inf)
    high = np.full(len(stage.strata), -np.inf)
    np.minimum.at(low, stratum, given)
    np.maximum.at(high, stratum, given)
    unclear = np.flatnonzero(~((low == high) & (low > 0)))
    if len(unclear):
        name = stage.strata[unclear[0]]
        raise DesignError(
            f'fpc, stratum "{name}"', "holds no value, or more than one.", "Give one a stratum."
        )
    fraction = stage.sizes / low if counted else low
    over = np.flatnonzero(fraction > 1)
    if len(over):
        name, drawn = stage.strata[over[0]], stage.sizes[over[0]]
        raise DesignError(
            f'fpc, stratum "{name}"',
            f"says {low[over[0]]:g} clusters; {drawn} were drawn.",
            "It counts the clusters of the population, or is the share drawn where no value is above 1.",
        )
    return fraction
