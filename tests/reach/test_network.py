"""Roads at an instant: what is reachable from where, in how many hours, on which single legs, and since when not."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needline.model import Leg, LegState
from needline.reach.network import Network, Road

NOW = dt.datetime(2024, 5, 10, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def network(legs: str, states: str = "", entries: str = "E") -> Network:
    """A network from `id from to hours` and `leg state from-day to-day`; days count from NOW, `*` is open."""
    made = [_leg(line.split()) for line in legs.strip().splitlines()]
    told = [_state(number, line.split()) for number, line in enumerate(states.strip().splitlines())]
    return Network(made, told, entries.split())


def _leg(cells: list[str]) -> Leg:
    id_, start, end, hours = cells
    time = None if hours == "?" else float(hours)
    return Leg(id=id_, file="", row=2, from_place=start, to_place=end, km=None, hours=time, vehicle="")


def _state(number: int, cells: list[str]) -> LegState:
    leg, state, *days = cells
    since, until = (None if day == "*" else NOW + float(day) * DAY for day in days)
    return LegState(
        id=f"s{number}", file="", row=2, leg=leg, from_time=since, to_time=until, state=state, reason="",
        control="", source="",
    )  # fmt: skip


LINE = "a E A 1\nb A B 2\nc B C 3"
RING = f"{LINE}\nd C E 9"
ALL_OPEN = "a open * *\nb open * *\nc open * *\nd open * *"


@pytest.mark.parametrize(
    ("legs", "states", "hours", "only", "restricted", "rule"),
    [
        (LINE, ALL_OPEN, {"E": 0, "A": 1, "B": 3, "C": 6}, {"C": "abc", "A": "a"}, "", "each hangs on all before it"),
        (RING, ALL_OPEN, {"E": 0, "A": 1, "B": 3, "C": 6}, {"C": "", "A": ""}, "", "in a ring no leg is the only way"),
        (LINE, "a open * *\nb closed * *\nc open * *", {"E": 0, "A": 1}, {"A": "a"}, "", "a closed leg cuts off"),
        (
            RING, "a open * *\nb closed * *\nc open * *\nd open * *",
            {"E": 0, "A": 1, "C": 9, "B": 12}, {"B": "dc"}, "", "the ring leads round, and hangs on each leg",
        ),
        (
            RING, "a open * *\nb restricted * *\nc open * *\nd open * *",
            {"E": 0, "A": 1, "C": 9, "B": 12}, {"B": "dc"}, "", "an open road stands before a shorter restricted one",
        ),
        (
            LINE, "a open * *\nb restricted * *\nc open * *",
            {"E": 0, "A": 1, "B": 3, "C": 6}, {"C": "abc"}, "BC", "restricted is passable, and said",
        ),
        (LINE, "", {"E": 0, "A": 1, "B": 3, "C": 6}, {"A": "a"}, "ABC", "of unknown state it is doubtful"),
        (LINE, "a open -3 -1", {"E": 0, "A": 1, "B": 3, "C": 6}, {}, "ABC", "a state that has ended says nothing"),
        (
            LINE, f"{ALL_OPEN}\nb closed -2 *",
            {"E": 0, "A": 1}, {}, "", "of two states the one that began last holds",
        ),
        (
            "a E A 1\nx E A 5", "a closed * *\nx open * *", {"E": 0, "A": 5}, {"A": "x"}, "",
            "of two legs between the same places the open one",
        ),
        ("a E A 1\nx E A 5", "a open * *\nx open * *", {"E": 0, "A": 1}, {"A": ""}, "", "and then neither is the only"),
        ("a E A ?\nb A B 2", "a open * *\nb open * *", {"E": 0, "A": None, "B": None}, {}, "", "no time, no hours"),
        ("a E A 1\nz A A 1", "a open * *\nz open * *", {"E": 0, "A": 1}, {"A": "a"}, "", "a leg to itself"),
        ("a X Y 1", "a open * *", {}, {}, "", "no entry lies on the network"),
    ],
)  # fmt: skip
def test_roads(legs, states, hours, only, restricted, rule):
    found = network(legs, states).roads(NOW)
    assert {place: road.hours for place, road in found.items()} == hours, rule
    assert {place: "".join(found[place].only) for place in only} == only, rule
    assert "".join(sorted(place for place, road in found.items() if road.restricted)) == restricted, rule


def test_an_entry_is_reached_from_itself_and_places_from_all_entries():
    found = network("a E A 1\nb A F 1\nc X Y 1", "a open * *\nb open * *\nc open * *", "E F G").roads(NOW)
    assert found["A"] == Road(["E", "F"], 1.0, restricted=False, legs=["a"], only=[])
    assert found["E"].entries == ["E", "F"]
    assert set(found) == {"A", "E", "F"}


@pytest.mark.parametrize(
    ("instant", "state"),
    [(-3.0, "closed"), (-2.0, "closed"), (-1.999, "unknown"), (-1.0, "open"), (0.0, "open"), (9.0, "open")],
)
def test_the_state_of_a_leg_at_an_instant(instant, state):
    one = network("a E A 1", "a closed * -2\na open -1 *")
    assert one.state("a", NOW + instant * DAY) == state


@pytest.mark.parametrize(
    ("states", "since", "rule"),
    [
        ("a open * -5\na closed -5 *", -5, "since it was closed"),
        ("a open * -5\na closed -5 -3\na closed -3 *", -5, "a second closure does not begin it anew"),
        ("a closed * *", None, "it never was open, as far as anybody said"),
        ("a closed -9 -7\na open -7 -5\na closed -5 *", -5, "since the last time it was open"),
        ("a restricted * -5\na closed -5 *", -5, "a restricted road was a road"),
        ("a closed -5 *", -5, "before that nothing was known, and it may have been passable"),
    ],
)
def test_since_when_a_place_is_cut_off(states, since, rule):
    found = network("a E A 1", states).cut_off_since(["A"], NOW).get("A")
    expected = None if since is None else NOW + since * DAY
    assert found is None if expected is None else abs(found - expected) <= dt.timedelta(microseconds=1), rule


def test_places_behind_each_single_leg():
    one = network(LINE, ALL_OPEN)
    assert one.behind(one.roads(NOW)) == {"a": ["A", "B", "C"], "b": ["B", "C"], "c": ["C"]}


PLACES = "EABCDF"


@st.composite
def networks(draw):
    pairs = st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES))
    legs = draw(st.lists(pairs, min_size=1, max_size=8))
    states = draw(
        st.lists(st.sampled_from(["open", "restricted", "closed", "unknown"]), min_size=8, max_size=8)
    )
    hours = draw(st.lists(st.sampled_from(["1", "2", "5", "?"]), min_size=8, max_size=8))
    lines = [
        f"l{number} {a} {b} {time}" for number, ((a, b), time) in enumerate(zip(legs, hours, strict=False))
    ]
    return lines, states[: len(lines)], draw(st.sampled_from(["E", "E F", "C"]))


def _network(world, closed=None) -> Network:
    lines, states, entries = world
    told = [f"l{number} {'closed' if number == closed else state} * *" for number, state in enumerate(states)]
    return network("\n".join(lines), "\n".join(told), entries)


@settings(deadline=None)
@given(networks(), st.integers(0, 7))
def test_closing_a_leg_never_adds_a_place_nor_shortens_a_road(world, closed):
    before, after = _network(world).roads(NOW), _network(world, closed).roads(NOW)
    assert set(after) <= set(before)
    for place, road in after.items():
        assert set(road.entries) <= set(before[place].entries) or before[place].restricted < road.restricted
        if road.restricted == before[place].restricted and "?" not in "".join(world[0]):
            assert road.hours is not None
            assert road.hours >= (before[place].hours or 0)


@settings(deadline=None)
@given(networks())
def test_an_only_leg_closed_cuts_off_its_road_and_another_does_not(world):
    roads = _network(world).roads(NOW)
    for place, road in roads.items():
        assert set(road.only) <= set(road.legs)
        for leg in road.legs:
            left = _network(world, int(leg[1:])).roads(NOW).get(place)
            worse = left is None or (left.restricted and not road.restricted)
            assert worse == (leg in road.only)


@settings(deadline=None)
@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_legs_and_states_changes_no_reach(world, random):
    lines, states, entries = world
    order = random.sample(range(len(lines)), len(lines))
    told = [f"l{number} {state} * *" for number, state in enumerate(states)]
    other = network("\n".join(lines[one] for one in order), "\n".join(told[one] for one in order), entries)
    first, second = _network(world).roads(NOW), other.roads(NOW)
    assert set(first) == set(second)
    for place, road in first.items():
        again = second[place]
        assert (road.entries, road.restricted, set(road.only)) == (
            again.entries,
            again.restricted,
            set(again.only),
        )


CLASSES = "a E A 1\nb A B 1\nc E B 9"


def by_class(vehicles: dict[str, str], vehicle: str, **states: str) -> Network:
    legs = [
        msgspec.structs.replace(_leg(line.split()), vehicle=vehicles.get(line[0], ""))
        for line in CLASSES.split("\n")
    ]
    told = [
        msgspec.structs.replace(_state(number, [leg, "open", "*", "*"]), vehicle=able)
        for number, (leg, able) in enumerate(states.items())
    ]
    return Network(legs, told, ["E"], vehicle)


@pytest.mark.parametrize(
    ("vehicles", "vehicle", "hours", "rule"),
    [
        ({}, "truck", {"A": 1, "B": 2}, "a leg without a class is for all"),
        ({"b": "4x4"}, "", {"A": 1, "B": 2}, "something gets through"),
        ({"b": "4x4"}, "truck", {"A": 1, "B": 9}, "a truck goes round"),
        ({"b": "4x4"}, "foot", {"A": 1, "B": 2}, "what is less demanding gets through too"),
        ({"b": "4x4", "c": "boat"}, "truck", {"A": 1}, "and not at all where the other way is by boat"),
        ({"a": "boat|car", "b": "boat"}, "boat", {"A": 1, "B": 2}, "a boat by a class of its own"),
        ({"b": " 4X4 "}, "4x4", {"A": 1, "B": 2}, "capitals and blanks"),
    ],
)
def test_a_class_of_vehicle_uses_the_legs_it_can(vehicles, vehicle, hours, rule):
    found = by_class(vehicles, vehicle).roads(NOW)
    assert {place: road.hours for place, road in found.items() if place != "E"} == hours, rule


def test_a_state_says_the_class_for_its_time():
    assert by_class({"b": "truck"}, "truck", b="4x4").state("b", NOW) == "closed"
    assert by_class({"b": "4x4"}, "truck", b="truck").state("b", NOW) == "open"


def test_the_closed_legs_at_the_edge_of_what_is_cut_off():
    one = network("a E A 1\nb A B 1\nc B C 1\nd X Y 1", "b closed * *\nd open * *")
    assert one.edges(NOW) == {"A": ["b"], "B": ["b"], "C": ["b"], "E": ["b"], "X": [], "Y": []}


@pytest.mark.parametrize(
    ("states", "last", "rule"),
    [
        ("", None, "nothing is known"),
        ("a open * *", None, "nothing ever changed"),
        ("a open -5 *", -5, "it was unknown before"),
        ("a open * -5\na open -5 *", None, "a state renewed is no change"),
        ("a open * -5\na closed -5 *\nb open -3 *", -3, "the last of several"),
        ("a open * *\na closed 2 *", None, "what changes later has not changed"),
    ],
)
def test_the_last_change(states, last, rule):
    found = network("a E A 1\nb A B 1", states).last_change(NOW)
    assert (
        found is None if last is None else abs(found - (NOW + last * DAY)) <= dt.timedelta(microseconds=1)
    ), rule


def test_since_when_several_places_are_cut_off():
    one = network(
        "a E A 1\nb A B 1\nc E C 1\nd X Y 1",
        "a open * -2\na closed -2 *\nb open * -7\nb closed -7 *\nc closed * *\nd open * *",
    )
    found = one.cut_off_since(["A", "B", "C", "X"], NOW)
    assert {place: round((time - NOW) / DAY) for place, time in found.items()} == {"A": -2, "B": -7}


@settings(deadline=None)
@given(networks())
def test_since_when_is_what_asking_each_instant_finds(world):
    """Beside a walk through the instants one by one."""
    lines, states, entries = world
    told = [f"l{n} {state} {-2 - n} {-1 - n if n % 2 else '*'}" for n, state in enumerate(states)]
    one = network("\n".join(lines), "\n".join(told), entries)
    now = set(one.roads(NOW))
    found = one.cut_off_since(set(one.places) - now, NOW)
    instants = sorted({NOW, *(NOW - day * DAY / 2 for day in range(1, 30))}, reverse=True)
    for place in set(one.places) - now:
        reached = next((at for at in instants if place in one.roads(at)), None)
        assert (place in found) == (reached is not None)
        if reached is not None:
            assert reached < found[place] <= reached + DAY / 2 + dt.timedelta(microseconds=1)
