"""Every call of R's survey package 4.5 (R 4.2.2) that the thin form covers, at 1e-8 relative."""

import csv
import json

import numpy as np
import pytest

from needline.errors import DesignError
from needline.stats import make_design, means, ratios, share_interval, shares, totals, wald
from support import shared_folder

NOT_KNOWN = np.nan


def frame(name):
    with shared_folder("reference", "survey", "data", f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([row[key] for row in rows]) for key in rows[0]}


def numbers(column):
    return np.array([NOT_KNOWN if cell in {"NA", ""} else float(cell) for cell in column])


def codes(column):
    names, code = np.unique(column, return_inverse=True)
    return list(names), np.where(np.isin(column, ["NA", ""]), -1, code)


def value(call):
    text = shared_folder("reference", "survey", "reference.json").read_text(encoding="utf-8")
    return json.loads(text)["results"][call]["value"]


def dstrat():
    data = frame("apistrat")
    fpc = numbers(data["fpc"])
    return data, make_design(numbers(data["pw"]), stratum=data["stype"], fpc=fpc)


def dclus1():
    data = frame("apiclus1")
    return data, make_design(numbers(data["pw"]), cluster=data["dnum"], fpc=numbers(data["fpc"]))


def dclus2wr():
    data = frame("apiclus2")
    return data, make_design(numbers(data["pw"]), cluster=data["dnum"])


def dnh():
    data = frame("nhanes")
    weight = numbers(data["WTMEC2YR"])
    return data, make_design(weight, stratum=data["SDMVSTRA"], cluster=data["SDMVPSU"], nest=True)


def dlon(lonely):
    data = frame("lonely")
    return data, make_design(numbers(data["pw"]), stratum=data["stype"], lonely=lonely)


def scdes():
    data = frame("scd")
    weight = np.ones(len(data["ESA"]))
    return data, make_design(weight, stratum=data["ESA"], cluster=data["ambulance"], nest=True)


def near(found, wanted):
    flat = np.ravel(np.asarray(wanted, object))
    known = [NOT_KNOWN if one == "NaN" else float(one) for one in flat]
    np.testing.assert_allclose(np.ravel(found), known, rtol=1e-8, atol=1e-8)


MEANS = [
    ("c001", dstrat, ["api00"]),
    ("c002", dclus1, ["api00", "api99"]),
    ("c004", dclus2wr, ["api00"]),
    ("c039", dnh, ["HI_CHOL"]),
    ("c118", lambda: dlon("adjust"), ["api00"]),
    ("c122", lambda: dlon("average"), ["api00"]),
]


@pytest.mark.parametrize(("call", "design", "columns"), MEANS, ids=[row[0] for row in MEANS])
def test_means(call, design, columns):
    data, made = design()
    found = [means(made, numbers(data[column])) for column in columns]
    near([one.stat[0] for one in found], list(value(call)["est"].values()))
    near([one.se[0] for one in found], value(call)["se"])


TOTALS = [
    ("c081", scdes, ["arrests", "alive"]),
    ("c111", lambda: dlon("remove"), ["enroll"]),
    ("c119", lambda: dlon("adjust"), ["enroll"]),
]


@pytest.mark.parametrize(("call", "design", "columns"), TOTALS, ids=[row[0] for row in TOTALS])
def test_totals(call, design, columns):
    data, made = design()
    found = [totals(made, numbers(data[column])) for column in columns]
    near([one.stat[0] for one in found], list(value(call)["est"].values()))
    near([one.se[0] for one in found], value(call)["se"])


def test_shares_of_all_categories_at_once_c005():
    data, made = dclus1()
    names, code = codes(data["stype"])
    found = shares(made, code, len(names))
    near(found.stat, list(value("c005")["est"].values()))
    near(found.se, value("c005")["se"])


def test_design_effect_against_sampling_with_replacement_c007():
    data, made = dclus1()
    names, code = codes(data["sch.wide"])
    found = shares(made, code, len(names))
    near(found.se, value("c007")["se"])
    near(found.deff, value("c007")["deff"])


def test_design_effect_of_a_mean_c001_with_the_finite_population_put_back():
    data, made = dstrat()
    found = means(made, numbers(data["api00"]))
    people, rows = made.weight.sum(), len(made.weight)
    near(found.deff * people / (people - rows), value("c001")["deff"])


RATIOS = [("c012", dclus1, "api.stu", "enroll"), ("c080", scdes, "alive", "arrests")]


@pytest.mark.parametrize(("call", "design", "upper", "lower"), RATIOS, ids=[row[0] for row in RATIOS])
def test_ratios(call, design, upper, lower):
    data, made = design()
    found = ratios(made, numbers(data[upper]), numbers(data[lower]))
    near(found.stat, list(value(call)["est"].values()))
    near(found.se, value(call)["se"])


def by_stype(data):
    names, code = codes(data["stype"])
    return {"domain": code, "domains": len(names)}


