"""Submissions to scored households: what is set aside, what is said, what stays missing."""

import pytest

from needline.model import Binding, Design, Estimate, Standard, SurveyRow

from .conftest import BINDINGS, DESIGN, MISSION, ROWS


def test_households_hold_what_was_answered_and_what_follows(field):
    first, second, third = field.survey().households[:3]
    assert (first["place"], first["group"], first["weight"], first["size"]) == ("N", "left", 10, 4)
    assert first["msni.health.severity"] == 3
    assert second["msni.health.severity"] == 1, "no need: care was not asked, and that is no missing answer"
    assert third["msni.health.severity"] == 2
    assert len({row["household"] for row in field.households}) == 7


def test_a_missing_sector_makes_the_severity_a_lower_bound(field):
    rows = field.survey().households
    assert rows[0]["msni.severity"] == 3
    assert rows[0]["msni.lower_bound"] == "yes"
    assert rows[0]["msni.sectors_missing"] == "shelter|wash|education|protection|food"
    assert rows[5]["msni.severity"] is None, "an answer that is not known is not low"
    told = [one for one in field.store.read(type(field.problems()[0])) if one.code == "unbound-input"]
    assert {one.where for one in told} == {
        f"msni.{s}" for s in ("shelter", "wash", "education", "protection", "food")
    }


# what is wrong, how the file is changed, code and words of the problem, severity, how many households stay
BAD_ROWS = [
    (
        "a negative weight",
        ("b,N,displaced,20", "b,N,displaced,-20"),
        "bad-weight",
        'row 3, column "weight"',
        "error",
        6,
    ),
    (
        "a weight of text",
        ("b,N,displaced,20", "b,N,displaced,lots"),
        "bad-weight",
        '"lots" is no weight',
        "error",
        6,
    ),
    ("no weight", ("b,N,displaced,20", "b,N,displaced,"), "no-design-value", 'column "weight"', "error", 6),
    ("a weight of zero stays", ("b,N,displaced,20", "b,N,displaced,0"), "", "", "", 7),
    ("no place", ("b,N,", "b,,"), "no-place", "row 3", "error", 6),
    (
        "an unknown place",
        ("b,N,", "b,Noth,"),
        "unknown-place",
        '"Noth" is no place of the mission',
        "error",
        6,
    ),
    ("a place by its name", ("b,N,", "b,North,"), "", "", "", 7),
    ("one id twice", ("b,N,", "a,N,"), "duplicate-id", '"a" was met before', "error", 6),
    ("no stratum", ("20,n,1", "20,,1"), "no-design-value", 'column "stratum"', "error", 6),
    ("no cluster", ("20,n,1", "20,n,"), "no-design-value", 'column "psu"', "error", 6),
    (
        "a group nobody knows",
        ("b,N,displaced", "b,N,guests"),
        "unknown-group",
        '"guests" is no population',
        "warning",
        7,
    ),
    ("a household of 99", ("20,n,1,2,", "20,n,1,99,"), "out-of-range", '"99" cannot be', "warning", 7),
    ("a size of text", ("20,n,1,2,", "20,n,1,two,"), "not-a-number", '"two" is no number', "error", 7),
    (
        "an answer the standard lacks",
        ("2,no,,cash", "2,perhaps,,cash"),
        "unknown-answer",
        '"perhaps" is not',
        "warning",
        7,
    ),
]


@pytest.mark.parametrize("case", BAD_ROWS, ids=[row[0] for row in BAD_ROWS])
def test_a_bad_cell_is_said_and_the_row_is_set_aside_only_where_it_must_be(field, case):
    _, (there, instead), code, words, severity, kept = case
    bindings = [
        *BINDINGS[1:],
        Binding(standard="msni", input="health_need", column="ill", choices={"dont_know": ""}),
    ]
    assert there in ROWS
    field.survey(ROWS.replace(there, instead, 1), bindings=bindings)
    told = field.details("no-size")
    assert [one.code for one in told] == ([code] if code else [])
    assert all(words in one.line() and one.severity == severity for one in told)
    row = field.store.read(SurveyRow)[0]
    assert (row.households, row.set_aside) == (kept, 7 - kept)


