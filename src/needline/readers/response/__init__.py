"""`activities/*`: who does what, where, when, for whom, from the 3W to 5W sheets that organisations keep."""

from needline.readers.response.activities import read_activities

__all__ = ["read_activities"]
