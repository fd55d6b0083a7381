"""Severity and people in need: figures, estimates and what was seen, judged by a standard."""

from needline.needs.again import RECOMPUTE
from needline.needs.step import run

__all__ = ["RECOMPUTE", "run"]
