"""Calls on replicate weights and calibrated weights, contrasts, tests and regression; entered as in `survey_calls`."""

from functools import cache

import numpy as np
from survey_calls import TYPES, clus1, dclus1, domains, dstrat, est, frame, numbers, ps1, rclus1, row, strat

from needline.stats import (
    Mean,
    across,
    association_test,
    by,
    calibrate,
    contrast,
    make_replicates,
    mean,
    model_matrix,
    poststratify,
    rake,
    rank_test,
    ratio,
    regression,
    replicate_design,
    t_test,
    total,
    trim,
)
from support import shared_folder

WIDE = {"No": 1072, "Yes": 5122}
TOTALS = [6194, 755, 1018, 3914069]
HALVES = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0]]) * 2.0


def weights_of(name):
    path = shared_folder("reference", "survey", "data", f"repw_{name}.csv")
    return np.loadtxt(path, delimiter=",", skiprows=1)


@cache
def rstrat():
    return make_replicates(dstrat(), "JKn")


@cache
def rboot():
    """The scale that R's drawing of the weights gives: the harmonic mean of clusters in a stratum enters it."""
    scale = make_replicates(dclus1(), "bootstrap", replicates=50, seed=42).scale
    return replicate_design(clus1("pw"), weights_of("rboot"), "bootstrap", scale=scale)


@cache
def rsub():
    return replicate_design(strat("pw"), weights_of("rsub"), "subbootstrap")


def scd(column):
    return numbers("scd", column)


@cache
def scd_brr():
    return replicate_design(None, HALVES, "BRR", combined=False)


@cache
def scd_fay():
    return replicate_design(None, 0.7 * HALVES + 0.3, "Fay", rho=0.3, combined=False)


def margins(design):
    data = frame("apiclus1")
    return rake(design, [data["stype"], data["sch.wide"]], [TYPES, WIDE], epsilon=1, maxit=10)


@cache
def rk1():
    return margins(dclus1())


def calibrated(distance, **options):
    terms = {"stype": frame("apiclus1")["stype"], "api99": clus1("api99")}
    model = model_matrix(terms, len(clus1("pw")))
    return calibrate(dclus1(), model.columns, TOTALS, distance, **options)


def tested(found):
    return {"statistic": found.statistic, "parameter": found.df, "p": found.p}


def meta(design):
    return {
        "scale": design.scale,
        "rscales": design.rscales,
        "mse": design.mse,
        "degf": design.degrees("design", np.zeros(len(design.weight), np.int64), 1),
    }


row("meta_rclus1")(lambda: meta(rclus1()))
row("meta_rstrat")(lambda: meta(rstrat()))
row("meta_rboot")(lambda: meta(rboot()))
row("meta_rsub")(lambda: meta(rsub()))

# calibrated weights

row("c054")(lambda: est(mean(ps1(), clus1("api00"))))
row("c058")(lambda: est(total(rk1(), clus1("enroll"))))
row("c059")(lambda: domains(by(rk1(), Mean(clus1("api00")[:, None]), frame("apiclus1")["stype"]), "api00"))
row("c060")(lambda: est(mean(calibrated("linear"), clus1("api00"))))
row("c061")(lambda: est(total(calibrated("linear"), clus1("enroll"))))
row("c062")(lambda: est(total(calibrated("linear"), clus1("api99"))))
row("c063")(lambda: est(total(calibrated("raking"), clus1("enroll"))))
row("c064")(lambda: est(total(calibrated("logit", bounds=(0.4, 1.9)), clus1("enroll"))))
row("c065")(lambda: est(mean(trim(rk1(), 15, 45), clus1("api00"))))

# replicate weights

row("c068")(lambda: est(mean(rclus1(), clus1("api00"))))
row("c069")(lambda: est(mean(rstrat(), strat("api00"))))
row("c071")(lambda: est(mean(rsub(), strat("api00"))))
row("c073")(lambda: est(ratio(rclus1(), clus1("api.stu"), clus1("enroll"))))
row("c075")(lambda: est(mean(poststratify(rclus1(), frame("apiclus1")["stype"], TYPES), clus1("api00"))))
row("c077")(lambda: est(total(scd_brr(), scd("arrests"))))
row("c078")(lambda: est(ratio(scd_brr(), scd("alive"), scd("arrests"))))
row("c079")(lambda: est(mean(scd_fay(), scd("arrests"))))
row("c086")(lambda: {"value": meta(rclus1())["degf"]})
row("c087")(lambda: {"value": meta(scd_brr())["degf"]})

# covariance, contrasts


@row("c094")
def _():
    found = across(rclus1(), Mean(clus1("api00")[:, None]), frame("apiclus1")["stype"])[1]
    return {"values": found.covariance}


row("c095")(lambda: est(contrast(mean(dclus1(), (clus1("api00"), clus1("api99"))), [1, -1])))
row("c096")(
    lambda: est(contrast(total(dstrat(), (strat("api.stu"), strat("enroll"))), lambda t: t[0] / t[1]))
)

# tests, regression


def associated(design, name, statistic="F"):
    data = frame(name)
    return tested(association_test(design, data["sch.wide"], data["stype"], statistic))


row("c097")(lambda: associated(dstrat(), "apistrat"))
row("c099")(lambda: associated(dclus1(), "apiclus1", "Wald"))
row("c100")(lambda: associated(dclus1(), "apiclus1", "adjWald"))


@row("c101")
def _():
    found = associated(dclus1(), "apiclus1", "lincom")
    np.testing.assert_allclose(found["p"], 0.0220, atol=5e-5)  # the exact tail; R gives a saddlepoint
    return {key: found[key] for key in ("statistic", "p")}


row("c103")(lambda: tested(t_test(dclus1(), clus1("api00"), frame("apiclus1")["sch.wide"])))
row("c104")(lambda: tested(t_test(dstrat(), strat("api00"), frame("apistrat")["comp.imp"])))
row("c105")(lambda: tested(rank_test(dclus1(), clus1("api00"), frame("apiclus1")["sch.wide"])))


@row("c106")
def _():
    terms = {name: strat(name) for name in ("ell", "meals", "mobility")}
    found = regression(dstrat(), strat("api00"), terms)
    return {"coef": found.theta, "se": found.se, "t": found.t, "p": found.p, "df.residual": found.df}
