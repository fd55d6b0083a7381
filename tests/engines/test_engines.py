"""One test body, run on every engine."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from needline.engines import ENGINES, open_engine
from needline.engines.base import quoted
from needline.errors import NeedlineError, UnknownNameError


@pytest.fixture(params=sorted(ENGINES))
def engine(request):
    opened = open_engine(request.param)
    yield opened
    opened.close()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "a 'quoted' file.parquet"
    pq.write_table(pa.table({"group by": ["x", "x", "y"], "weight": [1.5, 2.5, 4.0]}), path)
    return path


def test_a_query_gives_arrow(engine, table):
    engine.register("rows/one", table)
    found = engine.sql('SELECT "group by" AS g, SUM(weight) AS w FROM "rows/one" GROUP BY g ORDER BY g')
    assert found.to_pylist() == [{"g": "x", "w": 4.0}, {"g": "y", "w": 4.0}]


def test_values_go_in_by_name_and_are_never_sql(engine, table):
    engine.register("t", table)
    query = 'SELECT COUNT(*) AS n FROM t WHERE "group by" = $chosen'
    assert engine.sql(query, {"chosen": "x"}).to_pylist() == [{"n": 2}]
    assert engine.sql(query, {"chosen": "x' OR '1'='1"}).to_pylist() == [{"n": 0}]


def test_a_name_given_again_means_the_later_file(engine, table, tmp_path):
    later = tmp_path / "later.parquet"
    pq.write_table(pa.table({"weight": [7]}), later)
    engine.register("t", table)
    engine.register("t", later)
    assert engine.sql("SELECT weight FROM t").to_pylist() == [{"weight": 7}]


def test_names_with_any_character(engine, table):
    name = 'odd "name"; --'
    engine.register(name, table)
    assert engine.sql("SELECT COUNT(*) AS n FROM " + quoted(name)).to_pylist() == [{"n": 3}]  # noqa: S608 - quoting is what is tested


def test_a_missing_file_is_said(engine, tmp_path):
    with pytest.raises(NeedlineError, match=r"nowhere\.parquet: no such file"):
        engine.register("t", tmp_path / "nowhere.parquet")


def test_an_unknown_engine_offers_the_near_ones():
    with pytest.raises(UnknownNameError, match="Did you mean duckdb"):
        open_engine("duckdbb")
