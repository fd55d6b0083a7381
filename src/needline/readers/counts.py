"""`counts/*.csv` and `population/*.csv`: figures that people typed from a table; and one such file by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from needline.model import Count, Mission, Place, When, asserted, content_id
from needline.model.count import LISTINGS, MEASURES, QUALIFIERS, UNITS, WHOLE
from needline.places import Gazetteer
from needline.readers.base import MOST, MOST_PEOPLE, Door, Row

COLUMNS = (
    "id",
    "statement",
    "published",
    "as_of",
    "said_by",
    "counted_by",
    "measure",
    "from_place",
    "to_place",
    "group",
    "qualifier",
    "low",
    "high",
    "unit",
    "note",
    "url",
    "list",
    "corrects",
)
POPULATION = ("place", "group", "sex", "age", "people", "as_of", "source")
_PERCENT = 100.0
_NEEDED = ("measure", "low")


def read_counts(door: Door, mission: Mission, gazetteer: Gazetteer) -> list[Count]:
    """
    Read every file of `counts/` and `population/`.

    A row that says nothing a figure could rest on (no number, an impossible one, an unknown place) is left out
    with a problem; a figure of kind `baseline_population` comes from each population row.
    """
    counts: list[Count | None] = []
    for path in door.files("counts", ".csv", ".gz"):
        rows = door.rows(path, COLUMNS, required=_NEEDED, foreign=True)
        counts += [_count(row, mission, gazetteer) for row in rows]
    for path in door.files("population", ".csv"):
        rows = door.rows(path, POPULATION, required=("place", "people"), foreign=True)
        counts += [_baseline(row, gazetteer) for row in rows]
    found = [count for count in counts if count is not None]
    _named_twice(door, found)
    return found


def read_counts_file(
    door: Door, path: Path, mission: Mission, places: Sequence[Place] = (), mapping: Path | None = None
) -> tuple[list[Count], list[Place]]:
    """
    Read one counts file outside a mission folder.

    Args:
        door: whose root holds the file.
        path: the file, or the same packed as `.csv.gz`.
        mission: its measures beside needline's own.
        places: known places; a name that none of them bears is a place of its own.
        mapping: where the mapping of a foreign file stands, if not beside it.

    Returns:
        tuple: the counts; the places known, those that the file names, and what lies in what by its mapping.
    """
    rows = list(door.rows(path, COLUMNS, required=_NEEDED, foreign=True, mapping=mapping))
    gazetteer = Gazetteer(places)
    parents: dict[str, str] = {}
    for row in rows:
        parents.update(row.lies_in)
    written = [row.text(one) for row in rows for one in ("from_place", "to_place")]
    names = dict.fromkeys([*written, *parents, *parents.values()])
    made: dict[str, Place] = {}
    for name in names:
        if name and not gazetteer.candidates(name):
            made.setdefault(
                name.casefold(), Place(id=name, name=name, names=[name], parent=parents.get(name, ""))
            )
    known = [*places, *made.values()]
    gazetteer = Gazetteer(known)
    found = [count for row in rows if (count := _count(row, mission, gazetteer)) is not None]
    _named_twice(door, found)
    return found, known


def _named_twice(door: Door, counts: list[Count]) -> None:
    """A name that two different counts bear finds neither of them."""
    first: dict[str, Count] = {}
    for count in counts:
        other = first.setdefault(count.name, count) if count.name else count
        if other.count != count.count:
            found = f'"{count.name}" names {other.file}, row {other.row} too.'
            path, where = door.root / count.file, f"row {count.row}, id"
            door.say("id-twice", path, where, found, "Rename one; until then name it by counts/….", "warning")


def _count(row: Row, mission: Mission, gazetteer: Gazetteer) -> Count | None:
    measure = row.choice("measure", (*MEASURES, *mission.kinds), "other")
    unit = row.choice("unit", UNITS, "people")
    qualifier = row.choice("qualifier", QUALIFIERS, "exact")
    most = MOST_PEOPLE if unit in WHOLE else MOST
    low, high = (row.number_of(one, least=0.0, most=most) for one in ("low", "high"))
    if low is None and high is None:  # "dozens" is a number without digits
        worded = asserted(qualifier, None, None)
        low, high = worded.low, worded.high
    if low is None and high is None and not row.bad:
        row.say("missing", "low", "neither low nor high is filled in.", "Write the number as it was given.")
    if low is not None and high is not None and low > high:
        row.say("range", "low", f"{low:g} is above high, {high:g}.", "Exchange them, or check the source.")
    if unit == "percent" and max(low or 0.0, high or 0.0) > _PERCENT:
        row.say("range", "low", "more than a hundred percent.", "Check the figure at its source.")
    as_of, published = row.when("as_of"), row.when("published")
    from_place, to_place = row.place("from_place", gazetteer), row.place("to_place", gazetteer)
    if unit in WHOLE and not all(one is None or one.is_integer() for one in (low, high)):
        row.say("range", "low", f"a part of one of the {unit}.", "Give whole numbers, or another unit.")
    listing = row.choice("list", LISTINGS)
    _no_place(row)
    _in_time(row, as_of, published)
    if row.bad:
        return None
    places = (row.text("from_place"), row.text("to_place"))
    return _named(
        row,
        as_of,
        published,
        said_by=row.text("said_by"),
        counted_by=row.text("counted_by") or row.text("said_by"),
        measure=measure,
        from_place=from_place,
        to_place=to_place,
        place_text=" → ".join(one for one in places if one),
        group=row.text("group"),
        qualifier=qualifier,
        number=(low if low is not None else high, high if high is not None else low),
        unit=unit,
        note=row.text("note"),
        url=row.text("url"),
        listing=listing,
        corrects=[one for one in re.split(r"[;,\s]+", row.text("corrects")) if one],
    )


def _baseline(row: Row, gazetteer: Gazetteer) -> Count | None:
    place = row.place("place", gazetteer)
    people = row.number_of("people", least=0.0, most=MOST_PEOPLE)
    as_of = row.when("as_of")
    if row.bad or people is None or not place:
        return None
    group = " ".join(one for one in (row.text("group"), row.text("sex"), row.text("age")) if one)
    return _named(
        row,
        as_of,
        None,
        said_by=row.text("source"),
        counted_by=row.text("source"),
        measure="baseline_population",
        from_place=place,
        to_place="",
        place_text=row.text("place"),
        group=group or "all",
        qualifier="exact",
        number=(people, people),
        unit="people",
        note="",
        url="",
    )


def _named(
    row: Row,
    as_of: When | None,
    published: When | None,
    *,
    said_by: str,
    counted_by: str,
    measure: str,
    from_place: str,
    to_place: str,
    place_text: str,
    group: str,
    qualifier: str,
    number: tuple[float | None, float | None],
    unit: str,
    note: str,
    url: str,
    listing: str = "",
    corrects: Sequence[str] = (),
) -> Count:
    held = as_of or When("", None, published.end if published else None)
    claimed = asserted(qualifier, *number)
    what = (measure, from_place, to_place, group, qualifier, *number, unit)
    said = (said_by, counted_by, held.text, published.text if published else "", row.text("statement"))
    more = [one for one in (listing, " ".join(corrects)) if one]
    return Count(
        count=content_id("count", *what, *said, place_text, row.text("id"), note, url, *more),
        file=row.file,
        row=row.number,
        name=row.text("id"),
        statement=row.text("statement") or row.text("id"),
        published=published.start if published else None,
        published_text=published.text if published else "",
        as_of_text=held.text,
        as_of_start=held.start,
        as_of_end=held.end,
        said_by=said_by,
        counted_by=counted_by,
        measure=measure,
        from_place=from_place,
        to_place=to_place,
        place_text=place_text,
        group=group,
        qualifier=qualifier,
        damaged=False,
        number_low=number[0],
        number_high=number[1],
        low=claimed.low,
        high=claimed.high,
        unit=unit,
        note=note,
        url=url,
        listing=listing,
        corrects=list(corrects),
    )


def _no_place(row: Row) -> None:
    """A figure without a place is kept, but stands beside no other."""
    if not row.text("from_place") and not row.text("to_place"):
        mend = "Fill in from_place, or to_place where people came to."
        row.say("no-place", "from_place", "no place; the figure is compared with no other.", mend, "warning")


def _in_time(row: Row, as_of: When | None, published: When | None) -> None:
    """A figure cannot hold at a time after it was published, save a plan."""
    if not as_of or not published or not as_of.start or not published.end or row.text("measure") == "planned":
        return
    if as_of.start > published.end:
        found = f"{as_of.text} lies after its publication, {published.text}."
        row.say("date", "as_of", found, "Check both dates at the source.", "warning")
