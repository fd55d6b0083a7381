"""Who says what, by the trained tagger: what holds for any text, and plain sentences of the field."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from needline.text.sentences import sentences
from needline.text.signs import signs, stem
from needline.text.tagger import _blocks, tag

PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "UNHCR",
                "the mayor",
                "said",
                "told reporters",
                "that",
                "denied",
                "according to",
                "it",
                "'s claim",
            ),
            *(
                ",",
                ".",
                "?",
                ":",
                '"',
                "\u201c",
                "\u201d",
                "\n\n",
                "- ",
                "(",
                ")",
                "100,<>",
                "5,000",
                "people",
                "fled",
            ),
        ]
    )
    | st.text(max_size=6),
    max_size=60,
).map(" ".join)


@settings(deadline=None)  # the model is read from its file at the first text
@given(PIECES)
@example('said " \n\n UNHCR')
def test_whatever_the_text_the_places_lie_in_it_in_order(text):
    last = 0
    for one in tag(text):
        for start, end in (one.cue, *one.source, *one.content):
            assert 0 <= start < end <= len(text)
            assert any(map(str.isalnum, text[start:end])) or (start, end) == one.cue
        assert one.cue[0] >= last
        last = one.cue[1]
        assert [*one.content] == sorted(one.content)
        assert 0 < one.probability <= 1


@given(PIECES)
@example("0 100,<>")  # a number grouped by blanks does not end in a hole
def test_every_token_gives_back_the_text(text):
    here = signs(text)
    written = "".join(text[a:b] for a, b in zip(here.starts, here.ends, strict=True))
    covered = "".join(text[one.start : one.end] for one in sentences(text))
    assert written == "".join(covered.split())


@pytest.mark.parametrize("character", ["(", "1", "a ", "said that ", "\u00e9", '"', "a. "])
def test_what_is_held_together_does_not_grow_with_the_text(character):
    sizes = [
        max(
            (sum(one.end - one.start for one in block) for block in _blocks(sentences(character * count))),
            default=0,
        )
        for count in (30_000, 60_000)
    ]
    assert sizes[0] == sizes[1] or max(sizes) <= 30_000


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("The mayor of Bor said that the dam had held.", "The mayor of Bor", "said", "that the dam had held"),
        ("According to UNICEF, nine schools are shut.", "UNICEF", "According to", "nine schools are shut"),
        ("\u201cWe have no bread,\u201d said Hawa, a baker.", "Hawa, a baker", "said", "We have no bread"),
        ("WFP warned that stocks would end in June.", "WFP", "warned", "that stocks would end in June"),
        ("The road is shut, the governor told reporters.", "the governor", "told", "The road is shut"),
    ],
)
def test_plain_sentences(text, source, cue, content):
    (found,) = tag(text)
    assert text[slice(*found.cue)].split()[0] == cue.split()[0]
    assert [text[slice(*one)].strip(",") for one in found.source] == [source]
    assert " ".join(text[slice(*one)] for one in found.content).strip("\u201c\u201d,.") == content


def test_a_text_without_speakers_has_none():
    assert tag("Snow fell for two days. The pass is shut. 40 trucks wait below it.") == []


@pytest.mark.parametrize(
    ("word", "wanted"),
    [("reported", "report"), ("reports", "report"), ("planning", "plan"), ("said", "said"), ("is", "is")],
)
def test_a_stem_is_a_word_without_its_ending(word, wanted):
    assert stem(word) == wanted
