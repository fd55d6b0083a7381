"""Comparing standards: the rule is found by computing, and no cell is smaller than the threshold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline import standards
from needline.errors import NeedlineError
from needline.standards.columns import answers_of
from needline.standards.compare import _Part, compare, pool

SHELTER = {
    "shelter_issues": ["none"],
    "domestic_tasks_not_possible": ["none"],
    "tenure_risk": ["low"],
}


def compared(first, second, given, threshold=1, weight=None):
    one, other = standards.load(*first), standards.load(*second)
    columns, n = answers_of(one, given)
    return {
        each.name: each
        for each in compare(one, other, columns, np.ones(n) if weight is None else weight, threshold)
    }


def test_two_versions_of_the_index_differ_in_tents():
    given = {name: one * 3 for name, one in SHELTER.items()}
    given["shelter_type"] = ["tent", "tent", "adequate"]
    found = compared(("msni", "2025.1"), ("msni", "2025.11"), given)
    (rule,) = found["shelter"].rules
    assert (rule.rule, rule.households) == ("tent 3, instead of tent 1", 2)
    assert [(one.before, one.after, one.households) for one in found["shelter"].moved] == [("1", "3", 2)]
    assert found["all sectors"].differ == 2
    assert found["health"].differ == 0


@pytest.mark.parametrize(("threshold", "told"), [(2, 2), (3, None)])
def test_too_few_who_differ_are_not_told(threshold, told):
    given = {name: one * 9 for name, one in SHELTER.items()}
    given["shelter_type"] = ["tent"] * 2 + ["adequate"] * 7
    found = compared(("msni", "2025.1"), ("msni", "2025.11"), given, threshold)["shelter"]
    assert found.differ == told
    assert bool(found.moved) is (told is not None)


DAYS = ("cereals", "pulses", "dairy", "meat", "vegetables", "fruit", "oil", "sugar")
MOVED = [
    # days, by fcs, by bfa_2020, the rule that alone moves it
    ((7, 1, 0, 0, 3, 0, 2, 1), "borderline", "poor", "the score is taken down"),
    ((7, 3, 2, 0, 3, 0, 2, 1), "acceptable", "borderline", "the score is taken down"),
    ((None, 7, 7, 7, 7, 7, 7, 7), "missing", "acceptable", "a missing answer counts 0"),
    ((7, 1, 0, 0, 3, None, 2, 1), "missing", "poor", "the score is taken down to a whole number, instead of"),
]


@pytest.mark.parametrize(("days", "before", "after", "rule"), MOVED)
def test_the_rule_that_moved_a_household(days, before, after, rule):
    given = {f"fcs_{name}": [one] for name, one in zip(DAYS, days, strict=True)}
    found = compared(("fcs",), ("bfa_2020",), given)["fcs"]
    (cell,) = found.moved
    assert (cell.before, cell.after) == (before, after)
    assert rule in cell.rule


def test_rules_that_only_move_together_are_named_together():
    given = {f"fcs_{name}": [one] for name, one in zip(DAYS, MOVED[3][0], strict=True)}
    (cell,) = compared(("fcs",), ("bfa_2020",), given)["fcs"].moved
    assert "a missing answer counts 0" in cell.rule
    assert " and the score is taken down" in cell.rule


def test_classes_with_other_names_may_mean_the_same():
    given = {
        f"rcsi_{one}": [1, 2]
        for one in ("less_preferred", "borrow", "smaller_meals", "adults_less", "fewer_meals")
    }
    given = {name: [0, 2] for name in given}
    found = compared(("rcsi",), ("bfa_2020",), given)["rcsi"]
    assert [(one.before, one.after) for one in found.same] == [("low", "no_coping")]
    assert [(one.before, one.after) for one in found.moved] == [("medium", "high")]


def test_what_has_nothing_in_common_is_wrong_use():
    with pytest.raises(NeedlineError, match="no indicator in common"):
        compared(("jmp",), ("food",), {})


def name_other(part):
    return part._replace(key=("other",))


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.integers(1, 20))
def test_parts_put_together_are_the_same_whole_and_none_is_small(counts, threshold):
    parts = [_Part((str(place),), count, count / 7) for place, count in enumerate(counts)]
    found = pool(parts, threshold, name_other)
    assert sum(one.households for one in found) == sum(counts)
    assert sum(one.weight for one in found) == pytest.approx(sum(counts) / 7)
    if sum(counts) >= threshold:
        assert min(one.households for one in found) >= threshold
    assert {one for one in found if one.key != ("other",)} <= set(parts)


@given(st.lists(st.sampled_from(["tent", "adequate", "inadequate", None]), min_size=1, max_size=80))
def test_no_cell_is_smaller_than_the_threshold_and_all_are_in_one(types):
    given = {name: one * len(types) for name, one in SHELTER.items()} | {"shelter_type": types}
    found = compared(("shelter",), ("msni", "2025.11"), given, 10)["shelter"]
    cells = [*found.moved, *found.same]
    if found.differ is not None and len(types) >= 10:
        assert sum(one.households for one in cells) == len(types)
        assert min(one.households for one in cells) >= 10
        assert (
            sum(one.households for one in found.moved)
            == found.differ
            == sum(one.households for one in found.rules)
        )
