"""A real export with four repeats, its form and its plan, files unedited, through the whole line as a mission."""

import shutil
import zipfile

import pyarrow.parquet as pq
import pytest
from exports import workbook

from needline.line import build, open_store
from needline.model import Estimate, Problem, SurveyRow
from needline.survey import with_written
from support import shared_folder

MISSION = """
title = "A multi-sector needs assessment"
as_of = 2024-08-01T18:00:00+02:00
standards = [{ name = "msni", version = "2025.1" }]
[[groups]]
id = "all"
names = ["All households"]
population = "baseline_population"
within = "LAND"
"""
PLACES = "code,name,kind,parent\nLAND,The land,country,\nPCODE1,First,area,LAND\nPCODE2,Second,area,LAND\n"
DESIGN = """
title = "Households"
synthetic = true
place = "admin1"
setting = "setting"
household_size = "roster.members"
weight = "weight"
strata = "stratum"

[roster]
repeat = "roster"
age = "ind_age"
sex = "ind_gender"

[from_repeat.care_needed]
repeat = "health_ind"
rule = "any"
where = { health_ind_healthcare_needed = "yes" }
unknown = ["dnk", "pnta"]

[from_repeat.care_missed]
repeat = "health_ind"
rule = "any"
where = { health_ind_healthcare_needed = "yes", health_ind_healthcare_received = "no" }
unknown = ["dnk", "pnta"]
"""
BIND = """
[msni]
health_need = "care_needed"
fcs_cereals = "fsl_fcs_cereal"
fcs_pulses = "fsl_fcs_legumes"
fcs_dairy = "fsl_fcs_dairy"
fcs_meat = "fsl_fcs_meat"
fcs_vegetables = "fsl_fcs_veg"
fcs_fruit = "fsl_fcs_fruit"
fcs_oil = "fsl_fcs_oil"
fcs_sugar = "fsl_fcs_sugar"
rcsi_less_preferred = "fsl_rcsi_lessquality"
rcsi_borrow = "fsl_rcsi_borrow"
rcsi_smaller_meals = "fsl_rcsi_mealsize"
rcsi_adults_less = "fsl_rcsi_mealadult"
rcsi_fewer_meals = "fsl_rcsi_mealnb"

[msni.health_care]
column = "care_missed"
choices = { yes = "no", no = "yes" }
"""
PLAN = """
sheet = "loa"
groups = ["", "admin1"]
level = 0.9

[columns]
analysis_type = "analysis"
analysis_var = "var"

[types]
select_one = "prop_select_one"

[variables]
fsl_fcs_score = "msni.food.fcs"
fsl_fcs_cat = "msni.food.fcs_class"
fsl_rcsi_score = "msni.food.rcsi"
fsl_rcsi_cat = "msni.food.rcsi_class"
comp_health_score = "msni.health.severity"

[only]
dataset = "main"
"""
REPEATS = ("roster", "edu_ind", "health_ind", "nut_ind")
MADE = {
    "msni.food.fcs",
    "msni.food.fcs_class",
    "msni.food.rcsi",
    "msni.food.rcsi_class",
    "msni.health.severity",
}


@pytest.fixture(scope="module")
def mission(tmp_path_factory):
    kobo = shared_folder("data", "kobo")
    root = tmp_path_factory.mktemp("kobo") / "mission"
    survey = root / "survey" / "msna"
    survey.mkdir(parents=True)
    shutil.copy(kobo / "msna_kobo_export_with_repeats.xlsx", survey / "submissions.xlsx")
    shutil.copy(kobo / "msna_xlsform.xlsx", survey / "form.xlsx")
    shutil.copy(kobo / "msna_analysis_plan.xlsx", survey / "plan.xlsx")
    for path, text in {
        root / "mission.toml": MISSION,
        root / "places.csv": PLACES,
        survey / "design.toml": DESIGN,
        survey / "bind.toml": BIND,
        survey / "plan.toml": PLAN,
    }.items():
        path.write_text(text, "utf-8")
    build(root)
    return root


@pytest.fixture(scope="module")
def store(mission):
    return open_store(mission)[1]


def test_every_sheet_is_read_and_every_row_has_its_household(store):
    main = store.read_private("submissions/msna")
    assert len(main) == 241
    rows = dict(zip(main["uuid"].to_pylist(), main["_row"].to_pylist(), strict=True))
    for name in REPEATS:
        table = store.read_private(f"repeats/msna/{name}")
        assert len(table) == 965
        assert table["_household"].to_pylist() == [rows[one] for one in table["uuid"].to_pylist()]
    assert store.private_names("repeats/") == sorted(f"repeats/msna/{name}" for name in REPEATS)


