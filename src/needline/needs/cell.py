"""One cell of the table of needs: what population, sample, observation and response together say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from needline.model import Coverage, Estimate, Observation, Population, Range, Thresholds
from needline.model.need import Basis
from needline.needs.severity import UNKNOWN, Severity, area_severity

NO_SAMPLE = (
    "a visit, a sample, or key informants; nobody of this group was sampled here, and nothing was seen or heard "
    "of the sector."
)
NO_COUNT = "a count of this group in this place."
SMALL = "a larger sample; too few households stand behind it to be shown."
CHECKS = TOO_MANY, SEVERE_NOBODY, LOW_SOMEBODY = (
    "more people in need than people",
    "severe, but nobody in need",
    "people in need in an area of low severity",
)
_ROUNDING = 1e-9
LOW_SEVERITY = "fewer in need than the lowest severity that the mission counts"


class Evidence(NamedTuple):
    """
    All that bears on one place, group and sector.

    Args:
        population: as reconciled.
        at_least: for each class from 2 to 5, the estimated share of people in households of that class or worse.
        hidden: True where the share in need rests on too few households to be shown.
        observations: what was seen or heard of this group and sector here.
        later: True where some of it was seen or heard after the date assessed.
        coverage: what the response reached.
        decided: the severity people agreed on, as a recorded decision; None where they did not.
    """

    population: Population
    at_least: Mapping[int, Estimate]
    hidden: bool
    observations: Sequence[Observation]
    later: bool
    coverage: Sequence[Coverage]
    decided: int | None = None


class Judged(NamedTuple):
    """What the evidence of one cell comes to; the columns of the needs table."""

    people: Range
    in_need: Range
    middle: float | None
    share: Range
    share_middle: float | None
    severity: Severity
    basis: Basis
    flags: list[str]
    missing: str
    dominated_by: str
    gap: Range


def judge(evidence: Evidence, thresholds: Thresholds) -> Judged:
    """
    Judge one cell.

    Args:
        evidence: all that bears on it.
        thresholds: who counts as in need, and how an area's severity is set.

    Returns:
        Judged: people in need = population x share, both ends; where nobody was sampled, what was observed sets
        the severity and the population is the bound; where nothing is known, what would be needed to know it.
    """
    estimate = evidence.at_least.get(thresholds.need_severity)
    if estimate is not None and estimate.stat is not None:
        found = _sampled(evidence, estimate, thresholds)
    elif any(one.severity for one in evidence.observations):
        found = _observed(evidence)
    else:
        missing = SMALL if evidence.hidden else NO_SAMPLE
        found = _nothing(evidence.population.people, missing)
    if evidence.decided is not None:
        severity = Severity(evidence.decided, evidence.decided, evidence.decided)
        found = found._replace(severity=severity, flags=[*found.flags, "severity as people agreed"])
    found = _counted_from(found, thresholds.pin_min_severity)
    return _checked(found._replace(gap=_gap(found.in_need, evidence.coverage)))


def _sampled(evidence: Evidence, estimate: Estimate, thresholds: Thresholds) -> Judged:
    people = evidence.population.people
    severity = area_severity(evidence.at_least, thresholds.area_share)
    flags = ["population is a bound"] if evidence.population.bound else []
    if evidence.hidden:
        return _nothing(people, SMALL)._replace(severity=severity, basis="estimate", flags=flags)
    assert estimate.stat is not None, "a sampled cell has an estimate"
    share = Range(estimate.stat_low, estimate.stat_upp)
    in_need = _in_people(people * share) if people.known else Range()
    middle = people.low * estimate.stat if people.point and people.low is not None else None
    return Judged(
        people=people,
        in_need=in_need,
        middle=None if middle is None else float(round(middle)),
        share=share,
        share_middle=estimate.stat,
        severity=severity,
        basis="estimate",
        flags=flags,
        missing="" if people.known else NO_COUNT,
        dominated_by=_dominant(people, share, estimate.stat),
        gap=Range(),
    )


def _in_people(found: Range) -> Range:
    """A range in whole people that holds it, though no whole number may lie in the range itself."""
    return Range(
        None if found.low is None else float(math.floor(found.low + _ROUNDING)),
        None if found.high is None else float(math.ceil(found.high - _ROUNDING)),
    )


def _observed(evidence: Evidence) -> Judged:
    people = evidence.population.people
    classes = [one.severity for one in evidence.observations if one.severity]
    return Judged(
        people=people,
        in_need=Range(None, people.high),
        middle=None,
        share=Range(),
        share_middle=None,
        severity=Severity(max(classes), min(classes), max(classes)),
        basis="observed",
        flags=[
            "seen or heard, not sampled",
            *(["seen or heard after the date assessed"] if evidence.later else []),
        ],
        missing="" if people.known else NO_COUNT,
        dominated_by="population",
        gap=Range(),
    )


def _nothing(people: Range, missing: str) -> Judged:
    return Judged(
        people=people,
        in_need=Range(),
        middle=None,
        share=Range(),
        share_middle=None,
        severity=UNKNOWN,
        basis="not_known",
        flags=[],
        missing=missing,
        dominated_by="",
        gap=Range(),
    )


def overall(people: Range, sectors: Sequence[Judged], missing: Sequence[str]) -> Judged:
    """
    Judge a place and group over all sectors: the maximum, never the sum, since it is the same people.

    Args:
        people: as reconciled.
        sectors: what each sector came to.
        missing: names of the sectors of which nothing is known; they make it a lower bound, up to the population.

    Source: OCHA, rule 3: the maximum over sectors in the smallest unit.
    """
    known = [one for one in sectors if one.in_need.known or one.severity.at is not None]
    if not known:
        reasons = dict.fromkeys(one.missing for one in sectors if one.missing)
        return _nothing(people, " ".join(reasons) or NO_SAMPLE)
    lows = [one.in_need.low for one in known if one.in_need.low is not None]
    highs = [one.in_need.high for one in known if one.in_need.high is not None]
    high = people.high if missing else max(highs, default=None)
    middles = [one.middle for one in known if one.middle is not None]
    classes = [one.severity for one in known if one.severity.at is not None]
    leading = max(known, key=lambda one: (one.in_need.high or 0.0, one.in_need.low or 0.0))
    flags = [one for one in dict.fromkeys(flag for one in known for flag in one.flags) if one not in CHECKS]
    if missing:
        flags.append(f"a lower bound: not known of {', '.join(missing)}")
    whole = leading._replace(
        people=people,
        in_need=Range(max(lows, default=None), high),
        middle=max(middles, default=None) if not missing else None,
        share=Range(),
        share_middle=None,
        severity=Severity(
            max((one.at for one in classes if one.at is not None), default=None),
            max((one.low for one in classes if one.low is not None), default=None),
            max((one.high for one in classes if one.high is not None), default=None),
        ),
        flags=flags,
        missing="",
        gap=Range(),
    )
    return _checked(whole)


def _dominant(people: Range, share: Range, middle: float) -> str:
    """Which uncertainty makes the wider range: that of the population, or that of the sample."""
    if people.low is None or people.high is None or share.low is None or share.high is None:
        return "sample" if people.point else "population"
    from_people = (people.high - people.low) * middle
    from_sample = (share.high - share.low) * (people.low + people.high) / 2
    return "population" if from_people > from_sample else "sample"


def _counted_from(found: Judged, least: int) -> Judged:
    """Count nobody in need where the severity lies under the class from which the mission counts."""
    if not least or found.severity.at is None or found.severity.at >= least or not found.in_need.known:
        return found
    return found._replace(in_need=Range(0.0, 0.0), middle=0.0, flags=[*found.flags, LOW_SEVERITY])


def _checked(found: Judged) -> Judged:
    """Flags of what a reader must know before trusting a cell."""
    flags = list(found.flags)
    people, need, severity = found.people, found.in_need, found.severity.at
    if people.high is not None and need.low is not None and need.low > people.high:
        flags.append(TOO_MANY)
    if severity is not None and severity >= 3 and need.high == 0:  # noqa: PLR2004 - class 3 is severe by definition
        flags.append(SEVERE_NOBODY)
    if severity is not None and severity <= 2 and (need.low or 0.0) > 0:  # noqa: PLR2004 - class 2 is stress
        flags.append(LOW_SOMEBODY)
    return found._replace(flags=flags)


def _gap(in_need: Range, coverage: Sequence[Coverage]) -> Range:
    """In need less reached, never below nobody; unknown where either is."""
    lows = [one.reached_low for one in coverage if one.reached_low is not None]
    highs = [one.reached_high for one in coverage if one.reached_high is not None]
    if not in_need.known or not lows or not highs:
        return Range()
    low = None if in_need.low is None else max(0.0, in_need.low - max(highs))
    high = None if in_need.high is None else max(0.0, in_need.high - max(lows))
    return Range(low, high)
