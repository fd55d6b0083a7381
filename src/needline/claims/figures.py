"""Figures of a report: every number of people, households, vehicles or houses, with what it measures."""

from __future__ import annotations

from typing import NamedTuple

from needline.claims.counted import names_nobody, people_words
from needline.claims.denying import denies_number
from needline.claims.measuring import Measured, clause_of, measure_of, measures, unfit
from needline.claims.outline import place_over
from needline.claims.passage import Passage
from needline.claims.possible import is_possible
from needline.claims.quantities import Quantity, continues, has_verb, is_change, quantities
from needline.claims.rows import of_row, places_of_row
from needline.claims.speakers import Speakers, is_pronoun
from needline.claims.standing import is_first_person
from needline.claims.statements import own_claim
from needline.claims.whereabouts import (
    Whereabouts,
    as_of,
    came_to,
    in_table,
    of_one_day,
    whereabouts,
    with_unknown,
)
from needline.model import Claim, Count, Mission, Problem, Report, Span, When, asserted, content_id, problem
from needline.model.range import Range
from needline.places import Gazetteer, Mention
from needline.text.numbers import Number

_OF_ARRIVALS = {"arrived_in_day", "vehicles_cumulative"}

_FEW_SPEAK = 20
"""So many in words, named as the source of a claim, are speakers and no count."""


class _Read(NamedTuple):
    """A quantity of the text with all that was found of it; what the next one may go on from."""

    quantity: Quantity
    measured: Measured
    where: Whereabouts
    when: When
    claim: Claim
    possible: bool = False
    denied: bool = False


