"""From evidence to need: humanitarian needs assessment in which every printed number opens to its evidence."""

__version__ = "0.1.0"
