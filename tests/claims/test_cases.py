import datetime as dt
import math
import tomllib
from pathlib import Path

import pytest

from needline.claims import extract
from needline.model import Mission, Report
from needline.places import Gazetteer

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "claims.toml").read_text("utf-8"))["case"]
MISSION = Mission(title="", question="", as_of=dt.datetime(2024, 5, 18, tzinfo=dt.UTC))


def read(text, published=dt.date(2024, 5, 18)):
    day = dt.datetime.combine(published, dt.time(), dt.UTC)
    report = Report(
        id="r",
        file="reports/r.txt",
        sha256="",
        title="",
        publisher="The Paper",
        author="",
        published=day,
        published_text=published.isoformat(),
        url="",
        source="",
        language="en",
    )
    return extract(report, text, Gazetteer([]), MISSION, [])


def seen(claim, claims):
    """What a row may check of a claim."""
    said = [one for one in claims if one.cue]
    ids = [one.claim for one in said]
    return {
        "kind": claim.kind,
        "cue": claim.cue.text,
        "sources": [one.text for one in claim.chain],
        "content": [one.text for one in claim.content],
        "negated": claim.negated,
        "said_on": claim.said_on,
        "accused": claim.accused,
        "conduct": claim.conduct,
        "denies": ids.index(claim.denies) if claim.denies else -1,
    }


def counted(count):
    """What a row may check of a figure; open ends are NaN."""
    ends = {"low": count.low, "high": count.high}
    ends = {name: math.nan if end is None else end for name, end in ends.items()}
    return {**ends, "denied": count.denied, "said_by": count.said_by}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_claims(case):
    claims = read(case["text"]).claims
    found = [seen(claim, claims) for claim in claims if claim.cue]
    assert len(found) == len(case["claims"]), found
    for claim, wanted in zip(found, case["claims"], strict=True):
        assert {key: claim[key] for key in wanted} == wanted


@pytest.mark.parametrize("case", [one for one in CASES if "figures" in one], ids=lambda case: case["rule"])
def test_figures_of_claims(case):
    found = read(case["text"])
    known = {one.claim for one in found.claims}
    assert {one.claim for one in found.counts} <= known  # each opens to the claim it stands in
    assert len(found.counts) == len(case["figures"])
    for count, wanted in zip(found.counts, case["figures"], strict=True):
        assert {name: counted(count)[name] for name in wanted} == pytest.approx(wanted, nan_ok=True)


def test_there_are_many_cases():
    assert len(CASES) >= 40
