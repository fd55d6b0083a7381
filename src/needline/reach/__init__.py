"""Activities and roads to coverage and access: who is reached, and who can be."""

from needline.reach.step import RECOMPUTE, run

__all__ = ["RECOMPUTE", "run"]
