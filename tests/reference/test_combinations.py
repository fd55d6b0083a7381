"""
Designs, domains and options in combination, at 1e-8 of R's survey 4.1.1 (combinations.R wrote combinations.csv).

The designs of the api data read ../shared; the sample in three stages is made of arithmetic.
"""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from survey_calls import clus1, clus2, dclus1, dclus2, dstrat, ends, frame, ps1, rclus1, strat

from needline.stats import (
    Total,
    by,
    interval,
    make_design,
    mean,
    means,
    poststratify,
    quantile,
    ratio,
    ratios,
    table,
    total,
    totals,
    variance_of,
)

ROWS = np.arange(120)
DEEP = {
    "h": ROWS // 60,
    "p": ROWS // 12,
    "s": ROWS // 4,
    "t": (ROWS // 4) % 3 == 0,
    "x": (ROWS * 37) % 101,
    "y": (ROWS * 53 + 7) % 89,
    "g": ROWS % 3,
}
X, Y, G, P = (DEEP[key].astype(np.float64) for key in "xygp")
IDS = (DEEP["p"], DEEP["s"], ROWS)
FEW = np.isin(P, [0, 1, 7]) & (ROWS % 4 == 1)
ONE = np.isin(P, [0, 6, 7, 8])


def sizes(second):
    return (np.full(120, 20), np.broadcast_to(second, 120), np.full(120, 16))


@cache
def three():
    return make_design(None, DEEP["h"], IDS, sizes(9))


@cache
def strata2(lonely):
    return make_design(None, (DEEP["h"], DEEP["t"]), IDS, sizes(np.where(DEEP["t"], 4, 5)), lonely=lonely)


@cache
def free(**options):
    return make_design(np.full(120, 16), DEEP["h"], IDS[:2], **options)


def both(found):
    return [found.theta, found.se]


def read(found):
    return np.stack([found.stat, found.low, found.high, found.se], axis=1)


def of_type(data, *types):
    return np.isin(frame(data)["stype"], types)


def poststratified_three():
    made = poststratify(three(), DEEP["g"], {0: 900, 1: 1000, 2: 980})
    return both(mean(made, X, DEEP["h"] == 1))


def three_deff():
    parts = mean(three(), (X, Y))
    return [parts.deff(replace=False), total(three(), X).deff(replace=True)]


CASES = {
    "three_total": lambda: both(total(three(), (X, Y))),
    "three_mean": lambda: both(mean(three(), X)),
    "three_domain": lambda: both(mean(three(), X, G == 0)),
    "three_few_clusters": lambda: both(total(three(), X, FEW)),
    "three_ratio": lambda: both(ratio(three(), X, Y, G != 1)),
    "three_variance": lambda: both(variance_of(three(), X, G != 1)),
    "three_deff": three_deff,
    "three_poststratified": poststratified_three,
    "free_mean": lambda: both(mean(free(), X, G == 2)),
    "domain_lonely_average": lambda: both(mean(free(lonely="average", domain_lonely=True), X, ONE)),
    "domain_lonely_adjust": lambda: both(mean(free(lonely="adjust", domain_lonely=True), X, ONE)),
    "quantile_replicates": lambda: read(quantile(rclus1(), clus1("api00"), [0.25, 0.5], rule="hf6")),
    "quantile_of_replicates": lambda: read(
        quantile(rclus1(), clus1("api00"), [0.25, 0.5], rule="hf6", kind="replicate")
    ),
    "quantile_poststratified": lambda: read(
        quantile(ps1(), clus1("api00"), [0.1, 0.5], kind="xlogit", df="normal")
    ),
    "poststratified_by": lambda: both(
        by(ps1(), Total(clus1("enroll")[:, None]), frame("apiclus1")["sch.wide"])
    ),
    "covariances": lambda: both(variance_of(dstrat(), (strat("api00"), strat("api99")))),
    "variance_replicates": lambda: both(variance_of(rclus1(), clus1("api00"))),
    "deff_total": lambda: [total(dstrat(), strat("enroll")).deff(replace=one) for one in (False, True)],
    "deff_ratio": lambda: ratio(dstrat(), strat("api.stu"), strat("enroll")).deff(replace=False),
    "deff_replicates": lambda: mean(rclus1(), clus1("api00")).deff(replace=False),
    "deff_poststratified": lambda: mean(ps1(), clus1("api00"), frame("apiclus1")["sch.wide"] == "No").deff(
        replace=False
    ),
    "ratios": lambda: both(
        ratio(dclus2(), (clus2("api.stu"), clus2("api99")), (clus2("meals"), clus2("api00")))
    ),
    "table_scaled": lambda: (
        table(dstrat(), frame("apistrat")["sch.wide"], frame("apistrat")["stype"], people=1000)[1].T
    ),
}
for _lonely in ("remove", "certainty", "average"):
    CASES[f"second_stage_{_lonely}"] = lambda one=_lonely: both(total(strata2(one), X))
    CASES[f"second_stage_domain_{_lonely}"] = lambda one=_lonely: both(mean(strata2(one), X, G == 0))
for _rule in ("math", "school", *(f"hf{one}" for one in range(1, 10))):
    CASES[f"quantile_{_rule}"] = lambda rule=_rule: read(
        quantile(dstrat(), strat("api00"), [0.25, 0.5, 0.8], rule=rule)
    )
    CASES[f"quantile_domain_{_rule}"] = lambda rule=_rule: read(
        quantile(
            dclus2(), clus2("enroll"), [0.25, 0.5], of_type("apiclus2", "E", "H"), rule=rule, df="domain"
        )
    )
for _kind in ("mean", "beta", "xlogit", "asin", "score"):
    CASES[f"quantile_kind_{_kind}"] = lambda kind=_kind: read(
        quantile(dstrat(), strat("api00"), [0.25, 0.5, 0.8], kind=kind)
    )
    CASES[f"quantile_kind_domain_{_kind}"] = lambda kind=_kind: read(
        quantile(dclus1(), clus1("api00"), [0.25, 0.5, 0.8], of_type("apiclus1", "E"), kind=kind, df="domain")
    )
for _kind in ("mean", "logit", "asin", "beta", "xlogit"):
    CASES[f"share_clusters_{_kind}"] = lambda kind=_kind: ends(
        mean(dclus2(), clus2("meals") > 60, of_type("apiclus2", "E"), df="domain"), kind=kind
    )
    CASES[f"share_replicates_{_kind}"] = lambda kind=_kind: ends(
        mean(rclus1(), clus1("meals") > 60), kind=kind
    )
    CASES[f"share_poststratified_{_kind}"] = lambda kind=_kind: ends(
        mean(ps1(), clus1("meals") > 60, frame("apiclus1")["sch.wide"] == "Yes", df="domain"),
        kind=kind,
        level=0.9,
    )


@cache
def wanted():
    with (Path(__file__).parent / "combinations.csv").open(encoding="utf-8") as file:
        return {one["name"]: [float(part) for part in one["numbers"].split()] for one in csv.DictReader(file)}


@pytest.mark.parametrize("case", CASES)
def test_combination(case):
    found = CASES[case]()
    parts = found if isinstance(found, list) else [found]
    flat = np.concatenate([np.ravel(np.asarray(part, np.float64)) for part in parts])
    np.testing.assert_allclose(flat, wanted()[case], rtol=1e-8, atol=1e-8)


def test_every_combination_has_its_row():
    assert set(CASES) == set(wanted())


def test_many_domains_at_once_give_what_one_at_a_time_gives():
    made = poststratify(three(), DEEP["g"], {0: 900, 1: 1000, 2: 980})
    for design in (three(), made, free(lonely="adjust", domain_lonely=True)):
        domain = DEEP["p"] % 4
        at_once = (
            means(design, X, domain, 4),
            totals(design, X, domain, 4),
            ratios(design, X, Y, domain, 4),
        )
        for code in range(4):
            here = domain == code
            single = (mean(design, X, here), total(design, X, here), ratio(design, X, Y, here))
            for many, one in zip(at_once, single, strict=True):
                np.testing.assert_allclose([many.stat[code]], one.theta, rtol=1e-12)
                np.testing.assert_allclose([many.se[code]], one.se, rtol=1e-9)


def test_the_interval_of_a_share_holds_it_under_every_kind():
    found = mean(dclus2(), clus2("meals") > 60)
    for kind in ("wald", "logit", "xlogit", "asin", "beta", "likelihood"):
        low, high = interval(found, kind=kind)
        assert low[0] < found.theta[0] < high[0], kind
