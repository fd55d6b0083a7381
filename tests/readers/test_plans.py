"""plan.csv: a line an analysis, as teams that use analysistools write it; a bad line is told, the others come."""

import pytest

from needline.model import Analysis
from needline.readers.base import Door
from needline.readers.plans import read_plan

HEADER = "analysis_type,analysis_var,group_var,level,probability,ci,df,quantile_rule\n"


def read(tmp_path, text):
    path = tmp_path / "plan.csv"
    path.write_text(text, "utf-8")
    door = Door(tmp_path)
    return list(read_plan(door, path)), door.problems


GOOD = [
    ("mean,age,,,,,,", {"analysis_type": "mean"}),
    ('mean,age,"area, sex",,,,,', {"analysis_type": "mean", "group_var": ["area", "sex"]}),
    ("mean,age,area %/% sex,,,,,", {"analysis_type": "mean", "group_var": ["area", "sex"]}),
    ("mean,age,NA,NA,,,,", {"analysis_type": "mean"}),
    ("Mean,age,,0.9,,,normal,", {"analysis_type": "mean", "level": 0.9, "df": "normal"}),
    (
        "quantile,age,,,0.25,beta,,hf7",
        {"analysis_type": "quantile", "probability": 0.25, "ci": "beta", "quantile_rule": "hf7"},
    ),
]


@pytest.mark.parametrize(("text", "wanted"), GOOD)
def test_a_line(tmp_path, text, wanted):
    (line,), problems = read(tmp_path, HEADER + text + "\n")
    assert line == Analysis(analysis_var="age", row=2, **wanted)
    assert problems == []


def test_a_ratio_with_its_switches(tmp_path):
    header = "analysis_type,analysis_var_numerator,analysis_var_denominator,numerator_NA_to_0,filter_denominator_0\n"
    (line,), _ = read(tmp_path, header + "ratio,a,b,TRUE,false\n")
    assert (line.analysis_var_numerator, line.analysis_var_denominator) == ("a", "b")
    assert (line.numerator_NA_to_0, line.filter_denominator_0) == (True, False)


BAD = [
    ("medain,age,,,,,,", "row 3, analysis_type", "Did you mean median"),
    (",age,,,,,,", "row 3, analysis_type", "Fill it in."),
    ("mean,age,,95,,,,", "row 3, level", "0.95"),
    ("quantile,age,,,1,,,", "row 3, probability", "0.95"),
    ("mean,age,,,,walt,,", "row 3, ci", "Did you mean wald"),
    ("median,age,,,,,,hf10", "row 3, quantile_rule", "Did you mean hf1"),
    ("mean,age,,,,,desing,", "row 3, df", "Did you mean design"),
]


@pytest.mark.parametrize(("text", "where", "mend"), BAD)
def test_a_bad_line_is_told_and_the_others_come(tmp_path, text, where, mend):
    lines, problems = read(tmp_path, f"{HEADER}mean,size,,,,,,\n{text}\ntotal,size,,,,,,\n")
    assert [line.analysis_type for line in lines] == ["mean", "total"]
    assert [(one.where, one.severity) for one in problems] == [(where, "error")]
    assert mend in problems[0].mend


def test_foreign_headers_are_mapped_beside(tmp_path):
    (tmp_path / "plan.csv.toml").write_text(
        '[columns]\nanalysis_type = "type"\nanalysis_var = "question"\n', "utf-8"
    )
    lines, problems = read(tmp_path, "type,question\nmean,age\n")
    assert (lines, problems) == ([Analysis(analysis_type="mean", analysis_var="age", row=2)], [])
