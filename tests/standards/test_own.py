"""A mission's own standards and rules of others: data in its folder, one registered function."""

import json
import shutil
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from needline import standards
from needline.cli.standards import command
from needline.errors import NeedlineError, UnknownNameError
from needline.line import build
from needline.readers.base import Door
from needline.readers.standards import read_standards
from needline.standards import Numbers, registry
from needline.store import Store

EXAMPLE = Path(__file__).parents[2] / "examples" / "karabakh"
HEAD = """
name = "{name}"
version = "1"
title = "Ours"
document = "our own"
licence = "ours"
indicators = ["{indicator}"]
"""
SHORT = """
title = "Food in short"
source = "here"
mark = "P"

[[use]]
standard = "fcs"

[use.change.fcs_class]
classes = [{ up_to = 28, is = "poor" }, { up_to = 42, is = "borderline" }, { is = "acceptable" }]
"""


def write(folder, name, indicator, text):
    (folder / "indicators").mkdir(parents=True)
    (folder / "standard.toml").write_text(HEAD.format(name=name, indicator=indicator), "utf-8")
    (folder / "indicators" / f"{indicator}.toml").write_text(text, "utf-8")


@pytest.fixture
def mission(tmp_path):
    root = tmp_path / "mission"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".needline", "out"))
    write(root / "standards" / "ours", "ours", "fcs", SHORT)
    path = root / "mission.toml"
    pinned = 'standards = [{ name = "msni", version = "2025.1" }'
    text = path.read_text("utf-8")
    assert pinned in text
    path.write_text(text.replace(pinned, pinned + ', { name = "ours", version = "1" }'), "utf-8")
    return root


def test_a_missions_own_standard_is_scored_by_the_bindings_there_are(mission):
    told = build(mission, publish=False)
    assert not [one for one in told.problems if "standard" in one.code]
    table = Store(mission / ".needline").read_private("households/households_2023_10")
    scores = np.array(table["ours.fcs.fcs"].to_pylist(), float)
    np.testing.assert_array_equal(scores, np.array(table["msni.food.fcs"].to_pylist(), float))
    poor = np.array(table["ours.fcs.fcs_class"].to_pylist(), object) == "poor"
    np.testing.assert_array_equal(poor, scores <= 28)
    again = mission / "standards/ours/indicators/fcs.toml"
    again.write_text(again.read_text("utf-8").replace("28", "1"), "utf-8")
    assert "score" in build(mission, publish=False).ran


def test_it_is_listed_and_compared(mission):
    listed = CliRunner().invoke(command, ["--mission", str(mission)])
    assert "ours@1" in listed.output
    done = CliRunner().invoke(command, ["compare", "fcs", "ours", str(mission), "--format", "json"])
    assert done.exit_code == 0, done.output
    assert [one["compared"][0]["name"] for one in json.loads(done.stdout)] == ["fcs"]


FAULTY = [
    # what replaces what, what is said
    ('standard = "fcs"', 'standard = "fsc"', "Did you mean fcs"),
    ("use.change.fcs_class", "use.change.fcs_clas", "Did you mean fcs_class"),
    ("classes =", "clases =", "Did you mean classes"),
    ("up_to = 28", 'up_to = "28"', "cannot take this"),
    ("is = ", "gives = ", "cannot be used"),
    ('mark = "P"', 'mark = "Q"', "Invalid enum value"),
    ('title = "Food', 'tittle = "Food', "unknown field"),
    ("[[use]]", "[use]", "is no list of tables"),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTY)
def test_a_faulty_one_is_a_problem(tmp_path, old, new, said):
    assert old in SHORT
    write(tmp_path / "standards" / "ours", "ours", "fcs", SHORT.replace(old, new))
    door = Door(tmp_path)
    assert read_standards(door) == []
    (problem,) = door.problems
    assert said in f"{problem.found} {problem.mend}"
    assert problem.file == "standards/ours/standard.toml"


def test_without_a_faulty_one_the_rest_goes_on(mission):
    (mission / "standards/ours/indicators/fcs.toml").write_text("[[steps", "utf-8")
    told = build(mission, publish=False)
    assert {"standard", "unknown-standard"} <= {one.code for one in told.problems}
    assert len(Store(mission / ".needline").read_private("households/households_2023_10"))


def test_their_differences_are_told_without_data(tmp_path):
    write(tmp_path / "standards" / "ours", "ours", "fcs", SHORT)
    done = CliRunner().invoke(command, ["compare", "fcs", "ours", "--mission", str(tmp_path)])
    assert "poor up to 28, instead of poor below 21.5" in done.output


DOUBLED = (
    SHORT
    + """
[[steps]]
name = "twice"
rule = "doubled"
of = ["fcs"]
by = 2
"""
)


def doubled(step, columns):
    return Numbers(columns[0].values * step.args["by"])


def test_a_rule_is_one_registered_function(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "RULES", dict(registry.RULES))
    write(tmp_path / "ours", "ours", "twice", DOUBLED)
    with pytest.raises(UnknownNameError, match='"doubled" is not known'):
        standards.read_folder(tmp_path / "ours")
    standards.rule("doubled", args={"by"})(doubled)
    ours = standards.read_folder(tmp_path / "ours")
    given = {name: [1, None] for name in ours.inputs}
    assert standards.score(ours, given).values("twice.twice") == [32, None]


def test_a_rule_of_an_installed_package_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "RULES", dict(registry.RULES))
    (tmp_path / "their_rules.py").write_text(
        "from needline.standards import Numbers, rule\n\n"
        "@rule('doubled', args={'by'})\n"
        "def doubled(step, columns):\n"
        "    return Numbers(columns[0].values * step.args['by'])\n",
        "utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    point = EntryPoint("theirs", "their_rules", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point] if group == registry.GROUP else [])
    write(tmp_path / "ours", "ours", "twice", DOUBLED)
    assert standards.read_folder(tmp_path / "ours").indicators[0].result == "twice"


ASKED = [
    # answers, what is said
    ({"fcs_cereal": [1]}, "Did you mean fcs_cereals"),
    ({"fcs_cereals": [1], "fcs_oil": [1, 2]}, "different lengths"),
    ({"fcs_cereals": [8]}, "Give numbers from 0 to 7"),
]


@pytest.mark.parametrize(("given", "said"), ASKED)
def test_wrong_answers_from_python_are_told(given, said):
    with pytest.raises(NeedlineError, match=said):
        standards.score(standards.load("fcs"), given)


def test_households_do_not_depend_on_one_another():
    lcsi = standards.load("lcsi")
    names = [name for name, one in lcsi.inputs.items() if not one.optional]
    rows = [["not_needed"] * len(names), ["used"] * len(names), [None] * len(names)]
    both = standards.score(
        lcsi, {name: list(one) for name, one in zip(names, zip(*rows, strict=True), strict=True)}
    )
    alone = [
        standards.score(lcsi, {name: [one] for name, one in zip(names, row, strict=True)}).values(
            "lcsi.lcsi"
        )[0]
        for row in rows
    ]
    assert both.values("lcsi.lcsi") == alone == ["none", "emergency", None]
