"""Standards of need as data: each a folder of definitions beside their source, and worked examples."""

from needline.standards.columns import Cells, Column, Many, Misfit, Numbers, One
from needline.standards.compute import Scores, compute, score
from needline.standards.definition import Indicator, Input, StandardDefinition, Step
from needline.standards.load import available, define_all, load, read_folder, read_raw
from needline.standards.registry import rule

__all__ = [
    "Cells",
    "Column",
    "Indicator",
    "Input",
    "Many",
    "Misfit",
    "Numbers",
    "One",
    "Scores",
    "StandardDefinition",
    "Step",
    "available",
    "compute",
    "define_all",
    "load",
    "read_folder",
    "read_raw",
    "rule",
    "score",
]
