"""Which areas lie in a place."""

from __future__ import annotations

import pytest

from needline.model import Place, areas_under

KINDS = {"land": ("country", ""), "north": ("province", "land"), "n1": ("district", "north"), "n1a": ("union", "n1"),
         "d": ("district", "land"), "isle": ("district", ""),
         "x": ("district", "y"), "y": ("province", "x")}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "kind", "found"),
    [
        ("land", "district", ["n1", "d"]),  # in a place between, and directly
        ("north", "district", ["n1"]),
        ("land", "union", ["n1a"]),  # through two
        ("n1", "district", []),  # a place does not lie in itself
        ("land", "camp", []),
        ("nowhere", "district", []),
        ("y", "district", ["x"]),  # a circle ends
    ],
)
def test_areas_under_a_place(code, kind, found):
    places = [
        Place(id=one, name=one, names=[one], kind=of, parent=parent) for one, (of, parent) in KINDS.items()
    ]
    assert [one.id for one in areas_under(code, kind, places)] == found
