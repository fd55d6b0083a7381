"""All that bears on the needs of some places and groups, as arrays: units by sectors, the last one over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from needline.model import (
    Coverage,
    Decision,
    Mission,
    Observation,
    Place,
    Population,
    areas_under,
    content_id,
)
from needline.needs.severity import LEAST, LEVELS, UNKNOWN, WORST
from needline.stats.arrays import Bools, Floats, Ints

if TYPE_CHECKING:
    import pyarrow as pa

ALL = "all"
PUBLISHED = "published"
_YES, _OR_MORE, _APART = "yes", "_or_more", " %/% "
_GROUP, _PLACE_AND_GROUP = "group", "place, group"
WORDS = ("survey", "analysis_var", "analysis_var_value", "group_var", "group_var_value", "hidden")
COLUMNS = ("estimate", "synthetic", *WORDS, "stat", "stat_low", "stat_upp", "df")
"""The columns of the estimates that judging reads."""
SEVERAL = "several surveys estimate it; the first by name is used"
PARTLY = "the survey met this group in some areas of the place only"


class Unit(NamedTuple):
    """
    A place and group that is judged.

    Args:
        place, group: ids.
        whole: place in the list of units of the place that this area lies in; -1 where it is such a place itself.
    """

    place: str
    group: str
    whole: int


def need_id(place: str, group: str, sector: str) -> str:
    """The id of a cell of the table of needs."""
    return content_id("need", place, group, sector)


class Rows(NamedTuple):
    """The rows of the tables that bear on some units; `estimates` as Arrow, with the columns of `COLUMNS`."""

    people: Mapping[tuple[str, str], Population]
    estimates: pa.Table
    observations: Sequence[Observation]
    coverage: Sequence[Coverage]
    decided: Mapping[str, Decision]
    places: Sequence[Place]


class Evidence(NamedTuple):
    """
    What bears on U units and K sectors, the last of them over all sectors.

    Args:
        units: shape (U,).
        sectors: shape (K,), ids; the last is "all".
        fewest, most: shape (U,), ends of the population; NaN is open.
        bound: shape (U,), whether arithmetic alone bounds it.
        figures: shape (U,), ids of the figures it rests on.
        stat, low, upp: shape (U, K, 4), shares of people in households of class 2 to 5 or worse; NaN where none.
        df: shape (U, K), degrees of freedom of the share in need.
        ids: shape (U, K, 4), ids of these estimates; "" where none.
        hidden: shape (U, K), whether the share in need rests on too few households to be shown.
        synthetic: shape (U, K), whether made-up households carry it.
        seen, seen_least: shape (U, K), worst and least class that was seen or heard; 0 where none.
        later: shape (U, K), whether some of it was seen or heard after the date assessed.
        published: shape (U, K), worst class that published indicators give; 0 where none.
        decided: shape (U, K), the class that people agreed on; 0 where they did not.
        reached_low, reached_high: shape (U, K), people reached; NaN where not known.
        elsewhere: shape (U,), whether a survey met this group in other areas, and not in this one.
        parted: shape (U,), whether areas lie in it.
        notes: what a reader must know of the sample of a cell.
        refs: what a cell rests on beside figures and estimates: observations, coverage, a decision.
    """

    units: Sequence[Unit]
    sectors: Sequence[str]
    fewest: Floats
    most: Floats
    bound: Bools
    figures: Sequence[Sequence[str]]
    stat: Floats
    low: Floats
    upp: Floats
    df: Floats
    ids: np.ndarray
    hidden: Bools
    synthetic: Bools
    seen: Ints
    seen_least: Ints
    later: Bools
    published: Ints
    decided: Ints
    reached_low: Floats
    reached_high: Floats
    elsewhere: Bools
    parted: Bools
    notes: dict[tuple[int, int], list[str]]
    refs: dict[tuple[int, int], list[str]]


def units(mission: Mission, places: Iterable[Place]) -> list[Unit]:
    """Every group in the place it lives in, and in each area that lies in it."""
    listed = list(places)
    found: list[Unit] = []
    for group in mission.groups:
        if group.within:
            whole = len(found)
            found.append(Unit(group.within, group.id, -1))
            areas = areas_under(group.within, mission.area_level, listed)
            found += [Unit(area.id, group.id, whole) for area in areas]
    return found


def gather(mission: Mission, judged: Sequence[Unit], rows: Rows) -> Evidence:
    """Lay out the rows that bear on some units."""
    sectors = [*(sector.id for sector in mission.sectors), ALL]
    size = len(judged), len(sectors)
    levels = (*size, len(LEVELS))
    people = [rows.people.get((one.place, one.group), Population()) for one in judged]
    found = Evidence(
        units=judged,
        sectors=sectors,
        fewest=_ends(one.people.low for one in people),
        most=_ends(one.people.high for one in people),
        bound=np.array([one.bound for one in people], np.bool_),
        figures=[one.figures for one in people],
        stat=np.full(levels, np.nan),
        low=np.full(levels, np.nan),
        upp=np.full(levels, np.nan),
        df=np.full(size, np.nan),
        ids=np.full(levels, "", object),
        hidden=np.zeros(size, np.bool_),
        synthetic=np.zeros(size, np.bool_),
        seen=np.zeros(size, np.int64),
        seen_least=np.zeros(size, np.int64),
        later=np.zeros(size, np.bool_),
        published=np.zeros(size, np.int64),
        decided=np.zeros(size, np.int64),
        reached_low=np.full(size, np.nan),
        reached_high=np.full(size, np.nan),
        elsewhere=np.zeros(len(judged), np.bool_),
        parted=np.isin(np.arange(len(judged)), [one.whole for one in judged]),
        notes={},
        refs={},
    )
    _estimates(found, mission, rows.estimates)
    at = {(one.place, one.group): place for place, one in enumerate(judged)}
    of_sector = {sector: place for place, sector in enumerate(sectors)}
    _observations(found, mission, rows, at, of_sector)
    _coverage(found, rows.coverage, at, of_sector)
    _decisions(found, rows.decided)
    return found


def _ends(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if one is None else one for one in values], np.float64)


def _variables(mission: Mission) -> dict[str, tuple[int, int, int]]:
    """Variables of "so severe or worse": the place of their standard, their sector and their level."""
    found: dict[str, tuple[int, int, int]] = {}
    for standard_at, standard in enumerate(mission.standards):
        for sector_at, sector in enumerate([*(one.id for one in mission.sectors), ALL]):
            of = standard.name if sector == ALL else f"{standard.name}.{sector}"
            for level_at, level in enumerate(LEVELS):
                name = f"{of}.severity_{level}{_OR_MORE}"
                found.setdefault(name, (standard_at, sector_at, level_at))
    return found


def _codes(table: pa.Table, name: str) -> tuple[Ints, list[str]]:
    """A column of words as codes and the words."""
    import pyarrow as pa

    column = table[name].combine_chunks()
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    return coded.indices.to_numpy(zero_copy_only=False).astype(np.int64), coded.dictionary.to_pylist()


class Cells(NamedTuple):
    """Estimates that have a cell, each with its unit, sector and level, its survey and its row of the table."""

    unit: Ints
    sector: Ints
    level: Ints
    survey: Ints
    row: Ints

    def key(self, found: Evidence) -> Ints:
        """A number for each cell and level."""
        result: Ints = np.ravel_multi_index((self.unit, self.sector, self.level), found.stat.shape)
        return result

    def alone(self, found: Evidence) -> bool:
        """Whether each has its cell and level for itself."""
        return bool(np.bincount(self.key(found), minlength=1).max() <= 1)

    def firsts(self, found: Evidence) -> Ints:
        """The first of each cell and level."""
        result: Ints = np.sort(np.unique(self.key(found), return_index=True)[1])
        return result

    def where(self, kept: Bools | Ints) -> Cells:
        """Some of them."""
        return Cells(*(one[kept] for one in self))


def _estimates(found: Evidence, mission: Mission, table: pa.Table) -> None:
    """Put each estimate into its cell: of several standards the first that has it, of several surveys by name."""
    if not len(table):
        return
    codes, surveys = _codes(table, "survey")
    by_name = np.argsort(np.argsort(surveys, kind="stable"), kind="stable")
    several = _cells(found, mission, table, by_name[codes])
    # the first of each cell: rows come by standard, then survey, then id
    used = several if several.alone(found) else several.where(several.firsts(found))
    cell = used.unit, used.sector, used.level
    for target, column in ((found.stat, "stat"), (found.low, "stat_low"), (found.upp, "stat_upp")):
        target[cell] = _numbers(table, column)[used.row]
    found.ids[cell] = np.array(table["estimate"].take(used.row).to_pylist(), object)
    made_up = table["synthetic"].take(used.row).to_numpy()
    np.logical_or.at(found.synthetic, cell[:2], made_up.astype(np.bool_))
    need = used.where(used.level == mission.thresholds.need_severity - LEVELS[0])
    found.hidden[need.unit, need.sector] = [bool(one) for one in table["hidden"].take(need.row).to_pylist()]
    found.df[need.unit, need.sector] = _numbers(table, "df")[need.row]
    _note(found, several.where(several.level == mission.thresholds.need_severity - LEVELS[0]), need)


def _cells(found: Evidence, mission: Mission, table: pa.Table, survey: Ints) -> Cells:
    """The estimates that bear on a cell, by standard, then survey, then id."""
    variables = _variables(mission)
    at = {
        (_GROUP, unit.group) if unit.whole < 0 else (_PLACE_AND_GROUP, f"{unit.place}{_APART}{unit.group}"): u
        for u, unit in enumerate(found.units)
    }
    codes, names = _codes(table, "analysis_var")
    what = np.array([variables.get(name, (-1, -1, -1)) for name in names])[codes]
    answers, words = _codes(table, "analysis_var_value")
    yes = np.array([word == _YES for word in words])[answers]
    by, columns = _codes(table, "group_var")
    value, values = _codes(table, "group_var_value")
    places = np.array([[at.get((one, whose), -1) for whose in values] for one in columns], np.int64)
    unit = places[by, value]
    _meet(found, {values[one] for one in set(value[by == columns.index(_PLACE_AND_GROUP)].tolist())}
          if _PLACE_AND_GROUP in columns else set())  # fmt: skip
    row = np.flatnonzero(yes & (what[:, 0] >= 0) & (unit >= 0))
    cells = Cells(unit[row], what[row, 1], what[row, 2], survey[row], row)
    if cells.alone(found):
        return cells
    ids = np.array(table["estimate"].take(row).to_pylist(), np.str_)
    return cells.where(np.lexsort((ids, survey[row], what[row, 0])))


def _meet(found: Evidence, there: set[str]) -> None:
    """Mark the areas in which no survey met a group that it met in others of the place."""
    met = [f"{one.place}{_APART}{one.group}" in there for one in found.units]
    sampled = {unit.whole for unit, one in zip(found.units, met, strict=True) if one and unit.whole >= 0}
    for u, unit in enumerate(found.units):
        found.elsewhere[u] = unit.whole in sampled and not met[u]


def _note(found: Evidence, several: Cells, used: Cells) -> None:
    """Say of a cell that several surveys estimate it, and that the one used met some areas of the place only."""
    if len(several.unit) > len(used.unit):
        pairs = np.unique(np.stack([several.unit, several.sector, several.survey]), axis=1)
        cells, counts = np.unique(pairs[:2], axis=1, return_counts=True)
        for u, k in cells[:, counts > 1].T.tolist():
            found.notes.setdefault((u, k), []).append(SEVERAL)
    whole_of = np.array([one.whole for one in found.units], np.int64)
    areas = np.bincount(whole_of[whole_of >= 0], minlength=len(whole_of))
    met = {
        pair
        for pair in zip(several.survey.tolist(), several.unit.tolist(), strict=True)
        if whole_of[pair[1]] >= 0
    }
    covered = Counter((survey, int(whole_of[u])) for survey, u in met)
    for u, k, survey in zip(used.unit.tolist(), used.sector.tolist(), used.survey.tolist(), strict=True):
        if whole_of[u] < 0 and 0 < covered[survey, u] < areas[u]:
            found.notes.setdefault((u, k), []).append(PARTLY)


def _numbers(table: pa.Table, name: str) -> Floats:
    column: Floats = table[name].combine_chunks().cast("float64").to_numpy(zero_copy_only=False)
    return column


def _observations(
    found: Evidence,
    mission: Mission,
    rows: Rows,
    at: Mapping[tuple[str, str], int],
    of_sector: Mapping[str, int],
) -> None:
    """Put what was seen, heard or published into the cells of its place and of those that it lies in."""
    parents = {place.id: place.parent for place in rows.places}
    groups = sorted({unit.group for unit in found.units})
    for one in rows.observations:
        k = of_sector.get(one.sector)
        if k is None or one.sector == ALL:
            continue
        for place in _above(parents, one.place):
            for group in [one.group] if one.group else groups:
                u = at.get((place, group))
                if u is None:
                    continue
                found.refs.setdefault((u, k), []).append(f"observations/{one.id}")
                if not one.severity:
                    continue
                if one.method == PUBLISHED:
                    found.published[u, k] = max(found.published[u, k], one.severity)
                    continue
                found.seen[u, k] = max(found.seen[u, k], one.severity)
                least = found.seen_least[u, k]
                found.seen_least[u, k] = min(least, one.severity) if least else one.severity
                found.later[u, k] |= one.as_of_start is not None and one.as_of_start > mission.as_of


def _above(parents: Mapping[str, str], place: str) -> list[str]:
    """A place and all that it lies in."""
    chain: list[str] = []
    while place and place not in chain:
        chain.append(place)
        place = parents.get(place, "")
    return chain


def _coverage(
    found: Evidence,
    coverage: Iterable[Coverage],
    at: Mapping[tuple[str, str], int],
    of_sector: Mapping[str, int],
) -> None:
    """Put what was reached into its cells: of several rows the most, since they may tell of the same people."""
    groups = sorted({unit.group for unit in found.units})
    for one in coverage:
        k = of_sector.get(one.sector)
        for group in [one.group] if one.group else groups:
            u = at.get((one.place, group))
            if u is None or k is None or one.sector == ALL:
                continue
            found.refs.setdefault((u, k), []).append(f"coverage/{one.id}")
            for target, value in (
                (found.reached_low, one.reached_low),
                (found.reached_high, one.reached_high),
            ):
                if value is not None:
                    target[u, k] = np.fmax(target[u, k], value)


def _decisions(found: Evidence, decided: Mapping[str, Decision]) -> None:
    if not decided:
        return
    for u, unit in enumerate(found.units):
        for k, sector in enumerate(found.sectors):
            decision = decided.get(f"needs/{need_id(unit.place, unit.group, sector)}")
            if decision is not None:
                found.refs.setdefault((u, k), []).append(f"decisions/{decision.id}")
                found.decided[u, k] = class_of(decision)


def class_of(decision: Decision) -> int:
    """The class that a decision states; 0 where it states none."""
    written = decision.value.strip()
    return int(written) if written in {str(one) for one in range(LEAST, WORST + 1)} else UNKNOWN
