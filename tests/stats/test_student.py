"""Student's quantiles: tables, closed forms, and scipy's."""

import math
import subprocess
import sys

import numpy as np
import pytest
from scipy.special import ndtri, stdtrit

from needline.stats import t_quantile
from needline.stats.student import normal_quantile, student_quantile, student_quantiles

LEVELS = [0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999]


@pytest.mark.parametrize(
    ("df", "upper", "printed"),
    [
        pytest.param(1, 0.975, "12.706", id="one degree: a tangent"),
        pytest.param(2, 0.975, "4.303", id="two: a root"),
        pytest.param(3, 0.995, "5.841", id="odd"),
        pytest.param(10, 0.95, "1.812", id="even"),
        pytest.param(120, 0.975, "1.980", id="many"),
    ],
)
def test_printed_tables(df, upper, printed):
    assert f"{student_quantile(df, upper):.3f}" == printed


@pytest.mark.parametrize("level", LEVELS)
def test_scipy_gives_the_same(level):
    upper = (1 + level) / 2
    df = np.array([*range(1, 40), 99, 100, 948, 1000, 1001, 2000.5, 9948, 1e6, 1e9])
    np.testing.assert_allclose(student_quantiles(df, upper), stdtrit(df, upper), rtol=2e-12, atol=1e-12)
    assert normal_quantile(upper) == pytest.approx(float(ndtri(upper)), rel=1e-13, abs=1e-13)


@pytest.mark.parametrize(
    "df",
    [
        pytest.param([2.5, 7.0], id="broken degrees, few of them"),
        pytest.param([float(one) for one in range(1, 700)], id="many different ones"),
    ],
)
def test_where_sums_are_long_scipy_is_asked(df):
    given = np.array(df)
    np.testing.assert_array_equal(student_quantiles(given, 0.975), stdtrit(given, 0.975))


def test_quantiles_fall_towards_the_normal_one():
    found = [student_quantile(df, 0.975) for df in range(1, 400)]
    assert all(np.diff(found) < 0)
    assert found[-1] > normal_quantile(0.975)


def test_half_widths_of_every_kind_of_degrees():  # the second by R: qt(0.975, 10)
    found = t_quantile(np.array([np.inf, 10.0, 0.0, np.nan]), 0.95)
    assert found[:2] == pytest.approx([1.959963984540054, 2.2281388519862744], rel=1e-13)
    assert [math.isnan(one) for one in found[2:]] == [True, True]


def test_a_common_interval_loads_no_scipy():
    asked = (
        "import sys, numpy; from needline.stats.intervals import share_interval as s; one = numpy.ones(1); "
    )
    asked += "[s(one / 2, one / 10, one * df, n=one * 100, level=0.95) for df in (40, 9948)]; "
    asked += "print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
