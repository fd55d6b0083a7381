"""Who does what, where, when, for whom: the response."""

from __future__ import annotations

import msgspec

STATUSES = ("planned", "ongoing", "completed", "suspended", "cancelled")
UNPLACED = ("place", "sector", "date")
"""What a record may lack without which it stands in no cell, or at no time."""


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """
    One activity of the response.

    Args:
        id: as its file gives it, or a hash of its content.
        file, row: where it stands.
        sheet: of a workbook; empty of a text file.
        organisation, partner, donor: who.
        sector: id of a sector; empty where the mission has none of that name.
        sector_text: as written, where that is not the id.
        activity: what, as written.
        modality: how, as written (in kind, cash, service).
        unit: what is counted: people, households, or another word as written.
        place: code of the smallest place that is known; empty where none is.
        place_text: as written, where that is not the place itself.
        site: as written.
        group: id of a population group; empty where for all, or where the mission has none of that name.
        group_text: as written, where the mission has no group of that name.
        status: planned, ongoing, completed, suspended or cancelled.
        start, end: ISO dates; empty where not known.
        targeted, reached: how many of the unit; None where not known.
        targeted_by, reached_by: the same by sex and age as far as stated: "f", "m 18+", "0-17".
        unplaced: what is lacking: place, sector, date (none written, or none that can be read).
        source: id in `sources.toml`, or an address as written.
    """

    id: str
    file: str
    row: int
    sheet: str = ""
    organisation: str
    partner: str
    donor: str
    sector: str
    sector_text: str = ""
    activity: str
    modality: str = ""
    unit: str
    place: str
    place_text: str = ""
    site: str = ""
    group: str
    group_text: str = ""
    status: str
    start: str
    end: str
    targeted: float | None
    reached: float | None
    targeted_by: dict[str, float] = {}
    reached_by: dict[str, float] = {}
    unplaced: list[str] = []
    source: str

    @property
    def where(self) -> str:
        """Where its record stands: file, sheet and row."""
        sheet = f", sheet {self.sheet}" if self.sheet else ""
        return f"{self.file}{sheet}, row {self.row}"
