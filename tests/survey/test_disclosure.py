"""Nobody behind a hidden number can be had back: each hidden count is put to the test of all that is shown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from needline.survey.audit import Cuts, directions, stays
from needline.survey.disclosure import WHY, Question, hide
from needline.survey.households import Domain

_, SMALL, COMPLEMENT = WHY
GROUPINGS = [
    [("group",), ("place", "group")],
    [(), ("group",), ("place", "group")],
    [("group",), ("place", "group"), ("sex",)],
    [(), ("place",), ("group",), ("place", "group")],
]


def domain(groups, columns, n):
    keys = list(zip(*(columns[name] for name in groups), strict=True)) if groups else [()] * n
    levels = sorted(set(keys))
    return Domain(tuple(groups), levels, np.array([levels.index(key) for key in keys]))


def table(counts, groups=("group",)):
    """Households of one grouping, from counts by domain and category."""
    codes = np.concatenate([np.repeat(np.arange(len(row)), row) for row in counts])
    place = np.concatenate([np.full(sum(row), number) for number, row in enumerate(counts)])
    return codes, Domain(groups, [(f"g{number}",) for number in range(len(counts))], place)


def why(counts, threshold=10, **given):
    codes, one = table(counts)
    [hidden] = hide(Question(codes, len(counts[0]), **given), [one], threshold)
    return [[WHY[one] for one in row] for row in hidden.categories()]


# rule, households by category of one group, what is hidden
ONE_GROUP = [
    ("nothing is small", [20, 30, 40], ["", "", ""]),
    ("one small cell takes the next smallest with it", [3, 30, 40], [SMALL, COMPLEMENT, ""]),
    ("an empty cell is small", [0, 30, 40], [SMALL, COMPLEMENT, ""]),
    ("two small cells that are many together stay two", [6, 7, 40], [SMALL, SMALL, ""]),
    ("two small cells that are few together take a third", [1, 2, 40, 50], [SMALL, SMALL, COMPLEMENT, ""]),
    (
        "two of 9 are told by the word small: 18 can only be 9 and 9",
        [9, 9, 40, 50],
        [SMALL, SMALL, COMPLEMENT, ""],
    ),
    ("none and 10 are told by their words", [0, 10, 40, 50], [SMALL, COMPLEMENT, COMPLEMENT, ""]),
    ("a group under the threshold shows nothing", [4, 2, 1], [SMALL, SMALL, SMALL]),
    ("of two cells one small hides both", [3, 40], [SMALL, COMPLEMENT]),
]


@pytest.mark.parametrize(("rule", "counts", "wanted"), ONE_GROUP, ids=[row[0] for row in ONE_GROUP])
def test_one_group(rule, counts, wanted):
    assert why([counts]) == [wanted], rule


# rule, households in severity 1 to 5, from which severities "or worse" is shown
CLASSES = [
    ("all classes large", [20, 20, 20, 20, 20], [2, 3, 4, 5]),
    ("the last is small: 4 or worse stays", [20, 20, 20, 20, 3], [2, 3, 4]),
    ("the mission's own class is given up last", [20, 20, 8, 8, 30], [2, 3, 5]),
    ("3 or worse are few: it goes, 2 or worse stays", [50, 30, 3, 2, 0], [2]),
    ("nobody is worse than 1", [60, 0, 0, 0, 0], []),
]


@pytest.mark.parametrize(("rule", "counts", "wanted"), CLASSES, ids=[row[0] for row in CLASSES])
def test_classes_that_add_up_from_the_top(rule, counts, wanted):
    codes, one = table([counts])
    [hidden] = hide(Question(codes, 5, ordered=True, keep=2), [one], 10)
    shown = [level for level in range(2, 6) if not hidden.from_category(level - 1, reached=True)[0]]
    assert shown == wanted, rule


def test_a_small_group_under_a_margin_takes_another_with_it():
    sizes = {"a": 7, "b": 30, "c": 50}
    columns = {"place": [place for place, size in sizes.items() for _ in range(size)]}
    domains = [domain((), columns, 87), domain(("place",), columns, 87)]
    everybody = Question(np.zeros(87, int), 1, ordered=True)
    _, by_place = hide(everybody, domains, 10)
    assert [WHY[one] for one in by_place.wholes()] == [SMALL, COMPLEMENT, ""]


def follow(sets, counts, cells):
    """Which sums of atoms, each a list of their places, follow from sets of known size."""
    moved = directions(Cuts([np.array(one) for one in sets], np.array(counts, float)))
    return [bool(stays(moved[cell].sum(axis=0), np.array(len(cell)))) for cell in cells]


# rule, by grouping the set that each atom lies in, counts, sums of atoms, which of them follow
FOLLOW = [
    ("a margin follows from its parts", [[0, 1, 2]], [3, 4, 5], [[0, 1, 2]], [True]),
    ("not where one is hidden", [[0, 1, -1]], [3, 4, 5], [[0, 1, 2], [2]], [False, False]),
    ("of a part and its margin the other part follows", [[0, 0], [0, -1]], [3, 4], [[1]], [True]),
    ("two by two under their margins stay open", [[0, 0, 1, 1], [0, 1, 0, 1]], [3, 4, 5, 6], [[0], [3]], [False] * 2),
    ("parts of nobody are nobody", [[0, 0]], [0, 0], [[0]], [True]),
    ("parts of somebody may be nobody", [[0, 0]], [0, 2], [[0]], [False]),
    # rows a + b = 0 + 5, c + d = 5 + 5; columns a + c = 5, b + d = 10: nothing is settled
    ("an empty cell among others that give is open", [[0, 0, 1, 1], [0, 1, 0, 1]], [0, 5, 5, 5], [[0]], [False]),
    # a + b = 5, b + c = 5, a = c follows; a + c = 0 makes both zero
    ("zero because others are", [[0, 0, -1], [-1, 1, 1], [2, -1, 2]], [0, 5, 0], [[0], [1]], [True, True]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "sets", "counts", "cells", "wanted"), FOLLOW, ids=[row[0] for row in FOLLOW]
)
def test_what_follows(rule, sets, counts, cells, wanted):
    assert follow(sets, counts, cells) == wanted, rule


@st.composite
def worlds(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, categories, places = (int(rng.integers(*ends)) for ends in ((20, 400), (2, 6), (2, 5)))
    columns = {
        "place": rng.choice(places, n, p=rng.dirichlet(np.ones(places))).astype(str),
        "group": rng.choice(2, n).astype(str),
        "sex": rng.choice(2, n).astype(str),
    }
    codes = rng.choice(categories, n, p=rng.dirichlet(np.full(categories, 0.7)))
    codes = np.where(rng.random(n) < 0.05, -1, codes)
    ordered = draw(st.booleans())
    question = Question(codes, categories, ordered=ordered, keep=min(2, categories - 1) if ordered else -1)
    return (
        question,
        [domain(groups, columns, n) for groups in draw(st.sampled_from(GROUPINGS))],
        draw(st.sampled_from([3, 10])),
    )


def printed(question, hidden, place):
    """Every cell a table prints of a domain: the categories it takes in, why it is hidden, its count."""
    last = question.categories
    for one in range(last):
        yield [one], hidden.categories()[place, one]
    for one in range(1, last) if question.ordered else ():
        yield list(range(one, last)), hidden.from_category(one, reached=True)[place]
        yield list(range(one)), hidden.from_category(one, reached=False)[place]


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_no_hidden_count_can_be_solved_from_all_that_is_shown(world):
    question, domains, threshold = world
    atoms = np.unique(np.stack([one.codes for one in domains]), axis=1)
    shown, totals, secret = [], [], []
    for order, (one, hidden) in enumerate(zip(domains, hide(question, domains, threshold), strict=True)):
        for place in range(len(one.levels)):
            cells = list(printed(question, hidden, place))
            if not all(reason for _, reason in cells):
                cells.append((list(range(question.categories)), ""))
            for categories, reason in cells:
                takes = np.zeros((atoms.shape[1], question.categories))
                takes[np.ix_(atoms[order] == place, categories)] = 1
                count = hidden.counts[place, categories].sum()
                if reason:
                    secret.append(takes.ravel())
                else:
                    assert count >= threshold
                    shown.append(takes.ravel())
                    totals.append(count)
    if shown:
        for cell in secret[:: max(1, len(secret) // 12)]:
            least, most = (_bound(sign * cell, shown, totals) for sign in (1, -1))
            assert least is None or most is None or -most - least > 0.5


def _bound(gain, shown, totals):
    solved = linprog(gain, A_eq=np.array(shown), b_eq=totals, bounds=(0, None), method="highs")
    return solved.fun if solved.status == 0 else None
