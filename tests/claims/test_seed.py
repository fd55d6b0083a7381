"""The article that must be read well. It stays beside the project; what is read in it is held to here."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from needline.cli.read import command

SEED = Path(__file__).parents[3] / "shared" / "seed"
ARTICLE = SEED / "000_b68c11aad694a589.txt"

pytestmark = pytest.mark.skipif(not ARTICLE.is_file(), reason="the seed article is not beside the repository")


@pytest.fixture(scope="module")
def read():
    done = CliRunner().invoke(command, [str(ARTICLE), "--published", "2023-09-30", "--format", "json"])
    assert done.exit_code == 0
    return json.loads(done.stdout)


def test_the_two_damaged_figures_and_no_other(read):
    keys = ("text", "number_low", "number_high", "low", "high", "damaged", "unit", "measure")
    assert [tuple(figure[key] for key in keys) for figure in read["figures"]] == [
        ("more than 100,<>", 100_000, 100_999, 100_000, None, True, "people", "arrived_cumulative"),
        ("about 90,<>", 90_000, 90_999, 90_000, 90_999, True, "people", "arrived_cumulative"),
    ]


def test_every_span_gives_back_the_article(read):
    original = ARTICLE.read_text("utf-8")
    spans = [*read["figures"], *read["dates"], *read["places"]]
    spans += [
        span
        for claim in read["claims"]
        for span in (claim["cue"], *claim["sources"], *claim["content"])
        if span
    ]
    assert all(original[span["start"] : span["end"]] == span["text"] for span in spans)


def test_what_was_quoted_is_one_claim_with_a_chain_of_two(read):
    (claim,) = [claim for claim in read["claims"] if len(claim["sources"]) > 1]
    first, last = (source["text"] for source in claim["sources"])
    assert first.endswith("correspondent")
    assert last.startswith("local sources")


def test_the_denial_is_tied_to_the_accusation(read):
    (denial,) = [claim for claim in read["claims"] if claim["kind"] == "denies"]
    (accusation,) = [claim for claim in read["claims"] if claim["kind"] == "accuses"]
    assert denial["denies"] == accusation["id"]
    assert denial["negated"]


def test_days_are_read_against_publication(read):
    days = {date["text"]: date["value"] for date in read["dates"]}
    assert days["Friday"] == "2023-09-29"
    assert days["Thursday"] == "2023-09-28"
    assert days["September 19"] == "2023-09-19"
    said = {claim["said_on"] for claim in read["claims"]} - {None}
    assert said == {"2023-09-28", "2023-09-29"}


def test_how_many_of_the_expected_statements_are_found(read, capsys):
    """Prints it; a row is found where a claim has its source, and its cue or kind of statement."""
    table = (SEED / "EXPECTED.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table if line.startswith("|")][
        2:
    ]
    missed = [f"{row[1]}: {row[0]}" for row in rows if not any(_is(claim, row) for claim in read["claims"])]
    with capsys.disabled():
        print(  # noqa: T201 - this test says how much is found
            f"\nseed: {len(rows) - len(missed)} of {len(rows)} expected statements found",
            *missed,
            sep="\n  missed: ",
        )
    assert not missed


def _is(claim, row):
    if not claim["sources"]:
        return False
    said = _words(" ".join(source["text"] for source in claim["sources"]))
    cue = _words(re.sub(r"\(.*?\)", "", row[0]))
    wanted = _words(re.sub(r"correspondent,", "correspondent", row[1])) - {"the"}
    spoken = _words(claim["cue"]["text"])
    return wanted <= said and bool(cue & spoken)


def _words(text):
    return set(re.findall(r"\w+", text.lower()))


def test_the_day_of_publication_is_a_saturday():
    assert dt.date(2023, 9, 30).weekday() == 5
