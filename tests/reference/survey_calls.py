"""
The calls of R's survey package 4.5 in needline's own words: designs as R's set-up lines make them, and a row a call.

A row gives the numbers of the call under the names that the reference file uses, in its order.
"""

import csv
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from needline.stats import (
    Mean,
    Ratio,
    Total,
    by,
    estimate,
    indicators,
    interval,
    labels,
    make_design,
    make_replicates,
    mean,
    poststratify,
    quantile,
    ratio,
    share,
    table,
    total,
)
from support import shared_folder

CALLS: dict[str, Callable[[], dict[str, Any]]] = {}


def row(call):
    """Enter a function as the row of a call."""

    def enter(function):
        assert call not in CALLS, call
        CALLS[call] = function
        return function

    return enter


@cache
def reference():
    path = shared_folder("reference", "survey", "reference.json")
    return json.loads(path.read_text(encoding="utf-8"))["results"]


@cache
def frame(name):
    """Columns of a data file as text."""
    path = shared_folder("reference", "survey", "data", f"{name}.csv")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([one[key] for one in rows]) for key in rows[0]}


@cache
def numbers(name, column):
    return np.array([np.nan if cell in {"NA", ""} else float(cell) for cell in frame(name)[column]])


def strat(column):
    return numbers("apistrat", column)


def clus1(column):
    return numbers("apiclus1", column)


def clus2(column):
    return numbers("apiclus2", column)


def chol():
    return numbers("nhanes", "HI_CHOL")


@cache
def dstrat():
    return make_design(strat("pw"), stratum=frame("apistrat")["stype"], fpc=strat("fpc"))


@cache
def dclus1():
    return make_design(clus1("pw"), cluster=frame("apiclus1")["dnum"], fpc=clus1("fpc"))


@cache
def dclus2():
    ids = (clus2("dnum"), clus2("snum"))
    return make_design(cluster=ids, fpc=(clus2("fpc1"), clus2("fpc2")))


@cache
def dclus2wr(**options):
    return make_design(clus2("pw"), cluster=clus2("dnum"), **options)


@cache
def dnh():
    data = frame("nhanes")
    weight = numbers("nhanes", "WTMEC2YR")
    return make_design(weight, stratum=data["SDMVSTRA"], cluster=data["SDMVPSU"], nest=True)


@cache
def scdes():
    data = frame("scd")
    return make_design(np.ones(len(data["ESA"])), stratum=data["ESA"], cluster=data["ambulance"], nest=True)


@cache
def dlon(lonely):
    return make_design(numbers("lonely", "pw"), stratum=frame("lonely")["stype"], lonely=lonely)


@cache
def rclus1():
    return make_replicates(dclus1())


TYPES = {"E": 4421, "H": 755, "M": 1018}


@cache
def ps1():
    return poststratify(dclus1(), frame("apiclus1")["stype"], TYPES)


def est(found):
    return {"est": found.theta, "se": found.se}


def domains(found, *names):
    """The columns of R's svyby: estimates, then standard errors, a column each."""
    keys = [*names, *(["se"] if len(names) == 1 else [f"se.{name}" for name in names])]
    return dict(zip(keys, [*found.theta.T, *found.se.T], strict=True))


def read(found):
    return {"api00": np.stack([found.stat, found.low, found.high, found.se], axis=1)}


def ends(found, **options):
    return np.stack(interval(found, **options), axis=1)


# means, totals, shares, ratios


@row("c001")
def _():
    found = mean(dstrat(), strat("api00"))
    return {**est(found), "deff": found.deff(replace=False)}


@row("c002")
def _():
    return est(mean(dclus1(), (clus1("api00"), clus1("api99"))))


@row("c003")
def _():
    return est(mean(dclus2(), clus2("api00")))


@row("c004")
def _():
    return est(mean(dclus2wr(), clus2("api00")))


@row("c005")
def _():
    return est(share(dclus1(), frame("apiclus1")["stype"])[1])


