"""A design.toml to a design: every table of it is used, and what cannot be is one clear line."""

import csv

import numpy as np
import pyarrow as pa
import pytest

from needline import estimate, stats
from needline.errors import DesignError
from needline.model.survey import read_design
from needline.survey.columns import Columns
from needline.survey.drawn import draw
from support import shared_folder

ROWS = 48
LINES = [
    {"analysis_type": "mean", "analysis_var": "age"},
    {"analysis_type": "total", "analysis_var": "age"},
    {"analysis_type": "mean", "analysis_var": "age", "group_var": "sex"},
]


def sample():
    random = np.random.default_rng(5)
    h = np.repeat(["n", "s", "e"], ROWS // 3)
    w = random.uniform(1, 4, ROWS).round(2)
    data = {
        "h": h.tolist(),
        "c": [f"{one}{place // 4 % 4}" for place, one in enumerate(h)],
        "unit": [str(place % 4) for place in range(ROWS)],
        "w": w,
        "n_c": [10.0] * ROWS,
        "n_u": [8.0] * ROWS,
        "sex": ["fm"[place % 2] for place in range(ROWS)],
        "home": [("own", "rent")[place % 3 > 0] for place in range(ROWS)],
        "age": random.integers(18, 80, ROWS).astype(float),
        "words": ["many"] * ROWS,
    }
    return data | {f"rep_{one}": np.where(np.arange(ROWS) // 4 == one, 0, w * 12 / 11) for one in range(12)}


def numbers(design, data):
    return [(row["stat"], row["se"], row["df"]) for row in estimate(data, design, LINES).table.to_pylist()]


def expected(made, data):
    sexes = np.array(data["sex"])
    found = [stats.mean(made, data["age"]), stats.total(made, data["age"])]
    found += [stats.mean(made, data["age"], sexes == one) for one in "fm"]
    return [(one.theta[0], one.se[0], one.df) for one in found]


def base(data):
    return stats.make_design(data["w"], data["h"], data["c"])


COUNTS = {"f": 700.0, "m": 500.0}
HOMES = {"own": 300.0, "rent": 900.0}
BOTH = {"f|own": 100.0, "f|rent": 600.0, "m|own": 200.0, "m|rent": 300.0}
STAGED = {"weight": "w", "strata": "h", "clusters": ["c"]}
DESIGNS = {
    "weights alone": ({"weight": "w"}, lambda d: stats.make_design(d["w"])),
    "nothing: each counts the same": ({}, lambda _: stats.make_design(np.ones(ROWS))),
    "strata and clusters": (STAGED, base),
    "two stages without replacement": (
        {"weight": "w", "strata": "h", "clusters": ["c", "unit"], "fpc": ["n_c", "n_u"]},
        lambda d: stats.make_design(d["w"], d["h"], (d["c"], d["unit"]), (d["n_c"], d["n_u"])),
    ),
    "weights from the sizes of the population": (
        {"strata": "h", "clusters": ["c", "unit"], "fpc": ["n_c", "n_u"]},
        lambda d: stats.make_design(None, d["h"], (d["c"], d["unit"]), (d["n_c"], d["n_u"])),
    ),
    "labels that repeat": (
        {"weight": "w", "strata": "h", "clusters": ["unit"], "nest": True},
        lambda d: stats.make_design(d["w"], d["h"], d["unit"], nest=True),
    ),
    "a frame": (
        {"strata": "h", "frame": {"counts": {"n": 100.0, "s": 300.0, "e": 200.0}}},
        lambda d: stats.make_design(
            np.array([{"n": 100 / 600, "s": 300 / 600, "e": 200 / 600}[one] * 3 for one in d["h"]]), d["h"]
        ),
    ),
    "replicate weights": (
        {"weight": "w", "replicates": {"columns": "rep_*", "type": "JK1", "number": 12}},
        lambda d: stats.replicate_design(
            d["w"], np.stack([d[f"rep_{one}"] for one in range(12)], axis=1), "JK1"
        ),
    ),
    "known counts": (
        STAGED | {"poststratify": [{"by": "sex", "totals": COUNTS}]},
        lambda d: stats.poststratify(base(d), d["sex"], COUNTS),
    ),
    "known counts of a crossing": (
        STAGED | {"poststratify": [{"by": ["sex", "home"], "totals": BOTH}]},
        lambda d: stats.poststratify(
            base(d), (d["sex"], d["home"]), {tuple(key.split("|")): one for key, one in BOTH.items()}
        ),
    ),
    "raked": (
        STAGED | {"rake": [{"by": "sex", "totals": COUNTS}, {"by": "home", "totals": HOMES}]},
        lambda d: stats.rake(base(d), [d["sex"], d["home"]], [COUNTS, HOMES]),
    ),
    "raked as R's survey stops": (
        STAGED
        | {
            "rake": [
                {"by": "sex", "totals": COUNTS, "epsilon": 1.0, "maxit": 10},
                {"by": "home", "totals": HOMES, "epsilon": 1.0, "maxit": 10},
            ]
        },
        lambda d: stats.rake(base(d), [d["sex"], d["home"]], [COUNTS, HOMES], epsilon=1.0, maxit=10),
    ),
    "calibrated and trimmed": (
        STAGED
        | {
            "calibrate": {
                "formula": "~ age + sex",
                "totals": {"(Intercept)": 130.0, "age": 6000.0, "sexm": 60.0},
                "function": "raking",
            },
            "trim": {"lower": 1.0, "upper": 4.0},
        },
        lambda d: stats.trim(
            stats.calibrate(
                base(d),
                stats.model_matrix({"age": d["age"], "sex": d["sex"]}, ROWS).columns,
                [130.0, 6000.0, 60.0],
                "raking",
            ),
            1.0,
            4.0,
        ),
    ),
}


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_is_the_one_that_its_file_says(name):
    data = sample()
    settings, made = DESIGNS[name]
    for one, other in zip(numbers(settings, data), expected(made(data), data), strict=True):
        assert one == pytest.approx(other, rel=1e-9)


OUT_OF_REACH = {
    "formula": "~ sex",
    "totals": {"(Intercept)": 130.0, "sexm": 1.0},
    "function": "logit",
    "bounds": [0.9, 1.1],
}
BAD = [
    ({"weight": "words"}, 'the column "words" holds what is no number, in 48 rows: "many"', "Name a column"),
    ({"weight": "homes"}, 'names the column "homes"', "Did you mean home?"),
    ({"weight": "w", "strata": "hh"}, 'names the column "hh"', "Did you mean h"),
    ({"frame": {"counts": {"n": 1.0}}}, "no strata are named", "Say strata and frame"),
    ({"weight": "w", "replicates": {"columns": "replica_*"}}, 'no column of the data is named "replica_*"', ""),
    (
        {"weight": "w", "replicates": {"columns": "rep_*", "type": "JKn", "rscales": [1.0, 2.0]}},
        "2 were given for 12 replicates",
        "",
    ),
    ({"replicates": {"columns": "rep_*"}}, "the sampling weight is not named", "combined = false"),
    (STAGED | {"poststratify": [{"by": "sex", "totals": {"f": 1.0}}]}, '"m" is in the sample', "Count it."),
    (
        STAGED | {"poststratify": [{"by": "sex", "totals": COUNTS | {"x": 1.0}}]},
        '"x" is in the population, not in the sample',
        "partial",
    ),
    (STAGED | {"calibrate": {"formula": "~ age", "totals": {"age": 1.0}}}, '"(Intercept)"', "The formula makes"),
    (STAGED | {"calibrate": OUT_OF_REACH}, "calibrate", ""),
    (STAGED | {"trim": {"lower": 5.0, "upper": 1.0}}, "is not below", ""),
    ({"wieght": "w"}, "unknown field", ""),
    ({"ci": "logitt"}, "Invalid enum value", ""),
]  # fmt: skip


IN_A_MISSION = [
    ({"weight": "w", "strata": "sex", "clusters": ["c"]}, 'lies in stratum "f" and in "m"', "nest = true"),
    (
        {"strata": "h", "frame": {"counts": {"n": 1.0, "s": 1.0}}},
        'stratum "e" of the data is not in',
        "Known",
    ),
    (
        {"strata": "h", "frame": {"counts": {"n": 1.0, "s": 1.0, "e": 1.0, "w": 1.0}}},
        'stratum "w" of the frame is not in the data',
        "Take it out",
    ),
    (
        {"weight": "w", "replicates": {"columns": "rep_*", "number": 11}},
        "11 replicates are stated; the data have 12",
        "Put number",
    ),
]
"""What `needline estimate` leaves out and tells; where figures are published the design is refused."""


@pytest.mark.parametrize(("design", "found", "mend"), IN_A_MISSION)
def test_a_design_in_doubt_is_refused_where_figures_are_published(design, found, mend):
    with pytest.raises(DesignError) as told:
        draw(Columns(pa.table(sample())), read_design(design), "design")
    assert found in str(told.value)
    assert mend in str(told.value)


@pytest.mark.parametrize(("design", "found", "mend"), BAD)
def test_a_design_that_cannot_be_is_one_clear_line(design, found, mend):
    with pytest.raises(DesignError) as told:
        estimate(sample(), design, LINES)
    line = str(told.value)
    assert found in line
    assert mend in line
    assert "\n" not in line
    assert line.startswith("design")


def test_a_gap_in_a_column_of_the_design_is_told_with_its_row():
    data = sample()
    data["h"] = [None if place in {4, 9} else one for place, one in enumerate(data["h"])]
    with pytest.raises(DesignError, match='the column "h" is empty in 2 rows, first in row 6'):
        estimate(data, {"weight": "w", "strata": "h"}, LINES)


@pytest.fixture(scope="module")
def schools():
    with (shared_folder("reference", "survey", "data") / "lonely.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in ("stype", "pw", "api00", "enroll", "awards")}


@pytest.fixture(scope="module", params=["as it is", "all cut to one but the first"])
def data(request, schools):
    if request.param == "as it is":
        return schools
    seen = set()
    keep = np.array([one == "E" or not (one in seen or seen.add(one)) for one in schools["stype"]])
    return {name: np.array(values)[keep].tolist() for name, values in schools.items()}


class TestLonelyStrata:
    """A stratum of one cluster, in R's own example and where strata were cut to one household."""

    LINES = (
        {"analysis_type": "mean", "analysis_var": "api00"},
        {"analysis_type": "total", "analysis_var": "enroll"},
        {"analysis_type": "mean", "analysis_var": "api00", "group_var": "awards"},
    )

    @pytest.mark.parametrize("lonely", ["remove", "certainty", "adjust", "average"])
    def test_what_becomes_of_it(self, data, lonely):
        weight, score, enrolled = (np.array(data[name], float) for name in ("pw", "api00", "enroll"))
        made = stats.make_design(weight, data["stype"], lonely=lonely)
        found = estimate(data, {"weight": "pw", "strata": "stype", "lonely": lonely}, self.LINES)
        awards = np.array(data["awards"])
        wanted = [stats.mean(made, score), stats.total(made, enrolled)]
        wanted += [stats.mean(made, score, awards == one) for one in ("No", "Yes")]
        for row, one in zip(found.table.to_pylist(), wanted, strict=True):
            assert (row["stat"], row["se"]) == pytest.approx((one.theta[0], one.se[0]), rel=1e-9)

    def test_by_default_it_is_refused_by_name(self, data):
        with pytest.raises(DesignError, match=r'stratum "[HM]": has a single cluster'):
            estimate(data, {"weight": "pw", "strata": "stype"}, self.LINES)


def test_a_real_frame_makes_weights_that_stand_for_it():
    folder = shared_folder("data")
    with (folder / "cleaningtools_sample_frame.csv").open(encoding="utf-8") as file:
        frame = {row["Neighbourhood"]: float(row["Total.no.of.HH"]) for row in csv.DictReader(file)}
    with (folder / "cleaningtools_clean_data.csv").open(encoding="utf-8") as file:
        strata = [row["neighbourhood"] for row in csv.DictReader(file)]
    drawn = {one: strata.count(one) for one in set(strata)}
    sampled = {one: count for one, count in frame.items() if one in drawn}
    data = {"h": strata, "one": [1.0] * len(strata)}
    design = {"strata": "h", "lonely": "certainty", "frame": {"counts": sampled}}
    line = {"analysis_type": "total", "analysis_var": "one", "group_var": "h"}
    found = {row["group_var_value"]: row["stat"] for row in estimate(data, design, [line]).table.to_pylist()}
    whole = sum(sampled.values())
    assert found == pytest.approx({one: len(strata) * count / whole for one, count in sampled.items()})
    for counts, words in (
        ({**sampled, "Z9": 30.0}, 'stratum "Z9" of the frame is not in the data'),
        (dict(list(sampled.items())[1:]), "of the data is not in the frame"),
    ):
        with pytest.raises(DesignError, match=words):
            draw(Columns(pa.table(data)), read_design({"strata": "h", "frame": {"counts": counts}}))