def test_domain_means_c028():
    data, made = dstrat()
    found = means(made, numbers(data["api00"]), **by_stype(data))
    near(found.stat, value("c028")["api00"])
    near(found.se, value("c028")["se"])


def test_domain_totals_c031():
    data, made = dclus1()
    found = totals(made, numbers(data["enroll"]), **by_stype(data))
    near(found.stat, value("c031")["enroll"])
    near(found.se, value("c031")["se"])


def test_domain_ratios_c033():
    data, made = dclus1()
    found = ratios(made, numbers(data["api.stu"]), numbers(data["enroll"]), **by_stype(data))
    near(found.stat, value("c033")["api.stu/enroll"])
    near(found.se, value("c033")["se.api.stu/enroll"])


def test_domain_shares_c035():
    data, made = dclus1()
    names, code = codes(data["sch.wide"])
    found = shares(made, code, len(names), **by_stype(data))
    for place, name in enumerate(names):
        near(found.stat[:, place], value("c035")[f"sch.wide{name}"])
        near(found.se[:, place], value("c035")[f"se.sch.wide{name}"])


def test_crossed_domains_of_a_large_survey_c040():
    data, made = dnh()
    crossed = np.char.add(np.char.add(data["agecat"], "|"), data["race"])
    wanted = value("c040")
    keys = [f"{age}|{race}" for age, race in zip(wanted["agecat"], wanted["race"], strict=True)]
    domain = np.array([keys.index(one) for one in crossed])
    found = means(made, numbers(data["HI_CHOL"]), domain, len(keys))
    near(found.stat, wanted["HI_CHOL"])
    near(found.se, wanted["se"])


def test_degrees_of_freedom_of_a_domain_c088():
    data, made = dnh()
    domain = np.where((data["race"] == "1") & (data["agecat"] == "(0,19]"), 0, -1)
    near(made.degrees("domain", domain, 1), value("c088"))


def test_degrees_of_freedom_of_a_design_c083():
    _, made = dclus1()
    near(made.degrees("design", np.zeros(len(made.weight), int), 1), value("c083"))


SUBSETS = [
    ("c037", dstrat, "api00", lambda data: data["sch.wide"] == "No", means),
    ("c038", dstrat, "enroll", lambda data: data["comp.imp"] == "Yes", totals),
    ("c113", lambda: dlon("remove"), "api00", lambda data: data["cname"] != "Los Angeles", means),
    ("c117", lambda: dlon("certainty"), "api00", lambda data: data["cname"] != "Los Angeles", means),
    ("c125", lambda: dlon("average"), "api00", lambda data: data["cname"] != "Los Angeles", means),
]


@pytest.mark.parametrize(
    ("call", "design", "column", "chosen", "rule"), SUBSETS, ids=[row[0] for row in SUBSETS]
)
def test_subsets(call, design, column, chosen, rule):
    data, made = design()
    found = rule(made, numbers(data[column]), np.where(chosen(data), 0, -1))
    near(found.stat, list(value(call)["est"].values()))
    near(found.se, value(call)["se"])


LONELY = [("c112", "remove"), ("c116", "certainty"), ("c120", "adjust"), ("c124", "average")]


@pytest.mark.parametrize(("call", "lonely"), LONELY)
def test_lonely_clusters_by_domain(call, lonely):
    data, made = dlon(lonely)
    found = means(made, numbers(data["api00"]), **by_stype(data))
    near(found.stat, value(call)["api00"])
    near(found.se, value(call)["se"])


def test_a_lonely_cluster_fails_by_name():
    data, made = dlon("fail")
    with pytest.raises(DesignError, match='stratum "H"'):
        means(made, numbers(data["api00"]))


def test_wald_intervals_with_normal_and_design_degrees_c089_c090_c091():
    data, made = dclus1()
    for call, df, level in (("c089", "normal", 0.95), ("c090", "design", 0.95), ("c091", "design", 0.9)):
        found = means(made, numbers(data["api00"]), df=df)
        near(wald(found.stat, found.se, found.df, level), value(call)["values"])


def test_share_intervals_c047_c049_c051():
    data, made = dclus1()
    low_ell = shares(made, (numbers(data["ell"]) == 0).astype(int), 2)
    found = share_interval(low_ell.stat, low_ell.se, low_ell.df, n=low_ell.n_total, level=0.95, kind="wald")
    near([end[0, 1] for end in found], value("c047")["ci"])
    data, made = dnh()
    chol = numbers(data["HI_CHOL"])
    high = shares(made, np.where(np.isnan(chol), -1, chol).astype(int), 2)
    for call, kind in (("c049", "logit"), ("c051", "wald")):
        found = share_interval(high.stat, high.se, high.df, n=high.n_total, level=0.95, kind=kind)
        near([end[0, 1] for end in found], value(call)["ci"])
