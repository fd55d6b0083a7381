"""The benchmark's own parts: what it makes is the same each time and of the stated size; no time is asserted."""

import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from estimate import PAIRS, part
from estimating.agreement import compare
from estimating.peers import peers
from estimating.process import measure
from estimating.survey import DOMAINS, GROUPINGS, make_survey, plan_lines, questions

SMALL = 2_080
SHARES = {"prop_select_one", "prop_select_multiple", "mean"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_survey(tmp_path_factory.mktemp("made"), SMALL)


def test_the_same_seed_gives_the_same_bytes(made, tmp_path):
    again = make_survey(tmp_path, SMALL)
    for name in ("data", "design", "plan"):
        assert getattr(again, name).read_bytes() == getattr(made, name).read_bytes()


def test_another_seed_gives_another_survey(made, tmp_path):
    assert make_survey(tmp_path, SMALL, seed=1).data.read_bytes() != made.data.read_bytes()


def test_the_plan_has_its_lines():
    lines = plan_lines()
    kinds = [line["analysis_type"] for line in lines]
    assert len(lines) == 1_800 == PAIRS * len(GROUPINGS)
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "mean": 300,
        "median": 300,
        "prop_select_multiple": 300,
        "prop_select_one": 900,
    }


def test_the_plan_has_its_estimates():
    columns = sum(max(len(question.values), 1) for question in questions())
    assert DOMAINS * (columns + 60) == 187_110


def test_households_fill_every_domain_and_cluster(made):
    rows = pq.read_table(made.data)
    domains = {name: len(pc.unique(rows[name].cast(pa.string()))) for name in GROUPINGS if name}
    assert domains == {"region": 13, "district": 79, "group": 4, "sex": 2}
    assert rows.num_rows == SMALL
    assert set(pc.value_counts(rows["cluster"]).field("counts").to_pylist()) == {10}


def test_every_stratum_has_several_clusters_and_no_cluster_lies_in_two(made):
    rows = pq.read_table(made.data, columns=["stratum", "cluster"])
    pairs = set(zip(rows["stratum"].to_pylist(), rows["cluster"].to_pylist(), strict=True))
    strata = [stratum for stratum, _ in pairs]
    assert len(pairs) == SMALL // 10
    assert min(strata.count(one) for one in set(strata)) == 4


def test_columns_of_the_plan_are_columns_of_the_data(made):
    columns = pq.read_schema(made.data).names
    for question in questions():
        assert set(question.columns) <= set(columns)


@pytest.mark.parametrize("households", [2_070, 10_005])
def test_a_survey_that_cannot_be_made_is_refused(tmp_path, households):
    with pytest.raises(ValueError, match="a multiple of 10, at least 2080"):
        make_survey(tmp_path, households)


@pytest.mark.parametrize(("share", "lines"), [(1.0, 1_800), (0.1, 180), (0.05, 90), (0.02, 35)])
def test_a_part_is_made_of_whole_questions_of_every_kind(share, lines):
    taken = list(part(share))
    assert len(taken) == lines
    assert {line["analysis_type"] for line in taken} == SHARES | {"median"}
    assert all(
        {one["group_var"] for one in taken if one["analysis_var"] == line["analysis_var"]} == set(GROUPINGS)
        for line in taken
    )


@pytest.mark.parametrize(
    ("stat", "se", "expected"),
    [
        pytest.param(0.5, 0.1, (0, 0), id="the same"),
        pytest.param(0.5 * (1 + 1e-9), 0.1 * (1 - 1e-9), (0, 0), id="within the tolerance"),
        pytest.param(0.5 * (1 + 1e-7), 0.1, (1, 0), id="an estimate beyond it"),
        pytest.param(0.5, 0.1 * (1 + 1e-7), (0, 1), id="a standard error beyond it"),
        pytest.param(0.5, None, (0, 1), id="a standard error one of them does not know"),
    ],
)
def test_differences_are_counted(tmp_path, stat, se, expected):
    def written(name, stat, se):
        keys = {"analysis_type": "mean", "analysis_var": "x", "analysis_var_value": None}
        keys |= {"group_var": None, "group_var_value": ""}
        types = [(key, pa.string()) for key in keys] + [("stat", pa.float64()), ("se", pa.float64())]
        pq.write_table(
            pa.Table.from_pylist([keys | {"stat": stat, "se": se}], schema=pa.schema(types)), tmp_path / name
        )
        return tmp_path / name

    found = compare(written("ours.parquet", 0.5, 0.1), written("theirs.parquet", stat, se), SHARES, SHARES)
    assert (found.compared, found.missing) == (1, 0)
    assert (found.stat, found.se) == expected


def test_a_process_is_measured():
    small = measure([sys.executable, "-S", "-c", "pass"])
    large = measure(
        [sys.executable, "-S", "-c", "x = bytearray(200_000_000); x[::4096] = bytes(len(x[::4096]))"]
    )
    assert large.peak - small.peak > 150e6
    assert small.seconds > 0


def test_a_process_that_fails_says_why():
    with pytest.raises(RuntimeError, match="no such column"):
        measure([sys.executable, "-S", "-c", "raise SystemExit('no such column')"])


def test_absent_peers_have_no_version(tmp_path):
    absent = [peer for peer in peers(str(tmp_path / "no-python")) if peer.name != "R survey"]
    assert [peer.version() for peer in absent] == ["", ""]
