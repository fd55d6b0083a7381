"""A plan of every kind of analysis, held to the general statistics; every edge has its stated result."""

import math
from itertools import product

import numpy as np
import pyarrow as pa
import pytest

from needline import estimate, stats
from needline.errors import DesignError

DESIGN = {"weight": "w", "strata": "h", "clusters": ["c"]}
TYPES = ("mean", "median", "quantile", "total", "ratio", "prop_select_one", "prop_select_multiple")


def sample(n=240, seed=1):
    random = np.random.default_rng(seed)
    h = random.integers(0, 4, n)
    c = h * 10 + random.integers(0, 5, n)
    age = random.integers(18, 80, n).astype(float)
    age[random.random(n) < 0.1] = np.nan
    return {
        "w": random.uniform(1, 5, n).round(3),
        "h": [f"h{one}" for one in h],
        "c": [f"c{one}" for one in c],
        "n_h": [40.0 + one for one in h],
        "water": [None if one == 3 else "abc"[one] for one in random.integers(0, 4, n)],
        "needs": [(None, "food", "cash", "food cash")[one] for one in random.integers(0, 4, n)],
        "age": pa.array(age, mask=np.isnan(age)),
        "size": random.integers(1, 9, n).astype(float),
        "area": [f"a{one}" for one in random.integers(0, 3, n)],
        "sex": ["fm"[one] for one in random.integers(0, 2, n)],
    }


def line(kind, variable="age", **options):
    names = {"prop_select_one": "water", "prop_select_multiple": "needs", "ratio": "age %/% size"}
    more = {"probability": 0.3} if kind == "quantile" else {}
    return {"analysis_type": kind, "analysis_var": names.get(kind, variable), **more, **options}


def rows(data, design, *lines):
    found = estimate(data, design, lines)
    assert [one.line() for one in found.problems if one.severity != "note"] == []
    return found.table.to_pylist()


def column(data, name):
    values = data[name].to_pylist() if isinstance(data[name], pa.Array) else data[name]
    return np.array([np.nan if one is None else one for one in values])


def by_hand(data, made, row, settings):
    """The row's estimate and interval by the general statistics."""
    inside = np.ones(len(data["w"]), bool)
    if row["group_var"]:
        for name, value in zip(
            row["group_var"].split(" %/% "), row["group_var_value"].split(" %/% "), strict=True
        ):
            inside &= np.array(data[name]) == value
    kind, df = row["analysis_type"], settings.get("df", "design")
    level = settings.get("level", 0.95)
    if kind in {"median", "quantile"}:
        probability = 0.5 if kind == "median" else 0.3
        rule, ci = settings.get("quantile_rule", "math"), settings.get("quantile_ci", "mean")
        q = stats.quantile(
            made, column(data, "age"), probability, inside, rule=rule, kind=ci, level=level, df=df
        )
        return q.stat[0], q.low[0], q.high[0], q.se[0], q.df, None
    if kind == "prop_select_one":
        answers = np.array(data["water"], object)
        values = np.array(
            [np.nan if one is None else float(one == row["analysis_var_value"]) for one in answers]
        )
    elif kind == "prop_select_multiple":
        values = np.array(
            [
                np.nan if one is None else float(row["analysis_var_value"] in one.split())
                for one in data["needs"]
            ]
        )
    else:
        values = column(data, "age")
    if kind == "ratio":
        found = stats.ratio(made, values, data["size"], inside, df=df)
    elif kind == "total":
        found = stats.total(made, values, inside, df=df)
    else:
        found = stats.mean(made, values, inside, df=df)
    share = kind.startswith("prop_")
    low, high = stats.interval(found, level=level, kind=settings.get("ci", "logit") if share else "wald")
    return found.theta[0], low[0], high[0], found.se[0], found.df, found.deff()[0]