@row("c007")
def _():
    found = share(dclus1(), frame("apiclus1")["sch.wide"])[1]
    return {**est(found), "deff": found.deff(replace=True)}


@row("c012")
def _():
    return est(ratio(dclus1(), clus1("api.stu"), clus1("enroll")))


@row("c039")
def _():
    return est(mean(dnh(), chol()))


@row("c042")
def _():
    found = share(dnh(), frame("nhanes")["race"])[1]
    return {**est(found), "deff": found.deff(replace=False)}


@row("c080")
def _():
    return est(ratio(scdes(), numbers("scd", "alive"), numbers("scd", "arrests")))


@row("c081")
def _():
    return est(total(scdes(), (numbers("scd", "arrests"), numbers("scd", "alive"))))


# quantiles

QUANTILES = [
    ("c015", [0.25, 0.5, 0.75], {}),
    ("c018", 0.5, {"kind": "xlogit"}),
    ("c019", 0.5, {"kind": "asin"}),
    ("c020", 0.5, {"kind": "score"}),
    ("c022", [0.25, 0.5], {"rule": "hf2"}),
    ("c023", [0.25, 0.5], {"rule": "hf4"}),
    ("c024", [0.25, 0.5], {"rule": "hf7"}),
    ("c025", [0.25, 0.5], {"rule": "hf8"}),
]
for _call, _p, _options in QUANTILES:
    row(_call)(lambda p=_p, options=_options: read(quantile(dclus1(), clus1("api00"), p, **options)))


@row("c016")
def _():
    return read(quantile(dstrat(), strat("api00"), [0.1, 0.5, 0.9]))


@row("c026")
def _():
    return read(quantile(rclus1(), clus1("api00"), [0.25, 0.5]))


@row("c027")
def _():
    return read(quantile(rclus1(), clus1("api00"), [0.25, 0.5], kind="replicate"))


@row("c067")
def _():
    return read(quantile(ps1(), clus1("api00"), 0.5))


@row("c034")
def _():
    names, code = labels(frame("apiclus1")["stype"])
    found = [quantile(dclus1(), clus1("api00"), 0.5, code == at, df="domain") for at in range(len(names))]
    columns = {"api00": "stat", "ci_l": "low", "ci_u": "high"}
    return {key: [getattr(one, field)[0] for one in found] for key, field in columns.items()}


# domains


@row("c028")
def _():
    return domains(by(dstrat(), Mean(strat("api00")[:, None]), frame("apistrat")["stype"]), "api00")


@row("c031")
def _():
    return domains(by(dclus1(), Total(clus1("enroll")[:, None]), frame("apiclus1")["stype"]), "enroll")


@row("c033")
def _():
    one = Ratio(clus1("api.stu")[:, None], clus1("enroll")[:, None])
    found = by(dclus1(), one, frame("apiclus1")["stype"])
    return {"api.stu/enroll": found.theta[:, 0], "se.api.stu/enroll": found.se[:, 0]}


@row("c035")
def _():
    names, code = labels(frame("apiclus1")["sch.wide"])
    found = by(dclus1(), Mean(indicators(code, len(names))), frame("apiclus1")["stype"])
    return domains(found, *(f"sch.wide{name}" for name in names))


@row("c036")
def _():
    return est(mean(dclus2(), clus2("api00"), frame("apiclus2")["stype"] == "H"))


@row("c037")
def _():
    return est(mean(dstrat(), strat("api00"), frame("apistrat")["sch.wide"] == "No"))


@row("c038")
def _():
    return est(total(dstrat(), strat("enroll"), frame("apistrat")["comp.imp"] == "Yes"))


@row("c040")
def _():
    data = frame("nhanes")
    crossed = np.char.add(np.char.add(data["agecat"], "|"), data["race"])
    return domains(by(dnh(), Mean(chol()[:, None]), crossed), "HI_CHOL")


# intervals of shares


