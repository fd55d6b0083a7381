"""The variant of Burkina Faso 2020 makes the file's scored columns again, and the general standards class others."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from needline.cli.standards import command
from needline.line import build
from needline.store import Store
from support import shared_folder

CASE = Path(__file__).parents[1] / "cases" / "standards" / "bfa_2020"
SCORES = {"fcs.fcs": "fcs2", "rcsi.rcsi": "rcsi_score", "hhs.hhs": "hhs_score"}
CLASSES = {
    # step: the file's column, its class to ours
    "fcs.fcs_class": (
        "fcs2_thresholds",
        {"pauvre": "poor", "limite": "borderline", "acceptable": "acceptable"},
    ),
    "rcsi.rcsi_class": ("rcsi_thresholds", {one: one for one in ("no_coping", "low", "medium", "high")}),
    "hhs.hhs_class": (
        "hhs_thresholds",
        {"peu_pasFaim": "none_or_little", "faim_moderee": "moderate", "faim_severe": "severe"},
    ),
    "lcsi.lcsi": (
        "lcs_total",
        {"minimal": "none", "stress": "stress", "crise": "crisis", "urgence": "emergency"},
    ),
}
FLAGS = {
    "lcsi.lcsi_stress": "lcs_stress",
    "lcsi.lcsi_crisis": "lcs_crise",
    "lcsi.lcsi_emergency": "lcs_urgence",
}
CUTS = "no_coping up to 0, low up to 7, medium up to 15, else high, instead of low up to 3, medium up to 18, else high"
DIFFER = {
    # general standard: households that differ, and how many each rule moves
    "fcs": (133, {"the score is taken down to a whole number": 102, "a missing answer counts 0": 31}),
    "rcsi": (1166 + 191, {CUTS.partition(", instead")[0]: 1166, "never asked counts 0": 191}),
    "hhs": (191, {"never asked counts 0": 191}),
    "lcsi": (277, {"a missing answer counts as no, never asked too": 277}),
}


@pytest.fixture(scope="module")
def table():
    import pyarrow.parquet as pq

    return pq.read_table(shared_folder("data", "bfa_msna_2020.parquet"))


@pytest.fixture(scope="module")
def mission(table, tmp_path_factory):
    """The file as a mission; the answers as a form exports them, without its scored columns."""
    root = tmp_path_factory.mktemp("bfa") / "mission"
    shutil.copytree(CASE, root)
    last = table.column_names.index("fcs")
    asked = table.select([*table.column_names[:last], "weights_sampling"])
    with (root / "survey/households/submissions.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(asked.column_names)
        writer.writerows(zip(*(column.to_pylist() for column in asked.columns), strict=True))
    return root


@pytest.fixture(scope="module")
def households(mission):
    told = build(mission, publish=False)
    assert not [one for one in told.problems if one.severity == "error"]
    found = Store(mission / ".needline").read_private("households/households")
    assert len(found) == 5956
    return found


@pytest.mark.parametrize(("step", "column"), SCORES.items())
def test_every_score_is_the_files(households, table, step, column):
    ours = np.array(households[f"bfa_2020.{step}"].to_pylist(), float)
    np.testing.assert_array_equal(ours, np.array(table[column].to_pylist(), float))


@pytest.mark.parametrize(("step", "column", "names"), [(key, *one) for key, one in CLASSES.items()])
def test_every_class_is_the_files(households, table, step, column, names):
    theirs = [None if one is None else names[one] for one in table[column].to_pylist()]
    assert households[f"bfa_2020.{step}"].to_pylist() == theirs


@pytest.mark.parametrize(("step", "column"), FLAGS.items())
def test_strategies_used_of_each_class_are_the_files(households, table, step, column):
    ours = [int(one == "yes") for one in households[f"bfa_2020.{step}"].to_pylist()]
    worst = households["bfa_2020.lcsi.lcsi"].to_pylist()
    assert len(worst) == len(ours)
    assert ours == table[column].to_pylist()


@pytest.mark.parametrize("general", DIFFER)
def test_compare_finds_who_differs_and_the_rule_that_moved_them(mission, general):
    asked = ["compare", general, "bfa_2020", str(mission), "--format", "json"]
    done = CliRunner().invoke(command, asked)
    assert done.exit_code == 0, done.output
    (survey,) = json.loads(done.stdout)
    (found,) = survey["compared"]
    differ, rules = DIFFER[general]
    assert (found["households"], found["differ"]) == (5956, differ)
    assert {one["rule"].partition(", instead")[0]: one["households"] for one in found["rules"]} == rules
    cells = found["moved"] + found["same"]
    assert sum(one["households"] for one in cells) == 5956
    assert sum(one["share"] for one in cells) == pytest.approx(1)
    assert min(one["households"] for one in cells) >= 10


def test_compare_names_the_rules_on_the_terminal(mission):
    done = CliRunner().invoke(command, ["compare", "food", "bfa_2020", str(mission)])
    assert done.exit_code == 0, done.output
    assert "fcs: 5,956 households, 133 differ" in done.output
    assert f"1,166 (17.6%): {CUTS}" in done.output
