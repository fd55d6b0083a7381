"""How one line of a plan is estimated: what the line says itself, else what the design says."""

from __future__ import annotations

from needline.errors import near
from needline.model import Analysis, Design
from needline.model.survey import QuantileInterval, ShareInterval
from needline.survey.cells import Options

QUANTILES = frozenset({"median", "quantile"})
_OF_SHARES: dict[str, ShareInterval] = {
    "logit": "logit",
    "wald": "wald",
    "mean": "wald",
    "likelihood": "likelihood",
    "asin": "asin",
    "beta": "beta",
    "xlogit": "xlogit",
}
_OF_QUANTILES: dict[str, QuantileInterval] = {
    "mean": "mean",
    "wald": "mean",
    "xlogit": "xlogit",
    "logit": "xlogit",
    "beta": "beta",
    "asin": "asin",
    "score": "score",
    "replicate": "replicate",
}


class Unsuited(Exception):  # noqa: N818 - no error of use: it becomes a problem
    """A setting that a line cannot have: what was found, and what would mend it."""

    def __init__(self, found: str, mend: str) -> None:
        super().__init__(found)
        self.found, self.mend = found, mend


def options_of(line: Analysis, stated: Design) -> Options:
    """
    The settings of a line; those that it does not need stay as they are.

    Raises:
        Unsuited: an interval of another kind of statistic; a quantile without its probability.
    """
    level = stated.level if line.level is None else line.level
    if line.analysis_type in QUANTILES:
        return _of_quantile(line, stated, level)
    df = line.df or stated.df
    if not line.analysis_type.startswith("prop_"):
        return Options(level=level, df=df)
    ci = line.ci or stated.ci
    if ci not in _OF_SHARES:
        raise Unsuited(f'"{ci}" is no interval of a share.', near(ci, _OF_SHARES))
    return Options(level=level, df=df, ci=_OF_SHARES[ci])


def _of_quantile(line: Analysis, stated: Design, level: float) -> Options:
    probability = 0.5 if line.analysis_type == "median" else line.probability
    if probability is None:
        raise Unsuited("a quantile without its probability.", "Say 0.25 for the lower quartile.")
    ci = line.ci or stated.quantile_ci
    if ci not in _OF_QUANTILES:
        raise Unsuited(f'"{ci}" is no interval of a quantile.', near(ci, _OF_QUANTILES))
    if _OF_QUANTILES[ci] == "replicate" and stated.replicates is None:
        raise Unsuited('"replicate" needs replicate weights.', 'Say "mean".')
    return Options(
        level=level,
        probability=probability,
        quantile_rule=line.quantile_rule or stated.quantile_rule,
        quantile_ci=_OF_QUANTILES[ci],
        quantile_df=line.df or stated.quantile_df or stated.df,
    )


def ratio_of(line: Analysis) -> tuple[str, str]:
    """
    Numerator and denominator of a ratio, from its own columns or from "a %/% b" as its variable.

    Raises:
        Unsuited: one is not named.
    """
    pair = (line.analysis_var_numerator, line.analysis_var_denominator)
    if not any(pair):
        above, _, below = line.analysis_var.partition("%/%")
        pair = (above.strip(), below.strip())
    if not all(pair):
        raise Unsuited(
            "a ratio names no numerator, or no denominator.",
            "Fill analysis_var_numerator and analysis_var_denominator.",
        )
    return pair


def switches_of(line: Analysis, stated: Design) -> tuple[bool, bool]:
    """Of a ratio: whether a missing numerator is 0, and whether a denominator of 0 leaves its household out."""
    zero = stated.numerator_NA_to_0 if line.numerator_NA_to_0 is None else line.numerator_NA_to_0
    leave = stated.filter_denominator_0 if line.filter_denominator_0 is None else line.filter_denominator_0
    return zero, leave
