"""Scored households to estimates: values by hand, keys, recipes, and what is hidden."""

import numpy as np
import pytest
from msgspec.structs import replace

from needline.errors import TraceError
from needline.model import Binding, Design, Estimate, Problem, Standard, SurveyRow, Thresholds, read_recipe
from needline.model.form import Form
from needline.model.form import Question as FormQuestion
from needline.model.survey import Calibrate, Frame, Margin, Replicates, Trim
from needline.survey import RECOMPUTE
from needline.survey.rows import NUMBERS

from .conftest import DESIGN, MISSION, ROWS

OPEN = replace(MISSION, thresholds=Thresholds(cell_households=0))


def open_field(field, **given):
    """The small survey without a threshold, so that its numbers can be seen."""
    field.mission = OPEN
    return field.survey(**given)


def found(field, variable, value="", group=""):
    key = (variable, value, group)
    for one in field.store.read(Estimate):
        if (one.analysis_var, one.analysis_var_value, one.group_var_value) == key:
            return one
    raise KeyError(key)


def test_people_in_households_of_a_severity_or_worse_by_hand(field):
    # left: 4*10 and 5*30 people at 3; 2*20 at 1, 3*10 at 2; one household does not know
    open_field(field)
    row = found(field, "msni.health.severity_3_or_more", "yes", "left")
    assert row.stat == pytest.approx((40 + 150) / (40 + 150 + 40 + 30))
    assert (row.n, row.n_total, row.n_w, row.n_w_total) == (2, 4, 190, 260)
    assert found(field, "msni.health.severity", "2", "left").stat == pytest.approx(30 / 260)
    assert found(field, "msni.health.severity_2_or_more", "no", "N %/% left").stat == pytest.approx(40 / 110)


def test_standard_errors_count_every_cluster_of_the_design(field, line):
    # share of households that name food, left and hosts: A, B by cluster, z = (A - pB) / B
    open_field(field, plan=[line("prop_select_multiple", "needs")])
    row = found(field, "needs", "food")
    weight = {"1": (10, 30), "2": (0, 10), "3": (30, 30), "4": (10, 30)}
    share = 50 / 100
    z = {name: (a - share * b) / 100 for name, (a, b) in weight.items()}
    variance = 2 * sum(
        (z[one] - (z[a] + z[b]) / 2) ** 2 for a, b in (("1", "2"), ("3", "4")) for one in (a, b)
    )
    assert row.stat == pytest.approx(share)
    assert row.se == pytest.approx(np.sqrt(variance))
    assert row.df == 2


def test_means_and_shares_of_the_plan(field, line):
    plan = [line("mean", "age", "group"), line("prop_select_one", "ill", "group", row=3)]
    open_field(field, plan=plan)
    assert found(field, "age", "", "left").stat == pytest.approx((300 + 800 + 500 + 600 + 700) / 80)
    assert found(field, "ill", "dont_know", "left").stat == pytest.approx(10 / 80), "not known is an answer"
    assert found(field, "age", "", "left").n == 5


@pytest.mark.parametrize(("kind", "variable"), [
    ("prop_select_one", "note"), ("prop_select_multiple", "note"), ("prop_select_one", "fcs.fcs.fcs_class"),
])  # fmt: skip
def test_a_line_that_no_household_can_answer_is_said_and_the_others_go_on(field, line, kind, variable):
    field.mission = replace(OPEN, standards=[*MISSION.standards, Standard(name="fcs", version="2025.1")])
    head, *rows = ROWS.strip().splitlines()
    empty = "\n".join([f"{head},note", *(f"{row}," for row in rows)])
    bound = [Binding(standard="fcs", input="fcs_oil", column="size")]
    field.survey(empty, plan=[line(kind, variable), line("mean", "age", row=3)], bindings=bound)
    (said,) = [one for one in field.store.read(Problem) if one.code == "empty-column"]
    assert f'"{variable}" is not known of any household' in said.found
    assert found(field, "age").n == 7


# a plan line, its keys
KEYS = [
    (("mean", "age"), {"mean @/@ age %/% NA @/@ NA %/% NA"}),
    (("mean", "age", "place"), {f"mean @/@ age %/% NA @/@ place %/% {one}" for one in "NS"}),
    (("mean", "age", "place", "group"), {
        f"mean @/@ age %/% NA @/@ place %/% {one} -/- group %/% {who}" for one in "NS" for who in ("left", "hosts")
    }),
    (("prop_select_one", "stratum"), {f"prop_select_one @/@ stratum %/% {one} @/@ NA %/% NA" for one in "ns"}),
    (("median", "age", "group"), {f"median @/@ age %/% NA @/@ group %/% {one}" for one in ("left", "hosts")}),
    (("total", "age"), {"total @/@ age %/% NA @/@ NA %/% NA"}),
    (("ratio", "age %/% size"), {"ratio @/@ age %/% NA -/- size %/% NA @/@ NA %/% NA"}),
    (("prop_select_multiple", "needs"), {
        f"prop_select_multiple @/@ needs %/% {one} @/@ NA %/% NA" for one in ("cash", "food", "none")
    }),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "keys"), KEYS)
