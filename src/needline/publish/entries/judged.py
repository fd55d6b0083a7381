"""What was concluded: figures, conflicts, residuals and needs."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish import words
from needline.publish.entries.labels import label
from needline.publish.entries.parts import Lines, dotted, rule
from needline.publish.marks import Marks
from needline.publish.numbers import ref_of


def figure(marks: Marks, row: model.Figure) -> Lines:
    """A range of one quantity, what bounds it, and by which rules."""
    title = Markup("{} {}").format(marks.range(row, "low", "high", opens=False), marks.quantity(row))
    whom = Markup("whom: {}").format(marks.group(row.group)) if row.group else None
    scenario = Markup("reading: {}").format(marks.code(row.scenario)) if row.scenario else None
    reasons = Markup("; ").join(marks.link(one, label(marks, one)) for one in bounding(marks, row))
    rules = Markup("; ").join(marks.told(rule) for rule in row.rules)
    return title, [
        dotted(Markup("at {}").format(marks.instant(row.instant)), whom, scenario),
        dotted(
            Markup("counted by {}").format(Markup(", ").join(marks.written(one) for one in row.sources))
            if row.sources
            else None,
            Markup("carried forward from an earlier day") if row.carried else None,
        ),
        Markup("bounded by {}").format(reasons) if reasons else Markup(""),
        Markup("rules: {}").format(rules) if rules else Markup(""),
        dotted(
            "an outer bound: it holds every possible value"
            if row.exactness == "outer"
            else "holds no other value",
            rule(row),
        ),
    ]


def bounding(marks: Marks, figure: model.Figure) -> list[model.Count | model.Figure]:
    """The counts and figures that bound a figure: its reasons."""
    return [marks.numbers.row(reason, of=ref_of(figure)) for reason in figure.reasons]


def conflict(marks: Marks, row: model.Conflict) -> Lines:
    """Figures that cannot all hold."""
    points = row.unit == "percent"
    gap = marks.number(row, "gap", "decimal" if points else None, opens=False)
    apart = Markup("{} percentage points").format(gap) if points else gap
    if row.unit == "days":
        apart = Markup("{} in days").format(gap)
    quantity = marks.quantity(msgspec.structs.replace(row, unit="people") if row.unit == "days" else row)
    title = Markup("apart by {}: {}").format(apart, quantity)
    return title, [
        Markup("they meet at {}").format(marks.when(row.start, row.end)),
        marks.told(row.rule),
        rule(row),
    ]


def repair(marks: Marks, row: model.Repair) -> Lines:
    """Counts that, set aside, would leave none of some conflicts; no lighter set does."""
    return Markup("least to set aside"), [
        dotted(
            Markup("weight {}").format(marks.number(row, "weight", opens=False)),
            Markup("as light: {}").format(marks.number(row, "ties", opens=False)) if row.ties else None,
        ),
        rule(row),
    ]


def residual(marks: Marks, row: model.Residual) -> Lines:
    """What a balance or a list leaves over."""
    title = Markup("{} left over, {}").format(
        marks.range(row, "low", "high", opens=False), marks.place(row.place)
    )
    return title, [
        dotted(
            Markup("at {}").format(marks.instant(row.instant)) if row.instant else None,
            marks.reading(row.reading),
        ),
        marks.told(row.rule),
        rule(row),
    ]


OVER_ALL = {"mosaic": "largest sector of each unit, summed", "households": "households in need in any sector"}


def _agreed(marks: Marks, row: model.Need) -> Markup | None:
    """Who agreed on a class, and why."""
    for written in row.trace:
        decision = marks.numbers.row(written, of=ref_of(row)) if written.startswith("decisions/") else None
        if isinstance(decision, model.Decision):
            return Markup("agreed by {}: {}").format(
                marks.written(decision.author), marks.written(decision.reason)
            )
    return None


def need(marks: Marks, row: model.Need) -> Lines:
    """The need of a group in a place and sector, and what it rests on."""
    title = Markup("{}, {}, {}").format(
        marks.group(row.group), marks.place(row.place), marks.sector(row.sector)
    )
    need = Markup("in need: {}").format(
        marks.likely(row, "in_need", "in_need_low", "in_need_high", opens=False)
    )
    share = Markup("share in need: {}").format(
        marks.likely(row, "share", "share_low", "share_high", opens=False)
    )
    severity = Markup("severity: {}").format(
        marks.likely(row, "severity", "severity_low", "severity_high", opens=False)
    )
    over_all = [
        Markup("{}: {}").format(words_, marks.likely(row, name, f"{name}_low", f"{name}_high", opens=False))
        for name, words_ in OVER_ALL.items()
        if getattr(row, f"{name}_low") is not None or getattr(row, f"{name}_high") is not None
    ]
    classes = [
        Markup("{}: {}").format(words_, marks.number(row, name, opens=False))
        for name, words_ in (
            ("preliminary", "severity by the evidence"),
            ("published", "by published indicators"),
        )
        if getattr(row, name) is not None and getattr(row, name) != row.severity
    ]
    dominated = {"population": "the count of people", "sample": "the sample"}.get(row.dominated_by)
    return title, [
        dotted(Markup("people: {}").format(marks.range(row, "people_low", "people_high", opens=False)), need),
        dotted(share if row.share_low is not None else None, severity if row.severity is not None else None),
        dotted(*over_all, *classes),
        dotted(
            words.BASES[row.basis],
            Markup("most of the width comes from {}").format(dominated) if dominated else None,
            _agreed(marks, row),
            rule(row),
        ),
        Markup("; ").join(marks.told(flag) for flag in row.flags),
        Markup("to know it takes {}").format(marks.told(row.missing)) if row.missing else Markup(""),
    ]
