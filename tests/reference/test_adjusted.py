"""
Replicate weights, calibrated weights, tests and regression at 1e-8 of R's survey 4.1.1 (adjusted.R wrote adjusted.csv).

The sample is made of arithmetic: 240 rows in 12 clusters of 6 strata.
"""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from needline.stats import (
    Function,
    Mean,
    association_test,
    calibrate,
    contrast,
    estimate,
    make_design,
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
    variance_of,
)

I = np.arange(240)  # noqa: E741 - as the script calls it
H, P, W = I // 40, I // 20, 5.0 + (I * 7) % 11
X, Z = (I * 37 % 101).astype(float), (I * I % 23).astype(float)
Y = X + (I * 53 + 7) % 89
KIND = np.array(list("abc"))[(I * 5 + I // 7) % 3]
M = ((I * 3 + I // 11) % 5) < 2
B = ((I * 29) % 97) < 30 + I // 10
K = np.where(I % 17 == 0, np.nan, (I * 11) % 13)
OF_KIND, OF_M = {"a": 1000, "b": 700, "c": 710}, {False: 1420, True: 990}
CROSSED = dict(
    zip([(k, m) for m in (False, True) for k in "abc"], [600, 410, 440, 410, 290, 260], strict=True)
)
TOTALS = [2410, 700, 710, 127000]
FEW = (H > 2) & (Z < 9)


@cache
def fixed():
    return make_design(W, H, P, np.full(240, 10))


@cache
def free():
    return make_design(W, H, P)


@cache
def jkn():
    return make_replicates(fixed())


@cache
def jk1():
    return make_replicates(make_design(W, cluster=P, fpc=np.full(240, 60)), mse=True)


@cache
def brr():
    return make_replicates(free(), "BRR")


@cache
def fay():
    return make_replicates(free(), "Fay", rho=0.4)


@cache
def post():
    return poststratify(fixed(), KIND, OF_KIND)


def both(found):
    return [found.theta, found.se]


def raked(design, **options):
    return rake(design, [KIND, M], [OF_KIND, OF_M], **options)


def by_r(design):
    """Raked by R's stopping rule."""
    return raked(design, epsilon=1, maxit=10)


def on_columns(design, *arguments, **options):
    columns = model_matrix({"kind": KIND, "x": X}, 240).columns
    return calibrate(design, columns, TOTALS, *arguments, **options)


def given(kind, divided=1.0, **options):
    return replicate_design(W, jkn().replicate_weights() / divided, kind, **options)


GIVEN = {
    "JK1": lambda: given("JK1"),
    "JK1own": lambda: given("JK1", scale=0.5, rscales=np.arange(0.5, 1.65, 0.1)),
    "JK1apart": lambda: given("JK1", W[:, None], combined=False),
    "JKn": lambda: given("JKn", rscales=0.4, mse=True),
    "JKnapart": lambda: given("JKn", W[:, None], combined=False),
    "JK2": lambda: given("JK2"),
    "BRR": lambda: given("BRR"),
    "Fay": lambda: given("Fay", rho=0.3),
    "bootstrap": lambda: given("bootstrap", bootstrap_average=3),
    "ACS": lambda: given("ACS"),
    "other": lambda: given("other", scale=0.3, rscales=np.tile([1, 0.5], 6)),
    "fraction": lambda: given("JK1", scale=11 / 12, fraction=np.full(12, 0.2)),
}
ADJUSTED = {
    "post": lambda one: poststratify(one, KIND, OF_KIND),
    "crossed": lambda one: poststratify(one, (KIND, M), CROSSED),
    "rake": by_r,
    "tight": lambda one: raked(one, epsilon=1e-9, maxit=60),
    "linear": on_columns,
    "spread": lambda one: on_columns(one, variance=1 + Z),
    "bounded": lambda one: on_columns(one, bounds=(0.8, 1.3)),
    "raking": lambda one: on_columns(one, "raking"),
    "held": lambda one: on_columns(one, "raking", bounds=(0.7, 1.4)),
    "logit": lambda one: on_columns(one, "logit", bounds=(0.4, 2.5)),
    "twice": lambda one: by_r(poststratify(one, KIND, OF_KIND)),
    "trim": lambda one: trim(by_r(one), 7, 13),
    "strict": lambda one: trim(by_r(one), 7, 13, strict=True),
}
MADE = {"jkn": jkn, "jk1": jk1, "brr": brr, "fay": fay}
PLACES = {
    "fixed": (fixed, None),
    "jkn": (jkn, None),
    "post": (post, None),
    "part": (fixed, Z < 15),
    "jpart": (jkn, Z < 15),
}


def scales(design):
    return [design.scale, design.rscales, design.domain_degrees(I >= 0), design.domain_degrees(H < 2)]


def outcome(found):
    return [found.statistic, found.df, found.p]


def fitted(found):
    return [found.theta, found.se, found.p, found.df]


def three_groups(found):
    return [found.statistic * found.df[0], found.p]


def made_rows():
    for name, make in MADE.items():
        yield f"{name}_scales", lambda make=make: scales(make())
        yield f"{name}_ratio", lambda make=make: both(ratio(make(), X, Y))
        yield f"{name}_domain", lambda make=make: both(mean(make(), X, KIND == "b"))
        yield f"{name}_variance", lambda make=make: both(variance_of(make(), (X, Y)))
    for name, make in GIVEN.items():
        yield f"given_{name}", lambda make=make: both(ratio(make(), X, Y))


def adjusted_rows():
    for name, make in {"fixed": fixed, "jkn": jkn, "brr": brr}.items():
        for how, adjust in ADJUSTED.items():
            if name == "fixed" or how not in {"trim", "strict"}:
                yield (
                    f"{name}_{how}_mean",
                    lambda make=make, adjust=adjust: both(mean(adjust(make()), (X, Y))),
                )
                yield (
                    f"{name}_{how}_domain",
                    lambda make=make, adjust=adjust: both(total(adjust(make()), Y, FEW)),
                )
    columns = np.stack([np.ones(240), X], axis=1)
    yield "aggregate", lambda: both(mean(calibrate(free(), columns, [2410, 127000], aggregate=P), Y))


def significance_rows():
    for name, (make, inside) in PLACES.items():
        for how in ("F", "Chisq", "Wald", "adjWald"):
            yield (
                f"{name}_{how}",
                lambda make=make, inside=inside, how=how: outcome(
                    association_test(make(), KIND, M, how, inside=inside)
                ),
            )
        yield f"{name}_t", lambda make=make, inside=inside: outcome(t_test(make(), Y, M, inside=inside))
        yield f"{name}_t0", lambda make=make, inside=inside: outcome(t_test(make(), Y - 95, inside=inside))
        for how in ("wilcoxon", "vanderWaerden", "median"):
            yield (
                f"{name}_{how}",
                lambda make=make, inside=inside, how=how: outcome(
                    rank_test(make(), Z, M, how, ties="rows", inside=inside)
                ),
            )
            yield (
                f"{name}_{how}_three",
                lambda make=make, inside=inside, how=how: three_groups(
                    rank_test(make(), Z, KIND, how, ties="rows", inside=inside)
                ),
            )
        models = {
            "gaussian": (Y, {"x": X, "kind": KIND, "k": K}),
            "quasibinomial": (B, {"x": X, "kind": KIND}),
            "quasipoisson": (Z, {"x": X, "m": M}),
        }
        for kind, (y, terms) in models.items():
            yield (
                f"{name}_{kind}",
                lambda make=make, inside=inside, kind=kind, y=y, terms=terms: fitted(
                    regression(make(), y, terms, kind, inside=inside)
                ),
            )


def other_rows():
    model = {"x": X, "kind": KIND}
    yield "term", lambda: outcome(regression(fixed(), Y, model).test("kind"))
    yield "ends", lambda: regression(fixed(), Y, model).interval()
    yield "contrast", lambda: both(contrast(mean(fixed(), (X, Y)), [2, -1]))
    yield (
        "expression",
        lambda: both(contrast(mean(fixed(), (X, Y)), lambda t: np.log(t[1]) - t[0] ** 2 / t[1])),
    )
    columns = np.stack([X, Y], axis=1)
    yield "recomputed", lambda: both(estimate(brr(), Function(Mean(columns), lambda t: t[0] / t[1])))


ROWS = {**dict(made_rows()), **dict(adjusted_rows()), **dict(significance_rows()), **dict(other_rows())}


@cache
def wanted():
    with (Path(__file__).parent / "adjusted.csv").open(encoding="utf-8") as file:
        return {one["name"]: np.array(one["numbers"].split(), float) for one in csv.DictReader(file)}


@pytest.mark.parametrize("name", wanted())
def test_adjusted(name):
    found = np.concatenate([np.ravel(np.asarray(one, float)) for one in ROWS[name]()])
    np.testing.assert_allclose(found, wanted()[name], rtol=1e-8, atol=1e-12 * np.abs(wanted()[name]).max())
