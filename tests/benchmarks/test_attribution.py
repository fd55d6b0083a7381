"""How attributions are scored: by cases, and beside the scorer of the reference set on the same attributions."""

import importlib.util
import random
from pathlib import Path

import pytest
from attributing.scoring import f1s

ROOT = Path(__file__).parents[2]
SCORER = ROOT.parent / "shared" / "reference" / "attribution" / "score.py"
TEXT = 'The mayor said, "we left." Ana agreed.'
GOLD = {"source": [[0, 9]], "cue": [[10, 14]], "content": [[17, 24]]}


@pytest.mark.parametrize(
    ("found", "wanted", "rule"),
    [
        ([GOLD], dict.fromkeys(("source", "cue", "content", "claim", "linked", "strict"), 1.0), "the same"),
        ([], dict.fromkeys(("source", "cue", "content", "claim", "linked", "strict"), 0.0), "nothing"),
        (
            [{**GOLD, "content": [[16, 26]]}],
            {"content": 1.0, "strict": 1.0},
            "marks at the ends do not matter",
        ),
        ([{**GOLD, "source": [[4, 9]]}], {"source": 0.0, "linked": 1.0, "strict": 0.0}, "part of the source"),
        ([{**GOLD, "source": []}], {"cue": 1.0, "claim": 1.0, "linked": 0.0}, "no source where there is one"),
        (
            [{**GOLD, "content": [[17, 19]]}],
            {"content": 0.0, "linked": 1.0, "strict": 0.0},
            "a small part of it",
        ),
        ([GOLD, GOLD], {"cue": 0.6667, "claim": 0.6667}, "one attribution is found once"),
        ([{**GOLD, "cue": [[31, 37]]}], {"cue": 0.0, "claim": 0.0, "source": 1.0}, "another cue"),
    ],
)
def test_scores(found, wanted, rule):
    scored = f1s([{"id": "a", "text": TEXT, "attributions": [GOLD]}], {"a": found})
    assert {name: scored[name] for name in wanted} == wanted, rule


@pytest.mark.skipif(not SCORER.is_file(), reason="the reference scorer is not beside the repository")
def test_the_scores_are_those_of_the_reference():
    spec = importlib.util.spec_from_file_location("reference_score", SCORER)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    rng = random.Random(7)  # noqa: S311 - cases, no secrets
    text = "A said b, c. D told e f. " * 8

    def spans(least):
        starts = [rng.randrange(len(text) - 9) for _ in range(rng.randint(least, 2))]
        return [[start, start + rng.randint(1, 8)] for start in starts]

    for _ in range(200):
        both = [
            [{"source": spans(0), "cue": spans(1), "content": spans(0)} for _ in range(rng.randint(0, 6))]
            for _ in "ab"
        ]
        row = {"id": "x", "text": text, "attributions": both[0]}
        theirs = reference.score({"x": row}, {"x": {"attributions": both[1]}})
        ours = f1s([row], {"x": both[1]})
        assert ours == pytest.approx({name: value[2] for name, value in theirs.items()}, abs=1e-4)