def test_one_line_stands_for_all_rows_with_one_wrong_text(field):
    field.survey(ROWS.replace(",displaced,", ",guests,"))
    told = [one for one in field.details() if one.code == "unknown-group"]
    assert [one.where for one in told] == ['rows 2, 3, 4, 6, 7, column "who"']
    shared = [one for one in field.problems() if one.code == "unknown-group"]
    assert [one.where for one in shared] == ['column "who"']
    assert shared[0].found.startswith("5 cells with what is no population group")


NAMED = "Maria Sitoe Rua 5 tel 841234567"
LEAKS = [
    ("an id", [("b,N,", f"{NAMED},N,"), ("c,N,", f"{NAMED},N,")], "duplicate-id"),
    ("a place", [("b,N,", f"b,{NAMED},")], "unknown-place"),
    ("a group", [("b,N,displaced", f"b,N,{NAMED}")], "unknown-group"),
    ("a size", [("20,n,1,2,", f"20,n,1,{NAMED},")], "not-a-number"),
    ("a weight", [("b,N,displaced,20", f"b,N,displaced,{NAMED}")], "bad-weight"),
    ("a bound answer", [("dont_know", NAMED)], "unknown-answer"),
    ("a number out of range", [("20,n,1,2,", "20,n,1,841234567,")], "out-of-range"),
]


@pytest.mark.parametrize(("what", "changes", "code"), LEAKS, ids=[row[0] for row in LEAKS])
def test_nothing_written_by_a_person_and_no_row_is_published(field, what, changes, code):
    rows = ROWS
    for there, instead in changes:
        assert there in rows
        rows = rows.replace(there, instead, 1)
    field.survey(rows)
    shared = [one for one in field.problems() if one.code == code]
    assert [one.found.startswith("1 cell with") for one in shared] == [True], what
    published = " ".join(one.line() + one.id for one in field.problems())
    assert "841234567" not in published
    assert "row " not in published
    (kept,) = (one for one in field.details() if one.code == code)
    assert "841234567" in kept.line()
    assert "row " in kept.where


def test_a_design_that_cannot_be_used_is_published_without_its_strata(field):
    rows = "\n".join(line for line in ROWS.splitlines() if not line.startswith(("f,", "g,")))
    field.survey(rows.replace(",s,", f",{NAMED},"))
    (shared,) = (one for one in field.problems() if one.code == "design")
    (kept,) = (one for one in field.details() if one.code == "design")
    assert NAMED not in shared.line()
    assert NAMED in kept.line()


# what a file names that the data lack, the problem, and how many households stay
ABSENT = [
    ({"design": Design(weight="wieght")}, "design.toml, weight", "Did you mean weight", 0),
    ({"design": Design(weight="weight", strata="strat")}, "design.toml, strata", "Did you mean stratum", 0),
    ({"design": Design(weight="weight", clusters=["psus"])}, "design.toml, clusters", "Did you mean psu", 0),
    ({"place": "plaze"}, "design.toml, place", "Did you mean place", 7),
    ({"group": "whom"}, "design.toml, group", "Did you mean who", 7),
    ({"household_size": "sizes"}, "design.toml, household_size", "Did you mean size", 7),
    (
        {"bindings": [Binding(standard="msni", input="health_need", column="il")]},
        "bind.toml, msni.health_need",
        "ill",
        7,
    ),
    (
        {"bindings": [Binding(standard="msni", input="health_ned", column="ill")]},
        "bind.toml, msni.health_ned",
        "health_need",
        7,
    ),
    (
        {"bindings": [Binding(standard="mnsi", input="health_need", column="ill")]},
        "bind.toml, mnsi",
        "Did you mean msni",
        7,
    ),
]


