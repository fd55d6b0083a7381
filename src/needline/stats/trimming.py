"""Weights held between two ends, what is cut off shared out among the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from needline.errors import DesignError
from needline.stats.arrays import Floats
from needline.stats.margins import AnyDesign
from needline.stats.replicates import ReplicateDesign


def trim(
    design: AnyDesign, lower: float = -np.inf, upper: float = np.inf, *, strict: bool = False
) -> AnyDesign:
    """
    Hold the weights between two ends; what is cut off is shared out evenly among the rows inside.

    Calibrations stay: variance still follows their residuals.

    Args:
        design: one with strata and clusters, or one with replicate weights, each set of which is trimmed (their
            ends are the same; rows of weight 0 in a replicate stay out of it).
        lower, upper: least and greatest weight.
        strict: True to trim again until no weight lies outside; otherwise sharing out may push some out again.

    Raises:
        DesignError: the ends are crossed, or no row lies inside to take what is cut off.
    """
    if not lower < upper:
        raise DesignError("trim", f"{lower:g} is not below {upper:g}.", "Give the lower end first.")
    weight = _trimmed(design.weight, lower, upper, strict=strict)
    if not isinstance(design, ReplicateDesign):
        return replace(design, weight=weight)
    columns = [_trimmed_replicate(one, lower, upper, strict=strict) for one in design.replicate_weights().T]
    n = len(weight)
    return replace(
        design, weight=weight, base=np.ones(n), group=np.arange(n), factor=np.stack(columns, axis=1)
    )


def _trimmed_replicate(weight: Floats, lower: float, upper: float, *, strict: bool) -> Floats:
    used = weight > 0
    trimmed = weight.copy()
    trimmed[used] = _trimmed(weight[used], lower, upper, strict=strict)
    return trimmed


def _trimmed(weight: Floats, lower: float, upper: float, *, strict: bool) -> Floats:
    for _ in range(len(weight) + 1):
        outside = (weight < lower) | (weight > upper)
        if not outside.any():
            return weight
        if outside.all():
            raise DesignError("trim", "no weight lies inside.", "Widen the ends.")
        held = np.clip(weight, lower, upper)
        share = (weight - held).sum() / (~outside).sum()
        weight = np.where(outside, held, weight + share)
        if not strict:
            return weight
    raise DesignError("trim", "the weights cannot all lie inside.", "Widen the ends.")
