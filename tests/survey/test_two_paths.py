"""Arrays in memory and totals by SQL: one body over a table of designs and plans, the same numbers to 1e-9."""

import math

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from needline import estimate
from needline.errors import DesignError, NeedlineError, UnknownNameError

ROWS, CLUSTERS = 600, 60
NUMBERS = ("stat", "stat_low", "stat_upp", "se", "df", "deff", "n", "n_total", "n_w", "n_w_total")


def _survey(seed=11):
    """Households with gaps everywhere: labels, numbers as text, three ways of several answers, weights of 0."""
    rng = np.random.default_rng(seed)
    cluster = rng.integers(0, CLUSTERS, ROWS)
    stratum = cluster % 6
    weight = rng.uniform(0.5, 4, ROWS)
    weight[rng.random(ROWS) < 0.02] = 0.0

    def words(*answers, gap=0.1):
        chosen = np.array(answers, object)[rng.integers(0, len(answers), ROWS)]
        return [None if rng.random() < gap else one for one in chosen]

    value = np.exp(rng.normal(3, 1, ROWS))
    options = rng.random((ROWS, 3)) < 0.4
    asked = rng.random(ROWS) < 0.9
    return pa.table(
        {
            "weight": weight,
            "stratum": [f"s{one}" for one in stratum],
            "cluster": [f"c{one // 6}" for one in cluster],
            "sizes": pa.array(200.0 + 10 * stratum),
            "area": words("north", "it's south", 'the "east"', gap=0.05),
            "sex": words("man", "woman", gap=0.0),
            "water": pa.array(words("tap", "well ", " well", "", "none"), pa.string()).dictionary_encode(),
            "adults": pa.array(rng.integers(1, 6, ROWS), pa.int32()),
            "income": pa.array(value, mask=rng.random(ROWS) < 0.2),
            "year": pa.array(2020.0 + rng.integers(0, 3, ROWS)),
            "endless": pa.array(np.where(rng.random(ROWS) < 0.01, np.inf, value)),
            "age": words("17", "25", "31.5", "unknown"),
            "owns": pa.array(rng.random(ROWS) < 0.5),
            "needs": words("food", "food cash", "cash shelter", "shelter"),
            **{
                f"help.{name}": pa.array(options[:, at].astype(np.int8), mask=~asked)
                for at, name in enumerate(("food", "cash", "tents"))
            },
            "both": words("a b", "b", "a"),
            "both/a": pa.array((rng.random(ROWS) < 0.5).astype(float)),
            "both/b": pa.array((rng.random(ROWS) < 0.5).astype(float)),
        }
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("survey") / "households.parquet"
    pq.write_table(_survey(), path)
    return path


DRAWN = {"weight": "weight", "strata": "stratum", "clusters": ["cluster"], "nest": True}
DESIGNS = [
    pytest.param(DRAWN, id="strata, clusters, weights"),
    pytest.param(DRAWN | {"fpc": ["sizes"]}, id="without replacement"),
    pytest.param({"weight": "weight", "clusters": ["cluster"]}, id="no strata"),
    pytest.param({"strata": "stratum", "clusters": ["cluster"], "nest": True}, id="no weights"),
    pytest.param(DRAWN | {"clusters": ["cluster", "sex"]}, id="two stages, the first with replacement"),
    pytest.param(DRAWN | {"df": "domain", "ci": "wald"}, id="degrees of the domain"),
    pytest.param(
        DRAWN | {"df": "normal", "ci": "beta", "quantile_rule": "school"}, id="normal, beta, school"
    ),
    pytest.param(DRAWN | {"preset": "analysistools"}, id="preset"),
    pytest.param(DRAWN | {"lonely": "adjust", "strata": "area"}, id="strata with gaps of another column"),
]


def _lines(*groups):
    asked = [
        *[("prop_select_one", name) for name in ("water", "owns", "adults", "nowhere")],
        *[("prop_select_multiple", name) for name in ("needs", "help", "both")],
        *[("mean", name) for name in ("income", "year", "adults", "endless", "age", "water")],
        *[("median", name) for name in ("income", "adults", "age")],
        *[("total", name) for name in ("income", "adults")],
        ("ratio", "income %/% adults"),
        ("ratio", "age %/% income"),
    ]
    plan = [
        {"analysis_type": kind, "analysis_var": name, "group_var": group}
        for group in groups
        for kind, name in asked
    ]
    quantile = {"analysis_type": "quantile", "analysis_var": "income", "probability": 0.8}
    return [*plan, quantile, quantile | {"quantile_rule": "hf7", "group_var": "sex", "ci": "xlogit"}]


PLANS = [
    pytest.param(_lines(""), id="overall"),
    pytest.param(_lines("area", "sex"), id="by area and by sex"),
    pytest.param(_lines("", "area,sex", "water"), id="crossed, and by an answer"),
]


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("design", DESIGNS)
def test_both_ways_give_the_same(path, design, plan):
    by_array = _told(path, design, plan, "memory")
    by_sql = _told(path, design, plan, "sql")
    if isinstance(by_array, DesignError):
        assert (by_sql.where, by_sql.what) == (by_array.where, by_array.what)
        return
    assert by_sql.table.column_names == by_array.table.column_names
    for name in by_array.table.column_names:
        one, other = by_array.table[name].to_pylist(), by_sql.table[name].to_pylist()
        if name in NUMBERS:
            for first, second in zip(one, other, strict=True):
                assert (first is None) == (second is None), name
                assert first is None or math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12), name
        else:
            assert one == other, name
    assert [one.line() for one in by_sql.problems] == [one.line() for one in by_array.problems]


