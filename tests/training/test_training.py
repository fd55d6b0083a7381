"""The tagger is trained again from data of the same form, here from the project's own sentences alone."""

import sys
from pathlib import Path

import pytest

TRAINING = Path(__file__).parents[2] / "training"


@pytest.fixture
def training(monkeypatch):
    monkeypatch.syspath_prepend(str(TRAINING))
    import attribution
    import examples

    yield attribution, examples.examples()
    for name in ("attribution", "examples", "trainer"):
        sys.modules.pop(name, None)


def test_every_label_of_the_sentences_is_in_its_text(training):
    _, rows = training
    assert len(rows) >= 100
    for row in rows:
        for one in row["attributions"]:
            assert one["cue"], row["text"]
            assert all(row["text"][start:end].strip() for spans in one.values() for start, end in spans)


def test_a_model_learns_its_own_sentences(training, monkeypatch):
    attribution, rows = training
    monkeypatch.setattr(attribution, "FIRST", attribution.FIRST._replace(bits=14, passes=4, batch=200))
    monkeypatch.setattr(attribution, "SECOND", attribution.SECOND._replace(bits=14, passes=3, batch=400))
    documents = [attribution.document(row) for row in rows]
    model = attribution.fit(documents)
    marked = found = same = 0
    for one in documents:
        read = attribution.tagger.read(one.here, model)
        tagged = {each.cue for each in attribution.tagger.chosen(read, model)}
        wanted = {tuple(each["cue"][0]) for each in one.row["attributions"]}
        marked, found, same = marked + len(wanted), found + len(tagged), same + len(tagged & wanted)
    assert same >= 0.8 * max(marked, found)


def test_the_same_sentences_give_the_same_model(training, monkeypatch):
    attribution, rows = training
    monkeypatch.setattr(attribution, "FIRST", attribution.FIRST._replace(bits=10, passes=2))
    monkeypatch.setattr(attribution, "SECOND", attribution.SECOND._replace(bits=10, passes=2))
    documents = [attribution.document(row) for row in rows[:20]]
    one, other = (attribution.fit(documents) for _ in range(2))
    assert (one.roles.weights == other.roles.weights).all()
    assert (one.links.weights == other.links.weights).all()
