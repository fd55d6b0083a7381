"""The store: what is written is read back, parts meet, nobody sees half a table, and private rows stay private."""

from __future__ import annotations

import datetime as dt
import os
import stat
import types
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needline.errors import TraceError
from needline.model import Count, Place, Problem, Ref, Report, problem
from needline.store import TABLES, Store, Table
from needline.store.store import fingerprint, parquet_bytes, write_bytes, write_parquet

INSTANTS = st.datetimes(min_value=dt.datetime(1900, 1, 1), max_value=dt.datetime(2100, 1, 1)).map(  # noqa: DTZ001 - the zone is set next
    lambda one: one.replace(tzinfo=dt.UTC)
)
TEXTS = st.text(max_size=12)
NUMBERS = st.floats(allow_nan=False)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    float: NUMBERS,
    int: st.integers(-(2**62), 2**62),
    bool: st.booleans(),
    dt.datetime: INSTANTS,
    dt.date: st.dates(),
    type(None): st.none(),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field of this type."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return st.floats(0.01, 0.99)
    if origin in {Union, types.UnionType}:
        return st.one_of(*map(values, inside))
    if origin is Literal:
        return st.sampled_from(inside)
    if origin is list:
        return st.lists(values(inside[0]), max_size=2)
    if origin is dict:
        return st.dictionaries(values(inside[0]), values(inside[1]), max_size=2)
    return PLAIN[hint] if hint in PLAIN else structs(hint)


def structs(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind, include_extras=True)
    return st.builds(kind, **{name: values(hint) for name, hint in hints.items()})


def rows_of(table: Table) -> st.SearchStrategy[Any]:
    """Any rows of a table, each with a key of its own."""
    return st.lists(structs(table.row), max_size=3, unique_by=lambda row: getattr(row, table.key))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_is_read_back(tmp_path_factory, table, data):
    rows = data.draw(rows_of(table))
    root = tmp_path_factory.mktemp("store")
    Store(root).write(table.by[0], table.row, rows)
    read = Store(root).read(table.row)
    assert read == sorted(rows, key=lambda row: getattr(row, table.key))


def place(code: str, name: str = "x") -> Place:
    return Place(id=code, name=name, names=[name])


def told(found: str) -> Problem:
    return problem("code", "f.csv", "row 2", found, "Mend it.")


def test_parts_of_several_steps_are_one_table(tmp_path):
    store = Store(tmp_path)
    store.write("read", Problem, [told("one"), told("both")])
    store.write("judge", Problem, [told("both"), told("two")])
    assert sorted(one.found for one in store.read(Problem)) == ["both", "one", "two"]


def test_a_step_replaces_only_its_own_rows(tmp_path):
    store = Store(tmp_path)
    store.write("read", Problem, [told("one")])
    store.write("judge", Problem, [told("two")])
    store.write("judge", Problem, [])
    assert [one.found for one in store.read(Problem)] == ["one"]


def test_rows_come_sorted_by_key_in_whatever_order_they_were_written(tmp_path):
    store = Store(tmp_path)
    store.write("read", Place, [place("B"), place("C"), place("A")])
    first = (tmp_path / "tables" / "places.read.parquet").read_bytes()
    assert [one.id for one in store.read(Place)] == ["A", "B", "C"]
    store.write("read", Place, [place("C"), place("A"), place("B"), place("A")])
    assert (tmp_path / "tables" / "places.read.parquet").read_bytes() == first


def test_a_step_writes_no_table_of_another(tmp_path):
    with pytest.raises(ValueError, match="judge does not write places; its writers are read"):
        Store(tmp_path).write("judge", Place, [place("A")])


def test_nothing_written_is_nothing_read(tmp_path):
    store = Store(tmp_path)
    assert store.read(Place) == []
    assert store.get(Place, "A") is None
    assert store.table("places").num_rows == 0


def test_a_cell_by_its_ref(tmp_path):
    store = Store(tmp_path)
    store.write("read", Place, [place("A", "Ay")])
    assert store.cell(Ref("places", "A", "name")) == "Ay"
    assert store.cell(Ref("places", "A")) == place("A", "Ay")


@pytest.mark.parametrize(
    "ref", [Ref("places", "B"), Ref("place", "A"), Ref("places", "A", "nam"), Ref("texts", "A")], ids=str
)
def test_a_ref_to_nothing_is_told(tmp_path, ref):
    store = Store(tmp_path)
    store.write("read", Place, [place("A")])
    with pytest.raises(TraceError, match=str(ref)):
        store.cell(ref)


def test_a_row_written_anew_is_seen_anew(tmp_path):
    store = Store(tmp_path)
    store.write("read", Place, [place("A", "old")])
    assert store.cell(Ref("places", "A", "name")) == "old"
    store.write("read", Place, [place("A", "new")])
    assert store.cell(Ref("places", "A", "name")) == "new"


def test_a_failed_write_leaves_what_stood_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "sub" / "x.bin"
    write_bytes(path, b"whole")

    def fail(_self: Path, _target: Path) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="full"):
        write_bytes(path, b"half")
    assert path.read_bytes() == b"whole"
    assert [one.name for one in path.parent.iterdir()] == ["x.bin"]


def test_a_row_that_does_not_fit_leaves_the_table_as_it_stood(tmp_path):
    store = Store(tmp_path)
    store.write("read", Place, [place("A")])
    broken = msgspec.structs.replace(place("B"), lat="north")  # type: ignore[arg-type]
    with pytest.raises((pa.ArrowInvalid, pa.ArrowTypeError)):
        store.write("read", Place, [broken])
    assert Store(tmp_path).read(Place) == [place("A")]
    assert [one.name for one in (tmp_path / "tables").iterdir()] == ["places.read.parquet"]


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_the_working_folder_is_its_owners_alone(tmp_path):
    root = tmp_path / ".needline"
    root.mkdir(mode=0o755)
    Store(root)
    assert stat.S_IMODE(root.stat().st_mode) == 0o700


