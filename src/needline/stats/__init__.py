"""Survey statistics on arrays: designs, estimates with standard errors, intervals."""

from needline.stats.design import Design, make_design
from needline.stats.intervals import share_interval, t_quantile, wald
from needline.stats.taylor import Estimates, means, ratios, shares, totals, variance
from needline.stats.totals import cell_totals

__all__ = [
    "Design",
    "Estimates",
    "cell_totals",
    "make_design",
    "means",
    "ratios",
    "share_interval",
    "shares",
    "t_quantile",
    "totals",
    "variance",
    "wald",
]
