"""From what design.toml says and the data hold to a design that statistics can take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from needline import model, stats
from needline.errors import DesignError, near
from needline.model.survey import Calibrate, Frame, Margin, Replicates
from needline.stats.arrays import Floats, Ints
from needline.stats.design import Design, make_design
from needline.stats.estimates import AnyDesign
from needline.stats.ordering import distinct
from needline.stats.replicates import ReplicateDesign
from needline.survey.columns import Coded, Columns

if TYPE_CHECKING:
    from needline.stats.margins import AnyDesign as OneDesign

_SHOWN = 3
_FIRST_ROW = 2
"""The row of a file that holds the first household; the header is row 1."""


def draw(columns: Columns, stated: model.Design, file: str = "design.toml") -> AnyDesign:
    """
    Make the design of a survey: strata, clusters and weights, or replicate weights, then what adjusts them.

    Args:
        columns: the data.
        stated: as design.toml says.
        file: its name, for errors.

    Raises:
        DesignError: a column is not there, holds what it must not, or does not fit the others.
    """
    door = _Door(columns, file)
    if not len(columns):
        raise DesignError("data", "hold no household.", "Give a table with a row a household.")
    if stated.replicates:
        return _adjusted(door, _replicated(door, stated, stated.replicates), stated)
    return _adjusted(door, _staged(door, stated), stated)


def _adjusted(door: _Door, design: OneDesign, stated: model.Design) -> OneDesign:
    """A design with its weights brought to what is known of the population."""
    for margin in stated.poststratify:
        labels = door.labels(margin, "poststratify")
        design = _said(
            door, stats.poststratify, design, labels, margin_totals(margin), partial=margin.partial
        )
    if stated.rake:
        design = _raked(door, design, stated.rake)
    if stated.calibrate:
        design = _calibrated(door, design, stated.calibrate)
    if stated.trim:
        lower = -np.inf if stated.trim.lower is None else stated.trim.lower
        upper = np.inf if stated.trim.upper is None else stated.trim.upper
        design = _said(door, stats.trim, design, lower, upper, strict=stated.trim.strict)
    return design


def _said(
    door: _Door, adjust: Callable[..., OneDesign], design: OneDesign, *given: object, **options: object
) -> OneDesign:
    """Adjust a design; an error names the file that asked for it."""
    try:
        adjusted: OneDesign = adjust(design, *given, **options)
    except DesignError as error:
        raise DesignError(door.at(error.where), error.what, error.next_step) from None
    return adjusted


def design_columns(stated: model.Design, names: tuple[str, ...]) -> list[str]:
    """The columns of the data that a design draws on, of those that are there."""
    named = [stated.weight, stated.strata, *stated.clusters, *stated.fpc]
    for margin in (*stated.poststratify, *stated.rake):
        named += margin.columns
    if stated.calibrate:
        named += _terms(stated.calibrate)[0]
    if stated.replicates:
        named += replicate_columns(stated.replicates, names)
    return [name for name in dict.fromkeys(named) if name in names]


def beyond(stated: model.Design) -> bool:
    """Whether a design says more than weights, strata and clusters of one stage."""
    adjusted = stated.poststratify or stated.rake or stated.calibrate or stated.trim
    return bool(
        stated.replicates or stated.frame or adjusted or len(stated.clusters) > 1 or len(stated.fpc) > 1
    )


class _Door(NamedTuple):
    """The data, and the file that names its columns."""

    columns: Columns
    file: str

    def at(self, key: str) -> str:
        return f"{self.file}, {key}"

    def named(self, key: str, name: str) -> str:
        if name not in self.columns:
            found = f'names the column "{name}"; the data have none of that name.'
            raise DesignError(self.at(key), found, near(name, self.columns.held))
        return name

    def numbers(self, key: str, name: str) -> Floats:
        """A column of numbers without a gap."""
        found = self.columns.numbers(self.named(key, name))
        if found.wrong:
            texts = ", ".join(f'"{text}"' for text in list(found.wrong)[:_SHOWN])
            more = ", …" if len(found.wrong) > _SHOWN else ""
            rows = sum(found.wrong.values())
            said = f'the column "{name}" holds what is no number, in {_rows(rows)}: {texts}{more}.'
            raise DesignError(self.at(key), said, "Name a column of numbers, or mend these cells.")
        self._filled(key, name, np.isnan(found.value))
        return found.value

    def coded(self, key: str, name: str) -> Coded:
        """A column of labels without a gap."""
        found = self.columns.coded(self.named(key, name))
        self._filled(key, name, found.code < 0)
        return found

    def labels(self, margin: Margin, key: str) -> tuple[np.ndarray, ...]:
        """The categories of each household, a column each."""
        coded = [self.coded(key, name) for name in margin.columns]
        return tuple(np.array(one.labels)[one.code] for one in coded)

    def _filled(self, key: str, name: str, empty: np.ndarray) -> None:
        if empty.any():
            first = int(np.flatnonzero(empty)[0]) + _FIRST_ROW
            found = f'the column "{name}" is empty in {_rows(int(empty.sum()))}, first in row {first}.'
            raise DesignError(self.at(key), found, "Fill these cells, or leave these households out.")


def _rows(number: int) -> str:
    return f"{number} row{'s' if number > 1 else ''}"


def _staged(door: _Door, stated: model.Design) -> Design:
    """A design by strata, clusters and weights."""
    strata = door.coded("strata", stated.strata) if stated.strata else None
    clusters = [door.coded("clusters", name) for name in stated.clusters]
    sizes = tuple(door.numbers("fpc", name) for name in stated.fpc)
    if strata and clusters and not stated.nest:
        _refuse_shared(door, strata, clusters[0], stated.clusters[0])
    weight = _weight(door, stated, strata)
    try:
        made = make_design(
            weight,
            strata.code if strata else None,
            tuple(one.code for one in clusters) or None,
            sizes or None,
            nest=stated.nest,
            lonely=stated.lonely,
        )
    except DesignError as error:
        where = (
            error.where.replace("stratum", "strata,", 1) if strata is None else _named(error.where, strata)
        )
        raise DesignError(door.at(where), error.what, error.next_step) from None
    return replace(made, strata=strata.labels if strata else made.strata)


def _named(where: str, strata: Coded) -> str:
    """The place of an error with the stratum's name for its code."""
    before, quoted, after = where.partition('stratum "')
    code, _, rest = after.partition('"')
    return f'{before}{quoted}{strata.labels[int(code)]}"{rest}' if quoted and code.isdigit() else where


