"""Claim and Count to Figure: what reported figures can and cannot mean together. Nothing is averaged."""

from needline.reconcile.reconciling import Reconciled, reconcile
from needline.reconcile.step import RECOMPUTE, run

__all__ = ["RECOMPUTE", "Reconciled", "reconcile", "run"]
