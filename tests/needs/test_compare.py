"""Two builds compared: each change has its cause, with the evidence that differs, and the causes add up to it."""

from __future__ import annotations

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from judged import MISSION, decision, estimate, figure, judged, observation, worlds

from needline.cli.compare import command
from needline.needs.compare import Side, compare
from needline.needs.evidence import need_id

PEOPLE, SHARES = [figure("H", 1000.0, 1000.0)], [estimate("H", "food", 3, [0.4, 0.5, 0.6])]
OTHER = [estimate("H", "food", 3, [0.5, 0.6, 0.7])]
AGREED = [decision(1, f"needs/{need_id('H', 'fled', 'food')}", "5")]
BEFORE = (MISSION, PEOPLE, SHARES, [], [])


def changed(root, **more):
    names = ("mission", "figures", "shares", "seen", "agreed")
    after = [more.get(name, value) for name, value in zip(names, BEFORE, strict=True)]
    found = compare(Side(*judged(root / "a", BEFORE)), Side(*judged(root / "b", tuple(after))))
    return {(one.place, one.sector): one for one in found.changes}


def thresholds(**more):
    return msgspec.structs.replace(MISSION, thresholds=msgspec.structs.replace(MISSION.thresholds, **more))


@pytest.mark.parametrize(
    ("more", "kind", "columns", "ref"),
    [
        ({"figures": [figure("H", 2e3, 2e3)]}, "people", {"in_need": (500, 1000)}, "figures/f-H-consistent"),
        ({"shares": OTHER}, "sample", {"in_need": (500, 600)}, "estimates/e-H-food-3"),
        ({"agreed": AGREED}, "decisions", {"severity": (3, 5)}, "decisions/d1"),
        ({"mission": thresholds(area_share=0.7)}, "settings", {"severity": (3, 1)}, "thresholds.area_share"),
    ],
)
def test_a_cause(tmp_path, more, kind, columns, ref):
    found = changed(tmp_path, **more)["H", "food"]
    assert columns.items() <= found.changed.items()
    (part,) = found.parts
    assert part.kind == kind
    assert [one.ref for one in part.evidence] == [ref]


def test_what_was_seen_makes_a_cell_known(tmp_path):
    found = changed(tmp_path, seen=[observation(1, "T", "wash", 4, -1)])["H1", "wash"]
    assert found.changed["basis"] == ("not_known", "observed")
    assert [(part.kind, [one.ref for one in part.evidence]) for part in found.parts] == [
        ("seen", ["observations/o1"])
    ]


def test_two_causes_are_told_apart_and_add_up(tmp_path):
    """1000 people at 50 % to 2000 at 60 %: people add 500, the sample 200."""
    found = changed(tmp_path, figures=[figure("H", 2000.0, 2000.0)], shares=OTHER)["H", "food"]
    parts = {part.kind: part.changed["in_need"] for part in found.parts}
    assert parts == {"people": (500, 1000), "sample": (1000, 1200)}
    assert found.changed["in_need"] == (500, 1200)


def test_places_that_one_of_them_lacks_are_listed(tmp_path):
    group = msgspec.structs.replace(MISSION.groups[0], id="other")
    more = msgspec.structs.replace(MISSION, groups=[*MISSION.groups, group])
    found = compare(Side(*judged(tmp_path / "a", BEFORE)), Side(*judged(tmp_path / "b", (more, *BEFORE[1:]))))
    assert (found.changes, found.only_first, len(found.only_second)) == ([], [], 9)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(worlds(), worlds())
def test_the_causes_of_a_cell_lead_from_the_first_to_the_second(tmp_path_factory, one, other):
    first = Side(*judged(tmp_path_factory.mktemp("a"), one))
    second = Side(*judged(tmp_path_factory.mktemp("b"), other))
    for change in compare(first, second).changes:
        values = {name: before for name, (before, _) in change.changed.items()}
        for part in change.parts:
            for name, (before, after) in part.changed.items():
                assert values.get(name, before) == before
                values[name] = after
        assert all(values[name] == after for name, (_, after) in change.changed.items())
    assert compare(first, first).changes == []


@pytest.fixture
def told(built):
    def run(*args):
        return CliRunner().invoke(command, [str(built), *args])

    return run


def test_the_command_tells_what_a_threshold_changes(told):
    done = told("--set", "pin_min_severity=5")
    assert done.exit_code == 0, done.output
    assert "because of thresholds of the mission:" in done.output
    assert "thresholds.pin_min_severity: 0 → 5" in done.output


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--set", "need=4"), "need"),
        (("--set", "need_severity=9"), "need_severity"),
        (("--standard", "msni@1999"), "msni@1999"),
        (("--sector", "fod"), "fod"),
    ],
)
def test_wrong_use_is_said(told, args, message):
    done = told(*args)
    assert done.exit_code
    assert message in str(done.exception)
