"""How many people a group has in a place, as reconciled: never silently the baseline."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from needline.model.figure import Figure
from needline.model.mission import Mission
from needline.model.range import Range


class Population(msgspec.Struct, frozen=True):
    """
    The people of one group in one place at the mission's instant.

    Args:
        people: their number; unknown ends are open.
        figures: ids of the figures it rests on; several where sources contradict each other.
        bound: True where nobody counted them here, and wholes and parts alone bound them.
    """

    people: Range = Range()
    figures: tuple[str, ...] = ()
    bound: bool = False


UNKNOWN = Population()


def populations(mission: Mission, figures: Iterable[Figure]) -> dict[tuple[str, str], Population]:
    """
    The population of each place and group.

    Args:
        mission: says which measure counts which group.
        figures: as reconciled. A range from parts and wholes stands before a count of the same area, which it
            already holds; where figures are contested, the population is the least range that holds every reading.

    Returns:
        dict: (place code, group id) to its population; nothing where nothing is known.
    """
    measured = {group.id: group.population for group in mission.groups}
    readings: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        if figure.unit == "people" and figure.measure == measured.get(figure.group):
            readings.setdefault((figure.place, figure.group), []).append(figure)
    return {key: _population(found) for key, found in sorted(readings.items())}


def _population(readings: list[Figure]) -> Population:
    """What bounds them, else the figures that stand, else the least range that holds every reading."""
    bound = [figure for figure in readings if figure.scenario == "bound"]
    standing = [figure for figure in readings if figure.scenario in {"consistent", "contested"}]
    used = sorted(bound or standing or readings, key=lambda figure: figure.figure)
    people = Range(used[0].low, used[0].high)
    for figure in used[1:]:
        people |= Range(figure.low, figure.high)
    return Population(people, tuple(figure.figure for figure in used), bound=bool(bound))
