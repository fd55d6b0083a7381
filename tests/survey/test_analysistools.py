"""Plans of the R package analysistools run unchanged, and its expected tables come out key by key."""

import csv

import pytest

from needline import estimate
from support import shared_folder

NUMBERS = ("stat", "stat_low", "stat_upp", "n", "n_total", "n_w", "n_w_total")
CASES = [
    ("at_data_100x449.csv", "at_loa_15.csv", "at_expected_147.csv", 147, ""),
    ("at_data_100x449.csv", "at_loa_15.csv", "at_expected_143.csv", 143, "ratio"),
    ("at_noloa_data.csv", "at_noloa_loa.csv", "at_noloa_expected_91.csv", 91, ""),
]


@pytest.mark.parametrize(("data", "plan", "expected", "rows", "without"), CASES)
def test_the_expected_table(data, plan, expected, rows, without):
    folder = shared_folder("data", "analysistools")
    found = estimate(folder / data, plan=folder / plan, preset="analysistools")
    made = [row for row in found.table.to_pylist() if row["analysis_type"] != without]
    with (folder / expected).open(encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    assert len(wanted) == rows
    assert [row["analysis_key"] for row in made] == [row["analysis_key"] for row in wanted]
    for one, other in zip(made, wanted, strict=True):
        assert list(one) == list(other)
        for name, text in other.items():
            if name in NUMBERS:
                assert one[name] == pytest.approx(float(text), abs=1e-9), (other["analysis_key"], name)
            else:
                assert (one[name] or "") == text


def test_several_groups_and_a_ratio_in_a_key():
    data = {"a": ["x", "x", "y"], "b": ["u", "u", "v"], "up": [1.0, None, 3.0], "low": [2.0, 2.0, 0.0]}
    plan = [{"analysis_type": "ratio", "analysis_var": "up %/% low", "group_var": "a, b"}]
    (row,) = estimate(data, {"preset": "analysistools", "lonely": "remove"}, plan).table.to_pylist()
    assert row["analysis_key"] == "ratio @/@ up %/% NA -/- low %/% NA @/@ a %/% x -/- b %/% u"
    assert (row["group_var"], row["group_var_value"]) == ("a %/% b", "x %/% u")
    assert (row["stat"], row["n"]) == (0.25, 2)


def test_what_design_toml_says_beside_the_preset_holds():
    data = {"age": [1.0, 2.0, 3.0, 4.0]}
    plan = [{"analysis_type": "median", "analysis_var": "age"}]
    of = {
        rule: estimate(data, {"preset": "analysistools", **rule_of}, plan).table["stat"][0].as_py()
        for rule, rule_of in (("preset", {}), ("own", {"quantile_rule": "math"}))
    }
    assert of == {"preset": 2.5, "own": 2.0}
