"""Where tables are computed by SQL: the same text on every engine. Knows files, names and queries only."""

from needline.engines.base import Engine
from needline.engines.registry import ENGINES, open_engine

__all__ = ["ENGINES", "Engine", "open_engine"]
