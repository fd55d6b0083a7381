"""`samplics` on the same plan: `with_samplics.py DATA PLAN OUT`."""

import csv
import sys
import warnings
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pandas as pd

warnings.simplefilter("ignore")
from samplics.estimation import TaylorEstimator  # noqa: E402 - it warns of its age when it is imported
from samplics.utils.types import PopParam  # noqa: E402 - as above


def main(data: str, plan: str, out: str) -> None:
    rows = pd.read_parquet(data)
    with Path(plan).open(encoding="utf-8", newline="") as file:
        lines = sorted(csv.DictReader(file), key=itemgetter("analysis_var"))
    found: list[tuple[object, ...]] = []
    for name, asked in groupby(lines, key=itemgetter("analysis_var")):
        columns = (
            [name] if name in rows.columns else [one for one in rows.columns if one.startswith(name + ".")]
        )
        for line in asked:
            for column in columns:
                found += estimates(rows, line, column)
    names = [
        "analysis_type",
        "analysis_var",
        "group_var",
        "group_var_value",
        "analysis_var_value",
        "stat",
        "se",
    ]
    pd.DataFrame(found, columns=names).to_csv(out, index=False)


def estimates(rows: pd.DataFrame, line: dict[str, str], column: str) -> list[tuple[object, ...]]:
    """The estimates of one line of the plan from one column."""
    kind, name, group = line["analysis_type"], line["analysis_var"], line["group_var"]
    kinds = {"prop_select_one": PopParam.prop, "median": PopParam.median}
    values = rows[column].astype(object if kind == "prop_select_one" else float)
    domain = rows[group].astype(str) if group else None
    design = {"samp_weight": rows["weight"], "stratum": rows["stratum"].astype(str), "psu": rows["cluster"]}
    estimator = TaylorEstimator(kinds.get(kind, PopParam.mean))
    try:
        estimator.estimate(y=values, domain=domain, remove_nan=True, **design)
    except (
        ZeroDivisionError
    ):  # an option that nobody in a domain chose: the share takes it, the mean does not
        estimator = TaylorEstimator(PopParam.prop)
        estimator.estimate(y=values, domain=domain, remove_nan=True, **design)
    made = []
    for place, point in (estimator.point_est if group else {"": estimator.point_est}).items():
        spread = estimator.stderror[place] if group else estimator.stderror
        if not isinstance(point, dict):
            made.append((kind, name, group, place, column.removeprefix(name).lstrip("."), point, spread))
        elif kind == "prop_select_one":
            made += [(kind, name, group, place, answer, point[answer], spread[answer]) for answer in point]
        else:
            option = column.removeprefix(name).lstrip(".")
            made.append((kind, name, group, place, option, point.get(1.0, 0.0), spread.get(1.0, 0.0)))
    return made


if __name__ == "__main__":
    main(*sys.argv[1:])
