import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.text.sentences import sentences
from needline.text.tokens import tokens


@pytest.mark.parametrize(
    ("text", "found", "rule"),
    [
        ("It rained. Roads closed.", ["It rained.", "Roads closed."], "a stop and a capital"),
        ("He asked the U.N. for help.", ["He asked the U.N. for help."], "a dotted abbreviation goes on"),
        (
            "He told the U.N. The team left.",
            ["He told the U.N.", "The team left."],
            "and ends before an opening",
        ),
        ("Dr. F. Okoro came.", ["Dr. F. Okoro came."], "a title and an initial"),
        ("See Mt. Kenya.", ["See Mt. Kenya."], "a name follows"),
        ("It took approx. 3.5 hours.", ["It took approx. 3.5 hours."], "a number follows, and decimals"),
        ("See No. 5 of the list.", ["See No. 5 of the list."], "a label"),
        ("At 8 p.m. the gate shut.", ["At 8 p.m. the gate shut."], "a small letter goes on"),
        ("Is it true? Yes! It is.", ["Is it true?", "Yes!", "It is."], "other marks"),
        (
            '"Go," he said. "Now!" She left.',
            ['"Go," he said.', '"Now!"', "She left."],
            "a quotation closes after the stop",
        ),
        ("\u201cStop!\u201d he cried.", ["\u201cStop!\u201d he cried."], "a quotation goes on"),
        ("Rises to 90,<>. Then falls.", ["Rises to 90,<>.", "Then falls."], "a damaged number"),
        ("Two lines\nof one.", ["Two lines\nof one."], "a line's end inside"),
        ("One\n\nTwo", ["One", "Two"], "a blank line"),
        ("# Head\nText here.", ["Head", "Text here."], "a heading with its mark"),
        (
            "> It rained.\n> Roads\n> closed.\nI see.",
            ["It rained.", "Roads\n> closed.", "I see."],
            "quoted lines",
        ),
        (">> Ten came.\n> No.", ["Ten came.", "No."], "quoted more and less deeply"),
        ("> 100 people came.", ["> 100 people came."], "more than a number is no mark of quoting"),
        ("RAIN UPDATE\nRoads closed.", ["RAIN UPDATE", "Roads closed."], "a title in capitals right above"),
        ("RAIN FELL ALL\nDAY IN MORO.", ["RAIN FELL ALL\nDAY IN MORO."], "a text in capitals"),
        ("WHO\nhas come.", ["WHO\nhas come."], "a short name at the end of a line"),
        ("Gaps\n- wells\nNeeds\n- tents", ["Gaps", "wells", "Needs", "tents"], "titles right above a list"),
        (
            "- wells of the northern half of the district and all of its\nOuter Villages\n- tents",
            ["wells of the northern half of the district and all of its\nOuter Villages", "tents"],
            "a long item goes on",
        ),
        ("- one thing\n- two things.\n  And more.", ["one thing", "two things.", "And more."], "items"),
        ("1. First\n2) Second", ["First", "Second"], "numbered items"),
        ("...\n\n***", [], "nothing said"),
        ("", [], "nothing at all"),
    ],
)
def test_sentences(text, found, rule):
    assert [one.text for one in sentences(text)] == found, rule


def test_kinds():
    kinds = [one.kind for one in sentences("Flood in the delta\n\nWater rose.\n\n- wells\n\n## Needs\n")]
    assert kinds == ["heading", "prose", "item", "heading"]


@pytest.mark.parametrize(
    ("text", "found", "rule"),
    [
        ("U.N. staff", ["U.N.", "staff"], "a dotted abbreviation is a word"),
        ("non-food items", ["non-food", "items"], "a hyphen inside"),
        ("Sana\u2019a's wells", ["Sana\u2019a's", "wells"], "apostrophes inside"),
        ("100,<> people", ["100,<>", "people"], "a damaged number is one token"),
        ("12,3__ or 1?,500", ["12,3__", "or", "1?,500"], "whatever the damage"),
        (
            "\u00e2\u20ac\u0153Yes\u00e2\u20ac\u009d",
            ["\u00e2\u20ac\u0153", "Yes", "\u00e2\u20ac\u009d"],
            "quotes in a wrong encoding",
        ),
        ("see reliefweb.int.", ["see", "reliefweb.int", "."], "an address"),
        (
            "\u041a\u0438\u0457\u0432, \u0627\u0644",
            ["\u041a\u0438\u0457\u0432", ",", "\u0627\u0644"],
            "other scripts",
        ),
    ],
)
def test_tokens(text, found, rule):
    assert [one.text for one in tokens(text)] == found, rule


PIECES = st.lists(
    st.sampled_from(
        [
            "100,<>",
            "U.N.",
            ". ",
            "\n",
            "\n\n",
            "# ",
            "- ",
            '"',
            "\u201c",
            "said",
            " ",
            "Mr.",
            "1?,500",
            "(",
            "?",
            "Al",
        ]
    )
    | st.text(max_size=6),
    max_size=40,
).map("".join)


@given(PIECES)
def test_offsets_give_back_the_text(text):
    found = sentences(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(text[one.start : one.end] == one.text for one in tokens(text))


@given(PIECES)
def test_no_letter_is_lost(text):
    inside = "".join(one.text for one in sentences(text))
    lost = [word for word in text.split() if len(word) > 3 and word.isalpha() and word not in inside]
    assert lost == []


@pytest.mark.parametrize(
    ("unit", "size"), [("((((", 10**6), ("1", 10**6), (". ", 10**5), ("A. ", 10**5), ("- ", 10**5)]
)
def test_a_million_characters_of_one_kind_are_read_to_their_end(unit, size):
    text = unit * (size // len(unit))  # what tries every way through it does not come back
    assert all(text[one.start : one.end] == one.text for one in (*sentences(text), *tokens(text)))
