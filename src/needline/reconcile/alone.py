"""One counts file without a mission: whose people are meant, and when it is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from needline.model import Count, FigureRules, Kind, Mission
from needline.model.mission import Group
from needline.reconcile.kinds import kinds
from needline.reconcile.quantities import ANYBODY


def mission_of(
    counts: Iterable[Count],
    as_of: dt.datetime,
    zone: str,
    own: Mapping[str, Kind],
    rules: FigureRules,
) -> Mission:
    """
    A mission for a file that has none.

    A measure of a balance of which the file names one group of people alone counts that group, also where a row
    says "all" or nothing: who arrived are the displaced, who remains are the residents.
    """
    blank = Mission(title="", question="", as_of=as_of, zone=zone, kinds=dict(own), figures=rules)
    known = kinds(blank)
    named: dict[str, set[str]] = {}
    for one in counts:
        words = " ".join(one.group.split()).casefold()
        if (
            words not in ANYBODY
            and one.measure in known
            and known[one.measure].balance in {"left", "remaining"}
        ):
            named.setdefault(one.measure, set()).add(words)
    groups: dict[str, str] = {}
    for measure, several in sorted(named.items()):
        whole = [one for one in sorted(several) if not any(one.startswith(f"{other} ") for other in several)]
        if len(whole) == 1:
            groups.setdefault(whole[0], measure)
    return Mission(
        title="",
        question="",
        as_of=as_of,
        zone=zone,
        kinds=dict(own),
        figures=rules,
        groups=[Group(id=name, names=[name], population=measure) for name, measure in groups.items()],
    )


def latest(counts: Iterable[Count]) -> dt.datetime | None:
    """The latest instant that some count is of; None where none says."""
    ends = [one.as_of_end for one in counts if one.as_of_end is not None]
    return max(ends, default=None)
