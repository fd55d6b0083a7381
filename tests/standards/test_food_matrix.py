"""Every cell of the food consumption matrix: with FCS or dietary diversity, with reduced coping or without."""

import itertools

import pytest

from needline import standards

FCS = {0: (7, 7, 7, 7, 7, 7, 7, 7), 1: (7, 3, 2, 0, 3, 0, 1, 1), 2: (7, 1, 0, 0, 3, 0, 1, 1)}
HDDS = {0: 12, 1: 4, 2: 2}
RCSI = {0: (0, 0, 0, 0, 0), 1: (2, 1, 0, 0, 0), 2: (7, 7, 7, 7, 7)}
HHS = {1: "no no no", 2: "rarely no no", 3: "rarely rarely no", 4: "often often no", 5: "often often often"}
# phases of the cells, in rows of five hunger classes: acceptable, borderline, poor consumption in each coping class
PHASES = """
12233 12334 22344
22233 22334 23345
22334 23344 33345
"""
# reduced coping left out: the phases by METHODS, 1 {1, 6} 2 {2, 3, 7, 11} 3 {4, 8, 12, 13} 4 {5, 9, 10, 14} 5 {15}
SETS = {1: {1, 6}, 2: {2, 3, 7, 11}, 3: {4, 8, 12, 13}, 4: {5, 9, 10, 14}, 5: {15}}


def answers(kind, consumption, hhs, rcsi=None):
    asked = [one for one in standards.load("food").inputs if one.startswith(f"{kind}_")]
    days = [("yes" if at < HDDS[consumption] else "no") for at in range(12)]
    given = dict(zip(asked, FCS[consumption] if kind == "fcs" else days, strict=True))
    if rcsi is not None:
        ways = [one for one in standards.load("food").inputs if one.startswith("rcsi_")]
        given |= dict(zip(ways, RCSI[rcsi], strict=True))
    for item, often in zip(("no_food", "hungry_night", "day_without"), HHS[hhs].split(), strict=True):
        given |= {f"hhs_{item}": "no" if often == "no" else "yes"}
        given |= {f"hhs_{item}_often": often} if often != "no" else {}
    return {name: [one] for name, one in given.items()}


def score(indicator, given):
    found = standards.score(standards.load("food"), given)
    return found.values(f"{indicator}.cell") + found.values(f"{indicator}.phase")


@pytest.mark.parametrize(
    ("kind", "rcsi", "consumption", "hhs"),
    list(itertools.product(("fcs", "hdds"), range(3), range(3), range(1, 6))),
)
def test_every_cell_with_reduced_coping(kind, rcsi, consumption, hhs):
    cell = 15 * rcsi + 5 * consumption + hhs
    indicator = "fclc" if kind == "fcs" else "fclc_hdds"
    wanted = int("".join(PHASES.split())[cell - 1])
    assert score(indicator, answers(kind, consumption, hhs, rcsi)) == [cell, wanted]


@pytest.mark.parametrize(
    ("kind", "consumption", "hhs"), list(itertools.product(("fcs", "hdds"), range(3), range(1, 6)))
)
def test_every_cell_without_reduced_coping(kind, consumption, hhs):
    cell = 5 * consumption + hhs
    (wanted,) = [phase for phase, cells in SETS.items() if cell in cells]
    indicator = "fclc_without_rcsi" if kind == "fcs" else "fclc_hdds_without_rcsi"
    assert score(indicator, answers(kind, consumption, hhs)) == [cell, wanted]


def test_the_index_uses_the_matrix():
    found = standards.score(standards.load("msni"), answers("fcs", 2, 5, 2))
    assert found.values("food.phase") == [5]
