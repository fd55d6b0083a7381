"""`svy` on the same plan, each variable in a narrow frame: `with_svy.py DATA PLAN OUT`."""

import csv
import sys
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import polars as pl
import svy

DESIGN = ["weight", "stratum", "cluster"]


def main(data: str, plan: str, out: str) -> None:
    rows = pl.read_parquet(data)
    with Path(plan).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    groups = sorted({line["group_var"] for line in lines} - {""})
    lines.sort(key=itemgetter("analysis_var"))
    design = svy.Design(stratum="stratum", psu="cluster", wgt="weight")
    found: list[tuple[object, ...]] = []
    for name, asked in groupby(lines, key=itemgetter("analysis_var")):
        columns = (
            [name] if name in rows.columns else [one for one in rows.columns if one.startswith(name + ".")]
        )
        estimation = svy.Sample(rows.select([*DESIGN, *groups, *columns]), design).estimation
        for line in asked:
            found += estimates(estimation, line, columns)
    names = [
        "analysis_type",
        "analysis_var",
        "group_var",
        "group_var_value",
        "analysis_var_value",
        "stat",
        "se",
    ]
    pl.DataFrame(found, schema=names, orient="row").write_csv(out)


def estimates(
    estimation: svy.Estimation, line: dict[str, str], columns: list[str]
) -> list[tuple[object, ...]]:
    """The estimates of one line of the plan."""
    kind, name, by = line["analysis_type"], line["analysis_var"], line["group_var"] or None
    ask = {"prop_select_one": estimation.prop, "median": estimation.median}.get(kind, estimation.mean)
    made = []
    for one in ask(columns, by=by, drop_nulls=True):
        for found in one.estimates:
            answer = found.y_level if kind == "prop_select_one" else found.y.removeprefix(name).lstrip(".")
            domain = found.by_level[0] if by else ""
            made.append((kind, name, by or "", domain, answer, found.est, found.se))
    return made


if __name__ == "__main__":
    main(*sys.argv[1:])
