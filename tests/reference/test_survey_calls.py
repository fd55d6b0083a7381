"""Every call of the reference file, through the public API, at 1e-8 relative save where a line says otherwise."""

import numpy as np
import pytest
import survey_adjusted_calls  # noqa: F401 - it enters its rows
from survey_calls import CALLS, reference

from needline.errors import DesignError

LABELS = {"stype", "race", "agecat", "rows", "cols", "terms", "method", "quantiles", "type"}

# (call, number) -> relative tolerance, where R's own number is coarser than 1e-8; None: not compared
COARSE = {
    ("c041", "ci_l"): 0.02,  # R reads the profile likelihood off a coarse table
    ("c041", "ci_u"): 0.02,
    ("c044", "ci"): 0.02,
    ("c105", "statistic"): 1e-6,
    ("c105", "p"): 1e-6,
    ("c101", "p"): None,  # R's was a saddlepoint approximation
}


def flat(value):
    """Numbers of a value of the file, in its order; lists of one may be scalars, and NaN is text."""
    if isinstance(value, dict):
        return [number for one in value.values() for number in flat(one)]
    if isinstance(value, list):
        return [number for one in value for number in flat(one)]
    return [np.nan if value == "NaN" else float(value)]


def wanted_numbers(value):
    if not isinstance(value, dict):
        return {"value": flat(value)}
    found = {}
    for key, one in value.items():
        if key in LABELS:
            continue
        found[key] = flat(one["values"] if isinstance(one, dict) and "quantiles" in one else one)
    return {key: one for key, one in found.items() if one}


@pytest.mark.parametrize("call", CALLS)
def test_call(call):
    entry = reference()[call]
    if "error" in entry:
        with pytest.raises(DesignError, match='stratum "H"'):
            CALLS[call]()
        return
    wanted, found = wanted_numbers(entry["value"]), CALLS[call]()
    assert set(found) == set(wanted), entry["call"]
    for key, numbers in wanted.items():
        tolerance = COARSE.get((call, key), 1e-8)
        if tolerance is None:
            continue
        given = np.ravel(np.asarray(found[key], np.float64))
        np.testing.assert_allclose(
            given, numbers, rtol=tolerance, atol=1e-8, equal_nan=True, err_msg=f"{entry['call']}: {key}"
        )


def test_every_call_of_the_file_has_a_row():
    assert set(reference()) == set(CALLS)
