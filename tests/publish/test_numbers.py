from __future__ import annotations

import msgspec
import pytest
import worlds

from needline.errors import TraceError
from needline.model import Claim, Count, Figure, Need, Ref, Text
from needline.publish.derived import count_rows, rows_ref, selection
from needline.publish.numbers import Numbers, form_of
from needline.store import Store


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path)
    made.write("read", Count, [worlds.count("k", 100.0, None), worlds.count("nowhere", 5.0, 5.0, file="")])
    made.write(
        "reconcile",
        Figure,
        [
            worlds.figure("f", 100.0, None, ["counts/k"]),
            worlds.figure("groundless", 7.0, 7.0, []),
            worlds.figure("dangling", 7.0, 7.0, ["counts/gone"]),
            worlds.figure("broken", 7.0, 7.0, ["somewhere"], reasons=[]),
            worlds.figure("private", 7.0, 7.0, ["texts/r"], reasons=[]),
        ],
    )
    made.write("read", Text, [Text(report="r", text="words")])
    return made


def test_a_number_that_its_cell_holds_is_printed_and_opened(store):
    numbers = Numbers(store)
    printed = numbers.number(100.0, Ref("figures", "f", "low"))
    assert printed.text == "100"
    assert numbers.opened == [Ref("figures", "f")]


def test_a_missing_end_is_not_known_only_where_the_cell_is_empty(store):
    numbers = Numbers(store)
    assert numbers.number(None, Ref("figures", "f", "high")).text == "not known"
    with pytest.raises(TraceError, match="holds 100"):
        numbers.number(None, Ref("figures", "f", "low"))


REFUSED = [
    # value, ref, what the error says
    (101.0, Ref("figures", "f", "low"), "holds 100"),
    (100.0, Ref("figures", "gone", "low"), "no such row"),
    (100.0, Ref("figures", "f", "width"), "no column"),
    (100.0, Ref("figures", "f"), "needs its column"),
    (100.0, Ref("dreams", "f", "low"), "no such row"),
    (7.0, Ref("figures", "groundless", "low"), "names no evidence"),
    (7.0, Ref("figures", "dangling", "low"), "no such row"),
    (7.0, Ref("figures", "broken", "low"), "no trace"),
    (7.0, Ref("figures", "private", "low"), "private"),
    (5.0, Ref("counts", "nowhere", "low"), "no file"),
    (1.0, Ref("counts", "k", "damaged"), "holds False|no number"),
    (1.0, Ref("counts", "k", "qualifier"), "no number"),
    (5.0, Ref("texts", "r", "text"), "private"),
    (5.0, Ref("rows", "counts"), "holds 2"),
    (0, Ref("rows", "texts"), "no public table"),
    (0, Ref("rows", "counts?colour=red"), "no column colour"),
]


@pytest.mark.parametrize(("value", "ref", "said"), REFUSED, ids=[f"{ref} {said}" for _, ref, said in REFUSED])
def test_a_number_without_evidence_is_refused(store, value, ref, said):
    with pytest.raises(TraceError, match=said):
        Numbers(store).number(value, ref)


def test_rows_are_counted_with_a_selection(store):
    assert count_rows(store, rows_ref("figures")) == 5
    assert count_rows(store, rows_ref("figures", {"figure": "f"})) == 1
    assert count_rows(store, rows_ref("figures", {"trace": ""})) == 1
    assert count_rows(store, rows_ref("figures", None, {"trace": ""})) == 4
    assert count_rows(store, rows_ref("counts", {"damaged": "no", "file": "counts/crossings.csv"})) == 1


def test_a_selection_survives_its_ref():
    ref = rows_ref("counts", {"file": "a/b c&d=e?.csv"}, {"note": ""})
    assert str(ref).count("/") == 1, "a ref has its two parts, whatever the value"
    name, conditions = selection(ref)
    assert name == "counts"
    assert [tuple(one) for one in conditions] == [("file", "a/b c&d=e?.csv", True), ("note", "", False)]


def test_an_item_of_a_list_has_its_own_ref(tmp_path):
    _, store = worlds.valley(tmp_path)
    numbers = Numbers(store)
    assert numbers.number(13.5, Ref("conflicts", "x2", "gives.1"), "percent").text == "13.5\u00a0%"
    with pytest.raises(TraceError):
        numbers.number(13.5, Ref("conflicts", "x2", "gives.2"))


def test_people_of_a_sample_are_rounded_and_people_counted_are_not(tmp_path):
    _, store = worlds.valley(tmp_path)
    sampled = next(row for row in store.read(Need) if row.basis == "estimate")
    seen = next(row for row in store.read(Need) if row.basis == "observed")
    assert form_of(sampled, "in_need_low") == "significant"
    assert form_of(sampled, "people_low") == "whole"
    assert form_of(seen, "in_need_high") == "whole"
    assert form_of(sampled, "share") == "share"
    assert form_of(store.get(Count, "c-dis-a"), "low") == "percent"
    assert form_of(msgspec.structs.replace(sampled, basis="bound"), "gap_low") == "whole"


def test_a_claim_has_no_number_but_its_place(tmp_path):
    _, store = worlds.valley(tmp_path)
    assert Numbers(store).number(100, Ref("claims", "q-ministry", "start")).text == "100"
    assert store.get(Claim, "q-ministry") is not None
