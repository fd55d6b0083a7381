import csv
import datetime as dt
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.text.dates import find_dates

with (Path(__file__).parents[1] / "cases" / "dates.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))
PUBLISHED = dt.date(2023, 9, 30)  # a Saturday


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_dates(case):
    found = find_dates(case["text"], PUBLISHED)
    assert ";".join(f"{one.text}={one.value}" for one in found) == case["found"]


@pytest.mark.parametrize(
    "text", ["on Friday", "yesterday", "19 September", "in August", "this week", "on the 19th,"]
)
def test_without_a_day_of_publication_nothing_is_guessed(text):
    (found,) = find_dates(text)
    assert (found.first, found.last, found.value) == (None, None, "")


def test_an_hour_keeps_its_zone():
    (found,) = find_dates("2023-09-29T20:00+04:00")
    assert found.clock.utcoffset() == dt.timedelta(hours=4)
    (found,) = find_dates("at 16:00 GMT")
    assert found.clock.utcoffset() == dt.timedelta(0)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2049, 12, 31)))
def test_every_day_is_read_in_every_order(day):
    for written in (
        f"{day:%Y-%m-%d}",
        f"{day.day} {day:%B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%d.%m.%Y}",
    ):
        (found,) = find_dates(written)
        assert (found.first, found.last) == (day, day)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31)), st.sampled_from(range(7)))
def test_a_weekday_is_in_the_week_up_to_publication(published, weekday):
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][weekday]
    (found,) = find_dates(f"on {name}", published)
    assert found.first.weekday() == weekday
    assert 0 <= (published - found.first).days < 7


@given(st.text(st.characters() | st.sampled_from("0123456789:./- JanMay,"), max_size=60), st.dates())
def test_offsets_give_back_the_text(text, published):
    found = find_dates(text, published)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@pytest.mark.parametrize("unit", ["((((", "1", "1/", "19", "the ", "May ", "1 May ", "12:", "in "])
def test_half_a_million_characters_of_one_kind_are_read_to_their_end(unit):
    text = unit * (500_000 // len(unit))  # what tries every way through it does not come back
    assert all(text[one.start : one.end] == one.text for one in find_dates(text, PUBLISHED))
