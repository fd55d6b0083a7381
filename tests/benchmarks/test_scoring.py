"""The benchmark of standards: what it makes up, needline scores, and the script beside it scores the same."""

import pyarrow.parquet as pq
import pytest


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    from scoring import by_row, with_needline
    from scoring.households import latest, write_households

    folder = tmp_path_factory.mktemp("scoring")
    answers, ours, theirs = (folder / f"{name}.parquet" for name in ("answers", "ours", "theirs"))
    write_households(answers, 3000)
    with_needline.main(str(answers), str(ours), *latest())
    assert "msni@2025.11.severity" in pq.read_schema(ours).names
    with_needline.main(str(answers), str(ours), "food@2025.1")
    by_row.main(str(answers), str(theirs))
    return ours, theirs


def test_the_script_beside_it_scores_the_same(written):
    from indicators import PAIRS, _agree

    ours, theirs = written
    assert _agree(ours, theirs)
    assert {2, 3, 4, None} <= set(pq.read_table(theirs)["phase"].to_pylist())
    assert set(PAIRS) == set(pq.read_table(theirs).column_names)
