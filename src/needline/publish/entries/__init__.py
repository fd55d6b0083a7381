"""What stands in the evidence for a row of each table, in words."""

from needline.publish.entries.assembly import ENTRIES, Entry, entry
from needline.publish.entries.judged import bounding
from needline.publish.entries.quoting import passages

__all__ = ["ENTRIES", "Entry", "bounding", "entry", "passages"]
