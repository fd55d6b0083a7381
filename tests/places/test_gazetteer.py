import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.model import Place
from needline.places import Gazetteer


def place(code, *names, aliases=(), parent=""):
    return Place(id=code, name=" / ".join(names), names=list(names), aliases=list(aliases), parent=parent)


GAZETTEER = Gazetteer(
    [
        place("UKR", "Ukraine"),
        place("UKR-K", "Kyiv", "Kiev", aliases=["Київ"], parent="UKR"),
        place("UKR-D", "Dnipro", "Dnepr", parent="UKR"),
        place("YEM", "Yemen"),
        place("YEM-1", "Sana'a", aliases=["Sanaa City"], parent="YEM"),
        place("AZE-1", "Ağdam", "Akna", aliases=["Aghdam", "Agdam"]),
        place("AZE-2", "Stepanakert", "Khankendi", aliases=["Xankəndi"]),
        place("SYR-1", "Al Salam", parent="SYR-N"),
        place("SYR-2", "Al Salam", parent="SYR-S"),
        place("SYR-N", "Aleppo"),
        place("SYR-S", "Dar'a"),
        place("SDN", "Sudan"),
        place("COD-1", "Katanga"),
        place("VAN", "Van"),
        place("GBS", "Guinea"),
        place("PAP", "Port-au-Prince"),
    ]
)


@pytest.mark.parametrize(
    ("written", "code", "rule"),
    [
        ("UKR-K", "UKR-K", "a code"),
        ("ukr-k", "UKR-K", "a code in another case"),
        ("Kyiv", "UKR-K", "the first name"),
        ("Kiev", "UKR-K", "another name"),
        ("КИЇВ", "UKR-K", "an alias in another script and case"),
        ("Kyiv / Kiev", "UKR-K", "the joined name"),
        ("Kiev / Kyiv", "UKR-K", "joined in another order"),
        ("Kiev/Kyiv", "UKR-K", "without spaces"),
        ("Kyiv (Kiev)", "UKR-K", "in parentheses"),
        ("Kyiv / Dnipro", "", "two places are not one"),
        ("Sanaa", "YEM-1", "the apostrophe folded"),
        ("Sana’a", "YEM-1", "another apostrophe"),
        ("Agdam", "AZE-1", "accents folded"),
        ("AĞDAM", "AZE-1", "accents and case folded"),
        ("Xankendi", "AZE-2", "a letter that does not decompose"),
        ("port au prince", "PAP", "hyphens folded"),
        ("Al Salam", "", "ambiguous"),
        ("Al Salam, Dar'a", "SYR-2", "the place it lies in decides"),
        ("Al Salam, Yemen", "", "the place it lies in does not fit"),
        ("Atlantis", "", "unknown"),
        ("", "", "nothing"),
        ("/", "", "nothing joined"),
    ],
)
def test_resolve(written, code, rule):
    assert GAZETTEER.resolve(written) == code, rule


def test_an_ambiguous_name_keeps_its_candidates():
    assert GAZETTEER.candidates("al salam") == ["SYR-1", "SYR-2"]


def test_near_names_are_offered():
    assert "Dnipro" in GAZETTEER.near("Dnirpo")


@pytest.mark.parametrize(
    ("text", "found", "rule"),
    [
        ("They left Kyiv for Dnipro.", [("Kyiv", "UKR-K"), ("Dnipro", "UKR-D")], "two places"),
        ("Kyiv's hospitals", [("Kyiv", "UKR-K")], "a possessive is left out"),
        ("the Ukrainian army", [], "none inside a word"),
        ("in Sanaa City centre", [("Sanaa City", "YEM-1")], "the longest first"),
        ("in Stepanakert / Khankendi today", [("Stepanakert / Khankendi", "AZE-2")], "a joined name is one"),
        ("in Khankendi (Stepanakert)", [("Khankendi (Stepanakert", "AZE-2")], "joined in another order"),
        ("Al Salam camp", [("Al Salam", "")], "ambiguity is kept"),
        ("a van came", [], "a small letter is another word"),
        ("a Van resident", [("Van", "VAN")], "a large one is the name"),
        ("South Sudan and Sudan", [("Sudan", "SDN")], "a longer name unknown to the mission"),
        ("southern Sudan", [("Sudan", "SDN")], "a part of the place"),
        ("in Haut-Katanga and Guinea-Bissau", [], "joined by a hyphen to another name"),
        ("the Ukraine-Yemen flight", [("Ukraine", "UKR"), ("Yemen", "YEM")], "two known names joined"),
        ("a Kyiv-based group", [("Kyiv", "UKR-K")], "a small word joined"),
        ("Port-au-Prince", [("Port-au-Prince", "PAP")], "a name with hyphens"),
        ("Port\nau Prince", [("Port\nau Prince", "PAP")], "a name over a line's end"),
    ],
)
def test_find(text, found, rule):
    mentions = GAZETTEER.find(text)
    assert [(one.text, one.code) for one in mentions] == found, rule
    assert all(text[one.start : one.end] == one.text for one in mentions)


@given(st.text(st.characters() | st.sampled_from("KyivVanSudan-/(' "), max_size=200))
def test_offsets_give_back_the_text_whatever_it_is(text):
    for mention in GAZETTEER.find(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.candidates


@pytest.mark.parametrize("unit", ["((((", "Port ", "Port-au-", "'", "a\u0300"])
def test_a_long_text_of_one_kind_is_read_to_its_end(unit):
    text = unit * (300_000 // len(unit))  # what tries every way through it does not come back
    assert all(text[one.start : one.end] == one.text for one in GAZETTEER.find(text))