class Figures:
    """
    Reads the figures of one report, sentence by sentence.

    Args:
        report: who published it and when.
        gazetteer: the mission's places.
        mission: its groups and its zone.
        speakers: the mission's sources by name.

    `counts`, `problems` and `claims` grow with each sentence; `claims` are the publication's own statements of
    figures that stand in a sentence beside what it lets somebody say.
    """

    def __init__(self, report: Report, gazetteer: Gazetteer, mission: Mission, speakers: Speakers) -> None:
        self.report, self.gazetteer, self.mission, self.speakers = report, gazetteer, mission, speakers
        self.counts: list[Count] = []
        self.problems: list[Problem] = []
        self.claims: list[Claim] = []
        self._last: _Read | None = None
        self._named: list[Span] = []
        self._places: tuple[int, list[Mention]] = (-1, [])

    def read(self, here: Passage, claims: list[Claim]) -> None:
        """Read one sentence, with its claims."""
        self._named = next((one.sources for one in reversed(claims) if _names_somebody(one)), self._named)
        last = self._last if continues(here) else None
        row = of_row(here)
        found = quantities(here, last.quantity if last else None) if row is None else row
        for index in range(len(found)):
            last = self._figure(here, claims, found, index, last) or last
        self._last = last

    def read_heading(self, here: Passage) -> None:
        """Read a heading, for figures that the text itself does not give."""
        known = {(one.number_low, one.number_high) for one in self.counts}
        found = quantities(here) if of_row(here) is None else []
        for index, quantity in enumerate(found):
            if (quantity.number.low, quantity.number.high) not in known:
                self._figure(here, [], found, index, None)

    def _figure(
        self, here: Passage, claims: list[Claim], found: list[Quantity], index: int, last: _Read | None
    ) -> _Read | None:
        """One number of a sentence as a figure; None where it counts nothing that figures are kept of."""
        quantity, number = found[index], found[index].number
        if _are_speakers(number, claims):
            return None
        measured = measure_of(here, found, index)
        telling = measured is not None and not measured.describes
        goes_on = last is not None and (
            quantity.inherits
            or (index > 0 and quantity.unit != "percent" and not telling and not has_verb(here, quantity))
        )
        goes_on = goes_on and not (last and _is_told_by_noun(here, last, quantity))
        if goes_on and last and not telling and not unfit(last.measured.name, quantity.unit):
            measured = last.measured
        if quantity.unit == "percent" and measured is None and not quantity.group:
            return None
        possible = is_possible(here, quantity, measured)
        measured = measured or Measured("other", number.start)
        claim = _holding(claims, number.start) or self._own(here)
        clause = clause_of(here, found, index)
        where = self._where(here, claim, measured, quantity, clause)
        name = _in_words_of_movement(here, measured.name, quantity.unit, where, clause, number)
        name = measured.name if where.stays or quantity.whole else name
        said = next((date for date in here.dates if date.text == claim.said_on_text), None)
        when = as_of(
            here,
            (number.start, number.end),
            said=said,
            published=self.report.published,
            zone=self.mission.tz,
            ahead=possible or name in {"planned", "targeted"},
            clause=clause,
        )
        if goes_on and last:
            where, when = _from_last(where, last.where), last.when if when.start is None else when
        where = self._by_group(where, quantity.group, name)
        denied = denies_number(here, claim, number.start, measured.at)
        read = _Read(quantity, Measured(name, measured.at), where, when, claim, possible, denied)
        self._keep(
            read._replace(measured=Measured("other", measured.at)) if is_change(here, quantity) else read
        )
        return None if name == "other" and quantity.unit == "percent" else read

    def _own(self, here: Passage) -> Claim:
        """The publication's own claim for a figure outside all that it lets others say."""
        own = own_claim(self.report, here)
        if own not in self.claims:
            self.claims.append(own)
        return own

    def _where(
        self, here: Passage, claim: Claim, measured: Measured, quantity: Quantity, clause: tuple[int, int]
    ) -> Whereabouts:
        """The places of a figure, without those that only name a source ("the Government of Chad")."""
        number = quantity.number
        if quantity.line:
            listed = places_of_row(here, number, self._mentions(here), self.gazetteer)
            return in_table(listed, measured)
        found = whereabouts(
            here, self._mentions(here), measured, (number.start, number.end), clause, beside=claim.sources
        )
        if not found.named and (heads := place_over(here.text, here.start, self.gazetteer)):
            return in_table([("in", heads)], measured)
        abroad = measured.name == "displaced" and quantity.group.lower().endswith(
            tuple(people_words()["abroad"])
        )
        return came_to(found, here) if abroad else found

    def _mentions(self, here: Passage) -> list[Mention]:
        """The places of a sentence, looked for once for all its figures."""
        if self._places[0] != here.start:
            found = [
                mention._replace(start=mention.start + here.start, end=mention.end + here.start)
                for mention in self.gazetteer.find(here.text[here.start : here.end])
            ]
            self._places = here.start, with_unknown(here, found)
        return self._places[1]

    def _by_group(self, where: Whereabouts, group: str, measure: str) -> Whereabouts:
        """
        Where a group's people came from, by the mission's own words for it.

        Whoever the mission says came from a place ("the displaced" from there, now living here) came from it in
        every figure of their arrival.
        """
        known = next(
            (one for one in self.mission.groups if one.id == self.mission.group_of(self._whom(group))), None
        )
        if known is None or not known.from_place or "from" in where.named or not where.to_place:
            return where
        if not moves(measure) or not self.gazetteer.lies_in(where.to_place, known.within):
            return where
        return where._replace(from_place=known.from_place)

    def _whom(self, written: str) -> str:
        """A group's words, without a closing "people" or "families" where the mission knows them so."""
        words = written.split()
        if words and words[-1].lower() in people_words()["happenings"] and not self.mission.group_of(written):
            words = words[:-1]
            written = " ".join(words)
        shorter = " ".join(words[:-1])
        if len(words) > 1 and names_nobody(words[-1]) and not self.mission.group_of(written):
            return shorter if self.mission.group_of(shorter) else written
        return written

    def _speaker(self, claim: Claim) -> tuple[str, str]:
        """Who says a figure, and who counted it: both ends of the chain; a pronoun is who was named last."""
        spans = claim.chain
        if spans and is_first_person(spans[0]):
            return self.report.publisher, self.report.publisher
        if spans and is_pronoun(spans[0]) and self._named:
            spans = [*self._named, *spans[1:]]
        if not spans:
            return self.report.publisher, self.report.publisher
        return self.speakers.name(spans[0]), self.speakers.name(spans[-1])

    def _keep(self, read: _Read) -> None:
        quantity, number = read.quantity, read.quantity.number
        said_by, counted_by = ("", "") if read.denied else self._speaker(read.claim)
        claimed = Range(None, None) if read.denied else claims_to(number, possible=read.possible)
        what = (read.measured.name, read.where.from_place, read.where.to_place, self._whom(quantity.group))
        told = (said_by, counted_by, self.report.published_text, read.when.text)
        if number.damaged:
            self.problems.append(_damage(self.report, number))
        self.problems += [_ambiguous(self.report, one) for one in read.where.ambiguous]
        self.counts.append(
            Count(
                count=content_id("count", *what, number.text, *told, self.report.id, number.start),
                file=self.report.file,
                row=0,
                name="",
                statement=content_id("statement", self.report.id, *told),
                published=self.report.published,
                published_text=self.report.published_text,
                as_of_text=read.when.text,
                as_of_start=read.when.start,
                as_of_end=read.when.end,
                said_by=said_by,
                counted_by=counted_by,
                measure=read.measured.name,
                from_place=read.where.from_place,
                to_place=read.where.to_place,
                place_text=read.where.text,
                group=self._whom(quantity.group),
                qualifier="up to" if read.possible and number.qualifier == "exact" else number.qualifier,
                damaged=number.damaged,
                number_low=number.low,
                number_high=number.high,
                low=claimed.low,
                high=claimed.high,
                unit=quantity.unit,
                note="",
                url=self.report.url,
                claim=read.claim.claim,
                start=number.start,
                end=number.end,
                denied=read.denied,
            )
        )