SETTINGS = [
    {},
    {"df": "domain"},
    {"df": "normal", "level": 0.8},
    {"ci": "beta", "quantile_ci": "xlogit"},
    {"ci": "wald", "quantile_rule": "school"},
    {"ci": "likelihood", "quantile_rule": "hf7", "quantile_ci": "beta"},
    {"ci": "asin", "quantile_ci": "score"},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("fpc", [False, True])
def test_every_kind_by_every_grouping_is_what_the_general_statistics_give(settings, fpc):
    data = sample()
    design = {**DESIGN, **settings, **({"fpc": ["n_h"]} if fpc else {})}
    made = stats.make_design(data["w"], data["h"], data["c"], data["n_h"] if fpc else None)
    lines = [line(kind, group_var=groups) for kind, groups in product(TYPES, ("", "area", "area, sex"))]
    found = rows(data, design, *lines)
    assert len(found) == 10 * (5 + 3 + 2)
    for row in found:
        names = ("stat", "stat_low", "stat_upp", "se", "df", "deff")
        for name, wanted in zip(names, by_hand(data, made, row, settings), strict=True):
            if wanted is None or math.isnan(wanted):
                assert row[name] is None
            else:
                assert row[name] == pytest.approx(wanted, rel=1e-9, abs=1e-12), (row["analysis_key"], name)


def test_the_options_of_a_line_hold_before_the_designs():
    data = sample()
    plain, own = rows(
        data,
        DESIGN | {"level": 0.95, "ci": "logit", "df": "design"},
        line("prop_select_one"),
        line("prop_select_one", level=0.8, ci="wald", df="normal"),
    )[::3]
    half = plain["se"] * 1.2815515655446004
    assert (own["stat"], own["se"], own["df"]) == (plain["stat"], plain["se"], math.inf)
    assert own["stat_upp"] - own["stat"] == pytest.approx(half)
    assert own["stat"] - own["stat_low"] == pytest.approx(half)


REPLICATED = {"weight": "w", "replicates": {"type": "JK1", "columns": "rep_*"}}
KNOWN = {"poststratify": [{"by": "sex", "totals": {"f": 500.0, "m": 300.0}}]}


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("adjusted", [False, True])
def test_replicate_weights_and_known_counts_go_through_the_same_table(kind, adjusted):
    data = sample(60)
    w = data["w"]
    for one in range(60):
        data[f"rep_{one}"] = np.where(np.arange(60) == one, 0, w * 60 / 59)
    plain = rows(data, {"weight": "w"} | (KNOWN if adjusted else {}), line(kind, group_var="sex"))
    again = rows(data, REPLICATED | (KNOWN if adjusted else {}), line(kind, group_var="sex"))
    assert [row["analysis_key"] for row in plain] == [row["analysis_key"] for row in again]
    for one, other in zip(plain, again, strict=True):
        assert other["stat"] == pytest.approx(one["stat"])
        assert other["n_w_total"] == pytest.approx(one["n_w_total"])
        if kind not in {"median", "quantile"}:
            assert other["se"] == pytest.approx(one["se"], rel=0.1)


class TestEdges:
    """What a plan gives where little or nothing could be estimated."""

    @pytest.mark.parametrize("kind", TYPES)
    def test_a_group_where_nobody_answered_gives_no_row_and_a_note(self, kind):
        data = sample()
        data["water"] = [
            None if a == "a1" else one for one, a in zip(data["water"], data["area"], strict=True)
        ]
        data["needs"] = [
            None if a == "a1" else one for one, a in zip(data["needs"], data["area"], strict=True)
        ]
        age = column(data, "age")
        age[np.array(data["area"]) == "a1"] = np.nan
        data["age"] = age
        found = estimate(data, DESIGN, [line(kind, group_var="area")])
        assert {row["group_var_value"] for row in found.table.to_pylist()} == {"a0", "a2"}
        assert [(one.code, one.severity) for one in found.problems] == [("no-answer", "note")]

    @pytest.mark.parametrize("kind", TYPES)
    def test_a_column_without_an_answer_gives_no_row_and_a_warning(self, kind):
        data = {**sample(), "age": [None] * 240, "water": [None] * 240, "needs": [None] * 240}
        found = estimate(data, DESIGN, [line(kind), line("mean", "size")])
        assert found.table["analysis_var"].to_pylist() == ["size"]
        assert [(one.code, one.severity) for one in found.problems] == [("empty-column", "warning")]

    @pytest.mark.parametrize("kind", TYPES)
    def test_one_row_has_no_spread_and_is_flagged_where_its_stratum_may_stand_alone(self, kind):
        data = {"age": [30.0], "size": [2.0], "water": ["a"], "needs": ["food"]}
        with pytest.raises(DesignError, match="single cluster"):
            estimate(data, None, [line(kind)])
        (row,) = rows(data, {"lonely": "remove"}, line(kind))
        stat = {"ratio": 15.0, "prop_select_one": 1.0, "prop_select_multiple": 1.0}.get(kind, 30.0)
        assert (row["stat"], row["n_total"], row["df"], row["flag"]) == (stat, 1, 0.0, "one household")
        assert (row["stat_low"], row["stat_upp"]) == (None, None)

    @pytest.mark.parametrize("kind", TYPES)
    def test_one_cluster_is_refused_or_has_no_interval(self, kind):
        data = {**sample(), "c": ["c"] * 240}
        design = {"weight": "w", "clusters": ["c"]}
        with pytest.raises(DesignError, match="single cluster"):
            estimate(data, design, [line(kind)])
        for row in rows(data, design | {"lonely": "certainty"}, line(kind)):
            assert row["stat"] is not None
            assert (row["df"], row["stat_low"]) == (0.0, None)

    @pytest.mark.parametrize("kind", TYPES)
    def test_households_of_weight_0_count_in_n_alone(self, kind):
        data = sample()
        w = np.array(data["w"])
        w[::7] = 0
        kept = w > 0
        whole = rows({**data, "w": w}, {"weight": "w"}, line(kind))
        lists = {name: np.array(pa.array(values).to_pylist(), object) for name, values in data.items()}
        part = rows({name: one[kept].tolist() for name, one in lists.items()}, {"weight": "w"}, line(kind))
        for one, other in zip(whole, part, strict=True):
            assert one["n_total"] > other["n_total"]
            assert one["stat"] == pytest.approx(other["stat"], rel=1e-12)
            assert one["n_w"] == pytest.approx(other["n_w"], rel=1e-12)

    @pytest.mark.parametrize("kind", TYPES)
    def test_where_all_have_weight_0_the_estimate_is_not_known(self, kind):
        for row in rows({**sample(), "w": [0.0] * 240}, {"weight": "w"}, line(kind)):
            assert (row["stat"], row["se"], row["stat_low"], row["n_w"]) == (None, None, None, 0.0)
            assert row["n_total"] > 0

    @pytest.mark.parametrize("kind", ["mean", "median", "quantile", "total", "ratio"])
    def test_an_infinite_number_is_told_and_taken_as_not_known(self, kind):
        data = sample()
        age = column(data, "age")
        without, endless = age.copy(), age.copy()
        without[:3], endless[:3] = np.nan, (np.inf, -np.inf, np.inf)
        found = estimate({**data, "age": endless}, DESIGN, [line(kind)])
        assert found.table.to_pylist() == rows({**data, "age": without}, DESIGN, line(kind))
        (told,) = found.problems
        assert (told.code, told.severity) == ("not-a-number", "warning")
        assert told.found == '"inf", "-inf" in 3 rows is no number; taken as not known.'

    @pytest.mark.parametrize("kind", TYPES)
    def test_a_domain_that_nobody_lies_in_gives_no_row(self, kind):
        data = sample()
        dictionary = pa.array(data["area"]).dictionary_encode()
        wider = pa.DictionaryArray.from_arrays(
            dictionary.indices, pa.concat_arrays([dictionary.dictionary, pa.array(["nowhere"])])
        )
        assert rows({**data, "area": wider}, DESIGN, line(kind, group_var="area")) == rows(
            data, DESIGN, line(kind, group_var="area")
        )

    @pytest.mark.parametrize("kind", TYPES)
    def test_a_domain_of_one_household_is_flagged(self, kind):
        data = sample()
        area = ["alone", *data["area"][1:]]
        data |= {"area": area, "water": ["a", *data["water"][1:]], "needs": ["food", *data["needs"][1:]]}
        data["age"] = np.array([40.0, *column(data, "age")[1:]])
        for row in rows(data, DESIGN, line(kind, group_var="area")):
            assert row["flag"] == ("one household" if row["group_var_value"] == "alone" else None)

    def test_a_household_of_no_group_is_in_no_domain(self):
        data = sample()
        data["area"] = [None if place < 40 else one for place, one in enumerate(data["area"])]
        found = rows(data, DESIGN, line("mean", "size", group_var="area"))
        assert sum(row["n"] for row in found) == 200


BAD_LINES = [
    ({"analysis_var": "agee"}, '"agee"', "Did you mean age"),
    ({"group_var": "aera"}, '"aera"', "Did you mean area"),
    ({"analysis_type": "quantile", "probability": None}, "without its probability", ""),
    (
        {"ci": "score", "analysis_type": "prop_select_one", "analysis_var": "water"},
        "no interval of a share",
        "",
    ),
    ({"ci": "likelihood", "analysis_type": "median"}, "no interval of a quantile", ""),
    ({"analysis_type": "ratio", "analysis_var": "age"}, "no numerator, or no denominator", ""),
    ({"analysis_type": "ratio", "analysis_var": "age %/% sise"}, '"sise"', "Did you mean size"),
    ({"analysis_var": ""}, "names no analysis_var", ""),
    ({"analysis_var": "water"}, "holds no number", "Take prop_select_one."),
    ({"analysis_type": "prop_select_multiple", "analysis_var": "need"}, '"need"', "Did you mean needs"),
    ({"analysis_type": "prop_select_one", "analysis_var": "key"}, "1200 different answers", ""),
]


@pytest.mark.parametrize(("bad", "found", "mend"), BAD_LINES)
def test_a_line_that_cannot_be_is_one_problem_and_the_others_run(bad, found, mend):
    data = {**sample(1200), "key": [str(one) for one in range(1200)]}
    made = estimate(data, DESIGN, [line("mean", "size"), {**line("mean"), **bad}, line("total", "size")])
    (told,) = made.problems
    assert found in told.found
    assert mend in told.mend
    assert told.severity == "error"
    assert made.table["analysis_type"].to_pylist() == ["mean", "total"]


def test_a_ratio_takes_missing_and_zero_as_it_is_told():
    data = {"up": [1.0, None, 5.0, 4.0], "low": [2.0, 2.0, 0.0, None]}
    cases = {(False, False): 6 / 2, (True, False): 6 / 4, (False, True): 1 / 2, (True, True): 1 / 4}
    for (zero, leave), wanted in cases.items():
        (row,) = rows(
            data,
            None,
            {"analysis_type": "ratio", "analysis_var_numerator": "up", "analysis_var_denominator": "low",
             "numerator_NA_to_0": zero, "filter_denominator_0": leave},
        )  # fmt: skip
        assert row["stat"] == pytest.approx(wanted)
        assert row["n"] == 2 + zero - leave


def test_rows_stand_in_the_order_of_the_plan_then_domain_then_answer():
    found = rows(
        sample(),
        DESIGN,
        line("mean", group_var="sex"),
        line("prop_select_one", group_var="area"),
        line("mean"),
    )
    keys = [(row["analysis_type"], row["group_var_value"], row["analysis_var_value"]) for row in found]
    shares = [("prop_select_one", area, answer) for area in ("a0", "a1", "a2") for answer in "abc"]
    assert keys == [("mean", "f", None), ("mean", "m", None), *shares, ("mean", None, None)]
