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
WORST_SECTOR = "household severity is the worst of its sectors"
AT_LEAST = "at least: the maximum over sectors"
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
        notes: what a reader must know of the sample: that it covers a part of the place, that there are others.
    """

    population: Population
    at_least: Mapping[int, Estimate]
    hidden: bool
    observations: Sequence[Observation]
    later: bool
    coverage: Sequence[Coverage]
    decided: int | None = None
    notes: Sequence[str] = ()


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
    found = _counted_from(_agreed(found, evidence.decided), thresholds.pin_min_severity)
    return _checked(found._replace(gap=_gap(found.in_need, evidence.coverage)))


def _agreed(found: Judged, decided: int | None) -> Judged:
    """A cell with the severity that people agreed on, where they did."""
    if decided is None:
        return found
    severity = Severity(decided, decided, decided)
    return found._replace(severity=severity, flags=[*found.flags, "severity as people agreed"])


def _sampled(evidence: Evidence, estimate: Estimate, thresholds: Thresholds) -> Judged:
    people = evidence.population.people
    severity = area_severity(evidence.at_least, thresholds.area_share)
    flags = [*(["population is a bound"] if evidence.population.bound else []), *evidence.notes]
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


def worst_of(
    evidence: Evidence, thresholds: Thresholds, sectors: Sequence[Judged], missing: Sequence[str]
) -> Judged:
    """
    Judge a place and group over all sectors from households of which each has the severity of its worst sector.

    Args:
        evidence: with the share of people in households of each class or worse over all sectors.
        thresholds: who counts as in need, and how an area's severity is set.
        sectors: what each sector came to; the severity is never below that of a sector.
        missing: names of the sectors that the survey did not measure; they make it a lower bound.

    Source: REACH MSNI: household severity is the maximum over sectors, a lower bound where one is missing.
    """
    estimate = evidence.at_least.get(thresholds.need_severity)
    if estimate is None or estimate.stat is None:
        return _nothing(evidence.population.people, SMALL if evidence.hidden else NO_SAMPLE)
    found = _sampled(evidence, estimate, thresholds)
    found = found._replace(
        severity=_worst([found.severity, *(one.severity for one in sectors)]),
        flags=[*found.flags, WORST_SECTOR],
    )
    if missing and found.in_need.known:
        in_need = Range(found.in_need.low, evidence.population.people.high)
        flags = [*found.flags, _lower_bound(missing)]
        found = found._replace(in_need=in_need, middle=None, flags=flags)
    found = _agreed(found, evidence.decided)
    return _checked(found if missing else _counted_from(found, thresholds.pin_min_severity))


def overall(
    people: Range,
    sectors: Sequence[Judged],
    missing: Sequence[str],
    thresholds: Thresholds,
    decided: int | None = None,
) -> Judged:
    """
    Judge a place and group over all sectors from the sectors alone: never their sum, since it is the same people.

    Args:
        people: as reconciled.
        sectors: what each sector came to.
        missing: names of the sectors of which nothing is known.
        thresholds: the class from which the mission counts.
        decided: the severity people agreed on; None where they did not.

    Returns:
        Judged: of several sectors at least the maximum, since others may be in need in another one, and at most
        the population; of one sector that sector.

    Source: OCHA, rule 3: the maximum over sectors in the smallest unit.
    """
    known = [one for one in sectors if one.in_need.known or one.severity.at is not None]
    if not known:
        reasons = dict.fromkeys(one.missing for one in sectors if one.missing)
        return _checked(_agreed(_nothing(people, " ".join(reasons) or NO_SAMPLE), decided))
    several = len(sectors) > 1
    lows = [one.in_need.low for one in known if one.in_need.low is not None]
    leading = max(known, key=lambda one: (one.in_need.high or 0.0, one.in_need.low or 0.0))
    flags = [
        one
        for one in dict.fromkeys(flag for cell in known for flag in cell.flags)
        if one not in {*CHECKS, LOW_SEVERITY}
    ]
    flags += [AT_LEAST] if several else []
    flags += [_lower_bound(missing)] if missing else []
    whole = leading._replace(
        people=people,
        in_need=Range(max(lows, default=None), people.high if several else leading.in_need.high),
        middle=None if several else leading.middle,
        share=Range(),
        share_middle=None,
        severity=_worst([one.severity for one in known]),
        flags=flags,
        missing="",
        gap=Range(),
    )
    whole = _agreed(whole, decided)
    return _checked(whole if missing else _counted_from(whole, thresholds.pin_min_severity))


def _worst(classes: Sequence[Severity]) -> Severity:
    """The worst of some severities, at each end; those not known say nothing."""
    return Severity(
        max((one.at for one in classes if one.at is not None), default=None),
        max((one.low for one in classes if one.low is not None), default=None),
        max((one.high for one in classes if one.high is not None), default=None),
    )


def _lower_bound(missing: Sequence[str]) -> str:
    return f"a lower bound: not known of {', '.join(missing)}"


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
