"""The response and the way to it: two 4W sheets as agencies keep them, legs by road and boat, what teams saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from make_world import DISTRICTS, PROVINCES, Union, table

AGENCIES = (
    "Ondravia Red Lantern", "Rivers and Roofs", "Doctors by Boat", "Open School Ondravia", "Clean Cup", "Grain Bridge",
    "Women of the Delta", "Tessal Farmers' League", "Far Shore Relief", "National Flood Authority",
)  # fmt: skip
PARTNERS = ("Union volunteers", "Lantern youth", "Delta Sisters", "", "", "")
DONORS = ("Monsoon Pooled Fund", "Friends of Ondravia", "own funds", "")
WORK = {  # as the sheet writes the sector: what is done, and what share of the flooded a row aims at
    "Emergency Shelter and NFI": (("tarpaulins and rope", "bamboo frames", "bedding"), 0.18),
    "WASH": (("water trucking", "latrines in shelters", "hygiene kits", "disinfecting wells"), 0.22),
    "Food Security": (("cooked meals", "dry rations for two weeks", "rice and oil"), 0.3),
    "Health": (("mobile clinic", "clinic on a boat", "oral rehydration points"), 0.15),
    "Education in Emergencies": (("lessons in shelters", "school kits"), 0.08),
    "Protection": (("safe space", "lost papers made anew", "lights on paths"), 0.06),
    "Nutrition": (("screening of small children", "ready food for small children"), 0.05),
    "Logistics": (("boats for hire",), 0.0),
}
TYPES = {"People in shelters": 0.4, "People with host families": 0.2, "Stayed at home": 0.3, "": 0.1}
STATUS = {"Completed": 0.5, "Ongoing": 0.3, "Planned": 0.17, "On hold": 0.03}


def _drawn(rng: np.random.Generator, shares: Mapping[str, float]) -> str:
    return str(rng.choice(list(shares), p=np.array(list(shares.values())) / sum(shares.values())))


def _activity(rng: np.random.Generator, known: Sequence[Union], chance: np.ndarray) -> dict[str, str | int]:
    union = known[int(rng.choice(len(known), p=chance))]
    sector = _drawn(rng, {name: max(share, 0.02) for name, (_, share) in WORK.items()})
    what, share = WORK[sector]
    group, status = _drawn(rng, TYPES), _drawn(rng, STATUS)
    of = union.flooded * {
        "People in shelters": 0.17,
        "People with host families": 0.22,
        "Stayed at home": 0.6,
    }.get(group, 1)
    aimed = round(of * share * rng.uniform(0.4, 1.6))
    begun = 10 + int(rng.integers(0, 10))
    reached = {"Completed": rng.uniform(0.7, 1.05), "Ongoing": rng.uniform(0.2, 0.7)}.get(status, 0)
    return {
        "agency": str(rng.choice(AGENCIES)),
        "partner": str(rng.choice(PARTNERS)),
        "donor": str(rng.choice(DONORS)),
        "sector": sector,
        "activity": str(rng.choice(what)),
        "district": DISTRICTS[union.district][0],
        "union": union.name,
        "code": union.code,
        "group": group,
        "status": status,
        "start": f"{begun:02d}/08/2024",
        "end": f"{min(begun + int(rng.integers(1, 9)), 31):02d}/08/2024" if status == "Completed" else "",
        "aimed": aimed if rng.random() < 0.9 else "",
        "reached": round(aimed * reached) if reached and rng.random() < 0.95 else "",
    }


def activities(rng: np.random.Generator, known: Sequence[Union], number: int) -> list[dict[str, str | int]]:
    """Rows of a 4W; agencies go where the water is, and where there is a road."""
    chance = np.array(
        [one.flooded * (2.0 if one.code.endswith(("01", "02", "03")) else 1.0) for one in known]
    )
    return [_activity(rng, known, chance / chance.sum()) for _ in range(number)]


COLUMNS = {  # header, HXL tag, and what stands under them
    "Lead Agency": ("#org+prog", "agency"), "Implemented with": ("#org+impl", "partner"),
    "Funded by": ("#org+funder", "donor"), "Cluster": ("#sector", "sector"),
    "What is done": ("#activity", "activity"), "District": ("#adm2+name", "district"), "Union": ("#adm3+name", "union"),
    "Union P-code": ("#adm3+code", "code"), "For whom": ("#population+type", "group"),
    "Stage": ("#activity+status", "status"), "Begun": ("#date+start", "start"), "Closed": ("#date+end", "end"),
    "To be helped": ("#targeted+ind", "aimed"), "Helped": ("#reached+ind", "reached"),
}  # fmt: skip


def sheet(rng: np.random.Generator, known: Sequence[Union]) -> str:
    """The 4W of most agencies, CSV under headers of its own with HXL tags; some rows cannot be placed."""
    rows = activities(rng, known, 820)
    for at in (33, 191, 402, 618):
        rows[at] |= {"code": f"OV9{at:04d}", "union": "Nowhere Char", "district": "not stated"}
    for at in (87, 530):
        rows[at] |= {"code": "", "union": "", "district": ""}
    rows[250]["reached"] = "about 300"
    rows[333]["start"] = "31/06/2024"
    rows[600]["status"] = "perhaps"
    lines = [{name: tag for name, (tag, _) in COLUMNS.items()}]
    lines += [{name: str(row[key]) for name, (_, key) in COLUMNS.items()} for row in rows]
    return table(lines)


def book(rng: np.random.Generator, known: Sequence[Union]) -> list[list[str | int]]:
    """Another coordination body's tracker: titles above, other words, households in place of people."""
    keys = (
        "agency",
        "partner",
        "sector",
        "activity",
        "code",
        "group",
        "status",
        "start",
        "end",
        "aimed",
        "reached",
    )
    head = ["Agency", "Implementing Partner", "Sector", "Activity", "Admin3 Pcode", "Population group",
            "Activity status",
            "Start date", "End date", "Households targeted", "Households reached"]  # fmt: skip
    rows: list[list[str | int]] = [["Monsoon response tracker (MADE UP)"], ["As of 20 August 2024"], [], head]
    for row in activities(rng, known, 200):
        for key in ("aimed", "reached"):
            row[key] = round(int(row[key]) / 5) if row[key] != "" else ""
        rows.append([row[key] for key in keys])
    return rows


