"""Whom a pronoun or a short name stands for."""

import pytest

from helpers.said import claim
from needline.claims.speakers import Speakers
from needline.claims.standing import with_full_names
from needline.model import Source, Span


def said(*names):
    """Claims of these speakers, in the order of the text."""
    return [
        claim(
            f"c{at}",
            content=(100 * at + 50, 100 * at + 90),
            cue=(100 * at + 40, 100 * at + 44),
            sources=[Span(100 * at, 100 * at + len(name), name)] if name else [],
        )
        for at, name in enumerate(names)
    ]


@pytest.mark.parametrize(
    ("names", "wanted", "rule"),
    [
        (["The Ministry of Water", "It"], "The Ministry of Water", "a pronoun stands for the speaker before"),
        (
            ["Filippo Grandi, the High Commissioner", "Grandi"],
            "Filippo Grandi, the High Commissioner",
            "a last name",
        ),
        (
            ["army spokesman Idris Bello", "a nurse", "the spokesman"],
            "army spokesman Idris Bello",
            "an office",
        ),
        (["a nurse", "it"], "a nurse", "the last speaker, whoever it is"),
        (["UNHCR", "Oxfam", "she", "they"], "Oxfam", "a pronoun after a pronoun"),
        (["the mayor", "", "he"], "the mayor", "a statement without a speaker is stepped over"),
        (["it"], "", "a pronoun nobody explains"),
        (["the health ministry", "the defence ministry"], "", "another name is no short one"),
        (["UNHCR", "UNHCR"], "", "the same name again is written in full"),
        (["the mayor of Bor", "a resident of Bor who had fled"], "", "a longer name stands for itself"),
    ],
)
def test_the_last_speaker_stands_for(names, wanted, rule):
    last = with_full_names(said(*names), Speakers([]))[-1]
    assert (last.stands_for.text if last.stands_for else "") == wanted, rule
    assert last.sources[0].text == names[-1], "the words stay as written"
    assert last.chain[0].text == (wanted or names[-1])


def test_the_listed_source_is_that_of_the_full_name():
    speakers = Speakers([Source(id="water", name="Ministry of Water", kind="government")])
    assert [one.speaker for one in with_full_names(said("The Ministry of Water", "It"), speakers)][
        1
    ] == "water"
