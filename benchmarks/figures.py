"""
Figures read from labelled excerpts: needline beside the first number of each, on agreement, damage and speed.

    python benchmarks/figures.py
    python benchmarks/figures.py --gold excerpts.csv --missed

The labels are a CSV with `excerpt_id`, `excerpt`, `Quantity`, `Term` (Displaced, Evacuated, Destroyed Housing, …) and
`Unit` (People, Households). An excerpt's figure is the first whose measure is of displacement or housing, else its
first figure. recall: the labelled quantity is among the readings of any figure. quantity: among those of the
excerpt's figure. full: and its unit and term agree. A label that does not stand in its excerpt is left out, and
counted.

The baseline takes the first number in digits that is no year, as displaced people. Damage is tried on the same
excerpts: one digit at a time is lost from the labelled number, in several ways; a reading that is not flagged, or
that gives a point, is counted. Speed is of figures, dates and places in documents of 750 words made of the excerpts.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import platform
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from needline.claims.figures import Figures
from needline.claims.passage import passage
from needline.claims.speakers import Speakers
from needline.model import Count, Mission, Place, Report
from needline.places import Gazetteer
from needline.text.sentences import sentences

GOLD = Path(__file__).parents[2] / "shared" / "reference" / "figures" / "displacement_excerpts.csv"
MISSION = Mission(title="", question="", as_of=dt.datetime(2017, 6, 1, tzinfo=dt.UTC))
REPORT = Report(
    id="r", file="r.txt", sha256="", title="", publisher="", author="", language="en", url="", source="",
    published=dt.datetime(2017, 6, 1, tzinfo=dt.UTC), published_text="2017-06-01",
)  # fmt: skip
WORDS = 750
DAMAGES = ("{0}<>", "{0}?{1}", "{0}#{1}", "{0}\ufffd{1}", "{0}_{1}")

_MOVED_OUT = {"Forced to Flee", "Displaced", "Evacuated"}
_IN_SHELTER = {"Sheltered", "In Relief Camp"}
_HOUSES = {"Destroyed Housing", "Partially Destroyed Housing"}
TERMS = {
    "displaced": {*_MOVED_OUT, "Relocated", "Homeless"},
    "departed_cumulative": _MOVED_OUT,
    "arrived_cumulative": {"Forced to Flee", "Displaced", *_IN_SHELTER},
    "evacuated": {"Evacuated", "Displaced"},
    "housed": _IN_SHELTER,
    "homeless": {"Homeless", "Displaced"},
    "relocated": {"Relocated", "Evacuated"},
    "destroyed": _HOUSES,
    "damaged": _HOUSES,
}
"""The labelled terms that a measure agrees with."""


class Label(NamedTuple):
    """An excerpt with the quantity, term and unit that people gave it."""

    name: str
    text: str
    quantity: float
    term: str
    household: bool


class Found(NamedTuple):
    """A figure of an excerpt: what it can mean, its unit and its measure."""

    readings: set[float]
    unit: str
    measure: str


def main() -> int:
    asked = _arguments()
    if not asked.gold.is_file():
        print(f"No labelled excerpts at {asked.gold}. Name others with --gold FILE.")
        return 0
    today = dt.date.today().isoformat()  # noqa: DTZ011 - the day at the machine that is measured
    print(f"{today}, {platform.system()} {platform.machine()}, Python {platform.python_version()}")
    every = list(labels(asked.gold))
    stands = [one for one in every if stands_in_text(one)]
    print(f"{asked.gold.name}: {len(stands)} excerpts, {len(every) - len(stands)} left out\n")
    print(f"{'':24} recall  quantity  full")
    for name, read in (("needline", by_needline), ("the first number", first_number)):
        print(f"{name:24} {'  '.join(f'{share:6.3f}' for share in score(stands, read))}")
    unflagged, points, tried = damage(stands)
    print(f"\ndamaged numbers: {tried} tried, {unflagged} not flagged, {points} given a point value")
    ours, first = speed(every, by_needline), speed(every, first_number)
    print(
        f"documents of {WORDS} words a second, on one core: {ours:,.0f} (the first number: {first:,.0f}, "
        f"{first / ours:,.0f} times)"
    )
    print(
        f"  with {len(counts(chr(10).join(one.text for one in every))) / words_of(every) * WORDS:.0f} figures each"
    )
    if asked.missed:
        print(*missed(stands), sep="\n")
    return 1 if unflagged or points else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--gold", type=Path, default=GOLD, help="a CSV of labelled excerpts")
    parser.add_argument("--missed", action="store_true", help="print the excerpts that do not agree in full")
    return parser.parse_args()


def labels(path: Path) -> Iterator[Label]:
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            household = row["Unit"].lower().startswith("house")
            yield Label(row["excerpt_id"], row["excerpt"], float(row["Quantity"]), row["Term"], household)


def stands_in_text(label: Label) -> bool:
    """Whether a label's quantity can be met in its excerpt: in digits, or where words make numbers large."""
    digits = re.sub(r"(?<=\d)[,. ](?=\d{3}\b)", "", label.text)
    in_words = re.search(r"million|thousand|hundred|lakh|\d\s?m\b", label.text)
    return label.quantity < 100 or str(int(label.quantity)) in digits or bool(in_words)