def test_keys_are_written_as_analysistools_writes_them(field, line, asked, keys):
    open_field(field, plan=[line(*asked)])
    made = {one.analysis_key for one in field.store.read(Estimate) if one.analysis_var == asked[1]}
    assert made == keys


# what a plan line asks that cannot be, and what is said
UNFIT = [
    (("mean", "agee"), "Did you mean age"),
    (("mean", "ill"), '"no" is no number'),
    (("prop_select_one", "ill", "grupp"), "Did you mean"),
    (("quantile", "age"), "a quantile without its probability"),
    (("median", "ill"), '"no" is no number'),
    (("ratio", "age %/% sise"), "Did you mean size"),
    (("ratio", "age"), "no numerator, or no denominator"),
    (("mean", "msni.health.severty"), "msni.health.severity"),
]


@pytest.mark.parametrize(("asked", "words"), UNFIT)
def test_a_plan_line_that_cannot_be_is_said_and_the_others_run(field, line, asked, words):
    open_field(field, plan=[line(*asked), line("prop_select_one", "ill", row=3)])
    assert any(words in one.line() for one in field.details())
    assert found(field, "ill", "no").stat is not None


def test_a_lonely_cluster_is_said_by_name_and_nothing_is_estimated(field):
    field.survey(ROWS.replace("s,4", "s,3"))
    told = [one for one in field.store.read(Problem) if one.code == "design"]
    assert len(told) == 1
    assert 'stratum "s"' not in told[0].line(), "a value of the data is not published"
    assert any('stratum "s": has a single cluster' in one.line() for one in field.details())
    assert field.store.read(Estimate) == []


def test_without_sizes_households_are_counted(field):
    open_field(field, household_size="")
    assert found(field, "msni.health.severity_3_or_more", "yes", "left").stat == pytest.approx(40 / 70)


def test_small_cells_hold_no_number_and_no_count_in_their_recipe(field):
    field.survey()
    hidden = field.store.read(Estimate)
    assert hidden
    assert all(one.hidden == "small" for one in hidden), "seven households are fewer than ten"
    assert all(getattr(one, name) is None for one in hidden for name in NUMBERS)
    assert all(read_recipe(one.recipe).rows is None for one in hidden)
    private = field.store.read_private("estimates").to_pylist()
    assert all(row["stat"] is None for row in private), "of groups too small to show nothing is kept either"
    assert any(
        one.code == "hidden" and "fewer than 10 households" in one.found for one in field.store.read(Problem)
    )


def test_an_estimate_opens_to_its_survey_and_recipe(field):
    open_field(field)
    row = found(field, "msni.health.severity_3_or_more", "yes", "N %/% left")
    recipe = read_recipe(row.recipe)
    assert row.trace == ["surveys/s"]
    assert (recipe.rule, recipe.table, recipe.where, recipe.rows) == (
        "share@1", "households/s", {"place": "N", "group": "left"}, 3,
    )  # fmt: skip
    assert recipe.fingerprint == field.store.read(SurveyRow)[0].fingerprint


DESIGNS = [
    DESIGN,
    Design(weight="weight"),
    Design(weight="weight", strata="stratum", ci="wald", df="normal"),
    Design(weight="weight", clusters=["psu"], df="domain", level=0.8),
    Design(weight="weight", strata="who", clusters=["_uuid"], fpc=["known"]),
    *(
        Design(weight="weight", strata="alone", lonely=lonely)
        for lonely in ("remove", "certainty", "adjust", "average")
    ),
]


