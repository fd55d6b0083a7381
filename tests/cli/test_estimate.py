"""`needline estimate`: what it writes and prints, and what it tells the shell."""

import csv
import json

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from needline.cli import cli
from needline.survey.results import COLUMNS, OF_ANALYSISTOOLS

DATA = "w,h,c,age,water,needs,rep_1,rep_2\n" + "".join(
    f"{2 + place % 3},{'ns'[place % 2]},{'ns'[place % 2]}{place // 2 % 4},{20 + place * 7 % 31},"
    f"{('yes', 'no', '')[place % 3]},{('food', 'cash', 'food cash')[place // 2 % 3]},1,2\n"
    for place in range(48)
)
DESIGN = 'weight = "w"\nstrata = "h"\nclusters = ["c"]\n'
PLAN = (
    "analysis_type,analysis_var,group_var\nprop_select_one,water,\nmean,age,h\nprop_select_multiple,needs,\n"
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {"d.csv": DATA, "design.toml": DESIGN, "plan.csv": PLAN}

    def call(*arguments, **more):
        for name, text in {**files, **more.pop("files", {})}.items():
            (tmp_path / name).write_text(text, "utf-8")
        return CliRunner().invoke(cli, ["estimate", "d.csv", *arguments], **more)

    return call


@pytest.mark.parametrize(
    ("cells", "said"), [(["1.200", "2.350"], True), (["1.200", "2.35"], False), (["1200", "0.350"], False)]
)
def test_points_that_may_part_thousands_are_said(run, cells, said):
    files = {
        "d.csv": "x;y\n" + "".join(f"{one};a\n" for one in cells),
        "plan.csv": "analysis_type,analysis_var\nmean,x\n",
    }
    done = run("--plan", "plan.csv", files=files)
    assert ("1.200 may be 1,200" in done.output) == said


ASKED = ("--design", "design.toml", "--plan", "plan.csv")


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def read_xlsx(path):
    return [
        [str(cell) for cell in row]
        for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    ]


def read_parquet(path):
    table = pq.read_table(path)
    return [table.column_names, *([*row.values()] for row in table.to_pylist())]


@pytest.mark.parametrize(
    ("name", "read"), [("o.csv", read_csv), ("o.xlsx", read_xlsx), ("o.parquet", read_parquet)]
)
def test_the_same_table_in_every_format(run, tmp_path, name, read):
    done = run(*ASKED, "-o", name)
    assert done.exit_code == 0, done.output
    header, *rows = read(tmp_path / name)
    assert tuple(header) == COLUMNS
    assert [row[0] for row in rows] == ["prop_select_one"] * 2 + ["mean"] * 2 + ["prop_select_multiple"] * 2
    plain = json.loads(run(*ASKED, "--format", "json").output)["estimates"]
    assert [float(row[5]) for row in rows] == pytest.approx([row["stat"] for row in plain], rel=1e-12)
    assert "6 estimates from 3 lines, written to" in done.output


def test_two_runs_give_the_same_bytes(run, tmp_path):
    for name in ("o.csv", "o.xlsx", "o.parquet"):
        made = []
        for _ in range(2):
            run(*ASKED, "-o", name)
            made.append((tmp_path / name).read_bytes())
        assert made[0] == made[1], name


def test_without_a_plan_the_kinds_are_printed_and_can_be_put_right(run, tmp_path):
    done = run("--design", "design.toml", "--by", "h", "--write-kinds", "kinds.toml")
    assert done.exit_code == 0
    assert "1 select_multiple → prop_select_multiple: needs" in done.output
    text = (tmp_path / "kinds.toml").read_text("utf-8")
    assert '"age" = "number"\n' in text
    done = run(
        "--by",
        "h",
        "--kinds",
        "kinds.toml",
        files={"kinds.toml": text.replace('"age" = "number"', '"age" = "skip"')},
    )
    assert "skip: age" in done.output


def test_the_preset_writes_its_columns_alone(run, tmp_path):
    run(*ASKED, "--preset", "analysistools", "-o", "o.csv")
    assert tuple(read_csv(tmp_path / "o.csv")[0]) == OF_ANALYSISTOOLS


def test_a_bad_line_is_told_in_one_line_and_the_others_run(run):
    done = run(*ASKED, files={"plan.csv": PLAN + "mean,agee,\n"})
    assert done.exit_code == 1
    (told,) = [one for one in done.stderr.splitlines() if "agee" in one]
    assert told.startswith("error   plan.csv, row 5")
    assert told.endswith("Did you mean age?")
    assert "6 estimates from 4 lines" in done.stdout


REFUSED = [
    ({"design.toml": 'weight = "water"'}, "design.toml, weight: the column", "no number"),
    ({"design.toml": 'wieght = "w"'}, "design.toml, wieght: not read.", "Did you mean weight?"),
    ({"design.toml": 'weight = "w"\nstrata = "water"\nclusters = ["c"]\n'}, "strata", "is empty in 16 rows"),
    ({"design.toml": 'weight = "w"\nlevel = 95'}, "design.toml: cannot be used", "level"),
    ({"d.csv": "a,a\n1,2\n"}, '"a" stands twice', ""),
]


@pytest.mark.parametrize(("files", "found", "more"), REFUSED)
def test_what_cannot_be_estimated_from_is_one_line_and_nothing_is_written(run, tmp_path, files, found, more):
    done = run(*ASKED, "-o", "o.csv", files=files)
    line = str(done.exception)
    assert found in line
    assert more in line
    assert "\n" not in line
    assert not (tmp_path / "o.csv").exists()


PARTLY = [
    (
        {"design.toml": 'strata = "h"\n[frame]\nfile = "frame.csv"\n', "frame.csv": "h,population\nn,10\n"},
        'design.toml, frame: strata of the data are not in frame.csv: "s"',
    ),
    (
        {"design.toml": 'weight = "w"\n[replicates]\ncolumns = "rep_*"\nnumber = 80\n'},
        "design.toml, replicates: 80 replicates are stated; the data have 2 columns of them, which hold.",
    ),
]


@pytest.mark.parametrize(("files", "found"), PARTLY)
def test_what_a_design_cannot_use_is_one_line_and_the_plan_runs(run, tmp_path, files, found):
    done = run(*ASKED, "-o", "o.csv", files=files)
    assert done.exit_code == 1
    (told,) = [one for one in done.stderr.splitlines() if one.startswith("error")]
    assert found in told
    assert read_csv(tmp_path / "o.csv")


def test_totals_and_frames_come_from_files_beside_the_design(run):
    files = {
        "design.toml": 'strata = "h"\n[frame]\nfile = "frame.csv"\npopulation = "hh"\n'
        '[[poststratify]]\nby = "h"\ntotals = "totals.csv"\n',
        "frame.csv": "h,hh\nn,100\ns,300\n",
        "totals.csv": "h,total\nn,1000\ns,3000\n",
        "plan.csv": "analysis_type,analysis_var\nprop_select_one,h\n",
    }
    rows = json.loads(run(*ASKED, "--format", "json", files=files).output)["estimates"]
    assert [row["stat"] for row in rows] == pytest.approx([0.25, 0.75])
    assert [row["n_w"] for row in rows] == pytest.approx([1000, 3000])


@pytest.mark.parametrize("name", ["o.json", "o"])
def test_an_unknown_format_of_results_is_refused(run, name):
    assert "is no format of results" in str(run(*ASKED, "-o", name).exception)
