"""The one schema: it holds exactly the fields of the values, in types that hold them, each with its meaning."""

from __future__ import annotations

import datetime as dt
import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from needline.line import STEPS
from needline.model import Span
from needline.store import TABLES
from needline.store.store import arrow_schema

KINDS = {
    str: "text",
    float: "number",
    int: "integer",
    bool: "yes/no",
    dt.datetime: "instant",
    dt.date: "date",
    Span: "passage",
    list[str]: "texts",
    list[float]: "numbers",
    list[Span]: "passages",
}


def kind_of(annotation: Any) -> str:
    """The type of a column that holds a field of this type; a value inside a value is stored as JSON."""
    if get_origin(annotation) in {Union, types.UnionType}:
        (annotation,) = (one for one in get_args(annotation) if one is not type(None))
    if get_origin(annotation) is Literal:
        annotation = type(get_args(annotation)[0])
    return KINDS.get(annotation, "json")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_schema_is_that_of_the_values(table):
    hints = get_type_hints(table.row)
    assert {one.name: one.type for one in table.columns} == {
        name: kind_of(hint) for name, hint in hints.items()
    }


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_column_has_a_meaning_and_a_type_that_is_known(table):
    assert all(column.meaning for column in table.columns)
    assert [field.name for field in arrow_schema(table)] == [column.name for column in table.columns]
    assert table.meaning.endswith(".")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_key_is_the_first_column(table):
    assert table.key == table.columns[0].name
    assert table.columns[0].type == "text"
    assert table.column(table.key) is table.columns[0]
    with pytest.raises(KeyError):
        table.column("no such column")


def test_a_kind_of_value_has_one_table():
    assert len({table.row for table in TABLES.values()}) == len(TABLES)


def test_every_table_is_written_by_steps_of_the_line_and_read_tables_exist():
    steps = {"read", *(step.name for step in STEPS)}
    assert {step for table in TABLES.values() for step in table.by} == steps
    named = {name for step in STEPS for name in step.reads if not name.endswith("/")}
    assert named <= set(TABLES)


def test_a_step_reads_only_what_stands_before_it():
    order = ["read", *(step.name for step in STEPS)]
    for step in STEPS:
        for name in step.reads:
            writers = TABLES[name].by if name in TABLES else ()
            assert all(order.index(writer) < order.index(step.name) for writer in writers), (step.name, name)


def test_every_row_made_from_others_has_its_trace_and_recipe():
    made = {name for name, table in TABLES.items() if "trace" in {column.name for column in table.columns}}
    assert made == {
        "figures", "conflicts", "repairs", "residuals", "estimates", "coverage", "presence", "access", "single_legs",
        "access_changes", "leg_claims", "needs", "statements", "events",
    }  # fmt: skip
    for name in made:
        assert [column.name for column in TABLES[name].columns[-2:]] == ["trace", "recipe"]


def test_the_words_of_reports_and_the_settings_of_surveys_never_leave():
    assert {name for name, table in TABLES.items() if table.private} == {"texts", "surveys_read"}


def test_values_are_frozen():
    for table in TABLES.values():
        assert issubclass(table.row, msgspec.Struct)
        assert table.row.__struct_config__.frozen
