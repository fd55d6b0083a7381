"""What must hold of any survey: parts sum to their whole, weights have no unit, the order of rows tells nothing."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needline import estimate

KINDS = ("mean", "median", "total", "ratio", "prop_select_one", "prop_select_multiple")
NAMES = {"ratio": "age %/% size", "prop_select_one": "water", "prop_select_multiple": "needs"}
NUMBERS = ("stat", "stat_low", "stat_upp", "se", "df", "deff", "n", "n_total", "n_w", "n_w_total")
FEW = settings(max_examples=25, deadline=None)


@st.composite
def surveys(draw):
    """A survey of two strata or more, each of two clusters or more, with gaps."""
    rows = draw(st.integers(8, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    h = np.concatenate([[0, 0, 1, 1], random.integers(0, draw(st.integers(2, 4)), rows - 4)])
    for extra in (2, 3):
        if (h == extra).sum() == 1:
            h[h == extra] = 0
    c = random.integers(0, 3, rows)
    for one in np.unique(h):
        at = np.flatnonzero(h == one)
        c[at[:2]] = [0, 1]
    age = random.integers(0, 90, rows).astype(float)
    age[random.random(rows) < draw(st.sampled_from([0.0, 0.3]))] = np.nan
    age[0] = 33
    answers = np.array([None, "a", "b", "c"], object)
    needs = np.array([None, "food", "cash", "food cash"], object)
    return {
        "w": random.uniform(0.5, 9, rows),
        "h": h.astype(str).tolist(),
        "c": [f"{one}-{two}" for one, two in zip(h, c, strict=True)],
        "age": pa.array(age, mask=np.isnan(age)),
        "size": random.integers(1, 9, rows).astype(float),
        "water": ["a", *answers[random.integers(0, 4, rows - 1)]],
        "needs": ["food", *needs[random.integers(0, 4, rows - 1)]],
        "area": random.integers(0, 3, rows).astype(str).tolist(),
    }


def table(data, *groups, kinds=KINDS, lonely="adjust"):
    design = {"weight": "w", "strata": "h", "clusters": ["c"], "lonely": lonely}
    plan = [
        {"analysis_type": kind, "analysis_var": NAMES.get(kind, "age"), "group_var": one}
        for one in groups
        for kind in kinds
    ]
    return {row["analysis_key"]: row for row in estimate(data, design, plan).table.to_pylist()}


def near(one, other, tolerance=1e-9):
    for name in NUMBERS:
        if one[name] is None:
            assert other[name] is None, name
        else:
            assert other[name] == pytest.approx(one[name], rel=tolerance, abs=tolerance), name


@FEW
@given(surveys())
def test_shares_of_a_question_sum_to_one_and_lie_in_their_intervals(data):
    sums = {}
    for row in table(data, "", "area", kinds=("prop_select_one",)).values():
        sums[row["group_var_value"]] = sums.get(row["group_var_value"], 0) + row["stat"]
        if row["stat_low"] is not None:
            assert 0 <= row["stat_low"] <= row["stat"] + 1e-12
            assert row["stat"] - 1e-12 <= row["stat_upp"] <= 1
    assert all(abs(one - 1) < 1e-12 for one in sums.values())


@FEW
@given(surveys(), st.sampled_from([1e-6, 0.3, 7.0, 1e9]))
def test_weights_in_another_unit_change_only_totals(data, unit):
    plain, again = table(data, "", "area"), table({**data, "w": data["w"] * unit}, "", "area")
    assert list(plain) == list(again)
    for key, row in plain.items():
        scaled = {"n_w", "n_w_total"} | (
            {"stat", "stat_low", "stat_upp", "se"} if row["analysis_type"] == "total" else set()
        )
        near(
            {
                name: row[name] * unit if name in scaled and row[name] is not None else row[name]
                for name in NUMBERS
            },
            again[key],
        )


@FEW
@given(surveys())
def test_a_domain_and_its_complement_add_up(data):
    data = {**data, "half": ["in" if one == "0" else "out" for one in data["area"]]}
    found = list(table(data, "", "half", kinds=("total", "prop_select_one")).values())
    wholes = {
        (row["analysis_type"], row["analysis_var_value"]): row for row in found if row["group_var"] is None
    }
    for (kind, value), whole in wholes.items():
        parts = [
            row
            for row in found
            if row["group_var"] and (row["analysis_type"], row["analysis_var_value"]) == (kind, value)
        ]
        assert sum(row["n"] for row in parts) == whole["n"]
        assert sum(row["n_w"] for row in parts) == pytest.approx(whole["n_w"], abs=1e-9)
        if kind == "total":
            assert sum(row["stat"] for row in parts) == pytest.approx(whole["stat"])


@FEW
@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(data, random):
    order = list(range(len(data["w"])))
    random.shuffle(order)
    mixed = {name: pa.array(values).take(pa.array(order)) for name, values in data.items()}
    plain, again = table(data, "", "area"), table(mixed, "", "area")
    assert list(plain) == list(again)
    for key, row in plain.items():
        near(row, again[key], 1e-12)


@FEW
@given(surveys())
def test_a_level_that_is_added_and_empty_changes_nothing(data):
    coded = pa.array(data["area"]).dictionary_encode()
    wider = pa.DictionaryArray.from_arrays(
        coded.indices, pa.concat_arrays([coded.dictionary, pa.array(["x"])])
    )
    assert table(data, "area") == table({**data, "area": wider}, "area")


@FEW
@given(surveys())
def test_a_line_gives_the_same_alone_and_among_others(data):
    together = table(data, "", "area")
    for kind in KINDS:
        for group in ("", "area"):
            for key, row in table(data, group, kinds=(kind,)).items():
                near(row, together[key], 1e-12)