def claims_to(number: Number, *, possible: bool = False) -> Range:
    """
    What a number with its qualifier asserts.

    As `needline.model.asserted` has it, but for damage: "about" a damaged number asserts all that the number can
    be, since nobody knows how far it was rounded; a number without a known end gives no upper end. What is only
    possible ("could exceed 80") asserts nothing, save an upper end that it states itself ("up to 1,000 feared dead").
    """
    if possible:
        return Range(None, number.high if number.qualifier in {"up to", "fewer than"} else None)
    if number.high is None:
        return Range(None if number.qualifier in {"up to", "fewer than"} else number.low, None)
    if number.damaged and number.qualifier == "about":
        return Range(number.low, number.high)
    return asserted(number.qualifier, number.low, number.high)


def moves(measure: str) -> bool:
    """Whether a measure is of people who came to a place."""
    return bool(measures().get(measure, {}).get("place") == "to") or measure in _OF_ARRIVALS


def _in_words_of_movement(
    here: Passage, name: str, unit: str, where: Whereabouts, clause: tuple[int, int], number: Number
) -> str:
    """The measure, made more telling by where people went ("displaced to Chad") and by a single day."""
    towards: str = measures().get(name, {}).get("towards", "")
    name = towards if towards and "to" in where.named else name
    if unit == "vehicles":
        vehicles: str = measures().get(name, {}).get("vehicles", name)
        return vehicles
    return of_one_day(here, name, clause, (number.start, number.end))


def _from_last(where: Whereabouts, last: Whereabouts) -> Whereabouts:
    """Places that a figure goes on with, where it names none of its own on that side."""
    return Whereabouts(
        where.from_place if "from" in where.named else last.from_place,
        where.to_place if "to" in where.named else last.to_place,
        where.text or last.text,
        max(where.named, last.named, key=len),
        where.ambiguous,
    )


def _names_somebody(claim: Claim) -> bool:
    return bool(claim.sources) and not is_pronoun(claim.sources[0])


def _holding(claims: list[Claim], at: int) -> Claim | None:
    """The innermost claim whose content holds a place of the text."""
    held = [one for one in claims if any(span.start <= at < span.end for span in one.content)]
    return min(held, key=lambda one: sum(span.end - span.start for span in one.content), default=None)


def _damage(report: Report, number: Number) -> Problem:
    least, most = f"{number.low:,.0f}", "an unknown end" if number.high is None else f"{number.high:,.0f}"
    found = f'"{number.text}": digits are missing; read as {least} to {most}.'
    where = f"characters {number.start} to {number.end}"
    return problem(
        "damaged-figure", report.file, where, found, "Look up the original, or set it aside.", "warning"
    )


def _ambiguous(report: Report, mention: Mention) -> Problem:
    found = f'"{mention.text}" can be {" or ".join(mention.candidates)}; the figure stays without this place.'
    where = f"characters {mention.start} to {mention.end}"
    return problem("ambiguous-place", report.file, where, found, "Name the one that is meant.", "warning")


def _is_told_by_noun(here: Passage, last: _Read, quantity: Quantity) -> bool:
    """Whether the noun of the number before tells its measure, and a new one comes: "300 deaths and 4,000 cases"."""
    before, number = last.quantity, quantity.number
    if quantity.inherits or not before.number.end <= last.measured.at < before.end <= number.start:
        return False
    return here.text[before.end : number.start].strip(" ,") in {
        "and",
        "&",
        "plus",
        "along with",
        "as well as",
    }


def _are_speakers(number: Number, claims: list[Claim]) -> bool:
    """Whether a few in words are those who speak: "Two aid workers said"."""
    few = number.high is not None and number.high <= _FEW_SPEAK and not any(map(str.isdigit, number.text))
    return few and any(
        span.start <= number.start < span.end for one in claims if one.cue for span in one.sources
    )
