"""What an estimate's evidence is called: words and names where the mission has them."""

from __future__ import annotations

import re

import msgspec
import pytest

from needline.model import Estimate, Place
from needline.publish.entries.measured import estimate
from needline.publish.marks import Marks
from needline.publish.numbers import Numbers


@pytest.fixture
def told(valley):
    marks = Marks(valley.mission, Numbers(valley.store))
    (row, *_) = valley.store.read(Estimate)

    def of(**changed):
        title, lines = estimate(marks, msgspec.structs.replace(row, **changed))
        return re.sub(r"<[^>]+>", "", f"{title} | {lines[0]}")

    return of


def test_a_severity_is_told_in_words(told, valley):
    sector = valley.mission.sectors[0]
    said = told(analysis_var=f"msni.{sector.id}.severity_4_or_more", analysis_var_value="yes")
    assert said.startswith(f"{sector.name}, severity 4 or more: ")
    assert told(analysis_var="msni.severity_3_or_more", analysis_var_value="yes").startswith(
        "All sectors, severity 3"
    )


def test_a_question_stays_as_the_plan_writes_it(told):
    assert told(analysis_var="water", analysis_var_value="well").startswith("water well: ")


def test_places_and_groups_are_named(told, valley):
    place, group = valley.store.read(Place)[0], valley.mission.groups[0]
    said = told(group_var="place, group", group_var_value=f"{place.id} %/% {group.id}")
    assert f"among {place.name}, {group.names[0]}" in said
    assert "among rural" in told(group_var="where", group_var_value="rural")
