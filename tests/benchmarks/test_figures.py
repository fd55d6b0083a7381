"""The benchmark of figures: what counts as agreement, and that every damaged number is tried."""

from __future__ import annotations

import csv

import figures
import pytest

LABELS = [
    ("1", "About 12,000 people were displaced.", "12000", "Displaced", "People"),
    ("2", "Floods destroyed 1,300 homes.", "1300", "Destroyed Housing", "Households"),
    ("3", "About 12,000 people were displaced.", "99000", "Displaced", "People"),
]


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.csv"
    with path.open("w", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["excerpt_id", "excerpt", "Quantity", "Term", "Unit"])
        writer.writerows(LABELS)
    return path


def test_a_label_that_does_not_stand_in_its_excerpt_is_left_out(gold):
    assert [figures.stands_in_text(one) for one in figures.labels(gold)] == [True, True, False]


@pytest.mark.parametrize(
    ("found", "agreed"),
    [
        ([figures.Found({12000.0}, "people", "displaced")], (True, True, True)),
        ([figures.Found({12000.0}, "people", "killed")], (True, True, False)),
        ([figures.Found({12000.0}, "households", "displaced")], (True, True, False)),
        (
            [figures.Found({7.0}, "people", "displaced"), figures.Found({12000.0}, "people", "other")],
            (True, False, False),
        ),
        (
            [figures.Found({7.0}, "people", "killed"), figures.Found({12000.0}, "people", "displaced")],
            (True, True, True),
        ),
        ([], (False, False, False)),
    ],
)
def test_agreement(gold, found, agreed):
    assert figures.agreement(next(figures.labels(gold)), found) == agreed


def test_needline_and_the_first_number_are_scored_alike(gold):
    stands = [one for one in figures.labels(gold) if figures.stands_in_text(one)]
    assert figures.score(stands, figures.by_needline) == (1.0, 1.0, 1.0)
    assert figures.score(stands, figures.first_number) == (1.0, 1.0, 0.5)


def test_every_way_of_damage_is_tried_and_flagged(gold):
    stands = [one for one in figures.labels(gold) if figures.stands_in_text(one)]
    assert figures.damage(stands) == (0, 0, 2 * len(figures.DAMAGES))
