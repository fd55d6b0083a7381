"""
Survey statistics on arrays: designs, estimates with standard errors, intervals, tests.

Who knows R's survey package finds its way: `make_design` is svydesign, `mean`, `total`, `ratio`, `share`,
`quantile`, `variance_of` and `table` are svymean, svytotal, svyratio, svymean of a factor, svyquantile, svyvar and
svytable, `by` is svyby, `interval` is confint and svyciprop. `shares`, `means`, `totals` and `ratios` estimate many
domains in one pass.
"""

from needline.stats.covariance import covariance
from needline.stats.design import Design, make_design
from needline.stats.estimates import (
    DomainEstimates,
    Estimate,
    across,
    by,
    estimate,
    interval,
    labels,
    mean,
    ratio,
    share,
    table,
    total,
    variance_of,
)
from needline.stats.intervals import share_interval, t_quantile, wald
from needline.stats.linearised import InDomains, Mean, Ratio, Total, Variance, indicators
from needline.stats.margins import poststratify
from needline.stats.quantiles import Quantiles, quantile, weighted_quantile
from needline.stats.replicate_weights import make_replicates
from needline.stats.taylor import Estimates, means, ratios, shares, totals, variance
from needline.stats.totals import cell_totals

__all__ = [
    "Design",
    "DomainEstimates",
    "Estimate",
    "Estimates",
    "InDomains",
    "Mean",
    "Quantiles",
    "Ratio",
    "Total",
    "Variance",
    "across",
    "by",
    "cell_totals",
    "covariance",
    "estimate",
    "indicators",
    "interval",
    "labels",
    "make_design",
    "make_replicates",
    "mean",
    "means",
    "poststratify",
    "quantile",
    "ratio",
    "ratios",
    "share",
    "share_interval",
    "shares",
    "t_quantile",
    "table",
    "total",
    "totals",
    "variance",
    "variance_of",
    "wald",
    "weighted_quantile",
]
