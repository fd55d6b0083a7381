"""What the mission knows by name, against which readers check cells."""

from __future__ import annotations

from collections.abc import Iterable

from needline.model import Mission, Source
from needline.places import Gazetteer
from needline.readers.base import Row


class Known:
    """What the mission knows by name, against which cells are checked."""

    def __init__(self, mission: Mission, gazetteer: Gazetteer, sources: Iterable[Source]) -> None:
        self.mission, self.gazetteer = mission, gazetteer
        self.sectors = [sector.id for sector in mission.sectors]
        self.sources = {source.id for source in sources}

    def group(self, row: Row, column: str = "group") -> str:
        """The mission's group for a cell; empty where the cell is."""
        written = row.text(column)
        group = self.mission.group_of(written) if written else ""
        if written and not group:
            ids = ", ".join(one.id for one in self.mission.groups)
            row.say("unknown-group", column, f'"{written}" is no group.', f"The mission has {ids or 'none'}.")
        return group

    def source(self, row: Row, column: str = "source") -> str:
        """A cell as the id of a source, or as written where it is an address or a name."""
        written = row.text(column)
        if written and self.sources and written not in self.sources and "://" not in written:
            row.say(
                "unknown-source",
                column,
                f'"{written}" is not in sources.toml.',
                "Add it there, with kind and licence.",
                "warning",
            )
        return written
