"""Evidence as it came in: counts, claims, reports, observations, and who stands behind them."""

from __future__ import annotations

from markupsafe import Markup, escape

from needline import model
from needline.publish import words
from needline.publish.entries.parts import Lines, dotted, graded, in_file
from needline.publish.entries.quoting import passages, quotation
from needline.publish.marks import Marks
from needline.publish.public import Quotable


def count(marks: Marks, row: model.Count) -> Lines:
    """A reported figure: what it says, where it stands, who says and who counted it."""
    title = Markup("{} {}, {}").format(
        marks.said(row, opens=False),
        marks.quantity(row),
        marks.when(row.as_of_start, row.as_of_end, row.as_of_text),
    )
    said = (
        Markup("said by {}{}").format(marks.source(row.said_by), graded(marks, row.said_by))
        if row.said_by
        else None
    )
    counted = Markup("counted by {}").format(marks.source(row.counted_by)) if row.counted_by else None
    published = Markup("published {}").format(marks.day(row.published)) if row.published else None
    name = Markup("called {} there").format(marks.code(row.name)) if row.name else None
    asserted = (
        Markup("asserts {}").format(marks.range(row, "low", "high", opens=False))
        if row.qualifier != "exact"
        else None
    )
    return title, [
        dotted(in_file(marks, row), name),
        dotted(said, counted, published),
        dotted(Markup("whom: {}").format(marks.written(row.group)) if row.group else None, asserted),
        Markup("note: {}").format(marks.written(row.note)) if row.note else Markup(""),
        marks.address(row.url) if row.url else Markup(""),
        passages(marks, row),
    ]


def claim(marks: Marks, row: model.Claim) -> Lines:
    """What was said, by whom, in which passage."""
    quotable = Quotable(marks.store).claim(row)
    chain = [span.text for span in row.chain] if quotable else []
    who = Markup(" ← ").join(Markup("<q>{}</q>").format(name) for name in chain)
    kind = words.CLAIM_KINDS.get(row.kind, row.kind)
    title = Markup("{} {}").format(who, kind) if who else Markup("passage that {}").format(kind)
    said_on = Markup("said on {}").format(marks.day(row.said_on)) if row.said_on else None
    about = Markup("concerns {}").format(marks.written(row.accused)) if row.accused and quotable else None
    conduct = Markup("conduct alleged: {}").format(marks.written(row.conduct)) if row.conduct else None
    return title, [
        quotation(marks, row),
        dotted(said_on, conduct, about, Markup("the content is denied") if row.negated else None),
    ]


def report(marks: Marks, row: model.Report) -> Lines:
    """A text that came in."""
    row = Quotable(marks.store).shown(row)
    title = marks.written(row.title) if row.title else marks.code(row.file)
    return title, [
        dotted(
            marks.code(row.file),
            Markup("published by {}").format(marks.source(row.publisher)) if row.publisher else None,
            marks.day(row.published) if row.published else None,
        ),
        _also(marks, row),
        marks.address(row.url) if row.url else Markup(""),
        Markup("file's sha256 {}").replace("sha256", "fingerprint").format(marks.code(row.sha256[:16])),
    ]


def _also(marks: Marks, row: model.Report) -> Markup:
    """Who else printed the same text; all of them are one witness."""
    others = [one for one in (marks.store.get(model.Report, id_) for id_ in row.witnesses) if one is not None]
    if not others:
        return Markup("")
    listed = Markup(", ").join(marks.link(one, marks.written(one.publisher or one.file)) for one in others)
    return Markup("one witness with near-identical words of {}").format(listed)


def source(marks: Marks, row: model.Source) -> Lines:
    """Who stands behind evidence, as the mission lists it."""
    independent = Markup(", ").join(marks.code(one) for one in row.independent_of)
    return marks.written(row.name), [
        dotted(
            words.SOURCE_KINDS.get(row.kind, row.kind),
            Markup("reliability {}").format(marks.code(row.reliability)),
            Markup("known not to copy {}").format(independent) if independent else None,
        ),
        Markup("terms: {}").format(marks.written(row.licence)) if row.licence else Markup(""),
    ]


