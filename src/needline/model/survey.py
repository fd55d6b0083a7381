"""A survey: its design, what to estimate from it, and how its questions feed a standard."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from needline.model.cleaning import Checks
from needline.model.form import Form

AnalysisType = Literal[
    "mean", "median", "quantile", "total", "ratio", "prop_select_one", "prop_select_multiple"
]
ShareInterval = Literal["logit", "wald", "likelihood", "asin", "beta", "xlogit"]
QuantileInterval = Literal["mean", "xlogit", "beta", "asin", "score", "replicate"]
QuantileRule = Literal["math", "school", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"]
Degrees = Literal["design", "domain", "normal"]
Preset = Literal["", "analysistools"]
Level = Annotated[float, Meta(gt=0, lt=1)]
Positive = Annotated[float, Meta(gt=0)]

PRESETS: dict[str, dict[str, Any]] = {
    "analysistools": {
        "ci": "wald",
        "df": "design",
        "quantile_df": "domain",
        "quantile_rule": "school",
        "numerator_NA_to_0": True,
        "filter_denominator_0": True,
    },
}
"""What a preset says in the place of needline's own settings; what design.toml states beside it holds."""


class Replicates(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Replicate weights that came with the data.

    Args:
        columns: their columns: names, or one with a star ("rep_*").
        type: how they were made.
        combined: True where they hold the sampling weight already, False where they multiply it.
        rho: the factor of Fay's method.
        scale: multiplies the sum of squares; empty: what the type asks for.
        rscales: multiplies each replicate's square; one number, or one a replicate; empty: what the type asks for.
        mse: True where squares are taken about the estimate, False about the mean of the replicates.
        number: how many there are; a count that does not match the columns is refused. Empty: not checked.
    """

    columns: str | list[str]
    type: Literal[
        "JK1",
        "JKn",
        "JK2",
        "BRR",
        "Fay",
        "bootstrap",
        "subbootstrap",
        "ACS",
        "successive-difference",
        "other",
    ] = "BRR"
    combined: bool = True
    rho: Annotated[float, Meta(ge=0, lt=1)] = 0.0
    scale: Positive | None = None
    rscales: float | list[float] | None = None
    mse: bool = False
    number: int | None = None


class Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    The list that households were drawn from; weights follow from it: (N_h / N) / (n_h / n).

    Args:
        file: a CSV file beside design.toml, a stratum a row.
        strata: its column of strata; empty: named as in the data.
        population: its column of households in the stratum.
        counts: what it holds, read at the door.
    """

    file: str = ""
    strata: str = ""
    population: str = "population"
    counts: dict[str, float] = {}


class Margin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Known counts of the population, to which weights are brought.

    Args:
        by: the column, or several that are crossed.
        totals: count of each category; values of several columns are joined by a bar ("male|urban").
        epsilon: raking only: the greatest movement of a cell at which it ends; in people from 1 up, a share below.
        maxit: raking only: most rounds.
        partial: True to pass over categories without a household in the sample.
    """

    by: str | list[str]
    totals: dict[str, Annotated[float, Meta(ge=0)]]
    epsilon: Positive = 1e-10
    maxit: int = 1000
    partial: bool = False

    @property
    def columns(self) -> list[str]:
        """The columns by name."""
        return [self.by] if isinstance(self.by, str) else list(self.by)


class Calibrate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Calibration of weights on known totals.

    Args:
        formula: the columns, as "~ sex + age"; numbers stand as they are, words become a column for each but the
            first.
        totals: total of each column in the population: "(Intercept)", "age", "sexmale".
        function: how weights are kept near to what they were: linear, raking, logit.
        bounds: least and greatest factor.
    """

    formula: str
    totals: dict[str, float]
    function: Literal["linear", "raking", "logit"] = "linear"
    bounds: list[float] = []


class Trim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Ends between which weights are held, what is cut off shared out among the others.

    Args:
        lower: least weight; empty: no end.
        upper: greatest weight; empty: no end.
        strict: True to go on until no weight lies outside.
    """

    lower: float | None = None
    upper: float | None = None
    strict: bool = False


class Design(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    How households came into the sample, as `design.toml` says.

    Args:
        weight: column of weights: households or people each row stands for; empty: all weigh 1.
        strata: column of strata; empty: one stratum.
        clusters: columns of clusters, first stage first; empty: each row its own.
        fpc: columns of sizes (above 1) or sampling fractions (up to 1), a stage each; empty: none.
        nest: True where cluster labels repeat from stratum to stratum.
        lonely: what to do with a stratum of one cluster: fail, remove, certainty, adjust, average.
        df: degrees of freedom of the intervals: design, domain, normal.
        level: their coverage, in (0, 1).
        ci: interval of a share: logit, wald, likelihood, asin, beta, xlogit.
        quantile_rule: how a quantile is read off the sample: math, school, hf1 to hf9.
        quantile_ci: interval of a quantile: mean (Woodruff's), xlogit, beta, asin, score, replicate.
        quantile_df: degrees of freedom of a quantile's interval; empty: as df.
        numerator_NA_to_0: True where a ratio takes a missing numerator as 0.
        filter_denominator_0: True where a ratio leaves out households whose denominator is 0.
        preset: analysistools: the settings, columns and order of rows of that R package.
        replicates: replicate weights in place of strata and clusters.
        frame: what weights are made from where no column holds them.
        poststratify: known counts, met one after the other.
        rake: known counts of several margins, met in turn until all hold.
        calibrate: known totals, met at once.
        trim: ends of the weights, held after all else.
    """

    weight: str = ""
    strata: str = ""
    clusters: list[str] = []
    fpc: list[str] = []
    nest: bool = False
    lonely: Literal["fail", "remove", "certainty", "adjust", "average"] = "fail"
    df: Degrees = "design"
    level: Level = 0.95
    ci: ShareInterval = "logit"
    quantile_rule: QuantileRule = "math"
    quantile_ci: QuantileInterval = "mean"
    quantile_df: Degrees | None = None
    numerator_NA_to_0: bool = False  # noqa: N815 - the name users of analysistools know
    filter_denominator_0: bool = False
    preset: Preset = ""
    replicates: Replicates | None = None
    frame: Frame | None = None
    poststratify: list[Margin] = []
    rake: list[Margin] = []
    calibrate: Calibrate | None = None
    trim: Trim | None = None


def read_design(stated: dict[str, Any]) -> Design:
    """
    A design from plain values; what a preset says holds where they do not say otherwise.

    Raises:
        msgspec.ValidationError: a value is of the wrong kind, or a key is not known.
    """
    return msgspec.convert({**PRESETS.get(str(stated.get("preset", "")), {}), **stated}, Design)


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """
    One line of an analysis plan.

    Args:
        analysis_type: mean, prop_select_one, and the others of the vocabulary.
        analysis_var: the column.
        group_var: columns to disaggregate by, crossed; empty for overall.
        row: row of the plan, header as row 1; 0 for a line needline adds itself.
        level, ci, df, quantile_rule: as in the design, for this line; empty: the design's. `ci` is an interval of
            shares or of quantiles, as the line asks.
        probability: of a quantile, in (0, 1).
        analysis_var_numerator, analysis_var_denominator: columns of a ratio.
        numerator_NA_to_0, filter_denominator_0: as in the design, for this ratio.
    """

    analysis_type: AnalysisType
    analysis_var: str = ""
    group_var: list[str] = []
    row: int = 0
    level: Level | None = None
    probability: Level | None = None
    ci: Literal[ShareInterval, QuantileInterval, ""] = ""
    df: Literal[Degrees, ""] = ""
    quantile_rule: Literal[QuantileRule, ""] = ""
    analysis_var_numerator: str = ""
    analysis_var_denominator: str = ""
    numerator_NA_to_0: bool | None = None  # noqa: N815 - the name users of analysistools know
    filter_denominator_0: bool | None = None


class Other(msgspec.Struct, frozen=True, kw_only=True):
    """
    Another column of the survey, for where the first one is empty.

    Args:
        column: this survey's column.
        choices: its answer to the standard's category or number.
    """

    column: str
    choices: dict[str, str] = {}


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """
    How one input of a standard is had from this survey's columns.

    Args:
        standard: name of the standard ("msni").
        input: the input's name in the standard ("shelter_type").
        column: this survey's column.
        choices: this survey's answer to the standard's category; empty where they are the same.
        where_empty: another column that answers where this one is empty, such as the question before it, whose "no"
            means 0 days; none where an empty cell is simply missing.
    """

    standard: str
    input: str
    column: str
    choices: dict[str, str] = {}
    where_empty: Other | None = None


class Roster(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A repeat that lists the people of a household, from which its composition is counted.

    Args:
        repeat: its name.
        age: question of their age in years; empty: adults and children are not counted.
        sex: question of their sex; empty: neither is counted.
        adult: from which age a person is an adult.
        female, male: answers that mean so, in any capitals; empty: female, f, woman, girl; male, m, man, boy.
    """

    repeat: str
    age: str = ""
    sex: str = ""
    adult: Annotated[float, Meta(gt=0)] = 18
    female: list[str] = []
    male: list[str] = []


class FromRepeat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A column of households made from the rows of a repeat.

    Args:
        repeat: its name.
        rule: count (rows for which `where` holds), any (yes where there is one, else no), sum (of `question`).
        question: what is summed.
        where: question to the answer, or answers, that count; all must hold. Empty: every row counts.
        unknown: answers that say nothing, such as don't know: where they might change the result it is not known.
        empty: what a household without a row in the repeat has: `unknown`, or `none` (0, no).
    """

    repeat: str
    rule: Literal["count", "any", "sum"]
    question: str = ""
    where: dict[str, str | list[str]] = {}
    unknown: list[str] = []
    empty: Literal["unknown", "none"] = "unknown"


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """
    A survey of the mission.

    Args:
        name: its folder's name.
        file: its submissions, inside the mission folder.
        title: as shown.
        synthetic: True where its households are made up; said wherever it shows.
        place: column holding the place code of a household.
        group: column holding its population group.
        setting: column holding camp, urban or rural; empty where not asked.
        household_size: column of people in the household; empty where not asked.
        disaggregate: columns, as the sex of the head of household, by which severity is estimated within each group
            and each place and group.
        design, plan, bindings: see there.
        form: what was asked; without a question where no form.xlsx stands beside the submissions.
        checks: columns and limits of checks, as `[checks]` of design.toml says.
        design_usable: False where design.toml cannot be used; then nothing is estimated.
        plan_file: name of the file its plan came from.
        decimals: decimal mark of the columns in which a cell could be read two ways, as far as they tell it; of a
            repeat's column, `repeat/column`.
        roster: the repeat that lists people; empty: none is stated.
        from_repeat: columns made from repeats, by the name they get.
    """

    name: str
    file: str
    title: str = ""
    synthetic: bool = False
    place: str = ""
    group: str = ""
    setting: str = ""
    household_size: str = ""
    disaggregate: list[str] = []
    design: Design = Design()
    plan: list[Analysis] = []
    bindings: list[Binding] = []
    form: Form = Form()
    checks: Checks = Checks()
    design_usable: bool = True
    plan_file: str = "plan.csv"
    decimals: dict[str, str] = {}
    roster: Roster | None = None
    from_repeat: dict[str, FromRepeat] = {}
