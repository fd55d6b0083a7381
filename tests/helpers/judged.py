"""Small missions of figures, estimates, observations and decisions, drawn or written, and judged."""

from __future__ import annotations

import datetime as dt

import msgspec
import pyarrow as pa
from hypothesis import strategies as st

from needline.model import Decision, Estimate, Figure, Mission, Observation, Place
from needline.model.mission import Group, Sector, Standard
from needline.needs import run
from needline.needs.evidence import need_id
from needline.store import Store

AT = dt.datetime(2024, 5, 10, 12, tzinfo=dt.UTC)
SECTORS = ("food", "wash")
AREAS = ("H1", "H2")
MISSION = Mission(
    title="Flight", question="", as_of=AT, standards=[Standard(name="msni", version="2025.1")],
    groups=[Group(id="fled", names=["Those who fled"], population="arrived_cumulative", from_place="S", within="H"),
            Group(id="guests", names=["Elsewhere"])],
    sectors=[Sector(id=one, name=one.title()) for one in SECTORS],
)  # fmt: skip
PLACES = [
    Place(id=code, name=code, names=[code], kind=kind, parent=parent)
    for code, kind, parent in (
        ("H", "country", ""),
        ("H1", "area", "H"),
        ("H2", "area", "H"),
        ("T", "town", "H1"),
    )
]


def figure(place: str, low: float | None, high: float | None, scenario: str = "consistent") -> Figure:
    return Figure(
        figure=f"f-{place}-{scenario}", measure="arrived_cumulative", from_place="S", place=place, group="fled",
        instant=AT, low=low, high=high, unit="people", exactness="outer", scenario=scenario, carried=False, sources=[],
        reasons=[], rules=[], trace=[], recipe="",
    )  # fmt: skip


def estimate(place: str, sector: str, level: int, ends: list[float] | None, hidden: str = "") -> Estimate:
    low, at, high = ends or (None, None, None)
    group = ("group", "fled") if place == "H" else ("place, group", f"{place} %/% fled")
    return Estimate(
        estimate=f"e-{place}-{sector}-{level}", survey="s", synthetic=True, analysis_type="prop_select_one",
        analysis_var=f"msni.{sector}.severity_{level}_or_more".replace(".all.", "."), analysis_var_value="yes",
        group_var=group[0], group_var_value=group[1], stat=at, stat_low=low, stat_upp=high, se=None, df=None, deff=None,
        n=None, n_total=None, n_w=None, n_w_total=None, analysis_key="", hidden=hidden, trace=[], recipe="",
    )  # fmt: skip


def observation(number: int, place: str, sector: str, severity: int | None, days: int) -> Observation:
    at = AT + dt.timedelta(days=days)
    return Observation(
        id=f"o{number}", file="", row=2, place=place, as_of_text="", as_of_start=at, as_of_end=at, method="seen",
        informant="", sector=sector, group="", text="x", severity=severity, confidence="", source="",
    )  # fmt: skip


def decision(number: int, on: str, value: str) -> Decision:
    return Decision(
        id=f"d{number}", previous="", at=f"2024-05-1{number}", author="A", device="d", on=on, action="severity",
        value=value, reason="agreed", file="decisions/a-d.jsonl",
    )  # fmt: skip


ENDS = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)


@st.composite
def worlds(draw):
    people = st.none() | st.integers(0, 3000).map(float)
    figures = []
    for place in ("H", *AREAS):
        for scenario in draw(st.lists(st.sampled_from(["consistent", "if a", "if b", "bound"]), unique=True)):
            low, high = draw(people), draw(people)
            if low is not None and high is not None:
                low, high = min(low, high), max(low, high)
            figures.append(figure(place, low, high, scenario))
    shares = [
        estimate(place, sector, level, draw(st.none() | ENDS), draw(st.sampled_from(["", "small"])))
        for place in ("H", *AREAS)
        for sector in (*SECTORS, "all")
        for level in draw(st.lists(st.sampled_from([2, 3, 4, 5]), unique=True))
    ]
    seen = [
        observation(number, draw(st.sampled_from(["H", "H1", "T"])), draw(st.sampled_from([*SECTORS, ""])),
                    draw(st.none() | st.integers(1, 5)), draw(st.integers(-1, 1)))
        for number in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    cells = [(place, sector) for place in ("H", "H1") for sector in (*SECTORS, "all")]
    agreed = [
        decision(number, f"needs/{need_id(place, 'fled', sector)}", str(draw(st.integers(0, 6))))
        for number, (place, sector) in enumerate(
            draw(st.lists(st.sampled_from(cells), unique=True, max_size=2))
        )
    ]
    least, leads = draw(st.sampled_from([0, 3])), draw(st.sampled_from(["mosaic", "households"]))
    thresholds = msgspec.structs.replace(MISSION.thresholds, pin_min_severity=least, intersectoral=leads)
    return msgspec.structs.replace(MISSION, thresholds=thresholds), figures, shares, seen, agreed


def judged(root, world) -> tuple[Mission, Store]:
    mission, figures, shares, seen, agreed = world
    store = Store(root)
    store.write("read", Place, PLACES)
    store.write("reconcile", Figure, figures)
    public = [
        msgspec.structs.replace(one, stat=None, stat_low=None, stat_upp=None) if one.hidden else one
        for one in shares
    ]
    store.write("estimate", Estimate, public)
    if shares:
        store.write_private("estimates", pa.Table.from_pylist(msgspec.to_builtins(shares)))
    store.write("read", Observation, seen)
    store.write("read", Decision, agreed)
    run(mission, store)
    return mission, store
