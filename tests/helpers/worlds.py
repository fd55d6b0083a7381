"""Stores filled with model values: crises that no file tells of, for whatever needs tables and no reader."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from needline.model import (
    Access,
    Activity,
    Claim,
    Conflict,
    Count,
    Coverage,
    Decision,
    Estimate,
    Figure,
    Group,
    Leg,
    LegState,
    Mission,
    Need,
    Observation,
    Place,
    Recipe,
    Report,
    Residual,
    Sector,
    Setting,
    Source,
    Span,
    Standard,
    Statement,
    SurveyRow,
    problem,
)
from needline.model.problem import Problem
from needline.store import Store

AT = dt.datetime(2024, 5, 14, 12, tzinfo=dt.UTC)
RULE = Recipe(rule="test@1").text()
SECTORS = ("shelter", "wash", "health", "education", "protection", "food", "nutrition", "livelihoods")
PASSAGE = "The Ministry says that 41,250 people had crossed the river by noon."


def count(key: str, low: float | None, high: float | None, **more: Any) -> Count:
    values: dict[str, Any] = {
        "file": "counts/crossings.csv",
        "row": 2,
        "name": key,
        "statement": key,
        "published": AT,
        "published_text": "2024-05-14",
        "as_of_text": "2024-05-14T12:00",
        "as_of_start": AT,
        "as_of_end": AT,
        "said_by": "Ministry of the Interior",
        "counted_by": "Ministry of the Interior",
        "measure": "arrived_cumulative",
        "from_place": "OLD",
        "to_place": "NEW",
        "place_text": "",
        "group": "displaced",
        "qualifier": "exact",
        "damaged": False,
        "number_low": low,
        "number_high": high if high is not None else low,
        "low": low,
        "high": high,
        "unit": "people",
        "note": "",
        "url": "https://example.org/report/7",
    }
    return Count(count=key, **(values | more))


def figure(key: str, low: float | None, high: float | None, trace: list[str], **more: Any) -> Figure:
    values: dict[str, Any] = {
        "measure": "arrived_cumulative",
        "from_place": "OLD",
        "place": "NEW",
        "group": "left",
        "instant": AT,
        "unit": "people",
        "exactness": "outer",
        "scenario": "consistent",
        "carried": False,
        "sources": ["Ministry of the Interior"],
        "reasons": [ref for ref in trace if ref.startswith("counts/")][:2],
        "rules": ["housed is part of arrived"],
        "recipe": RULE,
    }
    return Figure(figure=key, low=low, high=high, trace=trace, **(values | more))


def need(place: str, group: str, sector: str, trace: list[str], **more: Any) -> Need:
    values: dict[str, Any] = dict.fromkeys(
        [
            "people_low",
            "people_high",
            "in_need_low",
            "in_need",
            "in_need_high",
            "share_low",
            "share",
            "share_high",
            "severity",
            "severity_low",
            "severity_high",
            "gap_low",
            "gap_high",
        ]
    )
    values |= {
        "basis": "not_known",
        "synthetic": False,
        "flags": [],
        "missing": "",
        "dominated_by": "",
        "recipe": RULE,
    }
    return Need(
        need=f"{place}-{group}-{sector}",
        place=place,
        group=group,
        sector=sector,
        trace=trace,
        **(values | more),
    )


def estimate(key: str, stat: float | None, **more: Any) -> Estimate:
    shown = stat is not None
    values: dict[str, Any] = {
        "survey": "homes",
        "synthetic": True,
        "analysis_type": "prop_select_one",
        "analysis_var": "msni.wash >= 3",
        "analysis_var_value": "1",
        "group_var": "place %/% group",
        "group_var_value": key,
        "stat_low": stat - 0.05 if shown else None,
        "stat_upp": stat + 0.05 if shown else None,
        "se": 0.0251 if shown else None,
        "df": 31.0 if shown else None,
        "deff": 1.62 if shown else None,
        "n": 57 if shown else None,
        "n_total": 131 if shown else None,
        "n_w": 5700.0 if shown else None,
        "n_w_total": 13100.0 if shown else None,
        "analysis_key": key,
        "hidden": "" if shown else "small",
        "trace": ["surveys/homes"],
        "recipe": RULE,
    }
    return Estimate(estimate=key, stat=stat, **(values | more))


def valley_mission() -> Mission:
    """A crisis with everything in it: two sides of a border, five groups, thirty areas, eight sectors."""
    return Mission(
        title="The valley: after the dam <failed>",
        question="Who stayed, who left, & what do they need?",
        as_of=AT,
        zone="Asia/Kathmandu",
        groups=[
            Group(
                id="left",
                names=["Those who left"],
                stands_for=["displaced"],
                population="arrived_cumulative",
                from_place="OLD",
                within="NEW",
            ),
            Group(id="stay", names=["Those who stayed"], population="remaining", within="OLD"),
            Group(id="hosts", names=["Families who host them"], within="NEW"),
            Group(id="nomads", names=["Herders"], within="NEW"),
        ],
        sectors=[Sector(id=one, name=one.capitalize()) for one in SECTORS],
        standards=[Standard(name="msni", version="2025.1")],
        entries=["T0"],
        synthetic=["homes"],
    )


def valley(root: Path, areas_of: int = 30) -> tuple[Mission, Store]:
    """Fill a store with the valley: conflicts, hidden cells, unknowns, a restricted source, a cut-off town."""
    mission, store = valley_mission(), Store(root)
    areas = [f"A{number:02d}" for number in range(areas_of)]
    _ground(store, areas)
    _reported(store)
    _measured(store, areas)
    _response(store)
    return mission, store


def _ground(store: Store, areas: list[str]) -> None:
    named = [
        ("NEW", "New bank / Uus kallas", "country", ""),
        ("OLD", "Old bank / Vana kallas", "country", ""),
    ]
    named += [
        (area, f"District {index + 1} / Ringkond {index + 1}", "area", "NEW")
        for index, area in enumerate(areas)
    ]
    towns = [
        ("Gate", 27.70, 85.30),
        ("Upper Bridge / Ülasild", 27.72, 85.42),
        ("Mill", 27.71, 85.425),
        ("Old Town / Vanalinn", 27.66, 85.55),
        ("Hill", 27.80, 85.60),
        ("Far Village / Kaugküla", 27.60, 85.70),
    ]
    places = [
        Place(id=code, name=name, names=name.split(" / "), kind=kind, parent=parent)
        for code, name, kind, parent in named
    ]
    places += [
        Place(id=f"T{index}", name=name, names=name.split(" / "), kind="town", parent="OLD", lat=lat, lon=lon)
        for index, (name, lat, lon) in enumerate(towns)
    ]
    store.write("read", Place, places)
    store.write(
        "read",
        Source,
        [
            Source(id="moi", name="Ministry of the Interior", kind="government", reliability="B"),
            Source(id="un", name="UN mission", kind="mission", reliability="A", independent_of=["moi"]),
            Source(id="wire", name="River Wire", kind="media", reliability="C", licence="restricted"),
            Source(id="open", name="Open Paper", kind="media", reliability="C", licence="CC-BY-4.0"),
        ],
    )
    store.write(
        "read",
        Setting,
        [
            Setting(name="thresholds.cell_households", value="10", number=10.0, stated=True),
            Setting(name="thresholds.level", value="0.95", number=0.95, stated=False),
            Setting(name="thresholds.area_share", value="0.2", number=0.2, stated=False),
            Setting(name="figures.household_size", value="None", number=None, stated=False),
        ],
    )
    store.write(
        "read",
        Problem,
        [
            problem(
                "bad-date",
                "counts/crossings.csv",
                "row 12",
                'as_of is "32.09.2023".',
                "Write it as 2023-09-30.",
            ),
            problem(
                "unknown-place",
                "activities/who.csv",
                "row 3",
                '"Mil" is no place.',
                "Did you mean Mill?",
                "warning",
            ),
            problem("matched", "activities/who.csv", "", "12 headers matched by HXL.", "", "note"),
        ],
    )
    store.write(
        "read",
        Decision,
        [
            Decision(
                id="d1",
                previous="",
                at="2024-05-14T11:00+05:45",
                author="A. Analyst",
                device="desk",
                on="counts/c-rumour",
                action="set_aside",
                value="",
                reason="a rumour of a rumour",
                file="decisions/a-desk.jsonl",
            ),
        ],
    )


def _reported(store: Store) -> None:
    day = dt.timedelta(hours=6)
    series = [
        count(
            f"s{index:02d}",
            5000.0 + 2400 * index,
            5000.0 + 2400 * index,
            row=index + 2,
            as_of_start=AT - day * (16 - index),
            as_of_end=AT - day * (16 - index),
            as_of_text="",
        )
        for index in range(16)
    ]
    spoken = count(
        "c-ministry", 41250.0, 41250.0, file="reports/noon.txt", row=0, claim="q-ministry", start=123, end=129
    )
    others = [
        count(
            "c-un",
            43000.0,
            None,
            said_by="UN mission",
            counted_by="UN mission",
            qualifier="more than",
            row=40,
        ),
        count(
            "c-wire",
            43000.0,
            43999.0,
            said_by="River Wire",
            counted_by="UN mission",
            qualifier="more than",
            damaged=True,
            number_low=43000.0,
            number_high=43999.0,
            claim="q-wire",
            file="reports/wire.txt",
            row=0,
            start=10,
            end=16,
        ),
        count(
            "c-base",
            58000.0,
            62000.0,
            measure="baseline_population",
            from_place="OLD",
            to_place="",
            row=41,
            qualifier="about",
            number_low=60000.0,
            number_high=60000.0,
            group="all",
        ),
        count(
            "c-census",
            71233.0,
            71233.0,
            measure="baseline_population",
            from_place="OLD",
            to_place="",
            row=42,
            group="all",
            note="census of 2011",
            as_of_text="2011",
            as_of_start=None,
            as_of_end=None,
        ),
        count(
            "c-stay",
            50.0,
            1000.0,
            measure="remaining",
            from_place="OLD",
            to_place="",
            row=43,
            group="all",
            said_by="UN mission",
            counted_by="village elders",
            qualifier="between",
            number_low=50.0,
            number_high=1000.0,
        ),
        count("c-absent", 1100.0, 1100.0, measure="absent_before", row=44, note="stranded since 2022"),
        count(
            "c-few",
            200.0,
            999.0,
            measure="killed",
            qualifier="hundreds",
            number_low=None,
            number_high=None,
            row=45,
        ),
        count("c-cars", 9876.0, 9876.0, measure="vehicles_cumulative", unit="vehicles", row=46),
        count("c-dis-a", 2.0, 2.0, measure="share_with_disability", unit="percent", row=47),
        count(
            "c-dis-b",
            15.5,
            16.5,
            measure="share_with_disability",
            unit="percent",
            row=48,
            qualifier="about",
            number_low=16.0,
            number_high=16.0,
            said_by="UN mission",
            counted_by="UN mission",
        ),
        count(
            "c-rumour",
            None,
            300.0,
            measure="remaining",
            qualifier="up to",
            number_low=300.0,
            number_high=300.0,
            row=49,
        ),
        count("c-list", 12000.0, 12000.0, measure="housed", row=50),
    ]
    store.write("read", Count, [*series, *others])
    store.write("extract", Count, [spoken])
    store.write(
        "read",
        Report,
        [
            Report(
                id="r-noon",
                file="reports/noon.txt",
                sha256="ab" * 32,
                title="Noon <briefing>",
                publisher="Open Paper",
                author="",
                published=AT,
                published_text="2024-05-14",
                url="https://example.org/noon",
                source="open",
                language="en",
            ),
            Report(
                id="r-wire",
                file="reports/wire.txt",
                sha256="cd" * 32,
                title="SECRETTITLE",
                publisher="River Wire",
                author="",
                published=AT,
                published_text="2024-05-14",
                url="javascript:alert(1)",
                source="wire",
                language="en",
            ),
        ],
    )
    store.write(
        "extract",
        Claim,
        [
            Claim(
                claim="q-ministry",
                report="r-noon",
                start=100,
                end=100 + len(PASSAGE),
                passage=PASSAGE,
                kind="states",
                cue=Span(113, 117, "says"),
                sources=[Span(100, 112, "The Ministry")],
                speaker="moi",
                content=[Span(118, 160, PASSAGE[18:60])],
            ),
            Claim(
                claim="q-wire",
                report="r-wire",
                start=0,
                end=40,
                passage="SECRETWORDS of the wire, 43,<> crossed.",
                kind="accuses",
                cue=Span(12, 20, "accuses"),
                sources=[Span(0, 4, "SECRETSPEAKER")],
                speaker="wire",
                content=[Span(5, 30, "SECRETCONTENT")],
                accused="SECRETACCUSED",
                conduct="forced displacement",
            ),
        ],
    )
    store.write(
        "judge",
        Statement,
        [
            Statement(
                id="st-1",
                kind="promise",
                by="The Ministry",
                on="UN mission",
                said_on="2024-05-13",
                content="will open the bridge to 40 trucks",
                place="T1",
                denied_by=[],
                outcome="the bridge stood open on the day after",
                trace=["claims/q-ministry"],
                recipe=RULE,
            ),
            Statement(
                id="st-2",
                kind="allegation",
                by="River Wire",
                on="SECRETADDRESSEE",
                said_on="",
                content="SECRETCONTENT",
                place="",
                denied_by=["SECRETDENIER"],
                outcome="",
                trace=["claims/q-wire"],
                recipe=RULE,
            ),
        ],
    )
    told = '"SECRETNUMBER 43,<>": digits are missing.'
    store.write(
        "extract",
        Problem,
        [
            problem(
                "damaged", "reports/wire.txt", "characters 25 to 30", told, "Compare another copy.", "warning"
            )
        ],
    )
    trace = ["counts/c-ministry", "counts/c-un"]
    store.write(
        "reconcile",
        Figure,
        [
            figure("f-left", 41250.0, 41250.0, [*(f"counts/s{index:02d}" for index in range(16)), *trace]),
            figure("f-if", 43000.0, None, trace, scenario="if c-un"),
            figure(
                "f-stay",
                50.0,
                1000.0,
                ["counts/c-stay"],
                measure="remaining",
                from_place="",
                place="OLD",
                group="stay",
                carried=True,
            ),
            figure(
                "f-open",
                7000.0,
                None,
                ["figures/f-left"],
                group="hosts",
                measure="arrived_cumulative",
                sources=[],
                reasons=[],
            ),
        ],
    )
    store.write(
        "reconcile",
        Conflict,
        [
            Conflict(
                id="x1",
                measure="arrived_cumulative",
                from_place="OLD",
                place="NEW",
                group="left",
                members=["counts/c-ministry", "counts/c-un"],
                gap=1750.0,
                unit="people",
                gives=[1750.0, 1750.0],
                start=AT,
                end=AT,
                rule="arrivals never fall",
                trace=trace,
                recipe=RULE,
            ),
            Conflict(
                id="x2",
                measure="share_with_disability",
                from_place="OLD",
                place="NEW",
                group="left",
                members=["counts/c-dis-a", "counts/c-dis-b"],
                gap=13.5,
                unit="percent",
                gives=[13.5, 13.5],
                start=None,
                end=None,
                rule="it changes slowly",
                trace=["counts/c-dis-a", "counts/c-dis-b"],
                recipe=RULE,
            ),
        ],
    )
    terms = ["+counts/c-base", "-figures/f-left", "-figures/f-stay"]
    store.write(
        "reconcile",
        Residual,
        [
            Residual(
                id="b1",
                kind="balance",
                place="OLD",
                group="",
                instant=AT,
                reading="taken as exact",
                leads=True,
                terms=terms,
                low=17750.0,
                high=18700.0,
                causes=["counts/c-absent"],
                rule="baseline less those who left and stayed",
                trace=["counts/c-base", "figures/f-left", "figures/f-stay"],
                recipe=RULE,
            ),
            Residual(
                id="b2",
                kind="balance",
                place="OLD",
                group="",
                instant=AT,
                reading="as written",
                leads=False,
                terms=["+counts/c-census", *terms[1:]],
                low=28983.0,
                high=29933.0,
                causes=[],
                rule="baseline less those who left and stayed",
                trace=["counts/c-census", "figures/f-left", "figures/f-stay"],
                recipe=RULE,
            ),
            Residual(
                id="l1",
                kind="list",
                place="NEW",
                group="left",
                instant=AT,
                reading="",
                leads=False,
                terms=["+counts/c-list", "-counts/s00"],
                low=7000.0,
                high=7000.0,
                causes=[],
                rule="the whole less its listed parts",
                trace=["counts/c-list", "counts/s00"],
                recipe=RULE,
            ),
        ],
    )


def _measured(store: Store, areas: list[str]) -> None:
    store.write(
        "score",
        SurveyRow,
        [
            SurveyRow(
                id="homes",
                file="survey/homes/submissions.csv",
                title="Homes, May",
                synthetic=True,
                households=812,
                set_aside=9,
                strata=10,
                clusters=84,
                standards=["msni 2025.1"],
                fingerprint="00",
            ),
        ],
    )
    estimates = [estimate(f"e{index:02d}", 0.31 + 0.01 * index if index % 7 else None) for index in range(20)]
    store.write(
        "estimate", Estimate, [*estimates, estimate("mean", 4.237, analysis_type="mean", analysis_var="size")]
    )
    store.write(
        "read",
        Observation,
        [
            Observation(
                id="o1",
                file="observations/visit.csv",
                row=2,
                place="T3",
                as_of_text="2024-05-14",
                as_of_start=AT,
                as_of_end=AT,
                method="seen",
                informant="",
                sector="health",
                group="stay",
                text="One nurse for 3 wards.",
                severity=4,
                confidence="2",
                source="un",
            ),
            Observation(
                id="o2",
                file="observations/visit.csv",
                row=3,
                place="T3",
                as_of_text="2024-05-14",
                as_of_start=AT,
                as_of_end=AT,
                method="key_informant",
                informant="shopkeeper",
                sector="",
                group="",
                text="No bread since Monday.",
                severity=None,
                confidence="",
                source="un",
            ),
        ],
    )
    needs = [
        need(
            "OLD",
            "stay",
            "health",
            ["figures/f-stay", "observations/o1"],
            people_low=50.0,
            people_high=1000.0,
            in_need_high=1000.0,
            severity=4,
            severity_low=4,
            severity_high=4,
            basis="observed",
            flags=["seen or heard, not sampled"],
        ),
        need(
            "OLD",
            "stay",
            "all",
            ["needs/OLD-stay-health"],
            people_low=50.0,
            people_high=1000.0,
            in_need_high=1000.0,
            severity=4,
            severity_low=4,
            severity_high=4,
            basis="observed",
            flags=["a lower bound: not known of wash, food"],
        ),
    ]
    needs += [
        need(
            "OLD",
            "stay",
            one,
            ["figures/f-stay"],
            people_low=50.0,
            people_high=1000.0,
            missing="A visit would tell.",
        )
        for one in ("wash", "food")
    ]
    for group in ("left", "hosts"):
        for at, place in enumerate(["NEW", *areas]):
            needs += _area_needs(group, place, at)
    needs += [
        need(place, "nomads", one, [], missing="Somebody who knows where they are.")
        for place in ("A03",)
        for one in (*SECTORS, "all")
    ]
    store.write("judge", Need, needs)


def _area_needs(group: str, place: str, at: int) -> list[Need]:
    people = 41250.0 if place == "NEW" else 1000.0 + 37 * at
    trace = ["figures/f-left" if group == "left" else "figures/f-open"]
    needs = []
    for index, sector in enumerate(SECTORS):
        if (at + index) % 11 == 3:
            needs.append(
                need(
                    place,
                    group,
                    sector,
                    trace,
                    people_low=people,
                    people_high=people,
                    missing="A larger sample.",
                )
            )
            continue
        share = 0.2 + ((at * 3 + index * 5) % 13) / 20
        severity = 1 + (at + index) % 5
        needs.append(
            need(
                place,
                group,
                sector,
                [*trace, "estimates/e01"],
                people_low=people,
                people_high=people if group == "left" else None,
                in_need_low=round(people * (share - 0.05)),
                in_need=round(people * share) + 0.0 if group == "left" else None,
                in_need_high=round(people * (share + 0.05)) if group == "left" else None,
                share_low=share - 0.05,
                share=share,
                share_high=share + 0.05,
                severity=severity,
                severity_low=max(1, severity - 1),
                severity_high=severity,
                basis="estimate",
                synthetic=True,
                dominated_by="sample",
                gap_low=0.0,
                gap_high=321.0 if index % 2 else None,
            )
        )
    known = [one for one in needs if one.severity]
    needs.append(
        need(
            place,
            group,
            "all",
            [f"needs/{one.need}" for one in known],
            people_low=people,
            people_high=people if group == "left" else None,
            in_need_low=max(one.in_need_low or 0.0 for one in known),
            in_need=max(one.in_need or 0.0 for one in known) if group == "left" else None,
            in_need_high=max(one.in_need_high or 0.0 for one in known) if group == "left" else None,
            severity=max(one.severity or 0 for one in known),
            severity_low=1,
            severity_high=5,
            basis="estimate",
            synthetic=True,
            flags=["a lower bound: not known of one sector"],
        )
    )
    return needs


def _response(store: Store) -> None:
    activity = {
        "file": "activities/who.csv",
        "partner": "",
        "donor": "",
        "unit": "people",
        "status": "ongoing",
        "start": "",
        "end": "",
        "source": "un",
    }
    store.write(
        "read",
        Activity,
        [
            Activity(
                id="a1",
                row=2,
                organisation="Red Cross",
                sector="wash",
                activity="=2+2 water points",
                place="A01",
                group="left",
                targeted=500.0,
                reached=420.0,
                **activity,
            ),
            Activity(
                id="a2",
                row=3,
                organisation="UNICEF",
                sector="wash",
                activity="kits",
                place="A01",
                group="left",
                targeted=None,
                reached=180.0,
                **activity,
            ),
        ],
    )
    store.write(
        "reach",
        Coverage,
        [
            Coverage(
                id="v1",
                place="A01",
                group="left",
                sector="wash",
                reached_low=420.0,
                reached_high=600.0,
                planned=None,
                organisations=["Red Cross", "UNICEF"],
                uncounted=1,
                trace=["activities/a1", "activities/a2"],
                recipe=RULE,
            ),
            Coverage(
                id="v2",
                place="A02",
                group="",
                sector="food",
                reached_low=None,
                reached_high=None,
                planned=900.0,
                organisations=["WFP"],
                uncounted=0,
                trace=["activities/a2"],
                recipe=RULE,
            ),
        ],
    )
    legs = [
        ("g1", "T0", "T1", 12.0),
        ("g2", "T1", "T2", None),
        ("g3", "T2", "T3", 30.5),
        ("g4", "T3", "T4", None),
        ("g5", "T3", "T5", 44.0),
    ]
    store.write(
        "read",
        Leg,
        [
            Leg(
                id=key,
                file="routes/legs.csv",
                row=index + 2,
                from_place=start,
                to_place=end,
                km=km,
                hours=1.5,
                vehicle="",
            )
            for index, (key, start, end, km) in enumerate(legs)
        ],
    )
    states = [("g1", "open"), ("g2", "restricted"), ("g3", "open"), ("g4", "closed")]
    store.write(
        "read",
        LegState,
        [
            LegState(
                id=f"z{leg}",
                file="routes/states.csv",
                row=index + 2,
                leg=leg,
                from_time=AT - dt.timedelta(days=3),
                to_time=None,
                state=state,
                reason="checks at the bridge",
                control="army",
                source="un",
            )
            for index, (leg, state) in enumerate(states)
        ],
    )
    store.write(
        "reach",
        Access,
        [
            Access(
                id="w1",
                place="T1",
                instant=AT,
                reachable_from=["T0"],
                restricted=False,
                hours=1.5,
                only_legs=["g1"],
                people_behind_low=50.0,
                people_behind_high=1000.0,
                cut_off_since=None,
                trace=["legs/g1", "leg_states/zg1"],
                recipe=RULE,
            ),
            Access(
                id="w2",
                place="T4",
                instant=AT,
                reachable_from=[],
                restricted=False,
                hours=None,
                only_legs=[],
                people_behind_low=None,
                people_behind_high=None,
                cut_off_since=AT - dt.timedelta(days=3),
                trace=["legs/g4", "leg_states/zg4"],
                recipe=RULE,
            ),
            Access(
                id="w3",
                place="T5",
                instant=AT,
                reachable_from=["T0"],
                restricted=True,
                hours=7.25,
                only_legs=["g1", "g2"],
                people_behind_low=None,
                people_behind_high=900.0,
                cut_off_since=None,
                trace=["legs/g1", "legs/g2"],
                recipe=RULE,
            ),
        ],
    )


def flood(root: Path) -> tuple[Mission, Store]:
    """A second crisis, thin: one group, two counts, no conflict, no survey, no road, nothing judged but one row."""
    mission = Mission(
        title="Flood",
        question="",
        as_of=AT,
        groups=[Group(id="all", names=["Everyone"], population="displaced", within="DELTA")],
    )
    store = Store(root)
    store.write("read", Place, [Place(id="DELTA", name="Delta", names=["Delta"], kind="country")])
    store.write(
        "read",
        Count,
        [
            count(
                "k1",
                800.0,
                None,
                measure="displaced",
                from_place="",
                to_place="DELTA",
                qualifier="at least",
                group="all",
            )
        ],
    )
    store.write(
        "reconcile",
        Figure,
        [
            figure(
                "f",
                800.0,
                None,
                ["counts/k1"],
                measure="displaced",
                from_place="",
                place="DELTA",
                group="all",
            )
        ],
    )
    store.write(
        "judge", Need, [need("DELTA", "all", "all", ["figures/f"], people_low=800.0, missing="A sample.")]
    )
    return mission, store


def empty(root: Path) -> tuple[Mission, Store]:
    """A mission in which nothing has been read yet."""
    return Mission(title="Nothing yet", question="What is known?", as_of=AT), Store(root)