def _weight(door: _Door, stated: model.Design, strata: Coded | None) -> Floats | None:
    n = len(door.columns)
    if stated.frame:
        return _from_frame(door, stated.frame, stated, strata)
    if not stated.weight:
        counted = bool(stated.fpc) and len(stated.fpc) == max(len(stated.clusters), 1)
        return None if counted else np.ones(n)
    weight = door.numbers("weight", stated.weight)
    below = np.flatnonzero(weight < 0)
    if len(below):
        row, value = int(below[0]) + _FIRST_ROW, weight[below[0]]
        found = f'the column "{stated.weight}" holds {value:g} in row {row}.'
        raise DesignError(door.at("weight"), found, "A weight is 0 or greater.")
    return weight


def _from_frame(door: _Door, frame: Frame, stated: model.Design, strata: Coded | None) -> Floats:
    """Weights that make the sample stand for the frame, and sum to the number of households: (N_h/N) / (n_h/n)."""
    at = door.at("frame")
    if strata is None or stated.weight:
        what = "weights come from a column already." if stated.weight else "no strata are named."
        raise DesignError(at, what, "Say strata and frame, or weight.")
    absent = [label for label in strata.labels if not frame.counts.get(label, 0) > 0]
    if absent:
        found = f'the stratum "{absent[0]}" of the data is not in {frame.file or "the frame"}{_more(absent)}.'
        raise DesignError(at, found, near(absent[0], frame.counts))
    unseen = [label for label in frame.counts if label not in strata.labels]
    if unseen:
        found = f'the stratum "{unseen[0]}" of {frame.file or "the frame"} is not in the data{_more(unseen)}.'
        raise DesignError(at, found, f"Take it out, or join it. {near(unseen[0], strata.labels)}")
    people = np.array([frame.counts[label] for label in strata.labels])
    drawn = np.bincount(strata.code, minlength=len(people))
    weight: Floats = ((people / people.sum()) / (drawn / drawn.sum()))[strata.code]
    return weight


def _more(names: list[str]) -> str:
    return f", nor {len(names) - 1} more" if len(names) > 1 else ""


def _refuse_shared(door: _Door, strata: Coded, cluster: Coded, name: str) -> None:
    """A cluster in two strata is an error, unless labels repeat on purpose."""
    pairs = distinct(cluster.code * len(strata.labels) + strata.code).values
    owner: Ints = pairs // len(strata.labels)
    twice = np.flatnonzero(np.diff(owner) == 0)
    if len(twice):
        first, second = (strata.labels[pairs[at] % len(strata.labels)] for at in (twice[0], twice[0] + 1))
        found = f'"{cluster.labels[owner[twice[0]]]}" of column "{name}" lies in stratum "{first}" and in "{second}".'
        raise DesignError(
            door.at("clusters"),
            found,
            "Give its parts different labels, or set nest = true where labels repeat from stratum to stratum.",
        )