def test_every_kind_of_line_with_its_own_options(field, line):
    plan = [
        line("median", "age"), line("quantile", "age"), line("quantile", "age"), line("total", "size", "group"),
        line("ratio", "age %/% size"), line("mean", "age"),
    ]  # fmt: skip
    own = [
        {},
        {"probability": 0.25},
        {"probability": 0.95, "quantile_rule": "hf7"},
        {},
        {},
        {"level": 0.5, "df": "normal"},
    ]
    plan = [
        replace(one, row=number, **more)
        for number, (one, more) in enumerate(zip(plan, own, strict=True), start=2)
    ]
    open_field(field, plan=plan)
    ages = {30: 10, 40: 20, 50: 10, 60: 10, 20: 30, 70: 10, 35: 20}
    assert found(field, "age").stat == 35, "weights of 20 to 35 reach half"
    assert found(field, "age", "0.25").stat == 20
    assert found(field, "age", "0.95").stat == pytest.approx(65), "half way from 60 to 70"
    assert found(field, "size", "", "left").stat == 4 * 10 + 2 * 20 + 3 * 10 + 5 * 30 + 2 * 10
    sizes = 4 * 10 + 2 * 20 + 3 * 10 + 1 * 10 + 5 * 30 + 2 * 10 + 3 * 20
    assert found(field, "age %/% size").stat == pytest.approx(sum(age * w for age, w in ages.items()) / sizes)
    mean = next(one for one in field.store.read(Estimate) if one.analysis_key.startswith("mean @/@ age"))
    assert mean.stat_upp - mean.stat == pytest.approx(0.6744897501960817 * mean.se)


def same(again, row):
    """Whether numbers computed again are those of the row."""
    for name in NUMBERS:
        value = getattr(row, name)
        wanted = None if value is None else pytest.approx(value, rel=1e-9, abs=1e-12)
        assert again[name] == wanted, (row.analysis_key, name)


KNOWN = {"displaced": 300.0, "host": 200.0}
NORTH = {"n": 200.0, "s": 300.0}
ADJUSTED = [
    Design(weight="weight", strata="stratum", poststratify=[Margin(by="who", totals=KNOWN)]),
    Design(weight="weight", rake=[Margin(by="who", totals=KNOWN), Margin(by="stratum", totals=NORTH)]),
    Design(weight="weight", calibrate=Calibrate(formula="~ size", totals={"(Intercept)": 120.0, "size": 390.0})),
    Design(weight="weight", trim=Trim(upper=25.0)),
    Design(strata="stratum", frame=Frame(counts={"n": 100.0, "s": 300.0})),
    Design(weight="weight", strata="stratum", clusters=["psu", "_uuid"], fpc=["psus", "hhs"], lonely="certainty"),
    Design(weight="weight", replicates=Replicates(columns="rep_*", type="JK1")),
]  # fmt: skip


@pytest.mark.parametrize("design", ADJUSTED, ids=[f"adjusted-{number}" for number in range(len(ADJUSTED))])
def test_every_table_of_the_design_is_used_and_every_number_had_again(field, line, design):
    head, *rest = ROWS.strip().splitlines()
    reps = [",".join("0" if place == one else "20" for one in range(7)) for place in range(7)]
    names = ",".join(f"rep_{one}" for one in range(7))
    more = [f"{head},psus,hhs,{names}", *(f"{row},9,8,{rep}" for row, rep in zip(rest, reps, strict=True))]
    plan = [line("mean", "age", "group"), line("prop_select_one", "ill"), line("median", "age"), line("total", "age"),
            line("ratio", "age %/% size"), line("prop_select_multiple", "needs")]  # fmt: skip
    plan = [replace(one, row=number) for number, one in enumerate(plan, start=2)]
    open_field(field, rows="\n".join(more), design=design, plan=plan)
    assert [one.line() for one in field.problems("unknown-answer")] == []
    rows = field.store.read(Estimate)
    assert {one.analysis_type for one in rows} >= {"mean", "median", "total", "ratio", "prop_select_multiple"}
    if design.poststratify or design.rake:
        groups = {one.group_var_value: one.n_w_total for one in rows if one.analysis_type == "mean"}
        assert groups == {"left": pytest.approx(300), "hosts": pytest.approx(200)}
    for row in rows[::3]:
        again = RECOMPUTE["estimates"](OPEN, field.store, row)
        same(again, row)


@pytest.mark.parametrize("kind", ["median", "quantile", "total", "ratio"])
@pytest.mark.parametrize("design", DESIGNS[:3], ids=["clusters", "weights", "strata"])
def test_the_general_statistics_give_the_other_kinds_again(field, line, kind, design):
    asked = line(kind, "age %/% size" if kind == "ratio" else "age", "group")
    asked = replace(asked, probability=0.3 if kind == "quantile" else None)
    open_field(field, design=design, plan=[asked])
    rows = [one for one in field.store.read(Estimate) if one.analysis_type == kind]
    assert len(rows) == 2
    for row in rows:
        again = RECOMPUTE["estimates"](OPEN, field.store, row)
        same(again, row)


