"""Claims that speak of a leg of road: named by its name or both ends, with a word of state, movement or control."""

from __future__ import annotations

import pytest

from needline.model import Claim, Leg, Place
from needline.reach.claims import leg_claims

PLACES = [
    Place(id=code, name=name, names=name.split(" / "), aliases=[])
    for code, name in (("P", "Port Ann"), ("M", "Mill / Mola"), ("R", "Rock"))
]
LEGS = [
    Leg(id="1", file="", row=2, from_place="P", to_place="M", names=["Coast road"], km=None, hours=None, vehicle=""),
    Leg(id="2", file="", row=3, from_place="M", to_place="R", names=[], km=None, hours=None, vehicle=""),
    Leg(
        id="3", file="", row=4, from_place="R", to_place="P", names=["Coast road", "R9"], km=None, hours=None,
        vehicle="",
    ),
]  # fmt: skip


def said(passage: str) -> list[tuple[str, str, list[str]]]:
    claim = Claim(
        claim="c", report="r", start=0, end=len(passage), passage=passage, kind="states", cue=None, sources=[],
        speaker="", content=[],
    )  # fmt: skip
    return [(one.leg, one.named, one.about) for one in leg_claims([claim], LEGS, PLACES)]


@pytest.mark.parametrize(
    ("passage", "found", "rule"),
    [
        ("The road from Port Ann to Mola has been reopened.", [("1", "Port Ann, Mola", ["state"])], "by both ends"),
        ("Mill and Rock are held by the army.", [("2", "Mill, Rock", ["control"])], "control"),
        ("Police check cars at a roadblock between Rock and Mill.", [("2", "Mill, Rock", ["control", "movement"])],
         "movement"),
        ("The coast road is blocked.", [("1", "coast road", ["state"]), ("3", "coast road", ["state"])],
         "a road of several legs"),
        ("R9 was flooded.", [("3", "R9", ["state"])], "another name"),
        ("Port Ann was blocked.", [], "one end is no leg"),
        ("Families went from Port Ann to Mill.", [], "no word of the road"),
        ("Coast roads were discussed in Rock.", [], "another word that holds the name"),
    ],
)  # fmt: skip
def test_a_passage_and_its_legs(passage, found, rule):
    assert sorted(said(passage)) == sorted(found), rule
