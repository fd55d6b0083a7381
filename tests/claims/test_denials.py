"""A denial and the accusation it denies, in one report and across several."""

import pytest

from helpers.said import claim, report
from needline.claims.denials import tie_across


def accuses(name, report, accused="the army", conduct="looting", text=""):
    return claim(
        name, report=report, kind="accuses", by="Villagers", accused=accused, conduct=conduct, text=text
    )


def denies(report, by="The army", conduct="looting", text=""):
    return claim("d", report=report, kind="denies", by=by, conduct=conduct, text=text)


@pytest.mark.parametrize(
    ("claims", "meant", "rule"),
    [
        ([accuses("a", "one"), denies("two")], "a", "the accused denies the same conduct in a later report"),
        ([accuses("a", "one"), denies("two", by="The navy")], "", "another denies it"),
        ([accuses("a", "one"), denies("two", conduct="torture")], "", "other conduct"),
        ([accuses("a", "one"), accuses("b", "two"), denies("three")], "b", "the latest before it"),
        (
            [denies("one"), accuses("a", "two"), accuses("b", "three")],
            "a",
            "the earliest after it, where none is before",
        ),
        (
            [
                accuses("a", "one", conduct="", text="of closing the grain road at Tal"),
                denies("two", conduct="", text="that it had closed the grain road"),
            ],
            "a",
            "no conduct the law names, but mostly the same words",
        ),
        (
            [
                accuses("a", "one", conduct="", text="of closing the grain road at Tal"),
                denies("two", conduct="", text="that fuel prices had been raised"),
            ],
            "",
            "other words",
        ),
    ],
)
def test_across_reports(claims, meant, rule):
    reports = [report(name, day) for day, name in enumerate(("one", "two", "three"), start=1)]
    for given in (claims, claims[::-1]):
        (denial,) = [one for one in tie_across(given, reports) if one.kind == "denies"]
        assert denial.denies == meant, rule


def says_no(report, by, text, conduct="", **changes):
    """A statement that something is not so, without a word of denying."""
    return claim("d", report=report, by=by, text=text, conduct=conduct, negated=True, **changes)


@pytest.mark.parametrize(
    ("claims", "meant", "rule"),
    [
        (
            [accuses("a", "one"), says_no("two", "The army", "We did not loot the market", "looting")],
            "a",
            "the accused says that the same conduct is not so",
        ),
        (
            [accuses("a", "one"), says_no("two", "The navy", "We did not loot the market", "looting")],
            "",
            "another says so",
        ),
        (
            [
                claim(
                    "a",
                    report="one",
                    by="Villagers",
                    text="the army had looted the market",
                    conduct="looting",
                ),
                says_no("two", "The army", "no market was looted", "looting"),
            ],
            "a",
            "what is stated names who denies it",
        ),
    ],
)
def test_denials_in_their_own_words(claims, meant, rule):
    reports = [report(name, day) for day, name in enumerate(("one", "two", "three"), start=1)]
    for given in (claims, claims[::-1]):
        (denial,) = [one for one in tie_across(given, reports) if one.claim == "d"]
        assert (denial.denies, denial.kind) == (meant, "denies" if meant else "states"), rule
