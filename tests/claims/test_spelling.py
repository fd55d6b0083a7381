import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.claims.spelling import meant, spelt
from needline.text.tokens import tokens


@pytest.mark.parametrize(
    ("word", "right", "rule"),
    [
        ("annouced", "announced", "a letter missing"),
        ("announnced", "announced", "a letter too many"),
        ("announsed", "announced", "another letter"),
        ("annoucned", "announced", "two letters in the wrong order"),
        ("acording", "according", "a word of a phrase"),
        ("sayed", "said", "an irregular verb as a regular one"),
        ("announced", "", "a right word"),
        ("started", "", "a word in use, one letter from stated"),
        ("refused", "", "a word in use, one letter from refuted"),
        ("anounsed", "", "two edits"),
        ("pannounced", "", "another first letter"),
        ("tod", "", "too short to tell"),
        ("report's", "", "a word that owns"),
        ("Annouced", "", "perhaps a name"),
    ],
)
def test_what_a_misspelt_word_stands_for(word, right, rule):
    assert meant(word) == right, rule


@pytest.mark.parametrize(
    ("text", "words", "rule"),
    [
        ("He annouced it.", ["He", "announced", "it", "."], "in small letters"),
        ("Acording to him it rained.", ["According", "to", "him", "it", "rained", "."], "at the head"),
        ("Sayed came.", ["Sayed", "came", "."], "a name at the head"),
        ("We met Clamed.", ["We", "met", "Clamed", "."], "a name inside"),
    ],
)
def test_tokens(text, words, rule):
    assert [one.text for one in spelt(tokens(text))] == words, rule


@given(st.text(max_size=80))
def test_places_stay_those_of_the_text(text):
    found = tokens(text)
    assert [one[:2] for one in spelt(found)] == [one[:2] for one in found]
