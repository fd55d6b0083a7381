import csv
import datetime as dt
from pathlib import Path

import pytest

from needline.claims import extract
from needline.claims.figures import claims_to
from needline.model import Group, Mission, Place, Report, Source
from needline.places import Gazetteer
from needline.text.numbers import read_number

with (Path(__file__).parents[1] / "cases" / "figures.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


def place(code, name, parent=""):
    return Place(id=code, name=name, names=[name], parent=parent)


GAZETTEER = Gazetteer(
    [
        place("SDN", "Sudan"),
        place("SDN-F", "El Fasher", "SDN"),
        place("SDN-T", "Tawila", "SDN"),
        place("TCD", "Chad"),
        place("SYR-A", "Aleppo"),
    ]
)
MISSION = Mission(
    title="",
    question="",
    as_of=dt.datetime(2024, 5, 18, tzinfo=dt.UTC),
    zone="Africa/Khartoum",
    groups=[
        Group(id="left", names=["Those who left"], stands_for=["displaced"], from_place="SDN", within="TCD"),
    ],
)
SOURCES = [
    Source(id="unhcr", name="UNHCR", aliases=["UN refugee agency"], kind="un"),
    Source(id="chad", name="Government of Chad", kind="government"),
]


def read(text, published="2024-05-18"):
    day = dt.datetime.fromisoformat(published).replace(tzinfo=MISSION.tz)
    report = Report(
        id="r",
        file="reports/r.txt",
        sha256="",
        title="",
        publisher="The Paper",
        author="",
        published=day,
        published_text=published,
        url="https://example.org/r",
        source="",
        language="en",
    )
    return extract(report, text, GAZETTEER, MISSION, SOURCES)


def row(count):
    ends = (f"{count.number_low:g}", f"{count.number_high:g}" if count.number_high is not None else "")
    return "|".join(
        [count.qualifier, *map(_plain, ends), count.unit, count.measure, count.from_place, count.to_place]
    )


def _plain(number):
    return str(int(float(number))) if number else ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_figures(case):
    found = read(case["text"])
    assert ";".join(row(count) for count in found.counts) == case["figures"]
    for count in found.counts:
        written = case["text"][count.start : count.end]
        assert read_number(written) is not None
        assert {claim.claim for claim in found.claims} >= {count.claim}


@pytest.mark.parametrize(
    ("text", "start", "end", "rule"),
    [
        (
            "By 20:00 on 14 May 700 people had arrived.",
            "2024-05-14T18:00",
            "2024-05-14T18:00",
            "an hour is an instant",
        ),
        ("By 14 May 700 people had arrived.", "2024-05-13T22:00", "2024-05-14T21:59", "a day in the zone"),
        (
            "On Friday 700 people arrived.",
            "2024-05-16T22:00",
            "2024-05-17T21:59",
            "a weekday before publication",
        ),
        ("700 people arrived yesterday.", "2024-05-16T22:00", "2024-05-17T21:59", "yesterday"),
        ("So far 700 people have arrived.", None, "2024-05-18T21:59", "no date: not later than publication"),
        (
            "Chad said on Friday that 700 people had arrived.",
            None,
            "2024-05-17T21:59",
            "not later than it was said",
        ),
        ("Since 1 April 700 people have arrived.", None, "2024-05-18T21:59", "since is no as-of"),
        (
            "After the 2 May flood 700 people arrived.",
            None,
            "2024-05-18T21:59",
            "the day of an event is no as-of",
        ),
    ],
)
def test_as_of(text, start, end, rule):
    (count,) = read(text).counts
    ends = tuple(
        one and f"{one.astimezone(dt.UTC):%Y-%m-%dT%H:%M}" for one in (count.as_of_start, count.as_of_end)
    )
    assert ends == (start, end), rule


@pytest.mark.parametrize(
    ("text", "said", "counted", "rule"),
    [
        ("700 people arrived.", "The Paper", "The Paper", "the publication's own"),
        ("UNHCR said 700 people had arrived.", "UNHCR", "UNHCR", "the speaker"),
        ("The UN refugee agency said 700 people had arrived.", "UNHCR", "UNHCR", "a listed name for it"),
        (
            "UNHCR, citing the Government of Chad, said 700 people had arrived.",
            "UNHCR",
            "Government of Chad",
            "origin",
        ),
        ("UNHCR spoke. It said 700 people had arrived.", "It", "It", "a pronoun nobody explains stays"),
        (
            "UNHCR said aid came. It added that 700 people had arrived.",
            "UNHCR",
            "UNHCR",
            "a pronoun after its name",
        ),
        (
            "A former UNHCR nurse said 700 people had arrived.",
            *2 * ["A former UNHCR nurse"],
            "no longer speaks for it",
        ),
        ("A nurse said 700 people had arrived.", "A nurse", "A nurse", "as written where it is not listed"),
    ],
)
def test_who_said_and_who_counted(text, said, counted, rule):
    (count,) = read(text).counts
    assert (count.said_by, count.counted_by) == (said, counted), rule


@pytest.mark.parametrize(
    ("text", "group", "from_place", "rule"),
    [
        (
            "700 displaced people arrived in Chad.",
            "displaced",
            "SDN",
            "the mission says where they came from",
        ),
        ("700 displaced families arrived in Chad.", "displaced", "SDN", "whose families"),
        ("300 cars of displaced people arrived in Chad.", "displaced", "SDN", "whose cars"),
        ("700 people arrived in Chad.", "people", "", "nobody in particular"),
        (
            "700 displaced women arrived in Chad.",
            "displaced women",
            "",
            "fewer than the group stay as written",
        ),
        ("700 displaced people arrived in Chad from Aleppo.", "displaced", "SYR-A", "the words lead"),
    ],
)
def test_whom(text, group, from_place, rule):
    (count,) = read(text).counts
    assert (count.group, count.from_place) == (group, from_place), rule


@pytest.mark.parametrize(
    ("written", "low", "high", "rule"),
    [
        ("more than 100,<>", 100_000, None, "open above the least it can be"),
        ("about 90,<>", 90_000, 90_999, "about a damaged number is all it can be"),
        ("up to 12,3__", None, 12_399, "open below the most it can be"),
        ("almost 5,<>", 0.95 * 5_000, 5_999, "from 95 in 100 of the least"),
        ("more than <>,500", 1_500, None, "nobody knows how much"),
        ("up to 100<>", None, None, "an end nobody knows bounds nothing"),
        ("almost 100<>", 100, None, "nor here"),
        ("about 19,000", 18_500, 19_500, "as the model reads it"),
    ],
)
def test_what_is_asserted(written, low, high, rule):
    claimed = claims_to(read_number(written))
    assert (claimed.low, claimed.high) == (low, high), rule


@pytest.mark.parametrize(
    ("text", "qualifier", "low", "high", "rule"),
    [
        ("The toll could exceed 80.", "more than", None, None, "what it could exceed"),
        ("The death toll may reach 200.", "up to", None, None, "what it may reach"),
        ("The number of displaced people is expected to rise to 500.", "up to", None, None, "a forecast"),
        ("The toll could exceed 80 dead people.", "more than", None, None, "whatever describes them"),
        ("There are fears of up to 1,000 dead.", "up to", None, 1_000, "its own upper end stays"),
        ("Officials fear that 100 people may have died.", "up to", None, None, "may have"),
        ("An estimated 60 people are feared dead.", "about", None, None, "feared dead"),
        ("If fighting goes on, 200,000 people will flee to Chad.", "up to", None, None, "still to come"),
        ("The rains may displace another 5,000 families.", "up to", None, None, "an active verb"),
        ("It is feared that 12 people were buried alive.", "up to", None, None, "feared that"),
        ("If 500 families arrive, food will run out.", "up to", None, None, "a condition"),
        ("On 3 May 40 people were killed, and more may die.", "exact", 40, 40, "the possible is another"),
        ("He said 500 families who had fled would return.", "exact", 500, 500, "they did flee"),
        ("In May 700 people arrived.", "exact", 700, 700, "a month is no modal"),
        ("Many fear the worst after 40 people were killed.", "exact", 40, 40, "fear, after a fact"),
        ("The risk of cholera stays after 30 people died.", "exact", 30, 30, "a risk of something else"),
        ("Chad plans to receive 5,000 refugees.", "exact", 5_000, 5_000, "a plan asserts what is planned"),
    ],
)
def test_what_is_only_possible_asserts_nothing(text, qualifier, low, high, rule):
    (count,) = read(text).counts
    assert (count.qualifier, count.low, count.high) == (qualifier, low, high), rule


def test_damage_is_flagged_and_never_a_point():
    found = read("About 90,<> people and 1?,500 cows and 7 goats came.")
    assert [(one.damaged, one.unit) for one in found.counts] == [(True, "people"), (True, "other")]
    assert all(one.number_low < one.number_high for one in found.counts)
    assert [one.code for one in found.problems] == ["damaged-figure", "damaged-figure"]


def test_an_ambiguous_place_stays_open_and_is_told():
    twice = Gazetteer([place("A", "Springfield"), place("B", "Springfield")])
    report = Report(
        id="r", file="r.txt", sha256="", title="", publisher="", author="", published=None, published_text="",
        url="", source="", language="en",
    )  # fmt: skip
    found = extract(report, "700 people arrived in Springfield.", twice, MISSION, [])
    assert (found.counts[0].to_place, found.counts[0].place_text) == ("", "Springfield")
    assert [one.code for one in found.problems] == ["ambiguous-place"]


def test_a_heading_alone_gives_its_figure():
    found = read("# Flood: 40 people killed in Aleppo\n\nThe river is falling.")
    assert [row(one) for one in found.counts] == ["exact|40|40|people|killed|SYR-A|"]


@pytest.mark.parametrize("number", ["12", "ten"])
def test_a_heap_of_numbers_is_told(number):
    found = read(f"The rows of the second table: {f'{number} to, ' * 110}{number}.")
    assert found.counts == []
    assert [one.code for one in found.problems] == ["table"]
