"""
Covariance of sums of linearised values over every stage of a design.

At each stage a stratum of n_h units, drawn as a share f_h, adds (1 - f_h) n_h / (n_h - 1) times the sum of
(z_i - mean)(z_i - mean)' over its units, z_i being the total of the unit's rows. What a later stage adds is
multiplied by the shares drawn at all stages before it. A unit without a row in the domain counts, with z of 0.

Source: Särndal, Swensson and Wretman (1992), 4.3; as R's survey 4.5 combines the stages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from needline.errors import DesignError
from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.design import Design
from needline.stats.stages import Stage


def covariance(design: Design, z: Floats, inside: Bools | None = None) -> Floats:
    """
    Covariance matrix of the sums of K linearised values.

    Args:
        design: n rows, with its later stages and calibrations.
        z: shape (n, K), weighted linearised values; 0 for rows outside the domain.
        inside: shape (n,), True for the domain's rows: strata without one neither fail nor count among those
            that a lonely stratum is compared with. None: all rows. A calibrated design keeps all its strata.

    Returns:
        Shape (K, K).

    Raises:
        DesignError: a stratum that matters has a single unit and the design says `fail`.
    """
    rows = np.asarray(z, np.float64)
    for calibration in design.calibrations:
        rows = calibration.residual(rows)
    known = None if design.calibrations or inside is None or inside.all() else inside
    found = np.zeros((rows.shape[1], rows.shape[1]))
    for level in _levels(design):
        found += _one_stage(design, level, rows, known)
    return found


def variances(design: Design, z: Floats, inside: Bools | None = None) -> Floats:
    """The diagonal of `covariance`, shape (K,), a block of columns at a time."""
    wide = 64
    blocks = [np.diag(covariance(design, z[:, at : at + wide], inside)) for at in range(0, z.shape[1], wide)]
    return np.concatenate(blocks) if blocks else np.zeros(0)


@dataclass(frozen=True, eq=False)
class _Level:
    """A stage, its number from 1, and what its strata's variance is multiplied by, shape (S,)."""

    number: int
    stage: Stage
    factor: Floats


def _levels(design: Design) -> Iterator[_Level]:
    """Stages that add to a variance: those after one drawn with replacement throughout do not."""
    above = _Level(1, design.first, np.ones(len(design.strata)))
    yield above
    for stage in design.stages:
        over = above.stage.unit_stratum[stage.parent]
        factor = above.factor[over] * above.stage.fraction[over]
        if not factor.any():
            return
        above = _Level(above.number + 1, stage, factor)
        yield above


def _one_stage(design: Design, level: _Level, z: Floats, inside: Bools | None) -> Floats:
    stage = level.stage
    sizes = stage.sizes
    present, single = _present(stage, inside)
    alone = stage.alone & present & (level.factor > 0)
    if alone.any() and design.lonely == "fail":
        raise lonely_error(stage.strata[int(np.flatnonzero(alone)[0])], level.number)
    if design.domain_lonely and design.lonely in {"adjust", "average"}:
        alone |= single & (sizes > 1) & (level.factor > 0)
    total = _sums(stage.unit, stage.units, z)
    centre = _sums(stage.unit_stratum, len(sizes), total) / sizes[:, None]
    if design.lonely == "adjust" and alone.any():
        centre[alone] = _grand_means(stage, total, np.where(present, sizes, 0))[stage.parent[alone]]
    scale = level.factor * (1 - stage.fraction) * sizes / np.maximum(sizes - 1, 1) * present
    if design.lonely == "average" and alone.any():
        scale = np.where(alone, 0.0, scale) * _share_known(stage, present, alone)[stage.parent]
    apart = total - centre[stage.unit_stratum]
    result: Floats = (apart * scale[stage.unit_stratum][:, None]).T @ apart
    return result


def lonely_error(stratum: str, number: int = 1) -> DesignError:
    """The error of a stratum whose variance cannot be estimated."""
    return DesignError(
        (f'stratum "{stratum}"' if stratum else "design") + (f", stage {number}" if number > 1 else ""),
        "has a single cluster, so its variance cannot be estimated.",
        'Join it with another stratum, or say lonely = "remove", "certainty", "adjust" or "average".',
    )


def _present(stage: Stage, inside: Bools | None) -> tuple[Bools, Bools]:
    """Shape (S,) twice: strata with a row in the domain, and those with a single unit in it."""
    units = np.ones(stage.units, np.bool_)
    if inside is not None:
        units = np.bincount(stage.unit[inside], minlength=stage.units) > 0
    count = np.bincount(stage.unit_stratum, weights=units, minlength=len(stage.strata))
    return count > 0, count == 1


def _grand_means(stage: Stage, total: Floats, sizes: Ints) -> Floats:
    """Mean over all units drawn, of those strata that count, within each unit of the stage before."""
    parents = int(stage.parent.max(initial=0)) + 1
    drawn = np.bincount(stage.parent, weights=sizes, minlength=parents)
    summed = _sums(stage.parent[stage.unit_stratum], parents, total)
    result: Floats = summed / np.maximum(drawn, 1)[:, None]
    return result


def _share_known(stage: Stage, present: Bools, alone: Bools) -> Floats:
    """Strata for each stratum whose variance is known, within each unit of the stage before; NaN where none is."""
    parents = int(stage.parent.max(initial=0)) + 1
    there = np.bincount(stage.parent, weights=present, minlength=parents)
    known = there - np.bincount(stage.parent, weights=alone, minlength=parents)
    result: Floats = np.divide(there, known, out=np.where(there > 0, np.nan, 1.0), where=known > 0)
    return result


def _sums(code: Ints, size: int, values: Floats) -> Floats:
    """Column totals by code, shape (size, K)."""
    columns = [np.bincount(code, weights=column, minlength=size) for column in values.T]
    return np.stack(columns, axis=1) if columns else np.zeros((size, 0))
