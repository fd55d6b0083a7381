"""The top of the report: the question, what evidence there is, the headline in words, and a card a group."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish.chips import Chip, chip
from needline.publish.entries import bounding
from needline.publish.marks import Marks
from needline.publish.numbers import ref_of
from needline.store import TABLES


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A group, or what is left over: its number, and what stands behind it."""

    title: Markup
    number: Markup
    notes: list[Markup]
    in_need: Markup = Markup("")
    severity: Chip | None = None
    residual: bool = False


class Sentence(msgspec.Struct, frozen=True):
    """One sentence of the headline: whose, and what is known of them."""

    whose: Markup
    text: Markup


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What the header shows."""

    title: Markup
    question: Markup
    as_of: Markup
    known_at: Markup
    evidence: list[Markup]
    sentences: list[Sentence]
    synthetic: list[Markup]
    cards: list[Card]


def opening(marks: Marks) -> Opening:
    """The header, from the mission, its rows counted, and the leading needs."""
    mission = marks.mission
    wholes = group_wholes(marks)
    lead = leading_residual(marks)
    known = mission.known_at
    return Opening(
        title=marks.written(mission.title),
        question=marks.written(mission.question),
        as_of=marks.instant(mission.as_of) + Markup(" ") + marks.offset(),
        known_at=marks.when(known.start, known.end, known.text) if known else Markup(""),
        evidence=_evidence(marks),
        sentences=[Sentence(marks.group(need.group), need_words(marks, need)) for need in wholes]
        + ([Sentence(Markup("Not accounted for"), _left_over(marks, lead))] if lead else []),
        synthetic=[
            marks.link(row, marks.written(row.title or row.id))
            for row in marks.store.read(model.SurveyRow)
            if row.synthetic
        ],
        cards=[_card(marks, need) for need in wholes] + ([_residual_card(marks, lead)] if lead else []),
    )


def group_wholes(marks: Marks) -> list[model.Need]:
    """For each group of the mission, the need of all its people over all sectors, where it was judged."""
    needs = {(need.group, need.place): need for need in marks.store.read(model.Need) if need.sector == "all"}
    found = []
    for group in marks.mission.groups:
        places = [group.within] if group.within else sorted(place for one, place in needs if one == group.id)
        found += [needs[group.id, place] for place in places[:1] if (group.id, place) in needs]
    return found


def leading_residual(marks: Marks) -> model.Residual | None:
    """The balance that the mission puts first."""
    balances = [row for row in marks.store.read(model.Residual) if row.kind == "balance"]
    return next((row for row in balances if row.leads), None)


def _evidence(marks: Marks) -> list[Markup]:
    nouns = (
        ("counts", "counts"),
        ("reports", "reports"),
        ("observations", "observations"),
        ("activities", "activities"),
        ("decisions", "decisions"),
    )
    found = [marks.rows(table, noun) for table, noun in nouns if marks.store.read(TABLES[table].row)]
    surveys = marks.store.read(model.SurveyRow)
    return found + [
        Markup("{} interviews").format(marks.number(row, "households")) + _made_up(row) for row in surveys
    ]


def _made_up(survey: model.SurveyRow) -> Markup:
    return Markup(" (made up)") if survey.synthetic else Markup("")


def need_words(marks: Marks, need: model.Need) -> Markup:
    """How many people, and how many of them in need, in half a sentence."""
    people = marks.range(need, "people_low", "people_high")
    if need.people_low is None and need.people_high is None:
        return Markup("how many is not known")
    if need.in_need_low is None and need.in_need_high is None:
        return Markup("{} people; how many of them are in need is not known").format(people)
    return Markup("{} people, of whom {} in need").format(people, in_need(marks, need))


def in_need(marks: Marks, need: model.Need) -> Markup:
    """People in need: the likely number with its range, or the range alone."""
    return marks.likely(need, "in_need", "in_need_low", "in_need_high")


def _left_over(marks: Marks, residual: model.Residual) -> Markup:
    return Markup("{} people{}").format(marks.range(residual, "low", "high"), with_baseline(marks, residual))


def with_baseline(marks: Marks, residual: model.Residual) -> Markup:
    """What a balance starts from and how it was taken: ", with a baseline of about 120,000 taken as exact"."""
    starts = [one[1:] for one in residual.terms if one.startswith("+")]
    rows = [marks.numbers.row(one, of=ref_of(residual)) for one in starts]
    counts = [marks.said(row) for row in rows if isinstance(row, model.Count)]
    reading = marks.told(residual.reading)
    if counts:
        return Markup(", with a baseline of {} {}").format(Markup(" and ").join(counts), reading)
    return Markup(", with the baseline {}").format(reading) if residual.reading else Markup("")


def _card(marks: Marks, need: model.Need) -> Card:
    figures = population_figures(marks, need)
    counts = {
        row.count: row for one in figures for row in bounding(marks, one) if isinstance(row, model.Count)
    }
    notes = [
        Markup("{} {}").format(marks.said(count), _by(marks, count)) for count in list(counts.values())[:3]
    ]
    sources = list(dict.fromkeys(name for one in figures for name in one.sources))
    if not notes and sources:
        notes = [Markup("counted by {}").format(Markup(", ").join(marks.written(one) for one in sources))]
    if any(one.carried for one in figures):
        notes.append(Markup("carried forward from an earlier day"))
    return Card(
        title=marks.group(need.group),
        number=marks.range(need, "people_low", "people_high"),
        notes=notes,
        in_need=in_need(marks, need),
        severity=chip(marks, need),
    )


def _by(marks: Marks, count: model.Count) -> Markup:
    counted = count.counted_by or count.said_by
    who = Markup("counted by {}").format(marks.written(counted))
    if count.said_by and count.said_by != counted:
        who = Markup("said by {}, counted by {}").format(marks.written(count.said_by), marks.written(counted))
    return Markup("{}{}").format(who, Markup("; {}").format(marks.written(count.note)) if count.note else "")


def population_figures(marks: Marks, need: model.Need) -> list[model.Figure]:
    """The figures that give a need its number of people; several where sources contradict each other."""
    found = model.populations(marks.mission, marks.store.read(model.Figure))
    ids = found.get((need.place, need.group), model.Population()).figures
    rows = (marks.store.get(model.Figure, one) for one in ids)
    return [row for row in rows if row is not None]


def _residual_card(marks: Marks, residual: model.Residual) -> Card:
    baseline = with_baseline(marks, residual)
    return Card(
        title=Markup("Not accounted for"),
        number=marks.range(residual, "low", "high"),
        notes=[baseline[2:]] if baseline else [],
        residual=True,
    )