def replicate_columns(stated: Replicates, names: tuple[str, ...]) -> list[str]:
    """The columns that hold replicate weights, in the order of the data."""
    patterns = [stated.columns] if isinstance(stated.columns, str) else stated.columns
    found = {name: None for pattern in patterns for name in names if fnmatchcase(name, pattern)}
    return list(found)


def _replicated(door: _Door, design: model.Design, stated: Replicates) -> ReplicateDesign:
    """A design by replicate weights."""
    at = door.at("replicates")
    patterns = [stated.columns] if isinstance(stated.columns, str) else stated.columns
    names = replicate_columns(stated, door.columns.names)
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in names):
            found = f'no column of the data is named "{pattern}".'
            raise DesignError(at, found, near(pattern.replace("*", ""), door.columns.names))
    if stated.number is not None and stated.number != len(names):
        found = f"{stated.number} replicates are stated; the data have {len(names)} columns of them."
        raise DesignError(at, found, "Put number or columns right.")
    matrix = np.stack([door.numbers("replicates", name) for name in names], axis=1)
    weight = door.numbers("weight", design.weight) if design.weight else None
    if weight is None and stated.combined:
        raise DesignError(at, "the sampling weight is not named.", 'Say weight = "…", or combined = false.')
    try:
        return stats.replicate_design(
            weight,
            matrix,
            stated.type,
            combined=stated.combined,
            rho=stated.rho,
            scale=stated.scale,
            rscales=stated.rscales,
            mse=stated.mse,
        )
    except DesignError as error:
        raise DesignError(f"{at}, {error.where}", error.what, error.next_step) from None


def margin_totals(
    margin: Margin,
) -> dict[str | int | float | bool | tuple[str | int | float | bool, ...], float]:
    """The counts of a margin, by category or by tuple of categories."""
    wide = len(margin.columns) > 1
    return {tuple(key.split("|")) if wide else key: count for key, count in margin.totals.items()}


def _raked(door: _Door, design: OneDesign, margins: list[Margin]) -> OneDesign:
    labels = [door.labels(margin, "rake") for margin in margins]
    return _said(
        door,
        stats.rake,
        design,
        labels,
        [margin_totals(margin) for margin in margins],
        epsilon=min(margin.epsilon for margin in margins),
        maxit=max(margin.maxit for margin in margins),
        partial=any(margin.partial for margin in margins),
    )


def _terms(stated: Calibrate) -> tuple[list[str], bool]:
    """The columns that a formula names, and whether it has a constant."""
    parts = [part.strip() for part in stated.formula.strip().removeprefix("~").replace("-", "+-").split("+")]
    constant = not {"0", "-1"} & {part.replace(" ", "") for part in parts}
    return [part for part in parts if part and part.replace(" ", "") not in {"0", "1", "-1"}], constant


def _calibrated(door: _Door, design: OneDesign, stated: Calibrate) -> OneDesign:
    at = door.at("calibrate")
    names, constant = _terms(stated)
    terms = {name: _term(door, name) for name in names}
    made = stats.model_matrix(terms, len(door.columns), intercept=constant)
    absent = [name for name in made.names if name not in stated.totals]
    if absent:
        found = f'totals say nothing of "{absent[0]}".'
        raise DesignError(at, found, f"The formula makes the columns {', '.join(made.names)}.")
    unused = [name for name in stated.totals if name not in made.names]
    if unused:
        raise DesignError(at, f'"{unused[0]}" is no column of the formula.', near(unused[0], made.names))
    bounds = tuple(stated.bounds) if stated.bounds else (-np.inf, np.inf)
    if len(bounds) != 2:  # noqa: PLR2004 - a lower and an upper end
        raise DesignError(at, "bounds are not two numbers.", "Say bounds = [0.5, 2.0].")
    totals = [stated.totals[name] for name in made.names]
    ends = (bounds[0], bounds[1])
    return _said(door, stats.calibrate, design, made.columns, totals, stated.function, bounds=ends)


def _term(door: _Door, name: str) -> np.ndarray:
    """A column of a formula: numbers where all are, else labels."""
    if not door.columns.numbers(door.named("calibrate", name)).wrong:
        return door.numbers("calibrate", name)
    coded = door.coded("calibrate", name)
    return np.array(coded.labels)[coded.code]
