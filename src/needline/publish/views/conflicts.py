"""Where sources cannot all be right: every side, its hour, and what it would have to give."""

from __future__ import annotations

import datetime as dt

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish.bars import Tick, axis_around, interval, ticks
from needline.publish.entries import passages
from needline.publish.marks import Marks, anchor
from needline.publish.numbers import ref_of
from needline.publish.views.series import days


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of the figures that cannot all hold."""

    who: Markup
    counted: Markup
    said: Markup
    when: Markup
    gives: Markup
    letter: str
    passage: Markup


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A side on the picture: across the time it may be of, up from its least to its greatest value, in percent."""

    letter: str
    x: float
    width: float
    y: float
    height: float
    open_low: bool
    open_high: bool
    href: str


class Reading(msgspec.Struct, frozen=True):
    """What would hold if one side is right."""

    scenario: Markup
    range: Markup


class ConflictView(msgspec.Struct, frozen=True, kw_only=True):
    """One conflict."""

    quantity: Markup
    when: Markup
    gap: Markup
    rule: Markup
    sides: list[Side]
    boxes: list[Box]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    several: bool
    aside: list[Markup]
    readings: list[Reading]
    decided: list[Markup]


def conflicts(marks: Marks) -> list[ConflictView]:
    """All conflicts: those nearest to the mission's date from before it, then the others; the wider first."""
    rows = sorted(marks.store.read(model.Conflict), key=lambda row: _order(row, marks.mission.as_of))
    figures = marks.store.read(model.Figure)
    return [_conflict(marks, row, figures) for row in rows]


def _order(row: model.Conflict, at: dt.datetime) -> tuple[bool, float, float, str]:
    met = row.end or row.start
    later = met is None or met > at
    return later, -met.timestamp() if met else 0.0, -row.gap, row.id


def _conflict(marks: Marks, row: model.Conflict, figures: list[model.Figure]) -> ConflictView:
    members = [marks.numbers.row(member, of=model.Ref("conflicts", row.id)) for member in row.members]
    ends = [end for member in members for end in (member.low, member.high) if end is not None]
    axis = axis_around(ends or [0.0, 1.0])
    times = _times(members)
    return ConflictView(
        quantity=marks.quantity(msgspec.structs.replace(row, unit=members[0].unit)),
        when=marks.when(row.start, row.end) if row.start or row.end else Markup(""),
        gap=_apart(marks, row),
        rule=marks.told(row.rule),
        sides=[_side(marks, row, index, member) for index, member in enumerate(members)],
        boxes=[_box(index, member, axis, times) for index, member in enumerate(members)],
        x_ticks=days(marks, *times, _seconds(times)),
        y_ticks=ticks(axis),
        several=len(members) > _PAIR,
        aside=_aside(marks, row),
        readings=[
            Reading(_scenario(marks, figure, members), marks.range(figure, "low", "high"))
            for figure in figures
            if _follows(figure, row)
        ],
        decided=_decisions(marks, row),
    )


def _apart(marks: Marks, row: model.Conflict) -> Markup:
    """How far the sides are apart, with its unit: of shares in percentage points, of dates in days."""
    if row.unit == "percent":
        return Markup("{} percentage points").format(marks.number(row, "gap", "decimal"))
    if row.unit == "days":
        return Markup("{} {}").format(marks.number(row, "gap"), "day" if row.gap == 1 else "days")
    return _with_unit(marks.number(row, "gap"), row.unit)


def _with_unit(number: Markup, unit: str) -> Markup:
    return number if unit in {"percent", "other", ""} else Markup("{} {}").format(number, unit)


def _follows(figure: model.Figure, conflict: model.Conflict) -> bool:
    """Whether a figure is a reading of this conflict: the same quantity, and resting on one of its members."""
    same = (figure.measure, figure.place, figure.group) == (conflict.measure, conflict.place, conflict.group)
    apart = figure.scenario not in {"consistent", "uncontested", ""}
    return same and apart and bool(set(figure.trace) & set(conflict.members))


