"""
Tests whether two columns of labels go together in the population.

Source: Rao and Scott (1984), second order; Thomas and Rao (1987) for the Wald statistics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from needline.errors import DesignError
from needline.stats.arrays import Bools, Floats, Ints
from needline.stats.chi_squares import chi_square_sum_tail, f_sum_tail
from needline.stats.contrasts import contrast
from needline.stats.design import Design
from needline.stats.estimates import AnyDesign, estimate, labels
from needline.stats.linearised import Mean, Total
from needline.stats.significance import SignificanceTest, chi_square_tail, f_tail, wald_form

AssociationStatistic: TypeAlias = Literal["F", "Chisq", "Wald", "adjWald", "lincom"]


def association_test(
    design: AnyDesign,
    row: npt.ArrayLike,
    column: npt.ArrayLike,
    statistic: AssociationStatistic = "F",
    *,
    inside: npt.ArrayLike | None = None,
) -> SignificanceTest:
    """
    Test whether two columns of labels are independent in the population.

    Args:
        design: n rows, by strata and clusters or by replicate weights.
        row, column: shape (n,), labels; None and NaN are missing and leave the table.
        statistic: `F` and `Chisq` are Pearson's statistic after Rao and Scott; `lincom` reads Pearson's statistic
            from its exact large-sample distribution, a weighted sum of chi-squares (over a chi-square with the
            degrees that `F` has, for a design by strata and clusters); `Wald` and `adjWald` compare the counts
            with those expected, by their covariance.
        inside: shape (n,), True for rows in the domain. None: all.

    Returns:
        SignificanceTest: `Chisq` and `lincom` show Pearson's statistic as it is, for as many rows as there are.

    Raises:
        DesignError: a column has fewer than two labels; a statistic of unknown name.
    """
    if statistic not in get_args(AssociationStatistic):
        known = ", ".join(get_args(AssociationStatistic))
        raise DesignError("statistic", f'"{statistic}" is not known.', f"Known: {known}.")
    n = len(design.weight)
    chosen = np.ones(n, np.bool_) if inside is None else np.asarray(inside, np.bool_)
    cells = _crossed(row, column, chosen, design.weight > 0)
    nu = float(design.degrees("domain", np.where(chosen, 0, -1), 1)[0])
    if statistic in {"Wald", "adjWald"}:
        return _wald(design, cells, chosen, nu, adjusted=statistic == "adjWald")
    return _rao_scott(design, cells, chosen, nu, statistic)


@dataclass(frozen=True, eq=False)
class _Cells:
    """
    A table of R rows and C columns.

    Args:
        shape: (R, C).
        marks: shape (n, R C), 1 in each row's cell; NaN where a label is missing.
    """

    shape: tuple[int, int]
    marks: Floats


def _crossed(row: npt.ArrayLike, column: npt.ArrayLike, chosen: Bools, weighs: Bools) -> _Cells:
    raw = []
    for name, given in (("row", row), ("column", column)):
        code = labels(given)[1]
        if code.shape != chosen.shape:
            raise DesignError(
                name, f"has {len(code)} values; the design has {len(chosen)}.", "Give one a row."
            )
        raw.append(code)
    used = chosen & weighs & (raw[0] >= 0) & (raw[1] >= 0)
    codes = [_renumbered(code, used) for code in raw]
    sizes = [int(code.max(initial=-1)) + 1 for code in codes]
    if min(sizes) <= 1:
        name = "row" if sizes[0] <= 1 else "column"
        raise DesignError(name, "has fewer than two labels.", "A table needs two rows and two columns.")
    known = (codes[0] >= 0) & (codes[1] >= 0)
    cell = codes[0] * sizes[1] + codes[1]
    marks = (cell[:, None] == np.arange(sizes[0] * sizes[1])).astype(np.float64)
    return _Cells((sizes[0], sizes[1]), np.where(known[:, None], marks, np.nan))


def _renumbered(code: Ints, used: Bools) -> Ints:
    """Codes of the labels that occur in the table, 0 to their number less one; -1 elsewhere."""
    seen = np.unique(code[used])
    place = np.full(int(code.max(initial=-1)) + 2, -1, np.int64)
    place[seen] = np.arange(len(seen))
    return place[code]


def _rao_scott(
    design: AnyDesign, cells: _Cells, chosen: Bools, nu: float, statistic: AssociationStatistic
) -> SignificanceTest:
    found = estimate(design, Mean(cells.marks), chosen)
    n = int(chosen.sum())
    p = found.theta.reshape(cells.shape)
    expected = np.outer(p.sum(axis=1), p.sum(axis=0))
    pearson = float(n * ((p - expected) ** 2 / expected).sum())
    inverse = np.divide(1.0, found.theta, out=np.zeros(p.size), where=found.theta > 0)
    apart = np.kron(_differences(cells.shape[0]), _differences(cells.shape[1]))
    scaled = inverse[:, None] * apart
    simple = apart.T @ scaled / n
    if not np.isfinite(found.covariance).all() or np.linalg.matrix_rank(simple, hermitian=True) < len(simple):
        return SignificanceTest(f"Rao-Scott {statistic}", float("nan"), (), float("nan"), np.zeros(0))
    delta = np.linalg.solve(simple, scaled.T @ found.covariance @ scaled)
    trace, df = float(np.trace(delta)), len(delta)
    effective = trace**2 / float(np.trace(delta @ delta))
    none = np.zeros(0)
    if statistic == "F":
        f, degrees = pearson / trace, (effective, effective * nu)
        return SignificanceTest("Rao-Scott F", f, degrees, f_tail(f, *degrees), none)
    if statistic == "Chisq":
        tail = chi_square_tail(pearson * df / trace, df)
        return SignificanceTest("Rao-Scott chi-square", pearson, (float(df),), tail, none)
    effects = np.clip(np.linalg.eigvals(delta).real, 0.0, None)
    taylor = isinstance(design, Design)
    tail = f_sum_tail(pearson, effects, effective * nu) if taylor else chi_square_sum_tail(pearson, effects)
    return SignificanceTest("Pearson's chi-square, exact tail", pearson, (), tail, none)


def _wald(design: AnyDesign, cells: _Cells, chosen: Bools, nu: float, *, adjusted: bool) -> SignificanceTest:
    counts = estimate(design, Total(cells.marks), chosen)

    def excess(flat: Floats) -> Floats:
        """Counts less those expected, without the first row and column, which follow from the others."""
        table = flat.reshape(cells.shape)
        expected = table.sum(axis=1)[:, None] * table.sum(axis=0) / table.sum()
        over: Floats = (table - expected)[1:, 1:].reshape(-1)
        return over

    found = contrast(counts, excess)
    df = float(len(found.theta))
    wald = wald_form(found.theta, found.covariance) / df
    below = nu - df + 1 if adjusted else nu
    f = wald * below / nu if adjusted else wald
    method = "Wald, adjusted" if adjusted else "Wald"
    return SignificanceTest(
        f"{method} test of association", f, (df, below), f_tail(f, df, below), np.zeros(0)
    )


def _differences(size: int) -> Floats:
    """Orthonormal columns that sum to 0, shape (size, size - 1)."""
    columns = np.eye(size)[:, 1:] - np.eye(size)[:, :1]
    basis: Floats = np.linalg.qr(columns)[0]
    return basis