def _told(path, design, plan, engine):
    try:
        return estimate(path, design, plan, engine=engine)
    except DesignError as error:
        return error


def test_a_cluster_in_two_strata_is_told_in_memory_and_refused_by_sql(tmp_path):
    pq.write_table(_survey(), tmp_path / "households.parquet")
    memory, sql = (
        _told(tmp_path / "households.parquet", DRAWN | {"nest": False}, _lines("")[:1], engine)
        for engine in ("memory", "sql")
    )
    assert "in several strata" in memory.problems[0].found
    assert "lies in stratum" in sql.what


@pytest.mark.parametrize(
    ("column", "design"),
    [
        pytest.param({"weight": [-1.0] * ROWS}, DRAWN, id="a weight below 0"),
        pytest.param({"weight": ["two"] * ROWS}, DRAWN, id="a weight of text"),
        pytest.param({"weight": [None] * ROWS}, DRAWN, id="no weight"),
        pytest.param({"cluster": [None, *["c1"] * (ROWS - 1)]}, DRAWN, id="an empty cluster"),
        pytest.param({}, DRAWN | {"strata": "straum"}, id="a column that is not there"),
        pytest.param(
            {"cluster": [f"c{at % 60}" for at in range(ROWS)]}, DRAWN | {"strata": "cluster"}, id="lonely"
        ),
    ],
)
def test_a_design_is_refused_in_the_same_words(tmp_path, column, design):
    survey = _survey()
    for name, cells in column.items():
        survey = survey.set_column(survey.column_names.index(name), name, pa.array(cells))
    pq.write_table(survey, tmp_path / "households.parquet")
    plan = _lines("")[:1]
    told = [_told(tmp_path / "households.parquet", design, plan, engine) for engine in ("memory", "sql")]
    assert isinstance(told[0], DesignError)
    assert isinstance(told[1], DesignError)
    assert (told[1].where, told[1].what) == (told[0].where, told[0].what)


@pytest.mark.parametrize(
    ("design", "why"),
    [
        pytest.param({"weight": "weight"}, "without clusters", id="as many clusters as households"),
        pytest.param({"clusters": ["cluster"], "fpc": ["sizes"]}, "weights made of sizes", id="no weights"),
        pytest.param(
            DRAWN | {"clusters": ["cluster", "sex"], "fpc": ["sizes", "sizes"]}, "several stages", id="stages"
        ),
        pytest.param(
            DRAWN | {"poststratify": [{"by": "sex", "totals": {"man": 1, "woman": 1}}]},
            "poststratification",
            id="adjusted weights",
        ),
    ],
)
def test_what_needs_every_household_at_once_is_said(path, design, why):
    with pytest.raises(NeedlineError, match=why):
        estimate(path, design, _lines("")[:1], engine="sql")


def test_sql_needs_a_file_and_a_plan(path):
    with pytest.raises(NeedlineError, match="needs a Parquet file and a plan"):
        estimate(_survey(), DRAWN, _lines("")[:1], engine="sql")
    with pytest.raises(NeedlineError, match="needs a Parquet file and a plan"):
        estimate(path, DRAWN, engine="sql")


def test_an_unknown_way_offers_the_near_ones(path):
    with pytest.raises(UnknownNameError, match="Did you mean memory"):
        estimate(path, DRAWN, _lines("")[:1], engine="memry")


@pytest.mark.parametrize(("fits", "expected"), [(10**9, "rows"), (100, "pools")])
def test_the_way_is_chosen_by_size(path, monkeypatch, fits, expected):
    monkeypatch.setattr("needline.estimation._FIT", fits)
    monkeypatch.setattr("needline.estimation._SMALL", 0)
    found = estimate(path, DRAWN, _lines("")[:1])
    assert (len(found.design.weight) == ROWS) == (expected == "rows")


def test_a_small_file_is_read_without_counting_its_cells(path, monkeypatch):
    monkeypatch.setattr("needline.estimation._FIT", 100)
    assert len(estimate(path, DRAWN, _lines("")[:1]).design.weight) == ROWS


@pytest.mark.parametrize("engine", ["memory", "sql"])
def test_a_damaged_file_is_told(tmp_path, engine):
    (tmp_path / "households.parquet").write_text("no table")
    with pytest.raises(NeedlineError, match="is no Parquet file"):
        estimate(tmp_path / "households.parquet", DRAWN, _lines("")[:1], engine=engine)
