"""A made-up country as a mission folder: the files that a mission brings, and one process that builds it."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from judging.country import SEED, Size, households
from pyarrow import csv

AREAS_OF_A_PROVINCE = 25
_MISSION = """\
title = "A made-up country"
question = "Who needs what, where?"
as_of = 2024-05-14T12:00:00+00:00
languages = ["en"]
area_level = "area"
synthetic = ["homes"]
standards = [{ name = "ours", version = "1" }]
"""
_STANDARD = """\
name = "ours"
version = "1"
title = "Classes as they were asked"
document = "made up"
licence = "none"
need_from = 3
severe_need_from = 4
"""
_INDICATOR = """\
title = "Sector {0}"
source = "made up"
mark = "P"
[inputs.class_{0}]
question = "How is the household off?"
kind = "one"
choices = ["well", "stressed", "badly", "severely", "worst"]
[[steps]]
name = "severity"
rule = "cases"
of = ["class_{0}"]
cases = [
    {{ when = {{ class_{0} = ["well"] }}, is = 1 }},
    {{ when = {{ class_{0} = ["stressed"] }}, is = 2 }},
    {{ when = {{ class_{0} = ["badly"] }}, is = 3 }},
    {{ when = {{ class_{0} = ["severely"] }}, is = 4 }},
    {{ is = 5 }},
]
"""
_ANSWERS = np.array(["well", "stressed", "badly", "severely", "worst"])
_DESIGN = """\
title = "Homes (synthetic)"
synthetic = true
place = "area"
group = "group"
household_size = "members"
weight = "weight"
strata = "area"
clusters = ["cluster"]
nest = false
lonely = "fail"
"""


def write_mission(root: Path, size: Size, **thresholds: object) -> None:
    """Write all files of a mission over a country of some size; the same size gives the same files."""
    groups, sectors = range(size.groups), range(size.sectors)
    _write(root / "mission.toml", mission_text(size, **thresholds))
    standard = root / "standards/ours"
    names = ", ".join(f'"s{one}"' for one in sectors)
    _write(standard / "standard.toml", f"{_STANDARD}indicators = [{names}]\n")
    for one in sectors:
        _write(standard / f"indicators/s{one}.toml", _INDICATOR.format(one))
    provinces = range(-(-size.areas // AREAS_OF_A_PROVINCE))
    places = ["code,name,aliases,kind,parent,lat,lon", "LAND,Land,,country,,,"]
    places += [f"P{one:03},Province {one},,province,LAND,," for one in provinces]
    places += [f"A{one:04},Area {one},,area,P{one // AREAS_OF_A_PROVINCE:03},," for one in range(size.areas)]
    _write(root / "places.csv", "\n".join(places) + "\n")
    people = np.random.default_rng(SEED + 1).integers(500, 20_000, (size.areas, size.groups))
    counted = ["id,as_of,said_by,measure,to_place,group,low,high,unit"]
    counted += [
        f"a{area}g{group},2024-05-14,office,remaining,A{area:04},g{group},{people[area, group]},"
        f"{people[area, group]},people"
        for area in range(size.areas)
        for group in groups
    ]
    _write(root / "counts/people.csv", "\n".join(counted) + "\n")
    survey = root / "survey/homes"
    _write(survey / "design.toml", _DESIGN)
    bound = (f'[ours.class_{one}]\ncolumn = "c{one}"\n' for one in sectors)
    _write(survey / "bind.toml", "".join(bound))
    csv.write_csv(submissions(size), survey / "submissions.csv")


def mission_text(size: Size, **thresholds: object) -> str:
    """`mission.toml`, with some thresholds."""
    groups = "".join(
        f'[[groups]]\nid = "g{one}"\nnames = ["Group {one}"]\npopulation = "remaining"\nwithin = "LAND"\n'
        for one in range(size.groups)
    )
    sectors = "".join(f'[[sectors]]\nid = "s{one}"\nname = "Sector {one}"\n' for one in range(size.sectors))
    stated = "".join(f"{name} = {json.dumps(value)}\n" for name, value in thresholds.items())
    return f"{_MISSION}{groups}{sectors}[thresholds]\n{stated}"


def submissions(size: Size) -> pa.Table:
    """The answers of every household."""
    sample = households(size)
    draw = np.random.default_rng(SEED + 2)
    area, group = np.divmod(sample.unit, size.groups)
    rows = len(area)
    columns: dict[str, Any] = {
        "uuid": [f"h{one:06}" for one in range(rows)],
        "area": [f"A{one:04}" for one in area.tolist()],
        "group": [f"g{one}" for one in group.tolist()],
        "cluster": sample.cluster,
        "weight": sample.weight.round(3),
        "members": draw.integers(1, 10, rows),
    }
    return pa.table(
        columns | {f"c{one}": _ANSWERS[sample.classes[:, one] - 1] for one in range(size.sectors)}
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def main() -> None:
    """Build the mission that the arguments name as `needline build` does; print the seconds of each step as JSON."""
    from needline.cli.process import collect_seldom, without_pandas
    from needline.line import build

    without_pandas()
    collect_seldom()
    times: dict[str, float] = {}
    began, now = time.perf_counter(), ""

    def close() -> None:
        if now:
            times[now] = time.perf_counter() - began

    def tell(does: str):  # noqa: ANN202 - what tells of progress
        nonlocal began, now
        close()
        began, now = time.perf_counter(), does
        return lambda _done, _total: None

    told = build(Path(sys.argv[1]), tell=tell)
    close()
    print(json.dumps({"times": times, "problems": [one.found for one in told.problems[:5]]}))


if __name__ == "__main__":
    main()
