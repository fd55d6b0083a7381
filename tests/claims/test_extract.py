import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needline.claims import RECOMPUTE, extract, run
from needline.errors import TraceError
from needline.model import Claim, Count, Mission, Place, Problem, Report, Source, Text
from needline.places import Gazetteer
from needline.store import Store, no_progress

MISSION = Mission(title="", question="", as_of=dt.datetime(2024, 5, 18, tzinfo=dt.UTC))
PLACES = [Place(id="TCD", name="Chad", names=["Chad"]), Place(id="SDN", name="Sudan", names=["Sudan"])]
TEXT = "UNHCR said more than 12,<> people had crossed from Sudan into Chad. Chad denied it."


def report(name="r", **changes):
    fields = {
        "id": name,
        "file": f"reports/{name}.txt",
        "sha256": "",
        "title": "",
        "publisher": "The Paper",
        "author": "",
        "published": dt.datetime(2024, 5, 18, tzinfo=dt.UTC),
        "published_text": "2024-05-18",
        "url": "",
        "source": "",
        "language": "en",
    }
    return Report(**{**fields, **changes})


def read(text, **changes):
    return extract(report(**changes), text, Gazetteer(PLACES), MISSION, [])


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "UNHCR",
                "said",
                "that",
                "denied",
                "it",
                ",",
                ". ",
                '"',
                "\u201c",
                "\n\n",
                "who",
                "which",
                "and",
                "(",
                ")",
            ),
            *(
                "100,<>",
                "5,000",
                "people",
                "killed",
                "in",
                "Chad",
                "from Sudan",
                "on Friday",
                "according to",
                "quoted",
            ),
            *(
                "as saying",
                "citing",
                "accused",
                "of",
                "'s",
                "accusation",
                "calls for",
                "Of these",
                "# ",
                "- ",
                "to",
                "the",
            ),
        ]
    )
    | st.text(max_size=5),
    max_size=40,
).map(" ".join)


@settings(deadline=None)  # the tagger's model is read from its file at the first text
@given(PIECES)
def test_every_passage_gives_back_the_text_whatever_it_is(text):
    found = read(text)
    ids = {claim.claim for claim in found.claims}
    for claim in found.claims:
        spans = [*claim.chain, *claim.sources, *claim.content, *([claim.cue] if claim.cue else [])]
        assert all(text[span.start : span.end] == span.text for span in spans)
        assert text[claim.start : claim.end] == claim.passage
        assert not claim.denies or claim.denies in ids
    for count in found.counts:
        assert text[count.start : count.end]
        assert count.claim in ids
        assert count.number_high is None or count.number_low <= count.number_high
        assert not count.damaged or count.number_low != count.number_high


def test_every_sentence_belongs_to_a_claim():
    text = "Rain fell. The mayor said the bridge was gone. Shops are shut.\n\n- Wells are dry"
    passages = [claim.passage for claim in read(text).claims]
    assert passages == [
        "Rain fell.",
        "The mayor said the bridge was gone.",
        "Shops are shut.",
        "Wells are dry",
    ]


def test_the_same_report_gives_the_same_ids():
    assert read(TEXT) == read(TEXT)
    assert {one.claim for one in read(TEXT).claims}.isdisjoint(one.claim for one in read(TEXT, id="s").claims)


SPANISH = """El Gobierno dijo que mas de cinco mil personas cruzaron la frontera durante la noche y que muchas
familias siguen llegando a los campamentos del norte."""
FRENCH = """Le gouvernement a dit que plusieurs milliers de personnes ont franchi la fronti\u00e8re pendant la nuit et
que des familles arrivent encore dans les camps du nord."""
UKRAINIAN = "\u0423\u0440\u044f\u0434 \u0441\u043a\u0430\u0437\u0430\u0432, \u0449\u043e"


@pytest.mark.parametrize(
    ("text", "language", "rule"),
    [
        (SPANISH, "es", "Spanish"),
        (FRENCH, "", "French, nobody said so"),
        (UKRAINIAN, "uk", "a few words in another script"),
    ],
)
def test_another_language_is_one_problem(text, language, rule):
    found = read(text, language=language)
    assert (found.claims, found.counts) == ([], []), rule
    assert [one.code for one in found.problems] == ["language"]


@pytest.mark.parametrize(
    "text", ["5,000 people.", "Flood in Chad", "The road to the town is open and it is safe."]
)
def test_short_english_is_read(text):
    assert not [one for one in read(text).problems if one.code == "language"]


def test_a_report_without_a_day_is_read_without_one():
    (count,) = read("On Friday 700 people arrived in Chad.", published=None).counts
    assert (count.as_of_start, count.as_of_end) == (None, None)


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / ".needline")
    store.write("read", Place, PLACES)
    store.write("read", Source, [Source(id="unhcr", name="UNHCR", kind="un")])
    store.write("read", Report, [report("a"), report("b")])
    store.write(
        "read", Text, [Text(report="a", text=TEXT), Text(report="b", text="500 families left Sudan.")]
    )
    return store


def test_the_step_writes_its_tables_and_tells_how_far_it_is(store):
    told = []
    run(MISSION, store, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
    assert {claim.speaker for claim in store.read(Claim)} == {"unhcr", ""}
    assert [count.unit for count in sorted(store.read(Count), key=lambda one: one.file)] == [
        "people",
        "households",
    ]
    assert [one.code for one in store.read(Problem)] == ["damaged-figure"]


def test_a_second_run_reads_nothing_again_and_gives_the_same(store, monkeypatch):
    run(MISSION, store, no_progress)
    before = store.state(["claims", "counts", "problems"])
    monkeypatch.setattr("needline.claims.step.extract", lambda *_: pytest.fail("read again"))
    run(MISSION, store, no_progress)
    assert store.state(["claims", "counts", "problems"]) == before


def test_a_figure_is_read_again_at_its_passage(store):
    run(MISSION, store, no_progress)
    for count in store.read(Count):
        again = RECOMPUTE["counts"](MISSION, store, count)
        assert again == {name: getattr(count, name) for name in ("number_low", "number_high", "low", "high")}


def test_a_figure_whose_words_are_gone_is_an_error_of_its_trace(store):
    run(MISSION, store, no_progress)
    count = store.read(Count)[0]
    store.write("read", Text, [])
    with pytest.raises(TraceError, match="no number at its passage"):
        RECOMPUTE["counts"](MISSION, store, count)