def test_names_with_a_blank_in_the_form_are_met(store):
    main = store.read_private("submissions/msna")
    assert "fsl_rcsi_borrow" in main.column_names
    (said,) = [one for one in store.read(Problem) if "blank at an end" in one.found]
    assert "10 names" in said.found


def test_people_are_counted_from_the_roster(store):
    households = store.read_private("households/msna")
    assert len(households) == 241
    roster = store.read_private("repeats/msna/roster")
    assert sum(households["size"].to_pylist()) == len(roster)


def test_lines_that_a_standard_makes_are_run_and_the_others_are_listed(store):
    estimates = store.read(Estimate)
    planned = {one.analysis_var for one in estimates if one.group_var in {"", "admin1"}}
    assert planned >= MADE
    assert {one.group_var for one in estimates if one.analysis_var == "msni.food.fcs"} == {"", "admin1"}
    listed = [one for one in store.read(Problem) if one.code == "plan-column"]
    assert len({one.where for one in listed}) == len(listed) == 94
    (note,) = [one for one in store.read(Problem) if one.code == "plan-only"]
    assert note.found.endswith("not read: rows 18, 19, 20.")
    assert store.read(SurveyRow)[0].households == 241


def test_nothing_of_it_is_wrong_but_what_nobody_makes(store):
    assert {one.code for one in store.read(Problem) if one.severity == "error"} == {"plan-column"}


PLANTED = {
    "fsl_fcs_cereal": "Ring Ludmilla 0049-30-901820",
    "admin1": "52.520008 13.404954",
    "survey_modality": "Anahit Petrosyan",
    "other_aap_priority_challenge": "the well beside the school is poisoned",
    "weight": "not 0049-30-901820",
    "_uuid": "",
}
ROSTER = {"ind_age": "born 1987-03-02", "ind_gender": "Anahit Petrosyan"}


def test_what_a_household_wrote_leaves_the_private_folder_nowhere(tmp_path):
    """A name, a number, a coordinate and a free text in a synthetic export, in every kind of column."""
    survey = tmp_path / "mission" / "survey" / "msna"
    header = ["_uuid", "_index", "admin1", "stratum", "weight", "survey_modality", "fsl_fcs_cereal"]
    header += ["other_aap_priority_challenge"]
    rows = [[f"u{place}", place, "PCODE1", "s", 1, "remote", 3, ""] for place in range(1, 31)]
    for column, text in PLANTED.items():
        rows[header.index(column)][header.index(column)] = text
    people = [
        ["ind_age", "ind_gender", "_index", "_parent_index"],
        *([30, "female", n, n] for n in range(1, 31)),
    ]
    people[3][0], people[4][1] = ROSTER["ind_age"], ROSTER["ind_gender"]
    people.append([1, "0049-30-901820", 99, 77])
    workbook(survey / "submissions.xlsx", {"main": [header, *rows], "roster": people})
    form = [
        ["type", "name", "label"],
        ["select_one mode", "survey_modality", "How?"],
        ["integer", "fsl_fcs_cereal", "Days"],
        ["text", "other_aap_priority_challenge", "Which?"],
        ["begin_repeat", "roster", ""],
        ["integer", "ind_age", "Age"],
        ["select_one sex", "ind_gender", "Sex"],
        ["end_repeat", "", ""],
    ]
    choices = [
        ["list_name", "name", "label"],
        ["mode", "remote", "x"],
        ["sex", "female", "x"],
        ["sex", "male", "x"],
    ]
    workbook(survey / "form.xlsx", {"survey": form, "choices": choices})
    plan = "analysis_type,analysis_var\nprop_select_one,survey_modality\nmean,fsl_fcs_cereal\nmean,roster.adults\n"
    files = {
        "mission.toml": MISSION,
        "places.csv": PLACES,
        "survey/msna/design.toml": DESIGN.partition("[from_repeat")[0],
        "survey/msna/plan.csv": plan + "prop_select_one,other_aap_priority_challenge\n",
    }
    root = tmp_path / "mission"
    for name, text in files.items():
        (root / name).write_text(text, "utf-8")
    build(root)
    store = open_store(root)[1]
    planted = [one for one in {*PLANTED.values(), *ROSTER.values()} if one]
    written = [path for path in (root / "out").rglob("*") if path.is_file()]
    written += [path for path in (root / ".needline" / "tables").rglob("*") if path.is_file()]
    assert len(written) > 10
    public = "\n".join(one.line() for one in store.read(Problem))
    for text in planted:
        assert text not in public
        for path in written:
            assert text.encode() not in content(path), path
    here = "\n".join(one.line() for one in with_written(store, store.read(Problem)))
    assert "Anahit Petrosyan" in here


def content(path):
    """What a file holds, without its compression."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return b"".join(book.read(name) for name in book.namelist())
    if path.suffix == ".parquet":
        return str(pq.read_table(path).to_pylist()).encode()
    return path.read_bytes()
