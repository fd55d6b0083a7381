"""Tests whether a number lies higher in one group than in others: by means (t) or by ranks."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.estimates import AnyDesign, Estimate, estimate, labels
from needline.stats.intervals import wald
from needline.stats.linearised import Mean, Total, columns
from needline.stats.regressions import regression
from needline.stats.significance import SignificanceTest, f_tail, quotient, t_tail, wald_form

RankTest: TypeAlias = Literal["wilcoxon", "KruskalWallis", "vanderWaerden", "median"]
Ties: TypeAlias = Literal["middle", "rows"]


def t_test(
    design: AnyDesign,
    y: npt.ArrayLike,
    group: npt.ArrayLike | None = None,
    *,
    inside: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> SignificanceTest:
    """
    Test whether means differ between two groups, or a mean from 0.

    Args:
        design: n rows, by strata and clusters or by replicate weights.
        y: shape (n,), NaN missing.
        group: shape (n,), two labels; None tests the mean against 0.
        inside: shape (n,), True for rows in the domain. None: all.
        level: coverage of the interval, in (0, 1).

    Returns:
        SignificanceTest: its estimate is the second label's mean less the first's, in their order.

    Raises:
        DesignError: the labels are not two.
    """
    if group is None:
        found = estimate(design, Mean(columns(y)), inside, df="domain")
        t, df = float(quotient(found.theta, found.se)[0]), found.df - 1
        low, high = wald(found.theta, found.se, np.array([df]), level)
        ends = (float(low[0]), float(high[0]))
        return SignificanceTest("t test of a mean", t, (df,), _two_sided(t, df), found.theta, ends)
    _, code = _coded(design, y, group, inside, groups=2)
    second = np.where(code < 0, np.nan, code)
    model = regression(design, y, {"group": second}, inside=inside)
    low, high = model.interval(level=level)
    ends = (float(low[1]), float(high[1]))
    return SignificanceTest(
        "t test", float(model.t[1]), (model.df,), float(model.p[1]), model.theta[1:], ends
    )


def rank_test(
    design: AnyDesign,
    y: npt.ArrayLike,
    group: npt.ArrayLike,
    kind: RankTest = "wilcoxon",
    *,
    ties: Ties = "middle",
    inside: npt.ArrayLike | None = None,
) -> SignificanceTest:
    """
    Test whether a number ranks higher in one group than in others.

    Args:
        design: n rows, by strata and clusters or by replicate weights.
        y: shape (n,), NaN missing.
        group: shape (n,), labels; None missing.
        kind: what a rank counts: `wilcoxon` (with more groups `KruskalWallis`, the same scores) its share of the
            population, `vanderWaerden` the normal quantile of that, `median` whether it lies above the median.
        ties: `middle` gives equal values the middle of the people they stand for; `rows`, as R's survey, the
            mean over rows of each row's own middle, which depends on the order of rows where weights differ.
        inside: shape (n,), True for rows in the domain. None: all.

    Returns:
        SignificanceTest: t for two groups, with the difference of their mean scores; F for more, with the
        differences from the first.

    Raises:
        DesignError: there is one group; a kind of unknown name.

    Source: Lumley and Scott (2013), "Two-sample rank tests under complex sampling".
    """
    if kind not in get_args(RankTest):
        raise DesignError("kind", f'"{kind}" is not known.', f"Known: {', '.join(get_args(RankTest))}.")
    value, code = _coded(design, y, group, inside)
    more = int(code.max())
    x = np.stack([np.ones(len(code)), *(code == at for at in range(1, more + 1))], axis=1)
    found = _mean_scores(design, x, _scores(value, design.weight, code >= 0, kind, ties), code >= 0)
    theta, spread, method = found.theta[1:], found.covariance[1:, 1:], f"{kind} rank test"
    df = found.df - more
    if more == 1:
        t = float(quotient(theta, np.sqrt(spread[0]))[0])
        return SignificanceTest(method, t, (df,), _two_sided(t, df), theta)
    f = wald_form(theta, spread) / more
    return SignificanceTest(method, f, (float(more), df), f_tail(f, more, df), theta)


def _coded(
    design: AnyDesign,
    y: npt.ArrayLike,
    group: npt.ArrayLike,
    inside: npt.ArrayLike | None,
    groups: int | None = None,
) -> tuple[Floats, Ints]:
    """Values, and the place of each row's group among those that occur, -1 for rows left out."""
    n = len(design.weight)
    value, code = columns(y)[:, 0], labels(group)[1]
    if value.shape != (n,) or code.shape != (n,):
        found = f"has {len(value)} values and {len(code)} groups; the design has {n} rows."
        raise DesignError("group test", found, "Give one of each a row.")
    chosen = np.ones(n, np.bool_) if inside is None else np.asarray(inside, np.bool_)
    used = chosen & (code >= 0) & ~np.isnan(value) & (design.weight > 0)
    seen, place = np.unique(code[used], return_inverse=True)
    if len(seen) <= 1 or len(seen) != (groups or len(seen)):
        raise DesignError("group test", f"there are {len(seen)} groups.", f"Give {groups or 'two or more'}.")
    codes = np.full(n, -1, np.int64)
    codes[used] = place
    return value, codes


def _mean_scores(design: AnyDesign, x: Floats, score: Floats, used: Bools) -> Estimate:
    """Mean score of the first group and differences from it; the ranks count as given."""
    weight = np.where(used, design.weight, 0.0)
    inverse = np.linalg.inv((x * weight[:, None]).T @ x)
    theta = inverse @ (x.T @ (weight * score))
    influence = (x * (score - x @ theta)[:, None]) @ inverse
    spread = estimate(design, Total(np.where(used[:, None], influence, np.nan)), df="domain")
    return Estimate(theta, spread.covariance, spread.df, spread.rows, spread.n, spread.n_w, spread.plain)


def _scores(value: Floats, weight: Floats, used: Bools, kind: RankTest, ties: Ties) -> Floats:
    """Score of each row's estimated rank in the population; 0 for rows left out."""
    own = weight[used]
    people = float(own.sum())
    rank = _ranks(value[used], own, ties)
    score = np.zeros(len(value))
    if kind == "vanderWaerden":
        from scipy.special import ndtri

        score[used] = ndtri(rank / people)
    elif kind == "median":
        score[used] = rank > people / 2
    else:
        score[used] = rank / people
    return score


def _ranks(value: Floats, weight: Floats, ties: Ties) -> Floats:
    """How many of the population lie below each row, half of its own and half of its ties among them."""
    place = np.unique(value, return_inverse=True)[1]
    if ties == "middle":
        size = np.bincount(place, weights=weight)
        return np.asarray((np.cumsum(size) - size / 2)[place], np.float64)
    order = np.argsort(place, kind="stable")
    own = np.empty(len(weight))
    own[order] = np.cumsum(weight[order]) - weight[order] / 2
    return np.asarray((np.bincount(place, weights=own) / np.bincount(place))[place], np.float64)


def _two_sided(t: float, df: float) -> float:
    return float(t_tail(np.array(t), df))
