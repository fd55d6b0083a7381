"""`needline reconcile`: a counts file to ranges, conflicts, repairs and residuals, for people and for programs."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from needline.cli import cli
from needline.errors import NeedlineError
from support import shared_folder

EXAMPLE = Path(__file__).parents[2] / "examples" / "karabakh"
FOUR = [
    (["k012", "k064"], 8400.0),
    (["k011", "k013"], 3800.0),
    (["k027", "k028"], 1375.0),
    (["k001", "k009", "k013", "k064"], 1064.0),
]
HEAD = "id,statement,published,as_of,said_by,counted_by,measure,from_place,to_place,group,qualifier,low,high,unit\n"


def needline(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["reconcile", *map(str, arguments)])


def told(*arguments: object, code: int = 0) -> dict:
    done = needline(*arguments, "--format", "json")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def figures() -> Path:
    return shared_folder("karabakh", "figures.csv")


@pytest.mark.parametrize("as_of", ["2023-09-29T20:00", "2023-10-01T15:00", "2023-10-04T16:00", "2023-12-31"])
def test_the_worked_case_as_a_plain_file(figures, as_of):
    found = told(figures, "--as-of", as_of, "--zone", "Asia/Yerevan")
    conflicts = [(sorted(one["members"]), one["gap"]) for one in found["conflicts"]]
    assert conflicts == [*FOUR, (["k068", "k069"], 13.5), (["k012", "k013"], 1.0)]
    assert all(set(one["gives"]) == {one["gap"]} for one in found["conflicts"])
    lists = {
        one["terms"][0]: (one["low"], one["high"]) for one in found["residuals"] if one["kind"] == "list"
    }
    assert lists == {"+k045": (0.0, 0.0), "+k033": (0.0, 0.0), "+k048": (19020.0, 19020.0)}


@pytest.mark.parametrize(
    ("as_of", "reading", "low", "high"),
    [
        ("2023-10-01T15:00", "taken as exact", 18511, 19460),
        ("2023-10-04T16:00", "taken as exact, from k076 alone", 18368, 19318),
        ("2023-10-04T16:00", "taken as exact", 18369, 19168),
        ("2023-10-04T16:00", "as written, from k076 alone", 13368, 24318),
    ],
)
@pytest.mark.parametrize("mission", [False, True])
def test_what_is_not_accounted_for(figures, as_of, reading, low, high, mission):
    more = ["--mission", EXAMPLE] if mission else ["--zone", "Asia/Yerevan"]
    found = told(figures, "--as-of", as_of, *more)
    (row,) = [one for one in found["residuals"] if one["terms"][0] == "+k071" and one["reading"] == reading]
    assert (row["low"], row["high"]) == (low, high)
    causes = {one["what"] for one in row["causes"]}
    always = {"the baseline was too high", "people left by other ways", "people died"}
    placed = {"killed"} if mission else set()  # the file alone does not tell where the depot lies
    assert causes == {"absent_before", *placed, *always}


def test_each_side_of_a_contested_evening_has_its_range(figures):
    found = told(figures, "--as-of", "2023-09-29T20:00")
    ranges = {
        one["scenario"]: (one["low"], one["high"])
        for one in found["figures"]
        if (one["measure"], one["place"], one["group"]) == ("arrived_cumulative", "Armenia", "displaced")
    }
    assert ranges["if k027"] == (98625.0, 98625.0)
    assert ranges["if k028"] == (100000.0, 100417.0)
    assert ranges["uncontested"] == (97735.0, 100417.0)
    asides = sorted(tuple(one["set_aside"]) for one in found["repairs"] if "k027" in str(one["conflicts"]))
    assert asides == [("k027",), ("k028",)]


def test_shuffled_rows_give_the_same_output(figures, tmp_path):
    header, *rows = figures.read_text("utf-8").splitlines()
    random.Random(5).shuffle(rows)  # noqa: S311 - an order, not a secret
    mixed = tmp_path / "figures.csv"
    mixed.write_text("\n".join([header, *rows, ""]), "utf-8")
    plain = told(figures, "--as-of", "2023-10-01T15:00")
    assert told(mixed, "--as-of", "2023-10-01T15:00") == plain


def test_only_what_had_been_published_is_admitted(figures):
    found = told(figures, "--as-of", "2023-10-01T15:00", "--known-at", "2023-10-02", "--zone", "Asia/Yerevan")
    members = {tuple(sorted(one["members"])) for one in found["conflicts"]}
    assert members == {("k027", "k028"), ("k011", "k013"), ("k012", "k013")}, (
        "the plan of 7 October is not known yet"
    )


def test_a_person_reads_conflicts_ranges_and_what_is_left(figures):
    done = needline(figures, "--as-of", "2023-10-01T15:00")
    assert done.exit_code == 0
    assert "apart by 1,375 people" in done.output
    assert "least to set aside: k027, one of 2 as light" in done.output
    assert "18,511 to 19,460 of Karabakh: baseline k071, taken as exact" in done.output
    assert "taken to hold Aragatsotn" in done.output


def test_an_exact_range_is_marked(figures):
    found = told(figures, "--as-of", "2023-10-01T15:00", "--exact", "registered_cumulative")
    marks = {one["exactness"] for one in found["figures"] if one["measure"] == "registered_cumulative"}
    assert "exact" in marks
    assert {one["exactness"] for one in found["figures"] if one["measure"] == "housed"} == {"outer"}


def test_what_lies_in_what_may_be_given(tmp_path):
    rows = "".join(
        f"{name},,2024-05-11,2024-05-10T08:00,office,office,housed,S,{place},displaced,exact,{low},{low},people\n"
        for name, place, low in (("a", "East", 700), ("b", "West", 600), ("c", "Land", 1000))
    )
    counts = tmp_path / "c.csv"
    counts.write_text(HEAD + rows, "utf-8")
    assert told(counts)["conflicts"] == [], "nothing tells that East lies in Land"
    places = tmp_path / "p.csv"
    places.write_text("code,name,parent\nL,Land,\nE,East,L\nW,West,L\nS,South,\n", "utf-8")
    (conflict,) = told(counts, "--places", places)["conflicts"]
    assert (sorted(conflict["members"]), conflict["gap"]) == (["a", "b", "c"], 300.0)


def test_a_list_without_its_whole_is_nested_in_none_of_its_places(tmp_path):
    rows = "".join(
        f"{place},list,2024-05-11,2024-05-10T08:00,office,office,housed,S,{place},displaced,exact,{low},{low},people\n"
        for place, low in (("Big", 700), ("Mid", 60), ("Low", 10))
    )
    (tmp_path / "c.csv").write_text(HEAD + rows, "utf-8")
    found = told(tmp_path / "c.csv")
    assert found["residuals"] == []
    (note,) = found["problems"]
    assert (note["code"], note["severity"], note["where"]) == ("nested", "note", "statement list")


def test_a_file_of_kinds_adds_measures(tmp_path):
    (tmp_path / "c.csv").write_text(
        HEAD
        + "a,,2024-05-11,2024-05-10T08:00,o,o,screened,S,L,all,exact,900,900,people\n"
        + "b,,2024-05-11,2024-05-10T09:00,o,o,arrived_cumulative,S,L,all,exact,800,800,people\n",
        "utf-8",
    )
    (tmp_path / "k.toml").write_text(
        '[screened]\nbehaviour = "cumulative"\npart_of = "arrived_cumulative"\n', "utf-8"
    )
    (conflict,) = told(tmp_path / "c.csv", "--kinds", tmp_path / "k.toml")["conflicts"]
    assert conflict["gap"] == 100.0
    found = told(tmp_path / "c.csv", code=1)
    assert [one["code"] for one in found["problems"] if one["severity"] == "error"] == ["unknown-word"]


def test_what_least_repairs_leave_unbounded_has_no_ends(tmp_path):
    (tmp_path / "c.csv").write_text(
        HEAD
        + "".join(
            f"{name},one,2024-05-11,2024-05-10T08:00,o,o,registered_cumulative,S,L,{group},exact,{low},{low},people\n"
            for name, group, low in (
                ("w", "people", 900),
                ("m", "people men", 500),
                ("f", "people women", 350),
            )
        ),
        "utf-8",
    )
    found = told(tmp_path / "c.csv")
    ranges = {one["scenario"]: (one["low"], one["high"]) for one in found["figures"] if one["group"] == "all"}
    assert ranges == {"if w": (900.0, 900.0), "without w": (None, None), "contested": (None, None)}, (
        "men and women leave 850 where the whole is set aside, so 900 does not hold every reading"
    )


def test_a_unit_other_than_people_is_told(tmp_path):
    row = "{},,2024-05-11,2024-05-10,o,o,displaced,S,,all,exact,{},{},{}\n"
    (tmp_path / "c.csv").write_text(
        HEAD + row.format("h", 100, 100, "households") + row.format("p", 450, 450, "people"), "utf-8"
    )
    done = needline(tmp_path / "c.csv")
    assert "100 households" in done.output
    assert "450 people" not in done.output


def test_dozens_need_no_digits(tmp_path):
    (tmp_path / "c.csv").write_text(
        HEAD + "d,,2024-05-11,2024-05-10,o,o,remaining,S,,all,dozens,,,people\n", "utf-8"
    )
    (row,) = told(tmp_path / "c.csv")["figures"]
    assert (row["low"], row["high"]) == (24.0, 99.0)


def test_a_count_that_tells_no_publication_was_not_known_before_its_own_time(tmp_path):
    row = "{0},,,{0},o,o,killed,S,,all,exact,5,5,people\n"
    (tmp_path / "c.csv").write_text(HEAD + row.format("2024-05-10") + row.format("2024-05-20"), "utf-8")
    found = told(tmp_path / "c.csv", "--known-at", "2024-05-15", "--as-of", "2024-05-15")
    assert [(one["low"], one["high"], one["reasons"]) for one in found["figures"]] == [
        (5.0, None, ["2024-05-10"])
    ]
    assert [(one["code"], one["severity"]) for one in found["problems"]] == [("published", "note")]


def test_a_file_without_rows_has_nothing_to_compare_and_no_instant(tmp_path):
    (tmp_path / "c.csv").write_text(HEAD, "utf-8")
    assert "No counts to compare" in needline(tmp_path / "c.csv").output
    assert told(tmp_path / "c.csv")["as_of"] is None


BAD = [
    ("a,,2024-05-11,2024-05-10T08:00,o,o,killed,S,,all,exact,-5,-5,people\n", "range", "people below none"),
    (
        "a,,2024-05-11,2024-05-10T08:00,o,o,killed,S,,all,between,9,5,people\n",
        "range",
        "an end before its start",
    ),
    ("a,,2024-05-11,2024-05-32,o,o,killed,S,,all,exact,5,5,people\n", "date", "a day that is none"),
    ("a,,2024-05-11,2024-05-10,o,o,killed,S,,all,exact,,,people\n", "missing", "no number"),
    (
        "a,,2024-05-11,2024-05-10,o,o,share_with_disability,S,,all,exact,120,120,percent\n",
        "range",
        "above all",
    ),
    (
        "a,,2024-05-11,2024-05-10,o,o,kiled,S,,all,exact,5,5,people\n",
        "unknown-word",
        "a measure nobody knows",
    ),
    ("a,,2024-05-11,2024-05-10,o,o,killed,S,,all,exact,1e400,,people\n", "number", "no finite number"),
]


@pytest.mark.parametrize(("row", "problem", "rule"), BAD, ids=[one[2] for one in BAD])
def test_impossible_input_ends_in_a_problem(tmp_path, row, problem, rule):
    (tmp_path / "c.csv").write_text(HEAD + row, "utf-8")
    found = told(tmp_path / "c.csv", code=1)
    assert problem in {one["code"] for one in found["problems"]}, rule
    assert found["figures"] == []


def test_contradictory_and_circular_input_ends_in_conflicts_and_problems(tmp_path):
    (tmp_path / "c.csv").write_text(
        HEAD
        + "part,,2024-05-11,2024-05-10T08:00,o,o,registered_cumulative,S,L,all,exact,900,900,people\n"
        + "whole,,2024-05-11,2024-05-10T08:00,o,o,arrived_cumulative,S,L,all,exact,800,800,people\n"
        + "x,,2024-05-11,2024-05-10T09:00,wire,paper,injured,S,,all,exact,7,7,people\n"
        + "y,,2024-05-11,2024-05-10T09:00,paper,wire,injured,S,,all,exact,7,7,people\n",
        "utf-8",
    )
    found = told(tmp_path / "c.csv")
    assert [sorted(one["members"]) for one in found["conflicts"]] == [["part", "whole"]]
    (loop,) = [one for one in found["problems"] if one["code"] == "citation-loop"]
    assert loop["severity"] == "warning"


@pytest.mark.parametrize("content", ["", "id\n", HEAD, "\x00\x01", "a;b\n1;2\n", '"unclosed\n'])
def test_a_file_that_says_nothing_gives_nothing_and_no_traceback(tmp_path, content):
    (tmp_path / "c.csv").write_text(content, "utf-8")
    done = needline(tmp_path / "c.csv", "--format", "json")
    assert done.exit_code in {0, 1}
    assert json.loads(done.stdout)["figures"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        ["--as-of", "yesterday"],
        ["--known-at", "2023-13-01"],
        ["--zone", "Karabakh"],
        ["--exact", "arived_cumulative"],
    ],
)
def test_wrong_use_is_one_line(wrong):
    done = needline(EXAMPLE / "counts" / "figures.csv", *wrong)
    assert isinstance(done.exception, NeedlineError)
    assert "\n" not in str(done.exception)


def test_a_kinds_file_that_is_none_is_one_line(tmp_path):
    (tmp_path / "k.toml").write_text('[a]\nbehaviour = "sometimes"\n', "utf-8")
    done = needline(EXAMPLE / "counts" / "figures.csv", "--kinds", tmp_path / "k.toml")
    assert isinstance(done.exception, NeedlineError)


def test_a_packed_file_is_read_and_one_that_is_not_packed_is_a_problem(figures, tmp_path):
    import gzip

    (tmp_path / "f.csv.gz").write_bytes(gzip.compress(figures.read_bytes()))
    plain = told(figures, "--as-of", "2023-10-01T15:00")["conflicts"]
    assert told(tmp_path / "f.csv.gz", "--as-of", "2023-10-01T15:00")["conflicts"] == plain
    shutil.copy(figures, tmp_path / "g.csv.gz")
    found = told(tmp_path / "g.csv.gz", code=1)
    assert [one["code"] for one in found["problems"]] == ["binary"]


def test_a_decision_is_told_with_before_and_after(built, tmp_path):
    root = shutil.copytree(built, tmp_path / "copy")
    done = CliRunner().invoke(
        cli,
        ["decide", str(root), "k013", "set_aside", "--reason", "a test", "--author", "T", "--device", "d"],
    )
    assert done.exit_code == 0, done.output
    assert "Before and after:" in done.output
    assert done.output.count("No longer in conflict") == 3
