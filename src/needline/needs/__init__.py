"""Severity and people in need: figures, estimates and what was seen, judged by a standard."""

from needline.needs.step import RECOMPUTE, run

__all__ = ["RECOMPUTE", "run"]
