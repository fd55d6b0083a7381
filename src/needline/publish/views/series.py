"""Counts that grow through time, each as its source gave it: a toll that evolves is no contradiction."""

from __future__ import annotations

import datetime as dt

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish import words
from needline.publish.bars import Tick, ticks
from needline.publish.bars import share as on_axis
from needline.publish.marks import MONTHS, Marks, anchor
from needline.publish.numbers import ref_of

LEAST = 3
"""A series has at least this many counts; two are a pair."""
TONES = 4
"""Looks of points, one a counting source; further sources share the last."""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One count of the series."""

    x: float
    x_from: float
    y: float
    open_high: bool
    when: Markup
    said: Markup
    who: Markup
    href: str
    tone: int


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One quantity through time; x and y in percent of the picture."""

    quantity: Markup
    label: str
    points: list[Point]
    counters: list[Markup]
    x_ticks: list[Tick]
    y_ticks: list[Tick]


def series(marks: Marks) -> list[Series]:
    """Every growing measure of one group and place that was counted often enough, the longest first."""
    found: dict[tuple[str, str, str, str], list[model.Count]] = {}
    for count in marks.store.read(model.Count):
        if words.grows(count.measure) and count.as_of_end is not None and _value(count) is not None:
            key = (count.measure, count.from_place, count.to_place or count.place_text, count.group)
            found.setdefault(key, []).append(count)
    longest = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [_series(marks, counts) for _, counts in longest if len(counts) >= LEAST]


def _value(count: model.Count) -> float | None:
    return count.low if count.low is not None else count.high


def _at(count: model.Count) -> dt.datetime:
    assert count.as_of_end is not None  # chosen so by `series`
    return count.as_of_end


def _series(marks: Marks, counts: list[model.Count]) -> Series:
    ordered = sorted(counts, key=lambda count: (_at(count), _value(count) or 0.0, count.count))
    values = [_value(count) or 0.0 for count in ordered]
    first, last = _at(ordered[0]), _at(ordered[-1])
    x_axis = (first.timestamp(), max(last.timestamp(), first.timestamp() + 3600))
    y_axis = (0.0, max(values) * 1.08 or 1.0)
    counters = list(dict.fromkeys(count.counted_by or count.said_by for count in ordered))
    counters.sort(key=lambda name: -sum((count.counted_by or count.said_by) == name for count in ordered))
    whom = Markup(", {}").format(marks.group(ordered[0].group)) if ordered[0].group else Markup("")
    return Series(
        quantity=Markup("{}{}").format(marks.quantity(ordered[0]), whom),
        label=words.measure(ordered[0].measure),
        points=[_point(marks, count, counters, x_axis, y_axis) for count in ordered],
        counters=[marks.written(name) for name in counters],
        x_ticks=days(marks, first, last, x_axis),
        y_ticks=ticks(y_axis, 3),
    )


def _point(
    marks: Marks,
    count: model.Count,
    counters: list[str],
    x_axis: tuple[float, float],
    y_axis: tuple[float, float],
) -> Point:
    return Point(
        x=on_axis(_at(count).timestamp(), x_axis),
        x_from=on_axis((count.as_of_start or _at(count)).timestamp(), x_axis),
        y=on_axis(_value(count) or 0.0, y_axis),
        open_high=count.high is None,
        when=marks.when(count.as_of_start, count.as_of_end, count.as_of_text),
        said=marks.said(count),
        who=marks.written(count.said_by or count.counted_by),
        href=f"#{anchor(ref_of(count))}",
        tone=min(counters.index(count.counted_by or count.said_by), TONES - 1),
    )


def days(marks: Marks, first: dt.datetime, last: dt.datetime, axis: tuple[float, float]) -> list[Tick]:
    """Midnights in the mission's zone, few enough to stand side by side on a phone."""
    zone = marks.mission.tz
    start, end = first.astimezone(zone).date(), last.astimezone(zone).date()
    step = max(1, ((end - start).days + 3) // 4)
    days = [start + dt.timedelta(days=number) for number in range(0, (end - start).days + 1, step)]
    found = []
    for day in days:
        moment = dt.datetime.combine(day, dt.time(), zone).timestamp()
        if axis[0] <= moment <= axis[1]:
            found.append(Tick(on_axis(moment, axis), f"{day.day} {MONTHS[day.month - 1][:3]}"))
    return found
