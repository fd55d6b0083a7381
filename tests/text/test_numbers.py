import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.text.numbers import find_numbers, read_number

with (Path(__file__).parents[1] / "cases" / "numbers.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


def row(number):
    high = "" if number.high is None else f"{number.high:.0f}"
    mark = "D" if number.damaged else number.unit
    return f"{number.text}|{number.low:.0f}|{high}|{number.qualifier}|{mark}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_numbers(case):
    assert ";".join(row(one) for one in find_numbers(case["text"])) == case["found"]


def test_a_taken_passage_holds_no_number():
    text = "On 14 May 700 people came."
    assert [one.text for one in find_numbers(text, [(3, 9)])] == ["700"]


def test_two_numbers_are_not_one():
    assert read_number("12 and 13") is None
    assert read_number("nobody") is None


PIECES = st.lists(
    st.sampled_from(
        [
            *("1", "12", "100,", "<>", "?", ",", "000", " ", "__", "x", "k", "-", "%", "$", "[", "]", "."),
            *(
                "million",
                "two",
                "hundred",
                "between",
                "and",
                "to",
                "more than",
                "about",
                "dozens",
                "half",
                "a",
            ),
        ]
    ),
    max_size=14,
).map("".join)


@given(PIECES | st.text(max_size=40))
def test_offsets_give_back_the_text(text):
    for one in find_numbers(text):
        assert text[one.start : one.end] == one.text
        assert one.start <= one.digits[0] < one.digits[1] <= one.end
        assert one.high is None or one.low <= one.high


@given(st.text("0123456789,. OoIlLiSBZzx", max_size=12), st.sampled_from(["", " people", "9", "k"]))
def test_letters_that_look_like_digits_stop_nothing(written, after):
    for one in find_numbers(f"The {written}{after} road."):
        assert one.high is None or one.low <= one.high
    read_number(written)


@given(st.integers(0, 999), st.integers(0, 999), st.sampled_from([",<>", ",???", ",___"]))
def test_damage_holds_whatever_the_digits_were(lead, rest, mark):
    found = read_number(f"{lead or 1}{mark}")
    assert found is not None
    assert found.damaged
    assert found.low <= (lead or 1) * 1000 + rest <= found.high
    assert found.low < found.high


@given(st.integers(0, 10**12))
def test_a_whole_number_is_itself(value):
    for written in (f"{value}", f"{value:,}"):
        found = read_number(written)
        assert found is not None
        assert (found.low, found.high, found.damaged) == (value, value, False)


@pytest.mark.parametrize(
    ("unit", "size"), [("((((", 10**6), ("1", 10**6), ("1 ", 10**5), ("100,<> ", 10**5), ("1 to ", 10**5)]
)
def test_a_million_characters_of_one_kind_are_read_to_their_end(unit, size):
    text = unit * (size // len(unit))  # what tries every way through it does not come back
    assert all(text[one.start : one.end] == one.text for one in find_numbers(text))
