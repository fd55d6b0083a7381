import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.text.tables import find_tables, row_at

WIDE = "Place      Dead   Hurt\nAlpha        12      4\nBeta Hill     3       \nGamma                7"


def cells(text):
    return [
        [(text[slice(*one.header.cells[column])] if column >= 0 else "", text[slice(*cell)])
         for column, cell in zip(row.columns or (), row.cells, strict=True)]
        for one in find_tables(text)
        for row in one.rows
        if row.columns is not None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found", "rule"),
    [
        ("| P | N |\n|---|---|\n| A | 1 |", [[("P", "A"), ("N", "1")]], "bars, over a rule"),
        ("P\tN\tM\nA\t\t2", [[("P", "A"), ("N", ""), ("M", "2")]], "tabs, an empty cell"),
        (
            WIDE,
            [
                [("Place", "Alpha"), ("Dead", "12"), ("Hurt", "4")],
                [("Place", "Beta Hill"), ("Dead", "3")],
                [("Place", "Gamma"), ("Hurt", "7")],
            ],
            "wide blanks: by order, or by where the cell stands",
        ),
        ("P N M\nBeta Hill 3 1", [[("P", "Beta Hill"), ("N", "3"), ("M", "1")]], "words over numbers"),
        ("      N    M\nA     1    2", [[("", "A"), ("N", "1"), ("M", "2")]], "no header over the labels"),
        ("It rained in 2020.  Then\nthe dam held  for 12 days.", [], "prose with wide blanks"),
        ("They fled on 3 May 2020\nand 12 40", [], "no header and one line"),
    ],
)
def test_cells_and_their_headers(text, found, rule):
    assert cells(text) == found, rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Alpha 1 2 3\nBeta 4 5 6", "no header"),
        ("P N M\nAlpha 1 2\nBeta 4 5 6", "a line with a cell too many"),
        ("12\n40\n7", "numbers alone"),
    ],
)
def test_columns_that_cannot_be_told_stay_open(text, rule):
    assert any(row.columns is None for one in find_tables(text) for row in one.rows), rule


@given(st.text(alphabet="ab1 ,.|\t\n\r-", max_size=80) | st.text(max_size=60))
def test_every_cell_lies_in_its_line(text):
    for one in find_tables(text):
        for row in one.rows:
            assert row.start <= row.cells[0][0] <= row.cells[-1][1] <= row.end
            assert "\n" not in text[row.start : row.end]
            assert row_at(text, row.start) == (one, row)


@pytest.mark.parametrize(
    "unit", ["| ", "|1", "\t1", "  1", "1 2\n", "a  1\n", "|1|\n", "1\n", "a 1 2\n", "- "]
)
def test_a_million_characters_of_one_kind_are_read_to_their_end(unit):
    find_tables(unit * (10**6 // len(unit)))
