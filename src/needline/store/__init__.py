"""A mission's tables: where steps meet. Written beside and renamed into place, so nobody sees half a table."""

from needline.store.store import Progress, Store, no_progress
from needline.store.tables import TABLES, Column, Table

__all__ = ["TABLES", "Column", "Progress", "Store", "Table", "no_progress"]