def observation(marks: Marks, row: model.Observation) -> Lines:
    """What the mission saw, or heard from whom."""
    severity = (
        Markup("severity {}").format(marks.number(row, "severity", opens=False)) if row.severity else None
    )
    confidence = Markup("confidence {}").format(marks.code(row.confidence)) if row.confidence else None
    return marks.written(row.text), [
        dotted(
            words.METHODS.get(row.method, row.method),
            marks.written(row.informant),
            marks.place(row.place),
            marks.when(row.as_of_start, row.as_of_end, row.as_of_text),
        ),
        dotted(severity, confidence, marks.source(row.source) if row.source else None),
        in_file(marks, row),
    ]


def statement(marks: Marks, row: model.Statement) -> Lines:
    """A statement of the register, in its own words where they may be quoted."""
    quotable = Quotable(marks.store)
    quoted, row = quotable.statement(row), quotable.shown(row)
    content = Markup("<q>{}</q>").format(row.content) if quoted else Markup("not quoted")
    denied = Markup(", ").join(marks.written(one) for one in row.denied_by)
    others = Markup(", ").join(marks.written(one) for one in row.others)
    conduct = Markup("conduct alleged: {}").format(marks.told(row.conduct)) if row.conduct else None
    counted = Markup("counted {} in monitoring").format(marks.told(row.counted)) if row.counted else None
    return Markup("{}: {}").format(marks.written(row.by), content), [
        dotted(conduct, counted, marks.place(row.place) if row.place else None),
        Markup("also alleged by {}").format(others) if others else Markup(""),
        Markup("denied by {}").format(denied) if denied else Markup(""),
        Markup("later evidence: {}, {}").format(marks.told(row.outcome), marks.written(row.why))
        if row.outcome
        else Markup(""),
    ]


def event(marks: Marks, row: model.Event) -> Lines:
    """Something that reports tell of, with who says so."""
    row = Quotable(marks.store).shown(row)
    said = Markup("; ").join(marks.written(one) for one in row.by)
    who = Markup(", ").join(marks.written(one) for one in row.who)
    return marks.told(row.what), [
        dotted(on(marks, row), marks.place(row.place) if row.place else None),
        Markup("<q>{}</q>").format(row.content) if row.content else Markup("not quoted"),
        dotted(Markup("told by {}").format(said), Markup("named: {}").format(who) if who else None),
    ]


def on(marks: Marks, row: model.Event) -> Markup:
    """The day of an event, or by when it was told of."""
    if row.last is None:
        return Markup("day not given")
    if row.first is None:
        return Markup("told of by {}, its day not given").format(marks.day(row.last))
    if row.first == row.last:
        return marks.day(row.first)
    return Markup("{} to {}").format(marks.day(row.first), marks.day(row.last))


def provision(marks: Marks, row: model.Provision) -> Lines:
    """A provision of law, in short words, and where it can be read."""
    return Markup("{}, {}").format(marks.written(row.instrument), marks.written(row.article)), [
        marks.written(row.words),
        dotted(*(marks.told(one) for one in row.conduct)),
        marks.address(row.address),
    ]


def place(marks: Marks, row: model.Place) -> Lines:
    """A place with all its names."""
    return marks.place(row.id), [dotted(marks.code(row.id), marks.written(row.kind))]


def setting(marks: Marks, row: model.Setting) -> Lines:
    """A threshold or rule in force."""
    value = (
        marks.number(row, "number", "decimal", opens=False)
        if row.number is not None
        else marks.code(row.value)
    )
    origin = "stated in the mission's settings" if row.stated else "needline's default"
    return Markup("{}: {}").format(marks.code(row.name), value), [escape(origin)]


def decision(marks: Marks, row: model.Decision) -> Lines:
    """What a person decided, and why."""
    title = Markup("{} {} {}").format(
        marks.code(row.on), words.ACTIONS.get(row.action, row.action), marks.written(row.value)
    )
    return title, [
        dotted(marks.written(row.author), Markup('<span data-as="written">{}</span>').format(row.at)),
        marks.written(row.reason),
        marks.code(row.file),
    ]


def problem(marks: Marks, row: model.Problem) -> Lines:
    """Evidence that could not be read, or not wholly."""
    row = Quotable(marks.store).shown(row)
    return marks.written(row.found), [
        dotted(marks.code(row.file), marks.written(row.where)),
        marks.told(row.mend),
    ]
