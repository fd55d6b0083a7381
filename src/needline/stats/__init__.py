"""
Survey statistics on arrays: designs, estimates with standard errors, intervals, tests.

Who knows R's survey package finds its way: `make_design` is svydesign, `mean`, `total`, `ratio`, `share`,
`quantile`, `variance_of` and `table` are svymean, svytotal, svyratio, svymean of a factor, svyquantile, svyvar and
svytable, `by` is svyby, `interval` is confint and svyciprop, `contrast` is svycontrast. `replicate_design` is
svrepdesign and `make_replicates` as.svrepdesign; `poststratify`, `rake`, `calibrate`, `trim` are postStratify, rake,
calibrate, trimWeights; `association_test`, `t_test`, `rank_test`, `regression` are svychisq, svyttest, svyranktest,
svyglm; each takes both kinds of design. `shares`, `means`, `totals` and `ratios` estimate many
domains in one pass.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from needline.stats.public import *  # noqa: F403


def __getattr__(name: str) -> Any:
    """A public name; all are imported with the first, so that a module of the package loads what it needs alone."""
    public = import_module("needline.stats.public")
    if name not in public.__all__:
        raise AttributeError(f"module 'needline.stats' has no attribute '{name}'")
    return getattr(public, name)
