"""One cell of the table of needs, and all sectors together: what each kind of evidence makes of it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.model import Coverage, Estimate, Observation, Population, Range, Thresholds
from needline.needs.cell import (
    AT_LEAST,
    LOW_SEVERITY,
    NO_COUNT,
    NO_SAMPLE,
    SMALL,
    WORST_SECTOR,
    Evidence,
    Judged,
    judge,
    overall,
    worst_of,
)
from needline.needs.severity import Severity

ESTIMATE = Estimate(
    estimate="", survey="s", synthetic=False, analysis_type="prop_select_one", analysis_var="",
    analysis_var_value="yes", group_var="", group_var_value="", stat=None, stat_low=None, stat_upp=None, se=None,
    df=None, deff=None, n=None, n_total=None, n_w=None, n_w_total=None, analysis_key="", hidden="", trace=[], recipe="",
)  # fmt: skip
SEEN = Observation(
    id="o", file="", row=2, place="P", as_of_text="", as_of_start=None, as_of_end=None, method="seen", informant="",
    sector="food", group="", text="Empty shops.", severity=None, confidence="", source="",
)  # fmt: skip
REACHED = Coverage(
    id="c", place="P", group="g", sector="food", reached_low=None, reached_high=None, planned=None, organisations=[],
    uncounted=0, trace=[], recipe="",
)  # fmt: skip
RULES = Thresholds()


def share(low: float, at: float, high: float) -> Estimate:
    return msgspec.structs.replace(ESTIMATE, stat=at, stat_low=low, stat_upp=high)


def seen(severity: int | None) -> Observation:
    return msgspec.structs.replace(SEEN, severity=severity)


def reached(low: float | None, high: float | None) -> Coverage:
    return msgspec.structs.replace(REACHED, reached_low=low, reached_high=high)


def evidence(people=(1000, 1000), *, shares=None, bound=False, **more) -> Evidence:
    ends = (None if end is None else float(end) for end in people)
    known = {"hidden": False, "observations": [], "later": False, "coverage": [], "decided": None}
    return Evidence(Population(Range(*ends), bound=bound), shares or {}, **{**known, **more})


SAMPLED = {2: share(0.7, 0.8, 0.9), 3: share(0.4, 0.5, 0.6), 4: share(0.1, 0.15, 0.25), 5: share(0, 0, 0.05)}


def columns(found: Judged) -> tuple:
    return (found.basis, (found.in_need.low, found.middle, found.in_need.high), found.severity)


@pytest.mark.parametrize(
    ("given_", "basis", "in_need", "severity", "dominated", "rule"),
    [
        (evidence(shares=SAMPLED), "estimate", (400, 500, 600), Severity(3, 3, 4), "sample",
         "people by share, at both ends"),
        (evidence((900, 1000), shares=SAMPLED), "estimate", (360, None, 600), Severity(3, 3, 4), "sample",
         "a range of people has no middle"),
        (evidence((100, 9000), shares=SAMPLED), "estimate", (40, None, 5400), Severity(3, 3, 4), "population",
         "here the population is the wider"),
        (evidence((1000, None), shares=SAMPLED), "estimate", (400, None, None), Severity(3, 3, 4), "population",
         "at least so many people"),
        (evidence((None, None), shares=SAMPLED), "estimate", (None, None, None), Severity(3, 3, 4), "population",
         "nobody counted the people"),
        (evidence((3, 3), shares={3: share(0.4, 0.5, 0.6)}), "estimate", (1, 2, 2), Severity(3, 3, 3), "sample",
         "1.2 to 1.8 people are 1 to 2"),
        (evidence((0, 0), shares=SAMPLED), "estimate", (0, 0, 0), Severity(3, 3, 4), "sample", "nobody lives there"),
        (evidence(shares=SAMPLED, hidden=True), "estimate", (None, None, None), Severity(3, 3, 4), "",
         "too few households: the class, but no number"),
        (evidence(hidden=True), "not_known", (None, None, None), Severity(None, None, None), "",
         "too few households, and no class either"),
        (evidence((50, 999), observations=[seen(4)]), "observed", (None, None, 999), Severity(4, 4, 4), "population",
         "seen, not sampled: at most everybody"),
        (evidence((50, 999), observations=[seen(2), seen(4), seen(None)]), "observed", (None, None, 999),
         Severity(4, 2, 4), "population", "the worst that was seen, and the range of all"),
        (evidence((50, 999), observations=[seen(None)]), "not_known", (None, None, None),
         Severity(None, None, None), "", "what was not judged sets no class"),
        (evidence((50, 999)), "not_known", (None, None, None), Severity(None, None, None), "", "nothing is known"),
        (evidence(shares=SAMPLED, observations=[seen(5)]), "estimate", (400, 500, 600), Severity(3, 3, 4), "sample",
         "a sample stands before what was seen"),
        (evidence(shares=SAMPLED, decided=5), "estimate", (400, 500, 600), Severity(5, 5, 5), "sample",
         "people agreed on another class"),
        (evidence((50, 999), decided=3), "not_known", (None, None, None), Severity(3, 3, 3), "",
         "also where nothing was measured"),
    ],
)  # fmt: skip
def test_a_cell(given_, basis, in_need, severity, dominated, rule):
    found = judge(given_, RULES)
    assert columns(found) == (basis, in_need, severity), rule
    assert found.dominated_by == dominated, rule


@pytest.mark.parametrize(
    ("given_", "missing", "flags"),
    [
        (evidence(shares=SAMPLED), "", []),
        (evidence(shares=SAMPLED, bound=True), "", ["population is a bound"]),
        (evidence((None, None), shares=SAMPLED), NO_COUNT, []),
        (evidence(shares=SAMPLED, hidden=True), SMALL, []),
        (evidence(hidden=True), SMALL, []),
        (evidence(), NO_SAMPLE, []),
        (evidence(observations=[seen(4)]), "", ["seen or heard, not sampled"]),
        (
            evidence(observations=[seen(4)], later=True),
            "",
            ["seen or heard, not sampled", "seen or heard after the date assessed"],
        ),
        (evidence(shares=SAMPLED, decided=4), "", ["severity as people agreed"]),
        (evidence(shares={3: share(0.1, 0.15, 0.19)}), "", ["people in need in an area of low severity"]),
        (evidence((0, 0), shares=SAMPLED), "", ["severe, but nobody in need"]),
    ],
)
def test_what_a_reader_must_know(given_, missing, flags):
    found = judge(given_, RULES)
    assert (found.missing, found.flags) == (missing, flags)


@pytest.mark.parametrize(
    ("least", "severity", "in_need", "flagged"),
    [(0, 2, (100, 190), False), (2, 2, (100, 190), False), (3, 2, (0, 0), True), (3, 3, (400, 600), False)],
)
def test_below_the_lowest_severity_that_counts_nobody_is_in_need(least, severity, in_need, flagged):
    shares = {2: share(0.3, 0.4, 0.5), 3: share(0.1, 0.15, 0.19)} if severity == 2 else SAMPLED
    found = judge(evidence(shares=shares), msgspec.structs.replace(RULES, pin_min_severity=least))
    assert found.severity.at == severity
    assert (found.in_need.low, found.in_need.high) == in_need
    assert (LOW_SEVERITY in found.flags) == flagged


@pytest.mark.parametrize(
    ("coverage", "gap", "rule"),
    [
        ([], (None, None), "nobody says whom they reached"),
        ([reached(None, None)], (None, None), "what was done cannot be counted in people"),
        ([reached(100, 100)], (300, 500), "in need less reached"),
        ([reached(100, 450)], (0, 500), "the most in need less the fewest reached; never below nobody"),
        ([reached(100, 100), reached(250, 250)], (150, 350), "of two cells the larger: they may be the same people"),
        ([reached(900, 900)], (0, 0), "more reached than in need leaves no gap"),
    ],
)  # fmt: skip
def test_the_gap(coverage, gap, rule):
    found = judge(evidence(shares=SAMPLED, coverage=coverage), RULES)
    assert (found.gap.low, found.gap.high) == gap, rule


def cells(*ones: Evidence) -> list[Judged]:
    return [judge(one, RULES) for one in ones]


FOOD = evidence(shares=SAMPLED)
WATER = evidence(shares={3: share(0.2, 0.3, 0.7), 4: share(0.2, 0.25, 0.3)})
UNKNOWN = evidence()
HEARD = evidence(observations=[seen(5)])


@pytest.mark.parametrize(
    ("sectors", "missing", "in_need", "severity", "rule"),
    [
        ([FOOD], [], (400, 500, 600), Severity(3, 3, 4), "of one sector it is that sector"),
        (
            [FOOD, WATER],
            [],
            (400, None, 1000),
            Severity(4, 4, 4),
            "at least the maximum, never the sum; others may be in need in another sector",
        ),
        (
            [FOOD, UNKNOWN],
            ["Health"],
            (400, None, 1000),
            Severity(3, 3, 4),
            "a missing sector leaves a lower bound",
        ),
        (
            [FOOD, HEARD],
            [],
            (400, None, 1000),
            Severity(5, 5, 5),
            "what was only heard may concern everybody",
        ),
        (
            [UNKNOWN, UNKNOWN],
            ["Food", "Health"],
            (None, None, None),
            Severity(None, None, None),
            "nothing is known",
        ),
        ([], [], (None, None, None), Severity(None, None, None), "the mission has no sector"),
    ],
)
def test_over_all_sectors(sectors, missing, in_need, severity, rule):
    found = overall(Range(1000.0, 1000.0), cells(*sectors), missing, RULES)
    assert (found.in_need.low, found.middle, found.in_need.high) == in_need, rule
    assert found.severity == severity, rule
    assert found.people == Range(1000, 1000), rule
    assert found.share == Range(), "a share of all sectors would mean nothing"
    if missing and found.basis != "not_known":
        assert f"a lower bound: not known of {', '.join(missing)}" in found.flags, rule


PEOPLE = st.tuples(st.integers(0, 5000), st.integers(0, 5000)).map(sorted)
SHARES = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)


@given(PEOPLE, SHARES)
def test_those_in_need_are_people_and_the_range_holds_the_middle(people, ends):
    found = judge(evidence(people, shares={3: share(*ends)}), RULES)
    assert found.in_need.low is not None
    assert found.in_need.high is not None
    assert 0 <= found.in_need.low <= found.in_need.high <= people[1]
    if found.middle is not None:
        assert found.in_need.low <= found.middle <= found.in_need.high


@given(PEOPLE, st.lists(SHARES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_over_all_sectors_nobody_is_counted_twice_and_their_order_changes_no_number(people, shares, random):
    sectors = cells(*(evidence(people, shares={3: share(*ends)}) for ends in shares))
    whole = Range(float(people[0]), float(people[1]))
    found = overall(whole, sectors, [], RULES)
    assert found.in_need.high == (people[1] if len(sectors) > 1 else sectors[0].in_need.high)
    assert (AT_LEAST in found.flags) == (len(sectors) > 1)
    assert found.in_need.low == max(one.in_need.low or 0 for one in sectors)
    again = overall(whole, random.sample(sectors, len(sectors)), [], RULES)
    assert (again.in_need, again.middle, again.severity) == (found.in_need, found.middle, found.severity)


HOUSEHOLDS = {3: share(0.7, 0.8, 0.9), 4: share(0.15, 0.25, 0.3)}


@pytest.mark.parametrize(
    ("whole", "missing", "in_need", "severity", "flags", "rule"),
    [
        (
            evidence(shares=HOUSEHOLDS),
            [],
            (700, 800, 900),
            Severity(4, 3, 4),
            [WORST_SECTOR],
            "households in need in one sector or another are more than those in any one",
        ),
        (
            evidence(shares=HOUSEHOLDS),
            ["Health"],
            (700, None, 1000),
            Severity(4, 3, 4),
            [WORST_SECTOR, "a lower bound: not known of Health"],
            "a sector that the survey did not measure leaves a lower bound",
        ),
        (
            evidence(shares=HOUSEHOLDS, hidden=True),
            [],
            (None, None, None),
            Severity(4, 3, 4),
            [WORST_SECTOR],
            "too few households: the class alone, as for a sector",
        ),
    ],
)
def test_over_all_sectors_from_households(whole, missing, in_need, severity, flags, rule):
    found = worst_of(whole, RULES, cells(FOOD), missing)
    assert (found.in_need.low, found.middle, found.in_need.high) == in_need, rule
    assert found.severity == severity, rule
    assert found.flags == flags, rule


def test_a_sector_worse_than_the_households_sets_the_severity():
    """A class that people agreed on, or that was heard of a sector nobody sampled."""
    found = worst_of(evidence(shares=HOUSEHOLDS), RULES, cells(HEARD), ["Health"])
    assert found.severity == Severity(5, 5, 5)


def test_people_agree_on_the_class_over_all_sectors():
    found = worst_of(evidence(shares=HOUSEHOLDS, decided=2), RULES, cells(FOOD), [])
    assert found.severity == Severity(2, 2, 2)
    assert overall(Range(), cells(FOOD), [], RULES, 2).severity == Severity(2, 2, 2)
