"""What a plan could make a survey tell of single households, and does not."""

import numpy as np
import pytest

from needline.model import Design, Estimate
from needline.survey.estimate import FEW
from needline.survey.rows import NUMBERS

N = 600


def sample():
    """600 households, some of them hosts: telephone numbers, a village of two, rare answers, one size unknown."""
    rows = ["_uuid,place,who,weight,size,ill,cared,phone,village,work,needs"]
    rng = np.random.default_rng(7)
    for one in range(N):
        place, who = ("N", "S")[one % 2], ("displaced", "host")[rng.random() < (0.25 if one % 2 else 0.08)]
        ill = "yes" if rng.random() < 0.5 else "no"
        cared = ("yes" if rng.random() < 0.5 else "no") if ill == "yes" else ""
        village = "Upper Hut" if one < 2 else f"v{one % 5}"
        work = "puppeteer" if one == 7 else ("farm", "shop", "none")[one % 3]
        needs = "cash falconry" if one == 8 else ("cash food", "cash", "food")[one % 3]
        size = "" if one == 5 else str(1 + one % 6)
        rows.append(f"u{one},{place},{who},1,{size},{ill},{cared},8412{one:05},{village},{work},{needs}")
    return "\n".join(rows)


def told(field, *plan):
    field.survey(sample(), design=Design(weight="weight"), plan=list(plan))
    return field.store.read(Estimate)


# the line, what must not be printed
NAMES = [
    (("prop_select_one", "work"), "puppeteer"),
    (("prop_select_multiple", "needs"), "falconry"),
    (("prop_select_one", "ill", "village"), "Upper Hut"),
    (("mean", "size", "village"), "Upper Hut"),
    (("prop_select_one", "work", "place", "village"), "Upper Hut"),
]


@pytest.mark.parametrize(("asked", "rare"), NAMES)
def test_an_answer_of_few_households_is_not_named(field, line, asked, rare):
    rows = [one for one in told(field, line(*asked)) if one.analysis_var == asked[1]]
    written = str(rows) + str(field.problems())
    assert rare not in written
    few = [one for one in rows if FEW in one.analysis_key]
    assert few, "that there are such answers is said"
    assert all(one.hidden and all(getattr(one, name) is None for name in NUMBERS) for one in few)
    keys = [one.analysis_key for one in rows]
    assert len(keys) == len(set(keys))
    assert any(not one.hidden for one in rows), "the others stand"


REFUSED = [
    (("prop_select_one", "phone"), "given by one household alone"),
    (("prop_select_multiple", "phone"), "given by one household alone"),
    (("prop_select_one", "ill", "phone"), "given by one household alone"),
    (("mean", "size", "phone"), "given by one household alone"),
    (("prop_select_one", "_uuid"), "names each interview"),
    (("prop_select_one", "ill", "_uuid"), "names each interview"),
    (("prop_select_multiple", "ill"), "Ask for prop_select_one"),
]


@pytest.mark.parametrize(("asked", "words"), REFUSED)
def test_a_line_that_would_list_households_is_refused_with_its_reason(field, line, asked, words):
    rows = told(field, line(*asked))
    assert not [
        one for one in rows if one.analysis_var == asked[1] and not one.analysis_var.startswith("msni")
    ]
    (said,) = (one for one in field.problems() if one.file.endswith("plan.csv"))
    assert words in said.line()
    assert "841200" not in said.line()


def test_one_choice_and_several_of_one_column_are_not_both_told(field, line):
    rows = told(field, line("prop_select_multiple", "needs"), line("prop_select_one", "needs", row=3))
    assert {one.analysis_type for one in rows if one.analysis_var == "needs"} == {"prop_select_multiple"}
    assert any("asked as several choices in row 2" in one.found for one in field.problems())


def test_a_severity_by_place_gives_no_small_cell_of_a_group_back(field, line):
    variable = "msni.health.severity"
    counts = {}
    for one in told(field, line("prop_select_one", variable, "place"), line("mean", variable, row=3)):
        if one.analysis_var == variable and one.analysis_type == "prop_select_one":
            counts[one.analysis_var_value, one.group_var_value] = one.n
    groups = ("left", "hosts")
    for (level, place), n in counts.items():
        if place in {"N", "S"} and n is not None:
            parts = [counts.get((level, f"{place} %/% {group}"), 0) for group in groups]
            assert parts.count(None) != 1, (level, place, n, parts)
    assert any(n is not None for n in counts.values())
