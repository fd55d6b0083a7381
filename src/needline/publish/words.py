"""The report's words for codes: measures, kinds, bases, classes. Neutral, and without a digit."""

from __future__ import annotations

MEASURES = {
    "arrived_cumulative": "arrived",
    "departed_cumulative": "left",
    "arrived_in_day": "arrived in one day",
    "departed_in_day": "left in one day",
    "registered_cumulative": "registered",
    "housed": "housed",
    "remaining": "remain",
    "baseline_population": "lived there before",
    "absent_before": "already absent",
    "displaced": "displaced",
    "evacuated": "evacuated",
    "relocated": "relocated",
    "homeless": "without a home",
    "returned_cumulative": "returned",
    "destroyed": "destroyed",
    "damaged": "damaged",
    "killed": "killed",
    "injured": "injured",
    "missing": "missing",
    "in_need": "in need, as reported",
    "targeted": "targeted",
    "reached": "reached",
    "planned": "planned for",
    "vehicles_cumulative": "vehicles passed",
    "share_with_disability": "with a disability",
    "other": "other count",
}
SERIES = ("killed", "injured", "missing", "destroyed", "damaged", "evacuated", "displaced", "homeless")
"""Measures that grow as more becomes known, besides those named `_cumulative`."""

BASES = {
    "estimate": "survey estimate",
    "observed": "observation",
    "bound": "arithmetic bound",
    "not_known": "not known",
}
SEVERITIES = {1: "minimal", 2: "stress", 3: "severe", 4: "extreme", 5: "catastrophic"}
METHODS = {
    "seen": "seen",
    "heard": "heard",
    "key_informant": "key informant",
    "focus_group": "focus group",
    "published": "published indicators",
}
STATES = {"open": "open", "restricted": "restricted", "closed": "closed", "unknown": "not known"}
WAYS = {
    "open": "by open road",
    "restricted": "only by restricted or uncertain legs",
    "none": "no open road",
}
STATEMENTS = {
    "allegation": "Allegations",
    "promise": "Promises",
    "demand": "Demands",
    "recommendation": "Recommendations",
}
CLAIM_KINDS = {
    "states": "states",
    "reports": "reports",
    "estimates": "estimates",
    "announces": "announces",
    "confirms": "confirms",
    "denies": "denies",
    "accuses": "alleges",
    "urges": "urges",
    "permits": "permits",
    "promises": "promises",
    "warns": "warns",
    "plans": "plans",
    "asks": "asks",
}
SOURCE_KINDS = {
    "un": "United Nations",
    "government": "government",
    "de_facto": "de facto authorities",
    "ngo": "non-governmental organisation",
    "media": "media",
    "witness": "witness",
    "mission": "the mission itself",
}
ACTIONS = {
    "accept": "accepted",
    "correct": "corrected",
    "set_aside": "set aside",
    "same_count": "taken as the same count",
    "other_population": "taken as another population",
    "other_day": "taken as another day",
    "severity": "severity decided",
    "grade": "graded",
    "recommend": "recommended",
    "outcome": "found of it:",
}
HIDDEN = {
    "small": "hidden: too few households to show without pointing at people",
    "complement": "hidden: it would give a small cell back by subtraction",
}
TABLES = {
    "needs": "Needs",
    "figures": "Figures",
    "residuals": "Residuals",
    "conflicts": "Conflicts",
    "repairs": "Least sets to set aside",
    "estimates": "Estimates",
    "coverage": "Coverage",
    "presence": "Presence of organisations",
    "access": "Access",
    "single_legs": "Legs on which places depend",
    "access_changes": "Changes of access",
    "leg_claims": "Claims of legs",
    "statements": "Statements",
    "events": "Events",
    "provisions": "Provisions of law",
    "counts": "Counts",
    "claims": "Claims",
    "observations": "Observations",
    "activities": "Activities",
    "legs": "Legs of road",
    "leg_states": "States of legs",
    "access_scores": "Grades of access",
    "decisions": "Decisions",
    "surveys": "Surveys",
    "reports": "Reports",
    "sources": "Sources",
    "places": "Places",
    "settings": "Settings",
    "problems": "Problems",
    "rows": "Counts of rows",
}
"""Heading of each part of the evidence, in the order it is shown."""

NOUNS = {
    "needs": "need",
    "figures": "figure",
    "residuals": "residual",
    "conflicts": "conflict",
    "estimates": "estimate",
    "coverage": "coverage",
    "presence": "presence",
    "access": "access",
    "repairs": "least set to set aside",
    "single_legs": "single leg",
    "access_changes": "change of access",
    "leg_claims": "claim of a leg",
    "statements": "statement",
    "events": "event",
    "provisions": "provision of law",
    "counts": "count",
    "claims": "passage",
    "observations": "observation",
    "activities": "activity",
    "legs": "leg of road",
    "leg_states": "state of a leg",
    "access_scores": "grade of access",
    "decisions": "decision",
    "surveys": "survey",
    "reports": "report",
    "sources": "source",
    "places": "place",
    "settings": "setting",
    "problems": "problem",
    "rows": "count of rows",
}


def measure(name: str) -> str:
    """A measure in words; a mission's own kind is its name without underscores."""
    return MEASURES.get(name, name.removesuffix("_cumulative").replace("_", " "))


def grows(name: str) -> bool:
    """Whether a measure is followed through time as a series."""
    return name.endswith("_cumulative") or name in SERIES
