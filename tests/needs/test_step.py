"""The step on small worlds: a row for every group, place and sector, and each gives its values again from its trace."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judged import ENDS, MISSION, SECTORS, decision, estimate, figure, judged, observation, worlds

from needline.line import open_store, recompute
from needline.model import (
    Coverage,
    Need,
    Problem,
    Ref,
    Statement,
)
from needline.needs import RECOMPUTE
from needline.needs.evidence import need_id
from needline.store import Store


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_every_row_gives_its_values_again_from_its_trace(tmp_path_factory, world):
    mission, store = judged(tmp_path_factory.mktemp("world"), world)
    rows = store.read(Need)
    assert len(rows) == 3 * (len(SECTORS) + 1)
    for row in rows:
        again = RECOMPUTE["needs"](mission, store, row)
        assert {name: getattr(row, name) for name in again} == again
        assert all(store.cell(Ref(*ref.split("/"))) for ref in row.trace)


NUMBERS = [
    f"{name}{end}" for name in ("in_need", "mosaic", "households", "share") for end in ("_low", "", "_high")
]
NUMBERS += ["gap_low", "gap_high", "from_population"]


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(worlds(), st.data())
def test_no_number_of_any_row_depends_on_a_hidden_share(tmp_path_factory, world, data):
    """
    What does not depend on a hidden share cannot give it back, by subtraction or otherwise.

    The class of an area may rest on it (adr 0008), and so may who counts where a lowest class is set: without one.
    """
    mission, figures, shares, seen, _ = world
    rules = msgspec.structs.replace(mission.thresholds, pin_min_severity=0)
    mission = msgspec.structs.replace(mission, thresholds=rules)
    others = [
        msgspec.structs.replace(
            one, **dict(zip(("stat_low", "stat", "stat_upp"), data.draw(ENDS), strict=True))
        )
        if one.hidden and one.stat is not None
        else one
        for one in shares
    ]
    published = []
    for hidden in (shares, others):
        _, store = judged(tmp_path_factory.mktemp("world"), (mission, figures, hidden, seen, []))
        published.append([{name: getattr(row, name) for name in NUMBERS} for row in store.read(Need)])
    assert published[0] == published[1]


WORLD = (
    MISSION,
    [figure("H", 1000.0, 1000.0), figure("H1", 0.0, 700.0, "bound")],
    [estimate("H", "food", 3, [0.4, 0.5, 0.6]), estimate("H1", "food", 3, [0.2, 0.3, 0.4])],
    [observation(1, "T", "wash", 4, 0)],
    [
        decision(1, f"needs/{need_id('H', 'fled', 'food')}", "5"),
        decision(2, "needs/none", "4"),
        decision(3, "needs/x", "9"),
    ],
)  # fmt: skip


@pytest.fixture
def needs(tmp_path):
    _, store = judged(tmp_path / "w", WORLD)
    return store, {(one.place, one.sector): one for one in store.read(Need)}


def test_a_row_for_every_place_and_sector_of_a_group_that_lives_somewhere(needs):
    _, rows = needs
    assert set(rows) == {(place, sector) for place in ("H", "H1", "H2") for sector in ("food", "wash", "all")}
    assert {one.group for one in rows.values()} == {"fled"}


def test_over_all_sectors_the_surveys_own_severity_of_households_stands(tmp_path):
    """One household is short of food, another of water: more are in need than in either sector."""
    shares = [
        estimate("H", "food", 3, [0.4, 0.43, 0.47]),
        estimate("H", "wash", 3, [0.3, 0.35, 0.39]),
        estimate("H", "all", 3, [0.76, 0.785, 0.81]),
        estimate("H", "all", 4, [0.1, 0.12, 0.14]),
    ]
    rules = msgspec.structs.replace(MISSION.thresholds, intersectoral="households")
    mission = msgspec.structs.replace(MISSION, thresholds=rules)
    _, store = judged(tmp_path / "w", (mission, [figure("H", 1000.0, 1000.0)], shares, [], []))
    (row,) = (one for one in store.read(Need) if (one.place, one.sector) == ("H", "all"))
    assert (row.in_need_low, row.in_need, row.in_need_high) == (760, 785, 810)
    assert (row.mosaic_low, row.mosaic, row.mosaic_high) == (400, 430, 470)
    assert (row.share_low, row.share, row.share_high) == (0.76, 0.785, 0.81)
    assert (row.severity, row.synthetic) == (3, True)
    assert {"estimates/e-H-all-3", "estimates/e-H-all-4"} <= set(row.trace)
    assert row.flags == ["household severity is the worst of its sectors"]


def test_what_was_seen_in_a_town_counts_for_its_area_and_the_whole(needs):
    _, rows = needs
    assert [rows[place, "wash"].basis for place in ("H", "H1", "H2")] == ["observed", "observed", "not_known"]


def test_made_up_households_are_said_wherever_they_carry_a_row(needs):
    _, rows = needs
    assert {key for key, row in rows.items() if row.synthetic} == {
        ("H", "food"),
        ("H1", "food"),
        ("H", "all"),
        ("H1", "all"),
    }


def test_an_agreed_class_stands_in_the_trace_and_one_that_fits_nothing_is_told(needs):
    store, rows = needs
    assert rows["H", "food"].severity == 5
    assert "decisions/d1" in rows["H", "food"].trace
    assert sorted(one.where for one in store.read(Problem) if one.code == "decision") == ["d2", "d3"]


def test_a_group_that_lives_nowhere_is_told(needs):
    store, _ = needs
    (told,) = (one for one in store.read(Problem) if one.code == "group")
    assert (told.file, told.where, told.severity) == ("mission.toml", 'group "guests"', "warning")


def test_a_sample_of_a_part_of_the_place_is_told_where_it_stands_for_the_whole(needs):
    _, rows = needs
    assert "the survey met this group in some areas of the place only" in rows["H", "food"].flags
    assert not any("areas" in flag for flag in rows["H1", "food"].flags)


def test_several_surveys_of_one_cell_are_told_and_the_first_by_name_is_used(tmp_path):
    one = estimate("H", "food", 3, [0.4, 0.5, 0.6])
    other = msgspec.structs.replace(one, estimate="e-other", survey="a", stat=0.2, stat_low=0.1, stat_upp=0.3)
    mission, store = judged(tmp_path / "w", (MISSION, [figure("H", 100.0, 100.0)], [one, other], [], []))
    (row,) = (one for one in store.read(Need) if (one.place, one.sector) == ("H", "food"))
    assert (row.share, "several surveys estimate it; the first by name is used" in row.flags) == (0.2, True)
    again = RECOMPUTE["needs"](mission, store, row)
    assert again["flags"] == row.flags


def test_the_population_is_the_bound_where_nobody_counted(needs):
    _, rows = needs
    assert (rows["H1", "food"].people_low, rows["H1", "food"].people_high) == (0, 700)
    assert "population is a bound" in rows["H1", "food"].flags
    assert rows["H2", "food"].people_low is None


def test_a_recommendation_stands_in_the_register(tmp_path):
    recommended = msgspec.structs.replace(
        decision(1, "needs/x", "Open the northern road."), action="recommend"
    )
    _, store = judged(tmp_path / "w", (MISSION, [], [], [], [recommended]))
    (found,) = store.read(Statement)
    assert (found.kind, found.by, found.content, found.trace) == (
        "recommendation",
        "A",
        "Open the northern road.",
        ["decisions/d1"],
    )


def test_a_need_rests_on_the_coverage_of_its_own_cell(tmp_path):
    store = Store(tmp_path / "w")
    cell = Coverage(id="c1", place="H", group="fled", sector="food", reached_low=100.0, reached_high=100.0,
                    planned=None, organisations=[], uncounted=0, trace=[], recipe="")  # fmt: skip
    store.write("reach", Coverage, [cell, msgspec.structs.replace(cell, id="c2", place="H1")])
    _, store = judged(tmp_path / "w", (*WORLD[:4], []))
    rows = {(one.place, one.sector): one for one in store.read(Need)}
    assert (rows["H", "food"].gap_low, rows["H", "food"].gap_high) == (300, 500)
    assert [ref for ref in rows["H", "food"].trace if ref.startswith("coverage")] == ["coverage/c1"]
    assert rows["H", "all"].gap_low is None


def test_every_number_of_the_worked_example_is_computed_again(built):
    mission, store = open_store(built)
    rows = store.read(Need)
    assert {one.basis for one in rows} >= {"observed", "not_known"}
    for row in rows:
        again = recompute(mission, store, Ref("needs", row.need))
        assert {name: getattr(row, name) for name in again} == again
