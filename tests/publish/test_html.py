from __future__ import annotations

import itertools
import re
import zipfile
from importlib.resources import files
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
import worlds
from pages import Page, agrees

from needline.model import Conflict, Ref, read_ref
from needline.publish import html
from needline.publish.derived import ROWS, count_rows
from needline.publish.numbers import Numbers
from needline.store import TABLES


@pytest.fixture(params=["valley", "flood", "nothing"])
def world(request):
    return request.getfixturevalue(request.param)


def test_every_number_carries_a_ref_whose_cell_gives_it(world):
    page = Page(world.report)
    assert page.bare == [], "a digit stands outside every mark"
    assert page.numbers, "the report prints numbers"
    numbers = Numbers(world.store)
    for one in page.numbers:
        value = numbers.cell(read_ref(one.ref))
        assert value is not None, one
        assert agrees(one, value), one


def test_sentences_of_steps_hold_no_number_of_their_own(world):
    assert [text for text in Page(world.report).told if re.search(r"\d", text)] == []


def test_every_link_inside_the_page_leads_somewhere_and_ids_are_unique(world):
    page = Page(world.report)
    assert sorted(set(page.targets) - set(page.ids)) == []
    assert len(page.ids) == len(set(page.ids))


def test_the_page_fetches_nothing(world):
    page = Page(world.report)
    assert {tag for tag, _ in page.addresses} <= {"a"}, "only links that a reader follows name an address"
    assert "@import" not in world.report
    assert "url(" not in world.report
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon", world.report)


def test_an_address_that_is_no_web_address_is_no_link(valley):
    assert "javascript:alert(1)" in valley.report
    assert all(address.startswith(("https://", "http://")) for _, address in Page(valley.report).addresses)


def test_headings_descend_without_a_gap(world):
    levels = Page(world.report).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_templates_hold_no_digit_of_their_own():
    folder = files("needline.publish").joinpath("templates")
    for template in folder.iterdir():
        text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", template.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r"<[^>]*>", " ", text)
        assert not re.search(r"\d", text), template.name


def test_what_a_number_rests_on_is_all_in_the_evidence(valley):
    """The closure over traces: whatever is opened, all that it names is opened too."""
    ids = set(Page(valley.report).ids)
    from needline.publish.marks import anchor

    for one in Page(valley.report).numbers:
        ref = read_ref(one.ref)
        if ref.table == ROWS:
            assert count_rows(valley.store, ref) >= 0
            continue
        assert anchor(ref) in ids
        for written in getattr(valley.store.cell(Ref(ref.table, ref.key)), "trace", []):
            assert anchor(read_ref(written)) in ids, f"{one.ref} rests on {written}, which does not open"


def test_what_is_not_opened_is_not_carried_along(valley):
    opened = {one for one in Page(valley.report).ids if one.startswith("e-estimates")}
    assert opened == {"e-estimates-e01"}, "of twenty-one estimates, the one that needs rest on"


def published_text(path: Path) -> str:
    """All text of a published file; a spreadsheet's sheets and a table's cells, unpacked."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as packed:
            return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if path.suffix == ".parquet":
        return str(pq.read_table(path).to_pylist())
    return path.read_text("utf-8")


SECRETS = [
    *("SECRETWORDS", "SECRETSPEAKER", "SECRETCONTENT", "SECRETACCUSED"),
    *("SECRETTITLE", "SECRETADDRESSEE", "SECRETDENIER", "SECRETNUMBER"),
]


@pytest.mark.parametrize("secret", SECRETS)
def test_words_of_restricted_sources_are_pointed_to_and_not_quoted(valley, secret):
    for path in valley.out.rglob("*"):
        if path.is_file():
            assert secret not in published_text(path), path.name
    assert "its source is restricted" in valley.report


def test_words_of_the_mission_are_escaped(valley):
    assert "<failed>" not in valley.report
    assert "&lt;failed&gt;" in valley.report
    assert "Noon &lt;briefing&gt;" in valley.report


def test_shares_are_apart_by_percentage_points(tmp_path):
    mission, store = worlds.valley(tmp_path / ".needline", areas_of=2)
    conflicts = [msgspec.structs.replace(one, unit="percent", gap=13.5) for one in store.read(Conflict)]
    store.write("reconcile", Conflict, conflicts)
    text = re.sub(r"<[^>]+>", "", html.render(mission, store))
    assert "Apart by 13.5 percentage points" in text


def test_who_is_not_reached_is_a_least_number(valley):
    text = re.sub(r"<[^>]+>", "", valley.report)
    assert re.search(r"Not reached.*at least \d", text, re.DOTALL)


SAYS = [
    "17,750</span>–<span",  # the residual as a range
    "rests on a made-up survey",  # what is synthetic is marked
    "not known in any sector",  # what is not known is said
    "A visit would tell.",  # and what would tell it
    "District 10 / Ringkond 10",  # thirty areas
    "Hidden:",  # hidden cells are counted
    "would have to give",  # each side of a conflict
    "digits missing in the text",  # damage is said
    "No open road leads to",
    "Needs that no recorded activity meets",
    "a rumour of a rumour",  # what was set aside, and why
    "needline trace DIR",
    "<mark>41,250</mark>",  # the number in its passage
    "published by <span",  # who passed a statement on
    "is right",  # what would hold if a side is right
]


@pytest.mark.parametrize("words", SAYS)
def test_the_report_says(valley, words):
    assert words in valley.report


def test_sections_without_evidence_are_left_out(flood, nothing):
    for absent in ('id="conflicts"', 'id="roads"', 'id="statements"', 'id="series"', "made up"):
        assert absent not in flood.report
        assert absent not in nothing.report
    assert "800" in flood.report
    assert "Everything in the folder was read." in nothing.report


def test_the_same_tables_give_the_same_page(valley):
    assert html.render(valley.mission, valley.store) == valley.report


def test_every_table_that_may_leave_can_be_opened():
    from needline.publish import words
    from needline.publish.entries import ENTRIES

    public = {table.name for table in TABLES.values() if not table.private}
    assert public == set(ENTRIES)
    assert public | {ROWS} == set(words.TABLES) == set(words.NOUNS)
