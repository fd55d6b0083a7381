"""Whatever the text: offsets give it back, a damaged figure is a range, and nothing is raised."""

from __future__ import annotations

import datetime as dt

from hypothesis import example, given, settings
from hypothesis import strategies as st

from needline.claims.figures import Figures
from needline.claims.passage import passage
from needline.claims.speakers import Speakers
from needline.model import Mission, Place, Report
from needline.places import Gazetteer
from needline.text.dates import find_dates
from needline.text.language import identify
from needline.text.numbers import read_number
from needline.text.sentences import sentences

DAY = dt.date(2024, 5, 18)
MISSION = Mission(title="", question="", as_of=dt.datetime(2024, 5, 18, tzinfo=dt.UTC))
GAZETTEER = Gazetteer(Place(id=name[:3], name=name, names=[name]) for name in ("Aleppo", "El Fasher", "Chad"))
REPORT = Report(
    id="r", file="r.txt", sha256="", title="", publisher="P", author="", url="", source="", language="en",
    published=dt.datetime(2024, 5, 18, tzinfo=dt.UTC), published_text="2024-05-18",
)  # fmt: skip
SEEN = (
    "12,<> 1?,500 9O0 12,34 45.000 1,2 million half of the people families' homes in from to Aleppo Chad El Fasher "
    "- | : ; ( ) , . \n \n\n killed displaced were about more than between and 300 5,000 2019 Deaths Houses destroyed "
    "May 5 Friday the 19th ago past 24 hours 20:00 1?6 ï¿½ â€™ peoplewere displacedabout +41 22 000 00 00 a@b.org "
    "36.7538, 3.0588"
)
WORDS = st.sampled_from(SEEN.split(" "))
TEXTS = (
    st.lists(WORDS, max_size=40).map(" ".join)
    | st.text(max_size=200)
    | st.lists(WORDS, max_size=30).map("".join)
)


@given(TEXTS)
@example("1 2 0 dead")  # one number, also where its passage is read again
@example("5 5 5 million")
@example("\u00bc.0")  # a sign of a fraction has no decimals
@example(".<>0,<>")  # where a hole may not begin, its first mark is no "fewer than" either
@settings(max_examples=300, deadline=None)
def test_offsets_give_back_the_text_and_damage_is_a_range(text):
    figures = Figures(REPORT, GAZETTEER, MISSION, Speakers([]))
    for one in sentences(text):
        here = passage(text, one, DAY)
        figures.read_heading(here) if one.kind == "heading" else figures.read(here, [])
    for count in figures.counts:
        written = text[count.start : count.end]
        number = read_number(written)
        assert number is not None
        assert (number.low, number.high, number.damaged) == (
            count.number_low,
            count.number_high,
            count.damaged,
        )
        assert not count.damaged or count.number_low != count.number_high
    assert all(text[one.start : one.end] == one.text for one in find_dates(text, DAY))
    assert all(text[one.start : one.end] == one.text for one in GAZETTEER.find(text))
    assert 0 <= identify(text).share <= 1
