"""Weights brought to known counts: of categories (poststratification), or of several margins in turn (raking)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Floats, Ints
from needline.stats.calibration import Poststratified, Raked
from needline.stats.design import Design
from needline.stats.replicates import ReplicateDesign

Label: TypeAlias = "str | int | float | bool | tuple[str | int | float | bool, ...]"
Labels: TypeAlias = "npt.ArrayLike | tuple[npt.ArrayLike, ...]"
Population: TypeAlias = Mapping[Label, float]
AnyDesign = TypeVar("AnyDesign", Design, ReplicateDesign)


@dataclass(frozen=True, eq=False)
class Margin:
    """
    Rows by category, with what the population counts in each.

    Args:
        code: shape (n,), 0 to G - 1, -1 in none.
        counts: shape (G,).
    """

    code: Ints
    counts: Floats

    @property
    def categories(self) -> int:
        """How many categories there are, G."""
        return len(self.counts)


def poststratify(
    design: AnyDesign, labels: Labels, population: Population, *, partial: bool = False
) -> AnyDesign:
    """
    Bring the weights of each category to its count in the population.

    Args:
        design: one with strata and clusters, or one with replicate weights, each set of which is brought there.
        labels: shape (n,), category of each row; or a tuple of columns, whose crossing makes the categories.
        population: count of each category; keys are labels, or tuples of them.
        partial: True to pass over categories of the population without a row in the sample.

    Raises:
        DesignError: a category is in the sample and not in the population, or, unless `partial`, the other way;
            a count is no number.
    """
    margin = _margin(design.weight, labels, population, "poststratify", partial=partial)
    if isinstance(design, ReplicateDesign):
        return _fitted(design, [margin], 1)
    weight = _met(margin, design.weight)
    step = Poststratified(margin.code, margin.categories, design.weight, weight)
    return replace(design, weight=weight, calibrations=(*design.calibrations, step))


def rake(
    design: AnyDesign,
    labels: Sequence[Labels],
    populations: Sequence[Population],
    *,
    epsilon: float = 1e-10,
    maxit: int = 1000,
    partial: bool = False,
    force: bool = False,
) -> AnyDesign:
    """
    Bring the weights to the counts of several margins, one after the other, until they hold still.

    Args:
        design: as in `poststratify`.
        labels: each margin's, as in `poststratify`.
        populations: each margin's.
        epsilon: the weighted count of no cell of the margins' crossing moves by this much in a round: in people
            from 1 up, below 1 as a share of the sum of the weights. R's survey takes 1.
        maxit: most rounds. R's survey takes 10.
        partial: as in `poststratify`.
        force: True to go on with weights that still move after `maxit` rounds.

    Raises:
        DesignError: as `poststratify`; margins and populations differ in number; the weights still move.
    """
    if len(labels) != len(populations) or not labels:
        raise DesignError(
            "rake", f"has {len(labels)} margins and {len(populations)} populations.", "Pair them."
        )
    margins = [
        _margin(design.weight, one, population, f"rake, margin {place}", partial=partial)
        for place, (one, population) in enumerate(zip(labels, populations, strict=True), start=1)
    ]
    rounds, after = _rounds(design.weight, margins, epsilon, maxit, force=force)
    if isinstance(design, ReplicateDesign):
        return _fitted(design, margins, rounds)
    step = Raked(tuple(one.code for one in margins), tuple(one.categories for one in margins), tuple(after))
    return replace(design, weight=after[-1], calibrations=(*design.calibrations, step))


def _rounds(
    weight: Floats, margins: list[Margin], epsilon: float, maxit: int, *, force: bool
) -> tuple[int, list[Floats]]:
    """How many rounds the weights need to hold still, and the weights after each margin of the last."""
    crossing = _crossed([one.code for one in margins])
    cells = int(crossing.max(initial=0)) + 1
    most = epsilon * float(weight.sum()) if epsilon < 1 else epsilon
    old = np.bincount(crossing, weights=weight, minlength=cells)
    after: list[Floats] = [weight]
    moved = np.inf
    for number in range(1, maxit + 1):
        after = _round(margins, after[-1])
        new = np.bincount(crossing, weights=after[-1], minlength=cells)
        moved = float(np.abs(new - old).max())
        if moved < most:
            return number, after
        old = new
    if force and maxit > 0:
        return maxit, after
    raise DesignError(
        "rake",
        f"the weights still move after {maxit} rounds, by {moved:.3g} in a cell.",
        "See that the margins add up to one population, allow more rounds, or say force.",
    )


def _round(margins: list[Margin], weight: Floats) -> list[Floats]:
    after = []
    for one in margins:
        weight = _met(one, weight)
        after.append(weight)
    return after


def _met(margin: Margin, weight: Floats) -> Floats:
    """Weights that add up to the counts; 0 in no category."""
    here = np.bincount(margin.code + 1, weights=weight, minlength=margin.categories + 1)[1:]
    ratio = np.divide(margin.counts, here, out=np.zeros(len(here)), where=here > 0)
    met: Floats = weight * np.append(ratio, 0.0)[margin.code]
    return met


def _fitted(design: ReplicateDesign, margins: list[Margin], rounds: int) -> ReplicateDesign:
    """Fit the weights and each replicate the same number of rounds."""
    weight = design.weight
    group = _crossed([design.group, *(one.code for one in margins)])
    first = np.unique(group, return_index=True)[1]
    size = np.bincount(group, weights=design.base).astype(np.float64)
    factor = design.factor[design.group[first]]
    for _ in range(rounds):
        for one in margins:
            weight = _met(one, weight)
            factor = _met_each(one.code[first], one.counts, size, factor)
    return replace(design, weight=weight, group=group, factor=factor)


def _met_each(code: Ints, counts: Floats, size: Floats, factor: Floats) -> Floats:
    """Factors of groups that meet the counts in each replicate; NaN in a replicate without a row of a category."""
    total = np.zeros((len(counts) + 1, factor.shape[1]))
    np.add.at(total, code, size[:, None] * factor)
    target = np.append(counts, 0.0)[:, None]
    ratio = np.where(target == 0, 0.0, np.nan) * np.ones(factor.shape[1])
    np.divide(target, total, out=ratio, where=(total > 0) & (target > 0))
    fitted: Floats = factor * ratio[code]
    return fitted


def _margin(weight: Floats, labels: Labels, population: Population, where: str, *, partial: bool) -> Margin:
    """Code the labels by the categories of the population, each of which has a row in the sample."""
    keys = {_key(key): _count(where, key, count) for key, count in population.items()}
    rows = _rows(labels, len(weight), where)
    distinct, inverse = np.unique(rows, axis=0, return_inverse=True)
    found = [tuple(str(cell) for cell in one) for one in distinct]
    held = np.bincount(inverse.reshape(-1), weights=weight, minlength=len(found)) > 0
    for one, has in zip(found, held, strict=True):
        if has and not keys.get(one, 0.0) > 0:
            raise DesignError(where, f'"{_shown(one)}" is in the sample, not in the population.', "Count it.")
    present = {one for one, has in zip(found, held, strict=True) if has}
    empty = [one for one, count in keys.items() if count > 0 and one not in present]
    if empty and not partial:
        raise DesignError(
            where,
            f'"{_shown(empty[0])}" is in the population, not in the sample.',
            "Join it with another category, or say partial to pass over it.",
        )
    used = [one for one in keys if one in present]
    place = {one: code for code, one in enumerate(used)}
    code = np.array([place.get(one, -1) for one in found], np.int64)[inverse.reshape(-1)]
    return Margin(code, np.array([keys[one] for one in used]))


def _rows(labels: Labels, n: int, where: str) -> npt.NDArray[np.str_]:
    """Labels as text, shape (n, columns)."""
    columns = labels if isinstance(labels, tuple) else (labels,)
    texts = [_texts(np.asarray(one)) for one in columns]
    for one in texts:
        if one.shape != (n,):
            raise DesignError(
                where, f"its labels have the shape {one.shape}.", f"Give one for each of {n} rows."
            )
    return np.stack(texts, axis=1)


def _texts(column: npt.NDArray[np.generic]) -> npt.NDArray[np.str_]:
    """Labels as text; whole numbers read as such, whatever type holds them."""
    if column.dtype.kind == "f" and bool((column == np.floor(column)).all()):
        return column.astype(np.int64).astype(str)
    return column.astype(str)


def _key(key: Label) -> tuple[str, ...]:
    return tuple(str(one) for one in key) if isinstance(key, tuple) else (str(key),)


def _count(where: str, key: Label, count: float) -> float:
    number = float(count)
    if not (np.isfinite(number) and number >= 0):
        raise DesignError(where, f'"{_shown(_key(key))}" counts {count}.', "Give a number, 0 or greater.")
    return number


def _shown(key: tuple[str, ...]) -> str:
    return " / ".join(key)


def _crossed(codes: list[Ints]) -> Ints:
    """One code for each combination that occurs."""
    rows = np.stack(codes, axis=1)
    return np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)