@pytest.mark.parametrize(("given", "where", "mend", "kept"), ABSENT)
def test_a_name_that_is_not_there_offers_the_near_ones_and_the_rest_goes_on(field, given, where, mend, kept):
    field.survey(**given)
    told = [one.line() for one in field.problems("unknown-answer", "no-size") if where in one.line()]
    assert len(told) == 1
    assert mend in told[0]
    assert field.store.read(SurveyRow)[0].households == kept


def test_a_choice_bound_to_what_is_no_category_is_said(field):
    choices = {"dont_know": "unknown"}
    field.survey(bindings=[Binding(standard="msni", input="health_need", column="ill", choices=choices)])
    assert "unknown-category" in {one.code for one in field.problems()}


def test_an_unknown_standard_is_said_and_the_survey_still_read(field):
    from msgspec.structs import replace

    field.mission = replace(MISSION, standards=[Standard(name="msni", version="1999")])
    field.survey()
    assert "unknown-standard" in {one.code for one in field.problems()}
    assert field.store.read(SurveyRow)[0].households == 7


def test_a_survey_tells_its_size_and_standards(field):
    row = field.survey().store.read(SurveyRow)[0]
    assert (row.strata, row.clusters, row.standards, row.synthetic) == (2, 4, ["msni 2025.1"], False)


def test_without_a_group_or_a_place_the_rest_goes_on(field):
    field.survey(group="", place="", design=DESIGN)
    assert {(row["place"], row["group"]) for row in field.households} == {(None, None)}


# what is wrong with the design or the weights, code, words, severity, how many households stay
UNDRAWN = [
    (
        "a weight far too large",
        ("b,N,displaced,20", "b,N,displaced,1e308"),
        {},
        "bad-weight",
        "row 3",
        "error",
        6,
    ),
    (
        "no row",
        ("\n" + "\n".join(ROWS.strip().splitlines()[1:]), ""),
        {},
        "no-submissions",
        "no interview",
        "error",
        0,
    ),
    ("no weight named", ("a,N", "a,N"), {"design": Design()}, "no-weight", "counts the same", "warning", 7),
    (
        "every weight 0",
        ("weight,stratum", "w,stratum"),
        {"design": Design(weight="zero")},
        "no-weight",
        "every weight",
        "error",
        0,
    ),
]


@pytest.mark.parametrize("case", UNDRAWN, ids=[row[0] for row in UNDRAWN])
def test_weights_that_carry_nothing_are_said(field, case):
    _, (there, instead), given, code, words, severity, kept = case
    assert there in ROWS
    rows = ROWS.replace(there, instead, 1)
    if given and given["design"].weight:
        header, *lines = rows.strip().splitlines()
        rows = "\n".join([f"{header},zero", *(f"{line},0" for line in lines)])
    field.survey(rows, **given)
    told = [one for one in field.details() if one.code == code]
    assert [(one.severity, words in one.line()) for one in told] == [(severity, True)]
    assert field.store.read(SurveyRow)[0].households == kept


def test_from_a_design_that_cannot_be_used_nothing_is_estimated(folder):
    from needline.model import Survey
    from needline.readers.base import Door
    from needline.readers.surveys import read_surveys

    root = folder(
        {"survey/s/submissions.csv": ROWS.strip(), "survey/s/design.toml": 'weight = "weight"\nlevel = 95\n'}
    )
    door = Door(root)
    (read,) = read_surveys(door, MISSION)
    survey = read.survey
    assert isinstance(survey, Survey)
    assert not survey.design_usable
    (said,) = door.problems
    assert "Nothing is estimated" in said.line()


def test_households_of_an_unusable_design_are_set_aside(field):
    field.survey(design_usable=False)
    assert field.store.read(SurveyRow)[0].households == 0
    assert field.store.read(Estimate) == []