def _scenario(marks: Marks, figure: model.Figure, members: list[model.Count]) -> Markup:
    """Whose word a reading follows, in words; the scenario as told where it names none of the sides."""
    for member in members:
        if figure.scenario in {f"if {member.name}", f"if {member.said_by}"}:
            return Markup("If {} is right").format(marks.written(member.said_by or member.counted_by))
    return marks.told(figure.scenario)


_PAIR = 2
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ROOM = dt.timedelta(hours=14)
"""Before the first and after the last moment: enough that a midnight stands on the axis."""
Times = tuple[dt.datetime, dt.datetime]


def _times(members: list[model.Count]) -> Times:
    """From before the first moment that a side may be of until after the last."""
    moments = [one for member in members for one in (member.as_of_start, member.as_of_end) if one]
    first, last = min(moments, default=_NEVER), max(moments, default=_NEVER)
    room = max(_ROOM, (last - first) * 0.12)
    return first - room, last + room


_NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def _seconds(times: Times) -> tuple[float, float]:
    return times[0].timestamp(), times[1].timestamp()


def _box(index: int, member: model.Count, axis: tuple[float, float], times: Times) -> Box:
    across = interval(
        member.as_of_start.timestamp() if member.as_of_start else None,
        member.as_of_end.timestamp() if member.as_of_end else None,
        _seconds(times),
    )
    up = interval(member.low, member.high, axis)
    return Box(
        letter=letter(index),
        x=across.left,
        width=across.width,
        y=up.left,
        height=up.width,
        open_low=up.open_low,
        open_high=up.open_high,
        href=f"#{anchor(ref_of(member))}",
    )


def letter(index: int) -> str:
    """The letter of a side, AA after Z."""
    return _LETTERS[index] if index < len(_LETTERS) else letter(index // 26 - 1) + _LETTERS[index % 26]


def _aside(marks: Marks, conflict: model.Conflict) -> list[Markup]:
    """What is least to set aside so that this conflict, and those that share counts with it, are gone; each tie."""
    found: list[Markup] = []
    for row in marks.store.read(model.Repair):
        if f"conflicts/{conflict.id}" in row.conflicts and len(found) < _TIES:
            members = [marks.numbers.row(one, of=model.Ref("repairs", row.id)) for one in row.set_aside]
            found.append(
                Markup(" and ").join(
                    Markup("{}{} by {}").format(
                        marks.said(one),
                        ""
                        if _of(one) == (conflict.measure, conflict.place)
                        else Markup(" {}").format(marks.quantity(one)),
                        marks.written(one.said_by or one.counted_by),
                    )
                    for one in members
                )
            )
    return found


_TIES = 6


def _of(member: model.Count) -> tuple[str, str]:
    """What a side counted, and where."""
    return member.measure, member.to_place or member.from_place


def _side(marks: Marks, conflict: model.Conflict, index: int, member: model.Count) -> Side:
    gives = marks.number(conflict, f"gives.{index}") if index < len(conflict.gives) else Markup("–")
    own = _of(member) != (conflict.measure, conflict.place)
    return Side(
        who=marks.written(member.said_by or member.counted_by),
        counted=marks.written(member.counted_by)
        if member.counted_by not in {"", member.said_by}
        else Markup(""),
        said=Markup("{}{}").format(
            marks.said(member), Markup(" {}").format(marks.quantity(member)) if own else ""
        ),
        when=marks.when(member.as_of_start, member.as_of_end, member.as_of_text),
        gives=_apart(marks, conflict) if conflict.unit == "days" else _with_unit(gives, conflict.unit),
        letter=letter(index),
        passage=passages(marks, member),
    )


def _decisions(marks: Marks, row: model.Conflict) -> list[Markup]:
    members = {*row.members, f"conflicts/{row.id}"}
    return [
        Markup("{}: {}").format(marks.link(one, one.action.replace("_", " ")), marks.written(one.reason))
        for one in marks.store.read(model.Decision)
        if one.on in members
    ]
