"""One wire story in ten papers is one witness; a report with new figures in old words is another."""

from __future__ import annotations

import itertools

import papers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.model import Claim, Report, Text
from needline.readers.witnesses import Told, near_identical, numbers, shingles

STORY = f"{papers.PARAGRAPH} {papers.SECOND}"


def told(text):
    return Told(shingles(text), numbers(text))


@pytest.mark.parametrize(
    ("other", "same", "rule"),
    [
        (STORY, True, "the same words"),
        (STORY.upper().replace(",", ""), True, "marks and capitals apart"),
        (f"By our own staff. {STORY} Read more of this on our pages.", True, "a few words around"),
        (papers.PARAGRAPH, True, "the first half of it"),
        (STORY.replace("12,000", "14,500"), False, "another figure is another report"),
        (" ".join(reversed(STORY.split())), False, "the same words in another order"),
        ("Nobody was hurt in the fire at the mill, where work went on as before.", False, "another story"),
        ("12,000 people", False, "too short to tell"),
    ],
)
def test_what_is_near_identical(other, same, rule):
    assert bool(near_identical({"a": told(STORY), "b": told(other)})) == same, rule


@given(st.permutations(list("abcd")))
def test_the_order_of_the_texts_plays_no_part(order):
    texts = dict(zip("abcd", (STORY, STORY + " More.", papers.SECOND, "Other words."), strict=True))
    found = near_identical({one: told(texts[one]) for one in order})
    assert {one: sorted(group) for one, group in found.items()} == {one: ["a", "b", "c"] for one in "abc"}


HEAD = 'title = "Flood"\nas_of = 2024-05-05T09:00:00+02:00\nzone = "Africa/Maputo"\n'


def test_ten_papers_are_ten_reports_and_one_text(folder, reading):
    files = {}
    for at in range(10):
        files[f"reports/{at}.txt"] = f"{STORY}\n" + ("\nPrinted here." if at == 3 else "")
        files[f"reports/{at}.txt.toml"] = f'publisher = "Paper {at}"\npublished = 2024-05-04\n'
    found = reading(folder({"mission.toml": HEAD, **files}))
    reports = found.store.read(Report)
    assert [len(one.witnesses) for one in reports] == [9] * 10
    assert all(first.id in second.witnesses for first, second in itertools.permutations(reports, 2))
    texts = found.store.read(Text)
    assert len(texts) == len(reports), "each of the ten can be opened"
    (text,) = (one for one in texts if not one.read_in)
    assert {one.read_in for one in texts} == {"", text.report}
    assert "Printed here." in text.text
    assert [one.code for one in found.problems()].count("copy") == 9
    assert found.store.read(Claim) == []