@row("c041")
def _():
    found = by(dnh(), Mean(chol()[:, None]), frame("nhanes")["race"], df="domain")
    low, high = zip(*(interval(one, kind="likelihood") for one in found.each), strict=True)
    return {"HI_CHOL": found.theta, "ci_l": low, "ci_u": high}


def _no_ell(kind):
    found = mean(dclus1(), clus1("ell") == 0)
    return {**est(found), "ci": ends(found, kind=kind)}


def _high_cholesterol(kind):
    found = mean(dnh(), chol(), df="domain")
    return {**est(found), "ci": ends(found, kind=kind)}


for _call, _kind in {"c044": "likelihood", "c045": "asin", "c046": "beta", "c047": "mean"}.items():
    row(_call)(lambda kind=_kind: _no_ell(kind))
for _call, _kind in {"c049": "logit", "c050": "beta", "c051": "mean", "c053": "asin"}.items():
    row(_call)(lambda kind=_kind: _high_cholesterol(kind))


# degrees of freedom, intervals, covariance


def _degrees(design, kind="design", inside=None):
    rows = np.zeros(len(design.weight), np.int64) if inside is None else np.where(inside, 0, -1)
    return {"value": design.degrees(kind, rows, 1)}


row("c083")(lambda: _degrees(dclus1()))
row("c084")(lambda: _degrees(dclus2()))


@row("c088")
def _():
    data = frame("nhanes")
    return _degrees(dnh(), "domain", (data["race"] == "1") & (data["agecat"] == "(0,19]"))


row("c089")(lambda: {"values": ends(mean(dclus1(), clus1("api00"), df="normal"))})
row("c090")(lambda: {"values": ends(mean(dclus1(), clus1("api00")))})
row("c091")(lambda: {"values": ends(mean(dclus1(), clus1("api00")), level=0.9)})
row("c092")(lambda: {"values": mean(dclus1(), clus1("api00")).cv})
row("c093")(lambda: {"values": mean(dclus1(), (clus1("api00"), clus1("api99"))).covariance})


# tables


@row("c108")
def _():
    return {"values": table(dstrat(), frame("apistrat")["sch.wide"], frame("apistrat")["stype"])[1]}


@row("c109")
def _():
    data = frame("apiclus1")
    return {"values": table(dclus1(), data["sch.wide"], data["stype"], whole=True)[1]}


# lonely clusters


def _lonely_total(lonely):
    return est(total(dlon(lonely), numbers("lonely", "enroll")))


def _lonely_mean(lonely):
    return est(mean(dlon(lonely), numbers("lonely", "api00")))


def _lonely_by(lonely):
    return domains(
        by(dlon(lonely), Mean(numbers("lonely", "api00")[:, None]), frame("lonely")["stype"]), "api00"
    )


def _lonely_subset(lonely):
    return est(mean(dlon(lonely), numbers("lonely", "api00"), frame("lonely")["cname"] != "Los Angeles"))


LONELY = [
    ("c111", _lonely_total, "remove"),
    ("c112", _lonely_by, "remove"),
    ("c113", _lonely_subset, "remove"),
    ("c116", _lonely_by, "certainty"),
    ("c117", _lonely_subset, "certainty"),
    ("c118", _lonely_mean, "adjust"),
    ("c119", _lonely_total, "adjust"),
    ("c120", _lonely_by, "adjust"),
    ("c121", _lonely_subset, "adjust"),
    ("c122", _lonely_mean, "average"),
    ("c124", _lonely_by, "average"),
    ("c125", _lonely_subset, "average"),
    ("lonely_fail", _lonely_mean, "fail"),
]
for _call, _rule, _lonely in LONELY:
    row(_call)(lambda rule=_rule, lonely=_lonely: rule(lonely))


@row("c126")
def _():
    made = dclus2wr(lonely="adjust", domain_lonely=True)
    return est(estimate(made, Mean(clus2("api00")[:, None]), np.isin(clus2("dnum"), [15, 63])))
