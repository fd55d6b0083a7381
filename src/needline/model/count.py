"""A reported figure as somebody gave it: the words, the number's own reading, and what is asserted."""

from __future__ import annotations

import datetime as dt

import msgspec

from needline.model.range import Range
from needline.model.when import When

MEASURES = (
    "arrived_cumulative",
    "departed_cumulative",
    "arrived_in_day",
    "departed_in_day",
    "registered_cumulative",
    "housed",
    "remaining",
    "baseline_population",
    "absent_before",
    "displaced",
    "evacuated",
    "relocated",
    "homeless",
    "returned_cumulative",
    "destroyed",
    "damaged",
    "killed",
    "injured",
    "missing",
    "in_need",
    "targeted",
    "reached",
    "planned",
    "vehicles_cumulative",
    "share_with_disability",
    "other",
)
QUALIFIERS = (
    "exact",
    "about",
    "more than",
    "at least",
    "up to",
    "fewer than",
    "almost",
    "between",
    "dozens",
    "hundreds",
)
LISTINGS = ("complete", "partial")
UNITS = ("people", "households", "vehicles", "houses", "percent", "other")
WHOLE = frozenset({"people", "households", "vehicles", "houses"})
"""Units that are counted one by one."""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """
    A reported figure.

    Args:
        count: hash of what it says (not of where it stands).
        file, row: where it stands: the file, and its row counted from 1 with the header as row 1; 0 in a text.
        name: the id its own file gives it ("k027"); empty where none.
        statement: figures of one statement share a speaker, a document and an as-of.
        published, published_text: when it became public.
        as_of_text: as written; empty where the text gives none.
        as_of_start, as_of_end: it held at some instant between these; a None end is open.
        said_by, counted_by: names as written; the second is often somebody else.
        measure: what was counted, from the vocabulary or the mission's own kinds.
        from_place, to_place: place codes; empty where not given, or not known to the mission.
        place_text: the places as written.
        group: whom, as written ("displaced women"); `mission.group_of` maps it.
        qualifier: as the vocabulary has it ("more than"); `damaged` stands apart.
        damaged: True where digits are missing from the text; it is never completed.
        number_low, number_high: all that the written number itself can be.
        low, high: what is asserted; None is open.
        unit: people, households, vehicles, houses, percent or other.
        note, url: as written.
        claim: the claim it was read from; empty for a figure from a table.
        start, end: passage of the number in the report's text; None for a figure from a table.
        listing: of a figure that stands in a list beside its whole: complete (the parts are all of it), partial
            (each is at most the whole, and nothing is asked of their sum); empty: parts that do not overlap.
        corrects: names of earlier figures that this one takes the place of, by its own word.
        denied: True where a text denies it or does not vouch for it ("denied that 40 died", "5, not 50"): nobody
            asserts it. `low` and `high` are open, `said_by` and `counted_by` empty, it is compared with nothing, and
            its claim says who denies it.
    """

    count: str
    file: str
    row: int
    name: str
    statement: str
    published: dt.datetime | None
    published_text: str
    as_of_text: str
    as_of_start: dt.datetime | None
    as_of_end: dt.datetime | None
    said_by: str
    counted_by: str
    measure: str
    from_place: str
    to_place: str
    place_text: str
    group: str
    qualifier: str
    damaged: bool
    number_low: float | None
    number_high: float | None
    low: float | None
    high: float | None
    unit: str
    note: str
    url: str
    claim: str = ""
    start: int | None = None
    end: int | None = None
    listing: str = ""
    corrects: list[str] = []
    denied: bool = False

    @property
    def asserted(self) -> Range:
        """What the figure asserts."""
        return Range(self.low, self.high)

    @property
    def as_of(self) -> When:
        """When it held."""
        return When(self.as_of_text, self.as_of_start, self.as_of_end)


def in_units(found: Range, unit: str) -> Range:
    """The whole numbers of a range of people, households, vehicles or houses; ranges of other units as they are."""
    whole = found.whole()
    return found if unit not in WHOLE or whole.empty else whole


def asserted(qualifier: str, low: float | None, high: float | None) -> Range:
    """
    What a qualifier makes of a number.

    Args:
        qualifier: from `QUALIFIERS`.
        low, high: the number's own reading; equal for an undamaged single number.

    Returns:
        Range: what is asserted. More than, at least: open above. Up to, fewer than: open below. Almost n: 0.95 n
        to n. About n: n plus or minus half the place of its last significant digit (19,000 gives 18,500 to
        19,500). Dozens 24 to 99, hundreds 200 to 999.

    Source: the readings of METHODS, section 5; a mission may override them in `[figures]`.
    """
    top = high if high is not None else low
    if qualifier in {"more than", "at least"}:
        return Range(low, None)
    if qualifier in {"up to", "fewer than"}:
        return Range(None, top)
    if low is None or high is None:
        return _VAGUE.get(qualifier, Range(low, high))
    if qualifier == "almost":
        return Range(_ALMOST * low, top)
    return (
        Range(low - _half_place(low), high + _half_place(high)) if qualifier == "about" else Range(low, high)
    )


_ALMOST = 0.95
_VAGUE = {"dozens": Range(24.0, 99.0), "hundreds": Range(200.0, 999.0)}


def _half_place(number: float) -> float:
    """Half the place of the last significant digit: 500 for 19,000, 5,000 for 120,000, 0.5 for 47,322."""
    if number == 0:
        return 0.5
    if number != int(number):
        decimals = len(f"{number:.10f}".rstrip("0").split(".")[1])
        return 0.5 * 10.0**-decimals
    digits = str(int(abs(number)))
    return 0.5 * 10.0 ** (len(digits) - len(digits.rstrip("0")))
