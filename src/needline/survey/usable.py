"""
What of a design can be used where some of it cannot: the rest is told, and the plan goes on.

A household whose weight cannot be read, or whose stratum the frame does not know, is left out. A cluster in two strata
is taken as one in each. Each is an error that the estimates stand under until it is mended; in a mission's folder,
whose figures are published, nothing is estimated from such a survey.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from needline.errors import near
from needline.model import Design, Problem, problem
from needline.stats.ordering import distinct
from needline.survey.columns import Columns
from needline.survey.drawn import replicate_columns

if TYPE_CHECKING:
    from needline.stats.arrays import Bools

_SHOWN = 3


class Usable(NamedTuple):
    """
    What can be estimated from.

    Args:
        columns: the households that are left.
        stated: the design, without what cannot be used.
        problems: what was left out or taken otherwise, and why.
    """

    columns: Columns
    stated: Design
    problems: list[Problem]


def usable(columns: Columns, stated: Design, file: str = "design.toml") -> Usable:
    """
    Leave out the households that a design cannot weigh, and settle what it says twice.

    Args:
        columns: the data.
        stated: as design.toml says.
        file: its name, for problems.

    Returns:
        Usable: the same columns and design where there is nothing to leave out. Where no household would be left,
        nothing is, and drawing the design says what is wrong.
    """
    problems: list[Problem] = []
    keep = np.ones(len(columns), np.bool_)
    if stated.weight in columns:
        keep &= _weighed(columns, stated.weight, file, problems)
    if stated.frame and stated.strata in columns:
        known, stated = _framed(columns, stated, file, problems)
        keep &= known
    if not keep.any():
        return Usable(columns, stated, [])
    if stated.replicates and stated.replicates.number is not None:
        stated = _counted(columns, stated, file, problems)
    left = columns if keep.all() else columns.where(keep)
    if stated.strata in columns and stated.clusters and stated.clusters[0] in columns and not stated.nest:
        stated = _nested(left, stated, file, problems)
    return Usable(left, stated, problems)


def _weighed(columns: Columns, name: str, file: str, problems: list[Problem]) -> Bools:
    """Households with a weight of 0 or greater."""
    found = columns.numbers(name)
    known: Bools = found.value >= 0
    if known.any() and not known.all():
        below = [f"{one:g}" for one in found.value[found.value < 0]]
        said = f'the column "{name}" holds no weight in {_rows(int((~known).sum()))}{_some([*found.wrong, *below])}'
        mend = "Mend these cells; a weight is a number of 0 or greater."
        problems.append(problem("design", file, "weight", f"{said}; these households are left out.", mend))
    return known


def _framed(columns: Columns, stated: Design, file: str, problems: list[Problem]) -> tuple[Bools, Design]:
    """Households of strata that the frame knows, and a frame without strata that hold none."""
    assert stated.frame is not None
    coded = columns.coded(stated.strata)
    counts, named = stated.frame.counts, stated.frame.file or "the frame"
    absent = [label for label in coded.labels if not counts.get(label, 0) > 0]
    inside = np.array([*(label not in absent for label in coded.labels), True])[coded.code]
    if absent and inside.any():
        out = _rows(int((~inside).sum()))
        said = f"strata of the data are not in {named}{_some(absent)}; their households, {out}, are left out."
        problems.append(problem("design", file, "frame", said, near(absent[0], counts)))
    held = set(coded.labels)
    unseen = [label for label in counts if label not in held]
    if unseen:
        said = f"strata of {named} are not in the data{_some(unseen)}; the estimates do not cover them."
        mend = f"Take them out, or join them to others. {near(unseen[0], coded.labels)}"
        problems.append(problem("design", file, "frame", said, mend))
    there = {label: count for label, count in counts.items() if label in held}
    return inside, msgspec.structs.replace(stated, frame=msgspec.structs.replace(stated.frame, counts=there))


def _counted(columns: Columns, stated: Design, file: str, problems: list[Problem]) -> Design:
    """As many replicates as there are columns."""
    assert stated.replicates is not None
    there = len(replicate_columns(stated.replicates, columns.names))
    if there and there != stated.replicates.number:
        said = f"{stated.replicates.number} replicates are stated; the data have {there} columns of them, which hold."
        problems.append(problem("design", file, "replicates", said, "Put number or columns right."))
        return msgspec.structs.replace(
            stated, replicates=msgspec.structs.replace(stated.replicates, number=there)
        )
    return stated


def _nested(columns: Columns, stated: Design, file: str, problems: list[Problem]) -> Design:
    """Clusters as parts of their strata, where labels repeat and the design does not say so."""
    strata, clusters = columns.coded(stated.strata), columns.coded(stated.clusters[0])
    known = (strata.code >= 0) & (clusters.code >= 0)
    pairs = distinct(clusters.code[known] * max(len(strata.labels), 1) + strata.code[known]).values
    owner = pairs // max(len(strata.labels), 1)
    twice = [clusters.labels[at] for at in distinct(owner[1:][np.diff(owner) == 0]).values]
    if not twice:
        return stated
    name = stated.clusters[0]
    said = f'clusters of column "{name}" lie in several strata{_some(twice)}; each is taken as one in each.'
    mend = "Say nest = true where labels repeat from stratum to stratum; else put strata or clusters right."
    problems.append(problem("design", file, "clusters", said, mend))
    return msgspec.structs.replace(stated, nest=True)


def _rows(number: int) -> str:
    return f"{number} row{'s' if number > 1 else ''}"


def _some(names: Iterable[str]) -> str:
    """The first few names, after a colon."""
    every = list(names)
    first = ", ".join(f'"{one}"' for one in every[:_SHOWN])
    return f": {first}{', …' if len(every) > _SHOWN else ''}" if every else ""
