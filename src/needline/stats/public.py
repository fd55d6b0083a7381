"""The public names of `needline.stats`; the package hands them out when the first is asked for."""

from needline.stats.association import association_test
from needline.stats.calibrating import calibrate
from needline.stats.chi_squares import chi_square_sum_tail, f_sum_tail
from needline.stats.contrasts import Function, contrast
from needline.stats.covariances import covariance
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
from needline.stats.group_tests import rank_test, t_test
from needline.stats.intervals import share_interval, t_quantile, wald
from needline.stats.linearised import InDomains, Mean, Ratio, Total, Variance, indicators
from needline.stats.margins import poststratify, rake
from needline.stats.model_matrices import ModelMatrix, model_matrix
from needline.stats.quantiles import Quantiles, quantile, weighted_quantile
from needline.stats.regressions import Regression, regression
from needline.stats.replicate_weights import make_replicates
from needline.stats.replicates import ReplicateDesign, replicate_design
from needline.stats.significance import SignificanceTest
from needline.stats.sums import cell_totals
from needline.stats.taylor import Estimates, means, ratios, shares, totals, variance
from needline.stats.trimming import trim

__all__ = [
    "Design",
    "DomainEstimates",
    "Estimate",
    "Estimates",
    "Function",
    "InDomains",
    "Mean",
    "ModelMatrix",
    "Quantiles",
    "Ratio",
    "Regression",
    "ReplicateDesign",
    "SignificanceTest",
    "Total",
    "Variance",
    "across",
    "association_test",
    "by",
    "calibrate",
    "cell_totals",
    "chi_square_sum_tail",
    "contrast",
    "covariance",
    "estimate",
    "f_sum_tail",
    "indicators",
    "interval",
    "labels",
    "make_design",
    "make_replicates",
    "mean",
    "means",
    "model_matrix",
    "poststratify",
    "quantile",
    "rake",
    "rank_test",
    "ratio",
    "ratios",
    "regression",
    "replicate_design",
    "share",
    "share_interval",
    "shares",
    "t_quantile",
    "t_test",
    "table",
    "total",
    "totals",
    "trim",
    "variance",
    "variance_of",
    "wald",
    "weighted_quantile",
]
