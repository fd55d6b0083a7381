"""The second example: its generator, what is planted in it, and a report without a word of the first."""

from __future__ import annotations

import html
import importlib
import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

from needline.line import build, open_store
from needline.model import Conflict, Count, Event, Figure, Need, Problem, Report

ROOT = Path(__file__).parents[2] / "examples" / "monsoon-flood"
FIRST = ROOT.parent / "karabakh"

pytestmark = pytest.mark.xdist_group("monsoon-flood")


@pytest.fixture(scope="module")
def flood(tmp_path_factory):
    root = tmp_path_factory.mktemp("monsoon") / "flood"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".needline", "out", "__pycache__"))
    build(root)
    return root, open_store(root)[1]


@pytest.fixture(scope="module")
def page(flood) -> str:
    """The words of the report, without what folds out of a number."""
    text = (flood[0] / "out" / "report.html").read_text("utf-8")
    return " ".join(
        html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)).split()
    )


def test_the_generator_writes_the_files_that_are_kept(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    made = importlib.import_module("make_example").files()
    changed = [
        name
        for name, content in made.items()
        if (ROOT / name).read_bytes() != (content if isinstance(content, bytes) else content.encode())
    ]
    assert changed == []
    assert sum(path.stat().st_size for name in made for path in [ROOT / name]) < 3_000_000


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("activities/4w_agencies.csv", '"OV90033" is no place'),
        ("activities/4w_agencies.csv", '"Logistics" is not known'),
        ("activities/4w_agencies.csv", '"about 300" is no number'),
        ("activities/4w_agencies.csv", '"31/06/2024" is no date'),
        ("activities/4w_agencies.csv", "without a known place"),
        ("activities/tracker.xlsx", '"Nutrition" is not known'),
        ("activities/tracker.xlsx", 'headers of others; read partner from "As of'),
        ("counts/others.csv", "m016 (40) is corrected to 30"),
        ("survey/households_2024_08/submissions.csv", "no place of the mission"),
        ("survey/households_2024_08/submissions.csv", "a number that cannot be"),
        ("survey/households_2024_08/submissions.csv", "an answer that is not bound"),
    ],
)
def test_each_planted_problem_is_told(flood, file, found):
    told = [one.line() for one in flood[1].read(Problem) if one.file == file]
    assert any(found in one for one in told), told


def test_nothing_else_is_an_error(flood):
    """The README of the example lists where its errors stand."""
    assert {one.file for one in flood[1].read(Problem) if one.severity == "error"} == {
        "activities/4w_agencies.csv",
        "activities/tracker.xlsx",
        "survey/households_2024_08/submissions.csv",
    }


def test_a_total_that_its_districts_pass_is_a_conflict_that_names_them(flood, page):
    (sums,) = [one for one in flood[1].read(Conflict) if one.place == "OV2"]
    assert (sums.measure, sums.gap, len(sums.members)) == ("displaced", 900, 5)
    sides = page[page.index("Where the sources cannot all be right") :]
    for district in ("Ombri", "Fenishta", "Galovela", "Tovekra"):
        assert re.search(rf"[\d,]+ displaced from Ondravia to {district} ", sides)


def test_two_offices_that_count_one_evening_are_a_conflict(flood):
    (apart,) = [one for one in flood[1].read(Conflict) if one.place == "OV" and one.measure == "displaced"]
    counts = {f"counts/{one.count}": one for one in flood[1].read(Count)}
    assert sorted(counts[one].said_by for one in apart.members) == [
        "Joint Assessment Cell",
        "National Flood Authority",
    ]


def test_one_wire_story_in_two_papers_is_one_witness(flood):
    reports = {Path(one.file).name: one for one in flood[1].read(Report)}
    assert len(reports) == 8
    assert reports["2024-08-18-delta-wire-courier.txt"].witnesses
    assert not reports["2024-08-16-radio-ombri.txt"].witnesses


def test_parts_of_the_displaced_come_to_all_of_them(flood):
    as_of = open_store(flood[0])[0].as_of
    standing = {
        (one.measure, one.place): one.low
        for one in flood[1].read(Figure)
        if one.scenario == "consistent" and one.from_place and one.instant == as_of
    }
    assert standing["in_shelters", "OV"] + standing["with_hosts", "OV"] == standing["displaced", "OV"]


def test_every_district_has_people_of_every_group(flood):
    known = [one for one in flood[1].read(Need) if one.sector == "all" and one.people_high is not None]
    assert len(known) == 3 * (1 + 12)


def test_a_flood_in_the_name_of_an_office_is_no_event(flood):
    told = [one.content for one in flood[1].read(Event) if one.what == "flood"]
    assert told
    assert all("flood" in one.replace("Flood Authority", "") for one in told)


def test_what_could_explain_is_listed_at_the_widest_place(page):
    causes = page[page.index("What could explain it") : page.index("Other baselines")]
    assert "missing in Ondravia" in causes
    assert "in Tessal Delta" not in causes
    assert "in Quambar" not in causes


def test_lists_that_add_up_stand_apart_from_those_that_do_not(page):
    lists = page[page.index("Lists and their wholes") : page.index("Needs, by group")]
    apart, even = lists.split("Lists that add up to their whole")
    assert "-900" in apart.replace("−", "-")
    assert apart.count("the whole less its listed parts") == 3
    assert even.count("the whole less its listed parts") > 100


def test_the_report_says_that_it_is_made_up_and_has_no_word_of_the_first_example(page):
    assert "made-up example" in page
    own = (ROOT / "places.csv").read_text("utf-8")
    names = [line.split(",")[1] for line in (FIRST / "places.csv").read_text("utf-8").splitlines()[1:]]
    sources = tomllib.loads((FIRST / "sources.toml").read_text("utf-8")).values()
    words = [one for name in names for one in name.split("|")] + [one["name"] for one in sources]
    assert [one for one in words if one and re.search(rf"\b{re.escape(one)}\b", page + own)] == []