HOUSEHOLDS = pa.table(
    {"_row": [2, 3, 4, 5], "people": ["4", None, "", "7"], "weight": [1.5, None, 2.0, 0.25]}
)


@given(cuts=st.lists(st.integers(0, 4), max_size=4))
def test_a_fingerprint_does_not_know_how_a_table_is_cut(cuts):
    ends = [0, *sorted(cuts), HOUSEHOLDS.num_rows]
    pieces = [HOUSEHOLDS.slice(a, b - a) for a, b in pairwise(ends)]
    assert fingerprint(pa.concat_tables(pieces)) == fingerprint(HOUSEHOLDS)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        (HOUSEHOLDS.slice(0, 3), "a row is missing"),
        (HOUSEHOLDS.take([1, 0, 2, 3]), "the order of rows"),
        (HOUSEHOLDS.rename_columns(["_row", "size", "weight"]), "a column's name"),
        (HOUSEHOLDS.set_column(0, "_row", HOUSEHOLDS["_row"].cast(pa.int32())), "a type"),
        (HOUSEHOLDS.set_column(1, "people", pa.array(["4", "", "", "7"])), "not known is not empty"),
    ],
)
def test_a_fingerprint_knows_every_change(changed, rule):
    assert fingerprint(changed) != fingerprint(HOUSEHOLDS), rule


def test_private_rows_are_written_apart_and_read_back(tmp_path):
    store = Store(tmp_path)
    store.write_private("households/msna", HOUSEHOLDS)
    assert store.read_private("households/msna").equals(HOUSEHOLDS)
    assert fingerprint(store.read_private("households/msna")) == fingerprint(HOUSEHOLDS)
    assert store.private_path("households/msna").is_relative_to(tmp_path / "private")
    assert store.private_names("households/") == ["households/msna"]
    assert store.private_names("submissions/") == []
    with pytest.raises(TraceError, match="no such private table"):
        store.read_private("households/other")


def test_private_tables_that_belong_to_nothing_are_deleted(tmp_path):
    store = Store(tmp_path)
    for name in ("households/a", "households/b", "submissions/a"):
        store.write_private(name, HOUSEHOLDS)
    store.drop_private("households/", ["households/b"])
    assert store.private_names("") == ["households/b", "submissions/a"]


def test_the_state_of_tables_changes_with_any_part_of_them(tmp_path):
    store = Store(tmp_path)
    seen = [store.state(["problems", "households/"])]
    for change in (
        lambda: store.write("read", Problem, [told("one")]),
        lambda: store.write("judge", Problem, [told("two")]),
        lambda: store.write_private("households/a", HOUSEHOLDS),
        lambda: store.write_private("households/a", HOUSEHOLDS.slice(1)),
        lambda: store.write_private("households/b", HOUSEHOLDS),
    ):
        change()
        seen.append(store.state(["problems", "households/"]))
    assert len(set(seen)) == len(seen)
    store.write("read", Place, [place("A")])
    store.write("read", Problem, [told("one")])
    assert store.state(["households/", "problems"]) == seen[-1]


def test_the_state_of_a_table_holds_its_private_twin(tmp_path):
    """Values of hidden estimates stand in a private table of the same name; who reads them runs again with them."""
    store = Store(tmp_path)
    before = store.state(["estimates"])
    store.write_private("estimates", HOUSEHOLDS)
    assert store.state(["estimates"]) != before


def test_what_was_kept_is_recalled_and_a_broken_cache_is_nothing(tmp_path):
    store = Store(tmp_path)
    assert store.recall("claims", "abc") is None
    store.keep("claims", "abc", {"n": [1, 2.5, None, "ş"]})
    assert store.recall("claims", "abc") == {"n": [1, 2.5, None, "ş"]}
    (tmp_path / "cache" / "claims" / "abc.json").write_text("{", "utf-8")
    assert store.recall("claims", "abc") is None


def test_the_same_rows_are_the_same_bytes():
    assert parquet_bytes(HOUSEHOLDS) == parquet_bytes(pa.concat_tables([HOUSEHOLDS.slice(0, 4)]))


def test_an_instant_keeps_its_moment_whatever_its_zone(tmp_path):
    store = Store(tmp_path)
    at = dt.datetime(2023, 10, 1, 15, tzinfo=dt.timezone(dt.timedelta(hours=4)))
    blank = dict.fromkeys(Report.__struct_fields__, "")
    store.write("read", Report, [Report(**{**blank, "published": at, "witnesses": []})])
    (read,) = Store(tmp_path).read(Report)
    assert read.published == at
    assert read.published is not None
    assert read.published.utcoffset() == dt.timedelta(0)


def test_a_count_is_read_back_with_what_is_not_known(karabakh, tmp_path):
    counts = karabakh.store.read(Count)
    store = Store(tmp_path)
    store.write("read", Count, counts)
    assert Store(tmp_path).read(Count) == counts
    assert any(one.high is None for one in counts)


def test_a_table_of_another_version_says_to_build_again(tmp_path):
    Store(tmp_path).write("read", Place, [place("A")])
    (path,) = (tmp_path / "tables").glob("places.*.parquet")
    write_parquet(pa.table({"id": ["A"], "title": ["x"]}), path)
    with pytest.raises(TraceError, match=r"another version.*needline build"):
        Store(tmp_path).read(Place)