@pytest.mark.parametrize("design", DESIGNS, ids=[f"design-{number}" for number in range(len(DESIGNS))])
def test_sql_gives_every_number_again(field, line, design):
    head, *rest = ROWS.strip().splitlines()
    sizes = ["12", "12", "12", "4", "12", "12", "4"]
    alone = ["a", *"bbbbbb"]
    more = [f"{head},known,alone", *(",".join(cells) for cells in zip(rest, sizes, alone, strict=True))]
    plan = [
        line("mean", "age", "group"), line("prop_select_one", "ill", "place"), line("prop_select_multiple", "needs"),
        line("mean", "msni.health.severity", "group"),
    ]  # fmt: skip
    plan = [replace(one, row=number) for number, one in enumerate(plan, start=2)]
    open_field(field, rows="\n".join(more), design=design, plan=plan)
    rows = [one for one in field.store.read(Estimate) if not one.hidden]
    assert len(rows) > 30
    for row in rows[::4]:
        again = RECOMPUTE["estimates"](OPEN, field.store, row)
        wanted = {name: getattr(row, name) for name in NUMBERS}
        assert {name for name, value in again.items() if value is None} == {
            name for name, value in wanted.items() if value is None
        }, row.analysis_key
        known = [name for name, value in wanted.items() if value is not None]
        assert [again[name] for name in known] == pytest.approx(
            [wanted[name] for name in known], rel=1e-9, abs=1e-12
        )


def test_a_survey_is_counted_again(field):
    row = field.survey(ROWS.replace("a,N,displaced,10", "a,N,displaced,-1")).store.read(SurveyRow)[0]
    again = RECOMPUTE["surveys"](MISSION, field.store, row)
    assert again == {name: getattr(row, name) for name in ("households", "set_aside", "strata", "clusters")}


def test_changed_households_are_not_taken_for_the_same(field):
    open_field(field)
    row = found(field, "msni.health.severity_3_or_more", "yes", "left")
    field.store.write_private("households/s", field.store.read_private("households/s").slice(1))
    with pytest.raises(TraceError, match="have changed"):
        RECOMPUTE["estimates"](OPEN, field.store, row)


def test_severity_is_estimated_by_sex_of_the_head_within_groups_and_places(field):
    sexes = ["sex", "f", "m", "f", "f", "m", "f", "m"]
    rows = "\n".join(f"{row},{sex}" for row, sex in zip(ROWS.strip().split("\n"), sexes, strict=True))
    open_field(field, rows=rows, disaggregate=["sex", "sexes"])
    # of women's households that left and know: 4*10 at 3, 3*10 at 2; of men's: 2*20 at 1, 5*30 at 3
    women = found(field, "msni.health.severity_3_or_more", "yes", "left %/% f")
    assert (women.stat, women.group_var) == (pytest.approx(40 / 70), "group, sex")
    assert found(field, "msni.health.severity_3_or_more", "yes", "left %/% m").stat == pytest.approx(
        150 / 190
    )
    assert found(field, "msni.health.severity", "3", "N %/% left %/% f").stat == pytest.approx(40 / 70)
    (said,) = [one for one in field.store.read(Problem) if one.where == "disaggregate"]
    assert '"sexes"' in said.found
    assert "Did you mean sex" in said.mend


@pytest.mark.parametrize("column", ["_uuid", "name"])
def test_no_table_is_made_by_a_column_that_names_households(field, column):
    rows = "\n".join(
        f"{row},{name}" for row, name in zip(ROWS.strip().split("\n"), ["name", *"stuvwxy"], strict=True)
    )
    open_field(field, rows=rows, disaggregate=[column])
    assert not [one for one in field.store.read(Estimate) if column in one.group_var]
    assert [one.code for one in field.store.read(Problem) if one.where == "disaggregate"] == [
        "names-households"
    ]


@pytest.mark.parametrize("kind", ["text", "geopoint", "phonenumber", "select_one"])
def test_what_people_wrote_is_tabulated_by_nothing_though_all_wrote_the_same(field, line, kind):
    head, *rows = ROWS.strip().splitlines()
    same = "\n".join([f"{head},said", *(f"{row},091234567" for row in rows)])
    plan = [line("prop_select_one", "said"), line("mean", "age", "said", row=3), line("mean", "age", row=4)]
    form = Form(questions=[FormQuestion(name="said", path="said", kind=kind)])
    open_field(field, rows=same, plan=plan, disaggregate=["said"], form=form)
    printed = "091234567" in str(field.store.read(Estimate))
    said = [one.where for one in field.store.read(Problem) if one.code == "names-households"]
    assert printed == (kind == "select_one")
    assert sorted(said) == ([] if printed else ["disaggregate", "row 2", "row 3"])
    assert found(field, "age").n == 7
