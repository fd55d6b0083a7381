"""Places, census and counts: the Flood Authority's situation reports, and what others counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from make_world import COUNTRY, DAYS, DISPLACED, DISTRICTS, PROVINCES, Union, table


def places(known: Sequence[Union]) -> str:
    """Country, provinces, districts, unions, and the two ways in."""
    rows = [
        {
            "code": COUNTRY,
            "name": "Ondravia",
            "aliases": "Republic of Ondravia",
            "kind": "country",
            "parent": "",
        },
        *(
            {"code": code, "name": name, "aliases": f"{name} Province", "kind": "province", "parent": COUNTRY}
            for code, name in PROVINCES.items()
        ),
    ]
    for code, (name, _) in DISTRICTS.items():
        mine = [one for one in known if one.district == code]
        rows.append(
            {
                "code": code, "name": name, "aliases": f"{name} District", "kind": "district", "parent": code[:3],
                "lat": f"{np.mean([one.lat for one in mine]):.3f}", "lon": f"{np.mean([one.lon for one in mine]):.3f}",
            }
        )  # fmt: skip
    rows += [
        {"code": one.code, "name": one.name, "aliases": one.aliases, "kind": "union", "parent": one.district,
         "lat": f"{one.lat:.3f}", "lon": f"{one.lon:.3f}"}
        for one in known
    ]  # fmt: skip
    rows += [
        {"code": "PORT", "name": "Port Selmo", "aliases": "the port", "kind": "port", "parent": "OV101",
         "lat": "11.900", "lon": "88.050"},
        {"code": "GATE", "name": "Kettar Gate", "aliases": "the border gate", "kind": "crossing", "parent": "OV303",
         "lat": "13.900", "lon": "90.300"},
    ]  # fmt: skip
    keys = ("code", "name", "aliases", "kind", "parent", "lat", "lon")
    return table({key: row.get(key, "") for key in keys} for row in rows)


def population(known: Sequence[Union]) -> str:
    """The census of 2021, by union and summed upwards."""
    rows = [(one.code, one.people) for one in known]
    for length, codes in ((5, DISTRICTS), (3, PROVINCES), (2, (COUNTRY,))):
        rows += [(code, sum(one.people for one in known if one.code[:length] == code)) for code in codes]
    return table(
        {
            "place": code,
            "group": "all",
            "people": people,
            "as_of": "2021-03-01",
            "source": "Ondravia Census Office",
        }
        for code, people in rows
    )


MEASURED = {
    "Displaced persons": "displaced", "of these in shelters": "in_shelters",
    "of these with host families": "with_hosts",
    "Evacuated so far": "evacuated", "Houses destroyed": "destroyed", "Houses damaged": "damaged", "Deaths": "killed",
    "Missing": "missing",
}  # fmt: skip


def district_numbers(rng: np.random.Generator, known: Sequence[Union]) -> dict[str, np.ndarray]:
    """What the Flood Authority counts in each district: shape (5 reports, 8 columns of MEASURED)."""
    found = {}
    for code in DISTRICTS:
        mine = [one for one in known if one.district == code]
        flooded, away = sum(one.flooded for one in mine), sum(one.away for one in mine)
        displaced = np.round(away * np.array(DISPLACED)).astype(int)
        sheltered = np.round(displaced * rng.uniform(0.36, 0.52)).astype(int)
        rising = np.array([0.3, 0.6, 0.85, 0.95, 1.0])
        evacuated = np.round(away * 0.45 * rising).astype(int)
        destroyed = np.round(flooded / 5 * rng.uniform(0.04, 0.09) * rising).astype(int)
        hurt = np.round(flooded / 5 * rng.uniform(0.2, 0.4) * rising).astype(int)
        killed = np.cumsum(rng.poisson(flooded / 50_000, 5))
        missing = rng.poisson(flooded / 9_000 * (1.25 - rising))
        columns = (displaced, sheltered, displaced - sheltered, evacuated, destroyed, hurt, killed, missing)
        found[code] = np.column_stack(columns)
    return found


def situation_reports(numbers: Mapping[str, np.ndarray]) -> str:
    """Five situation reports: a row a district, and the totals of each province and the country; one is mistyped."""
    rows = []
    for at, day in enumerate(DAYS):
        wholes = {
            code: sum(numbers[one][at] for one in DISTRICTS if one.startswith(code))
            for code in (*PROVINCES, COUNTRY)
        }
        named = {COUNTRY: "Ondravia", **PROVINCES, **{code: name for code, (name, _) in DISTRICTS.items()}}
        for code in (*DISTRICTS, *PROVINCES, COUNTRY):
            values = [int(one) for one in (numbers[code][at] if code in DISTRICTS else wholes[code])]
            if at == len(DAYS) - 1 and code == "OV2":
                values[0] -= 900  # planted: the province's total is 900 short of its districts
            rows.append(
                {
                    "Report": at + 1,
                    "Date": f"{day}T18:00",
                    "Area": named[code],
                    "P-code": code,
                    **dict(zip(MEASURED, values, strict=True)),
                }
            )
    return table(rows)


def mapping() -> str:
    """What the columns of that table mean."""
    words = {"in_shelters": "people in shelters", "with_hosts": "people with host families"}
    houses, moved = ("destroyed", "damaged"), ("in_shelters", "with_hosts")
    lines = [
        "# What the columns of the Flood Authority's table mean. MADE UP, as all of this example.",
        "[columns]",
        'as_of = "Date"',
        'published = "Date"',
        'to_place = "P-code"                # where the displaced are now',
        'low = "Displaced persons"',
        "",
        "[made]",
        'id = "sr{Report}-{P-code}"',
        'statement = "situation report {Report}"',
        "",
        "[fixed]",
        'said_by = "National Flood Authority"',
        'measure = "displaced"',
        f'from_place = "{COUNTRY}"',
        'group = "all"',
        'unit = "people"',
    ]
    for theirs, ours in list(MEASURED.items())[1:]:
        unit = "houses" if ours in houses else "people"
        group = words.get(ours, "all")
        lines += [
            "",
            "[[also]]",
            f'columns = {{ low = "{theirs}" }}'
            if ours in moved
            else f'columns = {{ low = "{theirs}", from_place = "P-code", to_place = [] }}',
            f'made = {{ id = "sr{{Report}}-{{P-code}}-{ours}" }}',
            f'fixed = {{ measure = "{ours}", unit = "{unit}", group = "{group}" }}',
        ]
    return "\n".join(lines) + "\n"


def others(numbers: Mapping[str, np.ndarray], known: Sequence[Union]) -> str:
    """Counts by others: an assessment cell, an image of the water from above, a newspaper, and corrected tolls."""
    total = {day: sum(one[at] for one in numbers.values()) for at, day in enumerate(DAYS)}
    last = total[DAYS[-1]]
    rows: list[dict[str, Any]] = []

    def add(day: str, said_by: str, measure: str, place: str, low: Any, **more: Any) -> None:
        row = {
            "id": f"m{len(rows) + 1:03d}", "statement": "", "published": day[:10], "as_of": day, "said_by": said_by,
            "counted_by": said_by, "measure": measure, "from_place": place, "to_place": "", "group": "all",
            "qualifier": "exact", "low": low, "high": "", "unit": "people", "note": "made up", "corrects": "",
        }  # fmt: skip
        rows.append(row | more)

    for code in DISTRICTS:
        mine = [one for one in known if one.district == code]
        flooded = sum(one.flooded for one in mine)
        home = flooded - int(numbers[code][-1][0])
        cell = "Joint Assessment Cell"
        add(f"{DAYS[-1]}T12:00", cell, "stayed_flooded", code, round(home * 0.92, -2), group="stayed at home",
            qualifier="between", high=round(home * 1.04, -2), statement="rapid assessment")  # fmt: skip
    flooded = sum(one.flooded for one in known)
    home = flooded - int(last[0])
    add(f"{DAYS[-1]}T12:00", "Joint Assessment Cell", "stayed_flooded", COUNTRY, round(home * 0.94, -3),
        qualifier="between", high=round(home * 1.03, -3), group="stayed at home",
        statement="rapid assessment")  # fmt: skip
    add(
        "2024-08-17",
        "Survey from Above",
        "people_flooded",
        COUNTRY,
        round(flooded * 1.02, -3),
        qualifier="about",
    )
    # A second count of the displaced, by another office on the same evening, that cannot hold beside the first.
    add(f"{DAYS[3]}T18:00", "Joint Assessment Cell", "displaced", COUNTRY, round(total[DAYS[3]][0] * 1.12, -3),
        to_place=COUNTRY, qualifier="about")  # fmt: skip
    add("2024-08-15T20:00", "Ondravia Courier", "killed", COUNTRY, int(last[6]) + 9, qualifier="at least")
    add("2024-08-19T20:00", "Ondravia Courier", "killed", COUNTRY, int(last[6]) - 1, corrects="m016",
        note="made up; the paper takes back its earlier toll: names had been counted twice")  # fmt: skip
    for day, share in (("2024-08-13", 0.8), ("2024-08-17", 0.9)):
        add(
            f"{day}T12:00",
            "Ondravia Red Lantern",
            "missing",
            COUNTRY,
            int(last[7] / share) + 20,
            qualifier="about",
        )
    return table(rows)
