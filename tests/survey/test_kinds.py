"""Kinds of columns are told by a stated rule, and may be put right; a question in three dialects is one question."""

import random

import pyarrow as pa
import pytest

from needline import estimate
from needline.survey.columns import Columns
from needline.survey.kinds import infer
from support import shared_folder

MANY = 60


def kinds(data, stated=None):
    found, problems = infer(Columns(pa.table(data)), stated or {}, "kinds.toml")
    assert problems == []
    return found.kinds


def words(*options, rows=MANY, seed=3):
    """Answers of one or several of some options."""
    drawn = random.Random(seed)  # noqa: S311 - a stated seed
    picked = [drawn.sample(options, drawn.randint(1, len(options))) for _ in range(rows)]
    return [" ".join(one) for one in [*([option] for option in options), *picked]][:rows]


CASES = [
    ("a text of few answers", ["yes", "no"] * 30, "select_one"),
    ("the same answer throughout is an answer", ["yes"] * 60, "select_one"),
    ("True and False", [True, False] * 30, "select_one"),
    ("a text with hardly the same answer twice is free", [f"it was {one}" for one in range(60)], "text"),
    ("more than 50 answers are no choices", [f"v{one % 51}" for one in range(500)], "text"),
    ("each text once", [f"id-{one}" for one in range(60)], "id"),
    ("whole numbers, each once", list(range(60)), "id"),
    ("numbers", [one % 7 for one in range(60)], "number"),
    ("0 and 1 by themselves are a number, whose mean is the share", [0, 1] * 30, "number"),
    ("numbers with decimals, each once", [one / 7 for one in range(60)], "number"),
    ("texts that are all numbers", ["1", "2.5", ""] * 20, "number"),
    ("codes with a leading zero are no numbers", ["01", "02"] * 30, "select_one"),
    ("a number among words", ["1", "two"] * 30, "select_one"),
    ("dates as text", ["2024-01-05", "2024-02-05"] * 30, "date"),
    ("times as text", ["2024-01-05T10:00:00+03:00"] * 60, "date"),
    ("nothing", [None] * 60, "empty"),
    ("cells that say nothing", ["", "#REF!", None] * 20, "empty"),
    ("names of options, some alone", words("food", "cash", "none", "tools"), "select_multiple"),
    ("labels in words are one answer", ["Little or no hunger", "Severe hunger", "Moderate hunger"] * 20, "select_one"),
    ("words with accents are labels", ["Faim modérée", "Faim", "Faim sévère", "modérée"] * 15, "select_one"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "kind"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_kind_of_one_column(values, kind):
    assert kinds({"q": values})["q"] == kind


@pytest.mark.parametrize("name", ["_uuid", "_index", "start", "deviceid", "UUID"])
def test_columns_that_collection_adds_are_left_alone(name):
    assert kinds({name: ["a", "b"] * 30}) == {name: "meta"}


DIALECTS = {
    "0 and 1": [1, 0, None, 1],
    "0 and 1 as text": ["1", "0", None, "1"],
    "True and False": [True, False, None, True],
    "True and False as text": ["TRUE", "FALSE", "", "TRUE"],
    "True and False as Python writes them": ["True", "False", None, "True"],
    "decimals": [1.0, 0.0, None, 1.0],
}


@pytest.mark.parametrize("separator", ["/", "."])
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", [True, False])
def test_every_dialect_of_a_question_is_one_question_with_the_same_estimates(separator, dialect, text):
    cash = [{1: 0, 0: 1}.get(one) for one in (1, 0, None, 1)]
    data = {f"q{separator}food": DIALECTS[dialect], f"q{separator}cash": cash}
    if text:
        data |= {"q": ["food", "cash", None, "food"]}
    found = kinds(data)
    assert {name: kind for name, kind in found.items() if name in data} == {
        name: "select_multiple" if name == "q" else "option" for name in data
    }
    assert found["q"] == "select_multiple"
    made = estimate(data).table.to_pylist()
    assert [
        (row["analysis_var"], row["analysis_var_value"], row["stat"], row["n"], row["n_total"])
        for row in made
    ] == [
        ("q", "food", pytest.approx(2 / 3), 2, 3),
        ("q", "cash", pytest.approx(1 / 3), 1, 3),
    ]


def test_the_kinds_of_a_csv_file_are_those_of_its_values(tmp_path):
    text = "q,q/food,q/cash,age,id\nfood,1,0,30,x1\ncash,0,1,30,x2\n,,,31,x3\n"
    (tmp_path / "d.csv").write_text(text, "utf-8")
    found = estimate(tmp_path / "d.csv").kinds.kinds
    options = {"q/food": "option", "q/cash": "option"}
    assert found == {"q": "select_multiple", **options, "age": "number", "id": "select_one"}


def test_a_text_alone_gives_the_same_estimates():
    plan = [{"analysis_type": "prop_select_multiple", "analysis_var": "q"}]
    made = estimate({"q": ["food", "cash", None, "food"]}, plan=plan).table.to_pylist()
    assert [(row["analysis_var_value"], row["n"], row["n_total"]) for row in made] == [
        ("cash", 1, 3),
        ("food", 2, 3),
    ]


DISAGREE = [
    ("they agree", ["food", "cash"], [1, 0], [0, 1], []),
    ("a row differs: the columns hold", ["food", "food"], [1, 0], [0, 1], [("dialects", "in 1 row;")]),
    ("a word without a column", ["food", "cash tools"], [1, 0], [0, 1], [("no-option", '"tools" (1)')]),
    ("empty text, chosen column: asked", [None, "cash"], [1, 0], [0, 1], []),
    ("empty columns: the text holds", ["food", "cash"], [None, 0], [None, 1], []),
]


@pytest.mark.parametrize(
    ("text", "food", "cash", "told"), [case[1:] for case in DISAGREE], ids=[case[0] for case in DISAGREE]
)
def test_where_dialects_disagree_it_is_said(text, food, cash, told):
    plan = [{"analysis_type": "prop_select_multiple", "analysis_var": "q"}]
    found = estimate({"q": text, "q/food": food, "q/cash": cash}, plan=plan)
    assert [one.code for one in found.problems] == [code for code, _ in told]
    assert all(words in one.found for one, (_, words) in zip(found.problems, told, strict=True))
    assert found.table["stat"].to_pylist() == [0.5, 0.5]


def test_not_asked_is_told_from_asked_and_nothing_chosen():
    data = {"q": ["none", None, "food"], "q/food": [0, 0, 1]}
    (row,) = estimate(
        data, plan=[{"analysis_type": "prop_select_multiple", "analysis_var": "q"}]
    ).table.to_pylist()
    assert (row["n"], row["n_total"]) == (1, 2)


def test_counts_in_columns_of_one_question_are_numbers():
    data = {
        "deaths.fever": [0, 1, 2, 1],
        "deaths.other": [0, 1, 0, 1],
        "deaths": ["fever", "other", "fever", "x"],
    }
    assert kinds(data) == {"deaths.fever": "number", "deaths.other": "number", "deaths": "select_one"}
    found = estimate(data, plan=[{"analysis_type": "prop_select_multiple", "analysis_var": "deaths"}])
    assert [one.code for one in found.problems] == ["not-choices"]


def test_a_stated_kind_holds_before_the_rule():
    data = {"q.a": [0, 1], "q.b": [1, 0], "x": ["1", "2"], "y": ["u", "v"]}
    stated = {"q.a": "number", "q.b": "skip", "x": "select_one", "y": "text"}
    assert kinds(data, stated) == stated
    made = estimate(data, kinds=stated).table.to_pylist()
    assert {(row["analysis_type"], row["analysis_var"]) for row in made} == {
        ("mean", "q.a"), ("median", "q.a"), ("prop_select_one", "x"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "found"), [({"agee": "number"}, "no such column"), ({"age": "numbr"}, '"numbr" is no kind')]
)
def test_a_stated_kind_that_cannot_be_is_told(stated, found):
    made = estimate({"age": [1, 2, 2]}, kinds=stated)
    assert [found in one.found for one in made.problems] == [True]
    assert made.table.num_rows == 2


def test_everything_by_every_grouping_leaves_the_design_and_the_group_itself_out():
    data = {"w": [1.0, 2.0, 1.0, 2.0], "area": ["n", "s", "n", "s"], "age": [3, 4, 5, 5]}
    made = estimate(data, {"weight": "w"}, by=["area"])
    keys = {(row["analysis_type"], row["analysis_var"], row["group_var"]) for row in made.table.to_pylist()}
    assert keys == {
        ("prop_select_one", "area", None), ("mean", "age", None), ("median", "age", None),
        ("mean", "age", "area"), ("median", "age", "area"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def found():
    path = shared_folder("data", "bfa_msna_2020.parquet")
    design = {"weight": "weights_sampling", "strata": "sampling_id"}
    return estimate(path, design, by=["admin1", "group_pop", "admin1, group_pop"])


class TestARealAssessment:
    """Burkina Faso 2020: 5,956 households, 640 columns, no form."""

    def test_the_kinds(self, found):
        counted = {kind: len(found.kinds.of(kind)) for kind in ("select_one", "select_multiple")}
        assert counted["select_multiple"] == 14
        assert abs(counted["select_one"] - 166) <= 2

    @pytest.mark.parametrize("question", ["lieu_accouchement", "raison_deces", "raison_dominicile", "educ"])
    def test_counts_in_dotted_columns_are_no_choices(self, found, question):
        columns = [name for name in found.kinds.kinds if name.startswith(f"{question}.")]
        assert len(columns) >= 3
        assert {found.kinds.kinds[name] for name in columns} == {"number"}
        assert question not in found.kinds.kinds

    def test_every_question_has_its_overall_row(self, found):
        asked = {
            name for kind in ("select_one", "select_multiple", "number") for name in found.kinds.of(kind)
        }
        overall = {row["analysis_var"] for row in found.table.to_pylist() if row["group_var"] is None}
        assert asked - overall == {"weights_sampling"}

    def test_domains_of_one_household_are_flagged(self, found):
        rows = found.table.to_pylist()
        assert any(row["flag"] for row in rows)
        assert all((row["flag"] == "one household") == (row["n_total"] == 1) for row in rows)

    def test_shares_sum_to_one(self, found):
        sums = {}
        for row in found.table.to_pylist():
            if row["analysis_type"] == "prop_select_one" and row["stat"] is not None:
                key = (row["analysis_var"], row["group_var"], row["group_var_value"])
                sums[key] = sums.get(key, 0.0) + row["stat"]
        assert len(sums) > 1000
        assert max(abs(one - 1) for one in sums.values()) < 1e-12

    def test_where_text_and_columns_differ_it_is_said(self, found):
        told = {(one.code, one.where) for one in found.problems}
        assert ("dialects", 'column "probleme_abri"') in told
        assert all(one.severity != "error" for one in found.problems)