def legs(rng: np.random.Generator, known: Sequence[Union]) -> tuple[str, str]:
    """Legs of road and water, and their states as the water rose."""
    ways: list[tuple[str, str, str, str]] = [
        ("PORT", "OV101", "Harbour road", ""),
        ("GATE", "OV303", "Gate road", ""),
    ]
    for province in PROVINCES:
        mine = [code for code in DISTRICTS if code.startswith(province)]
        ways += [(one, other, f"{PROVINCES[province]} road", "") for one, other in pairwise(mine)]
    ways += [("OV105", "OV201", "Long Bridge", ""), ("OV204", "OV301", "Hill road", ""),
             ("OV202", "OV302", "Old salt road", "4x4|foot"), ("OV101", "OV104", "Coast road", "")]  # fmt: skip
    worst = {
        code: sorted((one for one in known if one.district == code), key=lambda one: -one.flooded)
        for code in DISTRICTS
    }
    for code, mine in worst.items():
        ways += [
            (code, one.code, "", "" if at else "truck|light truck|car|4x4|foot")
            for at, one in enumerate(mine[-2:])
        ]
        ways.append((code, mine[0].code, "", "4x4|motorcycle|foot"))
    boats = [("PORT", "OV103"), ("OV101", "OV102"), ("OV103", "OV104"), ("OV102", worst["OV102"][0].code)]
    boats += [(code, worst[code][1].code) for code in ("OV101", "OV102", "OV103", "OV104")]
    ways += [(one, other, "by boat", "boat") for one, other in boats]
    listed, states = [], []
    for number, (one, other, name, vehicle) in enumerate(ways, start=1):
        km = round(float(rng.uniform(6, 42)), 1)
        hours = round(km / (12 if vehicle == "boat" else 28), 1)
        listed.append({"id": f"W{number:02d}", "from": one, "to": other, "name": name, "km": km, "hours": hours,
                       "vehicle": vehicle})  # fmt: skip
        states += _states(rng, f"W{number:02d}", other, name, vehicle)
    return table(listed), table(states)


