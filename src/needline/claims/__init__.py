"""
From reports to claims and figures: who says what, through whom, in which passage, with which numbers.

    extract(report, text, …) → claims, counts, problems     one report
    run(mission, store, progress)                            all reports of a mission, into the store
"""

from needline.claims.extract import Extraction, extract
from needline.claims.step import RECOMPUTE, run

__all__ = ["RECOMPUTE", "Extraction", "extract", "run"]