def score(stands: list[Label], read: Callable[[str], list[Found]]) -> tuple[float, float, float]:
    """Shares of the excerpts: quantity among all figures, quantity of its figure, and with unit and term."""
    agreed = [agreement(one, read(one.text)) for one in stands]
    return tuple(sum(column) / len(stands) for column in zip(*agreed, strict=True))  # type: ignore[return-value]


def agreement(label: Label, found: list[Found]) -> tuple[bool, bool, bool]:
    chosen = next((one for one in found if one.measure in TERMS), found[0] if found else None)
    quantity = chosen is not None and label.quantity in chosen.readings
    units = {"households", "houses"} if label.household else {"people"}
    full = quantity and chosen is not None and chosen.unit in units
    return (
        any(label.quantity in one.readings for one in found),
        quantity,
        full and chosen is not None and label.term in TERMS.get(chosen.measure, ()),
    )


def counts(text: str) -> list[Count]:
    """The figures of a text as needline reads them, without its claims."""
    figures = Figures(REPORT, _GAZETTEER, MISSION, Speakers([]))
    for one in sentences(text):
        here = passage(text, one, dt.date(2017, 6, 1))
        if one.kind == "heading":
            figures.read_heading(here)
        else:
            figures.read(here, [])
    return figures.counts


def by_needline(text: str) -> list[Found]:
    return [Found(_readings(one), one.unit, one.measure) for one in counts(text)]


def _readings(one: Count) -> set[float]:
    ends = {one.number_low, one.number_high, one.low, one.high} - {None}
    middle = (
        set()
        if one.number_low is None or one.number_high is None
        else {(one.number_low + one.number_high) / 2}
    )
    return {value for value in ends | middle if value is not None}


def first_number(text: str) -> list[Found]:
    """The rule that needs no reading: the first number in digits that is no year, as displaced people."""
    for found in re.finditer(r"\d+(?:,\d{3})*(?:\.\d+)?(\smillion)?", text):
        value = float(found[0].split()[0].replace(",", "")) * (1e6 if found[1] else 1)
        if not re.fullmatch(r"(?:19|20)\d\d", found[0]):
            return [Found({value}, "people", "displaced")]
    return []


def damage(stands: list[Label]) -> tuple[int, int, int]:
    """Damaged copies of the labelled numbers: how many go unflagged, are given a point, and were tried."""
    unflagged = points = tried = 0
    for label in stands:
        written = f"{label.quantity:,.0f}"
        at = label.text.find(written)
        for wrong in _damaged(written) if "," in written and at >= 0 else ():
            text = label.text[:at] + wrong + label.text[at + len(written) :]
            here = [one for one in counts(text) if (one.start or 0) < at + len(wrong) and (one.end or 0) > at]
            tried += 1
            unflagged += not any(one.damaged for one in here)
            points += any(one.number_low == one.number_high for one in here)
    return unflagged, points, tried


def _damaged(written: str) -> Iterator[str]:
    group = written.rindex(",") + 1
    for form in DAMAGES:
        tail = "" if form.endswith(">") else written[group + 1 :]
        yield form.format(written[:group], tail)


def words_of(every: list[Label]) -> int:
    return sum(len(one.text.split()) for one in every)


def speed(every: list[Label], read: Callable[[str], list[Found]]) -> float:
    """Documents a second, the best of three rounds."""
    words = "\n\n".join(one.text for one in every).split(" ")
    documents = [" ".join(words[at : at + WORDS]) for at in range(0, len(words) - WORDS, WORDS)] * 4
    best = 0.0
    for _ in range(3):
        began = time.process_time()
        for document in documents:
            read(document)
        best = max(best, len(documents) / (time.process_time() - began))
    return best


def missed(stands: list[Label]) -> Iterator[str]:
    for label in stands:
        found = by_needline(label.text)
        recall, quantity, full = agreement(label, found)
        if not full:
            kind = "term or unit" if quantity else "quantity" if recall else "recall"
            yield f"\n{kind}: {label.quantity:,.0f} {label.term} {'households' if label.household else 'people'}"
            yield f"  {label.text}"
            yield from (f"    {sorted(one.readings)} {one.unit} {one.measure}" for one in found)


_GAZETTEER = Gazetteer(
    Place(id=f"P{at}", name=name, names=[name])
    for at, name in enumerate(
        [
            "Aleppo",
            "Mosul",
            "Juba",
            "Manbij",
            "Raqqa",
            "Bambari",
            "Idlib",
            "Herat",
            "Taiz",
            "Chibok",
            "Kirkuk",
            "Bangui",
            "Goma",
            "Aceh",
            "Panama",
        ]
    )
)

if __name__ == "__main__":
    sys.exit(main())