def _states(rng: np.random.Generator, leg: str, to: str, name: str, vehicle: str) -> list[dict[str, str]]:
    def state(from_time: str, to_time: str, what: str, reason: str = "", by: str = "") -> dict[str, str]:
        return {"leg": leg, "from_time": from_time, "to_time": to_time, "state": what, "vehicle": by, "reason": reason,
                "control": "", "source": "flood_authority"}  # fmt: skip

    if vehicle == "boat":
        return [state("2024-08-10", "", "open")]
    if name == "Long Bridge":
        return [
            state("2024-01-01", "2024-08-12", "open"),
            state("2024-08-13", "", "closed", "bridge washed out"),
        ]
    if name == "Old salt road":
        return [state("2024-08-09", "2024-08-17", "closed", "landslide"),
                state("2024-08-18", "", "restricted", "one lane cleared", "4x4|foot")]  # fmt: skip
    share = DISTRICTS.get(to[:5], ("", 0.1))[1]
    if len(to) > 5 and vehicle.startswith("4x4") and share > 0.2:
        return [state("2024-08-09", "2024-08-11", "restricted", "water on the road", "4x4|foot"),
                state("2024-08-12", "", "closed", "under water")]  # fmt: skip
    if rng.random() < share * 0.8:
        return [state("2024-08-11", "2024-08-18", "closed", "culvert washed out"),
                state("2024-08-19", "", "restricted", "filled with sandbags; no trucks", "car|4x4|foot")]  # fmt: skip
    return [state("2024-08-01", "", "open")]


def observations() -> str:
    """What the assessment teams saw and heard, by role and never by name."""
    seen = (
        ("OV102", "2024-08-18", "seen", "", "wash", "sheltered",
         "One latrine for some ninety people in the two largest school shelters.", 4),
        ("OV102", "2024-08-18", "heard", "shelter committee", "food", "sheltered",
         "Cooked meals came once a day, and not on two of the last five days.", 4),
        ("OV103", "2024-08-18", "seen", "", "shelter", "stayed",
         "Families live on platforms under the roof; water stood a metre deep in the yards.", 4),
        ("OV103", "2024-08-19", "key_informant", "health worker", "health", "stayed",
         "More diarrhoea than in other rainy seasons; the clinic's stock is wet.", 3),
        ("OV104", "2024-08-19", "focus_group", "women in a shelter", "protection", "sheltered",
         "The path to the latrines has no light, and women go in pairs.", 3),
        ("OV201", "2024-08-17", "heard", "teacher", "education", "hosted",
         "Three of five schools are used as shelters; lessons have stopped.", 3),
        ("OV303", "2024-08-16", "heard", "driver", "", "",
         "The gate road is open to trucks; the queue took four hours.", ""),
        ("OV302", "2024-08-19", "seen", "", "", "stayed",
         "No team reached the upper unions: the salt road was cut until the day before.", ""),
    )  # fmt: skip
    keys = ("place", "as_of", "method", "informant", "sector", "group", "text", "severity")
    return table(
        {
            "id": f"v{number}",
            **dict(zip(keys, one, strict=True)),
            "confidence": "2",
            "source": "assessment_cell",
        }
        for number, one in enumerate(seen, start=1)
    )
